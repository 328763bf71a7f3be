"""In a first preview much is unknown: that refuses nothing by itself, lets nothing pass, and is told."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from govcloud.clouds import accounts, observe
from govcloud.controls import assess
from govcloud.deploy.rehearsal import rehearse
from govcloud.engine import Model, Preview, Realistic
from govcloud.engine.export import export
from govcloud.graph import Graph
from govcloud.systems import CLOUDS, Cloud, PartName, plan
from govcloud.systems.read import load
from tests.mutations.mutation import Mutation, mutated
from tests.mutations.test_mutations import CASES, ours
from tests.mutations.test_mutations import failing as failing_of
from tests.policy.engine import UNKNOWN, Client, Made, Told, process, run, setting
from tests.policy.recorded import reported
from tests.policy.seen import TODAY
from tests.policy.veiled import veiled

SYSTEM: Final = Path(__file__).parents[2] / "projects" / "digital-agency" / "vrs" / "system.yaml"
ENCRYPTED, RENEWED = "GC-ENC-02", "GC-SEC-02"
Statuses = dict[tuple[str, str], set[str]]
OPEN: Final = {"fail", "unknown"}
ONE_EACH: Final = list({tuple(str(case.id).split("-")[:4]): case for case in CASES}.values())
"""One fault for each control and cloud."""


def statuses(graph: Graph) -> Statuses:
    """What each control says of each resource."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    judged = assess(observe(graph), system="example", today=TODAY, confidentiality=3)
    for finding in judged.findings:
        found[finding.control, finding.subject].add(finding.status)
    return dict(found)


@functools.cache
def known(cloud: Cloud) -> Statuses:
    return statuses(ours(cloud))


def failing(found: Statuses) -> set[tuple[str, str]]:
    return {key for key, words in found.items() if "fail" in words}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_knowing_less_makes_no_failure_of_a_pass_and_no_pass_of_a_failure(cloud: Cloud) -> None:
    less = statuses(veiled(ours(cloud)))
    assert failing(less) <= failing(known(cloud))
    assert {key for key in failing(known(cloud)) if not less.get(key, set()) & OPEN} == set()


@functools.cache
def faults(cloud: Cloud, control: str) -> set[tuple[str, str, str]]:
    return failing_of(ours(cloud), control)


@pytest.mark.parametrize(("cloud", "mutation"), ONE_EACH)
def test_a_fault_is_still_a_failure_or_unknown_where_less_is_known(cloud: Cloud, mutation: Mutation) -> None:
    broken = mutated(ours(cloud), mutation)
    less = statuses(veiled(broken))
    new = failing_of(broken, mutation.control) - faults(cloud, mutation.control)
    assert any(less.get((mutation.control, subject), set()) & OPEN for subject, _what, _part in new)


@functools.cache
def planned(cloud: Cloud, part: PartName, model: type[Model]) -> str:
    """A part of the example project as a stack export; with `Preview`, as a first preview knows it."""
    layout = plan(load(SYSTEM, accounts()).system, "prod")
    return json.dumps(export(rehearse(layout, cloud, model=model()).parts[part], reveal=True))


@pytest.fixture(scope="module")
def pack() -> Iterator[Client]:
    with process() as client:
        yield client


def previewed(pack: Client, cloud: Cloud, part: PartName, folder: Path, *more: Made) -> list[Told]:
    """What the pack says in a first preview of a part; its foundation exists and is shown."""
    beside = folder / "foundation.json"
    beside.write_text(planned(cloud, "foundation", Realistic), encoding="utf-8")
    stack = f"prod-{cloud}-{part}"
    config = setting(system_file=str(SYSTEM), beside=[str(beside)] if part == "workload" else [])
    resources = [*reported(json.loads(planned(cloud, part, Preview))), *more]
    return run(pack, resources, preview=True, stack=stack, config=config)


@pytest.mark.parametrize("part", ["foundation", "workload"])
@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_example_project_is_not_refused_in_its_first_preview(
    pack: Client, cloud: Cloud, part: PartName, tmp_path: Path
) -> None:
    told = previewed(pack, cloud, part, tmp_path)
    assert [(one.policy, one.message) for one in told if one.mandatory] == []


def alone(pack: Client, cloud: Cloud, *more: Made, preview: bool, lang: str = "en") -> list[Told]:
    """What the pack says of a workload whose foundation is not shown."""
    config = setting(system_file=str(SYSTEM), lang=lang)
    resources = [*reported(json.loads(planned(cloud, "workload", Realistic))), *more]
    return run(pack, resources, preview=preview, stack=f"prod-{cloud}-workload", config=config)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_workload_whose_foundation_is_not_shown_is_not_failed_for_it(pack: Client, cloud: Cloud) -> None:
    told = alone(pack, cloud, preview=True)
    assert [(one.policy, one.message) for one in told if one.mandatory] == []
    assert [one for one in told if ": does not hold." in one.message and "Excepted" not in one.message] == []


