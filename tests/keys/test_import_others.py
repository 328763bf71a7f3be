"""The import into Azure Key Vault and Cloud KMS: what their real SDKs send. Neither was run against the service."""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from azure.core.pipeline.transport import RequestsTransport
from google.auth.credentials import AnonymousCredentials
from google.cloud import kms_v1
from google.cloud.kms_v1.services.key_management_service.transports.rest import KeyManagementServiceRestTransport

from govcloud.clouds.gcp.key_import import KeyImport
from govcloud.clouds.gcp.wrapping import ALGORITHMS
from govcloud.clouds.importing import Importer, ImportRefusedError, Status, importer
from govcloud.clouds.wrapping import Kind, Target, service
from govcloud.keys.ceremony import Ceremony
from govcloud.keys.importing import Bringing
from govcloud.keys.record import Record
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sealed_file import SealedFile
from govcloud.keys.signing import Signer
from govcloud.keys.step import Step
from tests.keys.doubles import Credential, Double, Kms, Vault

NOW = datetime.datetime(2026, 11, 22, 6, 0, 0, tzinfo=datetime.UTC)
WHO = ("鍵管理者1", "立会人1")
KEY = "projects/example-system-prod/locations/asia-northeast1/keyRings/example-prod-key--g1/cryptoKeys/example-prod-key"
TARGETS = {
    "azure": Target(service("azure:key-vault"), "japaneast", f"{Vault.URL}/keys/key", f"{Vault.URL}/keys/key-wrapping"),
    "gcp": Target(service("gcp:kms"), "asia-northeast1", KEY),
}
KINDS = {"azure": Kind.RSA_3072, "gcp": Kind.AES_256}


def _azure(vault: Double, target: Target = TARGETS["azure"]) -> Importer:
    session = requests.Session()
    session.mount("https://", vault)
    transport = RequestsTransport(session=session, session_owner=False)
    return importer(target, credential=Credential(), transport=transport)


def _gcp(kms: Double, _target: Target = TARGETS["gcp"]) -> Importer:
    transport = KeyManagementServiceRestTransport(credentials=AnonymousCredentials())
    transport._session.mount("https://", kms)
    return KeyImport(kms_v1.KeyManagementServiceClient(transport=transport), pause=lambda: None)


IMPORTERS: dict[str, Callable[..., Importer]] = {"azure": _azure, "gcp": _gcp}
DOUBLES: dict[str, Callable[[], Double]] = {"azure": Vault, "gcp": Kms}


class Bringer:
    def __init__(self, folder: Path, kind: Kind) -> None:
        self.record = Record(folder / "ceremony.jsonl", Signer.generate())
        self.source = SealedFile(folder / "trial.keys", lambda: "correct horse battery staple", cost=14)
        self.kind = kind
        self.bringing = Bringing(Ceremony("digital-agency/example", self.source, self.record, WHO, lambda: NOW))

    def bring(
        self, name: str, cloud: str, to: Importer, renewal: bool = False, until: datetime.datetime | None = None
    ) -> str:
        self.source.generate(name, self.kind)
        return self.bringing.bring(name, TARGETS[cloud], to, lambda _: True, renewal=renewal, until=until)

    @property
    def steps(self) -> list[tuple[Step, str]]:
        return [(line.event.step, line.event.outcome) for line in self.record.lines[1:]]


@pytest.mark.parametrize("cloud", ["azure", "gcp"])
def test_a_key_is_brought_tried_renewed_and_recorded(cloud: str, tmp_path: Path) -> None:
    ceremony, to = Bringer(tmp_path, KINDS[cloud]), IMPORTERS[cloud](DOUBLES[cloud]())
    assert to.status(TARGETS[cloud]).state == "empty"
    first = ceremony.bring("records", cloud, to)
    assert to.status(TARGETS[cloud]).state == "usable"
    second = ceremony.bring("records.2", cloud, to, renewal=True)
    ceremony.bringing.turn(TARGETS[cloud], to)
    assert first != second
    once = [Step.WRAPPED, Step.IMPORTED, Step.VERIFIED]
    again = [Step.WRAPPED, Step.IMPORTED, Step.ROTATED, Step.VERIFIED]
    assert ceremony.steps == [(step, "done") for step in once + again]


