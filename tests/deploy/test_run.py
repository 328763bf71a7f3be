"""`run` rehearses and judges before the first resource, then registers the same; otherwise it says what to do."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
import yaml

import govcloud
from govcloud.engine import render
from govcloud.errors import EngineError, FileError, GovcloudError, RefusedError, UsageError
from tests.deploy.outer import Outer, preview, previewed
from tests.examples import EXAMPLES, system

PROJECT = "digital-agency-example"
STACK = "prod-aws-foundation"
Also = Callable[[Mapping[str, Any]], object]


def written(folder: Path, data: dict[str, Any]) -> Path:
    """A system file that accepts what AWS cannot keep; alarms come with the workload, so the example has them."""
    workload = {"oncall": {"kind": "alerting", "mail": ["oncall@example.go.jp"], "key": "key"}, **data["workload"]}
    path = folder / "system.yaml"
    path.write_text(yaml.safe_dump({**data, "clouds": ["aws"], "workload": workload}), "utf-8")
    return path


def deployed(
    program: Callable[[], object],
    *,
    stack: str = STACK,
    project: str = PROJECT,
    config: Mapping[str, str] | None = None,
) -> Outer:
    """What reaches the engine when `program` is the project's program."""
    return previewed(program, project, stack, config or {})


@pytest.fixture
def ordinary(tmp_path: Path) -> Path:
    return written(tmp_path, EXAMPLES["audit-trail"])


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """A store on the provider's own key fails GC-ENC-02."""
    data = EXAMPLES["encryption-key-k0"]
    return written(tmp_path, data)


def test_what_was_rehearsed_is_registered(ordinary: Path) -> None:
    outer = deployed(lambda: govcloud.run(ordinary))
    components = {request.name for request in outer.registered.values() if request.type.startswith("govcloud:")}
    assert components == {"archive", "guard", "images", "key", "main", "trail"}
    assert outer.exports["govcloud"]["system"] == "example"


def test_the_components_come_back_with_typed_outputs_and_native_resources(ordinary: Path) -> None:
    seen: dict[str, Any] = {}
    deployed(lambda: seen.update(govcloud.run(ordinary)))
    assert isinstance(seen["key"].native["key"], aws.kms.Key)
    assert type(seen["main"].outputs).__mro__[1].__name__ == "NetworkOutputs"


def test_nothing_but_the_stack_exists_after_a_refusal(failing: Path) -> None:
    def program() -> None:
        with pytest.raises(RefusedError, match="nothing has been registered") as caught:
            govcloud.run(failing)
        assert "GC-ENC-02" in str(caught.value)

    assert deployed(program).names == set()


@pytest.fixture
def in_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")


@pytest.mark.usefixtures("in_japanese")
def test_a_refusal_is_in_the_language_of_the_locale(failing: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        deployed(lambda: govcloud.run(failing))
    first, *rest = str(caught.value).splitlines()
    assert first == "拒否: 何も登録されていない"
    assert any(line.startswith("  GC-ENC-02") and "満たしていない" in line for line in rest)


@pytest.mark.usefixtures("in_japanese")
def test_what_is_lost_and_not_accepted_is_refused_in_japanese(tmp_path: Path) -> None:
    data = {**EXAMPLES["database-replica"], "accepts": []}
    with pytest.raises(RefusedError) as caught:
        deployed(lambda: govcloud.run(written(tmp_path, data)))
    assert "aws では records が 'replica' を失う" in str(caught.value)
    assert "'accepts:' で受容する" in str(caught.value)


def test_what_has_ended_is_refused_with_file_and_line(tmp_path: Path) -> None:
    waiver = {"control": "GC-ENC-02", "subject": "*::bare", "because": "R-9", "approver": "ciso@example.go.jp"}
    path = written(tmp_path, {**EXAMPLES["audit-trail"], "waivers": [{**waiver, "until": "2026-03-31"}]})
    line = next(at for at, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "2026-03-31" in text)
    with pytest.raises(FileError, match="ended on 2026-03-31") as caught:
        deployed(lambda: govcloud.run(path))
    assert f"system.yaml:{line} [waivers[0].until]" in str(caught.value)


def before(path: Path) -> None:
    aws.Provider("early", region="ap-northeast-1")
    govcloud.run(path)


def transform_before(path: Path) -> None:
    pulumi.runtime.register_stack_transformation(lambda args: None)
    govcloud.run(path)


def after(path: Path) -> None:
    made = govcloud.run(path)
    aws.s3.Bucket("stray", opts=pulumi.ResourceOptions(parent=made["key"]))


def transform_after(path: Path) -> None:
    govcloud.run(path)
    pulumi.runtime.register_resource_transform(lambda args: None)


def different_name(path: Path) -> None:
    count = itertools.count()
    govcloud.run(path, also=lambda made: alias(made, f"second-{next(count)}"))


def different_input(path: Path) -> None:
    count = itertools.count()
    govcloud.run(path, also=lambda made: alias(made, "second", f"second-{next(count)}"))


def inside_apply(path: Path) -> None:
    govcloud.run(path, also=lambda made: made["key"].native["key"].arn.apply(lambda arn: alias(made, "hidden")))


def alias(made: Mapping[str, Any], name: str, text: str = "second") -> aws.kms.Alias:
    """A plain resource to which no control objects."""
    key = made["key"].native["key"].key_id
    options = pulumi.ResourceOptions(parent=made["key"])
    return aws.kms.Alias(name, name=f"alias/{text}", target_key_id=key, region="ap-northeast-1", opts=options)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (after, "'stray' was not rehearsed"),
        (before, "resources were registered before govcloud.run (early)"),
        (different_input, "input 'name' differs"),
        (different_name, "'second-1' was not rehearsed"),
        (inside_apply, "'hidden' (aws:kms/alias:Alias) is created inside an apply"),
        (transform_after, "a stack transform was registered after govcloud.run"),
        (transform_before, "a transform or hook was registered before govcloud.run"),
    ],
)
def test_what_nobody_judged_is_refused_and_told_where_it_belongs(
    ordinary: Path, program: Callable[[Path], None], said: str
) -> None:
    with pytest.raises((EngineError, RefusedError)) as caught:
        deployed(lambda: program(ordinary))
    assert said in str(caught.value)
    assert "also=" in str(caught.value) or "system file" in str(caught.value)
    assert re.search("判定|apply の外", caught.value.ja)


