"""Judging: what is missing, what breaks, what comes out in which order and under which fingerprint."""

import datetime
import pickle
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import govcloud.controls
from govcloud.controls import ALL, REFUSED, Assessment, Control, Facts, assess
from govcloud.errors import GovcloudError, UsageError
from govcloud.facts import UNKNOWN, AtRest, Fact, Key, KeyLevel, Permits, Reachable, Runs, Watches

TODAY = datetime.date(2026, 4, 1)
EXAMPLES: list[Fact] = [
    fact
    for control in ALL
    for group in (control.examples.passing, control.examples.failing, control.examples.unknown)
    for example in group
    for fact in example
]
BY_ID = {control.id: control for control in ALL}


def judged(*facts: Fact, control: str, **options) -> Assessment:
    return assess(facts, system="vrs", today=TODAY, controls=[BY_ID[control]], **options)


def answering(answer: object) -> Control:
    return replace(BY_ID["GC-ENC-01"], holds=cast("Callable[[Fact, Facts], bool]", lambda _fact, _facts: answer))


def test_an_exception_never_passes() -> None:
    def breaks(_fact: Fact, _facts: Facts) -> bool:
        raise KeyError("kms")

    broken = replace(BY_ID["GC-ENC-01"], holds=breaks)
    with pytest.raises(GovcloudError, match=r"GC-ENC-01 broke on AtRest\(subject='files'.*KeyError: 'kms'") as caught:
        assess([AtRest(subject="files", what="objects")], system="vrs", today=TODAY, controls=[broken])
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize("answer", [1, 0, UNKNOWN, "pass", ()])
def test_an_answer_that_is_no_verdict_never_passes(answer: object) -> None:
    with pytest.raises(GovcloudError, match="neither true, false nor none"):
        assess([AtRest(subject="files", what="objects")], system="vrs", today=TODAY, controls=[answering(answer)])


def test_an_exception_while_asking_whether_it_applies_never_passes() -> None:
    def breaks(_fact: Fact) -> bool:
        raise ValueError("no")

    broken = replace(BY_ID["GC-ENC-01"], applies=breaks)
    with pytest.raises(GovcloudError, match="GC-ENC-01 broke"):
        assess([AtRest(subject="files", what="objects")], system="vrs", today=TODAY, controls=[broken])


def test_only_one_place_asks_a_control() -> None:
    rooms = Path(govcloud.controls.__file__).parents[1]
    calling = {path.name for path in rooms.rglob("*.py") if re.search(r"\.holds\(", path.read_text())}
    assert calling == {"judging.py"}


@settings(deadline=None)
@given(st.permutations(EXAMPLES))
def test_the_order_of_facts_changes_nothing(shuffled: list[Fact]) -> None:
    assert assess(shuffled, system="vrs", today=TODAY) == assess(EXAMPLES, system="vrs", today=TODAY)


def test_facts_that_are_equal_count_once() -> None:
    fact = AtRest(subject="files", what="objects", level=KeyLevel.K1, known_key=True)
    assert len(judged(fact, fact, control="GC-ENC-02").findings) == 1


def test_fingerprints_are_unique() -> None:
    assessment = assess(EXAMPLES, system="vrs", today=TODAY)
    counted = Counter(finding.fingerprint for finding in assessment.findings)
    assert [one for one, times in counted.items() if times > 1] == []


def test_a_fingerprint_outlives_the_verdict() -> None:
    bad = AtRest(subject="files", what="objects", level=KeyLevel.K0, known_key=True)
    good = replace(bad, level=KeyLevel.K1, key="key")
    before, after = (judged(fact, control="GC-ENC-02", confidentiality=3).findings[0] for fact in (bad, good))
    assert (before.status, after.status) == ("fail", "pass")
    assert before.fingerprint == after.fingerprint


def test_a_fingerprint_is_the_same_on_every_machine_and_in_every_version() -> None:
    finding = judged(AtRest(subject="files", what="objects", level=KeyLevel.K0), control="GC-ENC-01").findings[0]
    assert finding.fingerprint == "cadef54a779155e2860f4c2f9654c1e1"


