"""Waivers and acceptances: what they excuse, when they end, and that nothing is excused in silence."""

import datetime

import pytest
from pydantic import ValidationError

from govcloud.controls import ALL, Acceptance, Assessment, Finding, Waiver, assess
from govcloud.errors import FileError
from govcloud.facts import (
    UNKNOWN,
    AtRest,
    Fact,
    Filters,
    KeyLevel,
    Promise,
    Reachable,
    Recoverable,
    Retained,
    Runs,
    Watches,
)

TODAY = datetime.date(2026, 4, 1)
LATER = datetime.date(2027, 3, 31)
BY_ID = {control.id: control for control in ALL}
PLAIN = AtRest(subject="files", what="objects", level=KeyLevel.NONE)


def waiver(control: str = "GC-ENC-01", subject: str = "files", until: datetime.date = LATER) -> Waiver:
    return Waiver(control=control, subject=subject, because="R-012", approver="ciso@example.go.jp", until=until)


def acceptance(block: str, loses: str, cloud: str = "gcp", until: datetime.date = LATER) -> Acceptance:
    return Acceptance(
        cloud=cloud, block=block, loses=loses, because="R-012", approver="ciso@example.go.jp", until=until
    )


def judged(*facts: Fact, control: str = "GC-ENC-01", **options) -> Assessment:
    return assess(facts, system="vrs", today=TODAY, controls=[BY_ID[control]], **options)


def only(assessment: Assessment) -> Finding:
    (finding,) = assessment.findings
    return finding


def test_a_waived_failure_stays_a_failure_and_is_not_open() -> None:
    assessment = judged(PLAIN, waivers=[waiver()])
    assert only(assessment).status == "fail"
    assert only(assessment).exception == waiver()
    assert assessment.open == ()
    assert assessment.excepted == assessment.findings
    assert not assessment.refuses("rehearsal")
    assert assessment.unused == ()


def test_a_waived_unknown_stays_unknown_and_refuses_nothing() -> None:
    assessment = judged(AtRest(subject="files", what="objects", level=UNKNOWN), waivers=[waiver()])
    assert only(assessment).status == "unknown"
    assert assessment.unknown_mandatory == ()


@pytest.mark.parametrize(
    ("subject", "excused"),
    [
        ("files", True),
        ("*::logs-store", True),
        ("urn:pulumi:prod::vrs::example:index:Store::*", True),
        ("urn:pulumi:prod::vrs::example:index:Store::other", False),
        ("FILES", False),
        ("file", False),
    ],
)
def test_a_waiver_names_a_block_or_a_pattern_of_urns(subject: str, excused: bool) -> None:
    urn = "urn:pulumi:prod::vrs::example:index:Store::logs-store"
    fact = AtRest(subject=urn, what="objects", level=KeyLevel.NONE)
    assessment = judged(fact, components={urn: "files"}, waivers=[waiver(subject=subject)])
    assert (only(assessment).exception is not None) is excused
    assert bool(assessment.unused) is not excused


def test_a_waiver_excuses_its_control_only() -> None:
    fact = AtRest(subject="files", what="objects", level=KeyLevel.NONE, known_key=False)
    assessment = assess(
        [fact],
        system="vrs",
        today=TODAY,
        controls=[BY_ID["GC-ENC-01"], BY_ID["GC-ENC-02"]],
        waivers=[waiver("GC-ENC-02")],
    )
    assert [finding.control for finding in assessment.open] == ["GC-ENC-01"]


def test_what_is_missing_is_waived_on_the_system() -> None:
    assessment = judged(control="GC-LOG-01", waivers=[waiver("GC-LOG-01", "vrs")])
    assert assessment.open == ()


def test_a_waiver_that_excuses_nothing_is_unused() -> None:
    kept = AtRest(subject="files", what="objects", level=KeyLevel.K1)
    assert judged(kept, waivers=[waiver()]).unused == (waiver(),)


def test_a_waiver_of_a_control_that_was_not_judged_is_neither_used_nor_unused() -> None:
    assert judged(PLAIN, waivers=[waiver("GC-PUB-01")]).unused == ()


def test_the_last_day_counts_and_the_day_after_is_an_error() -> None:
    assert judged(PLAIN, waivers=[waiver(until=TODAY)]).open == ()
    ended = TODAY - datetime.timedelta(days=1)
    with pytest.raises(FileError) as caught:
        judged(
            PLAIN,
            waivers=[waiver(), waiver(until=ended)],
            acceptances=[acceptance("api", "read_only_root", until=ended)],
        )
    first, second = caught.value.problems
    assert (first.key, second.key) == ("waivers[1].until", "accepts[0].until")
    assert "waiver of GC-ENC-01 on files ended on 2026-03-31" in str(first)
    assert "ciso@example.go.jp renew it" in first.hint
    assert "api loses read_only_root on gcp ended" in str(second)


def test_a_waiver_of_no_control_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(FileError, match=r"\[waivers\[0\].control\].*did you mean 'GC-ENC-02'"):
        judged(PLAIN, waivers=[waiver("GC-ENC-2")])


@pytest.mark.parametrize("field", ["control", "subject", "because", "approver"])
def test_an_exception_says_everything(field: str) -> None:
    said = waiver().model_dump()
    with pytest.raises(ValidationError):
        Waiver(**{**said, field: "  "})
    del said[field]
    with pytest.raises(ValidationError):
        Waiver(**said)


