"""AWS KMS takes key material, by boto3: GetParametersForImport, ImportKeyMaterial, and what proves that it works."""

from __future__ import annotations

import datetime
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from govcloud.clouds.aws.wrapping import PROOF, STATES
from govcloud.clouds.importing import ImportRefusedError, Offer, Status
from govcloud.clouds.wrapping import Kind, Method, Target

_PATIENCE: Final = 120
"""How often a rotation is looked at before it is given up, to be gone on with later."""


def importer(target: Target, **options: Any) -> KeyImport:
    """An importer for the target's region."""
    return KeyImport(boto3.client("kms", region_name=target.region, **options))


def _pause() -> None:
    time.sleep(2)


def _replica(key: Mapping[str, Any]) -> bool:
    return key.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType") == "REPLICA"


class KeyImport:
    """The import into AWS KMS. `client` is boto3's for KMS in the key's region; `pause` is what is done between two
    looks at a rotation, which KMS begins at once and ends later."""

    def __init__(self, client: Any, pause: Callable[[], None] = _pause) -> None:
        self._client, self._pause = client, pause

    def status(self, target: Target) -> Status:
        """The key as DescribeKey tells it. A key whose material was deleted or ended says PendingImport again."""
        told = self._described(target)
        return Status(
            state=STATES.get(told["KeyState"], "failed"),
            imported=told["Origin"] == "EXTERNAL",
            until=told.get("ValidTo"),
            version=told.get("CurrentKeyMaterialId", ""),
        )

    def offer(self, target: Target, method: Method, bits: int) -> Offer:
        """A pair of public key and token, which hold for 24 hours."""
        got = self._call(
            "get_parameters_for_import",
            KeyId=self._id(target),
            WrappingAlgorithm=method.api,
            WrappingKeySpec=f"RSA_{bits}",
        )
        return Offer(got["PublicKey"], token=got["ImportToken"], until=got["ParametersValidTo"])

    def send(
        self,
        target: Target,
        kind: Kind,
        method: Method,
        offer: Offer,
        blob: bytes,
        *,
        until: datetime.datetime | None = None,
        renewal: bool = False,
    ) -> str:
        """ImportKeyMaterial. AWS would expect an end by default: what is meant is said, either way."""
        ends = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
        if until is not None:
            ends = {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": until}
        key = self._external(target)
        # A replica knows its primary's material before it has it: to AWS it is never new there.
        kind_of = "EXISTING_KEY_MATERIAL" if _replica(key) else "NEW_KEY_MATERIAL"
        beside = {"ImportType": kind_of} if renewal or _replica(key) else {}
        got = self._call(
            "import_key_material",
            KeyId=key["KeyId"],
            ImportToken=offer.token,
            EncryptedKeyMaterial=blob,
            **ends,
            **beside,
        )
        return str(got.get("KeyMaterialId") or key["KeyId"])

    def rotate(self, target: Target, version: str) -> None:
        """RotateKeyOnDemand, until KMS has turned to the material that was imported beside the present one. Replicas
        are turned by their primary: there KMS refuses the call, and it is only waited for."""
        key = self._external(target)
        if key.get("CurrentKeyMaterialId") == version:
            return
        if not _replica(key):
            self._call("rotate_key_on_demand", KeyId=key["KeyId"])
        for _ in range(_PATIENCE):
            if self._described(target).get("CurrentKeyMaterialId") == version:
                return
            self._pause()
        raise ImportRefusedError(
            f"{target.key} has not been turned to its new material yet",
            ja=f"{target.key}はまだ新しい鍵素材に切り替わっていない",
        )

    def prove(self, target: Target) -> None:
        """Encrypt and decrypt 32 random bytes."""
        sent = secrets.token_bytes(32)
        key = self._id(target)
        sealed = self._call("encrypt", KeyId=key, Plaintext=sent, EncryptionContext=PROOF)["CiphertextBlob"]
        if self._call("decrypt", KeyId=key, CiphertextBlob=sealed, EncryptionContext=PROOF)["Plaintext"] != sent:
            raise ImportRefusedError.not_proven(target.key)

    def _id(self, target: Target) -> str:
        """The import's calls take no alias."""
        return str(self._external(target)["KeyId"])

    def _external(self, target: Target) -> Mapping[str, Any]:
        told = self._described(target)
        if told["Origin"] != "EXTERNAL":
            raise ImportRefusedError(
                f"{target.key} was made with material of AWS's own: only a key of origin EXTERNAL takes material",
                ja=f"{target.key}の鍵素材はAWSが生成したものである。インポートできるのはEXTERNALの鍵だけである",
            )
        return told

    def _described(self, target: Target) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._call("describe_key", KeyId=target.key)["KeyMetadata"]
        return found

    def _call(self, operation: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = getattr(self._client, operation)(**arguments)
            return answer
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "?")
            raise ImportRefusedError.answered("AWS KMS", operation, code) from None
        # Parameter errors of botocore repeat what was given.
        except BotoCoreError as error:
            raise ImportRefusedError.unreached("AWS KMS", operation, error) from None
