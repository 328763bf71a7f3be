"""Each output model answers every declared output, or says that it does not know."""

from __future__ import annotations

import re
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp
import pytest

from govcloud.engine import Model, Preview, Realistic, Symbolic, compare, render
from govcloud.engine.schema import outputs, resource_class
from govcloud.facts import UNKNOWN
from govcloud.graph import Graph, Resource, Secret, revealed
from tests.engine.programs import asia, japaneast, policy_text, store, tokyo

PREMIUM: Any = {"tenant_id": "1", "sku": {"family": "A", "name": "premium"}}


def rendered(program: Any, model: Model | None = None, **more: Any) -> Graph:
    return render(program, project="p", stack="s", model=model or Symbolic(), **more)


def many() -> None:
    """One resource of many shapes of output on each cloud."""
    on_aws, on_azure, on_gcp = tokyo(), japaneast(), asia()
    zone = aws.route53.Zone("zone", name="vrs.example.go.jp", opts=on_aws)
    certificate = aws.acm.Certificate("tls", domain_name="vrs.example.go.jp", validation_method="DNS", opts=on_aws)
    option = certificate.domain_validation_options[0]
    aws.route53.Record(
        "proof",
        name=option.resource_record_name,
        type=option.resource_record_type,
        records=[option.resource_record_value],
        zone_id=zone.id,
        ttl=60,
        opts=on_aws,
    )
    app = azure.app.ContainerApp(
        "app",
        resource_group_name="rg",
        identity={"type": "SystemAssigned"},
        configuration={"ingress": {"external": True, "target_port": 8080}},
        opts=on_azure,
    )
    vault = azure.keyvault.Vault(
        "kv",
        resource_group_name="rg",
        properties=PREMIUM,
        opts=on_azure,
    )
    endpoint = azure.network.PrivateEndpoint("pe", resource_group_name="rg", opts=on_azure)
    account = azure.storage.StorageAccount(
        "st",
        resource_group_name="rg",
        kind="StorageV2",
        sku={"name": "Standard_ZRS"},
        identity={"type": "UserAssigned", "user_assigned_identities": ["/subscriptions/1/identity"]},
        opts=on_azure,
    )
    run = gcp.serviceaccount.Account("run", account_id="run", opts=on_gcp)
    proof = gcp.certificatemanager.DnsAuthorization("proof", domain="vrs.example.go.jp", opts=on_gcp)
    exports = {
        "blob": account.primary_endpoints.blob,
        "dns": endpoint.custom_dns_configs[0].ip_addresses[0],
        "fqdn": app.configuration.ingress.fqdn,
        "mail": run.member,
        "principal": app.identity.principal_id,
        "proof": proof.dns_resource_records[0].data,
        "servers": zone.name_servers[0],
        "vault": vault.properties.apply(lambda properties: properties.vault_uri),
    }
    for key, value in exports.items():
        pulumi.export(key, value)


SYMBOLS = {
    "blob": "${StorageAccount:st.primaryEndpoints.blob}",
    "dns": "${PrivateEndpoint:pe.customDnsConfigs.0.ipAddresses.0}",
    "fqdn": "${ContainerApp:app.configuration.ingress.fqdn}",
    "mail": "${Account:run.member}",
    "principal": "${ContainerApp:app.identity.principalId}",
    "proof": "${DnsAuthorization:proof.dnsResourceRecords.0.data}",
    "servers": "${Zone:zone.nameServers.0}",
    "vault": "${Vault:kv.properties.vaultUri}",
}


def test_texts_are_symbols_also_inside_objects_and_lists() -> None:
    assert rendered(many).exports == SYMBOLS


def test_symbols_lead_back_to_their_resources() -> None:
    graph = rendered(many)
    record = next(graph.of_type("aws:route53/record:Record"))
    found = graph.ref(record, "name")
    assert isinstance(found, Resource)
    assert found.type == "aws:acm/certificate:Certificate"


def test_documents_made_of_symbols_can_be_read() -> None:
    policy = next(rendered(store).of_type("aws:s3/bucketPolicy:BucketPolicy"))
    assert policy.inputs["policy"] == policy_text("${Bucket:data.arn}")


@pytest.mark.parametrize("model", [Preview(), Symbolic(), Realistic()], ids=lambda model: type(model).__name__)
def test_every_declared_output_is_answered_and_no_dependency_is_lost(model: Model) -> None:
    graph = rendered(many, model)
    for resource in graph:
        python = resource_class(resource.type) if resource.custom and not resource.is_provider else None
        missing = set(outputs(python)) - set(resource.outputs) if python else set()
        assert not missing, (resource.urn, missing)
    assert set(graph.exports) == set(SYMBOLS)
    record = next(graph.of_type("aws:route53/record:Record"))
    assert set(record.inputs) == {"name", "records", "ttl", "type", "zoneId"}
    assert [len(record.property_dependencies[key]) for key in ("name", "records", "zoneId")] == [1, 1, 1]


def test_a_preview_knows_the_inputs_only() -> None:
    graph = rendered(many, Preview())
    assert set(map(id, graph.exports.values())) == {id(UNKNOWN)}
    app = next(graph.of_type("azure-native:app:ContainerApp"))
    assert app.id is UNKNOWN
    assert app.outputs["configuration"]["ingress"]["targetPort"] == 8080
    assert app.outputs["configuration"]["ingress"]["fqdn"] is UNKNOWN


