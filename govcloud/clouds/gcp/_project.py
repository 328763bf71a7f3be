"""The project's APIs, service agents and transport rules: made once, in the part that is deployed first.

The first block of that part has them as parts of its own: everything else comes after it.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any, Final

from pulumi_gcp import orgpolicy, projects

from govcloud.clouds.gcp import agents
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.apis import apis, host
from govcloud.clouds.scope import Scope

_MADE: weakref.WeakKeyDictionary[Any, dict[str, Any]] = weakref.WeakKeyDictionary()
"""What was made in a program, by the program's one provider."""


_TRANSPORT: Final[Mapping[str, list[dict[str, Any]]]] = {
    "gcp.restrictTLSVersion": [{"values": {"denied_values": ["TLS_VERSION_1", "TLS_VERSION_1_1"]}}],
    "storage.secureHttpTransport": [{"enforce": "TRUE"}],
}
"""Organisation policies, set on the project: left alone, Google's APIs take TLS 1.0, and Cloud Storage's XML interface
takes plain HTTP. Whoever deploys needs roles/orgpolicy.policyAdmin, which only the organisation can grant; where it
does not, the account says so."""


def needs(scope: Scope[Any, Account], *names: str) -> list[Any]:
    """The resources to wait for before the named APIs (`storage`) and agents (`agent:storage`) can be used.

    Empty in a workload that stands on a foundation: that was deployed before.
    """
    made = _made(scope)
    return [made[name] for name in names if name in made]


def _made(scope: Scope[Any, Account]) -> dict[str, Any]:
    first = next(iter(scope.layout.blocks.values())).part
    if scope.planned.part != first:
        return {}
    if scope.provider not in _MADE:
        _MADE[scope.provider] = _make(scope)
    return _MADE[scope.provider]


def _make(scope: Scope[Any, Account]) -> dict[str, Any]:
    made: dict[str, Any] = {api: _api(scope, api) for api in apis(scope.layout)}
    for name in agents.in_use(scope.layout):
        made[f"agent:{name}"] = _agent(scope, name, made)
    for constraint, rules in _TRANSPORT.items() if scope.account.sets_policies else ():
        made[constraint] = _rule(scope, constraint, rules, made)
    return made


def _api(scope: Scope[Any, Account], api: str) -> Any:
    return scope.make(
        projects.Service,
        f"api-{api}",
        project=scope.account.project,
        service=host(api),
        disable_on_destroy=False,
        disable_dependent_services=False,
    )


def _agent(scope: Scope[Any, Account], name: str, made: dict[str, Any]) -> Any:
    api = agents.AGENTS[name].api
    return scope.make(
        projects.ServiceIdentity,
        f"agent-{name}",
        project=scope.account.project,
        service=api,
        opts={"depends_on": [made[api.partition(".")[0]]]},
    )


def _rule(scope: Scope[Any, Account], constraint: str, rules: list[dict[str, Any]], made: Mapping[str, Any]) -> Any:
    parent = f"projects/{scope.account.project}"
    return scope.make(
        orgpolicy.Policy,
        f"rule-{constraint.rpartition('.')[2]}",
        name=f"{parent}/policies/{constraint}",
        parent=parent,
        spec={"rules": rules},
        opts={"depends_on": [made["orgpolicy"]]},
    )
