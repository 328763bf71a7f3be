"""From a system to its layout: references filled, blocks ordered, edges and consumers known; and every mistake."""

import copy
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given

from govcloud.blocks import Block, ContainerService, Database, EncryptionKey, LogArchive, Network, Refers
from govcloud.errors import FileError, Problem, UsageError
from govcloud.facts import KeyLevel, Place
from govcloud.systems import Consumer, Edge, Layout, System, plan, references
from tests.examples import ENTRY, EXAMPLES, FIREWALL, FOUNDATION, SERVICE, SITE, system
from tests.strategies import ANY_ACCOUNTS, systems


def made(data: dict[str, Any]) -> System:
    return System.model_validate(data, context={"accounts": ANY_ACCOUNTS})


def layout(data: dict[str, Any], environment: Any = "prod") -> Layout:
    return plan(made(data), environment)


def problems(data: dict[str, Any], environment: Any = "prod") -> list[tuple[str, str, str]]:
    with pytest.raises(FileError) as caught:
        layout(data, environment)
    found: tuple[Problem, ...] = caught.value.problems
    assert all(problem.ja for problem in found)
    return [(problem.key, problem.message, problem.hint) for problem in found]


WEB = EXAMPLES["container-service-uses"]


def test_left_out_references_are_filled_with_the_only_fitting_block() -> None:
    found = layout(WEB)
    service = found.blocks["api"].block
    assert isinstance(service, ContainerService)
    assert (service.network, service.key, service.logs, service.image.registry) == ("main", "key", "archive", "images")
    assert found.system.workload["api"].model_dump()["network"] is None


@given(systems())
def test_no_reference_of_a_layout_is_open_and_none_points_forward(data: Any) -> None:
    for environment in data["environments"]:
        found = layout(data, environment)
        seen: set[str] = set()
        for name, planned in found.blocks.items():
            for reference in references(planned.block, planned.block.place):
                assert reference.name in seen
                assert found.blocks[reference.name].block.kind in reference.refers.kinds
            seen.add(name)
        assert set(found.blocks) == set(data["foundation"]) | set(data["workload"])


@given(systems())
def test_the_foundation_stands_first(data: Any) -> None:
    found = layout(data, next(iter(data["environments"])))
    parts = [planned.part for planned in found.blocks.values()]
    assert parts == sorted(parts)
    assert [planned.name for planned in (*found.part("foundation"), *found.part("workload"))] == list(found.blocks)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_order_of_a_file_does_not_change_what_is_planned(name: str) -> None:
    data = copy.deepcopy(EXAMPLES[name])
    for part in ("foundation", "workload"):
        data[part] = dict(reversed(data[part].items()))
    first, second = layout(EXAMPLES[name]), layout(data)
    assert first.names == second.names
    assert set(first.edges) == set(second.edges)


def test_uses_become_edges() -> None:
    found = layout(WEB)
    assert Edge("api", "records", "write") in found.edges
    assert [edge.what for edge in found.blocks["api"].uses] == ["records", "files", "papers", "token"]
    assert [(edge.who, edge.how) for edge in found.blocks["files"].used_by] == [("api", "write"), ("worker", "read")]
    assert found.blocks["records"].uses == ()


def test_consumers_are_told_with_the_field_they_name_a_block_in() -> None:
    found = layout(EXAMPLES["database-replica"])
    assert found.blocks["key-dr"].consumers == (Consumer(found.blocks["records"], "replica.key"),)
    archive = {(consumer.planned.name, consumer.field) for consumer in found.consumers("archive")}
    assert archive == {("main", "flow_logs"), ("trail", "into"), ("records", "logs")}
    entry = layout(EXAMPLES["web-entry"])
    assert [consumer.field for consumer in entry.consumers("api")] == ["routes./api/*"]
    assert [consumer.field for consumer in layout(WEB).consumers("papers")] == ["uses.papers"]
    assert [consumer.field for consumer in layout(EXAMPLES["dashboard"]).consumers("records")] == ["shows.2"]


def test_addresses_are_those_of_the_networks() -> None:
    found = layout(EXAMPLES["network-small"])
    assert {name: (str(cut.cidr), cut.zones) for name, cut in found.addresses.items()} == {
        "main": ("192.168.8.0/21", 2)
    }
    assert [name for name, _ in found.of_kind(Network)] == ["main"]


