"""Networks, databases, containers, alarms: what hand-written resources come to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govcloud.clouds.aws import events
from govcloud.facts import (
    UNKNOWN,
    AtRest,
    Classified,
    Holds,
    InTransit,
    KeyLevel,
    Logged,
    Patched,
    Reachable,
    Recoverable,
    Runs,
    Scans,
    Tls,
    Watches,
)
from govcloud.graph import Resource
from tests.clouds.aws.plain import ACCOUNT, BUCKET, TOPIC_ARN, facts, made, of, one

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


@pytest.mark.parametrize(
    ("cidr", "by"),
    [
        ("0.0.0.0/0", "internet"),
        ("128.0.0.0/1", "internet"),
        ("::/0", "internet"),
        ("10.0.0.0/8", "network"),
        ("203.0.113.0/24", "network"),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_rule_opens_to_whomever_its_range_names(cidr: Any, by: Any) -> None:
    rule = made(INGRESS, ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4=cidr)
    found = one(Reachable, "ports", rule)
    assert (found.by, found.ports) == (by, ((22, 22),))


def test_a_rule_for_all_protocols_opens_all_ports() -> None:
    assert one(Reachable, "ports", made(INGRESS, ipProtocol="-1", cidrIpv4="0.0.0.0/0")).ports == ((0, 65535),)


def test_rules_written_into_a_group_count() -> None:
    inline = [{"protocol": "tcp", "fromPort": 3389, "toPort": 3389, "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"]}]
    for token in ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"):
        assert one(Reachable, "ports", made(token, ingress=inline)).by == "internet"


def test_a_group_as_source_is_no_address_range() -> None:
    assert of(Reachable, facts(made(INGRESS, ipProtocol="tcp", fromPort=1, toPort=1)), "ports") == []


VPC = made("aws:ec2/vpc:Vpc", "main", cidrBlock="10.0.0.0/16")


def at_vpc(token: str, **inputs: Any) -> Resource:
    return made(token, "beside", vpcId="vpc-1", **inputs)


def vpc() -> Resource:
    found = made("aws:ec2/vpc:Vpc", "main", cidrBlock="10.0.0.0/16")
    found.id = "vpc-1"
    return found


@pytest.mark.parametrize(
    ("tokens", "by"),
    [
        ([], "nobody"),
        (["aws:ec2/internetGateway:InternetGateway"], "internet"),
        (["aws:ec2/internetGateway:InternetGateway", "aws:ec2/vpcEndpoint:VpcEndpoint"], "network"),
    ],
)
def test_services_are_reached_through_endpoints_or_the_internet(tokens: list[str], by: str) -> None:
    assert one(Reachable, "platform", vpc(), *(at_vpc(token) for token in tokens)).by == by


@pytest.mark.parametrize(("traffic", "enabled"), [("ALL", True), ("REJECT", False), (UNKNOWN, UNKNOWN)])
def test_flow_logs_count_if_they_record_everything(traffic: Any, enabled: Any) -> None:
    into = made(BUCKET, "logs", bucket="gov-logs")
    log = at_vpc("aws:ec2/flowLog:FlowLog", trafficType=traffic, logDestination="arn:aws:s3:::gov-logs/flow/")
    assert one(Logged, "flow", vpc(), log, into).enabled is enabled


def test_a_network_without_flow_logs_says_so() -> None:
    assert one(Logged, "flow", vpc()).enabled is False


def cluster(**changes: Any) -> Resource:
    usual = {"clusterIdentifier": "records", "engine": "aurora-postgresql", "engineVersion": "16.4"}
    return made("aws:rds/cluster:Cluster", "records", **{**usual, **changes})


def member(name: str, **inputs: Any) -> Resource:
    return made("aws:rds/clusterInstance:ClusterInstance", name, clusterIdentifier="records", **inputs)


def parameters(**values: str) -> Resource:
    said = [{"name": name.replace("__", "."), "value": value} for name, value in values.items()]
    return made("aws:rds/clusterParameterGroup:ClusterParameterGroup", "own", name="own", parameters=said)


def test_a_cluster_that_nobody_encrypts_is_not_encrypted() -> None:
    assert one(AtRest, "database", cluster()).level is KeyLevel.NONE
    assert one(AtRest, "database", cluster(storageEncrypted=True)).level is KeyLevel.K0


def test_one_public_member_makes_a_public_database() -> None:
    found = one(Reachable, "database", cluster(), member("a"), member("b", publiclyAccessible=True))
    assert found.by == "internet"


@pytest.mark.parametrize(
    ("version", "group", "plain"),
    [
        ("16.4", None, "accepted"),
        ("17.4", None, "refused"),
        ("16.4", parameters(rds__force_ssl="1"), "refused"),
        ("17.4", parameters(rds__force_ssl="0"), "accepted"),
    ],
)
def test_tls_is_forced_by_a_parameter_or_the_version(version: str, group: Resource | None, plain: str) -> None:
    named = {"dbClusterParameterGroupName": "own"} if group else {}
    found = one(InTransit, "database", cluster(engineVersion=version, **named), *([group] if group else []))
    assert (found.plain, found.floor) == (plain, Tls.TLS1_2)


def test_a_group_of_somebody_elses_cannot_be_seen() -> None:
    assert one(InTransit, "database", cluster(dbClusterParameterGroupName="theirs")).plain is UNKNOWN


@pytest.mark.parametrize(
    ("exports", "audit", "enabled"),
    [
        (["postgresql"], {"shared_preload_libraries": "pgaudit", "pgaudit__log": "ddl,write"}, True),
        (["postgresql"], {"log_statement": "mod"}, True),
        (["postgresql"], {"log_statement": "ddl"}, False),
        (["postgresql"], {"pgaudit__log": "ddl"}, False),
        ([], {"log_statement": "all"}, False),
    ],
)
def test_a_database_is_audited_if_it_records_and_exports(exports: list[str], audit: Any, enabled: bool) -> None:
    audited = cluster(enabledCloudwatchLogsExports=exports, dbClusterParameterGroupName="own")
    group = made(
        "aws:cloudwatch/logGroup:LogGroup", "log", name="/aws/rds/cluster/records/postgresql", retentionInDays=90
    )
    found = one(Logged, "database", audited, parameters(**audit), group)
    assert (found.enabled, found.days) == (enabled, 90 if exports else 0)


@pytest.mark.parametrize(("members", "zones"), [([], 0), (["a"], 1), (["a", "b"], 2)])
def test_a_database_is_in_as_many_zones_as_it_has_members(members: list[str], zones: int) -> None:
    assert one(Recoverable, "database", cluster(), *(member(name) for name in members)).zones == zones


def test_members_put_into_one_zone_are_in_one_zone() -> None:
    both = [member(name, availabilityZone="ap-northeast-1a") for name in "ab"]
    assert one(Recoverable, "database", cluster(), *both).zones == 1


@pytest.mark.parametrize(
    ("version", "supported"), [("16", True), ("16.4", True), ("11.9", False), (None, True), (UNKNOWN, UNKNOWN)]
)
def test_a_version_is_supported_by_its_major(version: Any, supported: Any) -> None:
    assert one(Patched, "database", cluster(engineVersion=version)).supported is supported


def test_a_password_in_the_program_has_no_end() -> None:
    assert one(Holds, "credential", cluster(masterPassword="hunter2")).plaintext is True


def test_a_database_without_a_word_has_no_backups() -> None:
    plain = made("aws:rds/instance:Instance", engine="postgres", engineVersion="16")
    found = one(Recoverable, "database", plain)
    assert (found.zones, found.restore_days, found.protected) == (1, 0, False)


IMAGE = f"{ACCOUNT}.dkr.ecr.ap-northeast-1.amazonaws.com/api@sha256:{'0' * 64}"
CONTAINER: dict[str, Any] = {
    "name": "main",
    "image": IMAGE,
    "user": "1000",
    "readonlyRootFilesystem": True,
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/api"}},
}


def task(**changes: Any) -> Resource:
    container = {name: value for name, value in {**CONTAINER, **changes}.items() if value is not None}
    return made("aws:ecs/taskDefinition:TaskDefinition", "api", containerDefinitions=json.dumps([container]))


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({}, "pinned", True),
        ({"image": IMAGE.partition("@")[0] + ":latest"}, "pinned", False),
        ({}, "trusted", True),
        ({"image": IMAGE.replace(ACCOUNT, "9" * 12)}, "trusted", False),
        ({"image": "docker.io/library/nginx:1"}, "trusted", False),
        ({"user": None}, "non_root", False),
        ({"user": "0:1000"}, "non_root", False),
        ({}, "non_root", True),
        ({"readonlyRootFilesystem": None}, "read_only_root", False),
        ({"privileged": True}, "privileged", True),
        ({"linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"]}}}, "privileged", True),
        ({"linuxParameters": {"capabilities": {"drop": ["ALL"]}}}, "privileged", False),
    ],
)
def test_a_container_is_what_its_definition_says(changes: dict[str, Any], field: str, value: Any) -> None:
    assert getattr(one(Runs, "container", task(**changes)), field) is value


@pytest.mark.parametrize(
    ("name", "value", "plaintext"),
    [
        ("LOG_LEVEL", "info", False),
        ("DB_PASSWORD", "hunter2", True),
        ("TOKEN_ID", "arn:aws:secretsmanager:ap-northeast-1:1:secret:token", False),
        ("URL", "postgresql://app:hunter2@db/app", True),
        ("DB_PASSWORD", "", False),
    ],
)
def test_a_setting_is_a_secret_by_its_name_or_value(name: str, value: str, plaintext: bool) -> None:
    assert one(Holds, "setting", task(environment=[{"name": name, "value": value}])).plaintext is plaintext


def test_a_container_without_a_log_says_so() -> None:
    assert one(Logged, "container", task(logConfiguration=None)).enabled is False


def test_a_containers_log_is_kept_as_long_as_its_group() -> None:
    group = made("aws:cloudwatch/logGroup:LogGroup", "log", name="/api", retentionInDays=30)
    assert one(Logged, "container", task(), group).days == 30


def test_definitions_that_cannot_be_read_are_unknown() -> None:
    unseen = made("aws:ecs/taskDefinition:TaskDefinition", containerDefinitions=UNKNOWN)
    assert one(Runs, "container", unseen).privileged is UNKNOWN
    assert one(Holds, "setting", unseen).plaintext is UNKNOWN


def test_a_service_with_a_public_address_is_reached_from_the_internet() -> None:
    network = {"assignPublicIp": True, "subnets": ["subnet-1", "subnet-2"]}
    service = made("aws:ecs/service:Service", name="api", desiredCount=2, networkConfiguration=network)
    assert one(Reachable, "compute", service).by == "internet"
    assert one(Recoverable, "service", service).zones == 2


def test_a_repository_is_scanned_as_its_registry_is_set() -> None:
    rule = {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "prod/*", "filterType": "WILDCARD"}]}
    config = made(
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration", scanType="ENHANCED", rules=[rule]
    )
    inside = made("aws:ecr/repository:Repository", "in", name="prod/api")
    outside = made("aws:ecr/repository:Repository", "out", name="dev/api")
    assert one(Scans, "images", inside, config).continuous is True
    assert one(Scans, "images", outside, config).continuous is False


TOPIC = made("aws:sns/topic:Topic", "oncall", arn=TOPIC_ARN, name="oncall")
MAIL = made("aws:sns/topicSubscription:TopicSubscription", "mail", topic=TOPIC_ARN, protocol="email", endpoint="x")
GROUP = made("aws:cloudwatch/logGroup:LogGroup", "trail", name="trail", arn=f"arn:aws:logs:x:{ACCOUNT}:log-group:trail")
TRAIL = made(
    "aws:cloudtrail/trail:Trail",
    "trail",
    s3BucketName="x",
    isMultiRegionTrail=True,
    cloudWatchLogsGroupArn=f"arn:aws:logs:x:{ACCOUNT}:log-group:trail:*",
)


def counted(event: str) -> list[Resource]:
    return [
        made(
            "aws:cloudwatch/logMetricFilter:LogMetricFilter",
            f"filter-{index}",
            logGroupName="trail",
            pattern=pattern,
            metricTransformation={"name": event, "namespace": "audit", "value": "1"},
        )
        for index, pattern in enumerate(events.patterns(event))
    ]


def alarm(event: str, **changes: Any) -> Resource:
    usual = {"metricName": event, "namespace": "audit", "alarmActions": [TOPIC_ARN]}
    return made("aws:cloudwatch/metricAlarm:MetricAlarm", event, **{**usual, **changes})


EVENTS = [*events.NAMES, "root-use"]


@pytest.mark.parametrize("event", EVENTS)
def test_an_alarm_watches_what_its_filters_count(event: str) -> None:
    found = facts(alarm(event), *counted(event), TOPIC, MAIL, GROUP, TRAIL)
    assert [fact.tells for fact in of(Watches, found, event)] == [True]


@pytest.mark.parametrize(
    "beside",
    [[TOPIC, GROUP, TRAIL], [TOPIC, MAIL, GROUP], [MAIL, GROUP, TRAIL]],
    ids=["nobody subscribed", "no trail feeds it", "somebody else's topic"],
)
def test_an_alarm_that_nobody_hears_tells_nobody(beside: list[Resource]) -> None:
    (found,) = of(Watches, facts(alarm("key-change"), *counted("key-change"), *beside), "key-change")
    assert found.tells is not True


@pytest.mark.parametrize(
    "changes", [{"actionsEnabled": False}, {"threshold": 5}, {"comparisonOperator": "LessThanThreshold"}]
)
def test_an_alarm_that_does_not_speak_at_once_tells_nobody(changes: dict[str, Any]) -> None:
    off = alarm("key-change", **changes)
    (found,) = of(Watches, facts(off, *counted("key-change"), TOPIC, MAIL, GROUP, TRAIL), "key-change")
    assert found.tells is False


@pytest.mark.parametrize("event", EVENTS)
def test_filter_patterns_stay_within_cloudwatchs_length(event: str) -> None:
    assert all(len(pattern) <= 1024 for pattern in events.patterns(event))


def test_a_rule_in_tokyo_hears_nothing_of_iam() -> None:
    pattern = json.dumps({"detail": {"eventName": ["AttachRolePolicy", "PutRolePolicy"]}})
    rule = made("aws:cloudwatch/eventRule:EventRule", "iam", name="iam", eventPattern=pattern)
    target = made("aws:cloudwatch/eventTarget:EventTarget", "iam", rule="iam", arn=TOPIC_ARN)
    assert one(Watches, "iam-change", rule, target, TOPIC, MAIL).tells is False


def test_a_type_nobody_knows_is_not_classified() -> None:
    (found,) = [fact for fact in facts(made("aws:new/thing:Thing")) if isinstance(fact, Classified)]
    assert found.known is False
