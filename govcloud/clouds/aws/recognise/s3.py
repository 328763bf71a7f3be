"""Facts of S3: a bucket is what its companions say of it (policy, versions, key, lock, logging, public access)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.aws.recognise import policies, retention, trails
from govcloud.clouds.aws.recognise.keys import resolved
from govcloud.clouds.aws.recognise.places import placed, region
from govcloud.clouds.aws.recognise.register import KEYLESS, only, recognise
from govcloud.clouds.aws.recognise.truth import opposite, said
from govcloud.facts import (
    UNKNOWN,
    Fact,
    InTransit,
    KeyLevel,
    Logged,
    Place,
    Reachable,
    Recoverable,
    Retained,
    Tls,
    Unknown,
)
from govcloud.graph import Graph, Resource

BUCKET: Final = retention.BUCKET
_ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
_LOCK: Final = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
_LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
_PUBLIC: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_ACCOUNT_PUBLIC: Final = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
_REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_VERSIONS: Final = "aws:s3/bucketVersioning:BucketVersioning"
_BLOCKS: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_AUDITORS: Final = frozenset(f"Service:{name}.amazonaws.com" for name in ("cloudtrail", "config", "delivery.logs"))
_DELIVERERS: Final = frozenset(
    f"Service:{name}.amazonaws.com" for name in ("logdelivery.elasticloadbalancing", "logging.s3")
)
_ZONES: Final = 3
"""S3 keeps objects of its usual classes in at least three zones."""


def beside(bucket: Resource, graph: Graph, token: str) -> Resource | None:
    """The bucket's companion of a type."""
    return next(iter(graph.companions(bucket, token, "bucket")), None)


def _document(bucket: Resource, graph: Graph) -> Any:
    policy = beside(bucket, graph, _POLICY)
    return graph.document(policy or bucket, "policy")


def holds(bucket: Resource, graph: Graph) -> str:
    """`logs` where audit records arrive: from a trail, from flow logs, or by its policy; else `objects`."""
    return "logs" if _is_audit(bucket, graph) else "objects"


def _is_audit(bucket: Resource, graph: Graph) -> bool:
    admitted = policies.services(_document(bucket, graph))
    by_policy = admitted is not UNKNOWN and bool(admitted & _AUDITORS)  # type: ignore[operator]
    return by_policy or trails.writes_to(bucket, graph)


def _is_delivery(bucket: Resource, graph: Graph) -> bool | Unknown:
    """A bucket that takes access logs and nothing else: its policy admits only those who deliver them. Nobody can see
    that before the policy's text is known."""
    admitted = policies.services(_document(bucket, graph))
    if isinstance(admitted, Unknown):
        return UNKNOWN
    return bool(admitted) and admitted <= _DELIVERERS


def _keys(bucket: Resource, graph: Graph) -> Iterator[Fact]:
    """Since 2023 S3 encrypts with its own key where nobody says more."""
    configured = beside(bucket, graph, _ENCRYPTION)
    source, path = (configured, "rules.0") if configured else (bucket, "serverSideEncryptionConfiguration.rule")
    default = f"{path}.applyServerSideEncryptionByDefault"
    algorithm, what = source.at(f"{default}.sseAlgorithm"), holds(bucket, graph)
    key = source.at(f"{default}.kmsMasterKeyId")
    if algorithm is UNKNOWN:
        key = UNKNOWN
    elif algorithm in (None, "AES256"):
        key = None
    keyless = algorithm in (None, "AES256") and what == "objects"
    exempt = _exempt(bucket, graph) if keyless else ""
    fact = resolved(source, graph, default.partition(".")[0], key, what, KeyLevel.K0, exempt)
    yield dataclasses.replace(fact, subject=bucket.urn)


def _exempt(bucket: Resource, graph: Graph) -> str | Unknown:
    """The entry of the key register that lets a bucket do without a customer key."""
    delivery = _is_delivery(bucket, graph)
    if delivery is UNKNOWN:
        return UNKNOWN
    return f"lb-logs-sse-s3: {KEYLESS['lb-logs-sse-s3']}" if delivery else ""


