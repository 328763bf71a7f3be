"""Keys into the clouds by the command line: AWS over HTTP, Azure and Google Cloud behind their own SDKs; and after
each run no material anywhere it should not be."""

from __future__ import annotations

import base64
import datetime
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from govcloud.clouds import importing
from govcloud.clouds.importing import Status
from govcloud.clouds.wrapping import Kind, Target
from govcloud.keys.material import Material
from govcloud.keys.sealed_file import SealedFile
from tests.cli.conftest import ROOT, Cli
from tests.cli.keys import PASSPHRASE, Room, material
from tests.cli.keys_clouds import Cloud
from tests.cli.known import known
from tests.keys import ministack
from tests.keys.doubles import Kms

ENDS = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=300)


def test_a_key_is_generated_imported_verified_and_rotated(cli: Cli, room: Room, cloud: Cloud) -> None:
    which = ("--cloud", cloud.name, "--key", "key")
    for verb in ("generate", "import", "verify"):
        said = cli("keys", verb, *which, *room.sealed, *room.kept)
        assert said.code == 0, said.err
        if verb == "import":
            assert "The cloud calls this version " in said.out
            assert f"next, for key on {cloud.name}: " in said.err
            assert f"pulumi up --stack prod-{cloud.name}-foundation" in said.err
            assert ("without an end (--until)" in said.err) == (cloud.name != "gcp")
    brought = ["wrapped", "imported", "verified"]
    assert room.steps == [(step, "done") for step in ("begun", "generated", *brought, "verified")]
    again = cli("keys", "import", *which, *room.sealed, *room.kept)
    assert (again.code, "a first import needs an empty key" in again.err) == (2, True)
    said = cli("keys", "rotate", *which, *room.sealed, *room.kept, "--json")
    assert said.code == 0, said.err
    assert [step["step"] for step in said.data["steps"]] == ["generated", "wrapped", "imported", "rotated", "verified"]
    assert {step["key"] for step in said.data["steps"]} == {material(cloud.name, 2)}
    assert f"next, for key on {cloud.name}: " in said.err
    assert cli("keys", "verify", *which, *room.kept).code == 0
    status = cli("keys", "status", *which, "--record", "c.jsonl", "--signed-by", "officer.pem.pub", "--ask", "--json")
    assert status.code == 0, status.err
    assert [(row["what"], row["urgency"]) for row in status.data] == [("renewal", "far"), ("usable", "fine")]
    assert {row["key"] for row in status.data} == {material(cloud.name, 2)}


