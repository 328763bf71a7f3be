"""What was changed on its way, exchanged or broken off: refused, gone on with, or told, by the command line."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from govcloud.clouds import importing
from govcloud.clouds.importing import Offer, Status
from govcloud.clouds.wrapping import Target
from govcloud.keys.sealed_file import SealedFile
from tests.cli.conftest import Cli
from tests.cli.keys import PASSPHRASE, Room, material
from tests.cli.keys_clouds import Cloud
from tests.keys import vectors
from tests.keys.doubles import Kms


def _spki(bits: int) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return vectors.wrapping_key(bits).public_key().public_bytes(serialization.Encoding.DER, form)


class Regions:
    """A key in Tokyo and its replica in Osaka: every call is noted, and one may be refused once."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.refused: tuple[str, str] | None = None
        self._usable: set[str] = set()

    def status(self, target: Target) -> Status:
        return Status("usable" if target.region in self._usable else "empty", imported=True)

    def offer(self, _target: Target, _method: Any, bits: int) -> Offer:
        return Offer(_spki(bits))

    def send(self, target: Target, *_: Any, **__: Any) -> str:
        self._called("send", target)
        self._usable.add(target.region)
        return "example"

    def rotate(self, target: Target, _version: str) -> None:
        self._called("rotate", target)

    def prove(self, target: Target) -> None:
        pass

    def _called(self, call: str, target: Target) -> None:
        if self.refused == (call, target.region):
            self.refused = None
            raise importing.ImportRefusedError(f"AWS KMS refuses {call}: example")
        self.calls.append((call, target.region))


TOKYO, OSAKA = "ap-northeast-1", "ap-northeast-3"


@pytest.mark.parametrize("refused", [None, ("send", TOKYO), ("send", OSAKA), ("rotate", TOKYO), ("rotate", OSAKA)])
def test_a_key_is_turned_to_new_material_only_after_its_replica_has_it(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch, refused: tuple[str, str] | None
) -> None:
    """AWS KMS refuses to rotate a multi-Region key while a replica lacks the new material."""
    regions = Regions()
    monkeypatch.setattr(importing, "importer", lambda _target: regions)
    for verb in ("generate", "import"):
        assert cli("keys", verb, "--cloud", "aws", *room.sealed, *room.kept).code == 0
    regions.calls, regions.refused = [], refused
    codes = [1, 0] if refused else [0]
    assert [cli("keys", "rotate", "--cloud", "aws", *room.sealed, *room.kept).code for _ in codes] == codes
    assert regions.calls == [("send", TOKYO), ("send", OSAKA), ("rotate", TOKYO), ("rotate", OSAKA)]
    ended = [line.event for line in room.lines if (line.event.step.value, line.event.outcome) == ("rotated", "done")]
    assert [event.key for event in ended] == [material("aws", 2)] * 2


@pytest.mark.parametrize("change", ["fingerprint", "kind", "wrapping key"])
def test_a_parcel_that_was_changed_on_its_way_is_not_sent(cli: Cli, room: Room, cloud: Cloud, change: str) -> None:
    """The blob is the recorded one, and all that would be written down of it is not."""
    which, parcels = ("--cloud", cloud.name, "--key", "key"), ("--parcels", ".")
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    assert cli("keys", "wrap", *which, *parcels, *room.sealed, *room.kept).code == 0
    path = room.folder / f"{cloud.name}.key.parcel.json"
    carried = json.loads(path.read_text())
    if change == "wrapping key":
        carried["offered"]["public"] = base64.b64encode(_spki(2048)).decode()
    else:
        carried[change] = {"fingerprint": f"sha256:{'0' * 64}", "kind": "rsa-4096"}[change]
    path.write_text(json.dumps(carried))
    said = cli("keys", "import", *which, *parcels, *room.kept)
    assert (said.code, "is not that of this parcel" in said.err) == (2, True), said.err
    assert room.steps[-1] == ("wrapped", "done")


@pytest.mark.parametrize("token", [b"\xff\xfe", b"", b"projects/other/importJobs/one\n"])
def test_a_token_that_was_changed_on_its_way_names_no_job_of_the_key(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch, token: bytes
) -> None:
    Cloud("gcp", monkeypatch)
    which, parcels = ("--cloud", "gcp", "--key", "key"), ("--parcels", ".")
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    assert cli("keys", "wrap", *which, *parcels, *room.sealed, *room.kept).code == 0
    path = room.folder / "gcp.key.parcel.json"
    carried = json.loads(path.read_text())
    carried["offered"]["token"] = base64.b64encode(token).decode()
    path.write_text(json.dumps(carried))
    said = cli("keys", "import", *which, *parcels, *room.kept)
    assert (said.code, "names no import job in the key ring of" in said.err) == (1, True), said.err
    assert room.steps[-1] == ("imported", "failed")


