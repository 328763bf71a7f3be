"""Azure tells 60 days ahead that a brought key ends, where the account names its end; and how that is seen."""

from __future__ import annotations

import datetime
import functools
import json
from typing import Any

import pytest
from pydantic import ValidationError

from govcloud.blocks import EncryptionKey
from govcloud.clouds import accounts
from govcloud.clouds.azure import SUPPORT, Account, material_end
from govcloud.clouds.wrapping import target
from govcloud.controls import assess
from govcloud.errors import FileError
from govcloud.facts import UNKNOWN, Watches
from govcloud.graph import Graph, Resource
from govcloud.systems import Layout
from govcloud.systems.read import loads
from tests.clouds.azure.plans import GROUP, facts, layout_of, of, rendered, seen, written
from tests.clouds.azure.test_promises import by_block
from tests.examples import ACCOUNTS, system

TODAY = datetime.date(2026, 11, 22)
ENDS = datetime.date(2027, 3, 1)
ROW = next(row for row in SUPPORT if row.block is EncryptionKey)
BROUGHT = {"key": {"kind": "encryption_key", "level": "K2"}}
REPLICA = {"key-dr": {"kind": "encryption_key", "level": "K2", "place": "osaka", "replica_of": "key"}}
RULE = "monitor:ScheduledQueryRule"


def address(layout: Layout, key: str) -> str:
    return target("azure", layout.blocks[key], layout.environment.account("azure")).key


@functools.cache
def planned() -> tuple[Layout, Graph]:
    data = system(foundation={**BROUGHT, **REPLICA})
    names = {key: f"{address(layout_of(data), key)}/{'0' * 32}" for key in ("key", "key-dr")}
    layout = layout_of(data, imported_keys={key: {"version": name, "ends": ENDS} for key, name in names.items()})
    return layout, rendered(layout)


def test_with_an_end_both_warnings_are_kept_and_nothing_is_lost() -> None:
    layout, graph = planned()
    account, found = layout.environment.account("azure"), by_block(graph)
    for key in ("key", "key-dr"):
        assert not list(ROW.losses(layout.blocks[key], account))
        for promised in ROW.promised(layout.blocks[key], account):
            observed = found[key, type(promised), promised.what]
            assert observed, promised
            assert [fact for fact in observed if fact.keeps(promised) is not True] == [], promised
    judged = assess(facts(graph), system="example", today=TODAY, confidentiality=3)
    assert not [one for one in judged.findings if one.control == "GC-KEY-05" and one.status != "pass"]


def test_the_rule_looks_once_a_day_beside_the_key_and_tells_whom_the_last_warning_does() -> None:
    layout, graph = planned()
    for key, place in (("key", "japaneast"), ("key-dr", "japanwest")):
        rule, space = (
            of(graph, RULE, f"{key}-ends-in-60"),
            of(graph, "operationalinsights:Workspace", f"{key}-warnings"),
        )
        assert (rule.at("location"), space.at("location")) == (place, place)
        assert rule.at("scopes") == [f"${{Workspace:{key}-warnings.id}}"]
        assert (rule.at("evaluationFrequency"), rule.at("windowSize"), rule.at("autoMitigate")) == ("P1D", "P1D", False)
        who = of(graph, "managedidentity:UserAssignedIdentity", f"{key}-warner")
        reads = of(graph, "authorization:RoleAssignment", f"{key}-warner-reads")
        assert rule.at("identity.userAssignedIdentities") == [f"${{UserAssignedIdentity:{key}-warner.id}}"]
        assert (reads.at("scope"), who.at("location")) == (f"${{Workspace:{key}-warnings.id}}", place)
        assert reads.at("principalId") == f"${{UserAssignedIdentity:{key}-warner.principalId}}"
        assert str(reads.at("roleDefinitionId")).endswith("/73c42c96-874c-492b-b04d-ab87d138a893")
        assert reads.urn in rule.dependencies
        last = of(graph, "eventgrid:SystemTopicEventSubscription", f"{key}-near-end")
        assert rule.at("actions.actionGroups") == last.at("destination.actionGroups")
        [condition] = rule.each("criteria.allOf")
        assert isinstance(condition, dict)
        assert material_end.told(str(condition["query"])) == material_end.Ahead(address(layout, key), 60)
        assert "datetime(2027-03-01)" in str(condition["query"])


