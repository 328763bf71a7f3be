"""AWS KMS takes key material, by boto3: GetParametersForImport, ImportKeyMaterial, and what proves that it works."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from govcloud.clouds.aws.wrapping import PROOF, STATES
from govcloud.clouds.importing import ImportRefusedError, Offer, Status
from govcloud.clouds.wrapping import Kind, Method, Target


def importer(target: Target, **options: Any) -> KeyImport:
    """An importer for the target's region."""
    return KeyImport(boto3.client("kms", region_name=target.region, **options))


class KeyImport:
    """The import into AWS KMS. `client` is boto3's for KMS in the key's region."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def status(self, target: Target) -> Status:
        """The key as DescribeKey tells it. A key whose material was deleted or ended says PendingImport again."""
        told = self._described(target)
        return Status(
            state=STATES.get(told["KeyState"], "failed"),
            imported=told["Origin"] == "EXTERNAL",
            until=told.get("ValidTo"),
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
        beside = {"ImportType": "NEW_KEY_MATERIAL"} if renewal else {}
        got = self._call(
            "import_key_material",
            KeyId=self._id(target),
            ImportToken=offer.token,
            EncryptedKeyMaterial=blob,
            **ends,
            **beside,
        )
        return str(got.get("KeyMaterialId") or self._id(target))

    def rotate(self, target: Target, version: str) -> None:
        """RotateKeyOnDemand: KMS turns to the material that was imported beside the present one."""
        self._call("rotate_key_on_demand", KeyId=self._id(target))

    def prove(self, target: Target) -> None:
        """Encrypt and decrypt 32 random bytes."""
        sent = secrets.token_bytes(32)
        key = self._id(target)
        sealed = self._call("encrypt", KeyId=key, Plaintext=sent, EncryptionContext=PROOF)["CiphertextBlob"]
        if self._call("decrypt", KeyId=key, CiphertextBlob=sealed, EncryptionContext=PROOF)["Plaintext"] != sent:
            raise ImportRefusedError(f"{target.key}: what was encrypted does not come back")

    def _id(self, target: Target) -> str:
        """The import's calls take no alias."""
        told = self._described(target)
        if told["Origin"] != "EXTERNAL":
            raise ImportRefusedError(
                f"{target.key} was made with material of AWS's own: only a key of origin EXTERNAL takes material",
                ja=f"{target.key}の鍵素材はAWSが生成したものである。インポートできるのはEXTERNALの鍵だけである",
            )
        return str(told["KeyId"])

    def _described(self, target: Target) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._call("describe_key", KeyId=target.key)["KeyMetadata"]
        return found

    def _call(self, operation: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = getattr(self._client, operation)(**arguments)
            return answer
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "?")
            raise ImportRefusedError(f"AWS KMS refuses {operation}: {code}") from None
        # Parameter errors of botocore repeat what was given.
        except BotoCoreError as error:
            raise ImportRefusedError(f"AWS KMS was not reached by {operation}: {type(error).__name__}") from None