@pytest.mark.parametrize(
    ("cloud", "lang", "unseen", "said"),
    [
        ("azure", "en", {"GC-CTR-04", "GC-LOG-03"}, "takes from another one"),
        ("gcp", "en", {"GC-LOG-03", "GC-LOG-04"}, "takes from another one"),
        ("gcp", "ja", {"GC-LOG-03", "GC-LOG-04"}, "他のスタックが示されていない"),
    ],
)
def test_what_a_workload_alone_cannot_show_refuses_an_update_and_says_how_to_show_it(
    pack: Client, cloud: Cloud, lang: str, unseen: set[str], said: str
) -> None:
    refused = [one for one in alone(pack, cloud, preview=False, lang=lang) if one.mandatory]
    assert {one.policy for one in refused} >= unseen
    assert [one.policy for one in refused if said not in one.message or '"beside"' not in one.message] == []


def test_an_image_of_a_registry_that_no_other_stack_gave_is_refused_even_so(pack: Client) -> None:
    """What is beside it in the same property may be another stack's."""
    reference = "urn:pulumi:prod-azure-workload::digital-agency-vrs::pulumi:pulumi:StackReference::foundation"
    image = f"docker.io/library/web@sha256:{'0' * 64}"
    app = Made(
        "azure-native:app:ContainerApp",
        "bare",
        {"location": "japaneast", "template": {"containers": [{"image": image, "env": [{"value": "of-foundation"}]}]}},
        provider="pulumi:providers:azure-native::azure",
        depends={"template": [reference]},
    )
    told = alone(pack, "azure", app, preview=True)
    assert [one.mandatory for one in told if one.urn == app.urn and one.policy == "GC-CTR-04"] == [True]


def test_a_hand_written_resource_beside_a_workload_alone_is_refused_and_says_what_could_help(pack: Client) -> None:
    bucket = Made("gcp:storage/bucket:Bucket", "bare", {"name": "bare"}, provider="pulumi:providers:gcp::gcp")
    told = alone(pack, "gcp", bucket, preview=True)
    [logs] = [one for one in told if one.urn == bucket.urn and one.policy == "GC-LOG-04"]
    assert logs.mandatory
    assert '"beside"' in logs.message


@pytest.mark.parametrize(
    ("part", "policy", "name"),
    [("foundation", ENCRYPTED, "archive-delivery-bucket"), ("workload", RENEWED, "token-secret")],
)
def test_what_cannot_be_seen_yet_is_told(pack: Client, part: PartName, policy: str, name: str, tmp_path: Path) -> None:
    """Whether a bucket is one for access logs says its policy, and who is reminded of a secret a message."""
    told = [one for one in previewed(pack, "aws", part, tmp_path) if one.urn.endswith(f"::{name}")]
    [one] = [one for one in told if one.policy == policy]
    assert not one.mandatory
    assert "cannot be seen" in one.message


@pytest.mark.parametrize(
    ("encryption", "mandatory"),
    [
        ({"sseAlgorithm": "AES256"}, True),
        ({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}, False),
        (UNKNOWN, False),
    ],
)
@pytest.mark.parametrize("made_from", ["bare", "bare-versions"])
def test_a_hand_written_bucket_is_refused_for_what_is_seen_and_told_for_what_is_not(
    pack: Client, encryption: object, mandatory: bool, made_from: str, tmp_path: Path
) -> None:
    """Its key stands in a resource beside it, which names it by an output, its own or another's."""
    provider = "pulumi:providers:aws::aws"
    bucket = Made("aws:s3/bucket:Bucket", "bare", provider=provider)
    versions = Made(
        "aws:s3/bucketVersioning:BucketVersioning",
        "bare-versions",
        {"bucket": UNKNOWN, "versioningConfiguration": {"status": "Enabled"}},
        provider=provider,
        depends={"bucket": [bucket.urn]},
    )
    beside = Made(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "bare-encryption",
        {"bucket": UNKNOWN, "rules": [{"applyServerSideEncryptionByDefault": encryption}]},
        provider=provider,
        depends={"bucket": [bucket.urn if made_from == "bare" else versions.urn]},
    )
    told = previewed(pack, "aws", "foundation", tmp_path, bucket, versions, beside)
    assert [one.mandatory for one in told if one.urn == bucket.urn and one.policy == ENCRYPTED] == [mandatory]


def test_a_hand_written_bucket_with_nothing_beside_it_is_refused(pack: Client, tmp_path: Path) -> None:
    bucket = Made("aws:s3/bucket:Bucket", "bare", provider="pulumi:providers:aws::aws")
    told = previewed(pack, "aws", "foundation", tmp_path, bucket)
    assert [one.mandatory for one in told if one.urn == bucket.urn and one.policy == ENCRYPTED] == [True]
