"""Stand-ins for Azure Key Vault and Cloud KMS behind their real SDKs: they answer the HTTP requests that the SDKs send,
open what is imported, and use it. Written by us, so they prove our requests' shape and not those services."""

from __future__ import annotations

import abc
import base64
import io
import json
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import urllib3
from azure.core.credentials import AccessToken
from azure.keyvault.keys._generated import models
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.cloud import kms_v1
from requests.adapters import BaseAdapter

from govcloud.clouds.wrapping import Kind, service
from govcloud.keys.material import Material
from govcloud.keys.wrapping import unwrap
from tests.keys import vectors

OAEP_256 = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


class Double(BaseAdapter):
    """Answers requests in this process; nothing leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, Any]] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        url = urlsplit(str(request.url))
        body = json.loads(request.body) if request.body else None
        self.seen.append((str(request.method), url.path, body))
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        status, headers, answer = self.answer(request, str(request.method), url.path, query, body)
        raw = json.dumps(answer).encode()
        made = requests.Response()
        made.status_code, made.request, made.url = status, request, str(request.url)
        made.headers.update({"Content-Type": "application/json", **headers})
        made.raw = urllib3.HTTPResponse(io.BytesIO(raw), status=status, headers=headers, preload_content=False)
        return made

    @abc.abstractmethod
    def answer(
        self, request: requests.PreparedRequest, method: str, path: str, query: dict[str, str], body: Any
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body of one call."""

    def close(self) -> None:
        pass


