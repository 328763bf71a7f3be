"""What each block promises, for every example."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from govcloud.blocks import BLOCKS, KINDS
from govcloud.facts import UNKNOWN, AtRest, KeyLevel, Logged, Place, Placed, merged
from govcloud.systems import Planned, System, plan
from tests.examples import EXAMPLES, SERVICE, system
from tests.strategies import ANY_ACCOUNTS


def planned() -> Iterator[tuple[str, Planned]]:
    for example, data in EXAMPLES.items():
        layout = plan(System.model_validate(data, context={"accounts": ANY_ACCOUNTS}), "prod")
        for name, found in layout.blocks.items():
            yield f"{example}-{name}", found


PLANNED = dict(planned())
every = pytest.mark.parametrize("planned", PLANNED.values(), ids=PLANNED)


@every
def test_the_names_of_promises_are_unique_words(planned: Planned) -> None:
    names = [promise.name for promise in planned.promises()]
    assert len(names) == len(set(names))
    assert all(name.isidentifier() and name == name.lower() for name in names)


@every
def test_a_promise_is_about_the_block_and_says_something_known(planned: Planned) -> None:
    for promise in planned.promises():
        said = [getattr(promise.fact, name) for name in promise.fact.compared()]
        assert promise.fact.subject == planned.name
        assert UNKNOWN not in said
        assert any(value is not None for value in said), promise.name
        assert all(not getattr(promise.fact, name) for name in promise.fact.DETAIL), promise.name


@every
def test_the_promises_of_a_block_do_not_contradict_each_other(planned: Planned) -> None:
    facts = [promise.fact for promise in planned.promises()]
    for joined in merged(facts):
        for fact in facts:
            if (type(fact), fact.what) == (type(joined), joined.what):
                assert joined.keeps(fact) is True


@every
def test_saying_the_promises_twice_says_the_same(planned: Planned) -> None:
    assert list(planned.promises()) == list(planned.promises())
    assert list(planned.declared()) == list(planned.declared())


@every
def test_everything_promised_in_a_place_is_in_japan(planned: Planned) -> None:
    places = [promise.fact.where for promise in planned.promises() if isinstance(promise.fact, Placed)]
    assert set(places) <= {Place.TOKYO, Place.OSAKA}


def promises_of(example: str, block: str) -> set[str]:
    return {promise.name for promise in PLANNED[f"{example}-{block}"].promises()}


def test_every_kind_of_block_has_an_example() -> None:
    assert {planned.block.kind for planned in PLANNED.values()} == set(KINDS)
    assert len(BLOCKS) == len(KINDS) == 14


def test_only_a_dashboard_and_a_provider_key_promise_nothing() -> None:
    silent = {planned.block.kind for planned in PLANNED.values() if not list(planned.promises())}
    assert silent == {"audit_trail", "dashboard", "encryption_key"}
    assert promises_of("encryption-key-k0", "plain") == set()
    assert promises_of("audit-trail-platform", "trail") == set()


def test_what_the_platform_records_holds_by_declaration() -> None:
    (said,) = PLANNED["audit-trail-platform-trail"].declared()
    assert said == Logged(subject="trail", what="control-plane", enabled=True, everywhere=True, tamper_proof=True,
                          days=400, into="platform")  # fmt: skip
    assert list(PLANNED["audit-trail-trail"].declared()) == []


def test_data_is_promised_on_the_level_of_its_key() -> None:
    levels = {
        name: promise.fact.level
        for name in ("files", "papers")
        for promise in PLANNED[f"encryption-key-k0-{name}"].promises()
        if isinstance(promise.fact, AtRest)
    }
    assert levels == {"files": KeyLevel.K0, "papers": KeyLevel.K1}


def test_a_replica_a_lock_and_an_allow_list_are_promised_where_asked_for() -> None:
    for example, block, name, without in (
        ("database-replica", "records", "replica_placed", "database"),
        ("object-store-locked", "files", "write_once", "object-store"),
    ):
        assert name in promises_of(example, block)
        assert name not in promises_of(without, block)
    assert "allow_list" in promises_of("web-entry", "entry")
    assert "allow_list" not in promises_of("static-site", "entry")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.__name__)
def test_a_block_is_named_like_its_kind(block: type) -> None:
    kind = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in block.__name__).lstrip("_")
    assert KINDS[kind] is block
    assert block.__module__ == f"govcloud.blocks.{kind}"


def test_blocks_are_sorted() -> None:
    assert all(first.__name__ < second.__name__ for first, second in pairwise(BLOCKS))


KEYLESS = {
    "batch": {**SERVICE, "key": "plain"},
    "oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"], "key": "plain"},
}


def test_what_is_left_to_the_providers_keys_says_so_before_it_is_rendered() -> None:
    plain = {"kind": "encryption_key", "level": "K0"}
    trail = {"kind": "audit_trail", "into": "archive", "key": "plain"}
    data = system(foundation={"plain": plain, "trail": trail}, workload=KEYLESS)
    for kind in ("archive", "images"):
        data["foundation"][kind]["key"] = "key"
    layout = plan(System.model_validate(data, context={"accounts": ANY_ACCOUNTS}), "prod")
    declared = [fact for name in ("batch", "oncall", "trail") for fact in layout.blocks[name].declared()]
    said = {fact.what: fact.level for fact in declared if isinstance(fact, AtRest)}
    assert said == dict.fromkeys(("disk", "messages", "logs"), KeyLevel.K0)
