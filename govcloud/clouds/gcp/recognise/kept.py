"""How long a log entry is kept, and whether it can be tampered with: through which sinks it goes, into what."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise.asked import asked, each_asked
from govcloud.clouds.gcp.recognise.log_query import Entry, takes_in
from govcloud.facts import UNKNOWN, Logged, Unknown
from govcloud.graph import Graph, Resource, Value

BUCKET: Final = "gcp:storage/bucket:Bucket"
LOG_BUCKET: Final = "gcp:logging/projectBucketConfig:ProjectBucketConfig"
SINK: Final = "gcp:logging/projectSink:ProjectSink"
AUDIT_CONFIG: Final = "gcp:projects/iAMAuditConfig:IAMAuditConfig"

FOREVER: Final = 36_500
DEFAULT_DAYS: Final = 30
"""What the `_Default` bucket keeps where nobody says otherwise (logging quotas, 2026-11)."""
REQUIRED_DAYS: Final = 400
"""What the `_Required` bucket keeps; nobody can change it (logging quotas, 2026-11)."""
_DAY: Final = 86_400


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """Where an entry ends, for how many days, and whether nobody can remove it before."""

    into: str
    days: int | Unknown
    locked: bool | Unknown


def kept(graph: Graph, entry: Entry) -> Kept:
    """The longest of an entry's keepings; one that is locked counts before a longer one that is not."""
    found = [*_through_sinks(graph, entry), _without_sinks(graph, entry)]
    known = [one for one in found if not isinstance(one.days, Unknown)]
    unseen = next((one for one in found if isinstance(one.days, Unknown)), None)
    best = max(known, key=lambda one: (one.locked is True, one.days))
    return unseen if unseen is not None and not (best.locked is True and _long(best)) else best


def logged(resource: Resource, graph: Graph, what: str, entry: Entry, *, enabled: bool | Unknown) -> Logged:
    """The fact that something is (or is not) recorded, with how long the record is kept."""
    end = kept(graph, entry) if enabled is not False else Kept("", 0, False)
    return Logged(
        subject=resource.urn,
        what=what,
        enabled=enabled,
        days=end.days,
        tamper_proof=end.locked,
        everywhere=enabled,
        into=end.into,
    )


def _long(one: Kept) -> bool:
    return not isinstance(one.days, Unknown) and one.days >= 365


def _through_sinks(graph: Graph, entry: Entry) -> Iterator[Kept]:
    for sink in graph.of_type(SINK):
        if asked(sink, "disabled") is True:
            continue
        answer = takes_in(sink.at("filter"), entry)
        if answer is not False and not _excluded(sink, entry):
            yield _end(graph, sink) if answer else Kept("", UNKNOWN, UNKNOWN)


def _excluded(sink: Resource, entry: Entry) -> bool:
    exclusions = [one for one in each_asked(sink, "exclusions") if isinstance(one, dict) and not one.get("disabled")]
    return any(takes_in(one.get("filter"), entry) is not False for one in exclusions)


def _without_sinks(graph: Graph, entry: Entry) -> Kept:
    """Google's own two sinks, which every project has: administrators' actions into `_Required`, all else into
    `_Default`, unless the system takes that over."""
    if _administrative(entry):
        return Kept("_Required", REQUIRED_DAYS, True)
    taken = any(sink.at("name") == "_Default" for sink in graph.of_type(SINK))
    return Kept("", 0, False) if taken else Kept("_Default", DEFAULT_DAYS, False)


def _administrative(entry: Entry) -> bool:
    return entry.get("logName", "").replace("%2F", "/").endswith("cloudaudit.googleapis.com/activity")


def _end(graph: Graph, sink: Resource) -> Kept:
    store = destination(graph, sink)
    if store is None:
        return Kept(str(sink.at("destination")), UNKNOWN, UNKNOWN)
    if store.type == LOG_BUCKET:
        days = store.at("retentionDays")
        # Absent: 30 days (SDK, ProjectBucketConfig.retention_days).
        return Kept(store.urn, DEFAULT_DAYS if days is None else _number(days), _flag(store.at("locked")))
    return Kept(store.urn, bucket_days(store), _flag(store.at("retentionPolicy.isLocked")))


