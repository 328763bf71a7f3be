"""Bringing a key into a cloud, step by step: offer, wrap, send, prove, each in the record before the next begins."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeAlias

from govcloud.clouds.importing import Importer, ImportRefusedError, Status
from govcloud.clouds.wrapping import Target
from govcloud.keys.ceremony import Ceremony, second
from govcloud.keys.choosing import chosen
from govcloud.keys.material import public_fingerprint, public_of
from govcloud.keys.parcel import Offered, Parcel
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sources import Held
from govcloud.keys.spelling import packed
from govcloud.keys.step import Event, Step
from govcloud.keys.wrapping_key import WrappingKey

Agreed: TypeAlias = Callable[[WrappingKey], bool]
"""Asked before anything is wrapped: have the officers compared the wrapping key's fingerprint?"""


class Bringing:
    """What a ceremony does to bring keys into clouds. Every step is recorded, a refused one too.

    `CeremonyError` where it may not be done, `ImportRefusedError` where the cloud refuses: neither leaves a step
    unrecorded that was begun.
    """

    def __init__(self, ceremony: Ceremony) -> None:
        self._ceremony = ceremony

    def bring(
        self,
        name: str,
        target: Target,
        importer: Importer,
        agreed: Agreed,
        *,
        api: str | None = None,
        until: datetime.datetime | None = None,
        renewal: bool = False,
    ) -> str:
        """Import one key of the source into one target; the name of the version that came of it. `until` is when the
        imported material shall end (`None`: never); `renewal`: there is material that this follows, and it stays in
        use until `turn`, before which a key's replicas have to be sent the same."""
        self._ceremony.ready()
        held = self._ceremony.held(name)
        method = chosen(target.service, held.kind, api)
        self._in_time(target, until)
        self._fit(held, target, importer, renewal)
        offer = importer.offer(target, method, max(method.wrapping_bits))
        parcel = self._wrapped(held, target, Offered.of(target, method.api, offer), agreed)
        return self._sent(parcel, target, importer, until, renewal)

    def wrap(self, name: str, target: Target, offered: Offered, agreed: Agreed) -> Parcel:
        """Wrap one key of the source under an offer that was fetched elsewhere."""
        self._ceremony.ready()
        self._lasts(offered)
        return self._wrapped(self._ceremony.held(name), target, offered, agreed)

    def send(
        self,
        parcel: Parcel,
        target: Target,
        importer: Importer,
        *,
        until: datetime.datetime | None = None,
        renewal: bool = False,
    ) -> str:
        """Import what was wrapped elsewhere: only the very blob that this record knows as the target's newest."""
        self._ceremony.ready()
        self._in_time(target, until)
        self._lasts(parcel.offered)
        wrapped = self.last(target, Step.WRAPPED)
        if wrapped is None or _said(wrapped) != _carried(parcel):
            raise CeremonyError(
                "the record's newest wrapping for {key} is not that of this parcel",
                "{key}向けに最後に記録されたラップと、このパーセルの内容が一致しない",
                key=target.key,
            )
        self._fit(Held(parcel.key, parcel.kind, parcel.fingerprint), target, importer, renewal)
        return self._sent(parcel, target, importer, until, renewal)

    def turn(self, target: Target, importer: Importer) -> None:
        """Let the newest material that was imported be used, and try it: the second half of a renewal."""
        self._ceremony.ready()
        held, version = self._imported(target)
        self._tried(Step.ROTATED, held, target, lambda: importer.rotate(target, version))
        self._tried(Step.VERIFIED, held, target, lambda: self._prove(held, version, target, importer))

    def verify(self, target: Target, importer: Importer) -> Held:
        """Try the key that this record says was imported last: its state, its public key where the cloud shows one,
        and a test encryption. Where the ceremony has a source, the material's fingerprint is computed anew first."""
        self._ceremony.ready()
        held, version = self._imported(target)

        def act() -> None:
            if self._ceremony.sourced and self._ceremony.source.find(held.name) != held:
                raise ImportRefusedError(
                    f"{held.name} in the source is another key than the one in {target.key}",
                    ja=f"鍵の保管元の{held.name}と、{target.key}の鍵が異なる",
                )
            self._prove(held, version, target, importer)

        self._tried(Step.VERIFIED, held, target, act)
        return held

    def _imported(self, target: Target) -> tuple[Held, str]:
        imported, wrapped = self.last(target, Step.IMPORTED), self.last(target, Step.WRAPPED)
        if imported is None or wrapped is None or imported.fingerprint is None or wrapped.kind is None:
            raise CeremonyError(
                "no record that was given knows an import into {key}",
                "指定した記録に{key}へのインポートがない",
                key=target.key,
            )
        return Held(str(imported.key), wrapped.kind, imported.fingerprint), imported.version or ""

    def last(self, target: Target, step: Step) -> Event | None:
        """The newest step of this kind that was done for a target."""
        done = reversed(self._ceremony.done)
        return next((event for event in done if (event.step, event.target) == (step, target.key)), None)

    def _wrapped(self, held: Held, target: Target, offered: Offered, agreed: Agreed) -> Parcel:
        method, offer = chosen(target.service, held.kind, offered.method), offered.offer
        key = WrappingKey.read(offer.public, offer.name)
        if target.wrapping_key and not key.name.startswith(f"{target.wrapping_key}/"):
            raise CeremonyError(
                "the wrapping key is not {right}, which {key} takes material under",
                "ラップ鍵が{right}ではない({key}用のラップ鍵は決まっている)",
                right=target.wrapping_key,
                key=target.key,
            )
        if not agreed(key):
            raise CeremonyError(
                "the wrapping key's fingerprint was not agreed on: nothing has been wrapped",
                "ラップ鍵の指紋について合意がないため、何もラップしていない",
            )
        source = self._ceremony.source
        blob = packed(source.wrap(held.name, target.service, method, key))
        parcel = Parcel(key=held.name, kind=held.kind, fingerprint=held.fingerprint, offered=offered, wrapped=blob)
        said = {"source": source.title, "kind": held.kind, "method": method.api, "until": offered.until}
        self._note(Step.WRAPPED, held, target, **said, wrapping_key=key.fingerprint, blob=parcel.digest)
        return parcel

    def _sent(
        self, parcel: Parcel, target: Target, importer: Importer, until: datetime.datetime | None, renewal: bool
    ) -> str:
        held = Held(parcel.key, parcel.kind, parcel.fingerprint)
        method, offer = target.service.method(parcel.offered.method), parcel.offered.offer
        said: dict[str, Any] = {"blob": parcel.digest, "until": second(until) if until else None}

        def act() -> str:
            return importer.send(target, held.kind, method, offer, parcel.blob, until=until, renewal=renewal)

        version = str(self._tried(Step.IMPORTED, held, target, act, lambda made: {"version": made}, **said))
        if not renewal:
            self._tried(Step.VERIFIED, held, target, lambda: self._prove(held, version, target, importer))
        return version

    def _prove(self, held: Held, version: str, target: Target, importer: Importer) -> None:
        status = importer.status(target)
        if status.state != "usable" or not status.imported:
            how = status.state if status.imported else f"{status.state} with material of the cloud's own"
            raise ImportRefusedError(
                f"{target.key} is {how} after the import", ja=f"インポート後の{target.key}の状態: {how}"
            )
        # Of a secret key only its version tells that it is the one that was brought.
        if version and status.version and status.version != version:
            raise ImportRefusedError(
                f"{target.key} uses {status.version} and not {version}, which was imported",
                ja=f"{target.key}が使っているのは{status.version}で、インポートした{version}ではない",
            )
        # Where the cloud shows a public key, it must be the very one that was brought.
        if status.public is not None and public_fingerprint(public_of(status.public)) != held.fingerprint:
            raise ImportRefusedError(
                f"{target.key} is another key than the one that was wrapped",
                ja=f"{target.key}は、ラップした鍵とは別の鍵である",
            )
        importer.prove(target)

    def _tried(
        self,
        step: Step,
        held: Held,
        target: Target,
        act: Callable[[], Any],
        also: Callable[[Any], dict[str, Any]] = lambda _: {},
        **said: Any,
    ) -> Any:
        try:
            done = act()
        except ImportRefusedError:
            self._note(step, held, target, outcome="failed", **said)
            raise
        self._note(step, held, target, **said, **also(done))
        return done

    def _note(self, step: Step, held: Held, target: Target, **said: Any) -> None:
        known = {"key": held.name, "fingerprint": held.fingerprint}
        self._ceremony.note(step, **known, service=target.service.name, target=target.key, **said)

    def _lasts(self, offered: Offered) -> None:
        until = offered.offer.until
        if until is not None and until <= self._ceremony.clock():
            raise CeremonyError(
                "the wrapping key and token for {key} ended at {until}: fetch a new offer and wrap again",
                "{key}のラップ鍵とトークンは{until}に失効した。オファーを取得し直してラップする",
                key=offered.target,
                until=offered.until,
            )

    def _in_time(self, target: Target, until: datetime.datetime | None) -> None:
        if until is None:
            return
        service, left = target.service, until - self._ceremony.clock()
        if not service.ends:
            raise CeremonyError(
                "{title} ends no imported material: leave the end out",
                "{title}では鍵素材に期限を付けられない",
                title=service.title,
            )
        if service.material_days and not datetime.timedelta() < left <= datetime.timedelta(days=service.material_days):
            raise CeremonyError(
                "{title} takes an end within {days} days from now",
                "{title}の期限は現在から{days}日以内とする",
                title=service.title,
                days=service.material_days,
            )
        if left <= datetime.timedelta():
            raise CeremonyError("an end must be in the future", "期限は将来の日時とする")

    def _fit(self, held: Held, target: Target, importer: Importer, renewal: bool) -> None:
        found = importer.status(target)
        state = found.state
        if state != ("usable" if renewal else "empty") and not (not renewal and self._unanswered(held, target, found)):
            raise CeremonyError(
                "{key} is {state}: a first import needs an empty key, a renewal one in use",
                "{key}の状態は{state}である。初回は空の鍵、更新は使用中の鍵に対して行う",
                key=target.key,
                state=state,
            )

    def _unanswered(self, held: Held, target: Target, found: Status) -> bool:
        """Whether this may be a first import of this very key that was sent, and its answer lost: the same material
        may come again, and no cloud takes other material for it."""
        sent, known = self.last(target, Step.WRAPPED), self.last(target, Step.IMPORTED)
        if known is not None or sent is None or (found.state, found.imported) != ("usable", True):
            return False
        other = found.public is not None and public_fingerprint(public_of(found.public)) != held.fingerprint
        return not other and (sent.key, sent.fingerprint) == (held.name, held.fingerprint)


def _said(wrapped: Event) -> tuple[object, ...]:
    """What the record has of a wrapping and a parcel repeats: nothing that came by itself is believed."""
    return wrapped.key, wrapped.kind, wrapped.fingerprint, wrapped.method, wrapped.wrapping_key, wrapped.blob


def _carried(parcel: Parcel) -> tuple[object, ...]:
    wrapping = WrappingKey.read(parcel.offered.offer.public).fingerprint
    return parcel.key, parcel.kind, parcel.fingerprint, parcel.offered.method, wrapping, parcel.digest
