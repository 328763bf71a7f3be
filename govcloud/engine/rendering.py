"""The one door: a program and what it may know go in, its resource graph comes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from govcloud.engine.models import Model, Symbolic
from govcloud.engine.run import run
from govcloud.engine.session import EMPTY, Answer, Construct, Heads, Session
from govcloud.errors import EngineError, in_language
from govcloud.graph import Graph, Value

SYMBOLIC = Symbolic()


def render(
    program: Callable[[], object],
    *,
    project: str,
    stack: str,
    model: Model = SYMBOLIC,
    config: Mapping[str, str] = EMPTY,
    secret_keys: Collection[str] = (),
    organization: str = "organization",
    root: Path | None = None,
    stack_references: Mapping[str, Mapping[str, Value]] = EMPTY,
    data_sources: Mapping[str, Answer] = EMPTY,
    taken: Graph | None = None,
    strict: bool = True,
    construct: Construct | None = None,
) -> Graph:
    """The graph that a Pulumi program would register: no command line, no credentials, no network.

    `config` has full keys (`aws:region`); `secret_keys` names those that are secret. Sources are relative to `root`.
    `stack_references` answers `organization/project/stack`; its values may hold symbolic tokens and secrets.
    `data_sources` answers data sources and methods by token, with a value or a function of the arguments. `taken` is
    a graph rendered before (the foundation): its symbolic heads are not given again. `construct` answers the outputs
    of components of other packages.

    An exception of the program comes out as it was raised. `EngineError` where the program breaks a rule of the engine;
    with `strict` also for a default provider, a provider of another package, and two resources of one physical name.
    Safe to call from any thread and many times; inside a running event loop it works in a thread of its own.
    """
    session = Session(
        project=project,
        stack=stack,
        organization=organization,
        config=config,
        secret_keys=secret_keys,
        model=model,
        heads=Heads(taken.tokens if taken else ()),
        root=root,
        strict=strict,
        stack_references=stack_references,
        data_sources=data_sources,
        construct=construct,
    )
    run(program, session)
    if session.problems:
        japanese = (in_language(problem, "ja") for problem in session.problems)
        raise EngineError("\n".join(session.problems), ja="\n".join(japanese))
    return session.graph()
