"""How long AWS really keeps what is written to a bucket or a log group."""

from __future__ import annotations

from typing import Final

from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import External, Graph, Referent, Resource

BUCKET: Final = "aws:s3/bucket:Bucket"
GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
_LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"

FOREVER: Final = 36500
"""Days that stand for no end: a bucket without a rule, a log group without a retention."""


def of_bucket(bucket: Resource, graph: Graph) -> int | Unknown:
    """The days after which the first rule that holds for everything, or for a part, ends an object."""
    rules = [rule for beside in graph.companions(bucket, _LIFECYCLE, "bucket") for rule in beside.each("rules")]
    rules += list(bucket.each("lifecycleRules"))
    ends = [_end(rule) for rule in rules]
    if UNKNOWN in ends:
        return UNKNOWN
    return min((days for days in ends if isinstance(days, int)), default=FOREVER)


def _end(rule: object) -> int | Unknown | None:
    if not isinstance(rule, dict):
        return UNKNOWN
    on = rule.get("status") == "Enabled" or rule.get("enabled") is True
    expiration = rule.get("expiration")
    days = expiration.get("days") if isinstance(expiration, dict) else expiration
    return days if on and (isinstance(days, int) or days is UNKNOWN) else None


def noncurrent(bucket: Resource, graph: Graph) -> int | Unknown:
    """The days for which an overwritten or deleted version can be had back."""
    found: list[int | Unknown] = []
    for beside in graph.companions(bucket, _LIFECYCLE, "bucket"):
        for rule in beside.each("rules"):
            if not isinstance(rule, dict):
                return UNKNOWN
            ends = rule.get("noncurrentVersionExpiration")
            days = ends.get("noncurrentDays") if isinstance(ends, dict) else ends
            if rule.get("status") == "Enabled" and (isinstance(days, int) or days is UNKNOWN):
                found.append(days)
    return UNKNOWN if UNKNOWN in found else min(found, default=FOREVER)  # type: ignore[type-var]


def of_group(group: Resource) -> int | Unknown:
    """A log group's retention; 0 and nothing mean no end."""
    days: int | Unknown = group.at("retentionInDays", 0)
    return FOREVER if days == 0 else days


def of_named_group(name: str, graph: Graph) -> int | Unknown:
    """The retention of the group by this name. One that nobody declared is made by its service, without an end."""
    group = named_group(name, graph)
    return of_group(group) if group is not None else FOREVER


def named_group(name: str, graph: Graph) -> Resource | None:
    """The declared log group by this name."""
    return next((group for group in graph.of_type(GROUP) if group.at("name") == name), None)


def of_destination(found: Referent, graph: Graph) -> int | Unknown:
    """The days that a bucket or log group keeps what it gets; one of somebody else's cannot be seen."""
    if isinstance(found, Resource):
        return of_bucket(found, graph) if found.type == BUCKET else of_group(found)
    return 0 if found is None else UNKNOWN


def destination(resource: Resource, graph: Graph, path: str) -> Referent:
    """The bucket or log group that an ARN, a name, or an ARN with a path behind it names."""
    value = resource.at(path)
    found = graph.resolve(resource, path, value, BUCKET, GROUP)
    if isinstance(found, External) and "${" not in found.value:
        return graph.resolve(resource, path, _name(found.value), BUCKET, GROUP)
    return found


def _name(value: str) -> str:
    """The name inside an ARN: buckets and log groups that are not made yet are known by nothing else."""
    if ":::" in value:
        return value.partition(":::")[2].partition("/")[0]
    return value.partition(":log-group:")[2].removesuffix(":*") or value


def label(found: Referent) -> str:
    """What a destination is called in a fact."""
    return found.urn if isinstance(found, Resource) else found.value if isinstance(found, External) else ""
