"""What a specialist would look for in the finished plan: do the services accept it, is it as closed as it says."""

from __future__ import annotations

import datetime
import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from govcloud.clouds import observe
from govcloud.clouds.aws import _logs, naming
from govcloud.clouds.aws.regions import OSAKA, TOKYO
from govcloud.controls import assess
from govcloud.deploy.rehearsal import rehearse
from govcloud.engine import schema
from govcloud.errors import FileError, UnsupportedError
from govcloud.graph import Graph, Resource
from tests.examples import ACCOUNTS, EXAMPLES, FOUNDATION, system
from tests.mutations.everything import EVERYTHING
from tests.rendering import example, layout_of

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


@functools.cache
def everything() -> Graph:
    return rehearse(layout_of(EVERYTHING), "aws").graph


def aws(graph: Graph) -> Iterator[Resource]:
    return (one for one in graph if one.type.startswith("aws:"))


def named(graph: Graph, name: str) -> Resource:
    (found,) = (one for one in graph if one.name == name and one.custom)
    return found


def render(data: dict[str, Any]) -> Graph:
    return rehearse(layout_of(data), "aws").graph


def statements(resource: Resource, path: str = "policy") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(resource.inputs[path])["Statement"]
    return found


def test_without_a_fault_nothing_fails_but_a_lesser_key_than_the_data_asks_for() -> None:
    found = assess(observe(everything()), system="example", today=datetime.date(2026, 11, 22), confidentiality=3)
    assert {one.control for one in found.findings if one.status in ("fail", "unknown")} == {"GC-ENC-04"}


def test_every_regional_resource_names_its_region() -> None:
    for one in aws(everything()):
        made = schema.resource_class(one.type)
        assert made is not None
        inputs = schema.inputs_class(made)
        assert inputs is not None
        if "region" in schema.inputs(inputs):
            assert one.inputs.get("region") in (TOKYO, OSAKA), one.name


def test_every_physical_name_is_said() -> None:
    for one in aws(everything()):
        assert not {"bucketPrefix", "identifierPrefix", "namePrefix"} & set(one.inputs), one.name


def test_only_the_edge_has_a_way_to_the_internet() -> None:
    (route,) = everything().of_type("aws:ec2/route:Route")
    assert route.inputs["routeTableId"] == "${RouteTable:main-edge-routes.id}"
    assert not any("nat" in one.type.lower() for one in everything())


def test_a_network_without_a_web_entry_has_no_internet_gateway() -> None:
    assert not list(example("database", "aws").of_type("aws:ec2/internetGateway:InternetGateway"))


def test_the_defaults_of_a_network_are_emptied() -> None:
    assert named(everything(), "main-default-group").inputs["ingress"] == []
    assert named(everything(), "main-default-routes").inputs["routes"] == []


def test_subnets_are_placed_by_zone_id() -> None:
    zones = [one.inputs["availabilityZoneId"] for one in everything().of_type("aws:ec2/subnet:Subnet")]
    assert sorted(zones) == sorted(["apne1-az1", "apne1-az2", "apne1-az4"] * 4)


def test_only_the_entry_is_open_to_everybody() -> None:
    opened = [one.name for one in everything().of_type(INGRESS) if one.inputs.get("cidrIpv4") == "0.0.0.0/0"]
    assert sorted(opened) == ["entry-from-http", "entry-from-https"]


@pytest.mark.parametrize(
    "token", ["aws:kms/key:Key", "aws:s3/bucketPolicy:BucketPolicy", "aws:sns/topicPolicy:TopicPolicy"]
)
def test_no_policy_allows_anybody(token: str) -> None:
    for one in everything().of_type(token):
        allowed = [each for each in statements(one) if each["Effect"] == "Allow"]
        assert all(each["Principal"] not in ("*", {"AWS": "*"}) for each in allowed)


def test_a_key_admits_exactly_the_services_that_use_it() -> None:
    allowed = {
        each["Principal"]["Service"]
        for each in statements(named(everything(), "key-key"))
        if "Service" in each["Principal"]
    }
    assert allowed == {
        "cloudtrail.amazonaws.com",
        "cloudwatch.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "fargate.amazonaws.com",
        f"logs.{TOKYO}.amazonaws.com",
    }


