"""`controls` lists the catalogue and prints a control's page."""

from __future__ import annotations

import pytest

from govcloud.controls import ALL, catalogue, page
from tests.cli.conftest import Cli


def test_the_list_names_every_control(cli: Cli) -> None:
    out = cli("controls").out
    assert all(control in out for control in catalogue())
    assert f"{len(catalogue())} controls, {sum(one.id in catalogue() for one in ALL)} of them judged by a rule" in out


def test_filters_narrow_the_list(cli: Cli) -> None:
    rows = cli("controls", "--severity", "critical", "--level", "mandatory", "--json").data
    assert rows
    assert {(row["severity"], row["level"]) for row in rows} == {("critical", "mandatory")}


def test_confidentiality_decides_the_level(cli: Cli) -> None:
    counts = [len(cli("controls", "--level", "mandatory", "--confidentiality", n, "--json").data) for n in (1, 2, 3)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_one_control_is_its_page(cli: Cli, lang: str) -> None:
    said = cli("controls", "GC-ENC-02", "--lang", lang)
    assert said.out.strip() == page("GC-ENC-02", lang).strip()  # type: ignore[arg-type]
