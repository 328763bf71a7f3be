"""What Azure blocks hand to each other beyond the neutral outputs: ids of groups, subnets, zones, vaults."""

from __future__ import annotations

import dataclasses

from govcloud.clouds.outputs import (
    AlertingOutputs,
    DatabaseOutputs,
    EntryOutputs,
    KeyOutputs,
    NetworkOutputs,
    RegistryOutputs,
    SecretOutputs,
    ServiceOutputs,
    SiteOutputs,
    StoreOutputs,
    Text,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureKey(KeyOutputs):
    """`id` is the key's versionless URI, so that stores follow its renewals. All fields are "" for level K0."""

    vault_uri: Text
    vault_id: Text
    name: Text
    scope: Text
    """The key's resource id: where the right to use it is granted."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class HsmKey(AzureKey):
    """A key of a Managed HSM. It is no resource of Azure Resource Manager: `vault_id` and `scope` are "", the right to
    use it is granted in the HSM, by hand, and to the one identity that all stores under the key then use."""

    identity: Text
    """The identity's resource id."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureNetwork(NetworkOutputs):
    """Subnets by purpose, private zones by service (each waits for its link), and the network's one Container Apps
    environment ("" where the system has no container service)."""

    subnet_edge: Text
    subnet_data: Text
    subnet_endpoints: Text
    zone_blob: Text
    zone_database: Text
    zone_registry: Text
    zone_vault: Text
    zone_web: Text
    environment: Text
    """Resource id of the Container Apps environment; waits for its names and logs."""
    environment_domain: Text
    """What the names of its services end in."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureRegistry(RegistryOutputs):
    """A registry whose `url` is its login server."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureStore(StoreOutputs):
    """`id` and `name` are the storage account's."""

    container: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureSecret(SecretOutputs):
    """`id` is the secret's URI; `vault_id` is where the right to read it is granted."""

    vault_id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureService(ServiceOutputs):
    """`host` answers inside the network, over HTTPS."""

    host: Text
    health_path: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureSite(SiteOutputs):
    """`host` is the store's web endpoint, reached through a private endpoint."""

    host: Text
    health_path: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureDatabase(DatabaseOutputs):
    """A database server."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureEntry(EntryOutputs):
    """`id` is the application gateway's."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AzureAlerting(AlertingOutputs):
    """`id` is the action group's."""
