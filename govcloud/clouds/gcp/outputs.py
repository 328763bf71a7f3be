"""What blocks hand to each other on Google Cloud beyond the neutral outputs."""

from __future__ import annotations

import dataclasses

from govcloud.clouds.outputs import (
    ArchiveOutputs,
    DatabaseOutputs,
    FirewallOutputs,
    NetworkOutputs,
    RegistryOutputs,
    SecretOutputs,
    ServiceOutputs,
    SiteOutputs,
    Text,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpNetwork(NetworkOutputs):
    """`id` is the network's self link. `app` is the subnet that containers send from. `peering` is the network again,
    known once private services access stands; "" where no database needs it. `proxies` likewise for the load
    balancer's proxies."""

    app: Text
    peering: Text
    proxies: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpArchive(ArchiveOutputs):
    """`log_bucket` is the log bucket that stands beside the archive's storage bucket."""

    log_bucket: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpDatabase(DatabaseOutputs):
    """`instance` is the instance's name, `connection` is "project:region:instance"."""

    instance: Text
    connection: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpFirewall(FirewallOutputs):
    """`id` is the policy's self link."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpRegistry(RegistryOutputs):
    """`id` is the repository's resource name."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpSecret(SecretOutputs):
    """`secret` is the secret's short id."""

    secret: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpService(ServiceOutputs):
    """`service` is the Cloud Run service's name, by which the load balancer finds it."""

    service: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class GcpSite(SiteOutputs):
    """`service` is the Cloud Run service that serves the bucket's files."""

    service: Text
