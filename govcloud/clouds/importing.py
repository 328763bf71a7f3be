"""How a ceremony talks to a cloud's import: a wrapping key is offered, a blob is sent, the key is tried.

The clouds' own SDKs for that are in `clouds/<x>/key_import.py`, each behind an extra of its own; none is loaded here.
"""

from __future__ import annotations

import dataclasses
import datetime
import importlib
from typing import Any, Protocol, Self

from govcloud.clouds.wrapping import Kind, Method, State, Target
from govcloud.errors import GovcloudError, UsageError


class ImportRefusedError(GovcloudError):
    """The cloud refused a call of the import, or the key is not in the state that the call needs. The message has the
    call and the cloud's error code, never what was sent."""

    @classmethod
    def answered(cls, service: str, operation: str, code: object) -> Self:
        """The service refuses a call, with its own code."""
        return cls(f"{service} refuses {operation}: {code}", ja=f"{service}が{operation}を拒否した: {code}")

    @classmethod
    def unreached(cls, service: str, operation: str, error: Exception) -> Self:
        """The service was not reached. Only the kind of error is told: its words may repeat what was given."""
        kind = type(error).__name__
        return cls(
            f"{service} was not reached by {operation}: {kind}", ja=f"{service}に接続できない({operation}): {kind}"
        )

    @classmethod
    def not_proven(cls, key: str) -> Self:
        """What a key encrypted could not be decrypted with it."""
        return cls(
            f"{key}: what was encrypted does not come back", ja=f"{key}: 暗号化したデータを復号しても元に戻らない"
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A wrapping key as a cloud gave it away: SubjectPublicKeyInfo in DER or PEM; its name where the envelope carries
    it; the token or job that belongs to it; and until when both hold (`None`: no end)."""

    public: bytes
    name: str = ""
    token: bytes = dataclasses.field(default=b"", repr=False)
    until: datetime.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """A key as the cloud describes it. `imported`: its material came from outside. `until`: when the material ends.
    `public`: SubjectPublicKeyInfo in DER where the cloud shows one, so that its fingerprint can be compared.
    `version`: what new data is encrypted with, by the name that `Importer.send` gave it; empty where it is not told."""

    state: State
    imported: bool
    until: datetime.datetime | None = None
    public: bytes | None = None
    version: str = ""


class Importer(Protocol):
    """One cloud's import of keys. Every call that the cloud refuses is an `ImportRefusedError`."""

    def status(self, target: Target) -> Status:
        """The key as it is now."""
        ...

    def offer(self, target: Target, method: Method, bits: int) -> Offer:
        """A wrapping key for this method and size."""
        ...

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
        """Import a blob; the name of the version or material that came of it. `renewal`: beside what is there."""
        ...

    def rotate(self, target: Target, version: str) -> None:
        """Let new data be encrypted with this version; done where it already is. Of a key and its replicas all have
        been sent the material before any is turned."""
        ...

    def prove(self, target: Target) -> None:
        """Encrypt something random with the key and get it back."""
        ...


def importer(target: Target, **options: Any) -> Importer:
    """The importer of a target's cloud, with that SDK's usual ways to credentials; `UsageError` without the extra.

    `options` go to the SDK's client (an endpoint, a transport), by that SDK's names.
    """
    cloud = target.service.cloud
    try:
        module = importlib.import_module(f"govcloud.clouds.{cloud}.key_import")
    except ModuleNotFoundError as missing:
        raise UsageError(
            f"to import keys into {target.service.title}, install govcloud[keys-{cloud}] (no module {missing.name})",
            ja=f"{target.service.title}へ鍵をインポートするにはgovcloud[keys-{cloud}]のインストールが必要である",
        ) from None
    made: Importer = module.importer(target, **options)
    return made