def test_one_grant_more_leaves_the_others_fingerprints_alone() -> None:
    first = Permits(subject="files", what="resource", who="anyone", principal="*", actions=("get",))
    second = Permits(subject="files", what="resource", who="anyone", principal="*", actions=("put",))
    alone = judged(second, control="GC-PUB-01").findings[0]
    both = judged(first, second, control="GC-PUB-01").findings
    assert alone.fingerprint in {finding.fingerprint for finding in both}
    assert len({finding.fingerprint for finding in both}) == 2


def test_systems_and_clouds_have_fingerprints_of_their_own() -> None:
    fact = AtRest(subject="files", what="objects", level=KeyLevel.K0)
    prints = {
        assess([fact], system=name, cloud=cloud, today=TODAY, controls=[BY_ID["GC-ENC-01"]]).findings[0].fingerprint
        for name in ("one", "other")
        for cloud in ("aws", "azure", "gcp")
    }
    assert len(prints) == 6


def test_an_assessment_travels_between_processes() -> None:
    assessment = assess(EXAMPLES, system="vrs", today=TODAY)
    arrived = pickle.loads(pickle.dumps(assessment))
    assert arrived == assessment
    assert [one.message("ja") for one in arrived.findings] == [one.message("ja") for one in assessment.findings]


def test_an_empty_system_fails_what_must_exist() -> None:
    assessment = assess((), system="vrs", today=TODAY)
    missing = [(finding.control, finding.what) for finding in assessment.open]
    assert missing == [
        ("GC-LOG-01", "control-plane"),
        ("GC-MON-01", "audit-change"),
        ("GC-MON-01", "iam-change"),
        ("GC-MON-01", "key-change"),
        ("GC-MON-01", "network-change"),
        ("GC-MON-01", "root-use"),
        ("GC-MON-01", "store-policy-change"),
    ]
    assert {finding.subject for finding in assessment.findings} == {"vrs"}


def test_every_control_says_something_about_a_whole_system() -> None:
    for facts in ((), EXAMPLES):
        assessment = assess(facts, system="vrs", today=TODAY)
        assert {finding.control for finding in assessment.findings} == set(BY_ID)


def test_a_part_misses_nothing() -> None:
    assert assess((), system="vrs", today=TODAY, whole=False).findings == ()


def test_what_runs_must_be_scanned() -> None:
    runs = (
        Runs(subject="api", what="container"),
        Runs(subject="host", what="host"),
        Runs(subject="f", what="function"),
    )
    assessment = judged(*runs, control="GC-VUL-01")
    assert [(one.status, one.what) for one in assessment.findings] == [("fail", "hosts"), ("fail", "images")]


def test_an_alarm_for_one_event_is_not_one_for_another() -> None:
    assessment = judged(Watches(subject="oncall", what="root-use", tells=True), control="GC-MON-01")
    assert assessment.counts == {"fail": 5, "unknown": 0, "pass": 1, "not_applicable": 0}


def test_the_level_follows_the_confidentiality() -> None:
    fact = Key(subject="key", what="encryption", level=KeyLevel.K1, hsm=False)
    assert judged(fact, control="GC-ENC-03", confidentiality=2).open == ()
    assert len(judged(fact, control="GC-ENC-03", confidentiality=2).recommended) == 1
    assert len(judged(fact, control="GC-ENC-03", confidentiality=3).open) == 1


def test_a_confidentiality_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="1, 2 or 3"):
        assess((), system="vrs", today=TODAY, confidentiality=4)


@pytest.mark.parametrize(
    ("level", "refusing"),
    [
        (KeyLevel.K1, set()),
        (KeyLevel.NONE, {"rehearsal", "preview", "update"}),
        (UNKNOWN, {"rehearsal", "update"}),
    ],
)
def test_what_refuses_in_which_phase(level: KeyLevel, refusing: set[str]) -> None:
    assessment = judged(AtRest(subject="files", what="objects", level=level), control="GC-ENC-01")
    assert {phase for phase in REFUSED if assessment.refuses(phase)} == refusing


