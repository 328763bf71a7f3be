"""A web entry's certificate: Certificate Manager's own, in Tokyo, renewed by itself, proven by a DNS record."""

from __future__ import annotations

from typing import Any

from pulumi_gcp import certificatemanager, dns

from govcloud.blocks import WebEntry
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.scope import Scope
from govcloud.facts import Place


def certificate(scope: Scope[WebEntry, Account]) -> Any:
    """The certificate for the environment's domain. Regional certificates take only the proof that names the project
    (PER_PROJECT_RECORD)."""
    domain = scope.layout.environment.domain
    where = {"project": scope.account.project, "location": regions.region(Place.TOKYO)}
    name = naming.plain(scope.layout, scope.planned.name)
    proof = scope.make(
        certificatemanager.DnsAuthorization,
        "certificate-proof",
        name=name,
        domain=domain,
        type="PER_PROJECT_RECORD",
        labels=scope.labels,
        **where,
    )
    record = _record(scope, proof)
    return scope.make(
        certificatemanager.Certificate,
        "certificate",
        name=name,
        managed={"domains": [domain], "dns_authorizations": [proof.id]},
        labels=scope.labels,
        **where,
        opts={"depends_on": [record]},
    )


def _record(scope: Scope[WebEntry, Account], proof: Any) -> Any:
    first = proof.dns_resource_records[0]
    return scope.make(
        dns.RecordSet,
        "certificate-record",
        project=scope.account.project,
        managed_zone=scope.account.dns_zone,
        name=first.name,
        type=first.type,
        ttl=300,
        rrdatas=[first.data],
    )
