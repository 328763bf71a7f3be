"""Cloud Armor: what a policy stops in front of a backend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.gcp.recognise.asked import asked
from govcloud.clouds.gcp.recognise.register import only
from govcloud.facts import UNKNOWN, Filters
from govcloud.graph import Graph, Resource

POLICIES: Final = (
    "gcp:compute/regionSecurityPolicy:RegionSecurityPolicy",
    "gcp:compute/securityPolicy:SecurityPolicy",
)
_RULE_TYPES: Final = (
    "gcp:compute/regionSecurityPolicyRule:RegionSecurityPolicyRule",
    "gcp:compute/securityPolicyRule:SecurityPolicyRule",
)
_MANAGED: Final = ("evaluatePreconfiguredExpr(", "evaluatePreconfiguredWaf(")


def filters(front: Resource, backend: Resource, graph: Graph) -> Filters:
    """The policy on one backend, as a fact of the load balancer's front."""
    if asked(backend, "securityPolicy") is None:
        return _fact(front, present=False, managed=False, blocks=False, allow_list=False)
    policy = graph.ref(backend, "securityPolicy", *POLICIES)
    if not isinstance(policy, Resource):
        return unseen(front)
    rules = sorted(_rules(policy, graph), key=_priority)
    if policy.at("rules") is UNKNOWN:
        return _fact(front, present=True, managed=UNKNOWN, blocks=UNKNOWN, allow_list=UNKNOWN, by=policy.urn)
    managed = [rule for rule in _reached(rules) if _is_managed(rule)]
    stopping = [rule for rule in managed if _stops(rule)]
    return _fact(
        front,
        present=True,
        managed=bool(managed),
        blocks=bool(stopping) and len(stopping) == len(managed),
        allow_list=_keeps_paths(rules),
        by=policy.urn,
    )


def unseen(front: Resource) -> Filters:
    """What is said of a front whose backend or policy cannot be seen."""
    return _fact(front, present=UNKNOWN, managed=UNKNOWN, blocks=UNKNOWN, allow_list=UNKNOWN)


def _fact(front: Resource, *, present: Any, managed: Any, blocks: Any, allow_list: Any, by: str = "") -> Filters:
    return Filters(
        subject=front.urn,
        what="web",
        present=present,
        managed_rules=managed,
        blocks=blocks,
        allow_list=allow_list,
        by=by,
    )


def _rules(policy: Resource, graph: Graph) -> Iterator[dict[str, Any]]:
    """A policy's rules: its own, and those that stand as resources beside it."""
    yield from (rule for rule in policy.each("rules") if isinstance(rule, dict))
    for token in _RULE_TYPES:
        for rule in graph.companions(policy, token, "securityPolicy"):
            yield dict(rule.inputs)


def _priority(rule: dict[str, Any]) -> float:
    value = rule.get("priority")
    return float(value) if isinstance(value, (int, float)) else float("inf")


def _expression(rule: dict[str, Any]) -> str:
    match = rule.get("match") or {}
    return str((match.get("expr") or {}).get("expression", ""))


def _takes_all(rule: dict[str, Any]) -> bool:
    ranges = ((rule.get("match") or {}).get("config") or {}).get("srcIpRanges") or ()
    return any(one in ("*", "0.0.0.0/0") for one in ranges) and not rule.get("preview")


def _reached(rules: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rules before one that decides about everybody: none after it is ever asked."""
    for rule in rules:
        yield rule
        if _takes_all(rule):
            return


def _is_managed(rule: dict[str, Any]) -> bool:
    return any(name in _expression(rule) for name in _MANAGED)


def _stops(rule: dict[str, Any]) -> bool:
    return str(rule.get("action")).startswith("deny") and not rule.get("preview")


def _keeps_paths(rules: list[dict[str, Any]]) -> bool:
    """Whether some path is refused to all but named ranges: a refusal of a path, and before it nothing that lets
    everybody in."""
    for rule in _reached(rules):
        if "request.path" in _expression(rule) and not _is_managed(rule) and _stops(rule):
            return True
    return False


only(_RULE_TYPES[0], place="region")
only(_RULE_TYPES[1], place="global:network")