def test_a_planned_block_answers_for_what_it_refers_to() -> None:
    records = layout(EXAMPLES["database"]).blocks["records"]
    assert records.address == "records"
    assert records.key_level("key") is KeyLevel.K1
    assert records.log_days("archive") == 400
    assert isinstance(records.of("archive", LogArchive), LogArchive)
    assert isinstance(records.block_named("key"), EncryptionKey)
    with pytest.raises(AssertionError, match="archive is a log_archive"):
        records.of("archive", Database)
    with pytest.raises(AssertionError, match="records: a reference was left open"):
        records.block_named(None)


def test_an_environment_nobody_described_is_refused() -> None:
    with pytest.raises(UsageError, match=r"the system has no environment 'pord': did you mean 'prod'\?"):
        layout(system(), "pord")


OTHER_KEY = {"key2": {"kind": "encryption_key"}}
OSAKA_KEY = {"key-dr": {"kind": "encryption_key", "place": "osaka"}}

NO_NETWORK = "it needs a network in tokyo, and there is none"

MISTAKES: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str, str]]]] = {
    # foundation, workload → key, message, hint
    "a misspelt name": (
        {},
        {"files": {"kind": "object_store", "key": "kye"}},
        [("workload.files.key", "no block 'kye'", "did you mean 'key'?")],
    ),
    "an empty name": (
        {},
        {"files": {"kind": "object_store", "key": ""}},
        [("workload.files.key", "no block ''", "there is: key")],
    ),
    "a name far off": (
        {},
        {"api": {**SERVICE, "uses": {"cassandra": "read"}}, "files": {"kind": "object_store"}},
        [("workload.api.uses.cassandra", "no block 'cassandra'", "there is: files")],
    ),
    "nothing to name": (
        {},
        {"api": SERVICE, "entry": ENTRY},
        [("workload.entry.firewall", "no block 'waf'", "add one under 'workload:'")],
    ),
    "the wrong kind": (
        {},
        {"records": {"kind": "database", "network": "archive"}},
        [("workload.records.network", "'archive' is a log_archive, not a network", "there is: main")],
    ),
    "several wrong kinds": (
        {},
        {"files": {"kind": "object_store"}, "waf": FIREWALL, "entry": {**ENTRY, "routes": {"/*": "files"}}},
        [
            (
                "workload.entry.routes./*",
                "'files' is an object_store, not a container_service or static_site",
                "add one under 'workload:'",
            )
        ],
    ),
    "two that could stand there": (
        OTHER_KEY,
        {"files": {"kind": "object_store"}},
        [
            ("foundation.trail.key", "several blocks could stand here (key, key2)", "say which"),
            ("workload.files.key", "several blocks could stand here (key, key2)", "say which"),
        ],
    ),
    "none that could stand there": (
        {"main": {"kind": "audit_trail"}},
        {"files": {"kind": "object_store"}},
        [
            ("foundation.images.network", NO_NETWORK, "add one under 'foundation:'"),
            ("workload.files.network", NO_NETWORK, "add one under 'foundation:'"),
        ],
    ),
    "another region": (
        OSAKA_KEY,
        {"records": {"kind": "database", "key": "key-dr"}},
        [("workload.records.key", "'key-dr' is in osaka, and this is in tokyo", "name one in the same region")],
    ),
    "a replica on a key in Tokyo": (
        {},
        {"records": {"kind": "database", "replica": {"key": "key"}}},
        [("workload.records.replica.key", "'key' is in tokyo, and this is in osaka", "name one in the same region")],
    ),
    "the foundation on the workload": (
        {"archive": {"kind": "log_archive", "key": "late"}},
        {"late": {"kind": "encryption_key"}, "files": {"kind": "object_store", "key": "key"}},
        [
            (
                "foundation.archive.key",
                "the foundation cannot need 'late' of the workload, which comes later",
                "move one of them",
            )
        ],
    ),
    "nested": (
        {},
        {"api": {**SERVICE, "image": {**SERVICE["image"], "registry": "image"}}},
        [("workload.api.image.registry", "no block 'image'", "did you mean 'images'?")],
    ),
    "in a list": (
        {},
        {"api": SERVICE, "board": {"kind": "dashboard", "shows": ["api", "apy"]}},
        [("workload.board.shows.1", "no block 'apy'", "did you mean 'api'?")],
    ),
    "the wrong part": (
        {"records": {"kind": "database"}},
        {"archive2": {"kind": "log_archive"}},
        [
            ("foundation.records", "a database belongs to the workload", "move it under 'workload:'"),
            ("workload.archive2", "a log_archive belongs to the foundation", "move it under 'foundation:'"),
        ],
    ),
    "one name twice": (
        {},
        {"images": {"kind": "object_store"}},
        [
            (
                "workload.images",
                "'images' names a block in both parts",
                "rename one: names are the system's, not the part's",
            )
        ],
    ),
}


