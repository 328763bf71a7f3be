"""What an archive's sinks let through, and how long a filter may be."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from govcloud.clouds.gcp import Account, log_filters
from govcloud.clouds.gcp.log_filters import archived
from govcloud.clouds.gcp.recognise.log_query import takes_in
from govcloud.systems import Layout, Planned
from tests.clouds.gcp.plans import layout_of, rendered
from tests.examples import EXAMPLES

SINK = "gcp:logging/projectSink:ProjectSink"
STORES = 9
LENGTHS = (250, 400, 20_000)


def many() -> Layout:
    """The example of a store, with several of them and the platform's trail: ours would take in every audit entry."""
    data: dict[str, Any] = copy.deepcopy(EXAMPLES["object-store"])
    data["foundation"]["trail"]["platform_provides"] = True
    data["workload"] |= {f"files-{count}": data["workload"]["files"] for count in range(2, STORES + 1)}
    return layout_of(data)


def archive(made: Layout) -> tuple[Planned, Account]:
    account = made.environment.account("gcp")
    assert isinstance(account, Account)
    return next(planned for planned in made.blocks.values() if planned.block.kind == "log_archive"), account


def entries(made: Layout, account: Account) -> list[dict[str, str]]:
    """Reads of each store."""
    log = f"projects/{account.project}/logs/{log_filters.OBJECT_LOG.replace('/', '%2F')}"
    names = [log_filters.naming.worldwide(made, account.number, name) for name in made.blocks if name[:5] == "files"]
    assert len(names) == STORES
    return [{"logName": log, "resource.type": "gcs_bucket", "resource.labels.bucket_name": name} for name in names]


@pytest.mark.parametrize("length", LENGTHS)
def test_every_entry_goes_into_one_of_the_sinks_and_no_filter_is_too_long(length: int) -> None:
    made = many()
    planned, account = archive(made)
    filters = archived(planned, account, length)
    assert all(len(one) <= length for one in filters)
    assert (len(filters) > 1) is (length < LENGTHS[-1])
    for entry in entries(made, account):
        assert [takes_in(one, entry) for one in filters].count(True) == 1, entry
    other = {**entries(made, account)[0], "resource.labels.bucket_name": "another"}
    assert not any(takes_in(one, other) for one in filters)


def test_what_is_too_long_for_one_sink_gets_more_each_with_leave_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_filters.archived, "__defaults__", (LENGTHS[0],))
    foundation, _ = rendered(many())
    sinks = [one for one in foundation.of_type(SINK) if one.at("name") != "_Default"]
    writers = [one for one in foundation if one.name.endswith("-writes") and "sink" in one.name]
    assert len(sinks) == len(writers) > 1
    assert len({one.at("name") for one in sinks}) == len(sinks)


def test_an_archive_that_nothing_names_takes_nothing() -> None:
    planned, account = archive(many())
    nobody = Planned("nobody", planned.part, planned.block, planned.layout)
    assert [takes_in(one, {"logName": "projects/p/logs/x"}) for one in archived(nobody, account)] == [False]
