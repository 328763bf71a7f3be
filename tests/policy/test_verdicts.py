"""What the pack says of a graph, in preview, update and analysis: levels, unknowns, waivers, settings, secrets."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2 as proto

from govcloud.facts import Fact
from govcloud.graph import Graph
from govcloud.policy.analyzer import Analyzer
from govcloud.policy.settings import NAME
from tests.examples import system
from tests.policy.engine import UNKNOWN, InProcess, Made, Told, run, secret, setting, urn
from tests.policy.seen import KEY, SOFT_KEY, STORE, TODAY, observe

ENCRYPTED, PLACED = "GC-ENC-02", "GC-RES-01"
TOKYO = {"place": "tokyo"}
KEPT = Made(KEY, "key", answered={"id": "key-1"})
GOOD = Made(STORE, "good", {**TOKYO, "key": "key-1"}, depends={"key": [KEPT.urn]})
BAD = Made(STORE, "bad", TOKYO)
DARK = Made(STORE, "dark", {**TOKYO, "key": UNKNOWN})
SIGNED = {"because": "R-7", "approver": "ciso@example.go.jp", "until": "2026-04-01"}
WAIVER = {"control": ENCRYPTED, "subject": "*Store::bad", **SIGNED}


def of(told: list[Told], policy: str) -> list[tuple[str, bool]]:
    return [(one.urn, one.mandatory) for one in told if one.policy == policy]


def test_what_holds_is_not_spoken_of() -> None:
    assert run(InProcess(), [KEPT, GOOD]) == []


@pytest.mark.parametrize("preview", [True, False])
def test_a_failing_mandatory_control_refuses_in_preview_and_update(preview: bool) -> None:
    told = run(InProcess(), [KEPT, GOOD, BAD], preview=preview)
    assert of(told, ENCRYPTED) == [(BAD.urn, True)]


@pytest.mark.parametrize(
    ("preview", "stack", "mandatory"), [(True, "prod", False), (False, "prod", True), (False, "", False)]
)
def test_an_unknown_warns_in_a_preview_refuses_in_an_update_and_is_reported_of_a_file(
    preview: bool, stack: str, mandatory: bool
) -> None:
    told = run(InProcess(), [DARK], preview=preview, stack=stack)
    assert of(told, ENCRYPTED) == [(DARK.urn, mandatory)]
    assert "cannot be seen" in told[-1].message


def test_an_unknown_in_one_resource_hides_nothing_of_another() -> None:
    told = run(InProcess(), [DARK, BAD], preview=True)
    assert of(told, ENCRYPTED) == [(BAD.urn, True), (DARK.urn, False)]


def test_an_unknown_reference_is_found_by_its_dependency() -> None:
    store = Made(STORE, "store", {**TOKYO, "key": UNKNOWN}, depends={"key": [KEPT.urn]})
    assert run(InProcess(), [KEPT, store], preview=True) == []


def test_a_preview_s_guesses_at_outputs_are_not_taken_for_inputs() -> None:
    store = Made(STORE, "store", TOKYO, answered={"key": UNKNOWN})
    assert of(run(InProcess(), [store], preview=True), ENCRYPTED) == [(store.urn, True)]
    assert of(run(InProcess(), [store]), ENCRYPTED) == [(store.urn, True)]


@pytest.mark.parametrize("preview", [True, False])
def test_what_another_stack_exports_is_judged_there_and_only_warns_here(preview: bool) -> None:
    reference = urn("pulumi:pulumi:StackReference", "foundation")
    provider = Made("pulumi:providers:pulumi", "default", provider="")
    fed = Made(STORE, "fed", {**TOKYO, "key": "arn:key-of-foundation"}, depends={"key": [reference]})
    same = Made(STORE, "same", {**TOKYO, "key": "arn:key-of-foundation"})
    told = run(InProcess(), [provider, fed, same, BAD], preview=preview)
    assert of(told, ENCRYPTED) == [(BAD.urn, True), (fed.urn, False), (same.urn, False)]
    assert {one.urn for one in told} == {BAD.urn, fed.urn, same.urn}
    assert "another stack, where that is judged" in told[-1].message


def test_a_value_from_another_stack_excuses_no_other_unknown() -> None:
    reference = urn("pulumi:pulumi:StackReference", "foundation")
    dark = Made(STORE, "dark", {"place": UNKNOWN, "name": "of-foundation"}, depends={"name": [reference]})
    assert of(run(InProcess(), [dark]), PLACED) == [(dark.urn, True)]


def test_a_stack_beside_answers_what_this_one_refers_to_and_is_not_reported(tmp_path: Path) -> None:
    reference = urn("pulumi:pulumi:StackReference", "foundation")
    fed = Made(STORE, "fed", {**TOKYO, "key": "key-1"}, depends={"key": [reference]})
    foundation = "urn:pulumi:prod-foundation::vrs"
    entries = [
        {"urn": f"{foundation}::{KEY}::key", "type": KEY, "custom": True, "id": "key-1"},
        {"urn": f"{foundation}::{STORE}::bare", "type": STORE, "custom": True, "inputs": TOKYO},
    ]
    export = tmp_path / "foundation.json"
    export.write_text(json.dumps({"version": 3, "deployment": {"resources": entries}}), encoding="utf-8")
    assert run(InProcess(), [fed], config=setting(beside=[str(export)])) == []
    told = run(InProcess(), [fed], config=setting(beside=[str(tmp_path / "missing.json")]))
    assert of(told, NAME) == [("", True)]


def test_an_id_that_the_protocol_leaves_out_is_told_by_who_refers_to_it() -> None:
    name = "projects/p/locations/tokyo/keys/data"
    key = Made(KEY, "key", {"name": "data"})
    store = Made(STORE, "store", {**TOKYO, "key": name}, depends={"key": [key.urn]})
    stranger = Made(STORE, "stranger", {**TOKYO, "key": f"{name}-of-others"}, depends={"key": [key.urn]})
    assert of(run(InProcess(), [key, store, stranger]), ENCRYPTED) == [(stranger.urn, True)]


def test_components_are_not_judged_and_types_nobody_knows_are() -> None:
    component = Made("agency:index:Shop", "shop", provider="")
    stranger = Made("agency:index:Machine", "machine", parent=component.urn)
    told = run(InProcess(), [component, stranger])
    assert {one.urn for one in told} == {stranger.urn}


def test_only_what_is_abroad_is_stopped_before_it_exists_and_only_in_an_update() -> None:
    abroad = Made(STORE, "abroad", {"place": "paris"})
    client = InProcess()
    run(client, [])
    early = client.Analyze(abroad.request()).diagnostics
    assert [(one.policyName, one.urn, one.enforcementLevel) for one in early] == [(PLACED, abroad.urn, proto.MANDATORY)]
    assert not client.Analyze(BAD.request()).diagnostics
    assert not client.Analyze(Made(STORE, "soon", {"place": UNKNOWN}).request()).diagnostics
    run(client, [], preview=True)
    assert not client.Analyze(abroad.request()).diagnostics
    run(client, [], config={PLACED: {"enforcementLevel": "advisory"}})
    assert not client.Analyze(abroad.request()).diagnostics


def test_what_is_waived_or_accepted_for_a_block_is_not_stopped() -> None:
    outer = Made("govcloud:system:Workload", "workload", provider="")
    block = Made("govcloud:block:ObjectStore", "files", provider="", parent=outer.urn)
    above = Made(STORE, "above", TOKYO, parent=block.urn)
    abroad = Made(STORE, "abroad", {"place": "paris"}, parent=above.urn)
    waiver = {**SIGNED, "control": PLACED, "subject": "files"}
    for waivers, stopped in (([waiver], []), ([{**waiver, "until": "2026-03-31"}], [PLACED])):
        client = InProcess()
        run(client, [outer, block, above], config=setting(waivers=waivers))
        assert [one.policyName for one in client.Analyze(abroad.request()).diagnostics] == stopped


@pytest.mark.parametrize(("level", "expected"), [("advisory", [(BAD.urn, False)]), ("disabled", [])])
def test_a_level_is_lowered_for_one_control_alone(level: str, expected: list[tuple[str, bool]]) -> None:
    stranger = Made("agency:index:Machine", "machine")
    told = run(InProcess(), [BAD, stranger], config={ENCRYPTED: {"enforcementLevel": level}})
    assert of(told, ENCRYPTED) == expected
    assert [one.mandatory for one in told if one.urn == stranger.urn] == [True]


def test_a_recommended_control_warns_and_is_raised_by_level_or_by_confidentiality() -> None:
    info = InProcess().GetAnalyzerInfo(None)
    recommended = [one.name for one in info.policies if one.enforcementLevel == proto.ADVISORY]
    assert recommended == ["GC-ENC-03", "GC-ENC-04"]
    soft = Made(SOFT_KEY, "soft")
    for config, expected in [
        ({}, [(soft.urn, False)]),
        ({"GC-ENC-03": {"enforcementLevel": "mandatory"}}, [(soft.urn, True)]),
        ({"GC-ENC-03": {"enforcementLevel": "disabled"}, **setting(confidentiality=3)}, []),
        (setting(confidentiality=3), [(soft.urn, True)]),
        (setting(confidentiality=1), [(soft.urn, False)]),
    ]:
        assert of(run(InProcess(), [soft], config=config), "GC-ENC-03") == expected, config


def test_settings_without_a_level_downgrade_nothing() -> None:
    """The trap of the engine: what is configured without a level may come as advisory, the protocol's zero."""
    client = InProcess()
    run(client, [])
    request = proto.ConfigureAnalyzerRequest()
    request.policyConfig[NAME].properties.update({"lang": "en", "waivers_file": "/nowhere/waivers.yaml"})
    client.Configure(request)
    answer = client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[BAD.state()]))
    found = {one.policyName: one.enforcementLevel for one in answer.diagnostics}
    assert found == {ENCRYPTED: proto.MANDATORY, NAME: proto.MANDATORY}


