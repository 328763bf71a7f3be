"""What Google Cloud does with resources beyond storing them, for rehearsals: what cannot change or never returns.

Guesses about a cloud, as data. A row says where it was read; `SOURCES` says how sure that is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from govcloud.clouds.gcp import realistic
from govcloud.graph import Value

PACKAGE: Final = realistic.PACKAGE
ACCOUNT_SETTING: Final = "project"
CONFIGURED: Final = {"project": "project", "region": "region", "zone": "zone"}
STAND_INS: Final = {realistic.PROJECT: ACCOUNT_SETTING}
IMMUTABLE: Final = ("location", "project", "region", "zone")
CASELESS: Final = ("location",)
PROTECTED_BY: Final = {"deletionPolicy": ("PREVENT",)}
RETAINED_BY: Final = {"deletionPolicy": ("ABANDON",)}

SOURCES: Final = {
    "api": "Google Cloud's documentation of the service, from memory, November 2026: to be verified in a real project",
    "kms": (
        "cloud.google.com/kms/docs/delete-kms-resources, read 2026-11-22: a deleted key keeps its name for ever;"
        " pulumi-gcp 10.2.0: destroying a key ring leaves it in the project"
    ),
    "logging": "Cloud Logging API, LogBucket, read 2026-11-22: a locked bucket may only be deleted if it is empty",
    "provider": "what terraform-provider-google 7 (bridged by pulumi-gcp 10.2) replaces, from memory, November 2026",
    "sdk": "property documentation in pulumi-gcp 10.2.0",
    "sql": (
        "cloud.google.com/sql/docs/postgres/delete-instance, read 2026-11-22: a deleted instance's name is free at once"
        " (it was held for a week until some years ago); one with replicas is not deleted"
    ),
}

ERRORS: Final = {
    "account": "Error 403: forbidden",
    "cancelled": "Error 499: cancelled",
    "duplicate": "Error 409: alreadyExists",
    "filled": "Error 409: the resource is not empty",
    "held": "Error 409: the name was used before",
    "in_use": "Error 400: resourceInUseByAnotherResource",
    "locked": "Error 403: retentionPolicyNotMet",
    "missing": "Error 404: notFound",
    "protected": "Error 400: deletion protection is on",
    "told": "as told",
    "unusable": "Error 400: failedPrecondition",
    "upgrade": "Error 400: invalidRequest",
}

_NAMES: Final = ("accountId", "bucketId", "datasetId", "name", "repositoryId", "roleId", "secretId")


def own_name(token: str, declared: Collection[str]) -> str:
    """The input that names a resource of the type; what is granted on a resource has no name."""
    if "IAM" in token or "Iam" in token or token in _UNNAMED:
        return ""
    return next((name for name in _NAMES if name in declared), "")


_ADDRESS: Final = "gcp:compute/globalAddress:GlobalAddress"
_BACKEND: Final = "gcp:compute/regionBackendService:RegionBackendService"
_BUCKET: Final = "gcp:storage/bucket:Bucket"
_KEY: Final = "gcp:kms/cryptoKey:CryptoKey"
_KEYS: Final = (_KEY,)
_MAP: Final = "gcp:compute/regionUrlMap:RegionUrlMap"
_NETWORK: Final = "gcp:compute/network:Network"
_RING: Final = "gcp:kms/keyRing:KeyRing"
_SQL: Final = "gcp:sql/databaseInstance:DatabaseInstance"
_SUBNET: Final = "gcp:compute/subnetwork:Subnetwork"
_TOPIC: Final = "gcp:pubsub/topic:Topic"

_UNNAMED: Final = frozenset(
    {"gcp:monitoring/alertPolicy:AlertPolicy", "gcp:monitoring/notificationChannel:NotificationChannel"}
)


def _in_network(*immutable: str) -> dict[str, Value]:
    return {
        "sources": ("api", "provider"),
        "immutable": ("network", *immutable),
        "needs": {"network": (_NETWORK,)},
        "holds": ("network",),
    }


def _proxy(**more: tuple[str, ...]) -> dict[str, Value]:
    needs = {"urlMap": (_MAP,), **more}
    return {"sources": ("api", "provider"), "needs": needs, "holds": tuple(needs)}


TYPES: Final[Mapping[str, Mapping[str, Value]]] = {
    "gcp:artifactregistry/repository:Repository": {
        "sources": ("provider",),
        "immutable": ("format", "kmsKeyName", "mode"),
        "needs": {"kmsKeyName": _KEYS},
    },
    "gcp:bigquery/dataset:Dataset": {
        "sources": ("api", "provider"),
        "emptied_by": {"deleteContentsOnDestroy": (True,)},
        "needs": {"defaultEncryptionConfiguration.kmsKeyName": _KEYS},
    },
    "gcp:certificatemanager/certificate:Certificate": {
        "sources": ("api", "provider"),
        "immutable": ("managed", "scope"),
        "needs": {"managed.dnsAuthorizations.*": ("gcp:certificatemanager/dnsAuthorization:DnsAuthorization",)},
        "holds": ("managed.dnsAuthorizations.*",),
    },
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": {
        "sources": ("provider",),
        "immutable": ("domain", "type"),
    },
    "gcp:cloudrunv2/job:Job": {
        "sources": ("sdk",),
        "defaults": {"deletionProtection": True},
        "protected_by": {"deletionProtection": (True,)},
    },
    "gcp:cloudrunv2/service:Service": {
        "sources": ("sdk",),
        "defaults": {"deletionProtection": True},
        "protected_by": {"deletionProtection": (True,)},
        "needs": {"template.encryptionKey": _KEYS},
        "seeks": {"template.serviceAccount": ("gcp:serviceaccount/account:Account",)},
    },
    "gcp:compute/address:Address": {"sources": ("provider",), "immutable": ("addressType", "networkTier", "purpose")},
    "gcp:compute/forwardingRule:ForwardingRule": {
        "sources": ("api", "provider"),
        "immutable": (
            "ipAddress",
            "ipProtocol",
            "loadBalancingScheme",
            "network",
            "networkTier",
            "portRange",
            "subnetwork",
        ),
        "needs": {"network": (_NETWORK,)},
        "seeks": {
            "ipAddress": ("gcp:compute/address:Address",),
            "target": (
                "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy",
                "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy",
            ),
        },
        "holds": ("ipAddress", "network", "target"),
    },
    _ADDRESS: _in_network("address", "addressType", "prefixLength", "purpose"),
    _NETWORK: {"sources": ("provider",), "immutable": ("autoCreateSubnetworks", "deleteDefaultRoutesOnCreate")},
    _BACKEND: {
        "sources": ("api", "provider"),
        "immutable": ("loadBalancingScheme", "network"),
        "needs": {
            "backends.*.group": ("gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup",),
            "securityPolicy": ("gcp:compute/regionSecurityPolicy:RegionSecurityPolicy",),
        },
        "holds": ("backends.*.group", "securityPolicy"),
    },
    "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": {
        "sources": ("provider",),
        "immutable": ("cloudRun", "networkEndpointType"),
    },
    "gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation": {
        "sources": ("api", "provider"),
        "immutable": ("attachmentTarget", "firewallPolicy"),
        "needs": {"attachmentTarget": (_NETWORK,)},
        "holds": ("attachmentTarget",),
    },
    "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy": {"sources": ("provider",), "immutable": ("type",)},
    "gcp:compute/regionTargetHttpProxy:RegionTargetHttpProxy": _proxy(),
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": _proxy(
        sslPolicy=("gcp:compute/regionSslPolicy:RegionSslPolicy",)
    ),
    _MAP: {
        "sources": ("api",),
        "needs": {"defaultService": (_BACKEND,), "pathMatchers.*.defaultService": (_BACKEND,)},
        "holds": ("defaultService", "pathMatchers.*.defaultService"),
    },
    "gcp:compute/route:Route": _in_network("destRange", "nextHopGateway", "priority"),
    _SUBNET: _in_network("purpose"),
    "gcp:dns/managedZone:ManagedZone": {
        "sources": ("api", "provider"),
        "immutable": ("dnsName", "visibility"),
        "emptied_by": {"forceDestroy": (True,)},
    },
    "gcp:dns/recordSet:RecordSet": {
        "sources": ("api", "provider"),
        "unique": ("managedZone", "name", "type"),
        "seeks": {"managedZone": ("gcp:dns/managedZone:ManagedZone",)},
        "holds": ("managedZone",),
    },
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {
        "sources": ("api",),
        "unique": ("workloadIdentityPoolId",),
        "held": {"days": 30},
    },
    _KEY: {
        "sources": ("kms", "provider", "sdk"),
        "immutable": (
            "cryptoKeyBackend",
            "destroyScheduledDuration",
            "importOnly",
            "keyRing",
            "purpose",
            "skipInitialVersionCreation",
            "versionTemplate.protectionLevel",
        ),
        "held": {},
        "lasting": ("primaries",),
        "works_when": {"primaries.*.state": ("ENABLED",)},
        "needs": {"keyRing": (_RING,)},
    },
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": {
        "sources": ("provider",),
        "immutable": ("cryptoKeyId", "member", "role"),
        "needs": {"cryptoKeyId": _KEYS},
        "may_rest": ("cryptoKeyId",),
        "part_of": "cryptoKeyId",
    },
    _RING: {"sources": ("kms",), "held": {}},
    "gcp:kms/keyRingImportJob:KeyRingImportJob": {"sources": ("api",), "held": {}, "needs": {"keyRing": (_RING,)}},
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": {
        "sources": ("api", "logging"),
        "held": {"days": 7},
        "needs": {"cmekSettings.kmsKeyName": _KEYS},
        "kept_by": {"locked": (True,)},
    },
    "gcp:monitoring/alertPolicy:AlertPolicy": {
        "sources": ("api",),
        "needs": {"notificationChannels.*": ("gcp:monitoring/notificationChannel:NotificationChannel",)},
        "holds": ("notificationChannels.*",),
    },
    "gcp:organizations/project:Project": {
        "sources": ("api", "sdk"),
        "unique": ("projectId",),
        "scope": "world",
        "defaults": {"deletionPolicy": "PREVENT"},
        "held": {},
    },
    "gcp:projects/iAMCustomRole:IAMCustomRole": {"sources": ("api",), "unique": ("roleId",), "held": {"days": 37}},
    "gcp:pubsub/subscription:Subscription": {
        "sources": ("provider",),
        "immutable": ("enableMessageOrdering", "topic"),
        "needs": {"topic": (_TOPIC,)},
    },
    _TOPIC: {"sources": ("provider",), "needs": {"kmsKeyName": _KEYS}},
    "gcp:secretmanager/secret:Secret": {
        "sources": ("provider", "sdk"),
        "immutable": ("replication",),
        "needs": {
            "replication.userManaged.replicas.*.customerManagedEncryption.kmsKeyName": _KEYS,
            "topics.*.name": (_TOPIC,),
        },
        "protected_by": {"deletionProtection": (True,)},
    },
    "gcp:serviceaccount/account:Account": {"sources": ("provider",)},
    "gcp:servicenetworking/connection:Connection": {
        "sources": ("provider", "sdk"),
        "immutable": ("network", "service"),
        "needs": {"network": (_NETWORK,), "reservedPeeringRanges.*": (_ADDRESS,)},
        "holds": ("network",),
    },
    "gcp:sql/database:Database": {
        "sources": ("provider",),
        "unique": ("instance", "name"),
        "needs": {"instance": (_SQL,)},
        "part_of": "instance",
    },
    _SQL: {
        "sources": ("api", "provider", "sdk", "sql"),
        "unique": ("name",),
        "immutable": ("encryptionKeyName", "masterInstanceName"),
        "majors": {"path": "databaseVersion"},
        "needs": {
            "encryptionKeyName": _KEYS,
            "masterInstanceName": (_SQL,),
            "settings.ipConfiguration.privateNetwork": (_NETWORK,),
        },
        "holds": ("masterInstanceName",),
        "defaults": {"deletionProtection": True},
        "protected_by": {"deletionProtection": (True,), "settings.deletionProtectionEnabled": (True,)},
    },
    "gcp:sql/user:User": {
        "sources": ("provider",),
        "unique": ("instance", "name"),
        "immutable": ("host", "type"),
        "needs": {"instance": (_SQL,)},
        "part_of": "instance",
    },
    _BUCKET: {
        "sources": ("api", "provider"),
        "unique": ("name",),
        "scope": "world",
        "emptied_by": {"forceDestroy": (True,)},
        "kept_by": {"retentionPolicy.isLocked": (True,)},
        "needs": {"encryption.defaultKmsKeyName": _KEYS},
    },
    "gcp:storage/bucketIAMMember:BucketIAMMember": {
        "sources": ("provider",),
        "immutable": ("bucket", "member", "role"),
        "needs": {"bucket": (_BUCKET,)},
        "part_of": "bucket",
    },
}
