"""What cannot change, what is held and what holds what: containers, roles, logs, alarms and topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.clouds.aws.simulated import types
from govcloud.graph import Value

TYPES: Final[Mapping[str, Mapping[str, Value]]] = {
    "aws:appautoscaling/target:Target": {
        "sources": ("provider",),
        "immutable": ("resourceId", "scalableDimension", "serviceNamespace"),
    },
    "aws:cloudtrail/trail:Trail": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "needs": {
            "cloudWatchLogsGroupArn": (types.LOG_GROUP,),
            "cloudWatchLogsRoleArn": (types.ROLE,),
            "kmsKeyId": types.KEYS,
            "s3BucketName": (types.BUCKET,),
        },
    },
    types.LOG_GROUP: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("logGroupClass",),
        "needs": {"kmsKeyId": types.KEYS},
        "protected_by": {"deletionProtectionEnabled": (True,)},
        "retained_by": {"skipDestroy": (True,)},
    },
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
        "sources": ("provider",),
        "immutable": ("logGroupName", "name"),
        "needs": {"logGroupName": (types.LOG_GROUP,)},
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "needs": {"alarmActions.*": (types.TOPIC,)},
    },
    "aws:ecr/repository:Repository": {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("encryptionConfigurations",),
        "needs": {"encryptionConfigurations.*.kmsKey": types.KEYS},
        "emptied_by": {"forceDelete": (True,)},
    },
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {
        "sources": ("provider",),
        "immutable": ("repository",),
        "needs": {"repository": ("aws:ecr/repository:Repository",)},
    },
    types.ECS: {"sources": ("api", "provider"), "unique": ("name",), "scope": "region"},
    "aws:ecs/service:Service": {
        "sources": ("api", "provider"),
        "unique": ("cluster", "name"),
        "scope": "region",
        "immutable": ("launchType", "schedulingStrategy"),
        "needs": {
            "cluster": (types.ECS,),
            "loadBalancers.*.targetGroupArn": (types.TARGETS,),
            "networkConfiguration.securityGroups.*": (types.GROUP,),
            "networkConfiguration.subnets.*": (types.SUBNET,),
            "taskDefinition": (types.TASK,),
        },
        "holds": ("cluster", "networkConfiguration.securityGroups.*", "networkConfiguration.subnets.*"),
    },
    types.TASK: {
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
        "needs": {"executionRoleArn": (types.ROLE,), "taskRoleArn": (types.ROLE,)},
        "retained_by": {"skipDestroy": (True,)},
    },
    "aws:iam/policy:Policy": {"sources": ("provider",), "unique": ("name",), "immutable": ("description", "path")},
    types.ROLE: {"sources": ("api", "provider"), "unique": ("name",), "immutable": ("path",)},
    "aws:iam/rolePolicy:RolePolicy": {
        "sources": ("api", "provider"),
        "unique": ("name", "role"),
        "needs": {"role": (types.ROLE,)},
        "holds": ("role",),
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        "sources": ("api", "provider"),
        "unique": ("policyArn", "role"),
        "needs": {"role": (types.ROLE,)},
        "seeks": {"policyArn": ("aws:iam/policy:Policy",)},
        "holds": ("policyArn", "role"),
    },
    types.TOPIC: {
        "sources": ("provider",),
        "unique": ("name",),
        "scope": "region",
        "immutable": ("fifoTopic",),
        "needs": {"kmsMasterKeyId": types.KEYS},
        "may_rest": ("kmsMasterKeyId",),
    },
    "aws:sns/topicPolicy:TopicPolicy": {
        "sources": ("provider",),
        "immutable": ("arn",),
        "needs": {"arn": (types.TOPIC,)},
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        "sources": ("provider",),
        "immutable": ("endpoint", "protocol", "topic"),
        "needs": {"topic": (types.TOPIC,)},
    },
}