def test_a_waived_failure_warns_with_who_why_and_until_when() -> None:
    [told] = run(InProcess(), [BAD], config=setting(waivers=[WAIVER]))
    assert (told.policy, told.mandatory) == (ENCRYPTED, False)
    assert told.message.endswith(
        "Excepted until 2026-04-01 by ciso@example.go.jp (waiver of GC-ENC-02 on *Store::bad): R-7"
    )


def test_an_expired_waiver_refuses_and_excuses_nothing() -> None:
    expired = {**WAIVER, "until": "2026-03-31"}
    told = run(InProcess(), [BAD], config=setting(waivers=[expired]), preview=True)
    assert of(told, ENCRYPTED) == [(BAD.urn, True)]
    assert of(told, NAME) == [("", True)]
    assert "ended on 2026-03-31" in told[0].message


def test_an_unused_waiver_is_told() -> None:
    [told] = run(InProcess(), [KEPT, GOOD], config=setting(waivers=[WAIVER]))
    assert (told.policy, told.mandatory) == (NAME, False)
    assert "excuses nothing" in told.message


def test_a_waiver_of_no_control_refuses_and_the_others_are_not_used() -> None:
    typo = {**WAIVER, "control": "GC-ENC-20"}
    told = run(InProcess(), [BAD], config=setting(waivers=[typo, WAIVER]), preview=True)
    assert of(told, NAME) == [("", True)]
    assert of(told, ENCRYPTED) == [(BAD.urn, True)]


