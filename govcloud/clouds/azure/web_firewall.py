"""Renders web firewalls: Microsoft's maintained rules, a rate limit, and paths that only named ranges may reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from typing import Any, Final

from pulumi_azure_native import network

from govcloud.blocks import WebFirewall
from govcloud.clouds.azure import naming
from govcloud.clouds.azure._group import group, located
from govcloud.clouds.azure.account import Account
from govcloud.clouds.outputs import FirewallOutputs
from govcloud.clouds.scope import Scope

ATTACKS: Final = {"rule_set_type": "Microsoft_DefaultRuleSet", "rule_set_version": "2.1"}
BOTS: Final = {"rule_set_type": "Microsoft_BotManagerRuleSet", "rule_set_version": "1.1"}
RULE_SETS: Final = {"standard": [ATTACKS], "strict": [ATTACKS, BOTS]}
_BETWEEN: Final = r"(/+\.)*/+"
"""A slash, however it is written."""
LARGEST_BODY_KIB: Final = 2000


def render(scope: Scope[WebFirewall, Account]) -> FirewallOutputs:
    """The policy. Its decisions are logged by the gateway that carries it, in the entry."""
    home = group(scope)
    made = scope.make(
        network.WebApplicationFirewallPolicy,
        "policy",
        policy_name=naming.word(scope.planned.name),
        policy_settings={
            "mode": "Prevention",
            "state": "Enabled",
            "request_body_check": True,
            "request_body_enforcement": True,
            # As far as bodies may reach: what stands behind a shorter limit would pass unread.
            "request_body_inspect_limit_in_kb": LARGEST_BODY_KIB,
            "max_request_body_size_in_kb": LARGEST_BODY_KIB,
            "file_upload_enforcement": True,
            "file_upload_limit_in_mb": 100,
        },
        custom_rules=[_limit(scope.block.requests_per_5_minutes), *_named_only(scope.block.only_from)],
        managed_rules={"managed_rule_sets": RULE_SETS[scope.block.managed_rules]},
        **located(scope, home),
    )
    return FirewallOutputs(id=made.id)


def _address(ranges: Sequence[str], *, outside: bool) -> dict[str, Any]:
    return {
        "match_variables": [{"variable_name": "RemoteAddr"}],
        "operator": "IPMatch",
        # The SDK's spelling.
        "negation_conditon": outside,
        "match_values": list(ranges),
    }


def _limit(requests: int) -> dict[str, Any]:
    """Counts by client address; the condition is one that everybody meets, because a rule needs one."""
    return {
        "name": "ratelimit",
        "priority": 10,
        "rule_type": "RateLimitRule",
        "rate_limit_duration": "FiveMins",
        "rate_limit_threshold": requests,
        "group_by_user_session": [{"group_by_variables": [{"variable_name": "ClientAddr"}]}],
        "match_conditions": [_address(("255.255.255.255/32",), outside=True)],
        "action": "Block",
        "state": "Enabled",
    }


def _pattern(path: str) -> str:
    """`/staff/*` means everything below and `/staff` itself; without a star it is that one path. Slashes and dots too
    many, a parameter or a question behind it change nothing for who answers, so that they change nothing here."""
    steps = [step.replace(".", r"\.") for step in path.lower().removesuffix("*").split("/") if step]
    named = _BETWEEN.join(["", *steps])
    below = path.endswith("*")
    if not steps:
        return "^/" if below else f"^{_BETWEEN}([?;]|$)"
    return rf"^(.*/\.\.)?{named}" + ("([/?;]|$)" if below else "/*([?;]|$)")


def _named_only(only_from: Any) -> Iterator[dict[str, Any]]:
    for position, path in enumerate(sorted(only_from)):
        ranges: tuple[IPv4Network, ...] = only_from[path]
        yield {
            "name": f"only{naming.word(path)}{position}"[:128],
            "priority": 20 + position,
            "rule_type": "MatchRule",
            "match_conditions": [
                {
                    "match_variables": [{"variable_name": "RequestUri"}],
                    "operator": "Regex",
                    "negation_conditon": False,
                    "match_values": [_pattern(path)],
                    # The gateway routes without regard to case, so the rule looks in the same way.
                    "transforms": ["UrlDecode", "Lowercase"],
                },
                _address([str(one) for one in ranges], outside=True),
            ],
            "action": "Block",
            "state": "Enabled",
        }
