"""Nothing secret is written down: planted texts are in no state, history, backup, plan, log or output of Pulumi.

Planted are: secret configuration (plain, an object, a provider's own setting), what a program makes of it (a text
joined to others, JSON in a property, exports), what a cloud makes up and answers, and the passphrase. Searched is every
file below a project's home and all that was printed, byte by byte, also in Base64 and inside gzip and zip. Only the
simulated cloud's own file is let be, for what a cloud makes up itself, a cloud knows.

Not searched inside: the logs that Pulumi keeps of each operation in its home, encrypted by the stack's
secrets provider. Not clean, and not ours: what `-v=9` prints are Pulumi's messages as they are, secrets included.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import io
import json
import secrets
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from govcloud.testing.simulator.answers import Answers, Subject
from tests.lifecycle.project import CLOUDS, OK, VRS, Project, Stack
from tests.lifecycle.searching import found, inside

PLANTS = Path(__file__).parent / "canaries"
TICKET = "INC-2026-1122"
"""Why the glass was broken: not secret, and therefore found everywhere a secret must not be."""
MADE_UP = {
    "aws:iam/accessKey:AccessKey": "secret",
    "azure-native:redis:Redis": "accessKeys",
    "gcp:serviceaccount/key:Key": "privateKey",
}
"""An output with a password that the cloud itself makes up, by type."""
LOGGED = ("--logtostderr", "-v=8")
"""As much as Pulumi logs without its messages. With them (`-v=9`) it writes secrets down itself."""
engine = pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi program on PATH")
THE_CLOUDS_OWN = "clouds/clouds.sqlite3"


@dataclasses.dataclass(frozen=True)
class Canaries:
    """Texts that nobody would write by chance, by what they are planted as."""

    value: str
    object: str
    provider: str
    passphrase: str
    made: str

    @classmethod
    def fresh(cls) -> Canaries:
        return cls(*(f"canary-{field.name}-{secrets.token_hex(8)}" for field in dataclasses.fields(cls)))

    @property
    def all(self) -> list[str]:
        return list(dataclasses.astuple(self))


@pytest.fixture
def canaries(monkeypatch: pytest.MonkeyPatch) -> Canaries:
    planted = Canaries.fresh()
    monkeypatch.setattr(Answers, "outputs", answering(planted.made, Answers.outputs))
    return planted


def answering(text: str, original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The clouds' answers with a text where a cloud makes up a password."""

    def outputs(self: Answers, subject: Subject, *rest: Any) -> dict[str, Any]:
        answered = original(self, subject, *rest)
        key = MADE_UP.get(subject.type)
        if key:
            answered[key] = text if isinstance(answered[key], str) else dict.fromkeys(answered[key], text)
        return answered

    return outputs


def planted(home: Path, cloud: str, canaries: Canaries) -> Stack:
    """The foundation of VRS with secrets in every place, in a stack whose glass is broken: what is planted was never
    meant to pass a judgement, and its findings are written down, too."""
    (home / "tmp").mkdir()
    project = Project.copied(VRS, home, PULUMI_CONFIG_PASSPHRASE=canaries.passphrase, TMPDIR=str(home / "tmp"))
    shutil.copy(PLANTS / "__main__.py", project.folder / "__main__.py")
    shutil.copy(PLANTS / f"{cloud}.py", project.folder / "planted.py")
    stack = project.stack(f"prod-{cloud}-foundation")
    assert stack.set("govcloud:break-glass", TICKET) == OK
    given: Mapping[str, str] = {
        "canary:value": canaries.value,
        "canary:object": json.dumps({"inside": [canaries.object]}),
        "aws:secretKey": canaries.provider,
    }
    for key, text in given.items():
        assert stack.pulumi("config", "set", "--secret", key, text) == OK, stack.text
    return stack


@engine
@pytest.mark.pulumi_cli
@pytest.mark.parametrize("cloud", CLOUDS)
def test_no_secret_is_in_any_file_or_output(cloud: str, canaries: Canaries, tmp_path: Path) -> None:
    stack = planted(tmp_path, cloud, canaries)
    plan = str(tmp_path / "plan.json")
    for words in (
        ("preview", "--diff", "--save-plan", plan),
        ("up", "--yes", "--skip-preview", *LOGGED),
        ("refresh", "--yes", "--skip-preview"),
        ("stack", "--show-ids", "--show-urns"),
        ("stack", "output", "--json"),
        ("stack", "history", "--json"),
        ("stack", "export", "--file", str(tmp_path / "export.json")),
        ("config", "--json"),
    ):
        assert stack.pulumi(*words) == OK, stack.text
        (tmp_path / f"{'-'.join(words[:2])}.printed").write_text(stack.text, encoding="utf-8")
    assert found(canaries.all, tmp_path, [THE_CLOUDS_OWN]) == []
    assert found([canary for canary in canaries.all if canary != canaries.made], tmp_path) == []
    where = {Path(one.rpartition(": ")[0]).parts[0] for one in found([TICKET], tmp_path)}
    assert where >= {"clouds", "export.json", "plan.json", "preview---diff.printed", "program", "up---yes.printed"}
    assert stack.pulumi("stack", "output", "--show-secrets", "--json") == OK
    assert {canaries.value, canaries.object, canaries.made} <= set(inside(canaries.all, stack.text.encode()))


@engine
@pytest.mark.pulumi_cli
def test_what_leaks_is_caught(canaries: Canaries, tmp_path: Path) -> None:
    stack = planted(tmp_path, "gcp", canaries)
    assert stack.preview("--logtostderr", "-v=9") == OK
    assert canaries.value in inside(canaries.all, stack.text.encode()), "engine 3.260 logs its messages as they are"
    assert found(canaries.all, tmp_path) == []
    stack.project.environment["LEAKED"] = base64.b64encode(canaries.value.encode()).decode()
    assert stack.up() == OK, stack.text
    assert inside(canaries.all, stack.text.encode()) == [canaries.value]
    leaks = found(canaries.all, tmp_path, [THE_CLOUDS_OWN])
    assert leaks
    assert {one.rpartition(": ")[2] for one in leaks} == {canaries.value}


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("state.json", data)
    return file.getvalue()


HIDDEN: dict[str, Callable[[bytes], bytes]] = {
    "as-it-is": lambda data: data,
    "base64": base64.b64encode,
    "base64-one-off": lambda data: base64.b64encode(b"x" + data),
    "base64-two-off": lambda data: base64.b64encode(b"xy" + data),
    "base64-for-urls": base64.urlsafe_b64encode,
    "gzip": gzip.compress,
    "gzip-in-base64": lambda data: base64.b64encode(gzip.compress(data)),
    "base64-in-gzip": lambda data: gzip.compress(base64.b64encode(data)),
    "gzip-behind-something": lambda data: b"header" + gzip.compress(data) + b"trailer",
    "hex": lambda data: data.hex().encode(),
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "zip": zipped,
    "zip-in-base64": lambda data: base64.b64encode(zipped(data)),
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
def test_the_search_finds_what_is_hidden(hide: Callable[[bytes], bytes], tmp_path: Path) -> None:
    canary = f"canary-{secrets.token_hex(8)}"
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"before " + hide(f'{{"password":"{canary}"}}'.encode()) + b" after")
    assert found([canary, "canary-of-another"], tmp_path) == [f"deep/file: {canary}"]
    assert found([canary], tmp_path, ["deep"]) == []
