"""Which Google Cloud locations are in Japan, and which services have none. Tables as of 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from govcloud.facts import UNKNOWN, Place, Unknown

REGIONS: Final[Mapping[Place, str]] = {Place.OSAKA: "asia-northeast2", Place.TOKYO: "asia-northeast1"}
"""The region of a place. asia-northeast3 is Seoul: membership decides, never a prefix."""

ZONES: Final[Mapping[str, tuple[str, ...]]] = {
    region: tuple(f"{region}-{letter}" for letter in "abc") for region in REGIONS.values()
}

_PLACES: Final[Mapping[str, Place]] = {
    **{region: place for place, region in REGIONS.items()},
    **{zone: place for place, region in REGIONS.items() for zone in ZONES[region]},
    # Dual-region of Tokyo and Osaka, of Cloud Storage and Cloud KMS; as a Spanner configuration of the same name has a
    # witness in Seoul, Spanner's recogniser must not use this table.
    "asia1": Place.JAPAN,
    "global": Place.GLOBAL,
}

GLOBAL: Final[Mapping[str, str]] = {
    "access": "IAM is one service for the whole cloud; grants name principals and roles, no content",
    "account": "service accounts belong to the project and have no region; they hold no content",
    "addresses": "reserved addresses of a network without a region; no content",
    "admission": "Binary Authorization has one policy a project; it names registries, no content",
    "api": "whether a project may call an API has no region; no content",
    "dns": "Cloud DNS serves zones from everywhere; names and addresses, no content",
    "group": "the project's own settings have no region; no content",
    "monitoring": "Cloud Monitoring keeps rules, addresses and dashboards without a region; no content",
    "network": "a VPC network and its routes are global objects; traffic stays in the subnets' regions",
    "routing": "log sinks and log metrics are rules of the project's log router; what they write has its own place",
    "secret-name": "a secret's name is global; its versions are only in the named replicas",
    "topic": "a topic's name is global; its messages are only in the regions of its storage policy",
}
"""The named exceptions of the residency ledger: name and reason."""


def region(place: Place) -> str:
    """The region of a place."""
    return REGIONS[place]


def bucket_location(place: Place) -> str:
    """The location of a bucket as Cloud Storage itself writes it; lower case comes back changed."""
    return region(place).upper()


def place_of(raw: object) -> Place | Unknown:
    """The place of a location in any of Google's spellings: region, zone, upper case, or the path or URL of one.

    Anything no table knows is abroad, the multi-regions `asia` and `ASIA` among them.
    """
    if raw is UNKNOWN or not isinstance(raw, str) or "${" in raw:
        return UNKNOWN
    return _PLACES.get(raw.rpartition("/")[2].strip().lower(), Place.ABROAD)


def exception(name: str) -> str:
    """The ledger's entry by name, as facts carry it: name and reason."""
    return f"{name}: {GLOBAL[name]}"
