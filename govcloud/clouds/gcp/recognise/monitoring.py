"""Cloud Monitoring: who is told of what. An alarm watches an event when its filter takes in the entry that the event
leaves in the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from govcloud.clouds.gcp.recognise.log_query import takes_in
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Unknown, Watches
from govcloud.graph import Graph, Resource, Value

_CHANNEL: Final = "gcp:monitoring/notificationChannel:NotificationChannel"
_METRIC: Final = "gcp:logging/metric:Metric"
_AUDIT: Final = {"logName": "projects/_/logs/cloudaudit.googleapis.com%2Factivity"}


def _entry(service: str, method: str, kind: str, **more: str) -> dict[str, str]:
    return {
        **_AUDIT,
        "protoPayload.serviceName": f"{service}.googleapis.com",
        "protoPayload.methodName": method,
        "resource.type": kind,
        **{f"protoPayload.serviceData.policyDelta.{key}": value for key, value in more.items()},
    }


EVENTS: Final[Mapping[str, tuple[dict[str, str], ...]]] = {
    "audit-change": (
        _entry("cloudresourcemanager", "SetIamPolicy", "project", auditConfigDeltas="DATA_READ"),
        _entry("logging", "google.logging.v2.ConfigServiceV2.UpdateSink", "logging_sink"),
        _entry("logging", "google.logging.v2.ConfigServiceV2.DeleteSink", "logging_sink"),
    ),
    "firewall-change": (
        _entry("compute", "v1.compute.firewalls.insert", "gce_firewall_rule"),
        _entry("compute", "v1.compute.regionNetworkFirewallPolicies.patchRule", "gce_firewall_policy"),
    ),
    "iam-change": (
        _entry("cloudresourcemanager", "SetIamPolicy", "project"),
        _entry("iam", "google.iam.admin.v1.CreateServiceAccountKey", "service_account"),
    ),
    "key-change": (
        _entry("cloudkms", "DestroyCryptoKeyVersion", "cloudkms_cryptokeyversion"),
        _entry("cloudkms", "UpdateCryptoKey", "cloudkms_cryptokey"),
    ),
    "network-change": (
        _entry("compute", "v1.compute.networks.patch", "gce_network"),
        _entry("compute", "v1.compute.routes.insert", "gce_route"),
        _entry("compute", "v1.compute.subnetworks.delete", "gce_subnetwork"),
    ),
    "root-use": (
        _entry("cloudresourcemanager", "SetIamPolicy", "project", **{"bindingDeltas.role": "roles/owner"}),
        _entry("cloudresourcemanager", "InsertProjectOwnershipInvite", "project"),
    ),
    "store-policy-change": (_entry("storage", "storage.setIamPermissions", "gcs_bucket"),),
}
"""What each event leaves in the audit log. An alarm watches the event if it takes in every one of its entries."""

_METRICS: Final[Mapping[str, tuple[str, ...]]] = {
    "certificate-expiry": ("certificatemanager.googleapis.com/",),
    "database-load": ("cloudsql.googleapis.com/database/cpu/", "cloudsql.googleapis.com/database/disk/"),
    "service-errors": ("run.googleapis.com/request_count", "loadbalancing.googleapis.com/https/"),
    "service-load": ("run.googleapis.com/container/cpu/", "run.googleapis.com/container/memory/"),
}
"""The metrics that show an event, by their beginnings."""


@recognise("gcp:monitoring/alertPolicy:AlertPolicy", place="global:monitoring")
def alert_policy(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Every event that one of the policy's conditions sees."""
    tells = _tells(resource, graph)
    events = {event for condition in resource.each("conditions") for event in _seen(resource, graph, condition)}
    for event in sorted(events):
        yield Watches(subject=resource.urn, what=event, tells=tells)


def _tells(resource: Resource, graph: Graph) -> bool | Unknown:
    """Whether somebody hears of it: the policy is on, and a channel that is on exists."""
    if resource.at("enabled") is False:
        return False
    found = [_is_on(one) for one in graph.refs(resource, "notificationChannels", _CHANNEL)]
    if True in found:
        return True
    return UNKNOWN if UNKNOWN in found else False


def _is_on(channel: object) -> bool | Unknown:
    if not isinstance(channel, Resource):
        return UNKNOWN
    return channel.at("enabled") is not False


def _seen(resource: Resource, graph: Graph, condition: Value) -> Iterator[str]:
    if not isinstance(condition, dict):
        return
    matched = (condition.get("conditionMatchedLog") or {}).get("filter")
    if matched is not None:
        yield from _in_log(matched)
    chosen = (condition.get("conditionThreshold") or {}).get("filter")
    if isinstance(chosen, str):
        yield from (event for event, names in _METRICS.items() if any(f'"{name}' in chosen for name in names))
        yield from _by_log_metric(graph, chosen)


def _in_log(query: Value) -> Iterator[str]:
    for event, entries in EVENTS.items():
        if all(takes_in(query, entry) for entry in entries):
            yield event


def _by_log_metric(graph: Graph, chosen: str) -> Iterator[str]:
    """Events that a metric over the log counts, where the alarm is on that metric."""
    for metric in graph.of_type(_METRIC):
        name = metric.at("name")
        named = isinstance(name, str) and f"logging.googleapis.com/user/{name}" in chosen
        if named or metric.urn in graph.token_urns(chosen):
            yield from _in_log(metric.at("filter"))


only(_CHANNEL, place="global:monitoring")
only("gcp:monitoring/dashboard:Dashboard", place="global:monitoring")
only("gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig", place="global:monitoring")
