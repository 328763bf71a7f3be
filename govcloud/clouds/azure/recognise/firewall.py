"""What the web firewall in front of a gateway does: its own policy, and those of its listeners and paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from govcloud.clouds.azure.recognise.arm import resolved
from govcloud.clouds.azure.recognise.values import given, wide, word
from govcloud.facts import UNKNOWN, Filters, Unknown
from govcloud.graph import Graph, Resource, walk

FIREWALL: Final = "azure-native:network:WebApplicationFirewallPolicy"

_MAINTAINED: Final = ("microsoft_defaultruleset", "owasp")


def filters(resource: Resource, graph: Graph) -> Filters:
    """The policy on the gateway; without one, the older settings in the gateway itself. A listener and a path may have
    a policy of their own, which then holds in place of the gateway's: the weakest says how strong the filter is."""
    urn = resource.urn
    policies = [
        resolved(graph, resource, path, named, FIREWALL) for path, named in _policies(resource) if named is not None
    ]
    if policies and resource.at("firewallPolicy.id") is not None:
        return min((_by(urn, policy) for policy in policies), key=_strength)
    older = "webApplicationFirewallConfiguration"
    on = resource.at(f"{older}.enabled") is True
    return Filters(
        subject=urn,
        what="web",
        present=on,
        managed_rules=on and given(resource.at(f"{older}.ruleSetType")),
        blocks=on and word(resource.at(f"{older}.firewallMode")) == "prevention",
        allow_list=False,
    )


def _policies(resource: Resource) -> Iterator[tuple[str, Any]]:
    yield "firewallPolicy", resource.at("firewallPolicy.id")
    for listener in resource.each("httpListeners"):
        yield "httpListeners", walk(listener, "firewallPolicy.id")
    for paths in resource.each("urlPathMaps"):
        rules = walk(paths, "pathRules")
        for rule in rules if isinstance(rules, list) else ():
            yield "urlPathMaps", walk(rule, "firewallPolicy.id")


def _strength(filters: Filters) -> tuple[int, ...]:
    """False before unseen before true."""
    order = {False: 0, True: 2}
    return tuple(
        1 if said is UNKNOWN else order[bool(said)]
        for said in (filters.present, filters.managed_rules, filters.blocks, filters.allow_list)
    )


def _by(urn: str, policy: object) -> Filters:
    if isinstance(policy, Resource):
        return _by_policy(urn, policy)
    return Filters(subject=urn, what="web", present=True, managed_rules=UNKNOWN, blocks=UNKNOWN, allow_list=UNKNOWN)


def _by_policy(urn: str, policy: Resource) -> Filters:
    # Absent: Enabled and Detection (the service's own).
    state = word(policy.at("policySettings.state"), "Enabled")
    mode = word(policy.at("policySettings.mode"), "Detection")
    sets = list(policy.each("managedRules.managedRuleSets"))
    maintained = any(isinstance(one, dict) and word(one.get("ruleSetType")) in _MAINTAINED for one in sets)
    on: bool | Unknown = UNKNOWN if state is UNKNOWN else state == "enabled"
    return Filters(
        subject=urn,
        what="web",
        present=on,
        managed_rules=UNKNOWN if UNKNOWN in sets else on is True and maintained and not _passes(policy),
        blocks=UNKNOWN if mode is UNKNOWN else on is True and mode == "prevention",
        allow_list=on is True and any(_names_ranges(rule) for rule in policy.each("customRules")),
        by=policy.urn,
    )


def _passes(policy: Resource) -> bool:
    """Whether a rule lets requests past the maintained ones, whatever address they come from."""
    return any(
        isinstance(rule, dict)
        and word(rule.get("action")) == "allow"
        and word(rule.get("state"), "Enabled") != "disabled"
        and not any(_from_named(one) for one in rule.get("matchConditions") or ())
        for rule in policy.each("customRules")
    )


def _from_named(condition: Any) -> bool:
    if not isinstance(condition, dict) or word(condition.get("operator")) != "ipmatch":
        return False
    ranges = condition.get("matchValues")
    narrow = isinstance(ranges, list) and not any(isinstance(one, str) and wide(one) for one in ranges)
    return narrow and condition.get("negationConditon") is not True


def _names_ranges(rule: Any) -> bool:
    """Whether a rule stops everybody outside named ranges."""
    if not isinstance(rule, dict) or word(rule.get("action")) != "block" or word(rule.get("ruleType")) != "matchrule":
        return False
    conditions = rule.get("matchConditions")
    return isinstance(conditions, list) and any(
        isinstance(one, dict)
        and word(one.get("operator")) == "ipmatch"
        and one.get("negationConditon") is True
        and given(one.get("matchValues"))
        for one in conditions
    )