def test_an_offer_of_another_vault_is_not_wrapped_under(cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    Cloud("azure", monkeypatch)
    which, parcels = ("--cloud", "azure", "--key", "key"), ("--parcels", ".")
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    assert cli("keys", "offer", *which, *parcels).code == 0
    path = room.folder / "azure.key.offer.json"
    offered = json.loads(path.read_text())
    offered["name"] = vectors.NAMES["azure:key-vault"]
    path.write_text(json.dumps(offered))
    said = cli("keys", "wrap", *which, *parcels, *room.sealed, *room.kept)
    assert (said.code, "the wrapping key is not https://" in said.err) == (2, True), said.err
    assert room.steps[-1] == ("generated", "done")


def test_a_version_that_somebody_else_made_the_primary_one_is_found(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its material was imported too, and a test encryption comes back: only the version tells."""
    cloud, which = Cloud("gcp", monkeypatch), ("--cloud", "gcp", "--key", "key")
    assert isinstance(cloud.double, Kms)
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    first = str(cloud.double.primary)
    told, held = cloud.double.versions[first]
    other = first.removesuffix("1") + "2"
    cloud.double.versions[other] = ({**told, "name": other}, held)
    cloud.double.primary = other
    said = cli("keys", "verify", *which, *room.kept)
    assert (said.code, "uses 2 and not 1, which was imported" in said.err) == (1, True), said.err
    assert room.steps[-1] == ("verified", "failed")


@pytest.mark.parametrize("verb", ["generate", "import", "wrap", "escrow-check"])
def test_a_key_that_was_exchanged_after_it_was_made_is_not_brought(
    cli: Cli, room: Room, cloud: Cloud, verb: str
) -> None:
    """Somebody who may use the source puts a key that he knows under the same name."""
    which, name = ("--cloud", cloud.name, "--key", "key"), material(cloud.name)
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    with SealedFile(room.folder / "trial.keys", lambda: PASSPHRASE) as source:
        kind = source.destroy(name).kind
        source.generate(name, kind)
    (room.folder / "copy.keys").write_bytes((room.folder / "trial.keys").read_bytes())
    more = {
        "wrap": ("--parcels", "."),
        "escrow-check": ("--escrow-sealed", "copy.keys", "--escrow-secret-file", "secret"),
    }
    said = cli("keys", verb, *which, *more.get(verb, ()), *room.sealed, *room.kept)
    assert (said.code, "holds another key" in said.err) == (2, True), said.err
    assert room.steps == [("begun", "done"), ("generated", "done")]


@pytest.mark.parametrize("name", ["azure", "gcp"])
@pytest.mark.parametrize("by", ["source", "parcel"])
def test_an_import_whose_answer_was_lost_is_sent_again(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch, name: str, by: str
) -> None:
    """The process is killed after the cloud took the key and before that was written down."""
    cloud, which = Cloud(name, monkeypatch), ("--cloud", name, "--key", "key")
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    parcels = ("--parcels", ".") if by == "parcel" else room.sealed
    if by == "parcel":
        assert cli("keys", "wrap", *which, *parcels, *room.sealed, *room.kept).code == 0
    honest, call = cloud.importer.send, ("keys", "import", *which, *parcels, *room.kept)

    def killed(*given: Any, **how: Any) -> str:
        honest(*given, **how)
        raise KeyboardInterrupt

    monkeypatch.setattr(cloud.importer, "send", killed)
    with contextlib.suppress(KeyboardInterrupt):
        cli(*call)
    assert room.steps[-1] == ("wrapped", "done")
    assert cloud.importer.status(cloud.target).state == "usable"
    monkeypatch.setattr(cloud.importer, "send", honest)
    said = cli(*call)
    assert said.code == 0, said.err
    assert room.steps[-2:] == [("imported", "done"), ("verified", "done")]
    assert cli(*call).code == 2


def test_records_of_two_officers_are_read_together(cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Officers change: the first record is one's, the renewal's another's."""
    Cloud("gcp", monkeypatch)
    which = ("--cloud", "gcp", "--key", "key")
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    assert cli("keys", "record", "signer", "next.pem", "--secret-file", "secret").code == 0
    following = ("--signer", "next.pem", *room.kept[4:])
    first = ("--earlier", "c.jsonl", "--earlier-signed-by", "officer.pem.pub")
    second = ("--record", "second.jsonl", *following, *first)
    assert cli("keys", "rotate", *which, *room.sealed, *second).code == 0
    third = ("--record", "third.jsonl", *following, *first, "--earlier", "second.jsonl")
    said = cli("keys", "verify", *which, *third, "--json")
    assert (said.code, said.data["steps"][-1]["key"]) == (0, material("gcp", 2)), said.err
    both = ("--signed-by", "officer.pem.pub", "--signed-by", "next.pem.pub")
    status = cli("keys", "status", *which, "--record", "c.jsonl", "--record", "second.jsonl", *both, "--json")
    assert [row["key"] for row in status.data] == [material("gcp", 2)], status.err
    one = cli("keys", "status", *which, "--record", "second.jsonl", "--record", "c.jsonl", *both[:2])
    assert (one.code, "not signed by that key" in one.err) == (2, True)


def test_a_renewal_that_no_cloud_was_turned_to_is_something_to_do(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud, which = Cloud("gcp", monkeypatch), ("--cloud", "gcp", "--key", "key")
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0

    def refused(_target: Target, _version: str) -> None:
        raise importing.ImportRefusedError("Cloud KMS refuses update_crypto_key_primary_version: UNAVAILABLE")

    monkeypatch.setattr(cloud.importer, "rotate", refused)
    assert cli("keys", "rotate", *which, *room.sealed, *room.kept).code == 1
    status = cli("keys", "status", *which, "--record", "c.jsonl", "--signed-by", "officer.pem.pub", "--json")
    assert status.code == 1
    assert (status.data[0]["what"], status.data[0]["key"]) == ("unturned", material("gcp", 2))


def test_who_destroys_a_key_is_told_where_it_was_imported(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Renewed material opens no data of before: that of before is needed just as long."""
    Cloud("gcp", monkeypatch)
    which = ("--cloud", "gcp", "--key", "key")
    for verb in ("generate", "import", "rotate"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    expected = {1: "replaced since: data of before is still read with it", 2: "and not replaced since"}
    for number, text in expected.items():
        said = cli("keys", "destroy", "--material", material("gcp", number), *room.sealed, *room.kept)
        assert said.code != 0
        assert text in said.err
        assert sum(other in said.err for other in expected.values()) == 1
