"""The stack that the real engine recorded, as the messages that the engine would send a pack about it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pulumi.runtime.proto import analyzer_pb2 as proto

from govcloud.graph.values import SECRET_SIGNATURE, SIGNATURE
from tests.policy.engine import secret, struct

EXPORT: Final = Path(__file__).parents[1] / "data" / "engine-3.260" / "export.json"
CANARY: Final = "canary-of-a-secret"


@dataclasses.dataclass(frozen=True)
class Recorded:
    """A resource of the export. `provider` is the provider's own entry."""

    entry: Mapping[str, Any]
    provider: Mapping[str, Any] | None

    @property
    def urn(self) -> str:
        return str(self.entry["urn"])

    def request(self) -> proto.AnalyzeRequest:
        return proto.AnalyzeRequest(**self._said(), properties=struct(_opened(self.entry.get("inputs", {}))))

    def state(self) -> proto.AnalyzerResource:
        dependencies = self.entry.get("propertyDependencies", {})
        return proto.AnalyzerResource(
            **self._said(),
            parent=self.entry.get("parent", ""),
            properties=struct(_opened(self.entry.get("outputs", {}))),
            dependencies=self.entry.get("dependencies", []),
            propertyDependencies={
                key: proto.AnalyzerPropertyDependencies(urns=urns) for key, urns in dependencies.items() if urns
            },
        )

    def _said(self) -> dict[str, Any]:
        options = proto.AnalyzerResourceOptions(
            parent=self.entry.get("parent", ""),
            protect=self.entry.get("protect", False),
            ignoreChanges=self.entry.get("ignoreChanges", []),
        )
        said = {"urn": self.urn, "type": self.entry["type"], "name": _name(self.urn), "options": options}
        if self.provider is not None:
            urn, properties = self.provider["urn"], struct(_opened(self.provider["inputs"]))
            said["provider"] = proto.AnalyzerProviderResource(
                type=self.provider["type"], urn=urn, name=_name(urn), properties=properties
            )
        return said


def stack() -> list[Recorded]:
    """Every resource of the recorded export."""
    return reported(json.loads(EXPORT.read_text(encoding="utf-8")))


def reported(export: Mapping[str, Any]) -> list[Recorded]:
    """Every resource of an export that the engine would report: it leaves stack references out."""
    entries = export["deployment"]["resources"]
    by_urn = {entry["urn"]: entry for entry in entries}
    return [
        Recorded(entry, by_urn.get(entry.get("provider", "").rpartition("::")[0]))
        for entry in entries
        if entry["type"] != "pulumi:pulumi:StackReference"
    ]


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _opened(value: Any) -> Any:
    """A value as the engine sends it, with a planted text for each secret that the file has only encrypted."""
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) == SECRET_SIGNATURE:
            return secret(CANARY)
        return {key: _opened(item) for key, item in value.items() if key != "__internal"}
    return [_opened(item) for item in value] if isinstance(value, list) else value
