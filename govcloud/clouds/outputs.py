"""What blocks hand to each other: typed, and the same on every cloud. A cloud adds private fields by subclassing."""

from __future__ import annotations

import dataclasses
from typing import Any, Self, TypeAlias

Text: TypeAlias = Any
"""A `str`, or Pulumi's `Output[str]`, which layers below the renderers do not import."""

Texts: TypeAlias = Any
"""A list of strings, or an `Output` of one."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outputs:
    """The base. Every field can travel through a stack reference: strings and lists or maps of strings only."""

    def exported(self) -> dict[str, Any]:
        """The fields as the foundation's stack exports them."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    @classmethod
    def imported(cls, exported: Any) -> Self:
        """The same outputs read from a stack reference's `Output` of a mapping."""
        return cls(**{field.name: _one(exported, field.name) for field in dataclasses.fields(cls)})


def _one(exported: Any, name: str) -> Any:
    return exported.apply(lambda values: values[name])


@dataclasses.dataclass(frozen=True, kw_only=True)
class KeyOutputs(Outputs):
    """An encryption key. `id` is what other resources name it by; "" for level K0."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class NetworkOutputs(Outputs):
    """A network."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class StoreOutputs(Outputs):
    """A store of objects (a bucket or an account with one container)."""

    id: Text
    name: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class ArchiveOutputs(StoreOutputs):
    """A log archive."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class DatabaseOutputs(Outputs):
    """A database. `auth` says how code signs in; never a password."""

    host: Text
    port: Text
    name: Text
    auth: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class SecretOutputs(Outputs):
    """A secret's place. `id` is what code asks the cloud for."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegistryOutputs(Outputs):
    """A registry. `url` is the prefix of image names, without a scheme."""

    id: Text
    url: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class ServiceOutputs(Outputs):
    """A container service."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class SiteOutputs(StoreOutputs):
    """A static site."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class FirewallOutputs(Outputs):
    """A web firewall."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class EntryOutputs(Outputs):
    """A web entry. `url` is what people type."""

    id: Text
    url: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrailOutputs(Outputs):
    """An audit trail; `id` is "" where the platform provides it."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AlertingOutputs(Outputs):
    """Where alarms are sent."""

    id: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class DashboardOutputs(Outputs):
    """A dashboard."""

    id: Text
