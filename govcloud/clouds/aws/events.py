"""Which CloudTrail events are which critical change: what alarms count, and what a recogniser looks for in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "audit-change": (
            "CreateTrail",
            "DeleteAlarms",
            "DeleteFlowLogs",
            "DeleteLogGroup",
            "DeleteMetricFilter",
            "DeleteTrail",
            "DisableAlarmActions",
            "PutEventSelectors",
            "PutInsightSelectors",
            "PutRetentionPolicy",
            "StartLogging",
            "StopLogging",
            "UpdateTrail",
        ),
        "firewall-change": (
            "AssociateWebACL",
            "DeleteIPSet",
            "DeleteLoggingConfiguration",
            "DeleteWebACL",
            "DisassociateWebACL",
            "UpdateIPSet",
            "UpdateRuleGroup",
            "UpdateWebACL",
        ),
        "iam-change": (
            "AttachGroupPolicy",
            "AttachRolePolicy",
            "AttachUserPolicy",
            "CreateAccessKey",
            "CreateLoginProfile",
            "CreatePolicy",
            "CreatePolicyVersion",
            "CreateRole",
            "CreateUser",
            "DeleteGroupPolicy",
            "DeletePolicy",
            "DeletePolicyVersion",
            "DeleteRolePolicy",
            "DeleteUserPolicy",
            "DetachGroupPolicy",
            "DetachRolePolicy",
            "DetachUserPolicy",
            "PutGroupPolicy",
            "PutRolePolicy",
            "PutUserPolicy",
            "UpdateAssumeRolePolicy",
        ),
        "key-change": (
            "DeleteExpiredKeyMaterial",
            "DeleteImportedKeyMaterial",
            "DisableKey",
            "DisableKeyRotation",
            "ImportKeyMaterial",
            "PutKeyPolicy",
            "ScheduleKeyDeletion",
            "UpdateCustomKeyStore",
        ),
        "network-change": (
            "AcceptVpcPeeringConnection",
            "AttachInternetGateway",
            "AuthorizeSecurityGroupEgress",
            "AuthorizeSecurityGroupIngress",
            "CreateInternetGateway",
            "CreateNatGateway",
            "CreateNetworkAclEntry",
            "CreateRoute",
            "CreateRouteTable",
            "CreateSecurityGroup",
            "CreateVpc",
            "CreateVpcPeeringConnection",
            "DeleteNetworkAclEntry",
            "DeleteRoute",
            "DeleteSecurityGroup",
            "DeleteVpc",
            "DeleteVpcEndpoints",
            "ModifySecurityGroupRules",
            "ModifyVpcEndpoint",
            "ReplaceNetworkAclEntry",
            "ReplaceRoute",
            "RevokeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
        ),
        "store-policy-change": (
            "DeleteAccountPublicAccessBlock",
            "DeleteBucketEncryption",
            "DeleteBucketLifecycle",
            "DeleteBucketPolicy",
            "DeleteBucketPublicAccessBlock",
            "PutAccountPublicAccessBlock",
            "PutBucketAcl",
            "PutBucketCors",
            "PutBucketEncryption",
            "PutBucketLifecycle",
            "PutBucketLogging",
            "PutBucketPolicy",
            "PutBucketPublicAccessBlock",
            "PutBucketReplication",
            "PutBucketVersioning",
        ),
    }
)
"""The names of the API calls, from the benchmarks' alarms and what this library's blocks rest on."""

CORE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "audit-change": frozenset({"DeleteTrail", "StopLogging"}),
        "firewall-change": frozenset({"UpdateWebACL"}),
        "iam-change": frozenset({"AttachRolePolicy", "PutRolePolicy"}),
        "key-change": frozenset({"DisableKey", "ScheduleKeyDeletion"}),
        "network-change": frozenset({"AuthorizeSecurityGroupIngress", "CreateRoute"}),
        "store-policy-change": frozenset({"PutBucketPolicy"}),
    }
)
"""The least that an alarm must count to be one on that change."""

FROM_VIRGINIA: Final = frozenset({"iam-change", "root-use"})
"""IAM and most sign-in events reach EventBridge in us-east-1 only. A trail of all regions has them in its log group."""

ROOT: Final = (
    '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }'
)
_LONGEST: Final = 1024


def patterns(event: str) -> Iterator[str]:
    """Filter patterns for CloudWatch Logs that together match the event, each within the length it accepts."""
    if event == "root-use":
        yield ROOT
        return
    part: list[str] = []
    for name in NAMES[event]:
        if len(_pattern([*part, name])) > _LONGEST:
            yield _pattern(part)
            part = []
        part.append(name)
    yield _pattern(part)


def _pattern(names: list[str]) -> str:
    return "{ " + " || ".join(f'($.eventName = "{name}")' for name in names) + " }"