def _b64url(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def rest_names(model: Any) -> set[str]:
    """The fields of a published model of Azure's, as they stand in JSON."""
    return {field._rest_name for field in model._attr_to_rest_field.values()}


class Credential:
    """Azure's interface of a credential, with a token that opens nothing."""

    def get_token(self, *_scopes: str, **_: Any) -> AccessToken:
        return AccessToken("example", 4_000_000_000)


class Vault(Double):
    """One Azure Key Vault with a wrapping key."""

    URL = "https://kv-example.vault.azure.net"

    def __init__(self, operations: tuple[str, ...] = ("import",), url: str = URL) -> None:
        super().__init__()
        self.url, self.wrapping = url, f"{url}/keys/key-wrapping/{'0123456789abcdef' * 2}"
        self.operations = operations
        self.private = vectors.wrapping_key(4096)
        self.keys: dict[str, tuple[str, rsa.RSAPrivateKey]] = {}

    def answer(
        self, request: requests.PreparedRequest, method: str, path: str, query: dict[str, str], body: Any
    ) -> tuple[int, dict[str, str], Any]:
        if "Authorization" not in request.headers:
            where = 'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"'
            return 401, {"WWW-Authenticate": where}, {}
        parts = path.strip("/").split("/")
        if parts[1] == "key-wrapping":
            return 200, {}, self._told(self.wrapping, self.private, self.operations)
        if method == "PUT":
            return self._import(parts[1], body)
        if parts[1] not in self.keys:
            return 404, {}, {"error": {"code": "KeyNotFound", "message": "example"}}
        name, key = self.keys[parts[1]]
        if parts[-1] == "unwrapkey":
            assert body["alg"] == "RSA-OAEP-256"
            return 200, {}, {"kid": name, "value": _b64url(key.decrypt(_plain(body["value"]), OAEP_256))}
        return 200, {}, self._told(name, key, ("unwrapKey", "wrapKey"))

    def _import(self, name: str, body: Any) -> tuple[int, dict[str, str], Any]:
        assert set(body) <= rest_names(models.KeyImportParameters)
        assert set(body["key"]) <= rest_names(models.JsonWebKey)
        assert set(body["attributes"]) <= rest_names(models.KeyAttributes)
        blob = json.loads(_plain(body["key"]["key_hsm"]))
        vault = service("azure:key-vault")
        opened = unwrap(vault, vault.methods[0], Kind.RSA_3072, json.dumps(blob).encode(), self.private, self.wrapping)
        key = serialization.load_der_private_key(opened.exposed(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        version = f"{self.url}/keys/{name}/{secrets.token_hex(16)}"
        self.keys[name] = (version, key)
        return 200, {}, self._told(version, key, tuple(body["key"]["key_ops"]))

    @staticmethod
    def _told(name: str, key: rsa.RSAPrivateKey, operations: tuple[str, ...]) -> Any:
        numbers = key.public_key().public_numbers()
        return {
            "key": {
                "kid": name,
                "kty": "RSA-HSM",
                "key_ops": list(operations),
                "n": _b64url(numbers.n.to_bytes(key.key_size // 8, "big")),
                "e": _b64url(numbers.e.to_bytes(3, "big")),
            },
            "attributes": {"enabled": True, "created": 1_700_000_000, "updated": 1_700_000_000},
        }


class Kms(Double):
    """One Cloud KMS key that was made import-only."""

    def __init__(self, bits: int = 4096) -> None:
        super().__init__()
        self.private = vectors.wrapping_key(bits)
        self.jobs: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, tuple[dict[str, Any], Material]] = {}
        self.primary: str | None = None
        self.fails = False

    def answer(
        self, request: requests.PreparedRequest, method: str, path: str, query: dict[str, str], body: Any
    ) -> tuple[int, dict[str, str], Any]:
        name, _, verb = path.removeprefix("/v1/").partition(":")
        if verb:
            return 200, {}, getattr(self, f"_{verb}")(name, body)
        if method == "POST":
            return 200, {}, self._job(f"{name}/{query['importJobId']}", body)
        if name in self.jobs:
            self.jobs[name].update(state="ACTIVE", publicKey={"pem": self._pem()})
            return 200, {}, self.jobs[name]
        if name in self.versions:
            self.versions[name][0].update(state="IMPORT_FAILED" if self.fails else "ENABLED")
            return 200, {}, self.versions[name][0]
        return 200, {}, self._key(name)

    def _key(self, name: str) -> Any:
        template = {"protectionLevel": "HSM", "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"}
        told = {"name": name, "purpose": "ENCRYPT_DECRYPT", "versionTemplate": template, "importOnly": True}
        return {**told, "primary": self.versions[self.primary][0]} if self.primary else told

    def _job(self, name: str, body: Any) -> Any:
        asked = kms_v1.ImportJob.from_json(json.dumps(body))
        assert asked.protection_level.name == "HSM"
        told = {"importMethod": asked.import_method.name, "protectionLevel": "HSM"}
        self.jobs[name] = {**told, "name": name, "state": "PENDING_GENERATION", "expireTime": "2026-11-25T06:00:00Z"}
        return self.jobs[name]

    def _pem(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, form).decode()

    def _import(self, name: str, body: Any) -> Any:
        """`name` ends in /cryptoKeyVersions."""
        asked = kms_v1.ImportCryptoKeyVersionRequest.from_json(json.dumps(body))
        kms, job = service("gcp:kms"), self.jobs[asked.import_job]
        method = kms.method(job["importMethod"])
        material = unwrap(kms, method, Kind.AES_256, asked.wrapped_key, self.private)
        version = f"{name}/{len(self.versions) + 1}"
        told = {"name": version, "state": "PENDING_IMPORT", "importJob": asked.import_job}
        self.versions[version] = ({**told, "algorithm": asked.algorithm.name, "protectionLevel": "HSM"}, material)
        return self.versions[version][0]

    def _updatePrimaryVersion(self, name: str, body: Any) -> Any:
        self.primary = f"{name}/cryptoKeyVersions/{body['cryptoKeyVersionId']}"
        return self._key(name)

    def _encrypt(self, name: str, body: Any) -> Any:
        assert self.primary
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self.versions[self.primary][1].exposed()).encrypt(nonce, _plain(body["plaintext"]), None)
        return {"name": self.primary, "ciphertext": base64.b64encode(nonce + sealed).decode()}

    def _decrypt(self, name: str, body: Any) -> Any:
        assert self.primary
        given = _plain(body["ciphertext"])
        opened = AESGCM(self.versions[self.primary][1].exposed()).decrypt(given[:12], given[12:], None)
        return {"plaintext": base64.b64encode(opened).decode()}
