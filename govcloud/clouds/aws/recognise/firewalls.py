"""Facts of WAF: what its rules stop, what it stands in front of, and its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.places import placed, region
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.truth import Answer, present
from govcloud.facts import UNKNOWN, Fact, Filters, Logged
from govcloud.graph import Graph, Resource

ACL: Final = "aws:wafv2/webAcl:WebAcl"
_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
_LOGGING: Final = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"


def filters(endpoint: Resource, graph: Graph) -> Filters:
    """What stands in front of an endpoint; nothing where no ACL is associated with it."""
    for association in graph.companions(endpoint, _ASSOCIATION, "resourceArn"):
        acl = graph.ref(association, "webAclArn", ACL)
        if isinstance(acl, Resource):
            return _of(endpoint, acl)
        return _said(endpoint, True, UNKNOWN, UNKNOWN, UNKNOWN, "")
    return _said(endpoint, False, False, False, False, "")


def _of(endpoint: Resource, acl: Resource) -> Filters:
    rules = list(acl.each("rules"))
    if present(acl, "ruleJson") or UNKNOWN in rules:
        return _said(endpoint, True, UNKNOWN, UNKNOWN, UNKNOWN, acl.urn)
    managed = [rule for rule in rules if isinstance(rule, Mapping) and _is_managed(rule)]
    return _said(endpoint, True, bool(managed), _stops(managed, rules), _lists(rules), acl.urn)


def _stops(managed: list[Mapping[str, Any]], rules: list[Any]) -> Answer:
    """No where a managed rule only counts; not to be told where requests are let past the managed rules."""
    if not managed or any(_counts(rule) for rule in managed):
        return False
    narrowed = any("scopeDownStatement" in rule["statement"]["managedRuleGroupStatement"] for rule in managed)
    last = max(rule.get("priority") or 0 for rule in managed)
    return UNKNOWN if narrowed or any(_lets_past(rule, last) for rule in rules) else True


def _lets_past(rule: Mapping[str, Any], last: int) -> bool:
    """A rule before the last managed one that allows what it matches. Addresses on a list are somebody known."""
    statement = rule.get("statement") or {}
    allows = (rule.get("action") or {}).get("allow") is not None
    return allows and (rule.get("priority") or 0) < last and "ipSetReferenceStatement" not in statement


def _said(endpoint: Resource, present: Answer, managed: Answer, blocks: Answer, allow_list: Answer, by: str) -> Filters:
    return Filters(
        subject=endpoint.urn,
        what="web",
        present=present,
        managed_rules=managed,
        blocks=blocks,
        allow_list=allow_list,
        by=by,
    )


def _is_managed(rule: Mapping[str, Any]) -> bool:
    return "managedRuleGroupStatement" in (rule.get("statement") or {})


def _counts(rule: Mapping[str, Any]) -> bool:
    return (rule.get("overrideAction") or {}).get("count") is not None


def _lists(rules: list[Any]) -> bool:
    """A rule that blocks whoever is not on an address list."""
    return any(
        (rule.get("action") or {}).get("block") is not None and _excludes(rule.get("statement"), False)
        for rule in rules
        if isinstance(rule, Mapping)
    )


def _excludes(statement: object, negated: bool) -> bool:
    if isinstance(statement, (list, tuple)):
        return any(_excludes(one, negated) for one in statement)
    if not isinstance(statement, Mapping):
        return False
    if "ipSetReferenceStatement" in statement and statement["ipSetReferenceStatement"] is not None:
        return negated
    return any(_excludes(value, negated or name == "notStatement") for name, value in statement.items())


def _place(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """An ACL for CloudFront stands at the edge and is kept in us-east-1."""
    edge = resource.at("scope") == "CLOUDFRONT"
    yield placed(resource, "edge" if edge else "primary", "aws-global" if edge else region(resource, graph))


@recognise(ACL, place=_place)
def acl(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The log of its decisions."""
    logs = graph.companions(resource, _LOGGING, "resourceArn")
    into = retention.destination(logs[0], graph, "logDestinationConfigs.0") if logs else None
    yield Logged(
        subject=resource.urn,
        what="firewall",
        enabled=bool(logs),
        days=retention.of_destination(into, graph),
        tamper_proof=False,
        everywhere=True,
        into=retention.label(into),
    )


only(
    "aws:wafv2/ipSet:IpSet", "aws:wafv2/regexPatternSet:RegexPatternSet", "aws:wafv2/ruleGroup:RuleGroup", place=_place
)
only(_ASSOCIATION, _LOGGING)
