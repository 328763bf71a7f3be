"""The gate: lets pass to the real engine only what was rehearsed and judged, request by request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pulumi.runtime import settings

from govcloud.deploy.program import told
from govcloud.engine import requests
from govcloud.errors import RefusedError, Text
from govcloud.facts import UNKNOWN
from govcloud.graph import STACK_TYPE, Graph, Resource, Value, revealed

_TOKEN: Final = re.compile(r"\$\{[^${}]+\.[^${}]+\}")
_ALSO: Final = Text(
    "the function given as govcloud.run(…, also=function), which is rehearsed too",
    "予行にも含まれる govcloud.run(…, also=関数) の関数",
)
_INSTEAD: Final = Text(
    f"Set the values on the resource itself, or by 'transformations=', which run before, in {_ALSO}",
    f"値はリソース自体に書くか、事前に働く 'transformations=' で与える。場所は{_ALSO.ja}",
)
_NOT_COMPARED: Final = frozenset({"packageRef", "pluginDownloadURL", "transforms", "version"})
"""Options that say which plugin answers, or that the rehearsal adds for its own record."""


class Gate:
    """Stands in front of the SDK's monitor. A request that was not rehearsed, or came out differently, is refused
    before the engine sees it. With `record`, refusals are handed to it instead (break-glass).

    The methods have the names of the protocol's calls; every other call passes through.
    """

    def __init__(self, monitor: Any, rehearsed: Graph, record: Callable[[Text], None] | None = None) -> None:
        self._monitor = monitor
        self._rehearsed = rehearsed
        self._record = record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._monitor, name)

    def RegisterResource(self, request: Any) -> Any:
        """Compare with the rehearsal, then pass on."""
        if request.transforms:
            self._refuse(
                f"{request.type} '{request.name}' has transforms, which Pulumi runs after what it asks for was compared"
                f" with what was judged. {_INSTEAD}",
                f"{request.type} '{request.name}' に transform がある。判定したものとの比較の後に Pulumi が実行する。"
                f"{_INSTEAD.ja}",
            )
        if request.type != STACK_TYPE:
            expected = self._expected(request)
            if expected is not None:
                parent = self._rehearsed.resources.get(request.parent)
                self._compare(requests.resource(request, expected.urn, parent), expected)
        return self._monitor.RegisterResource(request)

    def ReadResource(self, request: Any) -> Any:
        """A read (`get`, a stack reference) must have been rehearsed, too, with the same id."""
        expected = self._expected(request)
        if expected is not None:
            self._compare(requests.read(request, expected.urn), expected)
        return self._monitor.ReadResource(request)

    def RegisterStackTransform(self, callback: Any) -> Any:
        """A transform registered now could undo what was judged; one that the rehearsal had has been judged."""
        self._refuse(
            f"a stack transform was registered after govcloud.run began: it could change what was judged. {_INSTEAD}",
            f"govcloud.run の開始後にスタックの transform が登録された。判定したものを変えうる。{_INSTEAD.ja}",
        )
        return self._monitor.RegisterStackTransform(callback)

    def RegisterStackInvokeTransform(self, callback: Any) -> Any:
        """The same for data sources."""
        self._refuse(
            "an invoke transform was registered after govcloud.run began: blocks make no invokes; remove it",
            "govcloud.run の開始後に invoke の transform が登録された。ブロックは invoke を使わないので、取り除く",
        )
        return self._monitor.RegisterStackInvokeTransform(callback)

    def _expected(self, request: Any) -> Resource | None:
        name = requests.urn(self._rehearsed.project, self._rehearsed.stack, request.parent, request.type, request.name)
        found = self._rehearsed.resources.get(name)
        if found is None:
            self._refuse(
                f"{request.type} '{request.name}' was not rehearsed, so nobody has judged it: create it in {_ALSO}",
                f"{request.type} '{request.name}' は予行になく、判定されていない。{_ALSO.ja}の中で作る",
            )
        return found

    def _compare(self, asked: Resource, expected: Resource) -> None:
        for difference in differences(asked, expected):
            self._refuse(
                f"{asked.type} '{asked.name}': {difference}. A program must ask for the same in both passes: what"
                " depends on time, randomness or the environment belongs into the system file or the configuration",
                f"{asked.type} '{asked.name}': {difference.ja}。予行と本番で同じものを求めるプログラムにする。"
                "時刻・乱数・実行環境で変わる値は、システムファイルか設定に書く",
            )

    def _refuse(self, message: str, ja: str) -> None:
        if self._record is None:
            raise told(RefusedError(f"refused before it was created: {message}", ja=f"作成前に拒否: {ja}"))
        self._record(Text(message, ja))


def install(rehearsed: Graph, record: Callable[[Text], None] | None = None) -> None:
    """Put a gate in front of the current program's monitor, for everything that is registered from now on."""
    gate = Gate(settings.get_monitor(), rehearsed, record)
    settings.SETTINGS.monitor = gate  # type: ignore[assignment]
    if settings.SETTINGS.callbacks is not None:
        settings.SETTINGS.callbacks._monitor = gate  # type: ignore[assignment]


