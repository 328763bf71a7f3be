"""What a renderer is given: its block, its neighbours' outputs, its account, and how to attach resources."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from govcloud.blocks import Block
from govcloud.clouds.outputs import Outputs
from govcloud.errors import FileError, GovcloudError, Problem, Text, did_you_mean
from govcloud.systems import Account, Cloud, Layout, Planned

B = TypeVar("B", bound=Block)
A = TypeVar("A", bound=Account)
T = TypeVar("T", bound=Outputs)
R = TypeVar("R")


@dataclasses.dataclass(kw_only=True)
class Scope(Generic[B, A]):
    """One block about to be rendered. `provider` is the system's one explicit provider; `attach` makes Pulumi's
    resource options with the block's component as parent; `outputs` holds what earlier blocks returned, those of the
    foundation read through the stack reference when the workload is rendered."""

    cloud: Cloud
    block: B
    account: A
    planned: Planned
    provider: Any
    attach: Callable[..., Any]
    outputs: Mapping[str, Any]
    native: dict[str, Any] = dataclasses.field(default_factory=dict)
    """The resources made so far, by role: what users reach as `component.native`."""
    afterwards: list[Callable[[], object]] = dataclasses.field(default_factory=list)
    """Steps that wait for the part's other blocks; see `later`."""
    made: list[Any] = dataclasses.field(default_factory=list)
    """All resources of all blocks of the part made so far."""
    lifted: Mapping[str, Mapping[str, Any]] | None = None
    """Where the protection against deletion is lifted: what that changes, by resource type; else nothing."""

    @property
    def layout(self) -> Layout:
        """The whole layout: edges, consumers, addresses, environment."""
        return self.planned.layout

    @property
    def labels(self) -> dict[str, str]:
        """Whose a resource is, for tags or labels: lower case, digits and hyphens, which every cloud takes."""
        system = self.layout.system
        return {
            "agency": system.agency,
            "system": system.system,
            "environment": self.layout.environment_name,
            "block": self.planned.name,
            "confidentiality": str(system.confidentiality),
            "generation": str(system.generation),
        }

    def logical(self, role: str) -> str:
        """The Pulumi name of the resource that plays this role in the block; part of its URN, never of the cloud."""
        return f"{self.planned.name}-{role}"

    def make(
        self, kind: Callable[..., R], role: str, /, *, opts: Mapping[str, Any] | None = None, **arguments: Any
    ) -> R:
        """One resource of the block: named, parented, with the file's `options.<cloud>.<role>` laid over `arguments`.

        `role` is unique within the block and says what the resource is for (`cluster`, `policy-tls`). `opts` are
        Pulumi resource options; the component is the parent unless they say otherwise.
        """
        if role in self.native:
            raise GovcloudError(f"{self.planned.name}: two resources play the role '{role}'")
        asked = self.block.options.get(self.cloud, {}).get(role, {})
        given, options = {**arguments, **asked}, dict(opts or {})
        if self.lifted is not None:
            given = laid_over(given, self.lifted.get(getattr(kind, "pulumi_type", ""), {}))
            options.pop("protect", None)
        try:
            made = kind(self.logical(role), **given, opts=self.attach(**options))
        except TypeError as error:
            raise self._refused(kind, role, asked, error) from None
        self.native[role] = made
        self.made.append(made)
        return made

    def _refused(self, kind: Callable[..., Any], role: str, asked: Mapping[str, Any], error: TypeError) -> Exception:
        """The error of a constructor: the file's mistake where the file asked for something, else our own."""
        known = inspect.signature(getattr(kind, "_internal_init", kind)).parameters.keys() - {"__self__", "opts"}
        where = f"{self.planned.part}.{self.planned.name}.options.{self.cloud}.{role}"
        problems = [
            Problem(
                Text(
                    f"{getattr(kind, '__name__', kind)} has no property '{name}'",
                    f"{getattr(kind, '__name__', kind)} にプロパティ '{name}' はない",
                ),
                key=f"{where}.{name}",
                hint=did_you_mean(name, known),
            )
            for name in asked
            if name not in known
        ]
        return FileError(problems) if problems else error

    def later(self, step: Callable[[], object]) -> None:
        """Run a step once every block of the part has been rendered, when `outputs` holds those of later blocks too.

        For clouds where the referred-to must exist after what refers to it: an AWS service can only be created when
        the load balancer in front of it has its target group, and the entry is rendered after the service.
        """
        self.afterwards.append(step)

    def of(self, name: str | None, kind: type[T]) -> T:
        """The outputs of another block, as the class its renderer returns on this cloud.

        A workload gets those of the foundation through the stack reference, read field by field.
        """
        found = self.outputs.get(str(name))
        if found is None:
            raise GovcloudError(f"{self.planned.name} needs {name}, which was not rendered before it")
        return found if isinstance(found, kind) else kind.imported(found)

    def check_options(self, part: str) -> None:
        """Refuse options for a role that no resource of the block plays: what is asked is never dropped."""
        asked = self.block.options.get(self.cloud, {})
        wrong = [
            Problem(
                Text(
                    f"{self.block.kind} has no resource '{role}' on {self.cloud}",
                    f"{self.cloud} の {self.block.kind} にリソース '{role}' はない",
                ),
                key=f"{part}.{self.planned.name}.options.{self.cloud}.{role}",
                hint=did_you_mean(role, self.native),
            )
            for role in asked
            if role not in self.native
        ]
        if wrong:
            raise FileError(wrong)


def laid_over(given: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with changes at any depth; a whole that is not there gets no part."""
    known = {key: change for key, change in changes.items() if key in given or not isinstance(change, Mapping)}
    return {
        **given,
        **{
            key: laid_over(given[key], change) if isinstance(change, Mapping) else change
            for key, change in known.items()
        },
    }
