"""Azure's regions: which are in Japan, how their names are read, and which services have no region."""

from __future__ import annotations

from typing import Final

from govcloud.facts import UNKNOWN, Place, Unknown

REGIONS: Final[dict[Place, str]] = {Place.OSAKA: "japanwest", Place.TOKYO: "japaneast"}
"""The region of each place a block can be in."""

ZONES: Final[dict[Place, tuple[str, ...]]] = {Place.OSAKA: (), Place.TOKYO: ("1", "2", "3")}
"""The availability zones a design may rely on. Osaka's are left out until the provider lists them for every service."""

GLOBAL: Final = "global"
"""The location of what has none. As of November 2026 only the entries of `EXCEPTIONS` may use it."""

_PLACES: Final[dict[str, Place]] = {
    "global": Place.GLOBAL,
    "japan": Place.ABROAD,
    "japaneast": Place.TOKYO,
    "japanwest": Place.OSAKA,
}
"""What a location means. `japan` is a geography and no location; what is not listed is abroad."""

EXCEPTIONS: Final[dict[str, str]] = {
    "action-groups": "notification addresses only; Azure keeps action groups in no Japanese region",
    "activity-log-alerts": "rules over the own activity log; Azure offers them in global and Europe only",
    "authorization": "role assignments, locks and policies are kept by Azure Resource Manager, which has no region",
    "metric-alerts": "rules over metrics; the metrics stay in their resource's region",
    "private-dns": "names and private addresses only; private zones exist in global alone",
    "public-dns": "public names and addresses only; public zones exist in global alone",
    "settings": "diagnostic settings are rules kept with the resource they are for; what they send goes where they say",
    "subscription-settings": "settings of the subscription itself, which has no region",
}
"""Services without a region, each with the reason why no government information leaves Japan. November 2026."""


def place_of(raw: object) -> Place | Unknown:
    """Where a location is; spelling as in "Japan East" is accepted. A location no table knows is abroad."""
    if raw is UNKNOWN or not isinstance(raw, str) or "${" in raw:
        return UNKNOWN
    return _PLACES.get("".join(raw.split()).casefold(), Place.ABROAD)


def exception(name: str) -> str:
    """The text of a named exception, as facts carry it."""
    return f"{name}: {EXCEPTIONS[name]}"
