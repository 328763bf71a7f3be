"""The runbook of a ceremony, before anything is done: who, what, in which order, how long, in English and Japanese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from govcloud.clouds import load
from govcloud.clouds.wrapping import Pair, outside
from govcloud.facts import Place
from govcloud.keys.plan import Need, brought, by_material, needs
from govcloud.systems import Cloud, Layout

Lang = Literal["en", "ja"]

_PLACES: Final[dict[Place, Pair]] = {Place.OSAKA: ("Osaka", "大阪"), Place.TOKYO: ("Tokyo", "東京")}
_TITLE: Final[Pair] = ("Key ceremony: {system}, {environment}", "鍵セレモニー手順書: {system} {environment}")
_DRY: Final[Pair] = (
    "Nothing has been done: this is what will be.",
    "これは予行用の手順書であり、まだ何も実行していない。",
)
_KEYS: Final[Pair] = ("Keys", "鍵の一覧")
_HEAD: Final[Pair] = (
    "| Cloud | Key | Level | Place | Material | Used by |",
    "| クラウド | 鍵 | 水準 | 場所 | 鍵素材 | 利用元 |",
)
_MADE: Final[dict[str, Pair]] = {
    "cloud": ("made by the cloud", "クラウドが生成"),
    "outside": ("outside the cloud", "クラウドの外"),
}
_CANNOT: Final[Pair] = ("not possible: {why}", "不可: {why}")
_NOTHING: Final[Pair] = (
    "No key of this system is imported: there is no ceremony.",
    "この環境にインポートする鍵はなく、セレモニーは不要である。",
)
_BEFORE: Final[Pair] = ("Before", "事前準備")
_PREPARATION: Final[tuple[Pair, ...]] = (
    (
        "Present: two key officers and a witness, each named in the record.",
        "出席者は鍵管理者2名と立会人。全員を記録に記す。",
    ),
    (
        "The foundation stack has been deployed; the keys exist and are empty.",
        "foundationスタックの展開が済み、鍵は空の状態で作成されている。",
    ),
    (
        "The agency's HSM and its escrow are at hand; the machine takes part in no other work.",
        "府省庁のHSMと預託先を用意する。作業端末はほかの用途に使わない。",
    ),
    (
        "Begin the record with the officer's signing key; the auditor holds its public half.",
        "署名鍵で記録を開始する。公開鍵は監査人が別に保管する。",
    ),
)
_MATERIAL: Final[Pair] = ("Material {material}", "鍵素材 {material}")
_GENERATE: Final[Pair] = (
    "Generate {material} ({kind}) in the HSM: readable by nobody, to leave wrapped only. Read its fingerprint aloud.",
    "HSMで{material}({kind})を生成する。誰も読み出せず、ラップした形でのみ取り出せる属性とする。指紋を読み上げる。",
)
_ESCROW: Final[Pair] = (
    "Bring it into the escrow by the HSM's own backup and compare both fingerprints.",
    "HSMのバックアップ機能で預託先に複製し、指紋が一致することを確かめる。",
)
_INTO: Final[Pair] = ("{cloud}: {key} in {place} ({region})", "{cloud}: {place}({region})の{key}")
_COMPARE: Final[Pair] = (
    "Two officers compare the wrapping key's fingerprint where it was fetched and where it is used; where the cloud"
    " gives the same key twice, one of them has got it by a way of their own.",
    "鍵管理者2名が、取得した端末とラップする端末でラップ鍵の指紋が一致することを確かめる。同じ鍵を再度取得できるクラウドでは、"
    "1名が別の経路で取得して照合する。",
)
_WRAP: Final[Pair] = (
    "Wrap {material} by {method} under a wrapping key of {bits} bits.",
    "{material}を{method}({bits}ビットのラップ鍵)でラップする。",
)
_HOURS: Final[Pair] = (
    "Wrapping key and token end {hours} hours after they were issued: what is later begins again.",
    "ラップ鍵とトークンは発行から{hours}時間で失効する。過ぎた場合は取得からやり直す。",
)
_DAYS: Final[Pair] = (
    "Imported material with an end lasts at most {days} days and is then deleted: enter the end into the calendar.",
    "期限付きの鍵素材は最長{days}日で削除される。期限を予定表に登録する。",
)
_AFTER: Final[Pair] = ("After", "事後")
_CLOSING: Final[tuple[Pair, ...]] = (
    (
        "Close the record. Everybody notes its head: lines missing at the end show only against it.",
        "記録を終了する。末尾のダイジェストを全員が控える(末尾の行の欠落はこれで分かる)。",
    ),
    (
        "Hand record and blobs' digests to the auditor; delete the blobs.",
        "記録とダイジェストを監査人に渡し、ラップ済みデータを削除する。",
    ),
    ("Deploy the workload stack.", "workloadスタックを展開する。"),
)
_RENEW: Final[Pair] = (
    "Renewal is due within {days} days: {how}",
    "更新期限は{days}日以内。{how}",
)


def runbook(layout: Layout, lang: Lang = "en", clouds: tuple[Cloud, ...] | None = None) -> str:
    """The runbook as Markdown. It names keys and never material; a dry run prints it."""
    index = ("en", "ja").index(lang)
    return "\n".join(_Writer(layout, index, clouds).lines()) + "\n"


class _Writer:
    """Writes in one language: `index` 0 is English, 1 Japanese."""

    def __init__(self, layout: Layout, index: int, clouds: tuple[Cloud, ...] | None) -> None:
        self._layout, self._index = layout, index
        self._needs, self._brought = needs(layout, clouds), brought(layout, clouds)

    def _say(self, pair: Pair, /, **values: object) -> str:
        return pair[self._index].format(**values)

    def lines(self) -> Iterator[str]:
        system = self._layout.system
        name = f"{system.agency}/{system.system}"
        yield "# " + self._say(_TITLE, system=name, environment=self._layout.environment_name)
        yield from ("", self._say(_DRY), "", "## " + self._say(_KEYS), "", self._say(_HEAD), "|" + " --- |" * 6)
        yield from map(self._row, self._needs)
        yield ""
        yield from self._ceremony() if self._brought else (self._say(_NOTHING),)

    def _row(self, need: Need) -> str:
        made = f"{need.material} ({need.kind})" if need.material else self._say(_MADE[need.making])
        if need.cannot:
            made = self._say(_CANNOT, why=need.cannot)
        elif need.making == "outside":
            made = outside(need.cloud)[self._index]
        place = self._say(_PLACES[need.place])
        cells = (load(need.cloud).TITLE, need.block, need.level.name, place, made, ", ".join(need.used_by) or "-")
        return "| " + " | ".join(cells) + " |"

    def _ceremony(self) -> Iterator[str]:
        yield from ("## " + self._say(_BEFORE), "", *self._numbered(map(self._say, _PREPARATION)), "")
        for material, into in by_material(self._brought):
            yield from ("## " + self._say(_MATERIAL, material=material), "")
            first = (self._say(_GENERATE, material=material, kind=into[0].kind), self._say(_ESCROW))
            yield from (*self._numbered(first), "")
            for need in into:
                yield from self._import(need)
        yield from ("## " + self._say(_AFTER), "", *self._numbered(map(self._say, _CLOSING)))

    def _import(self, need: Need) -> Iterator[str]:
        assert need.target is not None
        region, place = need.target.region, self._say(_PLACES[need.place])
        head = self._say(_INTO, cloud=need.target.service.title, key=need.target.key, place=place, region=region)
        yield from ("### " + head, "", *self._numbered(self._steps(need)), "")

    def _steps(self, need: Need) -> Iterator[str]:
        assert need.target is not None
        assert need.method is not None
        service, bits = need.target.service, max(need.method.wrapping_bits)
        yield self._say(service.obtain)
        if service.token_hours:
            yield self._say(_HOURS, hours=service.token_hours)
        yield self._say(_COMPARE)
        yield self._say(_WRAP, material=need.material, method=need.method.api, bits=bits)
        yield self._say(service.send)
        yield self._say(service.prove)
        if service.material_days:
            yield self._say(_DAYS, days=service.material_days)
        yield self._say(service.again)
        yield self._say(_RENEW, days=need.rotation_days, how=self._say(service.renewal))

    @staticmethod
    def _numbered(steps: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
        return (f"{number}. {step}" for number, step in enumerate(steps, start=1))