def test_waivers_are_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "waivers.yaml"
    lines = "".join(f'    {key}: "{value}"\n' for key, value in WAIVER.items())
    file.write_text("waivers:\n  -\n" + lines, encoding="utf-8")
    monkeypatch.setenv("HERE", str(tmp_path))
    for name in (str(file), "$HERE/waivers.yaml"):
        [told] = run(InProcess(), [BAD], config=setting(waivers_file=name))
        assert (told.policy, told.mandatory) == (ENCRYPTED, False)


def test_a_waiver_names_a_block_too() -> None:
    component = Made("govcloud:block:ObjectStore", "files", provider="")
    store = Made(STORE, "files-bucket", TOKYO, parent=component.urn)
    told = run(InProcess(), [component, store], config=setting(waivers=[{**WAIVER, "subject": "files"}]))
    assert of(told, ENCRYPTED) == [(store.urn, False)]


@pytest.fixture
def system_file(tmp_path: Path) -> Path:
    """A system that accepts on AWS that its store has no key, and waives it for a plain resource."""
    acceptance = {"cloud": "aws", "block": "files", "loses": "customer_key", **SIGNED}
    waiver = {"control": ENCRYPTED, "subject": "*Store::plain", **SIGNED}
    data = system(workload={"files": {"kind": "object_store", "key": "key"}}, accepts=[acceptance], waivers=[waiver])
    file = tmp_path / "system.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_a_system_s_own_exceptions_count_for_its_stacks(system_file: Path) -> None:
    component = Made("govcloud:block:ObjectStore", "files", provider="", of_stack="prod-aws-workload")
    members = [component] + [
        Made(STORE, name, TOKYO, parent=parent, of_stack="prod-aws-workload")
        for name, parent in (("bucket", component.urn), ("plain", ""), ("other", ""))
    ]
    told = run(InProcess(), members, stack="prod-aws-workload", config=setting(system_file=str(system_file)))
    assert {(urn.rpartition("::")[2], mandatory) for urn, mandatory in of(told, ENCRYPTED)} == {
        ("bucket", False),
        ("plain", False),
        ("other", True),
    }
    assert of(told, NAME) == []


