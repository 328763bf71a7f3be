"""Cloud Storage: buckets and what is put into them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise import kept
from govcloud.clouds.gcp.recognise.asked import asked, each_asked
from govcloud.clouds.gcp.recognise.key_use import inherited
from govcloud.clouds.gcp.recognise.places import located
from govcloud.clouds.gcp.recognise.project import plain_storage, tls_floor
from govcloud.clouds.gcp.recognise.register import REGISTER, only, recognise
from govcloud.facts import UNKNOWN, Fact, InTransit, Logged, Reachable, Recoverable, Retained, Unknown
from govcloud.graph import Entry, Graph, Resource, nothing

_SOFT_DELETE_DAYS: Final = 7
"""How long a deleted object can be had back where nobody says otherwise (soft delete, 2024-03)."""
_ZONES: Final = 2
"""A region's bucket lies in at least two of its zones (storage classes, "redundant across zones")."""


def _holds(resource: Resource, graph: Graph) -> str:
    """A bucket that a log sink writes to holds logs."""
    return "logs" if _is_archive(resource, graph) else "objects"


def _is_archive(resource: Resource, graph: Graph) -> bool:
    return any(kept.destination(graph, sink) is resource for sink in graph.of_type(kept.SINK))


@recognise(kept.BUCKET, place="location", key="encryption.defaultKmsKeyName", data=_holds)
def bucket(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Reach, transport, versions and retention, protection, and who read what."""
    urn = resource.urn
    # Retention and soft delete make up for versions, which cannot be had beside a retention policy.
    held = kept.days(resource.at("retentionPolicy.retentionPeriod"))
    versions = _versions(resource)
    yield Reachable(subject=urn, what="objects", by=_reach(resource))
    yield InTransit(
        subject=urn,
        what="objects",
        floor=tls_floor(graph),
        plain=plain_storage(graph),
        client_certificate=False,
    )
    yield Retained(
        subject=urn,
        what="audit" if _is_archive(resource, graph) else "objects",
        days=0 if held is None else held,
        locked=_flag(resource.at("retentionPolicy.isLocked")),
        versions=versions,
    )
    yield Recoverable(
        subject=urn,
        what="objects",
        zones=_ZONES,
        restore_days=_restore_days(resource),
        protected=is_protected(resource),
    )
    yield access_log(resource, graph)


def _flag(value: object) -> bool | Unknown:
    return UNKNOWN if value is UNKNOWN else bool(value)


def _versions(resource: Resource) -> bool | Unknown:
    """Whether what was overwritten or deleted can be had back: versions, or a retention policy, under which nothing can
    be overwritten or deleted (the two exclude each other)."""
    held = resource.at("retentionPolicy.retentionPeriod")
    enabled = resource.at("versioning.enabled")
    if enabled is UNKNOWN or held is UNKNOWN:
        return UNKNOWN
    return bool(enabled) or held is not None


def _reach(resource: Resource) -> str | Unknown:
    """Whether the public can be let in. Without prevention one grant to allUsers is enough, and an organisation's
    policy is not seen from here; absent means inherited (public access prevention).

    "network" means that nobody gets in without a grant. From where a grantee connects is not narrowed by a bucket: a
    service perimeter of the organisation does that, which is not seen from here."""
    prevention = resource.at("publicAccessPrevention", "inherited")
    if prevention is UNKNOWN:
        return UNKNOWN
    return "network" if prevention == "enforced" else "internet"


def is_protected(resource: Resource) -> bool | Unknown:
    """Whether a resource refuses to be deleted: by its provider or by Pulumi."""
    policy = resource.at("deletionPolicy")
    if resource.protect:
        return True
    return UNKNOWN if policy is UNKNOWN else policy == "PREVENT"


def _restore_days(resource: Resource) -> int | Unknown:
    """For how long a deleted or overwritten object can be had back."""
    soft = kept.days(resource.at("softDeletePolicy.retentionDurationSeconds"))
    held = kept.days(resource.at("retentionPolicy.retentionPeriod"))
    found = [_SOFT_DELETE_DAYS if soft is None else soft, 0 if held is None else held, _version_days(resource)]
    known = [one for one in found if not isinstance(one, Unknown)]
    return max(known) if len(known) == len(found) else UNKNOWN


def _version_days(resource: Resource) -> int | Unknown:
    enabled = resource.at("versioning.enabled")
    if enabled is UNKNOWN:
        return UNKNOWN
    if not enabled:
        return 0
    rules = [rule.get("condition", {}) for rule in each_asked(resource, "lifecycleRules") if isinstance(rule, dict)]
    ends = [days for rule in rules if (days := rule.get("daysSinceNoncurrentTime")) is not None]
    if any(days is UNKNOWN for days in ends):
        return UNKNOWN
    return min((int(days) for days in ends), default=kept.FOREVER)


def access_log(resource: Resource, graph: Graph) -> Logged:
    """Who read or wrote objects: the project's data access log, or the older usage log into another bucket."""
    if asked(resource, "logging.logBucket") is not None and not kept.data_access(graph, "storage.googleapis.com"):
        return _usage_log(resource, graph)
    name = resource.at("name")
    entry = {
        "logName": "projects/_/logs/cloudaudit.googleapis.com%2Fdata_access",
        "protoPayload.serviceName": "storage.googleapis.com",
        "protoPayload.methodName": "storage.objects.get",
        "resource.type": "gcs_bucket",
        **({"resource.labels.bucket_name": name} if isinstance(name, str) else {}),
    }
    return kept.logged(resource, graph, "access", entry, enabled=kept.data_access(graph, "storage.googleapis.com"))


def _usage_log(resource: Resource, graph: Graph) -> Logged:
    store = graph.ref(resource, "logging.logBucket", kept.BUCKET)
    seen = store if isinstance(store, Resource) else None
    return Logged(
        subject=resource.urn,
        what="access",
        enabled=True,
        days=kept.bucket_days(seen) if seen else UNKNOWN,
        tamper_proof=_flag(seen.at("retentionPolicy.isLocked")) if seen else UNKNOWN,
        everywhere=True,
        into=seen.urn if seen else str(resource.at("logging.logBucket")),
    )


_object_place = located("of:bucket")
_object_keys = inherited(
    "kmsKeyName", "bucket", (kept.BUCKET, "encryption.defaultKmsKeyName"), "objects", _object_place
)
REGISTER.add(Entry("gcp:storage/bucketObject:BucketObject", _object_place, _object_keys, nothing, "objects"))
only("gcp:storage/folder:Folder", place="of:bucket")
only("gcp:storage/managedFolder:ManagedFolder", place="of:bucket")
only("gcp:storage/notification:Notification", place="of:bucket")
