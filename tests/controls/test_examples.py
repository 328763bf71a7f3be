"""Every control's examples: it says pass, fail and unknown where its page does."""

import datetime

import pytest

from govcloud.controls import ALL, Control, Status, assess, catalogue

CASES = [
    pytest.param(control, status, example, id=f"{control.id}-{status}-{position}")
    for control in ALL
    for status, examples in (
        ("pass", control.examples.passing),
        ("fail", control.examples.failing),
        ("unknown", control.examples.unknown),
    )
    for position, example in enumerate(examples)
]


@pytest.mark.parametrize(("control", "status", "example"), CASES)
def test_an_example_gets_its_verdict(control: Control, status: Status, example: tuple) -> None:
    today = datetime.date(2026, 4, 1)
    assessment = assess(example, system="example", today=today, confidentiality=3, controls=[control], whole=False)
    judged = [finding for finding in assessment.findings if finding.fact == example[0]]
    assert [finding.status for finding in judged] == [status]


@pytest.mark.parametrize("control", ALL, ids=lambda control: control.id)
def test_every_control_has_examples_of_all_verdicts(control: Control) -> None:
    assert control.examples.passing
    assert control.examples.failing
    assert control.examples.unknown


def test_the_slice_is_implemented_and_nothing_else() -> None:
    wanted = {entry.id for entry in catalogue().values() if entry.slice or entry.own}
    assert sorted(control.id for control in ALL) == sorted(wanted)