def test_an_end_is_told_as_it_is_entered_for_azure(cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    which = ("--cloud", Cloud("azure", monkeypatch).name, "--key", "key")
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    said = cli("keys", "import", *which, "--until", str(ENDS), *room.sealed, *room.kept)
    assert said.code == 0, said.err
    assert f"{{version: <the imported version's id>, ends: {ENDS}}}" in said.err
    assert "environments.prod.azure.imported_keys.key" in said.err
    assert "without an end" not in said.err


def test_a_key_is_wrapped_on_one_machine_and_sent_from_another(cli: Cli, room: Room, cloud: Cloud) -> None:
    which, parcels = ("--cloud", cloud.name, "--key", "key"), ("--parcels", "usb")
    (room.folder / "usb").mkdir()
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    [offered] = cli("keys", "offer", *which, *parcels, "--json").data
    asked = len(cloud.double.seen)
    other = ("--wrapping-fingerprint", f"sha256:{'0' * 64}")
    refused = cli("keys", "wrap", *which, *parcels, *other, *room.sealed, *room.kept)
    assert (refused.code, "was not agreed on" in refused.err) == (2, True)
    bare = offered["fingerprint"].removeprefix("sha256:").upper()
    agreed = ("--wrapping-fingerprint", bare)
    assert cli("keys", "wrap", *which, *parcels, *agreed, *room.sealed, *room.kept).code == 0
    assert len(cloud.double.seen) == asked, "wrapping asks no cloud"
    kept = {path.name for path in (room.folder / "usb").iterdir()}
    assert kept == {f"{cloud.name}.key.{end}" for end in ("offer.json", "parcel.json", _blob(cloud.name))}
    said = cli("keys", "import", *which, *parcels, *agreed, *room.kept)
    assert (said.code, "--wrapping-fingerprint is given on the machine that wraps" in said.err) == (2, True)
    said = cli("keys", "import", *which, *parcels, *room.kept)
    assert said.code == 0, said.err
    assert room.steps[-3:] == [("wrapped", "done"), ("imported", "done"), ("verified", "done")]


def test_a_key_is_renewed_on_two_machines(cli: Cli, room: Room, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    which, parcels = ("--cloud", cloud.name, "--key", "key"), ("--parcels", ".")
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    assert cli("keys", "offer", *which, *parcels).code == 0
    assert cli("keys", "wrap", *which, *parcels, *room.sealed, *room.kept).code == 0
    said = cli("keys", "rotate", *which, *parcels, *room.kept)
    assert (said.code, "is that of its first import" in said.err) == (2, True)
    for option, elsewhere in ((("--until", str(ENDS)), room.sealed), (("--method", "any"), ())):
        said = cli("keys", "rotate", *which, *parcels, *option, *elsewhere, *room.kept)
        assert (said.code, f"{option[0]} is given on the machine that" in said.err) == (2, True)
    asked = len(cloud.double.seen)
    said = cli("keys", "rotate", *which, *parcels, *room.sealed, *room.kept)
    assert (said.code, len(cloud.double.seen)) == (0, asked), "making and wrapping ask no cloud"
    assert "next, for key" not in said.err
    assert room.steps[-2:] == [("generated", "done"), ("wrapped", "done")]
    honest = cloud.importer.rotate

    def refused(*_: object) -> None:
        raise importing.ImportRefusedError("refused: example")

    monkeypatch.setattr(cloud.importer, "rotate", refused)
    assert cli("keys", "rotate", *which, *parcels, *room.kept).code == 1
    assert room.steps[-2:] == [("imported", "done"), ("rotated", "failed")]
    monkeypatch.setattr(cloud.importer, "rotate", honest)
    said = cli("keys", "rotate", *which, *parcels, *room.kept)
    assert said.code == 0, said.err
    assert f"next, for key on {cloud.name}: " in said.err
    assert room.steps[-2:] == [("rotated", "done"), ("verified", "done")]
    assert room.lines[-1].event.key == material(cloud.name, 2)
    assert [step for step, _ in room.steps].count("imported") == 2, "what was sent is not sent again"


def _blob(cloud: str) -> str:
    return "byok" if cloud == "azure" else "blob"


def test_a_parcel_that_the_record_does_not_know_is_not_sent(cli: Cli, room: Room, cloud: Cloud) -> None:
    which, parcels = ("--cloud", cloud.name, "--key", "key"), ("--parcels", ".")
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    wrap = ("keys", "wrap", *which, *parcels, *room.sealed, *room.kept)
    assert cli(*wrap).code == 0
    older = (room.folder / f"{cloud.name}.key.parcel.json").read_bytes()
    assert cli(*wrap).code == 0
    (room.folder / f"{cloud.name}.key.parcel.json").write_bytes(older)
    said = cli("keys", "import", *which, *parcels, *room.kept)
    assert said.code == 2
    assert "is not that of this parcel" in said.err
    assert room.steps[-1] == ("wrapped", "done")


def test_what_a_cloud_refuses_is_told_recorded_and_ends_with_1(
    cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud, which = Cloud("gcp", monkeypatch), ("--cloud", "gcp", "--key", "key")
    assert isinstance(cloud.double, Kms)
    cloud.double.fails = True
    assert cli("keys", "generate", *which, *room.sealed, *room.kept).code == 0
    said = cli("keys", "import", *which, *room.sealed, *room.kept, "--lang", "ja")
    assert said.code == 1
    assert "IMPORT_FAILED" in said.err
    assert "次の手順は失敗した" in said.out
    assert room.steps[-1] == ("imported", "failed")


def test_a_renewal_that_was_refused_half_way_goes_on(cli: Cli, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud, which = Cloud("gcp", monkeypatch), ("--cloud", "gcp", "--key", "key")
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    honest, rotate = cloud.importer.rotate, ("keys", "rotate", *which, *room.sealed, *room.kept)

    def refused(target: Target, version: str) -> None:
        raise importing.ImportRefusedError("Cloud KMS refuses update_crypto_key_primary_version: UNAVAILABLE")

    monkeypatch.setattr(cloud.importer, "rotate", refused)
    assert cli(*rotate).code == 1
    assert room.steps[-1] == ("rotated", "failed")
    monkeypatch.setattr(cloud.importer, "rotate", honest)
    assert cli(*rotate).code == 0
    assert room.steps[-2:] == [("rotated", "done"), ("verified", "done")]
    assert room.lines[-1].event.key == material("gcp", 2)


def test_a_key_that_is_no_longer_the_imported_one_is_found(
    cli: Cli, room: Room, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = ("--cloud", cloud.name, "--key", "key")
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    with SealedFile(room.folder / "other.keys", lambda: PASSPHRASE) as other:
        other.generate(material(cloud.name), Kind(str(room.lines[1].event.kind)))
    said = cli("keys", "verify", *which, "--sealed", "other.keys", "--secret-file", "secret", *room.kept)
    assert said.code == 1
    assert "in the source is another key" in said.err
    monkeypatch.setattr(cloud.importer, "status", lambda _target: Status("usable", imported=False))
    assert cli("keys", "verify", *which, *room.kept).code == 1
    ask = ("--record", "c.jsonl", "--signed-by", "officer.pem.pub", "--ask", "--json")
    status = cli("keys", "status", *which, *ask)
    assert (status.code, status.data[-1]["what"]) == (1, "own")
    assert room.steps[-2:] == [("verified", "failed")] * 2


def test_later_ceremonies_go_by_the_records_of_earlier_ones(cli: Cli, room: Room, cloud: Cloud) -> None:
    which = ("--cloud", cloud.name, "--key", "key")
    for verb in ("generate", "import"):
        assert cli("keys", verb, *which, *room.sealed, *room.kept).code == 0
    assert cli("keys", "record", "close", *room.kept).code == 0
    assert "has been closed" in cli("keys", "verify", *which, *room.kept).err
    later = ("--record", "later.jsonl", *room.kept[2:])
    assert "no record that was given" in cli("keys", "verify", *which, *later).err
    assert cli("keys", "verify", *which, *later, "--earlier", "c.jsonl").code == 0
    for number, record in enumerate(("second.jsonl", "third.jsonl"), start=2):
        said = cli("keys", "rotate", *which, *room.sealed, "--record", record, *room.kept[2:], "--json")
        assert said.code == 0, said.err
        assert {step.get("key") for step in said.data["steps"]} <= {None, material(cloud.name, number)}
    other = cli("keys", "record", "signer", "other.pem", "--secret-file", "secret")
    assert other.code == 0
    wrong = ("--record", "fourth.jsonl", "--signer", "other.pem", *room.kept[4:], "--earlier", "c.jsonl")
    assert "not signed by that key" in cli("keys", "verify", *which, *wrong).err
    known = (*wrong, "--earlier-signed-by", "officer.pem.pub")
    assert cli("keys", "verify", *which, *known).code == 1, "the newest record was left out"
    assert cli("keys", "verify", *which, *known, "--earlier", "second.jsonl", "--earlier", "third.jsonl").code == 0


RUN = """
import json, os, sys
opened, ran = [], []
def seen(event, given):
    if event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR):
        opened.append(str(given[0]))
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system"):
        ran.append(repr(given))
    if event == "os.putenv":
        ran.append(repr(given))
sys.addaudithook(seen)
from govcloud.keys.material import Material
from govcloud.keys.plan import brought as planned
from tests.cli.known import known
Material.generate = classmethod(lambda cls, kind: cls(kind, known(kind)))
from govcloud.cli import main
code = main(sys.argv[2:])
proc = {name: open(f"/proc/self/{name}", "rb").read().decode("latin-1") for name in ("cmdline", "environ")}
said = {"opened": list(opened), "ran": ran, "variables": repr(dict(os.environ)), **proc}
with open(sys.argv[1], "w") as report:
    json.dump(said, report)
sys.exit(code)
"""


class Machine:
    """Runs the command line in processes of their own, with material that is known here, and keeps all they left."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.folder, self.reports = folder / "home", folder / "reports"
        self.folder.mkdir()
        self.reports.mkdir()
        own = {"HOME": str(self.folder), "TMPDIR": str(self.folder), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        aws = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example"}
        self.environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **own, **aws}
        self.said: list[str] = []

    def run(self, *arguments: str) -> Any:
        """One call; its secrets come by a pipe that is no argument, variable or file."""
        read, write = os.pipe()
        os.write(write, f"{PASSPHRASE}\n{PASSPHRASE}\n".encode())
        os.close(write)
        given = [f"fd:{read}" if word == "secret" else word for word in arguments]
        report = self.reports / f"{len(self.said)}.json"
        try:
            done = subprocess.run(
                [sys.executable, "-c", RUN, str(report), "keys", *given, "--json"],
                cwd=self.folder,
                env=self.environment,
                pass_fds=(read,),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            os.close(read)
        assert done.returncode == 0, done.stderr
        self.said += [done.stdout, done.stderr]
        return json.loads(done.stdout)

    @property
    def left(self) -> dict[str, bytes]:
        """Everything that a run wrote, said, was called with or had in its environment."""
        files = [path for folder in (self.folder, self.reports) for path in folder.rglob("*") if path.is_file()]
        told = {f"said {number}": text.encode() for number, text in enumerate(self.said)}
        return {**{str(path): path.read_bytes() for path in files}, **told}

    @property
    def opened(self) -> set[str]:
        """The files that were opened to be written."""
        reports = [json.loads(path.read_text()) for path in self.reports.iterdir()]
        return {str(self.folder / path) for report in reports for path in report["opened"]}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    (tmp_path / "ministack").mkdir()
    with ministack.running(tmp_path / "ministack") as endpoint:
        yield Machine(tmp_path, endpoint)


def _empty_keys(machine: Machine) -> None:
    """As the foundation makes them."""
    import boto3

    signed = {"aws_access_key_id": "example", "aws_secret_access_key": "example"}
    for region, name in (("ap-northeast-1", "key"), ("ap-northeast-3", "key-dr")):
        client = boto3.client("kms", region_name=region, endpoint_url=machine.environment["AWS_ENDPOINT_URL"], **signed)
        key = client.create_key(Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
        client.create_alias(AliasName=f"alias/digital-agency-example-prod-{name}", TargetKeyId=key)


@pytest.mark.skipif(not ministack.PRESENT, reason=ministack.WANTS)
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads arguments and environment from /proc")
def test_a_key_goes_into_aws_and_is_in_clear_in_no_file_argument_or_variable(machine: Machine) -> None:
    _empty_keys(machine)
    room = Room.ready(machine.folder)
    (machine.folder / "secret").unlink()
    (machine.folder / "usb").mkdir()
    aws, parcels = ("--cloud", "aws"), ("--parcels", "usb")
    made = machine.run("generate", *room.sealed, *room.kept)
    fingerprints = {step["kind"]: step["fingerprint"] for step in made["steps"] if "kind" in step}
    offers = machine.run("offer", *aws, *parcels)
    agreed = [word for offer in offers for word in ("--wrapping-fingerprint", offer["fingerprint"])]
    machine.run("wrap", *aws, *parcels, *agreed, *room.sealed, *room.kept)
    machine.run("import", *aws, *parcels, "--until", str(ENDS), *room.kept)
    machine.run("verify", *aws, *room.sealed, *room.kept)
    record = ("--record", "c.jsonl", "--signed-by", "officer.pem.pub")
    status = machine.run("status", *aws, *record, "--ask")
    brought = ["imported", "verified"] * 2
    steps = ["begun", *["generated"] * 3, *["wrapped"] * 2, *brought, *["verified"] * 2]
    assert room.steps == [(step, "done") for step in steps]
    assert {(row["what"], row["at"]) for row in status if row["what"] == "usable"} == {("usable", f"{ENDS}T00:00:00Z")}
    assert fingerprints == {kind: Material(Kind(kind), known(Kind(kind))).fingerprint for kind in fingerprints}
    left = machine.left
    assert len(left) > 20
    for spelling in (PASSPHRASE.encode(), *(one for kind in fingerprints for one in spellings(Kind(kind)))):
        assert not [name for name, data in left.items() if spelling in data]
    folders = {str(Path(path).parent) for path in machine.opened}
    assert folders <= {str(machine.folder), str(machine.folder / "usb"), str(machine.reports), "/dev"}


def spellings(kind: Kind) -> Iterator[bytes]:
    """The material as it might stand somewhere, and its halves; of a private key its secret numbers."""
    secrets = [known(kind)]
    if not kind.symmetric:
        key = serialization.load_der_private_key(known(kind), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        numbers = key.private_numbers()
        secrets = [number.to_bytes(384, "big").lstrip(bytes(1)) for number in (numbers.d, numbers.p, numbers.q)]
        assert all(one in known(kind) for one in secrets)
    for secret in secrets:
        for part in (secret[: len(secret) // 2], secret[len(secret) // 2 :]):
            yield from (part, part.hex().encode(), part.hex().upper().encode())
            yield from (base64.b64encode(part)[:-4], base64.urlsafe_b64encode(part)[:-4], repr(part)[2:-1].encode())


def test_material_that_was_left_somewhere_would_be_found() -> None:
    for kind in (Kind.AES_256, Kind.RSA_3072):
        found = list(spellings(kind))
        assert [one for one in found if one in b"before" + known(kind) + b"after"]
        assert [one for one in found if one in known(kind).hex().encode()]
        assert [one for one in found if one in repr(known(kind)).encode()]
    assert [one for one in spellings(Kind.AES_256) if one in base64.b64encode(known(Kind.AES_256))]
