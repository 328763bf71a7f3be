"""The rules of a web ACL: address lists first, then the rate limit, then AWS's managed groups."""

from __future__ import annotations

from typing import Any, Final

from pulumi_aws import wafv2

from govcloud.blocks import WebFirewall
from govcloud.clouds.aws import naming
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope

MANAGED: Final = {
    "standard": (
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ),
    "strict": (
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesAnonymousIpList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesLinuxRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ),
}
"""Together 1,125 and 1,375 of the 1,500 capacity units that an ACL has without extra cost."""

_DISGUISES: Final = ("URL_DECODE", "NORMALIZE_PATH", "LOWERCASE")
"""How a path can be written differently and still arrive: undone, in this order, before it is compared."""


def rules(scope: Scope[WebFirewall, Account]) -> list[dict[str, Any]]:
    """All rules, by priority."""
    made = [_only_from(scope, index, path) for index, path in enumerate(sorted(scope.block.only_from))]
    made.append(_rate(scope.block.requests_per_5_minutes))
    made += [_managed(name) for name in MANAGED[scope.block.managed_rules]]
    return [{**rule, "priority": index} for index, rule in enumerate(made)]


def visibility(name: str) -> dict[str, Any]:
    """Metrics for every rule; samples show requests, so they hold what the log holds."""
    return {"cloudwatch_metrics_enabled": True, "metric_name": name, "sampled_requests_enabled": True}


def _only_from(scope: Scope[WebFirewall, Account], index: int, path: str) -> dict[str, Any]:
    """Block the path for everybody outside its list."""
    role = f"only-from-{index + 1}"
    addresses = scope.make(
        wafv2.IpSet,
        role,
        name=naming.plain(scope.layout, scope.planned.name, role, 128),
        description=f"May reach {path.rstrip('*')}",
        region=TOKYO,
        scope="REGIONAL",
        ip_address_version="IPV4",
        addresses=sorted(str(cidr) for cidr in scope.block.only_from[path]),
    )
    listed = {"ip_set_reference_statement": {"arn": addresses.arn}}
    outside = {"not_statement": {"statement": listed}}
    return {
        "name": role,
        "action": {"block": {}},
        "statement": {"and_statement": {"statements": [_path(path), outside]}},
        "visibility_config": visibility(role),
    }


def _path(pattern: str) -> dict[str, Any]:
    """`/staff/*` means everything below and `/staff` itself; without a star it is that one path. Either may carry
    parameters (`/staff;a=b/`), which Java servers take off before they look."""
    lowered = pattern.lower()
    if not lowered.endswith("*"):
        return _any(_match("EXACTLY", lowered), _match("STARTS_WITH", f"{lowered};"))
    whole = lowered[:-1].rstrip("/")
    if not whole:
        return _match("STARTS_WITH", "/")
    below = (_match("STARTS_WITH", start) for start in (lowered[:-1], f"{whole};"))
    return _any(_match("EXACTLY", whole), *below)


def _any(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"or_statement": {"statements": list(statements)}}


def _match(how: str, text: str) -> dict[str, Any]:
    return {
        "byte_match_statement": {
            "field_to_match": {"uri_path": {}},
            "positional_constraint": how,
            "search_string": text,
            "text_transformations": [{"priority": order, "type": name} for order, name in enumerate(_DISGUISES)],
        }
    }


def _rate(limit: int) -> dict[str, Any]:
    return {
        "name": "rate",
        "action": {"block": {}},
        "statement": {
            "rate_based_statement": {"aggregate_key_type": "IP", "evaluation_window_sec": 300, "limit": limit}
        },
        "visibility_config": visibility("rate"),
    }


def _managed(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "override_action": {"none": {}},
        "statement": {"managed_rule_group_statement": {"name": name, "vendor_name": "AWS"}},
        "visibility_config": visibility(name),
    }
