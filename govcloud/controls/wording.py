"""The words of facts in English and Japanese, for messages and pages."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable
from typing import Final

from govcloud.controls.catalogue import Lang
from govcloud.facts import UNKNOWN, Fact

KINDS: Final[dict[str, tuple[str, str]]] = {
    "AtRest": ("encryption at rest", "保存データの暗号化"),
    "Classified": ("classification", "台帳への記載"),
    "Filters": ("filter", "フィルター"),
    "Holds": ("secret", "秘密情報"),
    "InTransit": ("encryption in transit", "通信の暗号化"),
    "Isolated": ("isolation", "分離"),
    "Key": ("key", "鍵"),
    "Labelled": ("labels", "ラベル"),
    "Logged": ("log", "ログ"),
    "Patched": ("version", "版"),
    "Permits": ("grant", "権限付与"),
    "Placed": ("place", "所在"),
    "Reachable": ("reach", "到達性"),
    "Recoverable": ("recovery", "復旧"),
    "Retained": ("retention", "保存期間"),
    "Runs": ("execution", "実行"),
    "Scans": ("vulnerability scan", "脆弱性検査"),
    "Watches": ("alarm", "警報"),
}
ASPECTS: Final[dict[str, str]] = {
    "access": "アクセス",
    "access-denied": "アクセス拒否",
    "audit": "監査記録",
    "audit-change": "監査設定の変更",
    "backup": "バックアップ",
    "certificate-expiry": "証明書の期限",
    "compute": "計算機",
    "container": "コンテナ",
    "control-plane": "管理操作",
    "credential": "認証情報",
    "database": "データベース",
    "database-load": "データベースの負荷",
    "disk": "ディスク",
    "edge": "エッジ",
    "egress": "外向き通信",
    "encryption": "暗号化",
    "entry": "入口",
    "environment": "環境",
    "firewall": "ファイアウォール",
    "firewall-change": "ファイアウォールの変更",
    "flow": "フロー",
    "function": "関数",
    "host": "ホスト",
    "hosts": "ホスト",
    "iam-change": "権限の変更",
    "identity": "主体の権限",
    "image": "イメージ",
    "images": "イメージ",
    "key": "鍵",
    "key-change": "鍵の変更",
    "key-ends-30": "鍵素材の失効30日前",
    "key-ends-60": "鍵素材の失効60日前",
    "key-use": "鍵の利用",
    "logs": "ログ",
    "messages": "メッセージ",
    "metrics": "メトリクス",
    "network-change": "ネットワークの変更",
    "objects": "オブジェクト",
    "owner": "所有者",
    "platform": "プラットフォームサービス",
    "ports": "ポート",
    "primary": "主",
    "replica": "複製",
    "resource": "資源のポリシー",
    "root-use": "root の利用",
    "runtime": "実行環境",
    "secret": "秘密情報",
    "service": "サービス",
    "service-errors": "サービスのエラー",
    "service-load": "サービスの負荷",
    "setting": "設定値",
    "signing": "署名",
    "store-policy-change": "ストレージポリシーの変更",
    "trust": "信頼",
    "type": "型",
    "web": "Web",
}
FIELDS: Final[dict[str, str]] = {
    "account": "アカウント",
    "actions": "操作",
    "allow_list": "許可リスト",
    "alone": "単独",
    "automatic": "自動更新",
    "blocks": "遮断",
    "broad": "広すぎる権限",
    "by": "誰から",
    "client_certificate": "クライアント証明書",
    "complete": "完全",
    "continuous": "継続検査",
    "days": "日数",
    "declared": "宣言済み",
    "deletion_days": "削除までの日数",
    "enabled": "有効",
    "everywhere": "全リージョン",
    "exception": "例外の登録",
    "floor": "TLS下限",
    "hsm": "HSM",
    "identity": "ID",
    "image": "イメージ",
    "into": "保存先",
    "key": "鍵",
    "known": "既知",
    "known_key": "宣言された鍵",
    "level": "鍵レベル",
    "locked": "施錠",
    "long_lived": "無期限",
    "managed_rules": "マネージドルール",
    "missing": "不足",
    "name": "名前",
    "non_root": "非root",
    "on": "対象",
    "on_push": "登録時検査",
    "pinned": "ダイジェスト固定",
    "plain": "平文",
    "plaintext": "平文",
    "ports": "ポート",
    "present": "有無",
    "principal": "主体",
    "privileged": "特権",
    "protected": "削除保護",
    "purge_protected": "消去保護",
    "raw": "設定値",
    "read_only_root": "読取専用ルート",
    "renewable": "更新可能",
    "renewal_due": "更新期限",
    "replica": "複製",
    "restore_days": "復元可能日数",
    "rotation_days": "ローテーション間隔(日)",
    "supported": "サポート中",
    "tamper_proof": "改ざん防止",
    "tells": "通知",
    "token": "型",
    "trusted": "信頼済みレジストリ",
    "version": "版",
    "versions": "版管理",
    "where": "場所",
    "who": "誰に",
    "zones": "ゾーン数",
}
VALUES: Final[dict[str, dict[str, str]]] = {
    "by": {"internet": "インターネット", "network": "ネットワーク", "nobody": "なし"},
    "identity": {"default": "既定", "none": "なし", "own": "専用"},
    "plain": {"accepted": "受け付ける", "redirected": "転送する", "refused": "拒否する"},
    "replica": {"abroad": "国外", "global": "リージョンなし", "japan": "国内", "osaka": "大阪", "tokyo": "東京"},
    "where": {"abroad": "国外", "global": "リージョンなし", "japan": "国内", "osaka": "大阪", "tokyo": "東京"},
    "who": {
        "account": "アカウント内",
        "anyone": "不特定",
        "external": "外部",
        "identity": "特定の主体",
        "organisation": "組織内",
        "service": "サービス",
    },
}
"""The closed vocabularies of fields, in Japanese; other text is shown as it is."""

_UNSAID: Final = (None, "", ())
_YES: Final[dict[bool, tuple[str, str]]] = {True: ("yes", "はい"), False: ("no", "いいえ")}
_SEPARATOR: Final[dict[Lang, str]] = {"en": ", ", "ja": "、"}


def about(kind: type[Fact], aspects: Iterable[str], lang: Lang) -> str:
    """What a fact is about: its kind and aspects."""
    english, japanese = KINDS[kind.__name__]
    if lang == "ja":
        return f"{japanese}({'、'.join(ASPECTS[what] for what in aspects)})"
    return f"{english} ({', '.join(aspects)})"


def seen(fact: Fact, lang: Lang) -> str:
    """A fact in words: its kind, its aspect and everything it says."""
    said = ((f.name, getattr(fact, f.name)) for f in dataclasses.fields(fact) if f.name not in ("subject", "what"))
    words = [f"{_field(name, lang)} {_value(name, value, lang)}" for name, value in said if value not in _UNSAID]
    head = about(type(fact), [fact.what], lang)
    return f"{head}: {_SEPARATOR[lang].join(words) or _silent(lang)}"


def unsaid(fact: Fact, lang: Lang) -> str:
    """The fields that a fact does not say or does not know; "" where there is none."""
    compared = fact.compared()
    values = {field.name: getattr(fact, field.name) for field in dataclasses.fields(fact)}
    fields = (name for name, value in values.items() if value is UNKNOWN or (value is None and name in compared))
    return _SEPARATOR[lang].join(_field(name, lang) for name in fields)


def short(subject: str) -> str:
    """A subject as people say it: a resource by its name and type, a block by its name."""
    parts = subject.split("::")
    return f"{'::'.join(parts[3:])} ({parts[2].rpartition('$')[2]})" if len(parts) > 3 else subject


def _silent(lang: Lang) -> str:
    return "記載なし" if lang == "ja" else "nothing said"


def _field(name: str, lang: Lang) -> str:
    return FIELDS[name] if lang == "ja" else name.replace("_", " ")


def _value(name: str, value: object, lang: Lang) -> str:
    if value is UNKNOWN:
        return "不明" if lang == "ja" else "unknown"
    if isinstance(value, bool):
        return _YES[value][lang == "ja"]
    if isinstance(value, enum.IntEnum):
        return value.name
    if isinstance(value, tuple):
        return " ".join("-".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)
    return VALUES.get(name, {}).get(str(value), str(value)) if lang == "ja" else str(value)
