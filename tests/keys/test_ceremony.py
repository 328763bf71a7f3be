"""The ceremony around the import: making, comparing, destroying, closing; and what the records say is due."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from govcloud.clouds.wrapping import Kind
from govcloud.keys.ceremony import Ceremony
from govcloud.keys.record import Line, Record, verify
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sealed_file import SealedFile
from govcloud.keys.signing import Signer
from govcloud.keys.sources import Held
from govcloud.keys.status import Due, due, unturned
from govcloud.keys.step import Event, Step
from tests.keys.test_record import FIELDS, WHO, event

NOW = datetime.datetime(2026, 11, 22, 6, 0, 0, tzinfo=datetime.UTC)
SYSTEM = "digital-agency/example"


def sealed(folder: Path, name: str = "trial.keys") -> SealedFile:
    return SealedFile(folder / name, lambda: "correct horse battery staple", cost=14)


def begun(folder: Path, source: SealedFile, who: tuple[str, ...] = WHO, system: str = SYSTEM) -> Ceremony:
    signer = folder / "officer.pem"
    if not signer.exists():
        Signer.generate().write(signer, lambda: "correct horse battery staple")
    officer = Signer.read(signer, lambda: "correct horse battery staple")
    return Ceremony(system, source, Record(folder / "ceremony.jsonl", officer), who, lambda: NOW)


def test_a_ceremony_from_beginning_to_end_is_in_its_record(tmp_path: Path) -> None:
    with sealed(tmp_path) as source, sealed(tmp_path, "escrow.keys") as escrow:
        ceremony = begun(tmp_path, source)
        made = ceremony.generate("records", Kind.AES_256)
        escrow.generate("records", Kind.AES_256)
        with pytest.raises(CeremonyError, match=r"sealed file trial\.keys was given as its own escrow"):
            ceremony.compare("records", source)
        (tmp_path / "copy.keys").write_bytes((tmp_path / "trial.keys").read_bytes())
        with sealed(tmp_path, "copy.keys") as copy:
            assert ceremony.compare("records", copy)
        assert not ceremony.compare("records", escrow)
        assert ceremony.destroy("records", ("records", made.fingerprint[-8:])) == made
        head = ceremony.close()
    officer = Signer.read(tmp_path / "officer.pem", lambda: "correct horse battery staple")
    lines = verify((tmp_path / "ceremony.jsonl").read_bytes(), officer.verifier, head)
    assert [(line.event.step, line.event.outcome) for line in lines] == [
        (Step.BEGUN, "done"),
        (Step.GENERATED, "done"),
        (Step.ESCROWED, "done"),
        (Step.ESCROWED, "failed"),
        (Step.DESTROYED, "done"),
        (Step.CLOSED, "done"),
    ]
    assert lines[3].ja.startswith("次の手順は失敗した: sealed file escrow.keysに同一の鍵records")


@pytest.mark.parametrize("confirmed", [("records", ""), ("", ""), ("other", None), ("records", "00000000")])
def test_nothing_is_destroyed_without_both_confirmations(tmp_path: Path, confirmed: tuple[str, str | None]) -> None:
    with sealed(tmp_path) as source:
        ceremony = begun(tmp_path, source)
        made = ceremony.generate("records", Kind.AES_256)
        given = (confirmed[0], made.fingerprint[-8:] if confirmed[1] is None else confirmed[1])
        with pytest.raises(CeremonyError, match="not confirmed"):
            ceremony.destroy("records", given)
        assert source.held() == (made,)


def test_a_process_that_holds_a_ceremony_leaves_no_core_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="core files are limited on POSIX systems only")
    with sealed(tmp_path) as source:
        begun(tmp_path, source)
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def test_nobody_destroys_a_key_alone(tmp_path: Path) -> None:
    with sealed(tmp_path) as source:
        ceremony = begun(tmp_path, source, WHO[:1])
        made = ceremony.generate("records", Kind.AES_256)
        with pytest.raises(CeremonyError, match="two people"):
            ceremony.destroy("records", ("records", made.fingerprint[-8:]))
        assert source.held() == (made,)


def test_a_closed_ceremony_destroys_and_makes_nothing(tmp_path: Path) -> None:
    with sealed(tmp_path) as source:
        ceremony = begun(tmp_path, source)
        made = ceremony.generate("records", Kind.AES_256)
        ceremony.close()
        with pytest.raises(CeremonyError, match="has been closed"):
            ceremony.destroy("records", ("records", made.fingerprint[-8:]))
        with pytest.raises(CeremonyError, match="has been closed"):
            ceremony.generate("more", Kind.AES_256)
        assert source.held() == (made,)


def test_a_ceremony_goes_on_in_its_own_record_only(tmp_path: Path) -> None:
    with sealed(tmp_path) as source:
        begun(tmp_path, source).generate("records", Kind.AES_256)
        assert len(begun(tmp_path, source).record.lines) == 2
        with pytest.raises(CeremonyError, match="another system's"):
            begun(tmp_path, source, system="digital-agency/other")


def _lines(*events: Event) -> list[Line]:
    return [
        Line(number=n, previous=None, event=e, en="", ja="", signer=FIELDS["blob"]) for n, e in enumerate(events, 1)
    ]


TARGET = FIELDS["target"]
UNTIL = "2027-01-31T00:00:00Z"
ENDS = datetime.datetime(2027, 1, 31, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("days", "urgency"), [(61, "far"), (60, "near"), (31, "near"), (30, "urgent"), (1, "urgent"), (0, "over")]
)
def test_the_end_of_imported_material_is_told_60_and_30_days_ahead(days: int, urgency: str) -> None:
    lines = _lines(event(Step.WRAPPED), event(Step.IMPORTED, until=UNTIL))
    [told] = due(lines, ENDS - datetime.timedelta(days=days))
    assert (told.ends, told.target, told.at, told.urgency) == ("material", TARGET, ENDS, urgency)


def test_a_later_import_counts_and_a_failed_one_does_not() -> None:
    later = event(Step.IMPORTED, until="2027-06-30T00:00:00Z", blob="sha256:" + "45" * 32)
    lines = _lines(event(Step.IMPORTED, until=UNTIL), later, event(Step.IMPORTED, outcome="failed"))
    assert [one.at.month for one in due(lines, NOW)] == [6]


@pytest.mark.parametrize(("service", "hours"), [("aws:kms", 24), ("gcp:kms", 72)])
def test_what_was_wrapped_and_not_imported_waits_for_its_token_to_lapse(service: str, hours: int) -> None:
    [told] = due(_lines(event(Step.WRAPPED, service=service)), NOW)
    assert told == Due("token", "records", TARGET, NOW + datetime.timedelta(hours=hours), "urgent")
    [over] = due(_lines(event(Step.WRAPPED, service=service)), NOW + datetime.timedelta(hours=hours))
    assert over.urgency == "over"
    assert due(_lines(event(Step.WRAPPED, service="azure:key-vault")), NOW) == ()
    assert due(_lines(event(Step.WRAPPED), event(Step.IMPORTED)), NOW) == ()


def test_a_renewal_falls_due_by_the_days_of_the_plan() -> None:
    [told] = due(_lines(event(Step.IMPORTED)), NOW + datetime.timedelta(days=340), {TARGET: 365})
    assert (told.ends, told.at, told.urgency) == ("renewal", NOW + datetime.timedelta(days=365), "urgent")


def test_records_may_be_given_in_any_order() -> None:
    """A renewal's record before the first ceremony's: the later import counts all the same."""
    first = event(Step.IMPORTED, until=UNTIL)
    later = event(Step.IMPORTED, 30, until="2027-06-30T00:00:00Z", blob="sha256:" + "45" * 32)
    assert due(_lines(later, first), NOW) == due(_lines(first, later), NOW)
    assert [one.at.month for one in due(_lines(later, first), NOW)] == [6]


def test_a_token_lapses_when_the_cloud_said_so_and_not_a_day_after_the_wrapping() -> None:
    [told] = due(_lines(event(Step.WRAPPED, until="2026-11-22T07:00:00Z")), NOW)
    assert (told.ends, told.at) == ("token", NOW + datetime.timedelta(hours=1))


def test_an_import_that_was_not_turned_to_is_told_until_it_is() -> None:
    first, second = event(Step.IMPORTED), event(Step.IMPORTED, 1, key="records.2")
    third = event(Step.IMPORTED, 3, key="records.3")
    turned = event(Step.ROTATED, 2, key="records.2")
    assert unturned(_lines(first)) == ()
    assert unturned(_lines(first, second)) == (second,)
    assert unturned(_lines(first, second, event(Step.ROTATED, 2, key="records.2", outcome="failed"))) == (second,)
    assert unturned(_lines(turned, second, first)) == ()
    assert unturned(_lines(first, second, turned, third)) == (third,)
    assert unturned(_lines(first, second, turned, third, event(Step.ROTATED, 4, key="records.3"))) == ()


@pytest.mark.parametrize("how", ["the same path", "another path", "a link"])
def test_a_source_is_no_escrow_of_its_own(tmp_path: Path, how: str) -> None:
    with sealed(tmp_path) as source:
        ceremony = begun(tmp_path, source)
        ceremony.generate("records", Kind.AES_256)
        (tmp_path / "more").mkdir()
        (tmp_path / "linked.keys").symlink_to(tmp_path / "trial.keys")
        given = {"the same path": "trial.keys", "another path": "more/../trial.keys", "a link": "linked.keys"}
        with sealed(tmp_path, given[how]) as escrow, pytest.raises(CeremonyError, match="as its own escrow"):
            ceremony.compare("records", escrow)
        assert [line.event.step for line in ceremony.record.lines] == [Step.BEGUN, Step.GENERATED]


def test_a_clock_that_is_set_back_during_a_step_does_not_keep_it_out_of_the_record(tmp_path: Path) -> None:
    """What was done is written down in any case; what would be begun earlier than the last step is refused."""
    hour = datetime.timedelta(hours=1)
    with sealed(tmp_path) as source:
        ceremony = begun(tmp_path, source)
        honest = source.generate

        def during(name: str, kind: Kind) -> Held:
            ceremony.clock = lambda: NOW - hour
            return honest(name, kind)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(source, "generate", during)
            ceremony.generate("records", Kind.AES_256)
        assert [line.event.when for line in ceremony.record.lines] == ["2026-11-22T06:00:00Z"] * 2
        with pytest.raises(
            CeremonyError, match=r"2026-11-22T05:00:00Z, after 2026-11-22T06:00:00Z.*is the clock right"
        ):
            ceremony.generate("more", Kind.AES_256)
        assert [held.name for held in source.held()] == ["records"]