@pytest.mark.parametrize(("stack", "said"), [("prod", "stacks are named"), ("test-aws-workload", "no environment")])
def test_a_system_file_that_is_not_of_the_stack_refuses(system_file: Path, stack: str, said: str) -> None:
    members = [Made(STORE, "plain", TOKYO, of_stack=stack)]
    told = run(InProcess(), members, stack=stack, preview=True, config=setting(system_file=str(system_file)))
    assert [one.mandatory for one in told if one.policy == NAME and said in one.message] == [True]
    assert [mandatory for _, mandatory in of(told, ENCRYPTED)] == [True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "no such file"),
        ("system: vrs\n", "valid tuple"),
        ("waivers:\n  - {control: GC-ENC-02}\n", "Field required"),
        ("waivers: [\n", "waivers.yaml"),
    ],
)
def test_a_waivers_file_that_cannot_be_used_refuses(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "waivers.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    told = run(InProcess(), [KEPT, GOOD], config=setting(waivers_file=str(file)), preview=True)
    assert told
    assert {(one.policy, one.mandatory) for one in told} == {(NAME, True)}
    assert any(said in one.message for one in told)


@pytest.mark.parametrize(
    "values",
    [
        {"waivers_file": "waivers.yaml"},
        {"system_file": "system.yaml"},
        {"platform_provides": ["flows"]},
        {"lang": "fr"},
        {"colour": "red"},
    ],
)
def test_settings_that_cannot_be_meant_refuse(values: dict[str, object]) -> None:
    told = run(InProcess(), [KEPT, GOOD], config=setting(**values), preview=True)
    assert [(one.policy, one.mandatory) for one in told] == [(NAME, True)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"platform_provides": ["flows"]}, "基盤が提供するログに 'flows' はない"),
        ({"system_file": "/nowhere/system.yaml"}, "ファイルがない"),
        ({"waivers_file": "waivers.yaml"}, "'waivers.yaml' は絶対パスではない"),
    ],
)
def test_problems_with_settings_are_told_in_japanese(values: dict[str, object], said: str) -> None:
    told = run(InProcess(), [KEPT, GOOD], config=setting(lang="ja", **values), preview=True)
    assert [said in one.message for one in told] == [True]


def test_settings_problems_refuse_at_whatever_level() -> None:
    config = {NAME: {"enforcementLevel": "disabled", "waivers_file": "/nowhere/waivers.yaml"}}
    assert of(run(InProcess(), [], config=config), NAME) == [("", True)]


def test_a_whole_system_lacks_what_it_does_not_have_unless_the_platform_provides_it() -> None:
    def missing(**values: object) -> set[str]:
        told = run(InProcess(), [KEPT, GOOD], config=setting(**values))
        return {one.policy for one in told if one.mandatory and not one.urn}

    assert missing() == set()
    assert "GC-LOG-01" in missing(whole=True)
    assert missing(whole=True) - missing(whole=True, platform_provides=["control-plane"]) >= {"GC-LOG-01"}


def test_a_control_with_nothing_to_judge_is_not_applicable_rather_than_passed() -> None:
    client = InProcess()
    run(client, [])
    answer = client.AnalyzeStack(proto.AnalyzeStackRequest(resources=[KEPT.state(), GOOD.state()]))
    silent = {one.policy_name for one in answer.not_applicable}
    assert "GC-CTR-01" in silent
    assert not silent & {ENCRYPTED, PLACED}


def test_messages_hold_the_urn_and_what_to_do_in_the_language_asked_for() -> None:
    [english] = run(InProcess(), [BAD])
    assert "To do: give the store the system's own key" in english.message
    assert english.message.splitlines()[-1] == BAD.urn
    [japanese] = run(InProcess(), [BAD], config=setting(lang="ja"))
    assert "満たしていない" in japanese.message
    assert "対処: システムの鍵を指定する" in japanese.message


def test_a_secret_is_never_said() -> None:
    hidden = Made(STORE, "hidden", {**TOKYO, "key": secret("canary-key"), "password": secret("canary-password")})
    told = run(InProcess(), [hidden], config=setting(lang="en"))
    assert of(told, ENCRYPTED) == [(hidden.urn, True)]
    assert "canary" not in repr(told)


def test_what_breaks_refuses_and_quotes_no_value() -> None:
    def breaks(graph: Graph) -> Iterator[Fact]:
        raise KeyError(next(iter(graph)).at("password"))

    store = Made(STORE, "store", {"password": secret("canary-password")})
    told = run(InProcess(Analyzer(observe=breaks, today=lambda: TODAY)), [store], preview=True)
    assert [(one.policy, one.mandatory) for one in told] == [(NAME, True)]
    assert "could not be judged: KeyError at" in told[0].message
    assert "canary" not in told[0].message


def test_the_day_is_asked_for_at_every_judgement() -> None:
    days = iter([datetime.date(2026, 4, 1), datetime.date(2026, 4, 2)])
    client = InProcess(Analyzer(observe=observe, today=lambda: next(days)))
    config = setting(waivers=[WAIVER])
    assert not any(one.mandatory for one in run(client, [BAD], config=config, preview=True, stack=""))
    assert any(one.mandatory for one in run(client, [BAD], config=config, preview=True, stack=""))


def test_urns_of_what_is_not_in_the_stack_are_not_sent() -> None:
    told = run(InProcess(), [], config=setting(whole=True))
    assert {one.urn for one in told} == {""}
    assert urn(STORE, "bad") == BAD.urn
