"""One part of a system on one cloud, as Pulumi components: what both the rehearsal and the real run execute."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeAlias

import pulumi

from govcloud.clouds import load, support
from govcloud.clouds.scope import Scope
from govcloud.clouds.support import load as load_address
from govcloud.deploy.component import Component
from govcloud.deploy.protection import Guard, lifted
from govcloud.errors import GovcloudError, UnsupportedError, in_language
from govcloud.systems import Account, Cloud, Layout, PartName, Planned

Components: TypeAlias = Mapping[str, Component]
Also: TypeAlias = Callable[[Components], object]

IDENTITY = "govcloud"
"""The export that says whose foundation this is, so that a workload can refuse somebody else's."""


def stack_name(layout: Layout, cloud: Cloud, part: PartName) -> str:
    """`<environment>-<cloud>-<part>`."""
    return f"{layout.environment_name}-{cloud}-{part}"


def foundation_name(layout: Layout, cloud: Cloud) -> str:
    """How a stack reference names the foundation of the running program's organisation."""
    return f"{pulumi.get_organization()}/{layout.system.project}/{stack_name(layout, cloud, 'foundation')}"


def identity(layout: Layout, cloud: Cloud) -> dict[str, str]:
    """What a foundation exports about itself."""
    system = layout.system
    return {
        "agency": system.agency,
        "cloud": cloud,
        "environment": layout.environment_name,
        "generation": str(system.generation),
        "system": system.system,
    }


def make(
    layout: Layout, cloud: Cloud, part: PartName, also: Also | None = None, *, held: Collection[str] = ()
) -> Components:
    """Create the part's components in the current Pulumi program, each after what it needs.

    The foundation exports every block's outputs under the block's name; the workload reads them through one stack
    reference. `also` receives the components and may create plain resources. `held` are blocks that are left out for
    now, because a key that they need has no material yet.
    """
    outputs: dict[str, Any] = _foundation(layout, cloud) if part == "workload" else {}
    blocks = [planned for planned in layout.part(part) if planned.name not in held]
    made = components(layout, blocks, cloud, outputs)
    Guard(made.values())
    _export(layout, cloud, part, made)
    if also is not None:
        also(_Present(made))
    return made


class _Present(dict[str, Component]):
    """The components that there are. One that waits is named with the reason, not as a missing word."""

    def __missing__(self, name: str) -> Component:
        raise GovcloudError(
            f"the function given as also= asks for '{name}', which is not made: no such block is in this part, or it"
            " waits for a key's material",
            ja=f"also= の関数が求める '{name}' は作成されていない。この部にないか、鍵素材を待っている",
        )


def components(
    layout: Layout, blocks: Iterable[Planned], cloud: Cloud, outputs: dict[str, Any]
) -> dict[str, Component]:
    """The components of some blocks under one explicit provider, each block after what it needs.

    `outputs` holds what blocks rendered elsewhere hand out, and takes in what these do.
    """
    account = layout.environment.account(cloud)
    provider = load_address(load(cloud).PROVIDER)(layout, account)
    shared = _Shared(outputs, provider, lifted(cloud))
    begun = [_rendered(planned, cloud, account, shared) for planned in blocks]
    for _, scope in begun:
        for step in scope.afterwards:
            step()
    for component, scope in begun:
        component.finish(outputs[scope.planned.name], scope.native)
        scope.check_options(scope.planned.part)
    return {scope.planned.name: component for component, scope in begun}


@dataclasses.dataclass(frozen=True, slots=True)
class _Shared:
    """What the blocks of a part have in common."""

    outputs: dict[str, Any]
    provider: Any
    lifted: Mapping[str, Mapping[str, Any]] | None
    made: list[Any] = dataclasses.field(default_factory=list)


def _rendered(planned: Planned, cloud: Cloud, account: Account, shared: _Shared) -> tuple[Component, Scope[Any, Any]]:
    """The block's component, not yet finished, and its scope; what it hands out stands in `outputs`."""
    row = support(cloud)[type(planned.block)]
    reason = row.unsupported(planned, account) if row.unsupported else None
    if reason:
        raise UnsupportedError(
            f"{planned.name}: {cloud} cannot have this {planned.block.kind}: {reason}",
            ja=f"{planned.name}: {cloud} ではこの {planned.block.kind} を作れない: {in_language(reason, 'ja')}",
        )
    component = Component(planned, pulumi.ResourceOptions(providers=[shared.provider]))

    def attach(**options: Any) -> pulumi.ResourceOptions:
        asked: dict[str, Any] = {"parent": component, **options}
        return pulumi.ResourceOptions(**asked)

    scope = Scope(
        cloud=cloud,
        block=planned.block,
        account=account,
        planned=planned,
        provider=shared.provider,
        attach=attach,
        outputs=shared.outputs,
        made=shared.made,
        lifted=shared.lifted,
    )
    shared.outputs[planned.name] = row.renderer()(scope)
    return component, scope


def _foundation(layout: Layout, cloud: Cloud) -> dict[str, Any]:
    if not layout.part("foundation"):
        return {}
    reference = pulumi.StackReference("foundation", stack_name=foundation_name(layout, cloud))
    return {planned.name: reference.require_output(planned.name) for planned in layout.part("foundation")}


def _export(layout: Layout, cloud: Cloud, part: PartName, made: Components) -> None:
    if part == "foundation":
        pulumi.export(IDENTITY, identity(layout, cloud))
    for name, component in made.items():
        pulumi.export(name, component.outputs.exported())
