"""What a control is: one predicate over one fact, with the facts beside it where it needs them, and its examples.

There are two forms and no third. `rule` judges a fact alone. `joined` judges a fact together with others on the same
subject (a public web endpoint and the filter in front of it). What must exist at all is not a predicate: `required`
names the aspects of which a system must have at least one fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from govcloud.controls.catalogue import Entry, entry
from govcloud.controls.logic import Verdict
from govcloud.controls.prose import Prose, prose
from govcloud.controls.view import Facts
from govcloud.errors import GovcloudError
from govcloud.facts import Fact

_F = TypeVar("_F", bound=Fact)

Example: TypeAlias = tuple[Fact, ...]
"""One case: the fact that is judged, then those beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Cases that pass, fail and cannot be seen: the smallest proof that a control does what its page says."""

    passing: tuple[Example, ...]
    failing: tuple[Example, ...]
    unknown: tuple[Example, ...]


def cases(*facts: Fact) -> tuple[Example, ...]:
    """Examples of one fact each."""
    return tuple((fact,) for fact in facts)


def nothing_required(_facts: Facts) -> Iterable[str]:
    """No aspect must exist: what a control is about may be absent from a system."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A rule over facts. Made by `rule` or `joined`; knows no cloud and no resource type.

    `aspects` narrows what it is about (empty: all of the kind's), `applies` narrows further, to facts that say what
    the rule asks about. `required` gives the aspects of `about[0]` that the system must have a fact of.
    """

    id: str
    about: tuple[type[Fact], ...]
    holds: Callable[[Fact, Facts], Verdict]
    prose: Prose
    examples: Examples
    aspects: frozenset[str] = frozenset()
    applies: Callable[[Fact], bool] | None = None
    required: Callable[[Facts], Iterable[str]] = nothing_required
    own_entry: Entry | None = field(default=None)
    """For a control that is not in the catalogue, such as an organisation's own."""

    def __post_init__(self) -> None:
        known = frozenset[str]().union(*(kind.ASPECTS for kind in self.about))
        if not self.aspects <= known:
            raise GovcloudError(f"{self.id}: no kind it is about has {', '.join(sorted(self.aspects - known))}")

    @property
    def entry(self) -> Entry:
        """Titles, severity, level and mappings."""
        return self.own_entry or entry(self.id)

    def concerns(self, fact: Fact) -> bool:
        """Whether the rule has anything to say about this fact."""
        if self.aspects and fact.what not in self.aspects:
            return False
        return type(fact) in self.about and (self.applies is None or self.applies(fact))


Register: TypeAlias = Callable[[Callable[[_F], Verdict]], Control]
RegisterJoined: TypeAlias = Callable[[Callable[[_F, Facts], Verdict]], Control]
_ALL_ASPECTS: Final[tuple[str, ...]] = ()


def rule(
    control_id: str,
    about: type[_F] | tuple[type[_F], ...],
    examples: Examples,
    *,
    aspects: Iterable[str] = _ALL_ASPECTS,
    applies: Callable[[_F], bool] | None = None,
    required: Callable[[Facts], Iterable[str]] = nothing_required,
    own_entry: Entry | None = None,
) -> Register[_F]:
    """Make a control of a predicate over one fact; the predicate's docstring is its page (see `prose`)."""

    made = joined(control_id, about, examples, aspects=aspects, applies=applies, required=required, own_entry=own_entry)

    def of(predicate: Callable[[_F], Verdict]) -> Control:
        def alone(fact: _F, _facts: Facts) -> Verdict:
            return predicate(fact)

        alone.__doc__ = predicate.__doc__
        return made(alone)

    return of


def joined(
    control_id: str,
    about: type[_F] | tuple[type[_F], ...],
    examples: Examples,
    *,
    aspects: Iterable[str] = _ALL_ASPECTS,
    applies: Callable[[_F], bool] | None = None,
    required: Callable[[Facts], Iterable[str]] = nothing_required,
    own_entry: Entry | None = None,
) -> RegisterJoined[_F]:
    """Make a control of a predicate over one fact and the view of all facts, for what is said by several together."""

    kinds = about if isinstance(about, tuple) else (about,)

    def of(predicate: Callable[[_F, Facts], Verdict]) -> Control:
        def holds(fact: Fact, facts: Facts) -> Verdict:
            if not isinstance(fact, kinds):
                raise TypeError(f"{control_id} says nothing about {type(fact).__name__}")
            return predicate(fact, facts)

        return Control(
            id=control_id,
            about=kinds,
            holds=holds,
            prose=prose(control_id, predicate.__doc__),
            examples=examples,
            aspects=frozenset(aspects),
            applies=None if applies is None else _narrowed(kinds, applies),
            required=required,
            own_entry=own_entry,
        )

    return of


def _narrowed(kinds: tuple[type[_F], ...], applies: Callable[[_F], bool]) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, kinds) and applies(fact)
