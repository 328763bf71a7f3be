"""The library as people have it: a wheel in a virtual environment, with no repository in sight."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def uv() -> str | None:
    """The `uv` beside this interpreter, or on PATH."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv")


def wheel(folder: Path) -> Path:
    """The wheel of the repository as it stands."""
    command = [str(uv()), "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    [built] = folder.glob("govcloud-*.whl")
    return built


def environment(folder: Path, built: Path) -> Path:
    """A virtual environment with the wheel; its dependencies are those of this interpreter, read where they are."""
    venv.create(folder, with_pip=False, symlinks=True)
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    # A path inside a .pth is no site folder: an editable install of this repository beside them is not followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    command = [str(uv()), "pip", "install", "--quiet", "--offline", "--no-deps"]
    subprocess.run([*command, "--python", str(folder / "bin" / "python"), str(built)], check=True, capture_output=True)
    return folder


def imported_from(python: Path, cwd: Path) -> Path:
    """Where that interpreter finds `govcloud`."""
    code = "import govcloud; print(govcloud.__file__)"
    printed = subprocess.run([python, "-c", code], cwd=cwd, capture_output=True, text=True, check=True)
    return Path(printed.stdout.strip())
