"""A ceremony at work: a source, a record and the people present. Whatever is done is written down as it is done."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from pydantic import ValidationError

from govcloud.clouds.wrapping import Kind
from govcloud.keys.material import undumped
from govcloud.keys.record import Line, Record
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sources import Held, Source, escrowed
from govcloud.keys.step import Event, Step, people


def now() -> datetime.datetime:
    """The time in UTC."""
    return datetime.datetime.now(datetime.UTC)


def second(when: datetime.datetime) -> str:
    """A time as records write it: UTC, to the second."""
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ceremony:
    """One ceremony for one system (`agency/system`). The first step begins the record; `close` ends it.

    `who` are those present, by name; `clock` tells the record's time; `source` may be missing where no step needs the
    material; `earlier` are the verified lines of records before this one. From here on the process leaves no core
    file.
    """

    def __init__(
        self,
        system: str,
        source: Source | None,
        record: Record,
        who: tuple[str, ...],
        clock: Callable[[], datetime.datetime] = now,
        earlier: tuple[Line, ...] = (),
    ) -> None:
        undumped()
        self.system, self._source, self.record, self.who, self.clock = system, source, record, who, clock
        self._earlier = earlier
        self._since = ""
        # What could not be written down afterwards is not begun.
        self._event(Step.BEGUN, system=system, source=source.title if source else None)
        if not record.lines:
            self.note(Step.BEGUN, system=system)
        elif record.lines[0].event.system != system:
            raise CeremonyError("this record is another system's", "この記録は別のシステムのものである")

    @property
    def done(self) -> tuple[Event, ...]:
        """What was done, here and in the records before, in the order of time."""
        lines = sorted((*self._earlier, *self.record.lines), key=lambda line: line.event.when)
        return tuple(line.event for line in lines if line.event.outcome == "done")

    @property
    def source(self) -> Source:
        """Where the material is; `CeremonyError` in a ceremony without it."""
        if self._source is None:
            raise CeremonyError(
                "this step needs the source that holds the key", "この手順には鍵を保持する場所の指定が要る"
            )
        return self._source

    @property
    def sourced(self) -> bool:
        """Whether the material is at hand."""
        return self._source is not None

    def held(self, name: str) -> Held:
        """A key of the source; `CeremonyError` where it is another than the one that the records saw made under this
        name: somebody has exchanged it."""
        found = self.source.find(name)
        made = [event for event in self.done if (event.step, event.key) == (Step.GENERATED, name)]
        if made and made[-1].fingerprint != found.fingerprint:
            raise CeremonyError(
                "{source} holds another key '{name}' than the one that the record saw made: find out who exchanged it",
                "{source}の鍵「{name}」は、記録にある生成時の鍵と指紋が異なる。すり替えの経緯を確認すること",
                source=self.source.title,
                name=name,
            )
        return found

    def saw_made(self, name: str) -> bool:
        """Whether a record has it that this key was made."""
        return any((event.step, event.key) == (Step.GENERATED, name) for event in self.done)

    def ready(self) -> None:
        """`CeremonyError` where a step taken now could not be written down: asked before each that stays."""
        when = second(self.clock())
        self.record.takes(when)
        self._since = when

    def note(self, step: Step, **said: object) -> None:
        """Write a step down. A clock that was set back during the step does not keep it out of the record: it has the
        time of what came before it."""
        self._since = self.record.add(self._event(step, **said)).event.when

    def generate(self, name: str, kind: Kind) -> Held:
        """Make a key in the source."""
        self.ready()
        made = self.source.generate(name, kind)
        self._of_key(Step.GENERATED, made, self.source)
        return made

    def compare(self, name: str, escrow: Source) -> bool:
        """Whether the escrow holds the same key. The record has it either way."""
        held, same = self.held(name), escrowed(name, self.source, escrow)
        self._of_key(Step.ESCROWED, held, escrow, outcome="done" if same else "failed")
        return same

    def destroy(self, name: str, confirmed: tuple[str, str]) -> Held:
        """Destroy a key of the source, on two confirmations: the key's name, and the last eight characters of its
        fingerprint, which somebody has to have looked up. Two people at least are present."""
        held = self.source.find(name)
        if confirmed != (held.name, held.fingerprint[-8:]):
            raise CeremonyError(
                "not confirmed: give the key's name and the last eight characters of its fingerprint",
                "確認が取れない。鍵の名前と、指紋の末尾8文字を入力すること",
            )
        if people(self.who) < 2:
            raise CeremonyError(
                "two people must be present to destroy a key", "鍵の破棄には2名以上の立会いが必要である"
            )
        self.ready()
        gone = self.source.destroy(name)
        self._of_key(Step.DESTROYED, gone, self.source)
        return gone

    def close(self) -> str:
        """End the record; its head, for everybody present to note."""
        self.note(Step.CLOSED, system=self.system)
        return str(self.record.head)

    def _event(self, step: Step, **said: object) -> Event:
        event = {"step": step, "when": max(second(self.clock()), self._since), "who": self.who, **said}
        try:
            return Event.model_validate(event)
        except ValidationError as error:
            wrong = ", ".join(sorted({str(one["loc"][0]) for one in error.errors()}))
        raise CeremonyError(
            "a record cannot hold what is given as {wrong}: it is too long, or has signs that no record takes",
            "{wrong}に指定した内容は記録できない(長すぎるか、使えない文字を含む)",
            wrong=wrong,
        )

    def _of_key(self, step: Step, held: Held, source: Source, **said: object) -> None:
        known = {"key": held.name, "kind": held.kind, "fingerprint": held.fingerprint, "source": source.title}
        self.note(step, **known, **said)
