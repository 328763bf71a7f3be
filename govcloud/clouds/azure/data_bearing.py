"""Types of the whole package that store customer data and can take a customer-managed key.

Compiled from Microsoft's "Services that support customer managed keys" (Azure security documentation, encryption
models, read November 2026), each service mapped to the type that carries the key. Not derived from the register.
"""

from __future__ import annotations

from typing import Final

_BY_MODULE: Final[dict[str, tuple[str, ...]]] = {
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
    "cosmosdb": ("DatabaseAccount",),
    "databox": ("Job",),
    "databricks": ("Workspace",),
    "datafactory": ("Factory",),
    "dataprotection": ("BackupVault",),
    "dbformysql": ("Server",),
    "dbforpostgresql": ("Server", "ServerGroupCluster"),
    "deviceupdate": ("Account",),
    "elasticsan": ("VolumeGroup",),
    "eventhub": ("Namespace",),
    "healthcareapis": ("FhirService", "Service"),
    "hdinsight": ("Cluster",),
    "keyvault": ("Vault",),
    "kusto": ("Cluster",),
    "loadtestservice": ("LoadTest",),
    "logic": ("IntegrationServiceEnvironment",),
    "machinelearningservices": ("Registry", "Workspace"),
    "maps": ("Account",),
    "mongocluster": ("MongoCluster",),
    "monitor": ("AzureMonitorWorkspace",),
    "netapp": ("Account", "CapacityPoolVolume"),
    "operationalinsights": ("Cluster", "Workspace"),
    "purview": ("Account",),
    "quantum": ("Workspace",),
    "recoveryservices": ("Vault",),
    "redisenterprise": ("RedisEnterprise",),
    "search": ("Service",),
    "servicebus": ("Namespace",),
    "sql": ("Database", "ManagedInstance", "Server"),
    "storage": ("EncryptionScope", "StorageAccount"),
    "storagecache": ("AmlFilesystem", "Cache"),
    "streamanalytics": ("Cluster", "StreamingJob"),
    "synapse": ("SqlPool", "Workspace"),
    "videoindexer": ("Account",),
}
"""Class names by module."""

TYPES: Final[frozenset[str]] = frozenset(
    f"azure-native:{module}:{name}" for module, names in _BY_MODULE.items() for name in names
)
"""Type tokens. `keyvault:Vault` and `operationalinsights:Workspace` hold data and are named exceptions of the key
register: secrets take no customer key, and a workspace takes one only through a dedicated cluster."""