def differences(asked: Resource, expected: Resource) -> Iterator[Text]:
    """How a request of the real run differs from the rehearsed resource, one phrase each."""
    if expected.external and revealed(asked.id) != revealed(expected.id):
        yield Text(
            f"reads '{asked.id}', and the rehearsal read '{expected.id}'",
            f"'{asked.id}' を読むが、予行では '{expected.id}' を読んだ",
        )
    if asked.protect != expected.protect:
        yield Text(
            f"protect is {asked.protect}, and was {expected.protect} in the rehearsal",
            f"protect が {asked.protect} で、予行では {expected.protect} だった",
        )
    if _urn(asked.provider) != _urn(expected.provider):
        yield Text("its provider differs from the rehearsal's", "プロバイダーが予行と異なる")
    if set(asked.dependencies) != set(expected.dependencies):
        yield Text("it depends on other resources than in the rehearsal", "依存先が予行と異なる")
    for option in sorted((asked.options.keys() | expected.options.keys()) - _NOT_COMPARED):
        if asked.options.get(option) != expected.options.get(option):
            yield Text(f"option {option} differs from the rehearsal's", f"オプション {option} が予行と異なる")
    for key in sorted(asked.inputs.keys() | expected.inputs.keys()):
        if not agree(asked.inputs.get(key), expected.inputs.get(key)):
            yield Text(
                f"input '{key}' differs from what was rehearsed and judged",
                f"入力 '{key}' が予行・判定したものと異なる",
            )
        elif set(_sources(asked, key)) != set(_sources(expected, key)):
            yield Text(
                f"input '{key}' was made from other resources than in the rehearsal",
                f"入力 '{key}' の元のリソースが予行と異なる",
            )


def agree(now: Value, then: Value) -> bool:
    """Whether a value of the real run is one that the rehearsed value can become: equal where it was known, any text
    where a token stood, not looked at where either is unknown."""
    now, then = revealed(now), revealed(then)
    if now is UNKNOWN or then is UNKNOWN:
        return True
    if isinstance(then, str) and isinstance(now, str):
        return _fits(now, then)
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        return _maps_agree(now, then)
    if isinstance(then, (list, tuple)) and isinstance(now, (list, tuple)):
        return len(now) == len(then) and all(agree(*pair) for pair in zip(now, then, strict=True))
    return bool(now == then)


def _maps_agree(now: Mapping[str, Value], then: Mapping[str, Value]) -> bool:
    """Key by key; a key that was symbolic (an identity's id on Azure) may have become any that fits it."""
    symbolic = {key for key in then if "${" in key}
    rest = {key: value for key, value in now.items() if key not in then}
    for key in symbolic - now.keys():
        fitting = next((other for other in rest if _fits(other, key)), None)
        if fitting is None or not agree(rest.pop(fitting), then[key]):
            return False
    plain = (now.keys() | then.keys()) - symbolic - (now.keys() - then.keys())
    return not rest and all(agree(now.get(key), then.get(key)) for key in plain | (symbolic & now.keys()))


def _sources(resource: Resource, key: str) -> tuple[str, ...]:
    """What a property was made from: a literal in a reference's place would fit any token."""
    return resource.property_dependencies.get(key, ())


def _fits(now: str, then: str) -> bool:
    if "${" not in then:
        return now == then
    pieces = [re.escape(piece) for piece in _TOKEN.split(then)]
    return re.fullmatch(".*".join(pieces), now, re.DOTALL) is not None


def _urn(provider: str) -> str:
    return provider.rpartition("::")[0]
