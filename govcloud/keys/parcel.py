"""What goes between the machine that talks to a cloud and the one that holds the key: an offer there, a parcel back.

Both are JSON and hold nothing that has to be kept secret: an offer (`"format": "govcloud-key-offer"`) a cloud's public
wrapping key with the token that belongs to it, a parcel (`"govcloud-key-parcel"`) moreover the wrapped key.
"""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, ValidationError

from govcloud.blocks import Model
from govcloud.clouds.importing import Offer
from govcloud.clouds.wrapping import Kind, Target
from govcloud.keys.refusal import CeremonyError, NotIntactError
from govcloud.keys.sealing import limited, replace
from govcloud.keys.spelling import packed, unpacked
from govcloud.keys.step import Fingerprint, Name, When

_LARGEST: Final = 131_072
Text64 = Annotated[str, Field(max_length=65_536, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class Offered(Model):
    """A cloud's offer for one key and method, as a file."""

    format: Literal["govcloud-key-offer"] = "govcloud-key-offer"
    version: Literal[1] = 1
    service: Name
    target: Name
    method: Name
    public: Text64
    name: str = Field("", max_length=300)
    token: Text64 = ""
    until: When | None = None

    @classmethod
    def of(cls, target: Target, method: str, offer: Offer) -> Offered:
        """An offer as it came from the cloud."""
        return cls(
            service=target.service.name,
            target=target.key,
            method=method,
            public=packed(offer.public),
            name=offer.name,
            token=packed(offer.token),
            until=offer.until.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if offer.until else None,
        )

    @property
    def offer(self) -> Offer:
        """The offer as an importer takes it."""
        until = datetime.datetime.fromisoformat(self.until) if self.until else None
        return Offer(unpacked(self.public), self.name, unpacked(self.token), until)


class Parcel(Model):
    """A key wrapped under an offer."""

    format: Literal["govcloud-key-parcel"] = "govcloud-key-parcel"
    version: Literal[1] = 1
    key: Name
    kind: Kind
    fingerprint: Fingerprint
    offered: Offered
    wrapped: Text64

    @property
    def blob(self) -> bytes:
        """The blob as the cloud takes it."""
        return unpacked(self.wrapped)

    @property
    def digest(self) -> str:
        """What the record calls the blob."""
        return f"sha256:{hashlib.sha256(self.blob).hexdigest()}"


T = TypeVar("T", bound="Offered | Parcel")


def written(path: Path, what: Offered | Parcel) -> None:
    """Write it, whole or not at all."""
    replace(path, what.model_dump_json(indent=1).encode() + b"\n")


def read(path: Path, kind: type[T]) -> T:
    """An offer or a parcel; `NotIntactError` for anything else, `CeremonyError` where there is no such file."""
    try:
        return kind.model_validate_json(limited(path, _LARGEST))
    except OSError:
        raise CeremonyError("{name} cannot be read", "{name}を読めない", name=path.name) from None
    except (ValidationError, ValueError, RecursionError):
        raise _not_one(path) from None


def fits(offered: Offered, target: Target, file: Path) -> None:
    """`CeremonyError` where an offer is for another key than the planned one."""
    if (offered.service, offered.target) != (target.service.name, target.key):
        raise CeremonyError(
            "{name} is for another key than {key}", "{name}は{key}とは別の鍵向けである", name=file.name, key=target.key
        )


def _not_one(path: Path) -> NotIntactError:
    return NotIntactError(
        "{name} is no offer or parcel of this library, or it was changed",
        "{name}は本ライブラリのオファーまたはパーセルではないか、改変されている",
        name=path.name,
    )
