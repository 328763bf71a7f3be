"""What AWS would call the resources of a render: ids, ARNs and hosts in AWS's own forms, the same in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from govcloud.graph import Resource, Value, revealed

PACKAGE: Final = "aws"
ACCOUNT: Final = "111111111111"
REGION: Final = "ap-northeast-1"


def identifier(resource: Resource) -> str:
    """The id that AWS or its provider would give."""
    return _IDS.get(resource.type, _plain)(resource)


def outputs(resource: Resource) -> dict[str, Value]:
    """Names, ARNs and hosts; whoever completes them drops what the type does not have."""
    own = identifier(resource)
    said = _OUTPUTS.get(resource.type, _nothing)(resource)
    return {"arn": _arn(resource), "id": own, "name": _name(resource), "region": _region(resource), **said}


def _digits(resource: Resource, count: int) -> str:
    return hashlib.blake2b(resource.urn.encode(), digest_size=32).hexdigest()[:count]


def _uuid(resource: Resource) -> str:
    digits = _digits(resource, 32)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_NAMES: Final = ("bucket", "name", "identifier", "clusterIdentifier", "replicationGroupId", "functionName", "secretId")


def _name(resource: Resource) -> str:
    """The name that was given, or the resource's own with seven digits, as the provider does."""
    for key in _NAMES:
        given = revealed(resource.inputs.get(key))
        if isinstance(given, str):
            return given
    return f"{resource.name}-{_digits(resource, 7)}"


def _region(resource: Resource) -> str:
    given = revealed(resource.inputs.get("region"))
    return given if isinstance(given, str) else REGION


def _plain(resource: Resource) -> str:
    return _name(resource)


def _numbered(prefix: str) -> Callable[[Resource], str]:
    return lambda resource: f"{prefix}-0{_digits(resource, 16)}"


def _arn(resource: Resource) -> str:
    """`arn:aws:<service>:<region>:<account>:<kind>/<name>`, or the form the type really has."""
    form = _ARNS.get(resource.type, "arn:aws:{service}:{region}:{account}:{kind}/{name}")
    service, _, kind = resource.type.partition(":")[2].rpartition(":")[0].partition("/")
    return form.format(
        account=ACCOUNT,
        balancing="arn:aws:elasticloadbalancing",
        digits=_digits(resource, 16),
        kind=kind,
        bare=_name(resource).lstrip("/"),
        name=_name(resource),
        region=_region(resource),
        service=_SERVICES.get(service, service),
        uuid=_uuid(resource),
    )


_SERVICES: Final = {
    "alb": "elasticloadbalancing",
    "cfg": "config",
    "cloudwatch": "cloudwatch",
    "lb": "elasticloadbalancing",
    "lambda": "lambda",
    "sfn": "states",
}

_ARNS: Final[Mapping[str, str]] = {
    "aws:acm/certificate:Certificate": "arn:aws:acm:{region}:{account}:certificate/{uuid}",
    "aws:backup/plan:Plan": "arn:aws:backup:{region}:{account}:backup-plan:{uuid}",
    "aws:backup/vault:Vault": "arn:aws:backup:{region}:{account}:backup-vault:{name}",
    "aws:cloudfront/distribution:Distribution": "arn:aws:cloudfront::{account}:distribution/E{digits}",
    "aws:cloudtrail/trail:Trail": "arn:aws:cloudtrail:{region}:{account}:trail/{name}",
    "aws:cloudwatch/logGroup:LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "aws:ecr/repository:Repository": "arn:aws:ecr:{region}:{account}:repository/{name}",
    "aws:iam/instanceProfile:InstanceProfile": "arn:aws:iam::{account}:instance-profile/{name}",
    "aws:iam/policy:Policy": "arn:aws:iam::{account}:policy/{name}",
    "aws:iam/role:Role": "arn:aws:iam::{account}:role/{name}",
    "aws:kms/externalKey:ExternalKey": "arn:aws:kms:{region}:{account}:key/{uuid}",
    "aws:kms/key:Key": "arn:aws:kms:{region}:{account}:key/{uuid}",
    "aws:kms/replicaExternalKey:ReplicaExternalKey": "arn:aws:kms:{region}:{account}:key/mrk-{digits}",
    "aws:kms/replicaKey:ReplicaKey": "arn:aws:kms:{region}:{account}:key/mrk-{digits}",
    "aws:lambda/function:Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "aws:lb/listener:Listener": "{balancing}:{region}:{account}:listener/app/{name}/{digits}/{digits}",
    "aws:lb/loadBalancer:LoadBalancer": "{balancing}:{region}:{account}:loadbalancer/app/{name}/{digits}",
    "aws:lb/targetGroup:TargetGroup": "{balancing}:{region}:{account}:targetgroup/{name}/{digits}",
    "aws:rds/cluster:Cluster": "arn:aws:rds:{region}:{account}:cluster:{name}",
    "aws:rds/clusterInstance:ClusterInstance": "arn:aws:rds:{region}:{account}:db:{name}",
    "aws:s3/bucket:Bucket": "arn:aws:s3:::{name}",
    "aws:secretsmanager/secret:Secret": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{digits:.6}",
    "aws:sfn/stateMachine:StateMachine": "arn:aws:states:{region}:{account}:stateMachine:{name}",
    "aws:sns/topic:Topic": "arn:aws:sns:{region}:{account}:{name}",
    "aws:sqs/queue:Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "aws:ssm/parameter:Parameter": "arn:aws:ssm:{region}:{account}:parameter/{bare}",
    "aws:wafv2/webAcl:WebAcl": "arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{uuid}",
}