def test_every_encrypted_log_group_is_in_its_keys_policy() -> None:
    (logs,) = (one for one in statements(named(everything(), "key-key")) if one["Sid"] == "Logs")
    admitted = logs["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]
    groups = [one.inputs["name"] for one in everything().of_type("aws:cloudwatch/logGroup:LogGroup")]
    assert sorted(admitted) == sorted(f"arn:aws:logs:{TOKYO}:111111111111:log-group:{name}" for name in groups)


def test_a_keys_policy_stays_within_kms_limit() -> None:
    assert max(len(one.inputs["policy"]) for one in everything().of_type("aws:kms/key:Key")) < 32 * 1024


def test_a_service_starts_when_its_target_group_has_a_listener() -> None:
    service = named(everything(), "api-service")
    (target,) = service.inputs["loadBalancers"]
    assert target["targetGroupArn"] == "${TargetGroup:entry-target-api.arn}"
    waits = {everything()[urn].name for urn in service.property_dependencies["loadBalancers"]}
    assert {"entry-https", "entry-target-api"} <= waits


def test_a_service_behind_no_entry_starts_without_a_target() -> None:
    assert "loadBalancers" not in named(example("container-service", "aws"), "api-service").inputs


def test_autoscaling_owns_the_number_of_copies() -> None:
    assert named(everything(), "api-service").options["ignoreChanges"] == ["desiredCount"]


def test_a_role_may_do_what_uses_says_and_no_more() -> None:
    graph = example("container-service-uses", "aws")
    actions = {action for one in statements(named(graph, "worker-task-grants")) for action in one["Action"]}
    assert "s3:GetObject" in actions
    assert "rds-db:connect" in actions
    assert not actions & {"s3:PutObject", "s3:DeleteObject", "secretsmanager:GetSecretValue", "kms:GenerateDataKey"}


def test_a_service_that_uses_nothing_may_do_nothing() -> None:
    graph = example("container-service", "aws")
    assert not [one for one in graph if one.name == "api-task-grants"]


def test_a_services_settings_name_what_it_uses() -> None:
    container = json.loads(named(everything(), "api-task").inputs["containerDefinitions"])[0]
    settings = {one["name"]: one["value"] for one in container["environment"]}
    assert settings["RECORDS_HOST"] == "${Cluster:records-cluster.endpoint}"
    assert settings["TOKEN_ID"] == "${Secret:token-secret.arn}"
    assert settings["FILES_NAME"] == named(everything(), "files-bucket").inputs["bucket"]


def test_a_site_without_a_page_yet_is_healthy() -> None:
    assert named(everything(), "entry-target-pages").inputs["healthCheck"]["matcher"] == "200,404"
    assert named(everything(), "entry-target-api").inputs["healthCheck"]["matcher"] == "200"


def test_images_are_pushed_from_anywhere_and_pulled_from_the_network_only() -> None:
    (refused,) = statements(named(everything(), "images-policy-example-api"))
    assert refused["Action"] == ["ecr:GetDownloadUrlForLayer"]


def test_a_database_stands_in_two_zones_that_the_network_names() -> None:
    members = everything().of_type("aws:rds/clusterInstance:ClusterInstance")
    zones = [one.inputs["availabilityZone"] for one in members]
    assert zones == ["${Subnet:main-data-1.availabilityZone}", "${Subnet:main-data-2.availabilityZone}"]


def test_a_site_mounts_its_bucket_read_only() -> None:
    container = json.loads(named(everything(), "pages-task").inputs["containerDefinitions"])[0]
    assert container["mountPoints"] == [{"sourceVolume": "site", "containerPath": "/site", "readOnly": True}]
    mounts = [
        one for one in statements(named(everything(), "pages-task-grants")) if "s3files:ClientMount" in one["Action"]
    ]
    assert mounts
    assert all(
        "s3files:ClientWrite" not in one["Action"] for one in statements(named(everything(), "pages-task-grants"))
    )


def test_no_password_is_given_to_a_database() -> None:
    cluster = named(everything(), "records-cluster")
    assert cluster.inputs["manageMasterUserPassword"] is True
    assert not {"masterPassword", "masterPasswordWo"} & set(cluster.inputs)


def test_a_copy_goes_to_osaka_under_osakas_key() -> None:
    vault = named(everything(), "records-vault-osaka")
    assert (vault.inputs["region"], vault.inputs["kmsKeyArn"]) == (OSAKA, "${ExternalKey:key-dr-key.arn}")
    (rule,) = named(everything(), "records-copies").inputs["rules"]
    assert [one["destinationVaultArn"] for one in rule["copyActions"]] == ["${Vault:records-vault-osaka.arn}"]


def test_access_logs_go_to_a_bucket_that_takes_them() -> None:
    """Neither Object Lock nor a customer key: S3 and load balancers deliver to no such bucket."""
    graph = everything()
    delivery = named(graph, "archive-delivery-bucket")
    targets = {one.inputs["targetBucket"] for one in graph.of_type("aws:s3/bucketLogging:BucketLogging")}
    assert targets == {delivery.inputs["bucket"]}
    assert delivery.inputs["objectLockEnabled"] is False
    rule = named(graph, "archive-delivery-encryption").inputs["rules"][0]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


def test_the_trail_does_not_record_its_own_buckets() -> None:
    """A record of a record would cause the next one."""
    selectors = named(everything(), "trail-trail").inputs["advancedEventSelectors"]
    (left_out,) = (
        field["notStartsWiths"] for one in selectors for field in one["fieldSelectors"] if "notStartsWiths" in field
    )
    archive, delivery = (
        named(everything(), name).inputs["bucket"] for name in ("archive-bucket", "archive-delivery-bucket")
    )
    assert left_out == [f"arn:aws:s3:::{archive}/", f"arn:aws:s3:::{delivery}/"]


@pytest.mark.parametrize(("days", "kept"), [(365, 365), (366, 400), (400, 400), (3650, 3653)])
def test_log_groups_are_kept_for_a_time_that_is_on_offer(days: int, kept: int) -> None:
    assert _logs.retention(days) == kept


def test_a_path_list_covers_the_path_itself_and_its_disguises() -> None:
    rule = named(everything(), "waf-acl").inputs["rules"][0]
    path = rule["statement"]["andStatement"]["statements"][0]["orStatement"]["statements"]
    assert [one["byteMatchStatement"]["searchString"] for one in path] == ["/staff", "/staff/", "/staff;"]
    how = [one["type"] for one in path[0]["byteMatchStatement"]["textTransformations"]]
    assert how == ["URL_DECODE", "NORMALIZE_PATH", "LOWERCASE"]


def test_a_list_is_described_in_letters_that_waf_takes() -> None:
    for one in example("web-entry", "aws").of_type("aws:wafv2/ipSet:IpSet"):
        assert re.fullmatch(r"[\w+=:#@/\-,.][\w+=:#@/\-,.\s]+[\w+=:#@/\-,.]", one.inputs["description"])


def test_the_longest_path_is_asked_first() -> None:
    rules = list(example("web-entry", "aws").of_type("aws:lb/listenerRule:ListenerRule"))
    paths = [one.inputs["conditions"][0]["pathPattern"]["values"][0] for one in rules]
    assert paths == ["/admin/*", "/api/*"]
    assert [one.inputs["priority"] for one in rules] == [10, 20]


def test_what_holds_state_is_protected() -> None:
    kinds = ("aws:kms/key:Key", "aws:rds/cluster:Cluster", "aws:s3/bucket:Bucket", "aws:secretsmanager/secret:Secret")
    assert all(one.protect for one in everything().of_type(*kinds))


def test_a_platforms_trail_is_read_where_it_writes() -> None:
    data = system(
        foundation={"trail": {"kind": "audit_trail", "platform_provides": True}},
        workload=EXAMPLES["alerting"]["workload"],
    )
    data["environments"]["prod"]["aws"]["trail_log_group"] = "platform-trail"
    graph = render(data)
    groups = {one.inputs["logGroupName"] for one in graph.of_type("aws:cloudwatch/logMetricFilter:LogMetricFilter")}
    assert groups == {"platform-trail"}
    assert not list(graph.of_type("aws:cloudtrail/trail:Trail"))


def without(account: dict[str, Any], *gone: str) -> dict[str, Any]:
    return {name: value for name, value in account.items() if name not in gone}


UNSUPPORTED = {
    "alerting without a trail": (
        {**system(workload=EXAMPLES["alerting"]["workload"]), "foundation": without(FOUNDATION, "trail")},
        "audit_trail",
    ),
    "alerting on an unnamed platform trail": (
        system({"trail": {"kind": "audit_trail", "platform_provides": True}}, EXAMPLES["alerting"]["workload"]),
        "trail_log_group",
    ),
    "K3 without a key store": (
        system({"outside": {"kind": "encryption_key", "level": "K3", "place": "osaka"}}),
        "key_store",
    ),
    "an entry without a zone": (
        {
            **EXAMPLES["web-entry"],
            "environments": {
                "prod": {"domain": "www.example.go.jp", **ACCOUNTS, "aws": without(ACCOUNTS["aws"], "hosted_zone")}
            },
        },
        "hosted_zone",
    ),
}


@pytest.mark.parametrize(("data", "reason"), UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_what_cannot_be_had_is_refused_with_what_to_do(data: dict[str, Any], reason: str) -> None:
    with pytest.raises((FileError, UnsupportedError), match=reason):
        render(data)


def test_an_imported_key_is_made_empty_and_pulumi_leaves_its_material_alone() -> None:
    graph = render(system({"brought": {"kind": "encryption_key", "level": "K2", "place": "osaka"}}))
    brought = named(graph, "brought-key")
    assert brought.type == "aws:kms/externalKey:ExternalKey"
    assert not {"enabled", "keyMaterialBase64", "validTo"} & brought.inputs.keys()
    assert brought.inputs["multiRegion"] is False
    assert brought.options["ignoreChanges"] == ["enabled", "keyMaterialBase64", "validTo"]
    assert brought.protect


def test_its_end_is_told_60_and_30_days_ahead_in_its_own_region() -> None:
    graph = render(system({"brought": {"kind": "encryption_key", "level": "K2", "place": "osaka"}}))
    for days in (60, 30):
        alarm = named(graph, f"brought-ends-in-{days}")
        assert alarm.inputs["threshold"] == days * 86400
        assert alarm.inputs["dimensions"] == {"KeyId": "${ExternalKey:brought-key.id}"}
        assert (alarm.inputs["region"], alarm.inputs["alarmActions"]) == (OSAKA, ["${Topic:brought-warnings.arn}"])
    topic = named(graph, "brought-warnings")
    assert (topic.inputs["region"], topic.inputs["kmsMasterKeyId"]) == (OSAKA, "${ExternalKey:brought-key.arn}")


def test_a_replica_in_osaka_has_the_material_of_its_primary_and_nobody_can_replicate_elsewhere() -> None:
    keys = {
        "key": {"kind": "encryption_key", "level": "K2"},
        "key-dr": {"kind": "encryption_key", "level": "K2", "place": "osaka", "replica_of": "key"},
    }
    graph = render(system(keys))
    primary, replica = named(graph, "key-key"), named(graph, "key-dr-key")
    assert replica.type == "aws:kms/replicaExternalKey:ReplicaExternalKey"
    assert (replica.inputs["primaryKeyArn"], replica.inputs["region"]) == ("${ExternalKey:key-key.arn}", OSAKA)
    assert primary.inputs["multiRegion"] is True
    (allowed,) = (one for one in statements(primary) if "kms:ReplicateKey" in one["Action"])
    assert allowed["Condition"] == {"StringEquals": {"kms:ReplicaRegion": OSAKA}}
    assert not [one for one in statements(replica) if "kms:ReplicateKey" in one["Action"]]


def test_a_ceremony_may_try_the_key_and_open_no_data_with_it() -> None:
    graph = render(system({"brought": {"kind": "encryption_key", "level": "K2", "place": "osaka"}}))
    (proof,) = (one for one in statements(named(graph, "brought-key")) if one["Sid"] == "Prove")
    assert proof["Condition"]["StringEquals"] == {"kms:EncryptionContext:purpose": "key-ceremony"}


def test_an_outside_key_is_named_in_its_store() -> None:
    data = system({"outside": {"kind": "encryption_key", "level": "K3", "place": "osaka"}})
    data["environments"]["prod"]["aws"] |= {"key_store": "cks-" + "0" * 17, "outside_keys": {"outside": "example-key"}}
    outside = named(render(data), "outside-key")
    assert (outside.inputs["customKeyStoreId"], outside.inputs["xksKeyId"]) == ("cks-" + "0" * 17, "example-key")


def test_options_reach_a_service_that_starts_late() -> None:
    service = {
        **EXAMPLES["web-entry"]["workload"]["api"],
        "options": {"aws": {"service": {"enable_execute_command": True}}},
    }
    data = system(workload={**EXAMPLES["web-entry"]["workload"], "api": service})
    assert named(render(data), "api-service").inputs["enableExecuteCommand"] is True


def test_only_named_administrators_hold_a_key() -> None:
    data = system()
    data["environments"]["prod"]["aws"]["key_administrators"] = ["KeyAdmin"]
    administer = statements(named(render(data), "key-key"))[0]
    assert administer["Condition"] == {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::111111111111:role/KeyAdmin"]}}


def test_roles_keep_their_deterministic_names() -> None:
    layout = layout_of(EVERYTHING)
    assert named(everything(), "api-task-role").inputs["name"] == naming.role(layout, "api", "task")