def test_a_resource_registered_before_run_is_called_off(ordinary: Path) -> None:
    outer = Outer(PROJECT, STACK, {})
    with pytest.raises(RefusedError):
        preview(lambda: before(ordinary), outer)
    assert outer.names == set()


def test_refusals_are_printed_without_a_traceback(failing: Path) -> None:
    """Pulumi's language host prints its own kind of error as one line."""
    with pytest.raises(pulumi.RunError, match="nothing has been registered"):
        deployed(lambda: govcloud.run(failing))


def test_plain_resources_in_also_are_created_when_they_pass(ordinary: Path) -> None:
    assert "second" in deployed(lambda: govcloud.run(ordinary, also=lambda made: alias(made, "second"))).names


def bucket_abroad(made: Mapping[str, Any]) -> None:
    aws.s3.Bucket("abroad", bucket="abroad", region="ap-northeast-2", opts=pulumi.ResourceOptions(parent=made["key"]))


def unknown_type(made: Mapping[str, Any]) -> None:
    aws.gamelift.Alias(
        "odd", routing_strategy={"type": "TERMINAL", "message": "x"}, opts=pulumi.ResourceOptions(parent=made["key"])
    )


@pytest.mark.parametrize(("also", "control"), [(bucket_abroad, "GC-RES-01"), (unknown_type, "GC-LED-01")])
def test_plain_resources_in_also_are_judged(ordinary: Path, also: Also, control: str) -> None:
    with pytest.raises(RefusedError, match=control):
        deployed(lambda: govcloud.run(ordinary, also=also))


def test_a_broken_glass_lets_pass_and_records(failing: Path) -> None:
    outer = deployed(lambda: govcloud.run(failing), config={"govcloud:break-glass": "INC-0042"})
    record = outer.exports["govcloud-break-glass"]
    assert record["ticket"] == "INC-0042"
    assert any("GC-ENC-02" in finding for finding in record["findings"])
    assert any("INC-0042" in message for message in outer.messages)
    assert "plain" in outer.names


def test_warnings_of_a_broken_glass_are_in_the_locale_s_language_and_its_record_in_both(
    failing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {"govcloud:break-glass": "INC-0042"}
    english = deployed(lambda: govcloud.run(failing), config=config)
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    japanese = deployed(lambda: govcloud.run(failing), config=config)
    assert "break-glass INC-0042 が設定されている" in japanese.messages[0]
    assert any("満たしていない" in message for message in japanese.messages)
    assert not any("does not hold" in message for message in japanese.messages)
    record = japanese.exports["govcloud-break-glass"]
    assert record == english.exports["govcloud-break-glass"]
    assert len(record["findings"]) == len(record["findings_ja"])
    assert all("does not hold" in one for one in record["findings"])
    assert all("満たしていない" in one for one in record["findings_ja"])


def wrong_calls() -> Iterator[Any]:
    yield pytest.param({"stack": "prod"}, "stacks are named <environment>-<cloud>-<part>", id="no_parts")
    yield pytest.param({"stack": "prd-aws-foundation"}, "did you mean 'prod'?", id="environment")
    yield pytest.param({"stack": "prod-asw-foundation"}, "did you mean 'aws'?", id="cloud")
    yield pytest.param({"stack": "prod-gcp-foundation"}, "does not name gcp under 'clouds'", id="other_cloud")
    yield pytest.param({"stack": "prod-aws-fundation"}, "did you mean 'foundation'?", id="part")
    yield pytest.param({"project": "example"}, f"the system is '{PROJECT}'", id="project")


@pytest.mark.parametrize(("call", "said"), list(wrong_calls()))
def test_a_stack_that_is_not_the_systems_is_refused(ordinary: Path, call: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        deployed(lambda: govcloud.run(ordinary), **call)  # type: ignore[arg-type]
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("role", "arguments", "said"),
    [
        ("kye", {"description": "x"}, "no resource 'kye' on aws"),
        ("key", {"descriptoin": "x"}, "descriptoin"),
    ],
)
def test_options_that_nothing_takes_are_refused(tmp_path: Path, role: str, arguments: Any, said: str) -> None:
    key = {"kind": "encryption_key", "options": {"aws": {role: arguments}}}
    path = written(tmp_path, system(foundation={"key": key}))
    with pytest.raises(FileError) as caught:
        deployed(lambda: govcloud.run(path))
    assert said in str(caught.value)
    assert "foundation.key.options.aws" in str(caught.value)


def test_an_option_is_judged(tmp_path: Path) -> None:
    key = {"kind": "encryption_key", "options": {"aws": {"key": {"enable_key_rotation": False}}}}
    with pytest.raises(RefusedError, match="GC-KEY-01"):
        deployed(lambda: govcloud.run(written(tmp_path, system(foundation={"key": key}))))


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(GovcloudError, match="no such file"):
        deployed(lambda: govcloud.run(tmp_path / "system.yaml"))


def test_inside_the_embedded_engine_nothing_is_nested(ordinary: Path) -> None:
    graph = render(lambda: govcloud.run(ordinary), project=PROJECT, stack=STACK)
    assert "key" in {resource.name for resource in graph}
