"""Faults put into the rendered plan: each is seen, by the control that asks for what it breaks."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any

import pytest

from govcloud.clouds import observe
from govcloud.controls import assess
from govcloud.deploy.rehearsal import rehearse
from govcloud.graph import Graph
from tests.clouds.aws.plain import OTHER, SEOUL
from tests.mutations.everything import EVERYTHING
from tests.mutations.mutation import DROP, Add, Mutation, Remove, Rewrite, Set, Step, mutated
from tests.rendering import layout_of

TODAY = datetime.date(2026, 11, 22)
BUCKET, CLUSTER, KEY = "aws:s3/bucket:Bucket", "aws:rds/cluster:Cluster", "aws:kms/key:Key"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
TASK, TRAIL = "aws:ecs/taskDefinition:TaskDefinition", "aws:cloudtrail/trail:Trail"
SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LISTENER = "aws:lb/listener:Listener"
THEIRS = f"arn:aws:kms:ap-northeast-1:{OTHER}:key/theirs"


def document(change: Callable[[Any], object]) -> Callable[[Any], Any]:
    """A change of a document in place."""

    def of(said: Any) -> Any:
        change(said)
        return said

    return of


def container(**changes: Any) -> Rewrite:
    return Rewrite(TASK, "containerDefinitions", document(lambda all_: all_[0].update(changes)), "api")


def allowing(principal: Any) -> Callable[[Any], Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}
    return document(lambda policy: policy["Statement"].append(statement))


def without(sid: str) -> Callable[[Any], Any]:
    def change(policy: Any) -> None:
        policy["Statement"] = [one for one in policy["Statement"] if one["Sid"] != sid]

    return document(change)


def parameter(name: str, value: str) -> Rewrite:
    def change(parameters: Any) -> Any:
        return [{**one, "value": value} if one["name"] == name else one for one in parameters]

    return Rewrite("aws:rds/clusterParameterGroup:ClusterParameterGroup", "parameters", change)


FAULTS: dict[str, tuple[str, Step]] = {
    "a bucket in Seoul": ("GC-RES-02", Set(BUCKET, "region", SEOUL, "files")),
    "a key in Seoul": ("GC-RES-01", Set(KEY, "region", SEOUL, "key-key")),
    "a content network": ("GC-RES-01", Add("aws:cloudfront/distribution:Distribution", "cdn", {"enabled": True})),
    "a database that nobody encrypts": ("GC-ENC-01", Set(CLUSTER, "storageEncrypted", DROP)),
    "a database without the key": ("GC-ENC-02", Set(CLUSTER, "kmsKeyId", DROP)),
    "a database on another account's key": ("GC-ENC-02", Set(CLUSTER, "kmsKeyId", THEIRS)),
    "a bucket without its rule": ("GC-ENC-02", Remove(SSE, "files")),
    "a log group without the key": ("GC-ENC-02", Set("aws:cloudwatch/logGroup:LogGroup", "kmsKeyId", DROP, "api-logs")),
    "a topic without the key": ("GC-ENC-02", Set("aws:sns/topic:Topic", "kmsMasterKeyId", DROP, "oncall")),
    "a trail without the key": ("GC-ENC-02", Set(TRAIL, "kmsKeyId", DROP)),
    "a plain bucket beside": ("GC-ENC-02", Add(BUCKET, "mine", {"bucket": "mine"})),
    "a key that does not rotate": ("GC-KEY-01", Set(KEY, "enableKeyRotation", False)),
    "a key lost in a week": ("GC-KEY-02", Set(KEY, "deletionWindowInDays", 7)),
    "a key lost in haste": ("GC-KEY-02", Rewrite(KEY, "policy", without("SlowDeletionOnly"))),
    "a key for anybody": ("GC-KEY-03", Rewrite(KEY, "policy", allowing("*"))),
    "a bucket without its block": (
        "GC-PUB-01",
        Remove("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "files"),
    ),
    "a bucket for anybody": ("GC-PUB-01", Rewrite(POLICY, "policy", allowing({"AWS": "*"}), "files")),
    "a public database": ("GC-PUB-02", Set("aws:rds/clusterInstance:ClusterInstance", "publiclyAccessible", True)),
    "no private paths": ("GC-PUB-03", Remove("aws:ec2/vpcEndpoint:VpcEndpoint")),
    "an open shell": (
        "GC-NET-01",
        Add(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "ssh",
            {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "0.0.0.0/0"},
        ),
    ),
    "tasks with public addresses": (
        "GC-NET-03",
        Set("aws:ecs/service:Service", "networkConfiguration.assignPublicIp", True),
    ),
    "an old TLS": ("GC-TLS-01", Set(LISTENER, "sslPolicy", "ELBSecurityPolicy-2016-08", "https")),
    "a listener that serves plainly": ("GC-TLS-02", Set(LISTENER, "defaultActions", [{"type": "forward"}], "http")),
    "a bucket that takes plain requests": ("GC-TLS-02", Rewrite(POLICY, "policy", without("TlsOnly"), "files")),
    "a database that takes plain connections": ("GC-TLS-03", parameter("rds.force_ssl", "0")),
    "a trail of one region": ("GC-LOG-01", Set(TRAIL, "isMultiRegionTrail", False)),
    "a trail without management events": (
        "GC-LOG-01",
        Rewrite(TRAIL, "advancedEventSelectors", lambda selectors: selectors[1:]),
    ),
    "no trail": ("GC-LOG-01", Remove(TRAIL)),
    "a trail that can be changed": ("GC-LOG-02", Set(TRAIL, "enableLogFileValidation", DROP)),
    "logs for a month": ("GC-LOG-03", Set("aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 30, "api-logs")),
    "an archive that ends early": (
        "GC-LOG-03",
        Set(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "rules.0.expiration.days", 30, "archive"
        ),
    ),
    "no access log of an entry": ("GC-LOG-04", Set("aws:lb/loadBalancer:LoadBalancer", "accessLogs", DROP)),
    "a database that records nothing": ("GC-LOG-06", Set(CLUSTER, "enabledCloudwatchLogsExports", DROP)),
    "an archive that its owner can unlock": (
        "GC-RET-01",
        Set(
            "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
            "rule.defaultRetention.mode",
            "GOVERNANCE",
            "archive",
        ),
    ),
    "an archive without a lock": (
        "GC-RET-01",
        Remove("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "archive"),
    ),
    "a day of backups": ("GC-BKP-01", Set(CLUSTER, "backupRetentionPeriod", 1)),
    "one database instance": ("GC-AVL-01", Remove("aws:rds/clusterInstance:ClusterInstance", "instance-2")),
    "one copy of a service": ("GC-AVL-01", Set("aws:appautoscaling/target:Target", "minCapacity", 1, "api")),
    "a database deleted by mistake": ("GC-DEL-01", Set(CLUSTER, "deletionProtection", DROP)),
    "a bucket emptied by mistake": ("GC-DEL-01", Set(BUCKET, "forceDestroy", True, "files")),
    "an administrator": (
        "GC-IAM-01",
        Add(
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "admin",
            {"role": "api", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        ),
    ),
    "an access key": ("GC-IAM-02", Add("aws:iam/accessKey:AccessKey", "pipeline", {"user": "pipeline"})),
    "a role for another account": (
        "GC-IAM-06",
        Rewrite("aws:iam/role:Role", "assumeRolePolicy", allowing({"AWS": f"arn:aws:iam::{OTHER}:root"}), "api-task"),
    ),
    "a password in a setting": ("GC-SEC-01", container(environment=[{"name": "DB_PASSWORD", "value": "hunter2"}])),
    "a secret nobody renews": ("GC-SEC-02", Remove("aws:scheduler/schedule:Schedule")),
    "a renewal nobody hears of": ("GC-SEC-02", Remove("aws:sns/topicSubscription:TopicSubscription", "reminders")),
    "a privileged container": ("GC-CTR-01", container(privileged=True)),
    "an image by tag": ("GC-CTR-04", container(image="111111111111.dkr.ecr.ap-northeast-1.amazonaws.com/api:latest")),
    "a stranger's image": ("GC-CTR-04", container(image="public.ecr.aws/nginx@sha256:" + "0" * 64)),
    "a version out of support": ("GC-VUL-02", Set(CLUSTER, "engineVersion", "11.9")),
    "no minor versions": (
        "GC-VUL-02",
        Set("aws:rds/clusterInstance:ClusterInstance", "autoMinorVersionUpgrade", False),
    ),
    "no firewall": ("GC-WAF-01", Remove("aws:wafv2/webAclAssociation:WebAclAssociation")),
    "alarms nobody hears": ("GC-MON-01", Remove("aws:sns/topicSubscription:TopicSubscription", "oncall")),
    "alarms on a log nobody writes": ("GC-MON-01", Set(TRAIL, "cloudWatchLogsGroupArn", DROP)),
    "an unknown type": ("GC-LED-01", Add("aws:new/thing:Thing", "new", {})),
}


@functools.cache
def plan() -> Graph:
    return rehearse(layout_of(EVERYTHING), "aws").graph


def failing(graph: Graph, control: str) -> set[tuple[str, str, str]]:
    found = assess(observe(graph), system="example", today=TODAY, confidentiality=3).findings
    return {
        (finding.subject, finding.what, finding.part)
        for finding in found
        if finding.control == control and finding.status == "fail"
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    control, step = FAULTS[fault]
    assert failing(mutated(plan(), Mutation(control, fault, (step,))), control) - failing(plan(), control)


def test_without_a_fault_nothing_fails() -> None:
    found = assess(observe(plan()), system="example", today=TODAY, confidentiality=3)
    assert found.counts["fail"] == found.counts["unknown"] == 0