@pytest.mark.parametrize(("foundation", "workload", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_key_and_what_to_do(
    foundation: dict[str, Any], workload: dict[str, Any], told: list[tuple[str, str, str]]
) -> None:
    found = problems(system(foundation, workload))
    assert [problem for problem in found if "log" not in problem[0].rpartition(".")[2]] == told


def test_a_workload_key_is_no_candidate_for_the_foundation() -> None:
    data = system(workload={"late": {"kind": "encryption_key"}, "files": {"kind": "object_store", "key": "late"}})
    found = layout(data)
    assert found.blocks["trail"].block.model_dump()["key"] == "key"


def test_a_key_in_another_region_is_no_candidate() -> None:
    found = layout(system(OSAKA_KEY, {"files": {"kind": "object_store"}}))
    assert found.blocks["files"].block.model_dump()["key"] == "key"
    assert found.blocks["key-dr"].block.place is Place.OSAKA


class Ring(Block):
    """A block that may name another of its kind: none of ours can make a circle."""

    kind: Literal["ring"] = "ring"
    next: Annotated[str, Refers(("ring",))] = ""


@pytest.mark.parametrize("names", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_a_circle_is_told_by_its_members(names: list[str]) -> None:
    ring = {name: Ring(next=after) for name, after in zip(names, [*names[1:], names[0]], strict=True)}
    circular = made(system()).model_copy(update={"workload": ring})
    with pytest.raises(FileError, match="blocks name each other in a circle: ") as caught:
        plan(circular, "prod")
    (problem,) = caught.value.problems
    assert problem.key in {f"workload.{name}" for name in names}
    assert set(problem.message.partition(": ")[2].split(" → ")) == set(names)
    assert problem.hint == "break it at one"


def two_environments(differs: dict[str, Any]) -> dict[str, Any]:
    data = system(workload={"api": SERVICE, "records": {"kind": "database", "size": "large"}, "pages": SITE})
    data["environments"]["dev"] = {**copy.deepcopy(data["environments"]["prod"]), "differs": differs}
    return data


def test_an_environment_differs_only_where_it_says() -> None:
    data = two_environments(
        {"api": {"instances": {"max": 4}}, "records": {"size": None, "restore_days": 7}, "main": {"zones": 2}}
    )
    prod, dev = layout(data), layout(data, "dev")
    assert dev.environment_name == "dev"
    changed = {name for name in prod.names if prod.names[name] != dev.names[name]}
    assert changed == {"api", "records", "main"}
    assert dev.names["api"].model_dump()["instances"] == {"min": 2, "max": 4, "cpu_percent": 60}
    assert dev.names["records"].model_dump()["size"] == "small"
    assert (dev.addresses["main"].zones, prod.addresses["main"].zones) == (2, 3)


def test_wrong_differences_are_told_together_in_the_words_of_the_file() -> None:
    data = two_environments(
        {
            "apy": {"port": 8081},
            "api": {"prot": 8081, "instances": {"min": 1}, "kind": "static_site"},
            "records": {"network": "man", "size": "huge"},
        }
    )
    layout(data)
    top = "environments.dev.differs"
    assert problems(data, "dev") == [
        (f"{top}.apy", "no block 'apy'", "did you mean 'api'?"),
        (f"{top}.api.kind", "'static_site' is not allowed here", "one of container_service"),
        (f"{top}.api.instances.min", "must be greater than or equal to 2", "it says '1'"),
        (f"{top}.api.prot", "unknown key 'prot'", "did you mean 'port'?"),
        (f"{top}.records.size", "'huge' is not allowed here", "one of small, medium, large"),
    ]


def test_a_difference_may_break_a_reference() -> None:
    assert problems(two_environments({"records": {"network": "man"}}), "dev") == [
        ("workload.records.network", "no block 'man'", "did you mean 'main'?")
    ]


def test_the_account_of_an_environment_is_its_own_or_shared() -> None:
    shared = two_environments({})
    assert [(fact.subject, fact.alone) for fact in made(shared).isolation("aws")] == [("prod", False), ("dev", False)]
    shared["environments"]["dev"]["aws"]["account"] = "222222222222"
    facts = list(made(shared).isolation("aws"))
    assert [(fact.alone, fact.account) for fact in facts] == [(True, "111111111111"), (True, "222222222222")]


def test_foundation_examples_stay_as_other_tests_expect() -> None:
    assert list(FOUNDATION) == ["key", "archive", "main", "trail", "images"]