def destination(graph: Graph, sink: Resource) -> Resource | None:
    """The bucket or log bucket of this graph that a sink writes to."""
    value = sink.at("destination")
    if not isinstance(value, str):
        found = graph.ref(sink, "destination", BUCKET, LOG_BUCKET)
        return found if isinstance(found, Resource) else None
    service, _, name = value.partition("/")
    if service == "storage.googleapis.com":
        found = graph.resolve(sink, "destination", name, BUCKET)
    else:
        found = graph.resolve(sink, "destination", name, LOG_BUCKET)
    return found if isinstance(found, Resource) else _log_bucket(graph, name)


def _log_bucket(graph: Graph, path: str) -> Resource | None:
    location, _, name = path.partition("/locations/")[2].partition("/buckets/")
    for store in graph.of_type(LOG_BUCKET):
        if name and store.at("bucketId") == name and store.at("location") == location:
            return store
    return None


def bucket_days(bucket: Resource) -> int | Unknown:
    """For how long a bucket keeps an object that nobody deletes: until its lifecycle does, and not before its retention
    ends; for ever where neither is set."""
    held = bucket.at("retentionPolicy.retentionPeriod")
    ends = [age for rule in each_asked(bucket, "lifecycleRules") if (age := _ends_after(rule)) is not None]
    if held is UNKNOWN or any(isinstance(age, Unknown) for age in ends):
        return UNKNOWN
    least = int(held) // _DAY if held is not None else 0
    if ends:
        return max(least, min(age for age in ends if not isinstance(age, Unknown)))
    return least or FOREVER


def _ends_after(rule: Value) -> int | Unknown | None:
    """After how many days a lifecycle rule deletes live objects; `None` where it does not."""
    if rule is UNKNOWN:
        return UNKNOWN
    if not isinstance(rule, dict) or rule.get("action", {}).get("type") != "Delete":
        return None
    condition = rule.get("condition", {})
    if condition.get("withState") == "ARCHIVED" or condition.get("daysSinceNoncurrentTime") is not None:
        return None
    if condition.get("numNewerVersions") is not None:
        return None
    age = condition.get("age")
    return _number(age) if age is not None else None


def _number(value: Value) -> int | Unknown:
    return value if value is UNKNOWN else int(value)


def _flag(value: Value) -> bool | Unknown:
    return UNKNOWN if value is UNKNOWN else bool(value)


def seconds(value: Value) -> int | Unknown | None:
    """A duration as Google writes it ("2592000s") or a number of seconds."""
    if value is None or value is UNKNOWN:
        return value
    text = str(value).removesuffix("s")
    return int(float(text)) if text.replace(".", "", 1).isdigit() else UNKNOWN


def days(value: Value) -> int | Unknown | None:
    """A duration in whole days."""
    found = seconds(value)
    return found if found is None or isinstance(found, Unknown) else found // _DAY


def data_access(graph: Graph, service: str) -> bool:
    """Whether reads and writes of data in a service are recorded: off unless an audit configuration says so
    (Cloud Audit Logs, "Data Access audit logs")."""
    return recorded(graph, service) >= {"DATA_READ", "DATA_WRITE"}


def recorded(graph: Graph, service: str) -> frozenset[str]:
    """The kinds of access to a service that are recorded whoever it is; of `allServices`, those that no service exempts
    anybody from. Configurations add up, and so do their exemptions (IAM policy, AuditConfig)."""
    wanted, exempt = set(), set()
    for config in graph.of_type(AUDIT_CONFIG):
        everywhere = config.at("service") == "allServices"
        for one in config.each("auditLogConfigs"):
            kind = one.get("logType") if isinstance(one, dict) else None
            if isinstance(kind, str) and (everywhere or config.at("service") == service):
                wanted.add(kind)
            if isinstance(kind, str) and one.get("exemptedMembers") and _concerns(config, service):
                exempt.add(kind)
    return frozenset(wanted - exempt)


def _concerns(config: Resource, service: str) -> bool:
    return service == "allServices" or config.at("service") in ("allServices", service)