@pytest.mark.parametrize("form", ["none", "id", "mapping"])
def test_without_an_end_the_first_warning_is_lost_and_nothing_more_is_made(form: str) -> None:
    data = system(foundation=BROUGHT)
    name = f"{address(layout_of(data), 'key')}/{'0' * 32}"
    said: dict[str, Any] = {"none": {}, "id": {"key": name}, "mapping": {"key": {"version": name}}}[form]
    layout = layout_of(data, imported_keys=said)
    block, account = layout.blocks["key"], layout.environment.account("azure")
    [(row, promise)] = ROW.losses(block, account)
    assert (row.loses, promise.name) == ("warning_60", "warning_60")
    assert "imported_keys" in row.compensated_by
    assert "imported_keys" in row.compensated_by_ja
    graph = rendered(layout)
    assert not list(graph.of_type(f"azure-native:{RULE}"))
    [first] = by_block(graph)["key", Watches, "key-ends-60"]
    [last] = by_block(graph)["key", Watches, "key-ends-30"]
    assert (first.keeps(promise.fact), last) == (False, Watches(subject=last.subject, what="key-ends-30", tells=True))


QUERY = 'Usage | summarize count() | extend Key = "https://kv-own.vault.azure.net/keys/data" | where {when}'
AHEAD = "datetime(2027-03-01T00:00:00Z) - now() < 60d"


def mailed(**inputs: Any) -> Resource:
    receivers = {"emailReceivers": [{"name": "m", "emailAddress": "security@example.go.jp"}], **inputs}
    return written("monitor:ActionGroup", "told", actionGroupName="told", **receivers)