def test_what_is_recommended_refuses_nothing() -> None:
    assessment = judged(Key(subject="key", what="encryption", level=KeyLevel.K1, hsm=False), control="GC-ENC-03")
    assert not any(assessment.refuses(phase) for phase in REFUSED)


def test_block_and_source_reach_the_finding() -> None:
    urn = "urn:pulumi:prod::vrs::example:index:Parent$example:index:Store::files"
    fact = AtRest(subject=urn, what="objects", level=KeyLevel.NONE)
    finding = judged(fact, control="GC-ENC-01", components={urn: "files"}, sources={urn: "system.yaml:12"}).findings[0]
    assert (finding.block, finding.source) == ("files", "system.yaml:12")
    assert finding.message().startswith("files (example:index:Store): Encrypt data at rest: does not hold.")


def test_a_message_says_what_was_seen_and_what_to_do_in_both_languages() -> None:
    finding = judged(Reachable(subject="records", what="database", by="internet"), control="GC-PUB-02").findings[0]
    assert finding.message("en") == (
        "records: No publicly reachable database: does not hold. Seen: reach (database): by internet. To do: put it in "
        "the network's data subnets without a public address; reach it through an `investigation_host`."
    )
    assert finding.message("ja") == (
        "records: データベースを公開しない: 満たしていない。確認した内容: 到達性(データベース): 誰から インターネット。"
        "対処: 公開アドレスを外し、ネットワークの data サブネットに置く。調査は `investigation_host` から行う。"
    )


def test_an_unknown_names_the_fields_that_are_not_known() -> None:
    fact = AtRest(subject="files", what="objects", level=KeyLevel.K1, known_key=UNKNOWN)
    message = judged(fact, control="GC-ENC-02").findings[0].message()
    assert "cannot be seen" in message
    assert "Not known: known key." in message


def test_every_finding_has_a_message_in_both_languages() -> None:
    for facts in ((), EXAMPLES):
        for finding in assess(facts, system="vrs", today=TODAY).findings:
            assert finding.message("en").startswith(finding.subject)
            assert not finding.message("ja").isascii()
            assert "\n" not in finding.message("en") + finding.message("ja")


def test_a_predicate_is_asked_once_for_each_fact_it_is_about() -> None:
    asked: Counter[str] = Counter()

    def counting(control: Control) -> Control:
        def holds(fact: Fact, facts: Facts) -> bool | None:
            asked[control.id] += 1
            return control.holds(fact, facts)

        return replace(control, holds=holds)

    facts = [replace(fact, subject=f"{fact.subject}-{number}") for number in range(50) for fact in Facts(EXAMPLES)]
    counted = assess(facts, system="vrs", today=TODAY, controls=[counting(control) for control in ALL])
    assert sum(asked.values()) == sum(finding.fact is not None for finding in counted.findings)


def test_the_control_that_is_not_in_the_catalogue_brings_its_own_entry() -> None:
    row = replace(BY_ID["GC-ENC-01"].entry, id="EX-01", en="Ours", ja="独自")
    own = replace(BY_ID["GC-ENC-01"], id="EX-01", own_entry=row)
    fact = AtRest(subject="files", what="objects", level=KeyLevel.NONE)
    assert [one.control for one in assess([fact], system="vrs", today=TODAY, controls=[own]).open] == ["EX-01"]


@pytest.mark.parametrize(("confidentiality", "status"), [(1, "not_applicable"), (2, "not_applicable"), (3, "fail")])
def test_the_level_of_keys_follows_the_classification_of_data(confidentiality: int, status: str) -> None:
    fact = AtRest(subject="files", what="objects", level=KeyLevel.K1, known_key=True, key="key")
    found = judged(fact, control="GC-ENC-04", confidentiality=confidentiality).findings
    assert [one.status for one in found] == [status]
