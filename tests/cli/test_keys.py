"""The ceremony by the command line, where no cloud is asked: planning, making, comparing, destroying, the record."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from govcloud.keys.sealed_file import SealedFile
from tests.cli.conftest import VRS, Cli
from tests.cli.keys import PASSPHRASE, WHO, Room, material, secret
from tests.keys.test_age import OWN, identity, recipient

CLOUDS = ("aws", "azure", "gcp")


@pytest.fixture
def room(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(SealedFile.__init__, "__defaults__", (14,))  # scrypt at its cheapest
    return Room.ready(tmp_path)


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))


def test_the_plan_says_level_place_and_origin_of_every_key(cli: Cli, room: Room) -> None:
    rows = cli("keys", "plan", "--json").data
    assert [(row["cloud"], row["key"]) for row in rows] == [(c, k) for c in CLOUDS for k in ("key", "key-dr")]
    assert {(row["level"], row["made"]) for row in rows} == {("K2", "import")}
    assert rows[1]["place"] == "osaka"
    assert rows[1]["material"] == rows[0]["material"] == material("aws")
    told = cli("keys", "plan", "--cloud", "azure", "--lang", "ja").out
    assert "大阪" in told
    assert "水準" in told
    assert "持ち込み 2 件" in told


def test_a_system_without_brought_keys_has_a_plan_and_no_ceremony(cli: Cli) -> None:
    assert {row["made"] for row in cli("keys", "plan", VRS, "--env", "prod", "--json").data} == {"cloud"}
    said = cli("keys", "generate", VRS, "--env", "prod", "--dry-run")
    assert (said.code, "there is no ceremony" in said.err) == (2, True)


@pytest.mark.parametrize("verb", ["destroy", "escrow-check", "generate", "import", "rotate", "verify", "wrap"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_dry_run_prints_the_runbook_and_does_nothing(cli: Cli, room: Room, verb: str, lang: str) -> None:
    before = sorted(path.name for path in room.folder.iterdir())
    said = cli("keys", verb, "--dry-run", "--cloud", "aws", "--lang", lang)
    assert said.code == 0
    assert said.out.startswith("# ")
    assert material("aws") in said.out
    assert material("gcp") not in said.out
    assert bool(re.search("[ぁ-ん]", said.out)) == (lang == "ja")
    assert "{" not in said.out
    assert sorted(path.name for path in room.folder.iterdir()) == before


def test_generating_makes_what_is_missing_and_tells_it_as_the_record_does(cli: Cli, room: Room) -> None:
    said = cli("keys", "generate", "--cloud", "aws", *room.sealed, *room.kept)
    assert said.code == 0, said.err
    assert f"Key {material('aws')} (aes-256) was generated in sealed file trial.keys" in said.out
    again = cli("keys", "generate", *room.sealed, *room.kept, "--json")
    assert again.code == 0, again.err
    assert [step["key"] for step in again.data["steps"]] == [material("azure"), material("gcp")]
    assert again.data["already"] == [material("aws")]
    assert again.data["head"] == room.lines[-1].digest
    assert {line.event.who for line in room.lines} == {WHO}
    assert room.steps == [("begun", "done"), *[("generated", "done")] * 3]


def test_a_key_that_no_record_saw_made_is_told(cli: Cli, room: Room) -> None:
    """A process killed between the two leaves such a key; so does somebody who put it there."""
    generate = ("keys", "generate", "--cloud", "aws", *room.sealed)
    assert cli(*generate, *room.kept).code == 0
    assert "saw" not in cli(*generate, *room.kept).err
    said = cli(*generate, "--record", "other.jsonl", *room.kept[2:])
    assert f"no record that was given saw {material('aws')} made" in said.err
    known = cli(*generate, "--record", "third.jsonl", *room.kept[2:], "--earlier", "c.jsonl")
    assert (known.code, "saw" in known.err) == (0, False)


def test_a_source_may_be_sealed_to_an_age_recipient(cli: Cli, room: Room) -> None:
    secret(room.folder / "identity", identity(OWN))
    said = cli("keys", "generate", "--cloud", "aws", "--sealed", "a.keys", "--recipient", recipient(OWN), *room.kept)
    assert said.code == 0, said.err
    more = cli("keys", "generate", "--sealed", "a.keys", "--identity", "identity", *room.kept, "--json")
    assert (more.code, len(more.data["steps"])) == (0, 2), more.err
    without = cli("keys", "generate", "--sealed", "a.keys", "--recipient", recipient(OWN), *room.kept)
    assert (without.code, "an age identity is needed" in without.err) == (2, True)


def test_an_escrow_with_the_same_keys_passes_and_another_fails(cli: Cli, room: Room) -> None:
    assert cli("keys", "generate", "--cloud", "aws", *room.sealed, *room.kept).code == 0
    (room.folder / "copy.keys").write_bytes((room.folder / "trial.keys").read_bytes())
    compare = ("keys", "escrow-check", "--cloud", "aws", *room.sealed, "--escrow-secret-file", "secret", *room.kept)
    assert cli(*compare, "--escrow-sealed", "copy.keys").code == 0
    with SealedFile(room.folder / "other.keys", lambda: PASSPHRASE) as other:
        other.generate(material("aws"), room.lines[1].event.kind)  # type: ignore[arg-type]
    assert cli(*compare, "--escrow-sealed", "nothing.keys").code == 1
    said = cli(*compare, "--escrow-sealed", "other.keys")
    assert said.code == 1
    assert (
        said.out.splitlines()[0].split("  ", 2)[2].startswith("This failed: sealed file other.keys was found to hold")
    )
    assert room.steps[2:] == [("escrowed", "done"), ("escrowed", "failed"), ("escrowed", "failed")]


def test_destroying_takes_two_typed_confirmations_and_two_people(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("keys", "generate", "--cloud", "aws", *room.sealed, *room.kept).code == 0
    made = room.lines[-1].event
    assert made.fingerprint is not None
    destroy = ("keys", "destroy", "--material", material("aws"), *room.sealed)
    for answers in (("", ""), (material("aws"), "00000000"), (made.fingerprint[-8:], material("aws"))):
        typed(monkeypatch, *answers)
        assert cli(*destroy, *room.kept).code != 0
    typed(monkeypatch, material("aws"), made.fingerprint[-8:])
    alone = cli(*destroy, *room.kept_by(WHO[0]))
    assert (alone.code, "two people" in alone.err) == (2, True)
    assert made.fingerprint[-8:] not in alone.out + alone.err
    assert room.steps[-1] == ("generated", "done")
    typed(monkeypatch, material("aws"), made.fingerprint[-8:])
    said = cli(*destroy, *room.kept, "--lang", "ja")
    assert said.code == 0, said.err
    assert "を破棄した" in said.out
    with SealedFile(room.folder / "trial.keys", lambda: PASSPHRASE) as source:
        assert source.held() == ()


def test_a_record_is_closed_and_verified_by_an_auditor(cli: Cli, room: Room) -> None:
    assert cli("keys", "generate", "--cloud", "aws", *room.sealed, *room.kept).code == 0
    verify = ("keys", "record", "verify", "c.jsonl", "--signed-by", "officer.pem.pub")
    assert "not closed yet" in cli(*verify).err
    assert cli("keys", "record", "close", *room.kept).code == 0
    head = room.lines[-1].digest
    said = cli(*verify, "--head", head)
    assert (said.code, said.err) == (0, "")
    assert f"3 steps, signed by {room.signer.verifier.fingerprint}; its head is {head}" in said.out
    told = cli(*verify, "--json").data
    assert (told["intact"], told["closed"], [step["step"] for step in told["steps"]]) == (
        True,
        True,
        ["begun", "generated", "closed"],
    )
    assert "を終了した" in cli(*verify, "--lang", "ja").out
    after = cli("keys", "generate", *room.sealed, *room.kept)
    assert (after.code, "has been closed" in after.err) == (2, True)


@pytest.mark.parametrize("how", ["cut", "changed", "another signer", "another head", "junk"])
def test_a_record_that_does_not_hold_is_a_finding(cli: Cli, room: Room, how: str) -> None:
    assert cli("keys", "generate", "--cloud", "aws", *room.sealed, *room.kept).code == 0
    whole = (room.folder / "c.jsonl").read_bytes()
    changed = {"cut": whole[:-20], "changed": whole.replace("管理者1".encode(), "管理者2".encode()), "junk": b"\xff\n"}
    (room.folder / "c.jsonl").write_bytes(changed.get(how, whole))
    by = "officer.pem.pub"
    if how == "another signer":
        assert cli("keys", "record", "signer", "other.pem", "--secret-file", "secret").code == 0
        by = "other.pem.pub"
    head = ("--head", f"sha256:{'0' * 64}") if how == "another head" else ()
    said = cli("keys", "record", "verify", "c.jsonl", "--signed-by", by, *head, "--json")
    assert said.code == 1
    assert said.data["intact"] is False
    assert "does not hold from line" in said.err


def test_a_signing_key_is_made_under_a_passphrase_and_not_overwritten(cli: Cli, room: Room) -> None:
    made = cli("keys", "record", "signer", "new.pem", "--secret-file", "secret", "--json")
    assert made.code == 0
    assert b"ENCRYPTED" in (room.folder / "new.pem").read_bytes()
    assert made.data["fingerprint"].startswith("sha256:")
    assert cli("keys", "record", "signer", "new.pem", "--secret-file", "secret").code == 2


def test_status_says_what_waits_and_1_while_something_does(cli: Cli, room: Room) -> None:
    said = cli("keys", "status", "--cloud", "aws", "--json")
    assert said.code == 1
    assert [(row["what"], row["urgency"]) for row in said.data] == [("waiting", "now")] * 2
    assert "鍵素材が未インポート" in cli("keys", "status", "--lang", "ja").out


MISTAKES: dict[str, tuple[Sequence[str], str]] = {
    "no source": (("generate",), "say where the key is"),
    "a token without module": (("generate", "--token", "agency"), "needs its PKCS#11 module"),
    "a module that is none": (
        ("generate", "--token", "agency", "--module", "lib/none.so", "--secret-file", "secret"),
        "there is no file none.so",
    ),
    "two sources": (("generate", "--token", "agency", "--sealed", "a.keys"), "not both"),
    "no escrow": (("escrow-check", "--sealed", "a.keys", "--secret-file", "secret"), "say where the escrow is"),
    "an unknown key": (("generate", "--key", "kye", "--dry-run"), "did you mean 'key'?"),
    "an unknown key of the plan": (("plan", "--key", "kye"), "did you mean 'key'?"),
    "an unknown cloud": (("generate", "--cloud", "oci", "--dry-run"), "no cloud 'oci'"),
    "an unknown verb": (("generat",), "did you mean 'generate'?"),
    "an unknown option": (("generate", "--seald", "x"), "did you mean '--sealed'?"),
    "no material to destroy": (("destroy",), "say which: --material"),
    "no folder of parcels": (("import", "--parcels", "nowhere"), "it must exist"),
    "no such parcel": (("import", "--parcels", "."), "aws.key.parcel.json cannot be read"),
    "an end that is no date": (("import", "--until", "tomorrow"), "YYYY-MM-DD"),
    "a key that is not there": (("import", "--sealed", "a.keys", "--secret-file", "secret"), "generate it first"),
    "a renewal before its key": (("rotate", "--sealed", "a.keys", "--secret-file", "secret"), "follows a first import"),
    "nothing imported to verify": (("verify", "--cloud", "aws"), "knows an import into alias/"),
    "a record nobody vouches for": (("status", "--record", "c.jsonl"), "--signed-by FILE"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_call_that_cannot_be_done_is_one_clear_error(
    cli: Cli, room: Room, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "example")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    given, expected = MISTAKES[name]
    asks = "--dry-run" in given or given[0] in ("plan", "status")
    said = cli("keys", *given, *(() if asks else room.kept))
    assert said.code == 2, said.err
    assert expected in said.err
    assert "Traceback" not in said.err
    assert not (room.folder / "a.keys").exists()


@pytest.mark.parametrize("lacking", ["--record", "--signer", "--who"])
def test_nothing_is_done_that_is_not_written_down(cli: Cli, room: Room, lacking: str) -> None:
    kept = dict(zip(room.kept[:6:2], room.kept[1:6:2], strict=True)) | {"--who": "a"}
    rest = [word for option, value in kept.items() if option != lacking for word in (option, value)]
    said = cli("keys", "generate", *room.sealed, *rest)
    assert (said.code, f"{lacking} is missing" in said.err) == (2, True)
    assert not (room.folder / "trial.keys").exists()


@pytest.mark.parametrize("who", ["", "a\nb", "x" * 81])
def test_a_name_that_no_record_takes_is_refused_before_anything_is_made(cli: Cli, room: Room, who: str) -> None:
    said = cli("keys", "generate", *room.sealed, *room.kept_by(who))
    assert said.code == 2
    assert "given as who" in said.err
    assert not (room.folder / "trial.keys").exists()


def test_a_secret_comes_from_a_descriptor_line_by_line(cli: Cli, room: Room) -> None:
    read, write = os.pipe()
    try:
        os.write(write, f"{PASSPHRASE}\n{PASSPHRASE}\nleft\n".encode())
        kept = [f"fd:{read}" if word == "secret" else word for word in room.kept]
        said = cli("keys", "generate", "--cloud", "aws", "--sealed", "a.keys", "--secret-file", f"fd:{read}", *kept)
        assert said.code == 0, said.err
        assert os.read(read, 10) == b"left\n"
    finally:
        os.close(read)
        os.close(write)


@pytest.mark.parametrize("given", ["nowhere", "fd:999", "fd:x", "readable", "empty", PASSPHRASE, "endless"])
def test_a_secret_that_cannot_be_read_is_not_repeated(cli: Cli, room: Room, given: str) -> None:
    (room.folder / "readable").write_text(PASSPHRASE)
    (room.folder / "readable").chmod(0o644)
    secret(room.folder / "empty", "")
    secret(room.folder / "endless", "x" * 2000)
    said = cli("keys", "generate", "--sealed", "a.keys", "--secret-file", given, *room.kept)
    assert said.code == 2
    assert "--secret-file" in said.err
    assert PASSPHRASE not in said.err


def test_without_terminal_and_file_nothing_is_asked(cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, PASSPHRASE)
    said = cli("keys", "generate", "--sealed", "a.keys", *room.kept)
    assert said.code == 2
    assert "no terminal to ask for passphrase of a.keys: give --secret-file" in said.err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_new_passphrase_is_asked_twice_and_not_shown(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([PASSPHRASE, "another passphrase", PASSPHRASE, PASSPHRASE])

    def hidden(prompt: str, *, hide_input: bool, err: bool) -> str:
        assert hide_input
        assert err
        asked.append(prompt)
        return next(answers)

    monkeypatch.setattr("govcloud.cli.keys_secrets.typer.prompt", hidden)
    monkeypatch.setattr(sys, "stdin", Terminal())
    generate = ("keys", "generate", "--cloud", "aws", "--sealed", "a.keys", *room.kept)
    assert "the two entries differ" in cli(*generate).err
    assert cli(*generate).code == 0
    assert asked == ["passphrase of a.keys", "once more"] * 2


def test_there_is_no_way_to_give_a_secret_as_an_argument(cli: Cli) -> None:
    for verb in ("generate", "wrap", "import", "rotate", "verify", "escrow-check", "destroy", "record signer"):
        options = re.findall(r"^  (--[a-z-]+)", cli("keys", *verb.split(), "--help").out, re.MULTILINE)
        secrets = [option for option in options if re.search("secret|pin|pass|identity", option)]
        assert secrets
        assert all(option.endswith(("-file", "identity")) or option == "--wrapping-fingerprint" for option in secrets)


def test_json_of_the_plan_is_for_machines(cli: Cli, room: Room) -> None:
    assert json.loads(cli("keys", "plan", "--cloud", "gcp", "--json").out)[0]["service"] == "gcp:kms"
