"""What counts as a secret by its name, and what only says where one is."""

from __future__ import annotations

import pytest

from govcloud.facts import secret_by_name, secret_by_value


@pytest.mark.parametrize("name", ["DB_PASSWORD", "token", "API_KEY", "STRIPE_SECRET", "db_pwd", "AWS_ACCESS_KEY_ID"])
def test_the_name_tells(name: str) -> None:
    assert secret_by_name(name)


@pytest.mark.parametrize("name", ["TOKEN_ID", "TOKEN_NAME", "SECRET_URL", "SECRETARIAT", "LOG_LEVEL", "PASSENGERS"])
def test_the_name_says_where_or_something_else(name: str) -> None:
    assert not secret_by_name(name)


@pytest.mark.parametrize(
    "value",
    ["postgres://u:pw@db/x", "AKIA" + "A" * 16, "-----BEGIN PRIVATE KEY-----", "AccountKey=abc", "https://x/y?sig=abc"],
)
def test_the_value_tells(value: str) -> None:
    assert secret_by_value(value)


@pytest.mark.parametrize("value", ["https://example.go.jp/x", "info", "arn:aws:secretsmanager:x", "10.0.0.1:5432"])
def test_an_ordinary_value_does_not(value: str) -> None:
    assert not secret_by_value(value)
