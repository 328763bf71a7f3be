"""What a cloud's key import takes, as data: methods, sizes, envelopes, lifetimes. No SDK, no cryptography.

Each cloud's rows stand in its own `wrapping.py`; this file knows only their shape and how to find them.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import importlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from govcloud.blocks import EncryptionKey
from govcloud.errors import UsageError, did_you_mean
from govcloud.systems import CLOUDS, Account, Cloud, Planned

Pair: TypeAlias = tuple[str, str]
"""A text in English and in Japanese."""

EnvelopeName: TypeAlias = Literal["byok", "none"]
"""What is put around the wrapped bytes: nothing, or the JSON document of a transfer blob (`.byok`)."""


State: TypeAlias = Literal["absent", "empty", "failed", "gone", "ungranted", "usable"]
"""Of a brought or outside key: not made yet; without material; disabled or its import failed; its material or the key
is deleted; nobody has said that its use is granted; ready."""


class Kind(enum.StrEnum):
    """A kind of key material. AES is its raw bytes; RSA and EC keys are PKCS#8 in DER."""

    AES_256 = "aes-256"
    EC_P256 = "ec-p256"
    EC_P384 = "ec-p384"
    RSA_3072 = "rsa-3072"
    RSA_4096 = "rsa-4096"

    @property
    def symmetric(self) -> bool:
        """Whether the material is a secret key rather than a private one."""
        return self is Kind.AES_256


RSA: Final = frozenset({Kind.RSA_3072, Kind.RSA_4096})
EC: Final = frozenset({Kind.EC_P256, Kind.EC_P384})


@dataclasses.dataclass(frozen=True, slots=True)
class Method:
    """One way in which a service takes wrapped material.

    `oaep_hash` is the hash of RSA-OAEP and of its MGF1 alike; the label is empty. `hybrid`: a new AES-256 key is
    encrypted with RSA-OAEP and followed by the material under AES-KWP (RFC 5649), which is what PKCS#11 calls
    CKM_RSA_AES_KEY_WRAP; else RSA-OAEP encrypts the material itself. `refuses` has a reason for every kind of
    material that the method does not take.
    """

    api: str
    oaep_hash: Literal["sha1", "sha256"]
    hybrid: bool
    wrapping_bits: tuple[int, ...]
    refuses: Mapping[Kind, Pair]

    def takes(self, kind: Kind) -> bool:
        """Whether this kind of material may be sent in this way."""
        return kind not in self.refuses


@dataclasses.dataclass(frozen=True, slots=True)
class Import:
    """One service that takes key material, and the terms on which it does.

    `methods`: the recommended first. `at_rest`: the material that a K2 key is made of here. `token_hours`: how long a
    wrapping key and its token may be used after they were issued (`None`: as long as the key exists).
    `material_days`: the longest that imported material lasts where the service counts (`None`: it does not). `ends`:
    whether it can be given an end at all.
    `key_id`: the pattern of a wrapping key's name, where the envelope carries it. `obtain`, `send`, `prove`: how the
    wrapping key is got, the blob sent and the key tried, as the runbook says it. `again` and `renewal`: what holds for
    a second import.
    """

    cloud: Cloud
    service: str
    title: str
    at_rest: Kind
    methods: tuple[Method, ...]
    token_hours: int | None
    material_days: int | None
    obtain: Pair
    send: Pair
    prove: Pair
    again: Pair
    renewal: Pair
    source: str
    ends: bool = False
    envelope: EnvelopeName = "none"
    key_id: str | None = None

    @property
    def name(self) -> str:
        """The service as the ceremony writes it: `aws:kms`."""
        return f"{self.cloud}:{self.service}"

    def method(self, api: str) -> Method:
        """The method with this name of the service's own API; `UsageError` where there is none."""
        for method in self.methods:
            if method.api == api:
                return method
        hint = did_you_mean(api, self._apis)
        raise UsageError(
            f"{self.title} has no import method '{api}': {hint}",
            ja=f"{self.title}にインポート方式 '{api}' はない。{hint.ja}",
        )

    def methods_for(self, kind: Kind) -> tuple[Method, ...]:
        """The ways in which this kind of material may come, the recommended first."""
        return tuple(method for method in self.methods if method.takes(kind))

    @property
    def _apis(self) -> tuple[str, ...]:
        return tuple(method.api for method in self.methods)


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Where one key's material goes: the service, its region, the key's name there, and the wrapping key's name where
    the foundation makes one."""

    service: Import
    region: str
    key: str
    wrapping_key: str = ""


def imports() -> Iterator[Import]:
    """Every service of every cloud that takes material."""
    for cloud in CLOUDS:
        yield from importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").IMPORTS


def service(name: str) -> Import:
    """The service with this name (`aws:kms`); `UsageError` with a suggestion where there is none."""
    known = {row.name: row for row in imports()}
    if name not in known:
        hint = did_you_mean(name, known)
        raise UsageError(
            f"no service '{name}' takes key material: {hint}",
            ja=f"鍵素材をインポートできるサービス '{name}' はない。{hint.ja}",
        )
    return known[name]


def target(cloud: Cloud, planned: Planned, account: Account) -> Target:
    """Where a key block's material goes on one cloud."""
    assert isinstance(planned.block, EncryptionKey), f"{planned.name} is no key"
    found = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").target(planned, account)
    assert isinstance(found, Target)
    return found


def state(
    cloud: Cloud, planned: Planned, account: Account, made: Mapping[str, Mapping[str, Any]], at: datetime.datetime
) -> State:
    """What a brought or outside key is in, without asking its cloud. `made`: the outputs of the foundation's
    resources by their names in the program, as they were at the last update or refresh."""
    found: State = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").state(planned, account, made, at)
    return found


def after_import(cloud: Cloud, *, ending: bool = False) -> Pair:
    """What is done after an import so that Pulumi knows of it. Holds `{stack}`, `{environment}` and `{key}`, and for
    material that was given an end (`ending`) maybe `{ends}`, its day."""
    module = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping")
    found: Pair = module.AFTER_ENDING if ending else module.AFTER
    return found


def replicas_wait(cloud: Cloud) -> bool:
    """Whether a key's replica can only be made once the key has its material."""
    found: bool = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").REPLICAS_WAIT
    return found


def outside_waits(cloud: Cloud) -> bool:
    """Whether what needs a key of level K3 waits until somebody has granted its use; `granting` then says how."""
    found: bool = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").OUTSIDE_WAITS
    return found


def granting(cloud: Cloud, planned: Planned, account: Account) -> Pair:
    """How the use of a key of level K3 is granted, on a cloud where that is waited for. Holds `{stack}`."""
    found: Pair = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").granting(planned, account)
    return found


def outside(cloud: Cloud) -> Pair:
    """How a key of level K3 comes about on one cloud: nothing is imported, for the material stays where it is."""
    found: Pair = importlib.import_module(f"govcloud.clouds.{cloud}.wrapping").OUTSIDE
    return found


def refused(kinds: frozenset[Kind], en: str, ja: str) -> dict[Kind, Pair]:
    """The same reason for several kinds of material."""
    return dict.fromkeys(sorted(kinds), (en, ja))
