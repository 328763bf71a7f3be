"""Policy documents: who is allowed what, and whether that reaches everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from govcloud.clouds.aws.recognise.places import account
from govcloud.facts import UNKNOWN, Permits, Unknown
from govcloud.graph import Graph, Resource

_ACCOUNT: Final = re.compile(r"^(?:arn:aws[a-z-]*:(?:iam|sts)::)?(\d{12})(?::(.*))?$")
_ALL: Final = re.compile(r"^(\*|arn:aws[a-z-]*:[^:]*:\*?:\*?:\*)$")
_NARROWING: Final = frozenset(
    {"arnequals", "arnlike", "stringequals", "stringequalsignorecase", "stringlike", "ipaddress"}
)
_OWN: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
    }
)
_ORGANISATION: Final = frozenset({"aws:principalorgid", "aws:principalorgpaths", "aws:sourceorgid"})

ANYWHERE: Final = frozenset({"*", "0.0.0.0/0", "::/0"})


def statements(document: object) -> Iterator[Mapping[str, Any]]:
    """The statements of a parsed policy; none where it is no policy."""
    found = document.get("Statement") if isinstance(document, Mapping) else None
    for one in _listed(found):
        if isinstance(one, Mapping):
            yield one


def grants(resource: Resource, graph: Graph, path: str, what: str, on: str = "") -> Iterator[Permits]:
    """One fact for each principal of each statement that allows, of the document at `path`."""
    yield from _grants(resource, graph, graph.document(resource, path), resource.at(path), what, on)


def given(resource: Resource, graph: Graph, document: object, what: str) -> Iterator[Permits]:
    """The same for a document that was found elsewhere, already parsed."""
    yield from _grants(resource, graph, document, document, what, "")


def _grants(resource: Resource, graph: Graph, document: object, raw: object, what: str, on: str) -> Iterator[Permits]:
    if raw is None or raw == "":
        return
    if document is UNKNOWN or not isinstance(document, Mapping):
        yield unseen(resource, what)
        return
    for statement in statements(document):
        if statement.get("Effect") == "Allow":
            yield from _of_statement(resource, graph, statement, what, on)


def unseen(resource: Resource, what: str) -> Permits:
    """A grant that exists and cannot be read."""
    return Permits(subject=resource.urn, what=what, who=UNKNOWN, broad=UNKNOWN, declared=UNKNOWN)


def _of_statement(
    resource: Resource, graph: Graph, statement: Mapping[str, Any], what: str, on: str
) -> Iterator[Permits]:
    actions = tuple(str(action) for action in _listed(statement.get("Action")))
    wide = reaches_all(statement) if what == "identity" else _all_of_one(statement, what)
    for who, declared, principal in _principals(resource, graph, statement, what):
        yield Permits(
            subject=resource.urn,
            what=what,
            who=who,
            broad=wide,
            declared=declared,
            principal=principal,
            actions=actions,
            on=on,
        )


def reaches_all(statement: Mapping[str, Any]) -> bool:
    """All actions, or all of one service, on all resources; everything but a list of actions."""
    if "NotAction" in statement:
        return True
    actions = [str(action) for action in _listed(statement.get("Action"))]
    everywhere = "NotResource" in statement or any(_ALL.match(str(one)) for one in _listed(statement.get("Resource")))
    return everywhere and any(action in ("*", "*:*") or action.endswith(":*") for action in actions)


def _all_of_one(statement: Mapping[str, Any], what: str) -> bool:
    """A resource's own policy speaks of that resource alone: only everything without exception is too much there. Who
    may assume a role says nothing of how far the role reaches."""
    if what == "trust":
        return False
    actions = [str(action) for action in _listed(statement.get("Action"))]
    return "NotAction" in statement or any(action in ("*", "*:*") for action in actions)


def _principals(
    resource: Resource, graph: Graph, statement: Mapping[str, Any], what: str
) -> Iterator[tuple[str | Unknown, bool | Unknown, str]]:
    if what == "identity":
        yield "identity", True, ""
        return
    if "NotPrincipal" in statement:
        yield "anyone", False, "everybody but some"
        return
    said = statement.get("Principal")
    if isinstance(said, str):
        said = {"AWS": said}
    if not isinstance(said, Mapping):
        yield UNKNOWN, UNKNOWN, ""
        return
    for kind, values in said.items():
        for value in _listed(values):
            yield (*_KINDS.get(kind, _stranger)(resource, graph, str(value), statement), str(value))


Who = tuple[str | Unknown, bool | Unknown]


def _aws(resource: Resource, graph: Graph, value: str, statement: Mapping[str, Any]) -> Who:
    if value == "*":
        return _narrowed(resource, graph, statement)
    if "${" in value:
        return ("identity", True) if graph.token_urns(value) else (UNKNOWN, UNKNOWN)
    match, own = _ACCOUNT.match(value), account(resource, graph)
    if match is None:
        # An id of a role or user that was deleted, or a service principal written in the wrong place.
        return "external", False
    if own is UNKNOWN:
        return UNKNOWN, UNKNOWN
    if match.group(1) != own:
        return "external", False
    return ("account" if match.group(2) in (None, "root") else "identity"), True


def _narrowed(resource: Resource, graph: Graph, statement: Mapping[str, Any]) -> Who:
    """Everybody, unless a condition that must hold names somebody."""
    for key, values in conditions(statement):
        if any(value in ANYWHERE for value in values) or not values:
            continue
        if key in _ORGANISATION:
            return "organisation", True
        if key in _OWN:
            return _own_or_other(resource, graph, values)
    return "anyone", False


def _own_or_other(resource: Resource, graph: Graph, values: list[str]) -> Who:
    own = account(resource, graph)
    named = {found for value in values for found in re.findall(r"(?<!\d)\d{12}(?!\d)", value)}
    if not named:
        return "account", True
    if own is UNKNOWN:
        return UNKNOWN, UNKNOWN
    return ("account", True) if named == {own} else ("external", False)


def conditions(statement: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The conditions that narrow whom a statement is for: key in lower case, values. An operator that also holds where
    the key is absent narrows nothing."""
    said = statement.get("Condition")
    for operator, tests in said.items() if isinstance(said, Mapping) else ():
        if operator.lower().removeprefix("foranyvalue:") not in _NARROWING or not isinstance(tests, Mapping):
            continue
        for key, values in tests.items():
            yield key.lower(), [str(value) for value in _listed(values)]


