"""Facts of CloudTrail: what is recorded, where, how long, and whether a change would show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.register import recognise
from govcloud.clouds.aws.recognise.truth import Answer, both, opposite, said
from govcloud.facts import UNKNOWN, Fact, Logged, Unknown
from govcloud.graph import Graph, Resource, strings

TRAIL: Final = "aws:cloudtrail/trail:Trail"
_STORE: Final = "aws:cloudtrail/eventDataStore:EventDataStore"
_FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
_OBJECT: Final = "AWS::S3::Object"
_STORE_DAYS: Final = 2555
"""How long an event data store keeps where nobody says it (extendable retention: 366; fixed: 2,555)."""


def writes_to(bucket: Resource, graph: Graph) -> bool:
    """Whether a trail or a flow log is delivered to the bucket."""
    if graph.companions(bucket, TRAIL, "s3BucketName"):
        return True
    return any(retention.destination(log, graph, "logDestination") is bucket for log in graph.of_type(_FLOW_LOG))


def records_objects(bucket: Resource, graph: Graph) -> int | Unknown | None:
    """The days for which a trail that records access to this bucket's objects keeps it; `None` where none does."""
    for trail in graph.of_type(TRAIL):
        if _on(trail) is True and any(_covers(one, bucket, graph) for one in _data_selectors(trail)):
            return retention.of_destination(retention.destination(trail, graph, "s3BucketName"), graph)
    return None


def _on(trail: Resource) -> Answer:
    return said(trail.at("enableLogging", True))


def _data_selectors(trail: Resource) -> Iterator[Mapping[str, Any]]:
    """Selectors of objects, in the form of the advanced ones: fields by name."""
    for selector in trail.each("advancedEventSelectors"):
        fields = _fields(selector)
        if _equals(fields, "eventCategory") == ["Data"] and _OBJECT in _equals(fields, "resources.type"):
            yield fields
    for selector in trail.each("eventSelectors"):
        for kept in selector.get("dataResources") or () if isinstance(selector, Mapping) else ():
            if kept.get("type") == _OBJECT and selector.get("readWriteType", "All") == "All":
                yield {"resources.ARN": {"startsWiths": kept.get("values")}}


def _fields(selector: object) -> dict[str, Mapping[str, Any]]:
    fields = selector.get("fieldSelectors") if isinstance(selector, Mapping) else None
    return {str(one.get("field")): one for one in fields or () if isinstance(one, Mapping)}


def _equals(fields: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    return [str(value) for value in fields.get(name, {}).get("equals") or ()]


def _covers(fields: Mapping[str, Mapping[str, Any]], bucket: Resource, graph: Graph) -> bool:
    """Only part of the calls, or not this bucket: not covered."""
    if fields.keys() & {"eventName", "readOnly"}:
        return False
    arns = fields.get("resources.ARN", {})
    left_out, named = arns.get("notStartsWiths") or (), arns.get("startsWiths") or arns.get("equals")
    if any(_is(bucket, value, graph) for value in left_out):
        return False
    return named is None or any(
        value in ("arn:aws:s3", "arn:aws:s3:::") or _is(bucket, value, graph) for value in named
    )


def _is(bucket: Resource, value: object, graph: Graph) -> bool:
    if not isinstance(value, str):
        return False
    known = {name for name in (bucket.at("bucket"), bucket.output("bucket")) if isinstance(name, str)}
    bare = value.removeprefix("arn:aws:s3:::").rstrip("/")
    return bare in known or bucket.urn in graph.token_urns(value)


# Without a key of its own a trail's files are on S3's key, whatever the bucket's default is.
@recognise(TRAIL, key="kmsKeyId", data="logs")
def trail(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The audit trail of the control plane."""
    into = retention.destination(resource, graph, "s3BucketName")
    yield Logged(
        subject=resource.urn,
        what="control-plane",
        enabled=both(_on(resource), _management(resource)),
        days=retention.of_destination(into, graph),
        # Off and on where nobody says so: the provider's defaults.
        tamper_proof=said(resource.at("enableLogFileValidation")),
        everywhere=both(said(resource.at("isMultiRegionTrail")), said(resource.at("includeGlobalServiceEvents", True))),
        into=retention.label(into),
    )


def _management(trail: Resource) -> Answer:
    """Management events are recorded unless selectors say otherwise; a selector for some of them is not all."""
    advanced, simple = trail.at("advancedEventSelectors"), trail.at("eventSelectors")
    if UNKNOWN in (advanced, simple):
        return UNKNOWN
    if advanced:
        return any(_is_management(_fields(selector)) for selector in advanced)
    if simple:
        return any(_all_management(selector) for selector in simple if isinstance(selector, Mapping))
    return True


def _is_management(fields: Mapping[str, Mapping[str, Any]]) -> bool:
    return set(fields) == {"eventCategory"} and _equals(fields, "eventCategory") == ["Management"]


def _all_management(selector: Mapping[str, Any]) -> bool:
    return (
        selector.get("includeManagementEvents", True) is True
        and selector.get("readWriteType", "All") == "All"
        and not list(strings(selector.get("excludeManagementEventSources") or []))
    )


@recognise(_STORE, key="kmsKeyId", data="logs")
def store(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A queryable store of the same events; nobody can change an event in it."""
    yield Logged(
        subject=resource.urn,
        what="control-plane",
        enabled=opposite(said(resource.at("suspend"))),
        days=resource.at("retentionPeriod", _STORE_DAYS),
        tamper_proof=said(resource.at("terminationProtectionEnabled", True)),
        everywhere=said(resource.at("multiRegionEnabled", True)),
        into=resource.urn,
    )
