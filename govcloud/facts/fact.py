"""A fact: something true of one subject; and when an observed fact keeps a promised one."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from govcloud.facts.values import UNKNOWN


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The base of all kinds of fact.

    `subject` is a URN (observed on a resource) or the address of a block (promised). `what` is the aspect, from the
    kind's `ASPECTS`. In a promise a field left `None` is not promised; in an observation every field is said, if only
    as `UNKNOWN`.
    """

    ASPECTS: ClassVar[frozenset[str]] = frozenset()
    ORDERED: ClassVar[frozenset[str]] = frozenset()
    """Fields where more is better: an observed value at least as high keeps the promise. The others must be equal."""
    DETAIL: ClassVar[frozenset[str]] = frozenset()
    """Fields that explain but are never compared (names, references, raw text)."""

    subject: str
    what: str

    def __post_init__(self) -> None:
        if self.what not in self.ASPECTS:
            known = ", ".join(sorted(self.ASPECTS))
            raise ValueError(f"{type(self).__name__} knows no aspect {self.what!r}; there is: {known}")

    def compared(self) -> tuple[str, ...]:
        """The names of the fields that a promise can be about."""
        return tuple(f.name for f in dataclasses.fields(self) if f.name not in {"subject", "what"} | self.DETAIL)

    def keeps(self, promised: Fact) -> bool | None:
        """Whether this observation is at least what was promised; `None` where it cannot be seen.

        Both must be of one kind and one aspect, else `ValueError`.
        """
        if type(self) is not type(promised) or self.what != promised.what:
            raise ValueError(f"{self!r} does not speak of what {promised!r} promises")
        answer: bool | None = True
        for name in self.compared():
            wanted, seen = getattr(promised, name), getattr(self, name)
            if wanted is None or wanted is UNKNOWN:
                continue
            if seen is UNKNOWN or seen is None:
                answer = None
            elif not (seen >= wanted if name in self.ORDERED else seen == wanted):
                return False
        return answer