@pytest.mark.parametrize("subject", ["*", "**", "?*"])
def test_nobody_waives_everything(subject: str) -> None:
    with pytest.raises(ValidationError):
        waiver(subject=subject)


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError):
        Waiver.model_validate({**waiver().model_dump(), "ticket": "R-012"})


@pytest.mark.parametrize("model", [Waiver, Acceptance])
def test_every_field_is_described_in_both_languages(model: type) -> None:
    for described in model.model_json_schema()["properties"].values():
        assert described["description"].isascii()
        assert not described["x-description-ja"].isascii()


LOST_IMAGE_TRUST = [Promise("trusted_image", Runs(subject="api", what="container", trusted=True))]
RUNNING = Runs(subject="api", what="container", pinned=True, trusted=False, privileged=True)


def test_an_acceptance_excuses_what_its_lost_promise_explains() -> None:
    assessment = judged(
        RUNNING,
        control="GC-CTR-04",
        acceptances=[acceptance("api", "trusted_image")],
        promises={"api": LOST_IMAGE_TRUST},
    )
    assert only(assessment).status == "fail"
    assert only(assessment).exception == acceptance("api", "trusted_image")
    assert assessment.open == assessment.unused == ()


def test_an_acceptance_does_not_excuse_another_failure_of_the_same_thing() -> None:
    assessment = judged(
        RUNNING,
        control="GC-CTR-01",
        acceptances=[acceptance("api", "trusted_image")],
        promises={"api": LOST_IMAGE_TRUST},
    )
    assert len(assessment.open) == 1
    assert assessment.unused == (acceptance("api", "trusted_image"),)


def test_an_acceptance_does_not_excuse_more_than_what_was_lost() -> None:
    unpinned = Runs(subject="api", what="container", pinned=False, trusted=False)
    options = {"acceptances": [acceptance("api", "trusted_image")], "promises": {"api": LOST_IMAGE_TRUST}}
    assert len(judged(unpinned, control="GC-CTR-04", **options).open) == 1


def test_a_lost_promise_that_is_not_said_any_more_is_excused_too() -> None:
    silent = Runs(subject="api", what="container", pinned=True)
    options = {"acceptances": [acceptance("api", "trusted_image")], "promises": {"api": LOST_IMAGE_TRUST}}
    assessment = judged(silent, control="GC-CTR-04", **options)
    assert only(assessment).status == "unknown"
    assert assessment.unknown_mandatory == ()


def test_an_acceptance_reaches_the_resources_of_its_block_and_no_others() -> None:
    facts = [Recoverable(subject=urn, what="database", zones=1) for urn in ("urn:a::b::c::one", "urn:a::b::c::two")]
    promised = [Promise("zones", Recoverable(subject="records", what="database", zones=3))]
    assessment = judged(
        *facts,
        control="GC-AVL-01",
        components={"urn:a::b::c::one": "records"},
        acceptances=[acceptance("records", "zones")],
        promises={"records": promised},
    )
    assert [finding.subject for finding in assessment.open] == ["urn:a::b::c::two"]


def test_an_acceptance_of_a_lost_companion_excuses_what_stands_beside_it() -> None:
    lost = Filters(subject="entry", what="web", present=True, managed_rules=True, blocks=True)
    assessment = judged(
        Reachable(subject="entry", what="web", by="internet"),
        control="GC-WAF-01",
        acceptances=[acceptance("entry", "firewall")],
        promises={"entry": [Promise("firewall", lost)]},
    )
    assert only(assessment).exception is not None


def test_an_acceptance_of_what_is_missing_excuses_its_absence() -> None:
    promises = {"oncall": [Promise("root_use", Watches(subject="oncall", what="root-use", tells=True))]}
    assessment = judged(control="GC-MON-01", acceptances=[acceptance("oncall", "root_use")], promises=promises)
    assert [finding.what for finding in assessment.excepted] == ["root-use"]
    assert len(assessment.open) == 5


def test_two_acceptances_together_excuse_what_neither_explains_alone() -> None:
    promises = {
        "archive": [
            Promise("days", Retained(subject="archive", what="audit", days=400)),
            Promise("locked", Retained(subject="archive", what="audit", locked=True)),
        ]
    }
    both = [acceptance("archive", "days"), acceptance("archive", "locked")]
    lost = Retained(subject="archive", what="audit", days=30, locked=False)
    assert len(judged(lost, control="GC-RET-01", acceptances=both[:1], promises=promises).open) == 1
    assessment = judged(lost, control="GC-RET-01", acceptances=both, promises=promises)
    assert assessment.open == assessment.unused == ()


def test_an_acceptance_for_another_cloud_is_left_aside() -> None:
    options = {"acceptances": [acceptance("api", "trusted_image", cloud="aws")], "promises": {"api": LOST_IMAGE_TRUST}}
    assessment = judged(RUNNING, control="GC-CTR-04", cloud="gcp", **options)
    assert len(assessment.open) == 1
    assert assessment.unused == ()


def test_an_acceptance_of_a_promise_that_is_none_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(FileError, match="did you mean 'trusted_image'"):
        judged(RUNNING, acceptances=[acceptance("api", "trusted_images")], promises={"api": LOST_IMAGE_TRUST})


def test_an_acceptance_without_its_blocks_promises_excuses_nothing() -> None:
    assessment = judged(RUNNING, control="GC-CTR-04", acceptances=[acceptance("api", "trusted_image")])
    assert len(assessment.open) == 1
    assert assessment.unused == (acceptance("api", "trusted_image"),)
