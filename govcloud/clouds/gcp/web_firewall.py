"""A web firewall on Google Cloud: a regional Cloud Armor policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any, Final

from pulumi_gcp import compute

from govcloud.blocks import WebFirewall
from govcloud.clouds.gcp import naming, regions
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpFirewall
from govcloud.clouds.scope import Scope
from govcloud.facts import Place

LAST: Final = 2_147_483_647
"""The priority of the default rule; without one written out, Google adds its own, which allows everything."""
_STANDARD: Final = ("lfi", "protocolattack", "rce", "rfi", "scannerdetection", "sessionfixation", "sqli", "xss")
_STRICT: Final = (*_STANDARD, "java", "nodejs", "php")
_SETS: Final[Mapping[str, tuple[tuple[str, ...], int]]] = {"standard": (_STANDARD, 1), "strict": (_STRICT, 2)}
"""Google's rule sets (OWASP CRS 3.3) and how sensitive they are: 1 finds least and errs least, 4 the other way."""
_RANGES: Final = 4
"""A rule's condition has at most five parts: a path and four ranges."""
_SECONDS: Final = 300


def render(scope: Scope[WebFirewall, Account]) -> GcpFirewall:
    """Known attacks are refused first; then paths for named ranges, for all others the same paths are refused; then
    everybody's rate. The rule with the lowest number that matches decides, so a range's rule limits its rate, too."""
    policy = scope.make(
        compute.RegionSecurityPolicy,
        "policy",
        name=naming.plain(scope.layout, scope.planned.name),
        project=scope.account.project,
        region=regions.region(Place.TOKYO),
        type="CLOUD_ARMOR",
        advanced_options_config={"json_parsing": "STANDARD", "log_level": "NORMAL"},
        rules=[*_attacks(scope.block), *_paths(scope.block), *_rest(scope.block)],
    )
    return GcpFirewall(id=policy.self_link)


def _attacks(block: WebFirewall) -> Iterator[dict[str, Any]]:
    sets, sensitivity = _SETS[block.managed_rules]
    for number, name in enumerate(sets):
        expression = f"evaluatePreconfiguredWaf('{name}-v33-stable', {{'sensitivity': {sensitivity}}})"
        yield _rule(1000 + 10 * number, "deny(403)", {"expr": {"expression": expression}}, f"attacks: {name}")


def _paths(block: WebFirewall) -> Iterator[dict[str, Any]]:
    for number, (path, ranges) in enumerate(sorted(block.only_from.items())):
        priority = 10_000 + 1000 * number
        here = f"request.path.urlDecode().lower().matches('{_pattern(path)}')"
        for offset, few in enumerate(_by_few(ranges)):
            named = f"{here} && ({_any_of(few)})"
            yield _limited(block, priority + offset, {"expr": {"expression": named}}, f"{path}: named ranges")
        yield _rule(priority + 999, "deny(403)", {"expr": {"expression": here}}, f"{path}: nobody else")


def _by_few(ranges: Sequence[IPv4Network]) -> Iterator[Sequence[IPv4Network]]:
    for start in range(0, len(ranges), _RANGES):
        yield ranges[start : start + _RANGES]


def _pattern(path: str) -> str:
    """A path of a system file as a regular expression over the decoded, lower-case path."""
    if path.endswith("/*"):
        return f"^/*{re.escape(path[:-2].lower())}([/;].*)?$"
    return f"^/*{re.escape(path.removesuffix('*').lower())}{'.*' if path.endswith('*') else ''}$"


def _any_of(ranges: Sequence[IPv4Network]) -> str:
    return " || ".join(f"inIpRange(origin.ip, '{cidr}')" for cidr in ranges)


def _rest(block: WebFirewall) -> Iterator[dict[str, Any]]:
    everybody = {"versioned_expr": "SRC_IPS_V1", "config": {"src_ip_ranges": ["*"]}}
    yield _limited(block, 100_000, everybody, "everybody, within the rate")
    yield _rule(LAST, "deny(403)", everybody, "nothing gets here")


def _limited(block: WebFirewall, priority: int, match: dict[str, Any], description: str) -> dict[str, Any]:
    threshold = {"count": block.requests_per_5_minutes, "interval_sec": _SECONDS}
    limits = {
        "conform_action": "allow",
        "exceed_action": "deny(429)",
        "enforce_on_key": "IP",
        "rate_limit_threshold": threshold,
    }
    return {**_rule(priority, "throttle", match, description), "rate_limit_options": limits}


def _rule(priority: int, action: str, match: dict[str, Any], description: str) -> dict[str, Any]:
    return {"priority": priority, "action": action, "match": match, "description": description[:64], "preview": False}
