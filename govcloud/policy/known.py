"""What is known of a stack besides its resources: the settings, and what the system's own file says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from govcloud.clouds import accounts
from govcloud.controls import Acceptance, Waiver
from govcloud.deploy.program import stack_parts
from govcloud.errors import FileError, GovcloudError, Problem
from govcloud.facts import Fact, Promise
from govcloud.policy.settings import Settings, absolute, declared
from govcloud.systems import plan
from govcloud.systems.read import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a judgement takes besides the facts of resources; see `controls.assess`. `problems` are what is wrong."""

    confidentiality: int
    waivers: tuple[Waiver, ...]
    facts: tuple[Fact, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    promises: Mapping[str, tuple[Promise, ...]] = field(default_factory=dict)
    cloud: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, settings: Settings, stack: str) -> Known:
        """What is known of a stack. A system file that cannot be used is a problem, and nothing in it counts."""
        plain = cls(
            confidentiality=settings.confidentiality,
            waivers=settings.waivers,
            facts=tuple(declared(settings.platform_provides)),
        )
        if not settings.system_file or not stack:
            return plain
        try:
            return plain.with_system(settings.system_file, stack)
        except FileError as error:
            return plain.with_problems(error.problems)
        except (GovcloudError, OSError) as error:
            return plain.with_problems((Problem(str(error), key="system_file"),))

    def with_system(self, file: str, stack: str) -> Known:
        """The same with a system's confidentiality, exceptions and declarations, for the part that the stack is."""
        system = load(absolute(file, "system_file"), accounts()).system
        environment, cloud, _part = stack_parts(stack, system)
        blocks = plan(system, environment).blocks
        declarations = (fact for planned in blocks.values() for fact in planned.declared())
        return Known(
            confidentiality=max(self.confidentiality, system.confidentiality),
            waivers=(*self.waivers, *system.waivers),
            facts=(*self.facts, *declarations),
            acceptances=tuple(system.accepts),
            promises={name: tuple(planned.promises()) for name, planned in blocks.items()},
            cloud=cloud,
        )

    def with_problems(self, problems: tuple[Problem, ...]) -> Known:
        """The same with something wrong."""
        return Known(
            confidentiality=self.confidentiality, waivers=self.waivers, facts=self.facts, problems=tuple(problems)
        )
