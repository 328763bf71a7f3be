"""Types of the whole package that store customer data and can take a customer-managed key.

Compiled in November 2026 from Microsoft's page "Services that support customer managed keys (CMKs) in Azure Key Vault
and Azure Managed HSM", dated 2026-05-15, each service mapped to the type that carries the key, with a few services
beside the page whose types take one (the last table). Not derived from the register.
"""

from __future__ import annotations

from typing import Final

_ON_THE_PAGE: Final[dict[str, tuple[str, ...]]] = {
    "appconfiguration": ("ConfigurationStore",),
    "automation": ("AutomationAccount",),
    "avs": ("PrivateCloud",),
    "batch": ("BatchAccount",),
    "botservice": ("Bot",),
    "cognitiveservices": ("Account",),
    "compute": ("Disk", "DiskEncryptionSet", "Image", "Snapshot", "VirtualMachine", "VirtualMachineScaleSet"),
    "containerinstance": ("ContainerGroup",),
    "containerregistry": ("Registry",),
    "containerservice": ("ManagedCluster",),
    "cosmosdb": ("CassandraCluster", "CassandraDataCenter", "DatabaseAccount"),
    "databox": ("Job",),
    "databricks": ("Workspace",),
    "datafactory": ("Factory",),
    "datalakestore": ("Account",),
    "dataprotection": ("BackupVault",),
    "dbformysql": ("Server",),
    "dbforpostgresql": ("Server", "ServerGroupCluster"),
    "deviceupdate": ("Account",),
    "elasticsan": ("VolumeGroup",),
    "eventhub": ("Namespace",),
    "fluidrelay": ("FluidRelayServer",),
    "hdinsight": ("Cluster",),
    "healthbot": ("Bot",),
    "healthcareapis": ("DicomService", "FhirService", "Service"),
    "importexport": ("Job",),
    "kusto": ("Cluster",),
    "loadtestservice": ("LoadTest",),
    "logic": ("IntegrationServiceEnvironment",),
    "machinelearningservices": ("Registry", "Workspace"),
    "mongocluster": ("MongoCluster",),
    "netapp": ("Account", "CapacityPoolVolume"),
    "openenergyplatform": ("EnergyService",),
    "operationalinsights": ("Cluster", "Workspace"),
    "recoveryservices": ("Vault",),
    "redhatopenshift": ("OpenShiftCluster",),
    "redisenterprise": ("RedisEnterprise",),
    "search": ("Service",),
    "servicebus": ("Namespace",),
    "sql": ("Database", "ManagedInstance", "Server"),
    "storage": ("EncryptionScope", "StorageAccount"),
    "storagecache": ("AmlFilesystem", "Cache"),
    "streamanalytics": ("Cluster", "StreamingJob"),
    "synapse": ("SqlPool", "Workspace"),
}
"""Class names by module. Left out: services that keep their data in a store of the agency's own (App Service,
Functions, Site Recovery, File Sync), that have no type here (Dynamics 365, Power Platform, Fabric, Universal Print),
and whose types have no input for a key."""

_BESIDE_THE_PAGE: Final[dict[str, tuple[str, ...]]] = {
    "keyvault": ("Vault",),
    "maps": ("Account",),
    "purview": ("Account",),
    "quantum": ("Workspace",),
    "videoindexer": ("Account",),
}
"""Services that hold data and are not on the page; Key Vault's secrets take no key at all, which is a named exception
of the key register, as is a workspace without a dedicated cluster."""

TYPES: Final[frozenset[str]] = frozenset(
    f"azure-native:{module}:{name}"
    for table in (_ON_THE_PAGE, _BESIDE_THE_PAGE)
    for module, names in table.items()
    for name in names
)
"""Type tokens."""
