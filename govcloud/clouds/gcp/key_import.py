"""Cloud KMS takes a key version, by google-cloud-kms: an import job for the ceremony, the import, and its proof."""

from __future__ import annotations

import datetime
import re
import secrets
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

from google.api_core.exceptions import GoogleAPICallError, GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from google.cloud import kms_v1

from govcloud.clouds.gcp.wrapping import ALGORITHMS
from govcloud.clouds.importing import ImportRefusedError, Offer, Status
from govcloud.clouds.wrapping import Kind, Method, State, Target

T = TypeVar("T")

_Version: Final = kms_v1.CryptoKeyVersion.CryptoKeyVersionState
_Job: Final = kms_v1.ImportJob.ImportJobState
_STATES: Final[Mapping[Any, State]] = MappingProxyType(
    {_Version.DESTROYED: "gone", _Version.DESTROY_SCHEDULED: "gone", _Version.ENABLED: "usable"}
)
_PATIENCE: Final = 120
"""How often a job or version is looked at before it is given up: an HSM key pair takes up to some minutes."""


def importer(target: Target, **options: Any) -> KeyImport:
    """An importer, with the client's usual ways to credentials."""
    return KeyImport(kms_v1.KeyManagementServiceClient(**options))


def _ring(target: Target) -> str:
    return target.key.partition("/cryptoKeys/")[0]


def _pause() -> None:
    time.sleep(2)


class KeyImport:
    """The import into Cloud KMS. `pause` is what is done between two looks at something that takes its time."""

    def __init__(self, client: kms_v1.KeyManagementServiceClient, pause: Callable[[], None] = _pause) -> None:
        self._client, self._pause = client, pause

    def status(self, target: Target) -> Status:
        """The key by its primary version; without one it is empty."""
        primary = self._key(target).primary
        if not primary.name:
            return Status("empty", imported=False)
        version = primary.name.rpartition("/")[2]
        return Status(_STATES.get(primary.state, "failed"), imported=bool(primary.import_job), version=version)

    def offer(self, target: Target, method: Method, bits: int) -> Offer:
        """A new import job at the key's own protection level. It ends after 3 days and can never be deleted."""
        level = self._key(target).version_template.protection_level
        job = self._call(
            "create_import_job",
            lambda: self._client.create_import_job(
                parent=_ring(target),
                import_job_id=f"ceremony-{secrets.token_hex(8)}",
                import_job=kms_v1.ImportJob(import_method=method.api, protection_level=level),
            ),
        )
        job = self._settled(job, _Job.PENDING_GENERATION, lambda: self._client.get_import_job(name=job.name))
        if job.state != _Job.ACTIVE:
            raise ImportRefusedError(
                f"{job.name} is {job.state.name} and not ACTIVE",
                ja=f"{job.name}の状態が{job.state.name}(ACTIVEではない)",
            )
        until: Any = job.expire_time  # a datetime, whatever the generated annotation says
        return Offer(job.public_key.pem.encode(), token=job.name.encode(), until=until)

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
        """Import a version. A first one is made primary at once: no imported version becomes so by itself."""
        job = offer.token.decode("ascii", "replace")
        # What came by a file may name anything.
        if not re.fullmatch(re.escape(_ring(target)) + r"/importJobs/[A-Za-z0-9_-]{1,63}", job):
            raise ImportRefusedError(
                f"the offer's token names no import job in the key ring of {target.key}",
                ja=f"オファーのトークンが、{target.key}のキーリングのインポートジョブを指していない",
            )
        request = kms_v1.ImportCryptoKeyVersionRequest(
            parent=target.key, algorithm=ALGORITHMS[kind], import_job=job, wrapped_key=blob
        )
        made = self._call("import_crypto_key_version", lambda: self._client.import_crypto_key_version(request=request))
        made = self._settled(made, _Version.PENDING_IMPORT, lambda: self._client.get_crypto_key_version(name=made.name))
        if made.state != _Version.ENABLED:
            raise ImportRefusedError(
                f"{made.name} is {made.state.name} after the import",
                ja=f"インポート後の{made.name}の状態が{made.state.name}",
            )
        version = made.name.rpartition("/")[2]
        if not renewal and kind.symmetric:
            self.rotate(target, version)
        return version

    def rotate(self, target: Target, version: str) -> None:
        """Make a version the primary one."""
        self._call(
            "update_crypto_key_primary_version",
            lambda: self._client.update_crypto_key_primary_version(name=target.key, crypto_key_version_id=version),
        )

    def prove(self, target: Target) -> None:
        """Encrypt and decrypt 32 random bytes."""
        sent = secrets.token_bytes(32)
        sealed = self._call("encrypt", lambda: self._client.encrypt(name=target.key, plaintext=sent))
        got = self._call("decrypt", lambda: self._client.decrypt(name=target.key, ciphertext=sealed.ciphertext))
        if got.plaintext != sent:
            raise ImportRefusedError.not_proven(target.key)

    def _key(self, target: Target) -> kms_v1.CryptoKey:
        return self._call("get_crypto_key", lambda: self._client.get_crypto_key(name=target.key))

    def _settled(self, found: T, pending: Any, look: Callable[[], T]) -> T:
        """What is pending, once it is no longer so or patience is at its end."""
        for _ in range(_PATIENCE):
            if getattr(found, "state", None) != pending:
                break
            self._pause()
            found = self._call("look", look)
        return found

    def _call(self, operation: str, act: Callable[[], T]) -> T:
        try:
            return act()
        except GoogleAPICallError as error:
            code = error.grpc_status_code.name if error.grpc_status_code else str(error.code)
            raise ImportRefusedError.answered("Cloud KMS", operation, code) from None
        except (GoogleAPIError, GoogleAuthError) as error:
            raise ImportRefusedError.unreached("Cloud KMS", operation, error) from None
