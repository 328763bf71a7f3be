"""Load balancers and the firewall in front of them: what hand-written resources come to."""

from __future__ import annotations

from typing import Any

import pytest

from govcloud.facts import UNKNOWN, Filters, InTransit, Logged, Tls
from govcloud.graph import Resource
from tests.clouds.aws.plain import ACCOUNT, made, one

BALANCER_ARN = f"arn:aws:elasticloadbalancing:ap-northeast-1:{ACCOUNT}:loadbalancer/app/web/1"
LISTENER_ARN = f"arn:aws:elasticloadbalancing:ap-northeast-1:{ACCOUNT}:listener/app/web/1/1"
ACL_ARN = f"arn:aws:wafv2:ap-northeast-1:{ACCOUNT}:regional/webacl/web/1"


def balancer(**inputs: Any) -> Resource:
    return made("aws:lb/loadBalancer:LoadBalancer", "web", arn=BALANCER_ARN, name="web", **inputs)


def listener(protocol: str, **inputs: Any) -> Resource:
    usual = {"loadBalancerArn": BALANCER_ARN, "protocol": protocol, "defaultActions": [{"type": "forward"}]}
    return made("aws:lb/listener:Listener", protocol, **{**usual, **inputs})


@pytest.mark.parametrize(
    ("policy", "floor"),
    [
        (None, Tls.TLS1_0),
        ("ELBSecurityPolicy-2016-08", Tls.TLS1_0),
        ("ELBSecurityPolicy-FS-2018-06", Tls.TLS1_0),
        ("ELBSecurityPolicy-TLS-1-1-2017-01", Tls.TLS1_1),
        ("ELBSecurityPolicy-FS-1-2-Res-2020-10", Tls.TLS1_2),
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", Tls.TLS1_2),
        ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", Tls.TLS1_2),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", Tls.TLS1_3),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_a_listeners_policy_is_the_floor(policy: Any, floor: Any) -> None:
    assert one(InTransit, "web", balancer(), listener("HTTPS", sslPolicy=policy)).floor is floor


@pytest.mark.parametrize(
    ("action", "plain"),
    [
        ({"type": "forward"}, "accepted"),
        ({"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}, "redirected"),
        ({"type": "redirect", "redirect": {"host": "other", "statusCode": "HTTP_301"}}, "accepted"),
        ({"type": "fixed-response"}, "refused"),
    ],
)
def test_a_plain_listener_redirects_or_serves(action: dict[str, Any], plain: str) -> None:
    found = one(InTransit, "web", balancer(), listener("HTTPS"), listener("HTTP", defaultActions=[action]))
    assert found.plain == plain


@pytest.mark.parametrize(
    ("action", "plain"), [({"type": "forward"}, "accepted"), ({"type": "fixed-response"}, "redirected")]
)
def test_a_rule_of_a_plain_listener_counts_like_its_default(action: dict[str, Any], plain: str) -> None:
    redirect = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
    open_one = made("aws:lb/listener:Listener", "plain", arn=LISTENER_ARN, loadBalancerArn=BALANCER_ARN)
    open_one.inputs = {**open_one.inputs, "protocol": "HTTP", "defaultActions": [redirect]}
    rule = made("aws:lb/listenerRule:ListenerRule", listenerArn=LISTENER_ARN, actions=[action])
    assert one(InTransit, "web", balancer(), listener("HTTPS"), open_one, rule).plain == plain


def acl(*rules: dict[str, Any]) -> list[Resource]:
    return [
        made("aws:wafv2/webAcl:WebAcl", "web", arn=ACL_ARN, name="web", scope="REGIONAL", rules=list(rules)),
        made("aws:wafv2/webAclAssociation:WebAclAssociation", "web", resourceArn=BALANCER_ARN, webAclArn=ACL_ARN),
    ]


MANAGED = {"statement": {"managedRuleGroupStatement": {"name": "x", "vendorName": "AWS"}}}
NARROWED = {"statement": {"managedRuleGroupStatement": {"name": "x", "scopeDownStatement": {}}}}
PAST = {"action": {"allow": {}}, "priority": 0, "statement": {"byteMatchStatement": {"searchString": "/"}}}
LISTED = {
    "action": {"block": {}},
    "statement": {"notStatement": {"statement": {"ipSetReferenceStatement": {"arn": "x"}}}},
}


@pytest.mark.parametrize(
    ("rules", "seen"),
    [
        ([{**MANAGED, "overrideAction": {"none": {}}}], (True, True, True, False)),
        ([{**MANAGED, "overrideAction": {"count": {}}}], (True, True, False, False)),
        ([{**MANAGED, "overrideAction": {"none": {}}, "priority": 1}, PAST], (True, True, UNKNOWN, False)),
        ([{**NARROWED, "overrideAction": {"none": {}}}], (True, True, UNKNOWN, False)),
        ([LISTED], (True, False, False, True)),
        ([], (True, False, False, False)),
    ],
)
def test_a_firewall_is_what_its_rules_do(rules: list[Any], seen: tuple[bool, ...]) -> None:
    found = one(Filters, "web", balancer(), *acl(*rules))
    assert (found.present, found.managed_rules, found.blocks, found.allow_list) == seen


def test_an_entry_without_a_firewall_says_so() -> None:
    assert one(Filters, "web", balancer()).present is False
    assert one(Logged, "access", balancer()).enabled is False
