"""What AWS does with resources beyond storing them, for rehearsals: what cannot change, what holds what.

Guesses about a cloud, as data. A row says where it was read; `SOURCES` says how sure that is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from govcloud.clouds.aws import realistic
from govcloud.graph import Value

PACKAGE: Final = realistic.PACKAGE
ACCOUNT_SETTING: Final = "allowedAccountIds.0"
CONFIGURED: Final = {"region": "region"}
STAND_INS: Final = {realistic.ACCOUNT: ACCOUNT_SETTING}
IMMUTABLE: Final = ("region",)
PROTECTED_BY: Final[Mapping[str, tuple[str, ...]]] = {}
RETAINED_BY: Final[Mapping[str, tuple[str, ...]]] = {}

SOURCES: Final = {
    "api": "the service's API reference and user guide, from memory, November 2026: to be verified on a real account",
    "provider": "what terraform-provider-aws 6 (bridged by pulumi-aws 7.51) replaces, from memory, November 2026",
    "sdk": "property documentation in pulumi-aws 7.51.1",
}

ERRORS: Final = {
    "cancelled": "RequestCanceled",
    "duplicate": "AlreadyExistsException",
    "filled": "NotEmptyException",
    "held": "InvalidRequestException: scheduled for deletion",
    "in_use": "DependencyViolation",
    "locked": "AccessDenied: object lock",
    "missing": "ResourceNotFoundException",
    "protected": "OperationNotPermittedException",
    "told": "as told",
    "upgrade": "InvalidParameterCombination",
}

_NAMES: Final = (
    "bucket",
    "clusterIdentifier",
    "dashboardName",
    "family",
    "identifier",
    "name",
    "policyName",
    "replicationGroupId",
)


def own_name(token: str, declared: Collection[str]) -> str:
    """The input that names a resource of the type. A part of a bucket or cluster names its whole, not itself."""
    if token in _PARTS or (token.startswith(("aws:s3/bucket", "aws:s3control/")) and token != _BUCKET):
        return ""
    return next((name for name in _NAMES if name in declared), "")


_ALIAS: Final = "aws:kms/alias:Alias"
_BUCKET: Final = "aws:s3/bucket:Bucket"
_CERTIFICATE: Final = "aws:acm/certificate:Certificate"
_CLUSTER: Final = "aws:rds/cluster:Cluster"
_ECS: Final = "aws:ecs/cluster:Cluster"
_EXTERNAL_KEY: Final = "aws:kms/externalKey:ExternalKey"
_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_KEYS: Final = (_ALIAS, _EXTERNAL_KEY, "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
_BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
_LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
_POLICIES: Final = ("aws:iam/policy:Policy",)
_ROLE: Final = "aws:iam/role:Role"
_ROUTE_TABLE: Final = "aws:ec2/routeTable:RouteTable"
_SUBNET: Final = "aws:ec2/subnet:Subnet"
_TARGETS: Final = "aws:lb/targetGroup:TargetGroup"
_TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
_TOPIC: Final = "aws:sns/topic:Topic"
_VPC: Final = "aws:ec2/vpc:Vpc"

_PARTS: Final = frozenset(
    {"aws:acm/certificateValidation:CertificateValidation", "aws:sns/topicSubscription:TopicSubscription"}
)


def _of_bucket(*immutable: str) -> dict[str, Value]:
    """What is set on a bucket by a resource of its own."""
    return {"sources": ("provider",), "immutable": ("bucket", *immutable), "needs": {"bucket": (_BUCKET,)}}


def _key(*immutable: str) -> dict[str, Value]:
    return {"sources": ("api", "provider"), "immutable": ("multiRegion", *immutable)}


def _rule() -> dict[str, Value]:
    paths = ("referencedSecurityGroupId", "securityGroupId")
    return {
        "sources": ("api", "provider"),
        "immutable": ("securityGroupId",),
        "needs": dict.fromkeys(paths, (_GROUP,)),
        "holds": ("referencedSecurityGroupId",),
    }


TYPES: Final[Mapping[str, Mapping[str, Value]]] = {
    _CERTIFICATE: {
        "sources": ("provider",),
        "immutable": ("domainName", "keyAlgorithm", "subjectAlternativeNames", "validationMethod"),
    },
    "aws:acm/certificateValidation:CertificateValidation": {
        "sources": ("provider",),
        "immutable": ("certificateArn",),
        "needs": {"certificateArn": (_CERTIFICATE,)},
    },
    "aws:appautoscaling/target:Target": {
        "sources": ("provider",),
        "immutable": ("resourceId", "scalableDimension", "serviceNamespace"),
    },
    "aws:backup/plan:Plan": {"sources": ("provider",), "immutable": ("name",)},
    "aws:backup/selection:Selection": {
        "sources": ("api", "provider"),
        "immutable": ("iamRoleArn", "name", "planId", "resources"),
        "needs": {"iamRoleArn": (_ROLE,), "planId": ("aws:backup/plan:Plan",)},
        "holds": ("planId",),
    },
    "aws:backup/vault:Vault": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("kmsKeyArn",),
        "needs": {"kmsKeyArn": _KEYS},
        "emptied_by": {"forceDestroy": (True,)},
    },
    "aws:cloudtrail/trail:Trail": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "needs": {
            "cloudWatchLogsGroupArn": (_LOG_GROUP,),
            "cloudWatchLogsRoleArn": (_ROLE,),
            "kmsKeyId": _KEYS,
            "s3BucketName": (_BUCKET,),
        },
    },
    _LOG_GROUP: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("logGroupClass",),
        "needs": {"kmsKeyId": _KEYS},
        "protected_by": {"deletionProtectionEnabled": (True,)},
        "retained_by": {"skipDestroy": (True,)},
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
        "sources": ("provider",),
        "immutable": ("logGroupName", "name"),
        "needs": {"logGroupName": (_LOG_GROUP,)},
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "needs": {"alarmActions.*": (_TOPIC,)},
    },
    "aws:dynamodb/table:Table": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("hashKey", "localSecondaryIndexes", "rangeKey"),
        "protected_by": {"deletionProtectionEnabled": (True,)},
        "needs": {"serverSideEncryption.kmsKeyArn": _KEYS},
    },
    "aws:ec2/defaultRouteTable:DefaultRouteTable": {"sources": ("provider",), "immutable": ("defaultRouteTableId",)},
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        "sources": ("provider",),
        "immutable": ("vpcId",),
        "needs": {"vpcId": (_VPC,)},
    },
    "aws:ec2/flowLog:FlowLog": {
        "sources": ("provider",),
        "immutable": (
            "deliverCrossAccountRole",
            "destinationOptions",
            "eniId",
            "iamRoleArn",
            "logDestination",
            "logDestinationType",
            "logFormat",
            "maxAggregationInterval",
            "subnetId",
            "trafficType",
            "vpcId",
        ),
        "needs": {"logDestination": (_BUCKET, _LOG_GROUP), "vpcId": (_VPC,)},
    },
    "aws:ec2/instance:Instance": {
        "sources": ("api", "provider"),
        "immutable": ("ami", "availabilityZone", "keyName", "subnetId"),
        "needs": {"subnetId": (_SUBNET,), "vpcSecurityGroupIds.*": (_GROUP,)},
        "holds": ("subnetId", "vpcSecurityGroupIds.*"),
        "protected_by": {"disableApiTermination": (True,)},
    },
    "aws:ec2/internetGateway:InternetGateway": {
        "sources": ("api",),
        "needs": {"vpcId": (_VPC,)},
        "holds": ("vpcId",),
    },
    "aws:ec2/route:Route": {
        "sources": ("provider",),
        "immutable": ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"),
        "needs": {"gatewayId": ("aws:ec2/internetGateway:InternetGateway",), "routeTableId": (_ROUTE_TABLE,)},
    },
    _ROUTE_TABLE: {
        "sources": ("api", "provider"),
        "immutable": ("vpcId",),
        "needs": {"vpcId": (_VPC,)},
        "holds": ("vpcId",),
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        "sources": ("api", "provider"),
        "immutable": ("gatewayId", "subnetId"),
        "needs": {"routeTableId": (_ROUTE_TABLE,), "subnetId": (_SUBNET,)},
        "holds": ("routeTableId",),
    },
    _GROUP: {
        "sources": ("api", "provider"),
        "unique": ("name", "vpcId"),
        "immutable": ("description",),
        "needs": {"vpcId": (_VPC,)},
        "holds": ("vpcId",),
    },
    _SUBNET: {
        "sources": ("api", "provider"),
        "unique": ("cidrBlock", "vpcId"),
        "immutable": ("availabilityZone", "availabilityZoneId", "ipv6Native", "outpostArn"),
        "needs": {"vpcId": (_VPC,)},
        "holds": ("vpcId",),
    },
    _VPC: {"sources": ("provider",), "immutable": ("cidrBlock", "ipv4IpamPoolId")},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "sources": ("api", "provider"),
        "immutable": ("serviceName", "serviceRegion", "vpcEndpointType", "vpcId"),
        "needs": {
            "routeTableIds.*": (_ROUTE_TABLE,),
            "securityGroupIds.*": (_GROUP,),
            "subnetIds.*": (_SUBNET,),
            "vpcId": (_VPC,),
        },
        "holds": ("securityGroupIds.*", "subnetIds.*", "vpcId"),
    },
    "aws:ecr/repository:Repository": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("encryptionConfigurations",),
        "needs": {"encryptionConfigurations.*.kmsKey": _KEYS},
        "emptied_by": {"forceDelete": (True,)},
    },
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {
        "sources": ("provider",),
        "immutable": ("repository",),
        "needs": {"repository": ("aws:ecr/repository:Repository",)},
    },
    _ECS: {"sources": ("api", "provider"), "unique": ("name",), "scope": "region"},
    "aws:ecs/service:Service": {
        "sources": ("api", "provider"),
        "unique": ("cluster", "name"),
        "scope": "region",
        "immutable": ("launchType", "schedulingStrategy"),
        "needs": {
            "cluster": (_ECS,),
            "loadBalancers.*.targetGroupArn": (_TARGETS,),
            "networkConfiguration.securityGroups.*": (_GROUP,),
            "networkConfiguration.subnets.*": (_SUBNET,),
            "taskDefinition": (_TASK,),
        },
        "holds": ("cluster", "networkConfiguration.securityGroups.*", "networkConfiguration.subnets.*"),
    },
    _TASK: {
        "sources": ("provider",),
        "immutable": (
            "containerDefinitions",
            "cpu",
            "ephemeralStorage",
            "executionRoleArn",
            "memory",
            "networkMode",
            "requiresCompatibilities",
            "runtimePlatform",
            "taskRoleArn",
            "volumes",
        ),
        "needs": {"executionRoleArn": (_ROLE,), "taskRoleArn": (_ROLE,)},
        "retained_by": {"skipDestroy": (True,)},
    },
    "aws:iam/policy:Policy": {"sources": ("provider",), "unique": ("name",), "immutable": ("description", "path")},
    _ROLE: {"sources": ("api", "provider"), "unique": ("name",), "immutable": ("path",)},
    "aws:iam/rolePolicy:RolePolicy": {
        "sources": ("api", "provider"),
        "unique": ("name", "role"),
        "needs": {"role": (_ROLE,)},
        "holds": ("role",),
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        "sources": ("api", "provider"),
        "unique": ("policyArn", "role"),
        "needs": {"role": (_ROLE,)},
        "seeks": {"policyArn": _POLICIES},
        "holds": ("policyArn", "role"),
    },
    _ALIAS: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "needs": {"targetKeyId": _KEYS},
    },
    _EXTERNAL_KEY: _key("keyMaterialBase64", "keySpec", "keyUsage"),
    "aws:kms/key:Key": _key("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "xksKeyId"),
    "aws:lb/listener:Listener": {
        "sources": ("api", "provider"),
        "unique": ("loadBalancerArn", "port"),
        "needs": {
            "certificateArn": (_CERTIFICATE,),
            "defaultActions.*.targetGroupArn": (_TARGETS,),
            "loadBalancerArn": (_BALANCER,),
        },
        "holds": ("certificateArn", "defaultActions.*.targetGroupArn"),
    },
    "aws:lb/listenerRule:ListenerRule": {
        "sources": ("api", "provider"),
        "unique": ("listenerArn", "priority"),
        "needs": {"actions.*.targetGroupArn": (_TARGETS,), "listenerArn": ("aws:lb/listener:Listener",)},
        "holds": ("actions.*.targetGroupArn",),
    },
    _BALANCER: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("customerOwnedIpv4Pool", "internal", "loadBalancerType"),
        "needs": {"accessLogs.bucket": (_BUCKET,), "securityGroups.*": (_GROUP,), "subnets.*": (_SUBNET,)},
        "holds": ("securityGroups.*", "subnets.*"),
        "protected_by": {"enableDeletionProtection": (True,)},
    },
    _TARGETS: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("ipAddressType", "port", "protocol", "protocolVersion", "targetType", "vpcId"),
        "needs": {"vpcId": (_VPC,)},
    },
    _CLUSTER: {
        "sources": ("api", "provider", "sdk"),
        "unique": ("clusterIdentifier",),
        "scope": "region",
        "immutable": (
            "availabilityZones",
            "databaseName",
            "dbSubnetGroupName",
            "engine",
            "engineMode",
            "kmsKeyId",
            "masterUsername",
            "snapshotIdentifier",
            "storageEncrypted",
        ),
        "majors": {"path": "engineVersion", "allowed_by": "allowMajorVersionUpgrade"},
        "needs": {
            "dbClusterParameterGroupName": ("aws:rds/clusterParameterGroup:ClusterParameterGroup",),
            "dbSubnetGroupName": ("aws:rds/subnetGroup:SubnetGroup",),
            "kmsKeyId": _KEYS,
            "vpcSecurityGroupIds.*": (_GROUP,),
        },
        "seeks": {"globalClusterIdentifier": ("aws:rds/globalCluster:GlobalCluster",)},
        "holds": (
            "dbClusterParameterGroupName",
            "dbSubnetGroupName",
            "globalClusterIdentifier",
            "vpcSecurityGroupIds.*",
        ),
        "protected_by": {"deletionProtection": (True,)},
        "released_by": {"finalSnapshotIdentifier": (), "skipFinalSnapshot": (True,)},
    },
    "aws:rds/clusterInstance:ClusterInstance": {
        "sources": ("api", "provider"),
        "unique": ("identifier",),
        "scope": "region",
        "immutable": ("availabilityZone", "clusterIdentifier", "engine", "performanceInsightsKmsKeyId"),
        "needs": {"clusterIdentifier": (_CLUSTER,), "performanceInsightsKmsKeyId": _KEYS},
        "holds": ("clusterIdentifier",),
    },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("description", "family"),
    },
    "aws:rds/instance:Instance": {
        "sources": ("api", "provider"),
        "unique": ("identifier",),
        "scope": "region",
        "immutable": (
            "availabilityZone",
            "dbName",
            "engine",
            "kmsKeyId",
            "snapshotIdentifier",
            "storageEncrypted",
            "username",
        ),
        "majors": {"path": "engineVersion", "allowed_by": "allowMajorVersionUpgrade"},
        "needs": {"dbSubnetGroupName": ("aws:rds/subnetGroup:SubnetGroup",), "kmsKeyId": _KEYS},
        "holds": ("dbSubnetGroupName",),
        "protected_by": {"deletionProtection": (True,)},
        "released_by": {"finalSnapshotIdentifier": (), "skipFinalSnapshot": (True,)},
    },
    "aws:rds/subnetGroup:SubnetGroup": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "needs": {"subnetIds.*": (_SUBNET,)},
        "holds": ("subnetIds.*",),
    },
    _BUCKET: {
        "sources": ("api", "provider"),
        "unique": ("bucket",),
        "scope": "world",
        "immutable": ("bucketPrefix", "objectLockEnabled"),
        "emptied_by": {"forceDestroy": (True,)},
        "kept_by": {"objectLockEnabled": (True,)},
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _of_bucket(),
    "aws:s3/bucketLogging:BucketLogging": {
        "sources": ("provider",),
        "immutable": ("bucket",),
        "needs": {"bucket": (_BUCKET,), "targetBucket": (_BUCKET,)},
    },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _of_bucket("objectLockEnabled"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _of_bucket(),
    "aws:s3/bucketPolicy:BucketPolicy": _of_bucket(),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _of_bucket(),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        "sources": ("provider",),
        "immutable": ("bucket",),
        "needs": {"bucket": (_BUCKET,), "rules.*.applyServerSideEncryptionByDefault.kmsMasterKeyId": _KEYS},
    },
    "aws:s3/bucketVersioning:BucketVersioning": _of_bucket("mfa"),
    "aws:s3/filesFileSystem:FilesFileSystem": {
        "sources": ("sdk",),
        "immutable": ("bucket", "kmsKeyId", "prefix", "roleArn"),
        "needs": {"bucket": (_BUCKET,), "kmsKeyId": _KEYS, "roleArn": (_ROLE,)},
    },
    "aws:s3/filesMountTarget:FilesMountTarget": {
        "sources": ("sdk",),
        "immutable": ("fileSystemId", "subnetId"),
        "needs": {
            "fileSystemId": ("aws:s3/filesFileSystem:FilesFileSystem",),
            "securityGroups.*": (_GROUP,),
            "subnetId": (_SUBNET,),
        },
        "holds": ("fileSystemId", "securityGroups.*", "subnetId"),
    },
    "aws:secretsmanager/secret:Secret": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("type",),
        "held": {"days": 30, "days_from": "recoveryWindowInDays"},
        "needs": {"kmsKeyId": _KEYS},
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
        "sources": ("provider",),
        "immutable": ("secretArn",),
        "needs": {"secretArn": ("aws:secretsmanager/secret:Secret",)},
    },
    _TOPIC: {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("fifoTopic",),
        "needs": {"kmsMasterKeyId": _KEYS},
    },
    "aws:sns/topicPolicy:TopicPolicy": {
        "sources": ("provider",),
        "immutable": ("arn",),
        "needs": {"arn": (_TOPIC,)},
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        "sources": ("provider",),
        "immutable": ("endpoint", "protocol", "topic"),
        "needs": {"topic": (_TOPIC,)},
    },
    "aws:ssm/parameter:Parameter": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "needs": {"keyId": _KEYS},
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule(),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule(),
    "aws:wafv2/webAcl:WebAcl": {
        "sources": ("provider",),
        "unique": ("name", "scope"),
        "scope": "region",
    },
    "aws:wafv2/webAclAssociation:WebAclAssociation": {
        "sources": ("api", "provider"),
        "unique": ("resourceArn",),
        "immutable": ("webAclArn",),
        "needs": {"resourceArn": (_BALANCER,), "webAclArn": ("aws:wafv2/webAcl:WebAcl",)},
        "holds": ("webAclArn",),
    },
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
        "sources": ("provider",),
        "unique": ("resourceArn",),
        "needs": {"logDestinationConfigs.*": (_BUCKET, _LOG_GROUP), "resourceArn": ("aws:wafv2/webAcl:WebAcl",)},
    },
}
