"""The import into AWS KMS from end to end: boto3 over HTTP, to a server that opens the blob and uses what is in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from govcloud.clouds.importing import Importer, ImportRefusedError, Offer, importer
from govcloud.clouds.wrapping import Kind, Target, service
from govcloud.keys.ceremony import Ceremony
from govcloud.keys.importing import Bringing
from govcloud.keys.material import Material, public_fingerprint, public_of
from govcloud.keys.record import Record, verify
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sealed_file import SealedFile
from govcloud.keys.signing import Signer
from govcloud.keys.step import Step
from govcloud.keys.token import Token
from govcloud.keys.wrapping import wrap
from govcloud.keys.wrapping_key import WrappingKey
from tests.keys import ministack, tokens, vectors

pytestmark = pytest.mark.skipif(not ministack.PRESENT, reason=ministack.WANTS)

KMS = service("aws:kms")
WHO = ("鍵管理者1", "立会人1")
NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
CASES = [(method, kind, bits) for method in KMS.methods for kind in Kind for bits in method.wrapping_bits]
CASES = [(method, kind, bits) for method, kind, bits in CASES if method.takes(kind) and kind in vectors.EVERY_SIZE]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack.running(tmp_path_factory.mktemp("ministack")) as found:
        yield found


@pytest.fixture(scope="module")
def options(endpoint: str) -> dict[str, Any]:
    return {"endpoint_url": endpoint, "aws_access_key_id": "example", "aws_secret_access_key": "example"}


@pytest.fixture(scope="module")
def client(options: dict[str, Any]) -> Any:
    import boto3

    return boto3.client("kms", region_name="ap-northeast-1", **options)


def made(client: Any, kind: Kind = Kind.AES_256, origin: str = "EXTERNAL") -> Target:
    """An empty key as the foundation makes it, by its alias."""
    from govcloud.clouds.aws.wrapping import KEY_SPECS

    usage = "ENCRYPT_DECRYPT" if kind.symmetric else "SIGN_VERIFY"
    key = client.create_key(Origin=origin, KeySpec=KEY_SPECS[kind], KeyUsage=usage)["KeyMetadata"]["KeyId"]
    client.create_alias(AliasName=f"alias/{key}", TargetKeyId=key)
    return Target(KMS, "ap-northeast-1", f"alias/{key}")


@pytest.fixture(scope="module")
def aws(client: Any, options: dict[str, Any]) -> Importer:
    return importer(Target(KMS, "ap-northeast-1", "alias/none"), **options)


class Held:
    """A ceremony with a key, and a clock that stands."""

    def __init__(self, folder: Path) -> None:
        self.signer = Signer.generate()
        self.path = folder / "ceremony.jsonl"
        self.record = Record(self.path, self.signer)
        self.source = SealedFile(folder / "trial.keys", lambda: "correct horse battery staple", cost=14)
        self.source.generate("records", Kind.AES_256)
        self.bringing = Bringing(Ceremony("digital-agency/example", self.source, self.record, WHO, lambda: NOW))

    @property
    def steps(self) -> list[tuple[Step, str]]:
        lines = verify(self.path.read_bytes(), self.signer.verifier)
        return [(line.event.step, line.event.outcome) for line in lines[1:]]


@pytest.fixture
def ceremony(tmp_path: Path) -> Held:
    return Held(tmp_path)


def agreed(_key: WrappingKey) -> bool:
    return True


def test_a_key_is_brought_tried_and_recorded(ceremony: Held, client: Any, aws: Importer) -> None:
    target = made(client)
    assert aws.status(target).state == "empty"
    with pytest.raises(ImportRefusedError):
        aws.prove(target)
    version = ceremony.bringing.bring("records", target, aws, agreed)
    assert version
    status = aws.status(target)
    assert (status.state, status.imported, status.until) == ("usable", True, None)
    assert ceremony.steps == [(step, "done") for step in (Step.WRAPPED, Step.IMPORTED, Step.VERIFIED)]
    wrapped = ceremony.record.lines[1].event
    assert wrapped.fingerprint == ceremony.source.find("records").fingerprint
    assert ceremony.record.lines[2].event.blob == wrapped.blob


@pytest.mark.parametrize(("method", "kind", "bits"), CASES, ids=[f"{m.api}-{k}-{b}" for m, k, b in CASES])
def test_the_server_opens_every_method(client: Any, aws: Importer, method: Any, kind: Kind, bits: int) -> None:
    target, material = made(client, kind), vectors.material(kind)
    offer = aws.offer(target, method, bits)
    assert offer.until is not None
    key = WrappingKey.read(offer.public)
    assert key.bits == bits
    aws.send(target, kind, method, offer, wrap(KMS, method, material, key))
    if kind.symmetric:
        aws.prove(target)
    else:
        _signs_with(client, target, material)


def _signs_with(client: Any, target: Target, material: Material) -> None:
    """The server's signature verifies under the public half of the very key that was wrapped."""
    algorithm = "RSASSA_PKCS1_V1_5_SHA_256"
    signature = client.sign(KeyId=target.key, Message=b"example", SigningAlgorithm=algorithm)["Signature"]
    own = serialization.load_der_private_key(material.exposed(), None)
    assert isinstance(own, rsa.RSAPrivateKey)
    own.public_key().verify(signature, b"example", padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize(
    ("name", "kind", "api"),
    [
        pytest.param("nss", Kind.AES_256, "RSAES_OAEP_SHA_256"),
        pytest.param("nss", Kind.RSA_3072, "RSA_AES_KEY_WRAP_SHA_256"),
        pytest.param("softhsm", Kind.AES_256, "RSAES_OAEP_SHA_1"),
    ],
)
def test_a_key_goes_from_a_token_to_the_server_and_is_in_clear_nowhere_between(
    name: str, kind: Kind, api: str, client: Any, aws: Importer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if tokens.MODULES[name] is None:
        pytest.skip(tokens.WANTS[name])
    folder = tmp_path_factory.mktemp(name)
    record = Record(folder / "ceremony.jsonl", Signer.generate())
    with Token(tokens.ready(name, folder), tokens.LABELS[name], lambda: tokens.PIN) as token:
        ceremony = Ceremony("digital-agency/example", token, record, WHO, lambda: NOW)
        held, target = ceremony.generate(f"to-kms-{kind}", kind), made(client, kind)
        method, bring = KMS.method(api), Bringing(ceremony)
        if kind.symmetric:
            bring.bring(held.name, target, aws, agreed, api=api)
        else:
            # A signing key is not tried by encrypting: the server's public key is the token's.
            offer = aws.offer(target, method, 4096)
            blob = token.wrap(held.name, KMS, method, WrappingKey.read(offer.public))
            aws.send(target, kind, method, offer, blob)
            assert public_fingerprint(public_of(client.get_public_key(KeyId=target.key)["PublicKey"])) == (
                held.fingerprint
            )
        token.destroy(held.name)
    assert aws.status(target).state == "usable"


def test_the_end_of_material_is_said_and_recorded(ceremony: Held, client: Any, aws: Importer) -> None:
    target, until = made(client), NOW + datetime.timedelta(days=300)
    ceremony.bringing.bring("records", target, aws, agreed, until=until)
    assert aws.status(target).until == until
    assert ceremony.record.lines[2].event.until == until.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_an_end_that_aws_would_not_take_is_refused_before_anything_is_wrapped(
    ceremony: Held, client: Any, aws: Importer, days: int
) -> None:
    with pytest.raises(CeremonyError, match=r"within 365 days|in the future"):
        ceremony.bringing.bring("records", made(client), aws, agreed, until=NOW + datetime.timedelta(days=days))
    assert ceremony.steps == []


def test_a_changed_blob_is_refused_by_the_server(client: Any, aws: Importer) -> None:
    target, method = made(client), KMS.methods[0]
    offer = aws.offer(target, method, 4096)
    blob = bytearray(wrap(KMS, method, vectors.material(Kind.AES_256), WrappingKey.read(offer.public)))
    blob[100] ^= 1
    with pytest.raises(ImportRefusedError, match="refuses import_key_material: InvalidCiphertext"):
        aws.send(target, Kind.AES_256, method, offer, bytes(blob))
    assert aws.status(target).state == "empty"


def test_a_refused_import_stands_in_the_record(
    ceremony: Held, client: Any, aws: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token of another key: the server refuses, and that stays written."""
    target, other = made(client), made(client)
    offered = aws.offer(other, KMS.methods[0], 4096)
    monkeypatch.setattr(aws, "offer", lambda *_: offered)
    with pytest.raises(ImportRefusedError):
        ceremony.bringing.bring("records", target, aws, agreed)
    assert ceremony.steps == [(Step.WRAPPED, "done"), (Step.IMPORTED, "failed")]
    assert aws.status(target).state == "empty"


def test_nothing_is_wrapped_when_the_fingerprint_is_not_agreed_on(ceremony: Held, client: Any, aws: Importer) -> None:
    with pytest.raises(CeremonyError, match="not agreed on"):
        ceremony.bringing.bring("records", made(client), aws, lambda key: not key.fingerprint)
    assert ceremony.steps == []


def test_a_key_that_aws_made_and_a_key_in_use_take_no_first_material(
    ceremony: Held, client: Any, aws: Importer
) -> None:
    with pytest.raises(CeremonyError, match="is usable: a first import needs an empty key"):
        ceremony.bringing.bring("records", made(client, origin="AWS_KMS"), aws, agreed)
    with pytest.raises(ImportRefusedError, match="only a key of origin EXTERNAL"):
        aws.offer(made(client, origin="AWS_KMS"), KMS.methods[0], 4096)
    target = made(client)
    with pytest.raises(CeremonyError, match=r"is empty: .* a renewal one in use"):
        ceremony.bringing.bring("records", target, aws, agreed, renewal=True)
    assert ceremony.steps == []


def test_a_key_that_does_not_exist_is_said_without_a_traceback_of_boto3(aws: Importer) -> None:
    with pytest.raises(ImportRefusedError, match="refuses describe_key: NotFoundException") as told:
        aws.status(Target(KMS, "ap-northeast-1", "alias/none"))
    assert told.value.__suppress_context__


@pytest.mark.parametrize(("role", "sent_as"), [("PRIMARY", "NEW_KEY_MATERIAL"), ("REPLICA", "EXISTING_KEY_MATERIAL")])
def test_a_renewal_is_sent_and_then_rotated_to_until_kms_uses_it(role: str, sent_as: str) -> None:
    """MiniStack knows no rotation on demand: boto3's own stub compares the arguments with the published model. A
    replica is sent what its primary has already, and is never rotated by itself."""
    import boto3
    from botocore.stub import Stubber

    from govcloud.clouds.aws.key_import import KeyImport

    target, key = Target(KMS, "ap-northeast-1", "alias/example"), "mrk-11111111111111111111111111111111"
    client = boto3.client("kms", region_name=target.region, aws_access_key_id="x", aws_secret_access_key="x")
    old, new, pauses = "0" * 64, "1" * 64, list[int]()
    described = {"KeyId": key, "KeyState": "Enabled", "Origin": "EXTERNAL", "CurrentKeyMaterialId": old}
    described |= {"MultiRegion": True, "MultiRegionConfiguration": {"MultiRegionKeyType": role}}
    before, after = {"KeyMetadata": described}, {"KeyMetadata": {**described, "CurrentKeyMaterialId": new}}
    sent = {"KeyId": key, "ImportToken": b"token", "EncryptedKeyMaterial": b"blob"}
    sent |= {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE", "ImportType": sent_as}
    with Stubber(client) as stub:
        stub.add_response("describe_key", before, {"KeyId": target.key})
        stub.add_response("import_key_material", {"KeyId": key, "KeyMaterialId": new}, sent)
        stub.add_response("describe_key", before, {"KeyId": target.key})
        if role == "PRIMARY":
            stub.add_response("rotate_key_on_demand", {"KeyId": key}, {"KeyId": key})
        for told in (before, after, after, after):
            stub.add_response("describe_key", told, {"KeyId": target.key})
        held = KeyImport(client, pause=lambda: pauses.append(1))
        offer = Offer(b"", token=b"token")
        version = held.send(target, Kind.AES_256, KMS.methods[0], offer, b"blob", renewal=role == "PRIMARY")
        held.rotate(target, version)
        held.rotate(target, version)
        assert held.status(target).version == version == new
        stub.assert_no_pending_responses()
    assert pauses == [1]


def test_a_test_text_that_does_not_come_back_is_found_out() -> None:
    import boto3
    from botocore.stub import ANY, Stubber

    from govcloud.clouds.aws.key_import import KeyImport

    target, key = Target(KMS, "ap-northeast-1", "alias/example"), "11111111-1111-1111-1111-111111111111"
    client = boto3.client("kms", region_name=target.region, aws_access_key_id="x", aws_secret_access_key="x")
    purpose = {"KeyId": key, "EncryptionContext": {"purpose": "key-ceremony"}}
    with Stubber(client) as stub:
        stub.add_response("describe_key", {"KeyMetadata": {"KeyId": key, "Origin": "EXTERNAL"}}, {"KeyId": target.key})
        stub.add_response("encrypt", {"CiphertextBlob": b"sealed"}, {**purpose, "Plaintext": ANY})
        stub.add_response("decrypt", {"Plaintext": bytes(32)}, {**purpose, "CiphertextBlob": b"sealed"})
        with pytest.raises(ImportRefusedError, match="does not come back"):
            KeyImport(client).prove(target)


def test_a_rotation_that_is_refused_stands_in_the_record(
    ceremony: Held, client: Any, aws: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MiniStack uses new material at once: only for one that it does not have is it asked to rotate."""
    target, honest = made(client), aws.send
    ceremony.bringing.bring("records", target, aws, agreed)
    ceremony.source.generate("records.2", Kind.AES_256)
    monkeypatch.setattr(aws, "send", lambda *given, **how: honest(*given, **how) and "another")
    ceremony.bringing.bring("records.2", target, aws, agreed, renewal=True)
    with pytest.raises(ImportRefusedError, match="refuses rotate_key_on_demand: InvalidAction"):
        ceremony.bringing.turn(target, aws)
    assert ceremony.steps[3:] == [(Step.WRAPPED, "done"), (Step.IMPORTED, "done"), (Step.ROTATED, "failed")]


def test_every_call_is_one_of_boto3s_model_with_its_arguments(client: Any) -> None:
    """What MiniStack lets pass is no proof of AWS: names and values are compared with the published model."""
    model = client.meta.service_model
    send = model.operation_model("ImportKeyMaterial").input_shape.members
    assert {"KeyId", "ImportToken", "EncryptedKeyMaterial", "ValidTo", "ExpirationModel", "ImportType"} <= set(send)
    assert "NEW_KEY_MATERIAL" in send["ImportType"].enum
    assert {"KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"} == set(send["ExpirationModel"].enum)
    offer = model.operation_model("GetParametersForImport").input_shape.members
    assert {method.api for method in KMS.methods} <= set(offer["WrappingAlgorithm"].enum)
    assert {f"RSA_{bits}" for method in KMS.methods for bits in method.wrapping_bits} <= set(
        offer["WrappingKeySpec"].enum
    )
    assert set(model.operation_model("RotateKeyOnDemand").input_shape.members) >= {"KeyId"}
    from govcloud.clouds.aws.wrapping import KEY_SPECS

    assert set(KEY_SPECS.values()) <= set(model.operation_model("CreateKey").input_shape.members["KeySpec"].enum)
