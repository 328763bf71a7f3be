"""Bringing a key into a cloud, step by step: offer, wrap, send, prove, each in the record before the next begins."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

from govcloud.clouds.importing import Importer, ImportRefusedError, Offer
from govcloud.clouds.wrapping import Method, Target
from govcloud.keys.ceremony import Ceremony, second
from govcloud.keys.choosing import chosen
from govcloud.keys.material import public_fingerprint, public_of
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sources import Held
from govcloud.keys.step import Step
from govcloud.keys.wrapping_key import WrappingKey

Agreed = Callable[[WrappingKey], bool]
"""Asked before anything is wrapped: have the officers compared the wrapping key's fingerprint?"""


class Bringing:
    """What a ceremony does to bring keys into clouds. Every step is recorded, a refused one too."""

    def __init__(self, ceremony: Ceremony) -> None:
        self._ceremony, self._source = ceremony, ceremony.source

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
        imported material shall end (`None`: never); `renewal`: there is material that this follows.

        `CeremonyError` where it may not be done, `ImportRefusedError` where the cloud refuses: neither leaves a step
        unrecorded that was begun.
        """
        self._ceremony.record.takes(second(self._ceremony.clock()))
        held = self._source.find(name)
        method = chosen(target.service, held.kind, api)
        self._in_time(target, until)
        self._fit(target, importer, renewal)
        offer = importer.offer(target, method, max(method.wrapping_bits))
        key = WrappingKey.read(offer.public, offer.name)
        if not agreed(key):
            raise CeremonyError(
                "the wrapping key's fingerprint was not agreed on: nothing has been wrapped",
                "ラップ鍵の指紋について合意がないため、何もラップしていない",
            )
        blob = self._wrap(held, target, method, key)
        version = self._send(held, target, method, offer, blob, importer, until, renewal)
        if renewal:
            self._tried(Step.ROTATED, held, target, lambda: importer.rotate(target, version))
        self._tried(Step.VERIFIED, held, target, lambda: self._prove(held, target, importer))
        return version

    def _wrap(self, held: Held, target: Target, method: Method, key: WrappingKey) -> bytes:
        blob = self._source.wrap(held.name, target.service, method, key)
        self._note(
            Step.WRAPPED,
            held,
            target,
            source=self._source.title,
            kind=held.kind,
            method=method.api,
            wrapping_key=key.fingerprint,
            blob=_digest(blob),
        )
        return blob

    def _send(
        self,
        held: Held,
        target: Target,
        method: Method,
        offer: Offer,
        blob: bytes,
        importer: Importer,
        until: datetime.datetime | None,
        renewal: bool,
    ) -> str:
        said: dict[str, Any] = {"blob": _digest(blob), "until": second(until) if until else None}
        return self._tried(
            Step.IMPORTED,
            held,
            target,
            lambda: importer.send(target, held.kind, method, offer, blob, until=until, renewal=renewal),
            **said,
        )

    def _prove(self, held: Held, target: Target, importer: Importer) -> None:
        status = importer.status(target)
        if status.state != "usable" or not status.imported:
            how = status.state if status.imported else f"{status.state} with material of the cloud's own"
            raise ImportRefusedError(f"{target.key} is {how} after the import")
        # Where the cloud shows a public key, it must be the very one that was brought.
        if status.public is not None and public_fingerprint(public_of(status.public)) != held.fingerprint:
            raise ImportRefusedError(f"{target.key} is another key than the one that was wrapped")
        importer.prove(target)

    def _tried(self, step: Step, held: Held, target: Target, act: Callable[[], Any], **said: Any) -> Any:
        try:
            done = act()
        except ImportRefusedError:
            self._note(step, held, target, outcome="failed", **said)
            raise
        self._note(step, held, target, **said)
        return done

    def _note(self, step: Step, held: Held, target: Target, **said: Any) -> None:
        known = {"key": held.name, "fingerprint": held.fingerprint}
        self._ceremony.note(step, **known, service=target.service.name, target=target.key, **said)

    def _in_time(self, target: Target, until: datetime.datetime | None) -> None:
        if until is None:
            return
        days = target.service.material_days
        if days is None:
            raise CeremonyError(
                "{title} ends no imported material: leave the end out",
                "{title}では鍵素材に期限を付けられない",
                title=target.service.title,
            )
        if not datetime.timedelta() < until - self._ceremony.clock() <= datetime.timedelta(days=days):
            raise CeremonyError(
                "{title} takes an end within {days} days from now",
                "{title}の期限は現在から{days}日以内とする",
                title=target.service.title,
                days=days,
            )

    def _fit(self, target: Target, importer: Importer, renewal: bool) -> None:
        state = importer.status(target).state
        if state != ("usable" if renewal else "empty"):
            raise CeremonyError(
                "{key} is {state}: a first import needs an empty key, a renewal one in use",
                "{key}の状態は{state}である。初回は空の鍵、更新は使用中の鍵に対して行う",
                key=target.key,
                state=state,
            )


def _digest(blob: bytes) -> str:
    return f"sha256:{hashlib.sha256(blob).hexdigest()}"
