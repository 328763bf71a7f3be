"""Two independent PKCS#11 tokens to test with: SoftHSM2 and NSS's softoken, where the machine has them."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import PyKCS11 as P
import pytest

PIN = "example-pin-1234"
_FOLDERS = tuple(map(Path, ("/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")))


def _found(*names: str) -> Path | None:
    return next((path for folder in _FOLDERS for name in names if (path := folder / name).is_file()), None)


MODULES: Mapping[str, Path | None] = {
    "nss": _found("libsoftokn3.so", "nss/libsoftokn3.so"),
    "softhsm": _found("softhsm/libsofthsm2.so") if which("softhsm2-util") else None,
}
WANTS = {
    "nss": "needs NSS's softoken (Debian: libnss3)",
    "softhsm": "needs SoftHSM2 and its softhsm2-util (Debian: softhsm2)",
}
LABELS = {"nss": "NSS Certificate DB", "softhsm": "agency"}


class _Arguments(ctypes.Structure):
    """CK_C_INITIALIZE_ARGS with the parameter string that NSS wants in its reserved field."""

    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("create", "destroy", "lock", "unlock")),
        ("flags", ctypes.c_ulong),
        ("parameters", ctypes.c_char_p),
        ("reserved", ctypes.c_void_p),
    )


def _nss(module: Path, folder: Path) -> None:
    """Initialise softoken on a fresh database and give its token a PIN. PyKCS11 cannot pass the parameters."""
    driver = ctypes.CDLL(str(module))
    functions = ctypes.POINTER(ctypes.c_void_p * 80)()
    assert driver.C_GetFunctionList(ctypes.byref(functions)) == 0
    text = f"configdir='sql:{folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags="
    arguments = _Arguments(None, None, None, None, 2, text.encode(), None)
    initialize = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(functions.contents[1])
    assert initialize(ctypes.addressof(arguments)) == 0
    library = P.PyKCS11Lib()
    library.load(str(module))
    slots = library.getSlotList(tokenPresent=True)
    [slot] = [slot for slot in slots if str(library.getTokenInfo(slot).label).strip() == LABELS["nss"]]
    session = library.openSession(slot, P.CKF_SERIAL_SESSION | P.CKF_RW_SESSION)
    session.login("", P.CKU_SO)
    session.initPin(PIN)
    session.logout()
    session.closeSession()
    _KEPT.append(library)


_KEPT: list[object] = []
"""Unloading would end softoken for the whole process."""


def _softhsm(module: Path, folder: Path) -> None:
    configuration = folder / "softhsm2.conf"
    (folder / "tokens").mkdir()
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        # Read once, when the module is initialised.
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        command = ["softhsm2-util", "--init-token", "--free", "--label", LABELS["softhsm"], "--pin", PIN]
        subprocess.run([*command, "--so-pin", "example-so-pin"], check=True, capture_output=True)
        library = P.PyKCS11Lib()
        library.load(str(module))
    _KEPT.append(library)


_READY = {"nss": _nss, "softhsm": _softhsm}


def ready(name: str, folder: Path) -> Path:
    """The module of a token that has a PIN; made once a process, in the first folder that is given."""
    module = MODULES[name]
    assert module is not None
    if name not in _MADE:
        _READY[name](module, folder)
        _MADE.add(name)
    return module


_MADE: set[str] = set()
