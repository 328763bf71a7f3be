"""What AWS does with resources beyond storing them, for rehearsals: what cannot change, what holds what.

Guesses about a cloud, as data. A row says where it was read; `SOURCES` says how sure that is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from govcloud.clouds.aws import realistic
from govcloud.clouds.aws.simulated import data, network, running, types
from govcloud.graph import Value

PACKAGE: Final = realistic.PACKAGE
ACCOUNT_SETTING: Final = "allowedAccountIds.0"
CONFIGURED: Final = {"region": "region"}
STAND_INS: Final = {realistic.ACCOUNT: ACCOUNT_SETTING}
IMMUTABLE: Final = ("region",)
CASELESS: Final[tuple[str, ...]] = ()
PROTECTED_BY: Final[Mapping[str, tuple[str, ...]]] = {}
RETAINED_BY: Final[Mapping[str, tuple[str, ...]]] = {}

SOURCES: Final = {
    "api": "the service's API reference and user guide, from memory, November 2026: to be verified on a real account",
    "provider": "what terraform-provider-aws 6 (bridged by pulumi-aws 7.51) replaces, from memory, November 2026",
    "sdk": "property documentation in pulumi-aws 7.51.1",
}

ERRORS: Final = {
    "account": "AWS account ID not allowed",
    "cancelled": "RequestCanceled",
    "duplicate": "AlreadyExistsException",
    "filled": "NotEmptyException",
    "held": "InvalidRequestException: scheduled for deletion",
    "in_use": "DependencyViolation",
    "locked": "AccessDenied: object lock",
    "missing": "ResourceNotFoundException",
    "protected": "OperationNotPermittedException",
    "told": "as told",
    "unusable": "KMSInvalidStateException",
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
    if token in _PARTS or (token.startswith(("aws:s3/bucket", "aws:s3control/")) and token != types.BUCKET):
        return ""
    return next((name for name in _NAMES if name in declared), "")


_PARTS: Final = frozenset(
    {
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:s3/filesFileSystem:FilesFileSystem",
        "aws:sns/topicSubscription:TopicSubscription",
    }
)

TYPES: Final[Mapping[str, Mapping[str, Value]]] = {**data.TYPES, **network.TYPES, **running.TYPES}
