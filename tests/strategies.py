"""Hypothesis strategies: system-file data that the schema accepts, and the account models that go with it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import ConfigDict

from govcloud.blocks.network import PRIVATE, TAKEN
from govcloud.systems import CLOUDS, Account
from tests.examples import ACCOUNTS

Data = dict[str, Any]


class AnyAccount(Account):
    """An account that takes whatever a file says of it, for tests that are about no cloud."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @property
    def number(self) -> str:
        said = self.model_extra or {}
        return str(next((said[key] for key in ("account", "subscription", "project") if key in said), ""))


ANY_ACCOUNTS: Final[dict[str, type[Account]]] = dict.fromkeys(CLOUDS, AnyAccount)

NAMES: Final = (
    *(
        "a",
        "b",
        "c",
        "d",
        "api",
        "batch",
        "board",
        "data",
        "entry",
        "files",
        "key",
        "kms",
        "logs",
        "main",
        "net",
        "oncall",
    ),
    *("pages", "records", "site", "token", "trail", "waf", "x1", "x-1", "a1-b2-c3", "key-dr", "s3", "v2"),
    *("exactly16letters", "a-b", "database", "network", "prod", "aws"),
)
"""Names of blocks: of all lengths up to 16, with digits and hyphens, some of them words that mean something else."""
_LETTERS: Final = st.sampled_from("abcdefghijklmnopqrstuvwxyz")
_WORDS: Final = st.text("abz019", min_size=1, max_size=5)

slugs = st.builds(lambda first, rest: first + "-".join(rest), _LETTERS, st.lists(_WORDS, min_size=1, max_size=3))
"""Short names of agencies and systems."""
digests = st.sampled_from("0123456789abcdef").map(lambda digit: f"sha256:{digit * 64}")
files = _WORDS.map("{}.html".format)
paths = st.builds("/{}{}".format, _WORDS, st.sampled_from(["", "/*"]))
mails = _WORDS.map("{}@example.go.jp".format)
office_ranges = st.builds(
    lambda net, bits: str(net.supernet(new_prefix=bits)),
    st.integers(0, 255).map(lambda last: IPv4Network((0xCB007100 + last, 32))),
    st.integers(24, 32),
)
settings = st.dictionaries(
    st.sampled_from(["LOG_LEVEL", "LANG", "TZ", "FEATURE_A", "PAGE_SIZE"]),
    st.text("abc 0123:/.", max_size=12),
    max_size=2,
)
"""Environment variables whose names and values look like no secret."""


def fields(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Data]:
    """Some of these fields, each with a valid value; leaving one out is always allowed."""
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def cidrs(draw: st.DrawFn) -> str:
    """A network's range: /16 to /21, private, none that a cloud's service keeps for itself."""
    prefix = draw(st.integers(16, 21))
    space = draw(st.sampled_from(PRIVATE))
    index = draw(st.integers(0, 2 ** (prefix - space.prefixlen) - 1))
    found = IPv4Network((int(space.network_address) + index * 2 ** (32 - prefix), prefix))
    return "10.20.0.0/16" if any(found.overlaps(taken) for taken in TAKEN) else str(found)


@st.composite
def keys(draw: st.DrawFn, place: str = "tokyo") -> Data:
    """A key of level K0 or K1; a K0 has no rotation to speak of."""
    found = draw(fields(level=st.sampled_from(["K1", "K0"]), deletion_window_days=st.just(30)))
    if found.get("level") != "K0":
        found |= draw(fields(rotation_days=st.integers(90, 365)))
    return {"kind": "encryption_key", **({"place": place} if place != "tokyo" else {}), **found}


