"""The kinds of fact: what a rule can ask about a resource, on any cloud. Units are in the names."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from govcloud.facts.fact import Fact
from govcloud.facts.values import KeyLevel, Place, Tls, Unknown

DATA = frozenset({"database", "disk", "image", "key", "logs", "messages", "metrics", "objects", "secret"})
"""What data-bearing resources hold: the aspect of everything that is about stored data."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AtRest(Fact):
    """How stored data is encrypted. `key` names the key's resource ("" for the provider's own);
    `exception` names the key-register entry that lets this type do without a customer key."""

    ASPECTS: ClassVar[frozenset[str]] = DATA
    ORDERED: ClassVar[frozenset[str]] = frozenset({"level"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"key", "exception"})
    level: KeyLevel | Unknown | None = None
    known_key: bool | Unknown | None = None
    """The key is one that the system itself declares (or the provider's own): not some other account's."""
    key: str = ""
    exception: str | Unknown = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Fact):
    """Where something is. `exception` names the ledger entry that allows a place outside Japan."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"backup", "edge", "primary", "replica"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"exception", "raw"})
    where: Place | Unknown | None = None
    exception: str = ""
    raw: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reachable(Fact):
    """Who can open a connection to something. `by` is "internet", "network" (the system's own or named address
    ranges) or "nobody". Aspect `platform`: how the platform's own services are reached from a network ("network":
    through private endpoints). Aspect `ports`: a firewall or security-group rule; `ports` are inclusive ranges."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset(
        {"compute", "database", "image", "key", "objects", "platform", "ports", "secret", "web"}
    )
    DETAIL: ClassVar[frozenset[str]] = frozenset({"ports"})
    by: str | Unknown | None = None
    ports: tuple[tuple[int, int], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InTransit(Fact):
    """How a connection is protected. `plain` says what happens to an unencrypted one: "refused", "redirected" or
    "accepted"."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"database", "messages", "objects", "service", "web"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"floor"})
    floor: Tls | Unknown | None = None
    plain: str | Unknown | None = None
    client_certificate: bool | Unknown | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Logged(Fact):
    """What is recorded about a subject. `days` is how long it is kept, `tamper_proof` whether changes are prevented or
    detected, `everywhere` whether all regions and global services are covered; `into` names the destination."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset(
        {"access", "container", "control-plane", "database", "firewall", "flow", "key-use"}
    )
    ORDERED: ClassVar[frozenset[str]] = frozenset({"days", "enabled", "everywhere", "tamper_proof"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"into"})
    enabled: bool | Unknown | None = None
    days: int | Unknown | None = None
    tamper_proof: bool | Unknown | None = None
    everywhere: bool | Unknown | None = None
    into: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Retained(Fact):
    """How long data is kept against deletion. `locked`: nobody can shorten it, the owner included; `versions`: an
    overwritten or deleted object can be had back. Aspect `audit`: the store that audit records go to."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"audit", "objects"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"days", "locked", "versions"})
    days: int | Unknown | None = None
    locked: bool | Unknown | None = None
    versions: bool | Unknown | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Recoverable(Fact):
    """How a stateful thing survives loss. `zones` that hold a live copy, `restore_days` to any point of which it can
    be restored, `replica` in another region, `protected` against deletion by mistake."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"database", "entry", "key", "objects", "secret", "service"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"protected", "restore_days", "zones"})
    zones: int | Unknown | None = None
    restore_days: int | Unknown | None = None
    replica: Place | Unknown | None = None
    protected: bool | Unknown | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Permits(Fact):
    """One grant. `who` is "anyone", "account" (everybody in an account), "organisation", "external", "service" or
    "identity"; `broad` whether the actions reach everything a service or the cloud has (wildcard or administrator);
    `declared` whether an outside principal is one the system names. Aspect: what kind of document grants it."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"identity", "key", "resource", "trust"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"actions", "on", "principal"})
    who: str | Unknown | None = None
    broad: bool | Unknown | None = None
    declared: bool | Unknown | None = None
    principal: str = ""
    actions: tuple[str, ...] = ()
    on: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Fact):
    """Code that runs. `pinned`: the image is named by digest; `trusted`: it comes from a registry the agency holds;
    `identity` is "own", "default" (shared, over-broad) or "none"."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"container", "function", "host"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"non_root", "pinned", "read_only_root", "trusted"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"image"})
    pinned: bool | Unknown | None = None
    trusted: bool | Unknown | None = None
    non_root: bool | Unknown | None = None
    read_only_root: bool | Unknown | None = None
    privileged: bool | Unknown | None = None
    identity: str | Unknown | None = None
    image: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Holds(Fact):
    """A secret somewhere. `plaintext`: it can be read where it should not be (a setting, a document, the state);
    `rotation_days`: how often it is renewed (0: never); `long_lived`: a credential without an end. Aspect
    `credential`: an access key or password; `secret`: a managed secret; `setting`: an environment variable."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"credential", "secret", "setting"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"name"})
    plaintext: bool | Unknown | None = None
    rotation_days: int | Unknown | None = None
    long_lived: bool | Unknown | None = None
    name: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Key(Fact):
    """An encryption key. `rotation_days`: automatic renewal (0: none); `renewal_due`: imported material with a due
    date; `renewable`: its material can be renewed in place, so that nothing is encrypted anew by hand; `hsm`: material
    only in hardware; `deletion_days`: from the order to the loss; `purge_protected`: nobody can
    shorten that."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"encryption", "signing"})
    ORDERED: ClassVar[frozenset[str]] = frozenset(
        {"deletion_days", "hsm", "level", "purge_protected", "renewable", "renewal_due"}
    )
    level: KeyLevel | Unknown | None = None
    rotation_days: int | Unknown | None = None
    renewal_due: bool | Unknown | None = None
    renewable: bool | Unknown | None = None
    hsm: bool | Unknown | None = None
    deletion_days: int | Unknown | None = None
    purge_protected: bool | Unknown | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Filters(Fact):
    """What stands in front of a public web endpoint. `present`; `managed_rules`: the provider's maintained set;
    `blocks`: it stops, not only counts; `allow_list`: some paths open only to named ranges."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"egress", "web"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"allow_list", "blocks", "managed_rules", "present"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"by"})
    present: bool | Unknown | None = None
    managed_rules: bool | Unknown | None = None
    blocks: bool | Unknown | None = None
    allow_list: bool | Unknown | None = None
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Watches(Fact):
    """An alarm. The aspect is the event it watches; `tells` whether somebody hears of it. `key-ends-60` and
    `key-ends-30` are about the imported key that is the subject: that many days before its material ends."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset(
        {
            "access-denied",
            "audit-change",
            "certificate-expiry",
            "database-load",
            "firewall-change",
            "iam-change",
            "key-change",
            "key-ends-30",
            "key-ends-60",
            "network-change",
            "root-use",
            "service-errors",
            "service-load",
            "store-policy-change",
        }
    )
    tells: bool | Unknown | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scans(Fact):
    """A search for known vulnerabilities. `on_push` when something arrives, `continuous` afterwards too."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"hosts", "images"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"continuous", "on_push"})
    on_push: bool | Unknown | None = None
    continuous: bool | Unknown | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Patched(Fact):
    """A managed engine's version. `supported` by its maker today; `automatic`: minor versions arrive by themselves."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"database", "host", "runtime"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"automatic", "supported"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"version"})
    supported: bool | Unknown | None = None
    automatic: bool | Unknown | None = None
    version: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Isolated(Fact):
    """An environment's own account, subscription or project. `alone`: no other environment of the system shares it."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"environment"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"alone"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"account"})
    alone: bool | Unknown | None = None
    account: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Labelled(Fact):
    """Tags or labels that say whose a resource is."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"owner"})
    ORDERED: ClassVar[frozenset[str]] = frozenset({"complete"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"missing"})
    complete: bool | Unknown | None = None
    missing: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Classified(Fact):
    """Whether a resource's type has a recogniser. A type without one cannot be judged, so it fails (invariant 7)."""

    ASPECTS: ClassVar[frozenset[str]] = frozenset({"type"})
    DETAIL: ClassVar[frozenset[str]] = frozenset({"token"})
    known: bool | None = None
    token: str = ""