def by_hand(query: object = None, condition: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    """A rule as somebody would write it; `condition` changes the one condition."""
    text = QUERY.format(when=AHEAD) if query is None else query
    asked = {"query": text, "timeAggregation": "Count", "operator": "GreaterThan"}
    given: dict[str, Any] = {
        "ruleName": "near",
        "scopes": [f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/any"],
        "criteria": {"allOf": [{**asked, "threshold": 0, **(condition or {})}]},
        "actions": {"actionGroups": [f"{GROUP}/providers/Microsoft.Insights/actionGroups/told"]},
    }
    return written(RULE, "near", **{**given, **inputs})


def told(rule: Resource, days: int = 60, group: Resource | None = None) -> object:
    """Whether the end of what is brought into a vault by hand is told so many days ahead."""
    properties = {"kty": "RSA-HSM", "keyOps": ["import"]}
    wrapping = written("keyvault:Key", "wrap", keyName="wrap", vaultName="kv-own", properties=properties)
    vault = written("keyvault:Vault", "own", vaultName="kv-own", properties={})
    other = written("keyvault:Vault", "other", vaultName="kv-other", properties={})
    return seen(Watches, f"key-ends-{days}", wrapping, vault, other, rule, group or mailed()).tells


@pytest.mark.parametrize(
    "when",
    [AHEAD, "datetime(2027-03-01) - now() <= 61d", "now() >= datetime(2027-03-01) - 90d"],
)
def test_a_rule_written_by_hand_is_seen(when: str) -> None:
    assert told(by_hand(QUERY.format(when=when))) is True
    assert told(by_hand(QUERY.format(when=when)), days=30) is False


def test_the_rule_for_the_last_warning_may_stand_for_the_vaults_own() -> None:
    late = by_hand(QUERY.format(when="datetime(2027-03-01) - now() <= 30d"))
    assert (told(late, days=30), told(late, days=60)) == (True, False)


ELSEWHERE = f"{GROUP}/providers/Microsoft.Insights/actionGroups/elsewhere"


@pytest.mark.parametrize(
    ("fault", "rule", "seen_as"),
    [
        ("off", by_hand(enabled=False), False),
        ("no action", by_hand(actions={"actionGroups": []}), False),
        ("no actions at all", by_hand(actions=None), False),
        ("somebody else's group", by_hand(actions={"actionGroups": [ELSEWHERE]}), UNKNOWN),
        ("another vault", by_hand(QUERY.format(when=AHEAD).replace("kv-own", "kv-other")), False),
        ("a vault of nobody", by_hand(QUERY.format(when=AHEAD).replace("kv-own", "kv-none")), False),
        ("the wrapping key itself", by_hand(QUERY.format(when=AHEAD).replace("/keys/data", "/keys/wrap")), False),
        ("no key", by_hand(f"Usage | summarize count() | where {AHEAD}"), False),
        ("59 days", by_hand(QUERY.format(when=AHEAD.replace("60d", "59d"))), False),
        ("ten years", by_hand(QUERY.format(when=AHEAD.replace("60d", "3650d"))), False),
        ("hours", by_hand(QUERY.format(when=AHEAD.replace("60d", "60h"))), False),
        ("after the end", by_hand(QUERY.format(when="now() - datetime(2027-03-01) <= 60d")), False),
        ("one more condition", by_hand(f"{QUERY.format(when=AHEAD)} | where 1 == 2"), False),
        (
            "rows only where there are entries",
            by_hand(QUERY.format(when=AHEAD).replace("count()", "by Computer")),
            False,
        ),
        ("another kind", by_hand(kind="SimpleLogAlert"), False),
        ("no table", by_hand(QUERY.format(when=AHEAD).replace("Usage", "print 1")), False),
        ("two rows asked for", by_hand(condition={"threshold": 1}), False),
        ("less", by_hand(condition={"operator": "LessThan", "threshold": 1}), False),
        ("a column", by_hand(condition={"metricMeasureColumn": "count_", "timeAggregation": "Total"}), False),
        ("three days in turn", by_hand(condition={"failingPeriods": {"numberOfEvaluationPeriods": 3}}), False),
        ("no query", by_hand(condition={"query": None}), False),
        ("no condition", by_hand(criteria={"allOf": []}), False),
        ("two conditions", by_hand(criteria={"allOf": [{"query": QUERY}, {"query": QUERY}]}), False),
        ("a query not known yet", by_hand(UNKNOWN), UNKNOWN),
        ("conditions not known yet", by_hand(criteria=UNKNOWN), UNKNOWN),
        ("a limit not known yet", by_hand(condition={"threshold": UNKNOWN}), UNKNOWN),
        ("a kind not known yet", by_hand(kind=UNKNOWN), UNKNOWN),
        ("on or off not known yet", by_hand(enabled=UNKNOWN), UNKNOWN),
    ],
    ids=lambda value: value.replace(" ", "_") if isinstance(value, str) else "",
)
def test_a_rule_that_does_not_tell_of_this_key_in_time_is_not_taken_for_one(
    fault: str, rule: Resource, seen_as: object
) -> None:
    assert told(rule) is seen_as


def test_a_group_that_reaches_nobody_is_no_warning() -> None:
    assert told(by_hand(), group=mailed(emailReceivers=[])) is False
    assert told(by_hand(), group=mailed(enabled=False)) is False


VERSION = f"https://kv-key-01234567.vault.azure.net/keys/key/{'0' * 32}"


def test_an_entry_is_an_id_or_an_id_and_an_end() -> None:
    said = {"a": VERSION, "b": {"version": VERSION}, "c": {"version": VERSION, "ends": "2027-03-01"}}
    account = Account.model_validate({**ACCOUNTS["azure"], "imported_keys": said})
    assert [account.end_of(key) for key in ("a", "b", "c", "d")] == [None, None, ENDS, None]
    assert {one.version for one in account.imported_keys.values()} == {VERSION}
    with pytest.raises(ValidationError):
        Account.model_validate({**ACCOUNTS["azure"], "imported_keys": {"a": {"ends": "2027-03-01"}}})


@pytest.mark.parametrize(
    ("entry", "key", "words"),
    [
        ({"version": VERSION, "ends": "soon"}, "ends", ("a date is needed here", "2027-04-01", "日付が必要")),
        ({"version": VERSION, "ends": "2027-03-01T09:00:00"}, "ends", ("a date is needed here", "2027-04-01", "日付")),
        (
            {"version": VERSION, "end": "2027-03-01"},
            "end",
            ("unknown key 'end'", "did you mean 'ends'", "知らない項目"),
        ),
        ({"ends": "2027-03-01"}, "version", ("'version' is missing", "add 'version:'", "必須の項目")),
        ({"version": VERSION[:-1]}, "version", ("does not have the form asked for", "it must match", "形式が違う")),
    ],
)
def test_a_mistake_in_an_entry_is_told_with_its_key(
    entry: dict[str, Any], key: str, words: tuple[str, str, str]
) -> None:
    data = system(foundation=BROUGHT)
    data["environments"]["prod"]["azure"]["imported_keys"] = {"key": entry}
    with pytest.raises(FileError) as refused:
        loads(json.dumps(data, indent=1), accounts())
    [problem] = refused.value.problems
    assert problem.key == f"environments.prod.azure.imported_keys.key.{key}"
    assert words[0] in problem.message
    assert words[1] in str(problem)
    assert words[2] in problem.ja