_IDS: Final[Mapping[str, Callable[[Resource], str]]] = {
    "aws:acm/certificate:Certificate": _arn,
    "aws:backup/plan:Plan": _uuid,
    "aws:cloudfront/distribution:Distribution": lambda resource: f"E{_digits(resource, 13).upper()}",
    "aws:cloudtrail/trail:Trail": _arn,
    "aws:ec2/eip:Eip": _numbered("eipalloc"),
    "aws:ec2/flowLog:FlowLog": _numbered("fl"),
    "aws:ec2/internetGateway:InternetGateway": _numbered("igw"),
    "aws:ec2/natGateway:NatGateway": _numbered("nat"),
    "aws:ec2/routeTable:RouteTable": _numbered("rtb"),
    "aws:ec2/securityGroup:SecurityGroup": _numbered("sg"),
    "aws:ec2/subnet:Subnet": _numbered("subnet"),
    "aws:ec2/vpc:Vpc": _numbered("vpc"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _numbered("vpce"),
    "aws:ecs/cluster:Cluster": _arn,
    "aws:ecs/service:Service": _arn,
    "aws:iam/policy:Policy": _arn,
    "aws:kms/externalKey:ExternalKey": _uuid,
    "aws:kms/key:Key": _uuid,
    "aws:kms/replicaExternalKey:ReplicaExternalKey": lambda resource: f"mrk-{_digits(resource, 16)}",
    "aws:kms/replicaKey:ReplicaKey": lambda resource: f"mrk-{_digits(resource, 16)}",
    "aws:lb/listener:Listener": _arn,
    "aws:lb/loadBalancer:LoadBalancer": _arn,
    "aws:lb/targetGroup:TargetGroup": _arn,
    "aws:route53/zone:Zone": lambda resource: f"Z{_digits(resource, 20).upper()}",
    "aws:secretsmanager/secret:Secret": _arn,
    "aws:sfn/stateMachine:StateMachine": _arn,
    "aws:sns/topic:Topic": _arn,
    "aws:sqs/queue:Queue": lambda resource: _queue(resource)["url"],
    "aws:wafv2/webAcl:WebAcl": _uuid,
}


def _nothing(resource: Resource) -> dict[str, Value]:
    return {}


def _bucket(resource: Resource) -> dict[str, Value]:
    name, region = _name(resource), _region(resource)
    return {
        "bucket": name,
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{region}.amazonaws.com",
    }


def _cluster(resource: Resource) -> dict[str, Value]:
    host = f"{_name(resource)}.cluster-{{}}{_digits(resource, 12)}.{_region(resource)}.rds.amazonaws.com"
    return {"clusterIdentifier": _name(resource), "endpoint": host.format(""), "readerEndpoint": host.format("ro-")}


def _instance(resource: Resource) -> dict[str, Value]:
    host = f"{_name(resource)}.{_digits(resource, 12)}.{_region(resource)}.rds.amazonaws.com"
    return {"address": host, "endpoint": f"{host}:5432", "identifier": _name(resource), "port": 5432}


def _balancer(resource: Resource) -> dict[str, Value]:
    host = f"{_name(resource)}-{int(_digits(resource, 8), 16)}.{_region(resource)}.elb.amazonaws.com"
    return {"arnSuffix": _arn(resource).partition("loadbalancer/")[2], "dnsName": host, "zoneId": "Z14GRHDCWA56QT"}


def _subnet(resource: Resource) -> dict[str, Value]:
    """The letter of a zone is another in every account; here it follows the zone's id."""
    number = str(revealed(resource.inputs.get("availabilityZoneId")) or "1")[-1]
    return {"availabilityZone": f"{_region(resource)}{'abcd'[(int(number) - 1) % 4]}"}


def _queue(resource: Resource) -> dict[str, Value]:
    return {"url": f"https://sqs.{_region(resource)}.amazonaws.com/{ACCOUNT}/{_name(resource)}"}


_OUTPUTS: Final[Mapping[str, Callable[[Resource], dict[str, Value]]]] = {
    "aws:cloudfront/distribution:Distribution": lambda resource: {
        "domainName": f"d{_digits(resource, 13)}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
    },
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ecr/repository:Repository": lambda resource: {
        "registryId": ACCOUNT,
        "repositoryUrl": f"{ACCOUNT}.dkr.ecr.{_region(resource)}.amazonaws.com/{_name(resource)}",
    },
    "aws:kms/externalKey:ExternalKey": lambda _resource: {"keyState": "PendingImport"},
    "aws:kms/key:Key": lambda resource: {"keyId": _uuid(resource)},
    "aws:kms/replicaExternalKey:ReplicaExternalKey": lambda resource: {
        "keyId": f"mrk-{_digits(resource, 16)}",
        "keyState": "PendingImport",
    },
    "aws:lb/loadBalancer:LoadBalancer": _balancer,
    "aws:rds/cluster:Cluster": _cluster,
    "aws:rds/clusterInstance:ClusterInstance": _instance,
    "aws:rds/instance:Instance": _instance,
    "aws:s3/bucket:Bucket": _bucket,
    "aws:sqs/queue:Queue": _queue,
}
