"""The runbooks of what comes after a first ceremony: proof, comparison with the escrow, renewal, destruction."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from govcloud.clouds.wrapping import Pair
from govcloud.keys.plan import Need, brought, by_material
from govcloud.keys.runbook import Lang
from govcloud.systems import Cloud, Layout


@dataclasses.dataclass(frozen=True, slots=True)
class Runbook:
    """What is done before, for each key, and after."""

    title: Pair
    before: tuple[Pair, ...]
    each: tuple[Pair, ...]
    after: tuple[Pair, ...]


_DRY: Final[Pair] = (
    "Nothing has been done: this is what will be.",
    "これは予行用の手順書であり、まだ何も実行していない。",
)
_BEFORE: Final[Pair] = ("Before", "事前準備")
_AFTER: Final[Pair] = ("After", "事後")
_BETWEEN: Final[Pair] = (", ", "、")
_PRESENT: Final[Pair] = (
    "Present: two key officers and a witness, each named in the record.",
    "出席者は鍵管理者2名と立会人。全員を記録に記す。",
)
_HEAD: Final[Pair] = (
    "Everybody notes the record's head.",
    "記録の末尾ダイジェストを全員が控える。",
)

LATER: Final[Mapping[str, Runbook]] = MappingProxyType(
    {
        "destroy": Runbook(
            ("Destroying keys: {system}, {environment}", "鍵の破棄手順書: {system} {environment}"),
            (
                (
                    "The owner of the data says in writing that nothing encrypted under these keys is needed any more,"
                    " backups and replicas included.",
                    "バックアップや複製も含め、対象の鍵で暗号化されたデータが不要であることを、データの所管部署が書面で"
                    "確認する。",
                ),
                _PRESENT,
            ),
            (
                (
                    "Disable {targets} first and wait as long as the agency's rules say: what still needs a key fails"
                    " now and can be mended.",
                    "先に{targets}を無効化し、規程の期間だけ待つ。まだ必要な利用はここで失敗するため、復旧できる。",
                ),
                (
                    "Schedule the deletion of {targets} in the cloud: it has a waiting period of its own.",
                    "{targets}の削除をクラウド側で予約する(各クラウドに待機期間がある)。",
                ),
                (
                    "Destroy {material} with `govcloud keys destroy`: two people, its name, and the last eight"
                    " characters of its fingerprint.",
                    "`govcloud keys destroy`で{material}を破棄する(2名の立会い、鍵の名前、指紋の末尾8文字)。",
                ),
                (
                    "Destroy the copy in escrow in the same way, and the backups of the HSM by its own procedure.",
                    "預託先の複製も同様に破棄し、HSMのバックアップはHSMの手順で破棄する。",
                ),
            ),
            (_HEAD,),
        ),
        "escrow-check": Runbook(
            ("Comparing with the escrow: {system}, {environment}", "預託先との照合手順書: {system} {environment}"),
            (_PRESENT, ("Open the HSM and the escrow side by side.", "HSMと預託先を並べて開く。")),
            (
                (
                    "Both compute the fingerprint of {material} anew; the record has whether they are the same.",
                    "双方で{material}の指紋を計算し直す。一致したかどうかは記録に残る。",
                ),
            ),
            (
                (
                    "Where they differ, the escrow's copy is made anew from the HSM's backup before anything else.",
                    "一致しない場合は、ほかの作業より先にHSMのバックアップから預託先の複製を作り直す。",
                ),
                _HEAD,
            ),
        ),
        "rotate": Runbook(
            ("Renewing keys: {system}, {environment}", "鍵の更新手順書: {system} {environment}"),
            (
                _PRESENT,
                (
                    "The present material stays in the HSM and in escrow: data of before is read with it.",
                    "現在の鍵素材はHSMと預託先に残す(既存データの復号に必要である)。",
                ),
            ),
            (
                (
                    "Generate the material that follows {material} (its name ends in the next number) and compare it"
                    " with the escrow's.",
                    "{material}の次の鍵素材(末尾が次の番号)を生成し、預託先と照合する。",
                ),
                (
                    "Import it beside the present one into {targets}, each under a fresh wrapping key whose fingerprint"
                    " two officers compare.",
                    "{targets}に、現在の鍵素材と並べてインポートする。ラップ鍵は都度取得し、指紋を鍵管理者2名で照合する。",
                ),
                (
                    "Turn {targets} to it and try it with a test encryption.",
                    "{targets}を新しい鍵素材に切り替え、試験暗号化で確かめる。",
                ),
            ),
            (_HEAD,),
        ),
        "verify": Runbook(
            ("Trying keys: {system}, {environment}", "鍵の確認手順書: {system} {environment}"),
            (_PRESENT,),
            (
                (
                    "{targets}: in use, with imported material, and with the recorded fingerprint where the cloud shows"
                    " a public key.",
                    "{targets}: 使用可能で鍵素材がインポートされたものであり、公開鍵があれば指紋が記録と一致する。",
                ),
                (
                    "{targets}: a random test text is encrypted and comes back.",
                    "{targets}: 無作為な試験文を暗号化し、元に戻ることを確かめる。",
                ),
            ),
            (_HEAD,),
        ),
    }
)


def later(verb: str, layout: Layout, lang: Lang = "en", clouds: tuple[Cloud, ...] | None = None) -> str:
    """The runbook of a verb as Markdown; empty where the first ceremony's holds it."""
    if verb not in LATER:
        return ""
    index = ("en", "ja").index(lang)
    return "\n".join(_lines(LATER[verb], layout, index, brought(layout, clouds))) + "\n"


def _lines(book: Runbook, layout: Layout, index: int, found: tuple[Need, ...]) -> Iterator[str]:
    system = f"{layout.system.agency}/{layout.system.system}"
    yield "# " + book.title[index].format(system=system, environment=layout.environment_name)
    yield from ("", _DRY[index], "")
    yield from _section(_BEFORE[index], book.before, index)
    for material, into in by_material(found):
        names = _BETWEEN[index].join(need.target.key for need in into if need.target)
        yield from _section(material, book.each, index, material=material, targets=names)
    yield from _section(_AFTER[index], book.after, index)


def _section(head: str, steps: tuple[Pair, ...], index: int, **values: str) -> Iterator[str]:
    yield from (f"## {head}", "")
    yield from (f"{number}. {step[index].format(**values)}" for number, step in enumerate(steps, start=1))
    yield ""
