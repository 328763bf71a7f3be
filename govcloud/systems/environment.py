"""An environment: its domain and its own account on every cloud the system names."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints, ValidationInfo, create_model, field_validator, model_validator

from govcloud.blocks import Model, text
from govcloud.errors import UsageError
from govcloud.systems.cloud import CLOUDS, Account, Cloud

EnvironmentName: TypeAlias = Literal["prod", "stg", "dev"]
"""本番, 検証, 開発."""

Domain = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", max_length=200)
]

_CONTEXT: Final = "validate with context={'accounts': govcloud.clouds.accounts()}"


@functools.cache
def _together(models: tuple[tuple[Cloud, type[Account]], ...]) -> type[Model]:
    """One model of the accounts on several clouds, so that all their mistakes come together, each under its cloud."""
    fields: dict[str, Any] = {cloud: (model, ...) for cloud, model in models}
    return create_model("Accounts", __base__=Model, **fields)


class Environment(Model):
    """One environment. Accounts are validated by the models that the caller passes as validation context
    (`{"accounts": {cloud: model}}`), since each cloud knows its own fields."""

    domain: Domain = Field(**text("The domain its web entry answers to.", "Web入口のドメイン名。"))
    accounts: Mapping[Cloud, Any] = Field(
        default_factory=dict, **text("Accounts by cloud.", "クラウド別のアカウント。")
    )
    differs: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict,
        **text(
            "What differs from the system's blocks here: {block: {field: value}}.",
            "この環境だけの差分: {ブロック: {項目: 値}}。",
        ),
    )

    @model_validator(mode="before")
    @classmethod
    def _accounts_by_cloud(cls, data: Any) -> Any:
        """A file writes `aws: {…}` beside `domain`; here they are one mapping."""
        if not isinstance(data, dict) or not isinstance(data.get("accounts", {}), Mapping):
            return data
        rest = {key: value for key, value in data.items() if key not in CLOUDS}
        return {**rest, "accounts": {**data.get("accounts", {}), **{c: data[c] for c in CLOUDS if c in data}}}

    @field_validator("accounts", mode="after")
    @classmethod
    def _known_accounts(cls, accounts: Mapping[Cloud, Any], info: ValidationInfo) -> Mapping[Cloud, Account]:
        given = {cloud: value for cloud, value in accounts.items() if not isinstance(value, Account)}
        if not given:
            return accounts
        models: Mapping[str, type[Account]] = (info.context or {}).get("accounts", {})
        if given.keys() - models.keys():
            raise UsageError(f"no account model for {', '.join(sorted(given.keys() - models.keys()))}: {_CONTEXT}")
        checked = _together(tuple((cloud, models[cloud]) for cloud in given)).model_validate(given)
        return {cloud: getattr(checked, cloud, value) for cloud, value in accounts.items()}

    def account(self, cloud: Cloud) -> Account:
        """The account on one cloud; the system has checked that there is one for each it names."""
        found = self.accounts[cloud]
        assert isinstance(found, Account)
        return found
