"""Which log entries belong to which block, in Cloud Logging's query language: what an archive's sink lets through."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from govcloud.blocks import AuditTrail, Network
from govcloud.clouds.gcp import naming
from govcloud.clouds.gcp.account import Account
from govcloud.systems.layout import Consumer, Planned

ENTRY_LOG: Final = "loadbalancing.googleapis.com/external_regional_requests"
"""The request log of a regional external load balancer; its resource type is `http_external_regional_lb_rule`."""
FLOW_LOG: Final = "compute.googleapis.com/vpc_flows"
OBJECT_LOG: Final = "cloudaudit.googleapis.com/data_access"

PURPOSES: Final = ("app", "data", "edge", "endpoints")
"""The purposes that get a subnet with flow logs."""

LENGTH: Final = 20_000
"""The longest filter of a sink, in characters (Cloud Logging, "Quotas and limits", 2026-11)."""
_NOTHING: Final = 'logName="none"'
_OR: Final = " OR "


@dataclasses.dataclass(frozen=True, slots=True)
class Clause:
    """The entries of one thing: those that `among` takes in (empty: all) and whose `field` compares with `value`."""

    among: str
    field: str
    value: str


Clauses = Callable[[Planned, Account], Iterator[Clause]]


def archived(archive: Planned, account: Account, length: int = LENGTH) -> list[str]:
    """The filters of an archive's sinks, none longer than `length`: all entries of every block that names the archive.

    One that matches nothing where no block does, as an empty filter would match everything.
    """
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for consumer in archive.consumers:
        for clause in _clauses(consumer, account):
            groups.setdefault((clause.among, clause.field), {})[clause.value] = None
    filters: list[str] = []
    for (among, field), values in groups.items():
        for said in _said(among, field, list(values), length):
            if filters and len(filters[-1]) + len(_OR) + len(said) <= length:
                filters[-1] += _OR + said
            else:
                filters.append(said)
    return filters or [_NOTHING]


def _said(among: str, field: str, values: list[str], length: int) -> list[str]:
    """One group's clause, or several where it would be too long."""
    wanted = _OR.join(json.dumps(value) for value in values)
    said = f"({among}{field}{wanted})" if len(values) == 1 else f"({among}{field}({wanted}))"
    if len(said) <= length or len(values) == 1:
        return [said]
    middle = len(values) // 2
    return [*_said(among, field, values[:middle], length), *_said(among, field, values[middle:], length)]


def _clauses(consumer: Consumer, account: Account) -> Iterator[Clause]:
    yield from _BY_KIND.get(consumer.planned.block.kind, _nothing)(consumer.planned, account)


def _nothing(_planned: Planned, _account: Account) -> Iterator[Clause]:
    yield from ()


def _audit(planned: Planned, _account: Account) -> Iterator[Clause]:
    if isinstance(planned.block, AuditTrail) and not planned.block.platform_provides:
        yield Clause("", "logName:", "cloudaudit.googleapis.com")


def _flow(planned: Planned, _account: Account) -> Iterator[Clause]:
    assert isinstance(planned.block, Network)
    for purpose in PURPOSES:
        subnet = naming.plain(planned.layout, planned.name, purpose)
        yield Clause(f'log_id("{FLOW_LOG}") AND ', "resource.labels.subnetwork_name=", subnet)


def _objects(planned: Planned, account: Account) -> Iterator[Clause]:
    bucket = naming.worldwide(planned.layout, account.number, planned.name)
    yield Clause(f'log_id("{OBJECT_LOG}") AND resource.type="gcs_bucket" AND ', "resource.labels.bucket_name=", bucket)


def _container(planned: Planned, _account: Account) -> Iterator[Clause]:
    service = naming.service(planned.layout, planned.name)
    yield Clause('resource.type="cloud_run_revision" AND ', "resource.labels.service_name=", service)


def _site(planned: Planned, account: Account) -> Iterator[Clause]:
    yield from _objects(planned, account)
    yield from _container(planned, account)


def _database(planned: Planned, account: Account) -> Iterator[Clause]:
    for role in ("", "replica"):
        instance = f"{account.project}:{naming.instance(planned.layout, planned.name, role)}"
        yield Clause('resource.type="cloudsql_database" AND ', "resource.labels.database_id=", instance)


def _entry(planned: Planned, _account: Account) -> Iterator[Clause]:
    rule = naming.plain(planned.layout, planned.name, "https")
    yield Clause(f'log_id("{ENTRY_LOG}") AND ', "resource.labels.forwarding_rule_name=", rule)


def _firewall(planned: Planned, _account: Account) -> Iterator[Clause]:
    policy = naming.plain(planned.layout, planned.name)
    yield Clause(f'log_id("{ENTRY_LOG}") AND ', "jsonPayload.enforcedSecurityPolicy.name=", policy)


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
