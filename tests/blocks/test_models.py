"""What blocks accept, what they refuse and in which words."""

import inspect
import json
import typing
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from govcloud.blocks import BLOCKS, KINDS, AnyBlock, Block
from govcloud.blocks.network import PRIVATE, TAKEN
from govcloud.systems import System
from tests.examples import DIGEST, EXAMPLES
from tests.strategies import cidrs

SYSTEM_MODELS = ("govcloud.blocks", "govcloud.systems", "govcloud.controls")


def below(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in typing.get_args(hint):
        yield from below(part)


def models() -> dict[str, type[BaseModel]]:
    """Every model a system file is made of, found by walking the fields from the top."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [System, *BLOCKS]
    while waiting:
        model = waiting.pop()
        if model.__name__ not in found:
            found[model.__name__] = model
            waiting += [nested for field in model.model_fields.values() for nested in below(field.annotation)]
    return found


MODELS = models()
FIELDS = {f"{name}.{key}": field for name, model in MODELS.items() for key, field in model.model_fields.items()}


def test_the_walk_reaches_nested_models() -> None:
    assert {"Image", "Instances", "Replica", "Environment", "Contacts", "Waiver", "Acceptance"} <= set(MODELS)
    assert set(MODELS) >= {block.__name__ for block in BLOCKS}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_field_is_described_in_both_languages(field: Any) -> None:
    assert field.description
    assert field.description.isascii() or "…" in field.description
    japanese = (field.json_schema_extra or {}).get("x-description-ja", "")
    assert any("\u3040" <= letter <= "\u9fff" for letter in japanese)


def test_the_schema_shows_both_descriptions() -> None:
    schema = TypeAdapter(AnyBlock).json_schema()
    for name, definition in schema["$defs"].items():
        for key, field in definition["properties"].items():
            assert field.get("description"), f"{name}.{key}"
            assert field.get("x-description-ja"), f"{name}.{key}"


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_model_is_frozen_closed_and_explained(model: type[BaseModel]) -> None:
    assert model.model_config["frozen"]
    assert model.model_config["extra"] == "forbid"
    assert "Usage docs" not in (inspect.getdoc(model) or "")
    assert len(inspect.getdoc(model) or "") > 20


def block(kind: str, **fields: Any) -> Block:
    return KINDS[kind].model_validate({"kind": kind, **fields})


IMAGE = {"name": "example/api", "digest": DIGEST}
LEAST: dict[str, dict[str, Any]] = {
    "alerting": {"mail": ["a@example.go.jp"]},
    "audit_trail": {},
    "container_registry": {},
    "container_service": {"image": IMAGE},
    "dashboard": {"shows": ["api"]},
    "database": {},
    "encryption_key": {},
    "log_archive": {},
    "network": {"cidr": "10.20.0.0/16"},
    "object_store": {},
    "secret": {"first_rotation": "2027-01-01"},
    "static_site": {"server": IMAGE},
    "web_entry": {"firewall": "waf", "routes": {"/*": "api"}},
    "web_firewall": {},
}
each_kind = pytest.mark.parametrize("kind", LEAST)


def test_every_kind_has_a_least_form() -> None:
    assert set(LEAST) == set(KINDS)


@each_kind
def test_a_block_needs_no_more_than_its_least_form(kind: str) -> None:
    made = block(kind, **LEAST[kind])
    assert type(made) is KINDS[kind]
    for key in LEAST[kind]:
        with pytest.raises(ValidationError, match=key):
            block(kind, **{name: value for name, value in LEAST[kind].items() if name != key})


@each_kind
def test_a_block_cannot_be_changed(kind: str) -> None:
    made = block(kind, **LEAST[kind])
    for name in type(made).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(made, name, getattr(made, name))


@each_kind
def test_an_unknown_key_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        block(kind, **LEAST[kind], public=True)


@each_kind
def test_options_are_kept_as_they_are(kind: str) -> None:
    options = {"aws": {"cluster": {"deep": {"list": [1, {"a": None}]}}}, "azure": {}}
    assert block(kind, **LEAST[kind], options=options).options == options
    assert block(kind, **LEAST[kind]).options == {}


@each_kind
def test_a_block_survives_being_written_and_read(kind: str) -> None:
    made = block(kind, **LEAST[kind])
    written = json.loads(made.model_dump_json(by_alias=True))
    assert TypeAdapter(AnyBlock).validate_python(written) == made


@each_kind
def test_an_error_never_repeats_what_was_given(kind: str) -> None:
    for wrong in ({"options": "canary-value"}, {"nokey": "canary-value"}, {"settings": {"PASSWORD": "canary-value"}}):
        with pytest.raises(ValidationError) as caught:
            block(kind, **{**LEAST[kind], **wrong})
        assert "canary" not in str(caught.value)


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    # what is wrong → kind, fields, part of the message
    "no mail": ("alerting", {"mail": []}, "at least 1 item"),
    "eleven mails": ("alerting", {"mail": [f"a{n}@example.go.jp" for n in range(11)]}, "at most 10 items"),
    "no address": ("alerting", {"mail": ["oncall"]}, "pattern"),
    "one address twice": ("alerting", {"mail": ["a@example.go.jp"] * 2}, "here twice: a@example.go.jp"),
    "another catalogue": ("alerting", {"alerts": "none"}, "'standard'"),
    "no digest": ("container_service", {"image": {"name": "api", "digest": "latest"}}, "pattern"),
    "a tag": ("container_service", {"image": {"name": "api:1", "digest": DIGEST}}, "pattern"),
    "upper case digest": ("container_service", {"image": {"name": "a", "digest": DIGEST.upper()}}, "pattern"),
    "one copy": ("container_service", {"instances": {"min": 1}}, "greater than or equal to 2"),
    "less than the least": (
        "container_service",
        {"instances": {"min": 8, "max": 4}},
        r"max \(4\) is less than min \(8\)",
    ),
    "more than the default": ("container_service", {"instances": {"min": 30}}, r"max \(10\) is less than min \(30\)"),
    "a low port": ("container_service", {"port": 80}, "greater than or equal to 1024"),
    "a strange health path": ("container_service", {"health_path": "health"}, "pattern"),
    "a strange setting": ("container_service", {"settings": {"lower": "x"}}, "pattern"),
    "a strange use": ("container_service", {"uses": {"records": "admin"}}, "'read' or 'write'"),
    "nothing shown": ("dashboard", {"shows": []}, "at least 1 item"),
    "shown twice": ("dashboard", {"shows": ["api", "api"]}, "here twice: api"),
    "an old engine": ("database", {"major": 14}, "15, 16 or 17"),
    "few days back": ("database", {"restore_days": 6}, "greater than or equal to 7"),
    "a public database": ("database", {"public": True}, "Extra inputs"),
    "a replica in Tokyo": ("database", {"replica": {"place": "tokyo", "key": "k"}}, "'osaka'"),
    "a replica without a key": ("database", {"replica": {}}, "Field required"),
    "another level": ("encryption_key", {"level": "K4"}, "'K0', 'K1', 'K2' or 'K3'"),
    "a key abroad": ("encryption_key", {"place": "singapore"}, "'tokyo' or 'osaka'"),
    "a key by its inner name": ("encryption_key", {"region": "osaka"}, "Extra inputs"),
    "a rotating K0": ("encryption_key", {"level": "K0", "rotation_days": 90}, "choose K1 to set them"),
    "a slow rotation": ("encryption_key", {"rotation_days": 366}, "less than or equal to 365"),
    "a fast deletion": ("encryption_key", {"deletion_window_days": 29}, "greater than or equal to 30"),
    "a short archive": ("log_archive", {"retention_days": 364}, "greater than or equal to 365"),
    "one zone": ("network", {"zones": 1}, "greater than or equal to 2"),
    "no lock": ("object_store", {"retention_lock_days": 0}, "greater than or equal to 1"),
    "a yes for a lock": ("object_store", {"retention_lock_days": True}, "valid integer"),
    "a yes for a rotation": ("secret", {"rotate_days": True}, "valid integer"),
    "a text for a port": ("container_service", {"port": "8080"}, "valid integer"),
    "no renewal": ("secret", {"rotate_days": 0}, "greater than or equal to 1"),
    "no date": ("secret", {"first_rotation": "soon"}, "valid date"),
    "a page that is a path": ("static_site", {"index": "a/b.html"}, "pattern"),
    "no rest": ("web_entry", {"routes": {"/api/*": "api"}}, r"no route for '/\*': say which block answers"),
    "no route": ("web_entry", {"routes": {}}, "at least 1 item|no route"),
    "a relative route": ("web_entry", {"routes": {"api": "api", "/*": "api"}}, "pattern"),
    "a wide range": ("web_firewall", {"only_from": {"/a": ["203.0.0.0/15"]}}, "wider than /16 is no allow list"),
    "everybody": ("web_firewall", {"only_from": {"/a": ["0.0.0.0/0"]}}, "name the offices' own ranges"),
    "nobody": ("web_firewall", {"only_from": {"/a": []}}, "at least 1 item"),
    "a range twice": ("web_firewall", {"only_from": {"/a": ["203.0.113.0/24"] * 2}}, "here twice: 203.0.113.0/24"),
    "many paths": ("web_firewall", {"only_from": {f"/{n}": ["203.0.113.0/24"] for n in range(9)}}, "at most 8 items"),
    "a flood": ("web_firewall", {"requests_per_5_minutes": 20001}, "less than or equal to 20000"),
}


@pytest.mark.parametrize(("kind", "fields", "message"), REFUSED.values(), ids=REFUSED)
def test_a_bad_request_is_refused_in_words(kind: str, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        block(kind, **{**LEAST[kind], **fields})


SECRETS = {
    "PASSWORD": "x",
    "DB_PASSWD": "x",
    "DB_PASS": "x",
    "MYSQL_PWD": "x",
    "KEY_PASSPHRASE": "x",
    "CLIENT_SECRET": "x",
    "API_TOKEN": "x",
    "APIKEY": "x",
    "AWS_ACCESS_KEY_ID": "x",
    "A": "-----BEGIN PRIVATE KEY-----",
    "B": "AKIAIOSFODNN7EXAMPLE",
    "C": "ASIAIOSFODNN7EXAMPLE",
    "D": "postgres://user:canary@db/x",
    "E": "redis://:canary@cache",
    "F": "DefaultEndpointsProtocol=https;AccountKey=canary",
    "G": "Endpoint=sb://x/;SharedAccessKey=canary",
    "H": "host=db Password=canary",
    "I": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.canary",
}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_among_settings_is_refused_without_repeating_it(name: str) -> None:
    with pytest.raises(
        ValidationError, match=f"'{name}' looks like a secret: make it a block of kind secret"
    ) as caught:
        block("container_service", image=IMAGE, settings={name: SECRETS[name]})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "info"),
        ("SECRETARIAT", "digital"),
        ("COMPASS", "north"),
        ("ENDPOINT", "https://api.example.go.jp:8443/a"),
        ("ADDRESS", "https://api.example.go.jp/@me"),
        ("MAIL", "a@example.go.jp"),
    ],
)
def test_an_ordinary_setting_is_taken(name: str, value: str) -> None:
    assert block("container_service", image=IMAGE, settings={name: value}).model_dump()["settings"] == {name: value}


NETWORKS = {
    "10.20.0.0/16": "",
    "10.255.248.0/21": "",
    "172.16.0.0/16": "",
    "192.168.8.0/21": "",
    "10.0.0.0/15": "a network is /16 to /21",
    "10.0.0.0/22": "a network is /16 to /21",
    "8.8.0.0/16": "not in private address space",
    "172.32.0.0/16": "not in private address space",
    "100.64.0.0/16": "not in private address space",
    "172.17.0.0/21": "Cloud SQL",
    "172.30.8.0/21": "Container Apps reserves it",
    "172.31.0.0/16": "Container Apps reserves it",
    "10.20.0.1/16": "not a valid IPv4 network",
    "10.20.0.0": "a network is /16 to /21",
    "fd00::/16": "not a valid IPv4 network",
    "": "not a valid IPv4 network",
}


@pytest.mark.parametrize(("cidr", "message"), NETWORKS.items())
def test_a_network_is_private_large_enough_and_nobody_elses(cidr: str, message: str) -> None:
    if message:
        with pytest.raises(ValidationError, match=message):
            block("network", cidr=cidr)
    else:
        assert block("network", cidr=cidr).model_dump(mode="json")["cidr"] == cidr


@pytest.mark.parametrize("value", [True, 5, 167772160, 1.5, None, b"\n\0\0\0", ["10.20.0.0/16"]])
def test_a_range_is_written_as_text(value: Any) -> None:
    with pytest.raises(ValidationError, match="an address range is needed here"):
        block("network", cidr=value)
    with pytest.raises(ValidationError, match="an address range is needed here"):
        block("web_firewall", only_from={"/a": [value]})


@given(st.integers(0, 2**32 - 1), st.integers(8, 28))
def test_a_network_is_accepted_exactly_where_the_rules_say(start: int, prefix: int) -> None:
    cidr = IPv4Network((start, prefix), strict=False)
    fine = (
        16 <= prefix <= 21
        and any(cidr.subnet_of(private) for private in PRIVATE)
        and not any(cidr.overlaps(taken) for taken in TAKEN)
    )
    try:
        block("network", cidr=str(cidr))
    except ValidationError:
        assert not fine
    else:
        assert fine


@given(cidrs())
def test_drawn_networks_are_accepted(cidr: str) -> None:
    block("network", cidr=cidr)


def test_every_example_is_of_known_kinds() -> None:
    for data in EXAMPLES.values():
        for part in ("foundation", "workload"):
            for name, fields in data[part].items():
                assert block(**fields).kind in KINDS, name