def test_what_azure_is_sent(tmp_path: Path) -> None:
    vault, ceremony = Vault(), Bringer(tmp_path, Kind.RSA_3072)
    ceremony.bring("records", "azure", _azure(vault))
    [(_, path, body)] = [seen for seen in vault.seen if seen[0] == "PUT"]
    assert path == "/keys/key"
    blob = body["key"].pop("key_hsm")
    assert body == {
        "Hsm": True,
        "key": {"kty": "RSA-HSM", "key_ops": ["unwrapKey", "wrapKey"]},
        "attributes": {"enabled": True, "exportable": False},
    }
    assert base64.urlsafe_b64decode(blob + "=" * (-len(blob) % 4)).startswith(b'{"schema_version": "1.0.0"')


def test_an_end_is_told_to_azure_which_then_tells_of_it_and_is_refused_by_google(tmp_path: Path) -> None:
    vault, end = Vault(), NOW + datetime.timedelta(days=300)
    Bringer(tmp_path, Kind.RSA_3072).bring("records", "azure", _azure(vault), until=end)
    [body] = [body for verb, _, body in vault.seen if verb == "PUT"]
    assert body["attributes"]["exp"] == int(end.timestamp())
    (tmp_path / "google").mkdir()
    ceremony = Bringer(tmp_path / "google", KINDS["gcp"])
    with pytest.raises(CeremonyError, match="leave the end out"):
        ceremony.bring("records", "gcp", IMPORTERS["gcp"](DOUBLES["gcp"]()), until=end)


@pytest.mark.parametrize("operations", [("import", "unwrapKey"), ("unwrapKey",), ()])
def test_a_wrapping_key_of_azure_that_could_do_more_than_import_is_refused(
    tmp_path: Path, operations: tuple[str, ...]
) -> None:
    ceremony = Bringer(tmp_path, Kind.RSA_3072)
    with pytest.raises(ImportRefusedError, match="the one operation import"):
        ceremony.bring("records", "azure", _azure(Vault(operations)))
    assert ceremony.steps == []


def test_another_public_key_in_the_vault_than_was_wrapped_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, ceremony = Vault(), Bringer(tmp_path, Kind.RSA_3072)
    honest = vault._import

    def exchanged(name: str, body: Any) -> Any:
        answer = honest(name, body)
        vault.keys[name] = (vault.keys[name][0], vault.private)
        return answer

    monkeypatch.setattr(vault, "_import", exchanged)
    with pytest.raises(ImportRefusedError, match="is another key than the one that was wrapped"):
        ceremony.bring("records", "azure", _azure(vault))
    assert ceremony.steps[-1] == (Step.VERIFIED, "failed")


