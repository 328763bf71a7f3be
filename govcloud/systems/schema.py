"""The JSON Schema of a system file, for editors: made from the models, with each cloud's own account fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from govcloud.blocks import KINDS
from govcloud.systems.cloud import Account
from govcloud.systems.system import System

ID: Final = "urn:govcloud:system:1"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DIFFERENCE: Final = "Difference"
_BLOCK: Final = "Block"
_REF: Final = "#/$defs/"


def schema(accounts: Mapping[str, type[Account]]) -> dict[str, Any]:
    """The schema of complete system files and, where a file names its template, of those that say what differs.

    `accounts` are the clouds' account models, by cloud. What differs may leave anything out, and removes a key by
    `null`. Descriptions are English and Japanese. References between blocks are not in it: `govcloud check` knows them.
    """
    defs = _definitions(accounts)
    defs.update({f"{name}{_DIFFERENCE}": _differing(model) for name, model in list(defs.items())})
    return {
        "$schema": DIALECT,
        "$id": ID,
        "title": "govcloud system / govcloud システム",
        "type": "object",
        "if": {"required": ["template"], "properties": {"template": {"type": "string"}}},
        "then": {"$ref": f"{_REF}System{_DIFFERENCE}"},
        "else": {"$ref": f"{_REF}System"},
        "$defs": dict(sorted(defs.items())),
    }


def _definitions(accounts: Mapping[str, type[Account]]) -> dict[str, Any]:
    models = [(System, "validation"), *((model, "validation") for model in accounts.values())]
    _, made = models_json_schema(models, by_alias=True)  # type: ignore[arg-type]
    defs: dict[str, Any] = {name: _bilingual(model) for name, model in _renamed(made["$defs"], accounts).items()}
    defs["Environment"] = _environment(defs["Environment"], accounts)
    defs["System"]["properties"]["clouds"]["uniqueItems"] = True
    for block in KINDS.values():
        model = defs[block.__name__]
        model["required"] = ["kind", *model.get("required", ())]
    for part in ("foundation", "workload"):
        blocks = defs["System"]["properties"][part]["patternProperties"]
        for pattern, block in blocks.items():
            defs[_BLOCK] = block
            blocks[pattern] = {"$ref": _REF + _BLOCK}
    return defs


def _renamed(made: Mapping[str, Any], accounts: Mapping[str, type[Account]]) -> dict[str, Any]:
    """The clouds' models are all called Account, which pydantic tells apart by module paths: here by cloud."""
    names = {_long(model): f"{cloud.capitalize()}Account" for cloud, model in accounts.items()}
    if len(accounts) == 1:
        names["Account"] = next(iter(names.values()))

    def rename(ref: str) -> str:
        name = ref.removeprefix(_REF)
        return _REF + names.get(name, name)

    return {names.get(name, name): _mapped(model, rename) for name, model in made.items()}


def _long(model: type[Account]) -> str:
    return f"{model.__module__}.{model.__qualname__}".replace(".", "__")


def _environment(made: dict[str, Any], accounts: Mapping[str, type[Account]]) -> dict[str, Any]:
    """A file writes each cloud's account beside `domain`; the model keeps them under `accounts`."""
    properties = {key: value for key, value in made["properties"].items() if key != "accounts"}
    for cloud in accounts:
        properties[cloud] = {"$ref": f"{_REF}{cloud.capitalize()}Account"}
    return {**made, "properties": properties}


def _bilingual(value: Any) -> Any:
    """Descriptions in both languages, and no titles that only repeat a key."""
    if isinstance(value, list):
        return [_bilingual(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _below(key, item) for key, item in value.items() if key != "x-description-ja"}
    japanese = value.get("x-description-ja")
    if isinstance(japanese, str):
        made["description"] = f"{value.get('description', '')} / {japanese}"
    if isinstance(made.get("title"), str):
        del made["title"]
    if "patternProperties" in made:
        made["additionalProperties"] = False
    if made.get("format") == "ipv4network":
        del made["format"]
        made["pattern"] = r"^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$"
    return made


def _below(key: str, item: Any) -> Any:
    """Under `properties` keys are names, not keywords: one may well be called title or description."""
    if key in ("patternProperties", "properties") and isinstance(item, dict):
        return {name: _bilingual(model) for name, model in item.items()}
    return _bilingual(item)


def _mapped(value: Any, rename: Callable[[str], str]) -> Any:
    """The schema with every reference renamed, those of a discriminator's mapping too."""
    if isinstance(value, list):
        return [_mapped(item, rename) for item in value]
    if isinstance(value, dict):
        return {key: _mapped(item, rename) for key, item in value.items()}
    return rename(value) if isinstance(value, str) and value.startswith(_REF) else value


def _differing(model: Mapping[str, Any]) -> dict[str, Any]:
    """A definition for what differs: nothing is required, every key may be `null`, references lead to differences.

    A block without a kind keeps the template's, so any block's keys may stand there.
    """
    made: dict[str, Any] = _mapped(dict(model), lambda ref: ref + _DIFFERENCE)
    made.pop("required", None)
    made.pop("minProperties", None)
    if "oneOf" in made:
        made.pop("discriminator", None)
        made["anyOf"] = [*made.pop("oneOf"), {"type": "null"}]
    made = _removable(made)
    for key, item in made.get("properties", {}).items():
        made["properties"][key] = _or_nothing(item)
    return made


def _removable(value: Any) -> Any:
    """The same where every entry of a map may be `null`."""
    if isinstance(value, list):
        return [_removable(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _removable(item) for key, item in value.items()}
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _or_nothing(made["additionalProperties"])
    if isinstance(made.get("patternProperties"), dict):
        made["patternProperties"] = {name: _or_nothing(item) for name, item in made["patternProperties"].items()}
    return made


def _or_nothing(item: Mapping[str, Any]) -> dict[str, Any]:
    """The same, or `null`; the description stays where editors look for it."""
    words = {key: item[key] for key in ("description", "default") if key in item}
    rest = {key: value for key, value in item.items() if key not in ("description", "default", "minProperties")}
    return {**words, "anyOf": [rest, {"type": "null"}]}