class _Names:
    """The names a system has given so far, by kind, and how a block refers to them: in words or by leaving out."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.given: dict[str, list[str]] = {}

    def new(self, kind: str) -> str:
        taken = {name for names in self.given.values() for name in names}
        name = self.draw(st.sampled_from([name for name in NAMES if name not in taken]))
        self.given.setdefault(kind, []).append(name)
        return name

    def of(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in self.given.get(kind, ())]

    def references(self, **kinds: str) -> Data:
        """References by field: always written where several blocks could be meant, else perhaps left out."""
        return {
            field: self.draw(st.sampled_from(self.of(kind)))
            for field, kind in kinds.items()
            if len(self.of(kind)) > 1 or self.draw(st.booleans())
        }


def _foundation(draw: st.DrawFn, given: _Names) -> Data:
    blocks: Data = {}
    for _ in range(draw(st.integers(1, 2))):
        blocks[given.new("encryption_key")] = draw(keys())
    for place in draw(st.lists(st.just("osaka"), max_size=1)):
        blocks[given.new("osaka_key")] = draw(keys(place))
    archive = draw(fields(retention_days=st.integers(365, 3650)))
    blocks[given.new("log_archive")] = {"kind": "log_archive", **archive, **given.references(key="encryption_key")}
    network = {"kind": "network", "cidr": draw(cidrs()), **draw(fields(zones=st.integers(2, 3)))}
    blocks[given.new("network")] = {**network, **given.references(flow_logs="log_archive")}
    if draw(st.booleans()):
        trail = draw(fields(platform_provides=st.booleans()))
        references = given.references(into="log_archive", key="encryption_key")
        blocks[given.new("audit_trail")] = {"kind": "audit_trail", **trail, **references}
    references = given.references(network="network", key="encryption_key")
    blocks[given.new("container_registry")] = {"kind": "container_registry", **references}
    return blocks


def _image(draw: st.DrawFn, given: _Names) -> Data:
    return {
        "name": "/".join(draw(st.lists(_WORDS, min_size=1, max_size=2))),
        "digest": draw(digests),
        **given.references(registry="container_registry"),
    }


def _database(draw: st.DrawFn, given: _Names) -> Data:
    found = draw(
        fields(
            major=st.sampled_from([15, 16, 17]),
            size=st.sampled_from(["small", "medium", "large"]),
            storage_gib=st.sampled_from([64, 128, 256, 512, 1024]),
            restore_days=st.integers(7, 35),
        )
    )
    if given.of("osaka_key") and draw(st.booleans()):
        found["replica"] = {"place": "osaka", "key": given.of("osaka_key")[0]}
    return {**found, **given.references(network="network", key="encryption_key", logs="log_archive")}


def _object_store(draw: st.DrawFn, given: _Names) -> Data:
    found = draw(fields(retention_lock_days=st.integers(1, 3650), keep_versions_days=st.integers(7, 3650)))
    return {**found, **given.references(network="network", key="encryption_key", logs="log_archive")}


def _secret(draw: st.DrawFn, given: _Names) -> Data:
    first = draw(st.dates(datetime.date(2027, 1, 1), datetime.date(2030, 12, 31)))
    found = draw(fields(rotate_days=st.integers(1, 365)))
    return {"first_rotation": str(first), **found, **given.references(network="network", key="encryption_key")}


def _service(draw: st.DrawFn, given: _Names) -> Data:
    least = draw(st.integers(2, 5))
    instances = fields(min=st.just(least), cpu_percent=st.integers(20, 90), max=st.integers(max(least, 5), 100))
    found = draw(
        fields(
            port=st.integers(1024, 65535),
            size=st.sampled_from(["small", "medium", "large"]),
            instances=instances,
            health_path=st.sampled_from(["/health", "/", "/live/ok"]),
            settings=settings,
        )
    )
    usable = given.of("database", "object_store", "secret")
    uses = draw(st.dictionaries(st.sampled_from(usable), st.sampled_from(["read", "write"]))) if usable else {}
    references = given.references(network="network", key="encryption_key", logs="log_archive")
    return {"image": _image(draw, given), **found, **({"uses": uses} if uses else {}), **references}


def _site(draw: st.DrawFn, given: _Names) -> Data:
    found = draw(fields(index=files, not_found=files))
    references = given.references(network="network", key="encryption_key", logs="log_archive")
    return {"server": _image(draw, given), **found, **references}


def _firewall(draw: st.DrawFn, given: _Names) -> Data:
    ranges = st.lists(office_ranges, min_size=1, max_size=2, unique=True)
    found = draw(
        fields(
            managed_rules=st.sampled_from(["standard", "strict"]),
            only_from=st.dictionaries(paths, ranges, max_size=2),
            requests_per_5_minutes=st.integers(100, 20000),
        )
    )
    return {**found, **given.references(logs="log_archive")}


def _entry(draw: st.DrawFn, given: _Names) -> Data:
    behind = st.sampled_from(given.of("container_service", "static_site"))
    routes = {**draw(st.dictionaries(paths, behind, max_size=2)), "/*": draw(behind)}
    firewall = draw(st.sampled_from(given.of("web_firewall")))
    return {"firewall": firewall, "routes": routes, **given.references(network="network", logs="log_archive")}


def _alerting(draw: st.DrawFn, given: _Names) -> Data:
    found = draw(st.lists(mails, min_size=1, max_size=3, unique=True))
    return {"mail": found, **given.references(key="encryption_key")}


def _dashboard(draw: st.DrawFn, given: _Names) -> Data:
    shown = given.of("container_service", "database", "web_entry")
    return {"shows": draw(st.lists(st.sampled_from(shown), min_size=1, max_size=3, unique=True))}


_WORKLOAD = {
    "alerting": (_alerting, ()),
    "container_service": (_service, ()),
    "dashboard": (_dashboard, (("container_service", "database", "web_entry"),)),
    "database": (_database, ()),
    "object_store": (_object_store, ()),
    "secret": (_secret, ()),
    "static_site": (_site, ()),
    "web_entry": (_entry, (("web_firewall",), ("container_service", "static_site"))),
    "web_firewall": (_firewall, ()),
}
"""How each kind is drawn, and the kinds of which one must be there first."""
_ORDER = [
    "database",
    "object_store",
    "secret",
    "container_service",
    "static_site",
    "web_firewall",
    "web_entry",
    "alerting",
    "dashboard",
]
"""What is named stands before what names it."""


_TOGETHER: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("container_service", "web_firewall", "web_entry"),
    ("static_site", "web_firewall", "web_entry"),
)
"""Kinds that mean little alone and seldom come together by chance. A system has one entry at the most."""


def _workload(draw: st.DrawFn, given: _Names) -> Data:
    blocks: Data = {}
    kinds = [*draw(st.lists(st.sampled_from(_ORDER), max_size=5)), *draw(st.sampled_from(_TOGETHER))]
    for kind in sorted(kinds, key=_ORDER.index):
        make, needs = _WORKLOAD[kind]
        if all(given.of(*kinds) for kinds in needs) and not (kind == "web_entry" and given.of(kind)):
            found = make(draw, given)
            blocks[given.new(kind)] = {"kind": kind, **found}
    return blocks


@st.composite
def accounts(draw: st.DrawFn, index: int) -> Data:
    """Account sections as in the examples, with numbers that no other environment (`index`) has."""
    digits = f"{index + 1}{draw(st.integers(0, 10**11 - 1)):011d}"
    guid = f"{digits[:8]}-{digits[8:12]}-4000-8000-{digits}"
    return {
        "aws": {**ACCOUNTS["aws"], "account": digits},
        "azure": {**ACCOUNTS["azure"], "subscription": guid},
        "gcp": {**ACCOUNTS["gcp"], "project": f"example-{digits}", "project_number": digits},
    }


def _environments(draw: st.DrawFn, clouds: Sequence[str]) -> Data:
    chosen = draw(st.lists(st.sampled_from(["prod", "stg", "dev"]), min_size=1, max_size=3, unique=True))
    return {
        name: {
            "domain": f"{draw(st.sampled_from(['www', 'a-1', 'kokumin']))}.{name}.example.go.jp",
            **{cloud: section for cloud, section in draw(accounts(index)).items() if cloud in clouds},
        }
        for index, name in enumerate(chosen)
    }


@st.composite
def systems(draw: st.DrawFn, clouds: Sequence[str] = CLOUDS) -> Data:
    """A system as a file says it: a foundation and up to eight blocks on it, for these clouds.

    No `options`, keys of level K0 and K1, every name and range valid; references are written out or left out.
    """
    given = _Names(draw)
    return {
        "schema_version": 1,
        "agency": draw(slugs),
        "system": draw(slugs),
        "clouds": list(clouds),
        "contacts": {"operations": "operations@example.go.jp", "security": "security@example.go.jp"},
        **draw(fields(confidentiality=st.integers(1, 3), generation=st.integers(1, 99))),
        "environments": _environments(draw, clouds),
        "foundation": _foundation(draw, given),
        "workload": _workload(draw, given),
    }
