"""A system whose keys are brought, an officer's signing key and secrets in files: what tests of `keys` begin with."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

from govcloud.keys.record import Line, verify
from govcloud.keys.signing import Signer
from tests.keys.test_plan import BROUGHT

PASSPHRASE = "correct horse battery staple"
WHO = ("鍵管理者1", "立会人1")


@dataclasses.dataclass(frozen=True)
class Room:
    """The folder of a ceremony, which is the current one."""

    folder: Path
    signer: Signer

    @classmethod
    def ready(cls, folder: Path) -> Room:
        """With a system file, a secret that only its owner reads, and a signing key."""
        (folder / "system.yaml").write_text(json.dumps(BROUGHT), "utf-8")
        secret(folder / "secret", PASSPHRASE)
        signer = Signer.generate()
        signer.write(folder / "officer.pem", lambda: PASSPHRASE)
        (folder / "officer.pem.pub").write_bytes(signer.verifier.pem)
        return cls(folder, signer)

    @property
    def kept(self) -> tuple[str, ...]:
        return self.kept_by(*WHO)

    def kept_by(self, *who: str) -> tuple[str, ...]:
        named = tuple(word for name in who for word in ("--who", name))
        return ("--record", "c.jsonl", "--signer", "officer.pem", "--signer-secret-file", "secret", *named)

    @property
    def sealed(self) -> tuple[str, ...]:
        return ("--sealed", "trial.keys", "--secret-file", "secret")

    @property
    def lines(self) -> tuple[Line, ...]:
        return verify((self.folder / "c.jsonl").read_bytes(), self.signer.verifier)

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [(line.event.step.value, line.event.outcome) for line in self.lines]


def secret(path: Path, text: str) -> Path:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return path


def material(cloud: str, number: int = 1) -> str:
    """The planned name of a cloud's material; of a renewal with its number."""
    first = f"digital-agency.example.prod.{cloud}.key.1"
    return first if number == 1 else f"{first}.{number}"