def test_numbers_flags_and_maps_have_no_symbol() -> None:
    def program() -> None:
        cluster = aws.rds.Cluster("db", engine="aurora-postgresql", opts=tokyo())
        aws.ec2.SecurityGroup(
            "guard", ingress=[{"from_port": cluster.port, "to_port": 5432, "protocol": "tcp"}], opts=tokyo("again")
        )

    guard = next(rendered(program).of_type("aws:ec2/securityGroup:SecurityGroup"))
    assert guard.at("ingress.0.fromPort") is UNKNOWN
    assert guard.property_dependencies["ingress"] == ("urn:pulumi:s::p::aws:rds/cluster:Cluster::db",)


SHAPES = {
    "blob": r"https://\w+\.blob\.core\.windows\.net/",
    "mail": r"serviceAccount:run@example-vrs-prod\.iam\.gserviceaccount\.com",
}


def test_realistic_answers_look_like_the_clouds_own() -> None:
    graph = rendered(many, Realistic())
    for key, pattern in SHAPES.items():
        assert re.fullmatch(pattern, graph.exports[key])
    bucket = next(rendered(store, Realistic()).of_type("aws:s3/bucket:Bucket"))
    assert (bucket.id, bucket.output("arn")) == ("gov-data", "arn:aws:s3:::gov-data")
    vault = next(graph.of_type("azure-native:keyvault:Vault")).id
    assert re.fullmatch(r"/subscriptions/[\d-]+/resourceGroups/rg/providers/Microsoft\.KeyVault/vaults/kv\w{8}", vault)


def test_an_input_that_nobody_gave_stays_nothing_in_a_realistic_render() -> None:
    def program() -> None:
        options = tokyo()
        kept = aws.rds.Cluster("db", engine="aurora-postgresql", manage_master_user_password=True, opts=options)
        aws.kms.Key("key", opts=options)
        rule: Any = {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
        aws.s3.BucketServerSideEncryptionConfiguration("sse", bucket="data", rules=[rule], opts=options)
        pulumi.export("secret", kept.master_user_secrets[0].secret_arn)

    graph = rendered(program, Realistic())
    assert graph.exports["secret"]
    database, key, sse = (resource for resource in graph if resource.custom and not resource.is_provider)
    asked = ("kmsKeyId", "masterPassword", "masterPasswordWo")
    assert [revealed(database.outputs[name]) for name in asked] == [None] * 3
    assert key.outputs["customKeyStoreId" if "customKeyStoreId" in key.outputs else "policy"] is None
    assert "kmsMasterKeyId" not in sse.outputs["rules"][0]["applyServerSideEncryptionByDefault"]


def test_a_realistic_render_is_an_update_and_the_others_are_previews() -> None:
    told = []
    for model in (Preview(), Symbolic(), Realistic()):
        rendered(lambda: told.append(pulumi.runtime.is_dry_run()), model)
    assert told == [True, True, False]


def test_a_later_render_does_not_reuse_symbols() -> None:
    first = rendered(store)
    second = rendered(store, taken=first)
    assert not first.tokens.keys() & second.tokens.keys()
    assert "Bucket:data#2" in second.tokens


def test_resources_of_one_class_and_name_get_symbols_in_the_order_of_the_program() -> None:
    def program() -> None:
        options = tokyo()
        for name in ("One", "Two"):
            parent = pulumi.ComponentResource(f"govcloud:test:{name}", "part", None, options)
            aws.kms.Key("key", opts=pulumi.ResourceOptions(parent=parent, provider=options.provider))

    graph = rendered(program)
    assert list(graph.tokens) == ["Key:key", "Key:key#2"]
    assert [urns[0].partition("$")[0][-3:] for urns in graph.tokens.values()] == ["One", "Two"]


def test_a_resource_made_inside_an_apply_is_found() -> None:
    def program() -> None:
        options = tokyo()
        bucket = aws.s3.Bucket("seen", opts=options)
        bucket.arn.apply(lambda arn: aws.s3.Bucket("hidden", opts=options))

    found = compare(program, project="p", stack="s")
    assert len(found) == 1
    assert "aws:s3/bucket:Bucket 'hidden' (" in found[0]
    assert "test_models.py:" in found[0]
    assert compare(store, project="p", stack="s") == []


def test_secrets_stay_secret() -> None:
    def program() -> None:
        options = tokyo()
        parameter = aws.ssm.Parameter("token", type="SecureString", value="canary-1", opts=options)
        hidden = pulumi.ResourceOptions(provider=options.provider, additional_secret_outputs=["arn"])
        bucket = aws.s3.Bucket("data", tags={"t": parameter.value}, opts=hidden)
        pulumi.export("arn", bucket.arn)
        pulumi.log.warn("the token is canary-1")

    graph = rendered(program)
    bucket = next(graph.of_type("aws:s3/bucket:Bucket"))
    assert bucket.outputs["arn"] == Secret("${Bucket:data.arn}")
    assert bucket.holds_secret("tags.t")
    assert graph.exports == {"arn": Secret("${Bucket:data.arn}")}
    assert graph.messages == (("warning", "", "the token is [secret]"),)
    assert "canary" not in repr(list(graph)) + repr(graph.messages)
