"""The pack under the real engine: previews, updates and analyses, from a wheel in a virtual environment."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from govcloud.policy import PACK
from govcloud.policy.settings import NAME
from tests.policy.installed import ROOT, environment, imported_from, uv, wheel
from tests.policy.provider import Provider, serving

pytestmark = [
    pytest.mark.pulumi_cli,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi program on PATH"),
    pytest.mark.skipif(uv() is None, reason="no uv to build a wheel with"),
]

HERE = Path(__file__).parent
ENCRYPTED, PLACED, UNHEARD = "GC-ENC-02", "GC-RES-01", "GC-LED-01"
WAIVER = {"because": "R-7", "approver": "ciso@example.go.jp", "until": "2999-12-31"}
PROVIDERS = ("aws", "azure-native", "example", "gcp")
"""The engine starts the provider of every SDK that the program could import."""


@dataclasses.dataclass
class Engine:
    """A project, a stack and the environment to run `pulumi` in; `own` adds the tests' own recogniser."""

    folder: Path
    variables: dict[str, str]
    provider: Provider
    packs: dict[str, Path]

    def pulumi(self, *words: str, makes: str = "", **variables: str) -> tuple[int, str]:
        """The exit code and all that was printed. `makes` says which resources the program has."""
        found = subprocess.run(
            ["pulumi", *words, "--non-interactive", "--color", "never"],
            cwd=self.folder / "program",
            env={**self.variables, "MAKES": makes, **variables},
            capture_output=True,
            text=True,
        )
        return found.returncode, found.stdout + found.stderr

    def policed(
        self, *words: str, pack: str = "own", config: Mapping[str, Any] | None = None, makes: str = ""
    ) -> tuple[int, str]:
        """The same with a policy pack: the installed one, or the tests' `own` over types that it recognises."""
        words = (*words, "--policy-pack", str(self.packs[pack]))
        if config is not None:
            file = self.folder / "config.json"
            file.write_text(json.dumps(config), encoding="utf-8")
            words = (*words, "--policy-pack-config", str(file))
        root = {"PYTHONPATH": str(ROOT)} if pack == "own" else {}
        return self.pulumi(*words, makes=makes, **root)


def levels(said: str, policy: str) -> set[str]:
    """The levels at which the engine shows a policy's violations."""
    return set(re.findall(rf"- \[(\w+)\] \[severity: \w+\]  {policy} ", said))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("engine")
    home = environment(folder / "venv", wheel(folder / "dist"))
    shutil.copytree(HERE / "program", folder / "program")
    shutil.copytree(HERE / "pack", folder / "pack")
    (folder / "state").mkdir()
    installed = imported_from(home / "bin" / "python", folder)
    with serving() as (provider, port):
        variables = {
            **{key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name in PROVIDERS),
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        packs = {"installed": installed.parent / "policy" / "pack", "own": folder / "pack"}
        made = Engine(folder, variables, provider, packs)
        assert made.pulumi("stack", "init", "prod")[0] == 0
        yield made


def test_the_pack_is_found_in_the_installed_wheel_and_only_read(engine: Engine) -> None:
    python = engine.folder / "venv" / "bin" / "python"
    printed = subprocess.run([python, "-m", "govcloud.policy"], cwd=engine.folder, capture_output=True, text=True)
    folder = Path(printed.stdout.strip())
    assert folder == engine.packs["installed"]
    assert not folder.is_relative_to(ROOT)
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        one.name for one in PACK.iterdir() if one.name != "__pycache__"
    )
    engine.policed("preview", pack="installed")
    assert sorted(one.name for one in folder.iterdir()) == ["PulumiPolicy.yaml", "__main__.py"]


def test_the_installed_pack_refuses_a_preview_with_a_hand_written_resource(engine: Engine) -> None:
    code, said = engine.policed("preview", pack="installed", makes="bare")
    assert code != 0
    assert levels(said, UNHEARD) == {"mandatory"}, said
    assert "canary" not in said


def test_the_installed_pack_analyses_an_exported_stack_without_a_login(engine: Engine) -> None:
    export = engine.folder / "export.json"
    assert engine.pulumi("up", "--yes", "--skip-preview", makes="bare")[0] == 0
    assert engine.pulumi("stack", "export", "--file", str(export))[0] == 0
    words = ("policy", "analyze", "--policy-pack", str(engine.packs["installed"]), "--file", str(export))
    code, said = engine.pulumi(*words, PULUMI_BACKEND_URL="", PULUMI_CONFIG_PASSPHRASE="")
    assert code != 0
    assert levels(said, UNHEARD) == {"mandatory"}, said
    assert "canary" not in said
    assert engine.pulumi("destroy", "--yes", "--skip-preview")[0] == 0


@pytest.mark.parametrize("place", ["configuration", "file"])
def test_a_waived_failure_lets_the_preview_go_on(engine: Engine, place: str) -> None:
    waivers = [
        {**WAIVER, "control": control, "subject": subject}
        for control, subject in ((ENCRYPTED, "*::bare"), ("GC-ENC-01", "*::bare"), (UNHEARD, "*pulumi:providers:*"))
    ]
    settings: dict[str, Any] = {"waivers": waivers}
    if place == "file":
        file = engine.folder / "waivers.yaml"
        file.write_text(json.dumps(settings), encoding="utf-8")
        settings = {"waivers_file": str(file)}
    code, said = engine.policed("preview", makes="bare", config={NAME: settings})
    assert code == 0, said
    assert levels(said, ENCRYPTED) == {"advisory"}, said
    assert "Excepted until 2999-12-31 by ciso@example.go.jp" in said


def test_configuration_without_a_level_downgrades_nothing(engine: Engine) -> None:
    code, said = engine.policed("preview", makes="bare", config={NAME: {"lang": "ja"}, ENCRYPTED: {}})
    assert code != 0
    assert levels(said, ENCRYPTED) == {"mandatory"}, said
    assert "満たしていない" in said


def test_a_level_is_lowered_by_configuration_alone(engine: Engine) -> None:
    lowered = dict.fromkeys((ENCRYPTED, "GC-ENC-01"), "advisory")
    code, said = engine.policed("preview", makes="bare", config={**lowered, UNHEARD: "disabled"})
    assert code == 0, said
    assert levels(said, ENCRYPTED) == {"advisory"}, said
    assert UNHEARD not in said


def test_a_mistyped_setting_is_refused_by_the_engine(engine: Engine) -> None:
    code, said = engine.policed("preview", makes="good", config={NAME: {"confidentiality": 4}})
    assert code != 0
    assert "confidentiality" in said


def test_an_unknown_warns_in_a_preview_and_is_judged_once_it_is_known(engine: Engine) -> None:
    config = {UNHEARD: "disabled"}
    code, said = engine.policed("preview", makes="dark", config=config)
    assert code == 0, said
    assert levels(said, PLACED) == {"advisory"}, said
    assert "cannot be seen" in said
    engine.provider.created.clear()
    code, said = engine.policed("up", "--yes", "--skip-preview", makes="dark", config=config)
    assert code != 0
    assert levels(said, PLACED) == {"mandatory"}, said
    assert engine.provider.created == ["key"]


def test_what_is_abroad_is_stopped_before_it_is_created_even_without_a_preview(engine: Engine) -> None:
    engine.provider.created.clear()
    code, said = engine.policed("up", "--yes", "--skip-preview", makes="abroad good", config={UNHEARD: "disabled"})
    assert code != 0
    assert levels(said, PLACED) == {"mandatory"}, said
    assert "abroad" not in engine.provider.created
