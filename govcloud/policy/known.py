"""What is known of a stack besides its resources: the settings, and what the system's own file says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from govcloud.clouds import accounts
from govcloud.controls import Acceptance, Waiver
from govcloud.deploy.program import stack_parts
from govcloud.errors import FileError, GovcloudError, Problem
from govcloud.facts import Fact, Promise
from govcloud.graph import Graph, read
from govcloud.policy.settings import Settings, absolute, declared, said
from govcloud.systems import plan
from govcloud.systems.read import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a judgement takes besides the facts of resources; see `controls.assess`. `beside` are the system's
    other stacks, `problems` what is wrong."""

    confidentiality: int
    waivers: tuple[Waiver, ...]
    facts: tuple[Fact, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    promises: Mapping[str, tuple[Promise, ...]] = field(default_factory=dict)
    cloud: str = ""
    beside: tuple[Graph, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, settings: Settings, stack: str) -> Known:
        """What is known of a stack. A file that cannot be used is a problem, and nothing in it counts."""
        known = cls(
            confidentiality=settings.confidentiality,
            waivers=settings.waivers,
            facts=tuple(declared(settings.platform_provides)),
        )
        for file in settings.beside:
            known = known._with(lambda known, file=file: known.with_stack(file, stack), "beside")  # type: ignore[misc]
        if settings.system_file and stack:
            known = known._with(lambda known: known.with_system(settings.system_file, stack), "system_file")
        return known

    def with_stack(self, file: str, stack: str) -> Known:
        """The same with another stack of the system, from its export. A stack is not beside itself."""
        graph = read(absolute(file, "beside"))
        return self if graph.stack == stack else replace(self, beside=(*self.beside, graph))

    def with_system(self, file: str, stack: str) -> Known:
        """The same with a system's confidentiality, exceptions and declarations, for the part that the stack is."""
        system = load(absolute(file, "system_file"), accounts()).system
        environment, cloud, _part = stack_parts(stack, system)
        blocks = plan(system, environment).blocks
        declarations = (fact for planned in blocks.values() for fact in planned.declared())
        return replace(
            self,
            confidentiality=max(self.confidentiality, system.confidentiality),
            waivers=(*self.waivers, *system.waivers),
            facts=(*self.facts, *declarations),
            acceptances=tuple(system.accepts),
            promises={name: tuple(planned.promises()) for name, planned in blocks.items()},
            cloud=cloud,
        )

    def joined(self, graph: Graph) -> Graph:
        """The stack's graph with those beside it."""
        return Graph.joined((graph, *self.beside)) if self.beside else graph

    def _with(self, more: Callable[[Known], Known], key: str) -> Known:
        try:
            return more(self)
        except FileError as error:
            return replace(self, problems=(*self.problems, *error.problems))
        except (GovcloudError, OSError) as error:
            return replace(self, problems=(*self.problems, Problem(str(error), key=key, ja=said(error, "ja"))))