@recognise(BUCKET, key=_keys, data=holds)
def bucket(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Everything that is true of a bucket, wherever it is said."""
    yield Reachable(subject=resource.urn, what="objects", by=_by(resource, graph))
    yield _transit(resource, graph)
    yield from _access(resource, graph)
    versions = _versions(resource, graph)
    yield _retained(resource, graph, versions)
    yield _recoverable(resource, graph, versions)
    if beside(resource, graph, _POLICY) is None:
        yield from policies.grants(resource, graph, "policy", "resource")


def _by(bucket: Resource, graph: Graph) -> str | Unknown:
    """A bucket's endpoint is everybody's; what counts is that nobody unsigned is ever answered."""
    blocks = [beside(bucket, graph, _PUBLIC), *graph.of_type(_ACCOUNT_PUBLIC)]
    seen = [_blocked(block) for block in blocks if block is not None]
    if any(one is True for one in seen):
        return "network"
    return UNKNOWN if UNKNOWN in seen else "internet"


def _blocked(block: Resource) -> bool | Unknown:
    values = [block.at(name, False) for name in _BLOCKS]
    if any(value is False for value in values):
        return False
    return UNKNOWN if UNKNOWN in values else all(value is True for value in values)


def _transit(bucket: Resource, graph: Graph) -> InTransit:
    """AWS's endpoints take TLS 1.2 and newer (since 2024), and plain HTTP where no policy refuses it."""
    refused = policies.denies_plain(_document(bucket, graph))
    plain = UNKNOWN if refused is UNKNOWN else "refused" if refused else "accepted"
    return InTransit(subject=bucket.urn, what="objects", floor=Tls.TLS1_2, plain=plain, client_certificate=False)


def _access(bucket: Resource, graph: Graph) -> Iterator[Logged]:
    """Server access logs, else a trail's data events. Of a bucket for such logs it is not asked: it would log itself
    without end."""
    logging = beside(bucket, graph, _LOGGING)
    source, path = (logging, "targetBucket") if logging else (bucket, "logging.targetBucket")
    into = retention.destination(source, graph, path)
    if into is not None:
        yield _logged(bucket, True, retention.of_destination(into, graph), retention.label(into))
        return
    days = trails.records_objects(bucket, graph)
    if days is not None:
        yield _logged(bucket, True, days, "trail")
        return
    delivery = _is_delivery(bucket, graph)
    if delivery is UNKNOWN:
        yield _logged(bucket, UNKNOWN, UNKNOWN, "")
    elif not delivery:
        yield _logged(bucket, False, 0, "")


def _logged(bucket: Resource, enabled: bool | Unknown, days: int | Unknown, into: str) -> Logged:
    return Logged(
        subject=bucket.urn,
        what="access",
        enabled=enabled,
        days=days,
        tamper_proof=False,
        everywhere=True,
        into=into,
    )


def _versions(bucket: Resource, graph: Graph) -> bool | Unknown:
    if bucket.at("objectLockEnabled") is True:
        return True
    said = beside(bucket, graph, _VERSIONS)
    status = said.at("versioningConfiguration.status") if said else bucket.at("versioning.enabled")
    return UNKNOWN if status is UNKNOWN else status in ("Enabled", True)


def _retained(bucket: Resource, graph: Graph, versions: bool | Unknown) -> Retained:
    days, locked = _lock(bucket, graph)
    what = "audit" if _is_audit(bucket, graph) else "objects"
    return Retained(subject=bucket.urn, what=what, days=days, locked=locked, versions=versions)


def _lock(bucket: Resource, graph: Graph) -> tuple[int | Unknown, bool | Unknown]:
    """Only COMPLIANCE binds everybody: GOVERNANCE has a right to by-pass it."""
    lock = beside(bucket, graph, _LOCK)
    source, path = (
        (lock, "rule.defaultRetention") if lock else (bucket, "objectLockConfiguration.rule.defaultRetention")
    )
    kept, mode = source.at(path), source.at(f"{path}.mode")
    if kept is UNKNOWN or mode is UNKNOWN:
        return UNKNOWN, UNKNOWN
    if kept is None:
        return 0, False
    years = source.at(f"{path}.years")
    days = source.at(f"{path}.days", years * 365 if isinstance(years, int) else years or 0)
    return days, mode == "COMPLIANCE" and bucket.at("objectLockEnabled") is not False


def _recoverable(bucket: Resource, graph: Graph, versions: bool | Unknown) -> Recoverable:
    """S3 deletes no bucket that holds something, unless the deployment is told to empty it first."""
    back = retention.noncurrent(bucket, graph) if versions is True else UNKNOWN if versions is UNKNOWN else 0
    return Recoverable(
        subject=bucket.urn,
        what="objects",
        zones=_ZONES,
        restore_days=back,
        replica=_replica(bucket, graph),
        protected=opposite(said(bucket.at("forceDestroy"))),
    )


def _replica(bucket: Resource, graph: Graph) -> Place | Unknown | None:
    replication = beside(bucket, graph, _REPLICATION)
    if replication is None:
        return None
    found = retention.destination(replication, graph, "rules.0.destination.bucket")
    where = placed(bucket, "replica", region(found, graph)).where if isinstance(found, Resource) else UNKNOWN
    return where


@recognise(_POLICY)
def policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who a bucket's policy admits."""
    yield from policies.grants(resource, graph, "policy", "resource")


@recognise(_REPLICATION)
def replication(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Where copies go: a bucket of somebody else's cannot be seen."""
    for index, _ in enumerate(resource.each("rules")):
        found = retention.destination(resource, graph, f"rules.{index}.destination.bucket")
        yield placed(resource, "replica", region(found, graph) if isinstance(found, Resource) else UNKNOWN)


only(
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketMetric:BucketMetric",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration",
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/filesAccessPoint:FilesAccessPoint",
    "aws:s3/filesMountTarget:FilesMountTarget",
    "aws:s3/filesSynchronizationConfiguration:FilesSynchronizationConfiguration",
    _ENCRYPTION,
    _LOCK,
    _LOGGING,
    _PUBLIC,
    _VERSIONS,
)
only(_ACCOUNT_PUBLIC, place="account")
only("aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2")
# A file system without a key is encrypted with one of AWS's own.
only("aws:s3/filesFileSystem:FilesFileSystem", key="kmsKeyId", data="objects")


@recognise("aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy")
def files_policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Who may mount a file system."""
    yield from policies.grants(resource, graph, "policy", "resource")
