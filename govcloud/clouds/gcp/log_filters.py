"""Which log entries belong to which block, in Cloud Logging's query language: what an archive's sink lets through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from govcloud.blocks import AuditTrail, Network
from govcloud.clouds.gcp import naming
from govcloud.clouds.gcp.account import Account
from govcloud.systems.layout import Consumer, Planned

AUDIT: Final = 'logName:"cloudaudit.googleapis.com"'
ENTRY_LOG: Final = "loadbalancing.googleapis.com/external_regional_requests"
"""The request log of a regional external load balancer; its resource type is `http_external_regional_lb_rule`."""
FLOW_LOG: Final = "compute.googleapis.com/vpc_flows"
OBJECT_LOG: Final = "cloudaudit.googleapis.com/data_access"

PURPOSES: Final = ("app", "data", "edge", "endpoints")
"""The purposes that get a subnet with flow logs."""

Clauses = Callable[[Planned, Account], Iterator[str]]


def archived(archive: Planned, account: Account) -> str:
    """The filter of an archive's sink: a clause for each block that names the archive; one that matches nothing where
    none does, as an empty filter would match everything."""
    clauses = [clause for consumer in archive.consumers for clause in _clauses(consumer, account)]
    return " OR ".join(f"({clause})" for clause in dict.fromkeys(clauses)) or 'logName="none"'


def _clauses(consumer: Consumer, account: Account) -> Iterator[str]:
    yield from _BY_KIND.get(consumer.planned.block.kind, _nothing)(consumer.planned, account)


def _nothing(_planned: Planned, _account: Account) -> Iterator[str]:
    yield from ()


def _audit(planned: Planned, _account: Account) -> Iterator[str]:
    if isinstance(planned.block, AuditTrail) and not planned.block.platform_provides:
        yield AUDIT


def _flow(planned: Planned, _account: Account) -> Iterator[str]:
    assert isinstance(planned.block, Network)
    names = " OR ".join(f'"{naming.plain(planned.layout, planned.name, purpose)}"' for purpose in PURPOSES)
    yield f'log_id("{FLOW_LOG}") AND resource.labels.subnetwork_name=({names})'


def _objects(planned: Planned, account: Account) -> Iterator[str]:
    bucket = naming.worldwide(planned.layout, account.number, planned.name)
    yield f'log_id("{OBJECT_LOG}") AND resource.type="gcs_bucket" AND resource.labels.bucket_name="{bucket}"'


def _container(planned: Planned, _account: Account) -> Iterator[str]:
    service = naming.service(planned.layout, planned.name)
    yield f'resource.type="cloud_run_revision" AND resource.labels.service_name="{service}"'


def _site(planned: Planned, account: Account) -> Iterator[str]:
    yield from _objects(planned, account)
    yield from _container(planned, account)


def _database(planned: Planned, account: Account) -> Iterator[str]:
    for role in ("", "replica"):
        instance = naming.instance(planned.layout, planned.name, role)
        yield f'resource.type="cloudsql_database" AND resource.labels.database_id="{account.project}:{instance}"'


def _entry(planned: Planned, _account: Account) -> Iterator[str]:
    rule = naming.plain(planned.layout, planned.name, "https")
    yield f'log_id("{ENTRY_LOG}") AND resource.labels.forwarding_rule_name="{rule}"'


def _firewall(planned: Planned, _account: Account) -> Iterator[str]:
    policy = naming.plain(planned.layout, planned.name)
    yield f'log_id("{ENTRY_LOG}") AND jsonPayload.enforcedSecurityPolicy.name="{policy}"'


_BY_KIND: Final[Mapping[str, Clauses]] = {
    "audit_trail": _audit,
    "container_service": _container,
    "database": _database,
    "network": _flow,
    "object_store": _objects,
    "static_site": _site,
    "web_entry": _entry,
    "web_firewall": _firewall,
}
