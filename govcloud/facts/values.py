"""The closed vocabularies of facts: what is not known, key levels, places, TLS versions."""

from __future__ import annotations

import enum
from typing import Final, final


@final
class Unknown:
    """The one value `UNKNOWN`: something that exists but cannot be seen yet. Never a pass, never equal to a value."""

    __slots__ = ()
    _one: Unknown | None = None

    def __new__(cls) -> Unknown:
        """The one there is: two unknowns are one object, also after pickling and copying."""
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false: compare with `is UNKNOWN` first")

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: object) -> Unknown:
        return self

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class KeyLevel(enum.IntEnum):
    """Who holds the key material. Higher is more in the agency's own hands."""

    NONE = -1
    """Nothing encrypts the data."""
    K0 = 0
    """Provider-managed: the cloud's own key."""
    K1 = 1
    """Customer-managed key (CMK), material made by the cloud."""
    K2 = 2
    """Customer-managed key with imported material (BYOK)."""
    K3 = 3
    """External or dedicated HSM (HYOK)."""


class Place(enum.StrEnum):
    """Where a resource is, on any cloud. A location no table knows is `ABROAD`: membership decides, never a prefix."""

    TOKYO = "tokyo"
    OSAKA = "osaka"
    JAPAN = "japan"
    """Tokyo and Osaka together: a dual-region that stays in the country."""
    GLOBAL = "global"
    """A service without a region. Allowed only with a named exception."""
    ABROAD = "abroad"


IN_JAPAN: Final = frozenset({Place.TOKYO, Place.OSAKA, Place.JAPAN})


class Tls(enum.IntEnum):
    """The lowest protocol version an endpoint accepts. `PLAIN` accepts no encryption at all."""

    PLAIN = 0
    TLS1_0 = 10
    TLS1_1 = 11
    TLS1_2 = 12
    TLS1_3 = 13
