"""Paths that only named ranges may reach: however a path is spelt, and no other path."""

from __future__ import annotations

import re

import pytest

from tests.clouds.azure.plans import layout_of, of, rendered
from tests.examples import FIREWALL, system

RANGES = ["203.0.113.0/24"]


def pattern(path: str) -> str:
    """The expression that the firewall's rule for one path looks for."""
    layout = layout_of(system(workload={"waf": {**FIREWALL, "only_from": {path: RANGES}}}))
    rules = of(rendered(layout), "network:WebApplicationFirewallPolicy", "waf-policy").at("customRules")
    condition = rules[1]["matchConditions"][0]
    assert (condition["operator"], condition["transforms"]) == ("Regex", ["UrlDecode", "Lowercase"])
    return str(condition["matchValues"][0])


@pytest.mark.parametrize(
    ("path", "stopped", "passed"),
    [
        (
            "/staff/*",
            ("/staff", "/staff/", "/staff/a", "//staff/a", "/./staff/a", "/x/../staff/a", "/staff?q=1", "/staff;v=1/a"),
            ("/", "/staffing", "/api/staff", "/?q=/staff/"),
        ),
        ("/staff", ("/staff", "/staff/", "//staff", "/staff?q=1"), ("/staff/a", "/staffing", "/")),
        ("/a.b/c/*", ("/a.b/c/d", "/a.b//c", "/a.b/./c/d"), ("/axb/c/d", "/a.b/cd")),
        ("/*", ("/", "/a", "/a/b"), ()),
        ("/", ("/", "//", "/?q=1"), ("/a",)),
    ],
)
def test_a_path_is_stopped_however_it_is_spelt(path: str, stopped: tuple[str, ...], passed: tuple[str, ...]) -> None:
    expression = re.compile(pattern(path))
    assert [one for one in stopped if not expression.search(one)] == []
    assert [one for one in passed if expression.search(one)] == []
