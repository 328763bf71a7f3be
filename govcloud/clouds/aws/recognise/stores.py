"""Facts of stores that no block renders and people write by hand: tables, caches, streams, vaults, searches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise.keys import resolved
from govcloud.clouds.aws.recognise.places import placed, region
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.truth import said
from govcloud.facts import UNKNOWN, AtRest, Fact, KeyLevel, Unknown
from govcloud.graph import External, Graph, Recogniser, Referent, Resource


def _switched(flag: str, path: str, data: str) -> Recogniser:
    """A store that is encrypted only where a flag says so; then with AWS's key unless another is named."""

    def of(resource: Resource, graph: Graph) -> Iterator[Fact]:
        on = said(resource.at(flag))
        if on is UNKNOWN:
            yield AtRest(subject=resource.urn, what=data, level=UNKNOWN, known_key=UNKNOWN)
            return
        without = KeyLevel.K0 if on else KeyLevel.NONE
        yield resolved(resource, graph, path, resource.at(path) if on else None, data, without)

    return of


_VAULT: Final = "aws:backup/vault:Vault"
_TABLE_KEY: Final = "serverSideEncryption.kmsKeyArn"


@recognise("aws:dynamodb/table:Table", key=_TABLE_KEY, data="database")
def table(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """DynamoDB always encrypts. A global table's copies have regions of their own."""
    for replica in resource.each("replicas"):
        yield placed(resource, "replica", replica.get("regionName") if isinstance(replica, dict) else UNKNOWN)


@recognise("aws:backup/plan:Plan")
def plan(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Where backups are copied to: a vault of the system, or one whose ARN names its region."""
    for index, _ in enumerate(resource.each("rules")):
        for at, _ in enumerate(resource.each(f"rules.{index}.copyActions")):
            path = f"rules.{index}.copyActions.{at}.destinationVaultArn"
            yield placed(resource, "backup", _vault_region(graph.ref(resource, path, _VAULT), graph))


def _vault_region(found: Referent, graph: Graph) -> str | Unknown:
    if isinstance(found, Resource):
        return region(found, graph)
    parts = found.value.split(":") if isinstance(found, External) else []
    return parts[3] if len(parts) > 3 and parts[0] == "arn" else UNKNOWN


only(_VAULT, key="kmsKeyArn", data="database")
only("aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault", key="encryptionKeyArn", data="database")
only(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    key=_switched("atRestEncryptionEnabled", "kmsKeyId", "database"),
    data="database",
)
only("aws:elasticache/serverlessCache:ServerlessCache", key="kmsKeyId", data="database")
only("aws:elasticache/cluster:Cluster", key="kmsKeyId", data="database", without=KeyLevel.NONE)
only("aws:docdb/cluster:Cluster", key=_switched("storageEncrypted", "kmsKeyId", "database"), data="database")
only("aws:neptune/cluster:Cluster", key=_switched("storageEncrypted", "kmsKeyArn", "database"), data="database")
only("aws:redshift/cluster:Cluster", key=_switched("encrypted", "kmsKeyId", "database"), data="database")
only(
    "aws:opensearch/domain:Domain",
    key=_switched("encryptAtRest.enabled", "encryptAtRest.kmsKeyId", "database"),
    data="database",
)
only("aws:kinesis/stream:Stream", key="kmsKeyId", data="messages", without=KeyLevel.NONE)
only("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", key="serverSideEncryption.keyArn", data="messages")
only(
    "aws:athena/workgroup:Workgroup",
    key="configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn",
    data="objects",
)
only("aws:sfn/stateMachine:StateMachine", key="encryptionConfiguration.kmsKeyId", data="messages")
only("aws:codebuild/project:Project", key="encryptionKey", data="objects")
only(
    "aws:backup/selection:Selection",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:backup/vaultNotifications:VaultNotifications",
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:guardduty/detector:Detector",
    "aws:securityhub/account:Account",
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
)
only("aws:route53/record:Record", "aws:route53/zone:Zone", place="route53")
only("aws:budgets/budget:Budget", place="budgets")


@recognise("aws:cloudfront/distribution:Distribution", place=lambda resource, _graph: iter(_edge(resource)))
def distribution(_resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """A worldwide edge network. It has no entry in the ledger: data leaves Japan."""
    yield from ()


def _edge(resource: Resource) -> Iterator[Fact]:
    yield placed(resource, "edge", "aws-global")
