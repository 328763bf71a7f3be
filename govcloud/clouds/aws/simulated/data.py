"""What cannot change, what is held and what holds what: keys, stores, databases, secrets and backups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.clouds.aws.simulated import types
from govcloud.graph import Value


def _of_bucket(*immutable: str) -> dict[str, Value]:
    """What is set on a bucket by a resource of its own."""
    return {
        "sources": ("provider",),
        "immutable": ("bucket", *immutable),
        "needs": {"bucket": (types.BUCKET,)},
        "part_of": "bucket",
    }


def _key(*immutable: str) -> dict[str, Value]:
    return {"sources": ("api", "provider"), "immutable": immutable}


_IMPORTED: Final = {"lasting": ("keyState",), "works_when": {"keyState": ("Enabled",)}}
"""What holds for a key whose material is imported: before that it encrypts nothing."""


TYPES: Final[Mapping[str, Mapping[str, Value]]] = {
    "aws:backup/plan:Plan": {"sources": ("provider",), "immutable": ("name",)},
    "aws:backup/selection:Selection": {
        "sources": ("api", "provider"),
        "immutable": ("iamRoleArn", "name", "planId", "resources"),
        "needs": {"iamRoleArn": (types.ROLE,), "planId": ("aws:backup/plan:Plan",)},
        "holds": ("planId",),
    },
    "aws:backup/vault:Vault": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("kmsKeyArn",),
        "needs": {"kmsKeyArn": types.KEYS},
        "emptied_by": {"forceDestroy": (True,)},
    },
    "aws:dynamodb/table:Table": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("hashKey", "localSecondaryIndexes", "rangeKey"),
        "protected_by": {"deletionProtectionEnabled": (True,)},
        "needs": {"serverSideEncryption.kmsKeyArn": types.KEYS},
    },
    types.ALIAS: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "needs": {"targetKeyId": types.KEYS},
        "may_rest": ("targetKeyId",),
    },
    types.EXTERNAL_KEY: {**_key("keyMaterialBase64", "keySpec", "keyUsage", "multiRegion"), **_IMPORTED},
    "aws:kms/key:Key": _key("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"),
    types.REPLICA_EXTERNAL_KEY: {
        **_key("keyMaterialBase64", "primaryKeyArn"),
        **_IMPORTED,
        "needs": {"primaryKeyArn": (types.EXTERNAL_KEY,)},
    },
    types.CLUSTER: {
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
            "kmsKeyId": types.KEYS,
            "vpcSecurityGroupIds.*": (types.GROUP,),
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
        "needs": {"clusterIdentifier": (types.CLUSTER,), "performanceInsightsKmsKeyId": types.KEYS},
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
        "needs": {"dbSubnetGroupName": ("aws:rds/subnetGroup:SubnetGroup",), "kmsKeyId": types.KEYS},
        "holds": ("dbSubnetGroupName",),
        "protected_by": {"deletionProtection": (True,)},
        "released_by": {"finalSnapshotIdentifier": (), "skipFinalSnapshot": (True,)},
    },
    "aws:rds/subnetGroup:SubnetGroup": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "needs": {"subnetIds.*": (types.SUBNET,)},
        "holds": ("subnetIds.*",),
    },
    types.BUCKET: {
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
        "needs": {"bucket": (types.BUCKET,), "targetBucket": (types.BUCKET,)},
    },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _of_bucket("objectLockEnabled"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _of_bucket(),
    "aws:s3/bucketPolicy:BucketPolicy": _of_bucket(),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _of_bucket(),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        "sources": ("provider",),
        "immutable": ("bucket",),
        "needs": {"bucket": (types.BUCKET,), "rules.*.applyServerSideEncryptionByDefault.kmsMasterKeyId": types.KEYS},
    },
    "aws:s3/bucketVersioning:BucketVersioning": _of_bucket("mfa"),
    "aws:s3/filesFileSystem:FilesFileSystem": {
        "sources": ("sdk",),
        "immutable": ("bucket", "kmsKeyId", "prefix", "roleArn"),
        "needs": {"bucket": (types.BUCKET,), "kmsKeyId": types.KEYS, "roleArn": (types.ROLE,)},
    },
    "aws:s3/filesMountTarget:FilesMountTarget": {
        "sources": ("sdk",),
        "immutable": ("fileSystemId", "subnetId"),
        "needs": {
            "fileSystemId": ("aws:s3/filesFileSystem:FilesFileSystem",),
            "securityGroups.*": (types.GROUP,),
            "subnetId": (types.SUBNET,),
        },
        "holds": ("fileSystemId", "securityGroups.*", "subnetId"),
    },
    "aws:secretsmanager/secret:Secret": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("type",),
        "held": {"days": 30, "days_from": "recoveryWindowInDays"},
        "needs": {"kmsKeyId": types.KEYS},
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
        "sources": ("provider",),
        "immutable": ("secretArn",),
        "needs": {"secretArn": ("aws:secretsmanager/secret:Secret",)},
    },
    "aws:ssm/parameter:Parameter": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "needs": {"keyId": types.KEYS},
    },
}
