"""Azure Key Vault takes a key, by azure-keyvault-keys: the public half of the wrapping key, the import, its proof."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.keyvault.keys import JsonWebKey, KeyClient, KeyVaultKey
from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from govcloud.clouds.azure.wrapping import KEY_TYPES
from govcloud.clouds.importing import ImportRefusedError, Offer, Status
from govcloud.clouds.wrapping import EC, Kind, Method, Target

T = TypeVar("T")

_CURVES: Final[Mapping[Kind, str]] = MappingProxyType({Kind.EC_P256: "P-256", Kind.EC_P384: "P-384"})
_IMPORTS_ONLY: Final = ["import"]
_SERVICE: Final = "Azure Key Vault"


def importer(target: Target, credential: Any = None, **options: Any) -> KeyImport:
    """An importer for the target's vault. Without a credential, the ways of `DefaultAzureCredential` are tried."""
    if credential is None:
        from azure.identity import DefaultAzureCredential

        credential = DefaultAzureCredential()
    vault, _ = _parts(target.key)
    return KeyImport(KeyClient(vault_url=vault, credential=credential, **options))


class KeyImport:
    """The import into one vault. `client` is azure-keyvault-keys' for it."""

    def __init__(self, client: KeyClient) -> None:
        self._client = client

    def status(self, target: Target) -> Status:
        """The newest version. Azure does not say where material came from: the public key does, so it is told."""
        try:
            key = self._call("get_key", lambda: self._client.get_key(_parts(target.key)[1]))
        except _NotThereError:
            return Status("empty", imported=False)
        state = "usable" if key.properties.enabled else "failed"
        return Status(state, imported=True, until=key.properties.expires_on, public=_public(key))

    def offer(self, target: Target, method: Method, bits: int) -> Offer:
        """The vault's wrapping key. It may do nothing but import: one that could also unwrap would open the blob."""
        key = self._call("get_key", lambda: self._client.get_key(_parts(target.wrapping_key)[1]))
        if key.key_type != "RSA-HSM" or list(key.key_operations) != _IMPORTS_ONLY:
            raise ImportRefusedError(
                f"{target.wrapping_key} is no wrapping key: it must be RSA-HSM with the one operation import",
                ja=f"{target.wrapping_key}はラップ鍵ではない。RSA-HSMで、操作はimportだけでなければならない",
            )
        public = _public(key)
        assert public is not None
        return Offer(public, name=str(key.id))

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
        """Import the transfer blob as the newest version; it can never be exported. Without an end the vault never
        tells that it nears; at its end nothing new can be encrypted, while what is there stays readable."""
        key = JsonWebKey(
            kty=KEY_TYPES[kind],
            key_ops=["sign", "verify"] if kind in EC else ["unwrapKey", "wrapKey"],
            crv=_CURVES.get(kind),
            t=blob,
        )
        name = _parts(target.key)[1]
        made = self._call(
            "import_key",
            lambda: self._client.import_key(
                name, key, hardware_protected=True, enabled=True, exportable=False, expires_on=until
            ),
        )
        return str(made.properties.version)

    def rotate(self, target: Target, version: str) -> None:
        """The newest version is the one in use: this only makes sure that the imported one is."""
        key = self._call("get_key", lambda: self._client.get_key(_parts(target.key)[1]))
        if key.properties.version != version:
            raise ImportRefusedError(
                f"{target.key}: another version is newer than the imported one",
                ja=f"{target.key}: インポートした版より新しい版がある",
            )

    def prove(self, target: Target) -> None:
        """Wrap 32 random bytes and unwrap them in the vault."""
        sent = secrets.token_bytes(32)
        user = self._client.get_cryptography_client(_parts(target.key)[1])
        wrapped = self._call("wrap_key", lambda: user.wrap_key(KeyWrapAlgorithm.rsa_oaep_256, sent))
        got = self._call("unwrap_key", lambda: user.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped.encrypted_key))
        if got.key != sent:
            raise ImportRefusedError.not_proven(target.key)

    def _call(self, operation: str, act: Callable[[], T]) -> T:
        try:
            return act()
        except ResourceNotFoundError:
            raise _NotThereError.answered(_SERVICE, operation, "NotFound") from None
        except HttpResponseError as error:
            code = error.error.code if error.error else error.status_code
            raise ImportRefusedError.answered(_SERVICE, operation, code) from None
        except AzureError as error:
            raise ImportRefusedError.unreached(_SERVICE, operation, error) from None


class _NotThereError(ImportRefusedError):
    """There is no key of that name."""


def _parts(key: str) -> tuple[str, str]:
    """A key's vault and its name there."""
    vault, _, name = key.partition("/keys/")
    return vault, name


def _public(key: KeyVaultKey) -> bytes | None:
    """The public half of an RSA key as SubjectPublicKeyInfo in DER."""
    modulus, exponent = getattr(key.key, "n", None), getattr(key.key, "e", None)
    if not modulus or not exponent:
        return None
    public = rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big")).public_key()
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