@pytest.mark.parametrize("after", [Status("usable", imported=False), Status("empty", imported=True)])
def test_a_server_that_only_pretends_to_import_is_found_out(
    after: Status, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some stand-ins of clouds answer everything, and a key that holds their own material encrypts just as well."""
    ceremony, to = Bringer(tmp_path, Kind.AES_256), _gcp(Kms())
    answers = iter([Status("empty", imported=False), after])
    monkeypatch.setattr(to, "status", lambda _target: next(answers))
    with pytest.raises(ImportRefusedError, match="after the import"):
        ceremony.bring("records", "gcp", to)
    assert ceremony.steps[-1] == (Step.VERIFIED, "failed")


_ALGORITHM = kms_v1.CryptoKeyVersion.CryptoKeyVersionAlgorithm


def test_what_google_is_sent(tmp_path: Path) -> None:
    kms, ceremony = Kms(), Bringer(tmp_path, Kind.AES_256)
    assert ceremony.bring("records", "gcp", _gcp(kms)) == "1"
    sent = [(method, path.removeprefix("/v1/").replace(KEY, "KEY"), body) for method, path, body in kms.seen]
    calls = [(method, path, body) for method, path, body in sent if method == "POST"]
    ring = KEY.partition("/cryptoKeys/")[0]
    assert calls[0][1:] == (
        f"{ring}/importJobs",
        {
            "importMethod": kms_v1.ImportJob.ImportMethod.RSA_OAEP_4096_SHA256_AES_256,
            "protectionLevel": kms_v1.ProtectionLevel.HSM,
        },
    )
    assert calls[1][1] == "KEY/cryptoKeyVersions:import"
    assert set(calls[1][2]) == {"algorithm", "importJob", "wrappedKey"}
    assert calls[1][2]["algorithm"] == _ALGORITHM.GOOGLE_SYMMETRIC_ENCRYPTION
    assert [path for _, path, _ in calls[2:]] == ["KEY:updatePrimaryVersion", "KEY:encrypt", "KEY:decrypt"]


def test_an_import_that_fails_at_google_stands_in_the_record(tmp_path: Path) -> None:
    kms, ceremony = Kms(), Bringer(tmp_path, Kind.AES_256)
    kms.fails = True
    with pytest.raises(ImportRefusedError, match="is IMPORT_FAILED after the import"):
        ceremony.bring("records", "gcp", _gcp(kms))
    assert ceremony.steps == [(Step.WRAPPED, "done"), (Step.IMPORTED, "failed")]


def test_googles_model_knows_every_method_and_algorithm() -> None:
    methods = set(kms_v1.ImportJob.ImportMethod.__members__)
    assert {method.api for method in service("gcp:kms").methods} == methods - {"IMPORT_METHOD_UNSPECIFIED"}
    assert set(ALGORITHMS.values()) <= set(_ALGORITHM.__members__)
    assert {"import_job", "wrapped_key", "algorithm", "parent"} <= set(kms_v1.ImportCryptoKeyVersionRequest.meta.fields)


@pytest.mark.parametrize("cloud", ["azure", "gcp"])
def test_a_test_text_that_does_not_come_back_is_found_out(
    cloud: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that decrypts to something else protects nothing that could be read again."""
    double, ceremony = DOUBLES[cloud](), Bringer(tmp_path, KINDS[cloud])
    honest, to = double.answer, IMPORTERS[cloud](double)

    def other(*given: Any) -> Any:
        status, headers, answer = honest(*given)
        answer = {name: _other(text) if name in ("plaintext", "value") else text for name, text in answer.items()}
        return status, headers, answer

    monkeypatch.setattr(double, "answer", other)
    with pytest.raises(ImportRefusedError, match="does not come back"):
        ceremony.bring("records", cloud, to)
    assert ceremony.steps[-1] == (Step.VERIFIED, "failed")


def _other(text: str) -> str:
    return ("B" if text[0] == "A" else "A") + text[1:]


@pytest.mark.parametrize(
    "refused",
    [
        ImportRefusedError.answered("AWS KMS", "encrypt", "AccessDenied"),
        ImportRefusedError.unreached("AWS KMS", "encrypt", TimeoutError("at 10.0.0.1")),
        ImportRefusedError.not_proven("key"),
    ],
    ids=("answered", "unreached", "not_proven"),
)
def test_what_a_service_refuses_is_said_in_both_languages_without_its_words(refused: ImportRefusedError) -> None:
    assert re.search("[ぁ-ん]", refused.ja)
    assert "10.0.0.1" not in str(refused) + refused.ja
    assert set(re.findall(r"AWS KMS|AccessDenied|TimeoutError", refused.ja)) == set(
        re.findall(r"AWS KMS|AccessDenied|TimeoutError", str(refused))
    )