def _service(_resource: Resource, _graph: Graph, _value: str, _statement: Mapping[str, Any]) -> Who:
    return "service", True


def _federated(resource: Resource, graph: Graph, value: str, statement: Mapping[str, Any]) -> Who:
    """An identity provider is an outsider. The system names it where it declares it and says whom it admits."""
    own = graph.resolve(resource, "assumeRolePolicy", value, *_PROVIDERS)
    subjects = [values for key, values in conditions(statement) if key.endswith((":sub", ":aud"))]
    admitted = bool(subjects) and not any(value == "*" for values in subjects for value in values)
    return "external", isinstance(own, Resource) and admitted


def _stranger(_resource: Resource, _graph: Graph, value: str, _statement: Mapping[str, Any]) -> Who:
    return ("anyone", False) if value == "*" else ("external", False)


_PROVIDERS: Final = ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws:iam/samlProvider:SamlProvider")
_KINDS: Final = {"AWS": _aws, "Federated": _federated, "Service": _service}


def denies_plain(document: object) -> bool | Unknown:
    """Whether a resource's policy refuses every request without TLS."""
    if document is UNKNOWN:
        return UNKNOWN
    return any(_denies(one, "bool", "aws:securetransport", "false") for one in statements(document))


def _denies(statement: Mapping[str, Any], operator: str, key: str, value: str) -> bool:
    everybody = statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
    actions = [str(action) for action in _listed(statement.get("Action"))]
    everything = any(action == "*" or action.endswith((":*", ":Publish")) for action in actions)
    said = statement.get("Condition")
    if statement.get("Effect") != "Deny" or not everybody or not everything or not isinstance(said, Mapping):
        return False
    tests = {name.lower(): test for name, test in said.items()}
    if set(tests) != {operator} or not isinstance(tests[operator], Mapping):
        return False
    found = {name.lower(): [str(one).lower() for one in _listed(each)] for name, each in tests[operator].items()}
    return found == {key: [value]}


def services(document: object) -> set[str] | Unknown:
    """Everybody whom a resource's policy allows something, as written; only services where that is all."""
    if document is UNKNOWN:
        return UNKNOWN
    found: set[str] = set()
    for statement in statements(document):
        if statement.get("Effect") == "Allow":
            said = statement.get("Principal")
            by_kind = said if isinstance(said, Mapping) else {"AWS": said}
            found |= {f"{kind}:{value}" for kind, values in by_kind.items() for value in _listed(values)}
    return found


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
