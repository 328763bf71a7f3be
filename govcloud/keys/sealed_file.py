"""A key source in a sealed file, under a passphrase or to age recipients: for trials, where no HSM is at hand."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from govcloud.clouds.wrapping import Import, Kind, Method
from govcloud.keys import wrapping
from govcloud.keys.locks import Lock, Passphrase
from govcloud.keys.material import Material
from govcloud.keys.refusal import CeremonyError
from govcloud.keys.sealing import COST, NONCE, Entry, File, Seal, read, replace, wrong
from govcloud.keys.sources import Held, missing, named, taken
from govcloud.keys.spelling import canonical, packed, unpacked
from govcloud.keys.wrapping_key import WrappingKey


class SealedFile:
    """A key source in one file. `lock` opens it; where that is a mere function, it asks for a passphrase. It is asked
    once, here.

    A file that does not exist yet is begun with the first key. Readable by its owner only (mode 600).
    """

    def __init__(self, path: Path, lock: Lock | Callable[[], str], cost: int = COST) -> None:
        self._path = path
        file = read(path) if path.exists() else None
        held = Passphrase(lock, cost) if callable(lock) else lock
        self._kdf, key = (file.kdf, held.opened(file.kdf)) if file else held.begun()
        self._cipher: AESGCM | None = AESGCM(key)
        self._entries = {entry.name: entry for entry in file.keys} if file else {}
        self._seal = file.seal if file else None
        if file:
            self._check(file)

    @property
    def title(self) -> str:
        """The file's name without its folder."""
        return f"sealed file {self._path.name}"

    @property
    def place(self) -> str:
        """The file itself, by whichever path it was given."""
        if not self._path.exists():
            return str(self._path.resolve())
        found = self._path.stat()
        return f"{found.st_dev}:{found.st_ino}"

    def held(self) -> tuple[Held, ...]:
        """Its keys, as the file's seal vouches for them."""
        return tuple(Held(e.name, e.kind, e.fingerprint) for _, e in sorted(self._entries.items()))

    def find(self, name: str) -> Held:
        """One key; its material is unsealed for it."""
        with self._material(name) as material:
            return Held(name, material.kind, material.fingerprint)

    def generate(self, name: str, kind: Kind) -> Held:
        """Make a key and write the file anew."""
        if named(name) in self._entries:
            raise taken(name, self.title)
        with Material.generate(kind) as material:
            return self._add(name, material)

    def wrap(self, name: str, service: Import, method: Method, key: WrappingKey) -> bytes:
        """The blob that a cloud's import takes; refused before the material is unsealed."""
        if name in self._entries:
            wrapping.check(service, method, self._entries[name].kind, key)
        with self._material(name) as material:
            return wrapping.wrap(service, method, material, key)

    def destroy(self, name: str) -> Held:
        """Write the file anew without the key. Older copies of the file, in backups too, still hold it."""
        gone = self.find(name)
        self._write({other: entry for other, entry in self._entries.items() if other != name})
        return gone

    def close(self) -> None:
        """Forget the file's key."""
        self._cipher = None

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SealedFile({self._path.name})"

    @property
    def _open(self) -> AESGCM:
        if self._cipher is None:
            raise CeremonyError("the sealed file has been closed", "鍵ファイルはすでに閉じられている")
        return self._cipher

    @property
    def _said(self) -> dict[str, Any]:
        return self._kdf.model_dump(mode="json")

    def _material(self, name: str) -> Material:
        if name not in self._entries:
            raise missing(name, self.title)
        entry, cipher = self._entries[name], self._open
        try:
            given = cipher.decrypt(unpacked(entry.nonce), unpacked(entry.sealed), self._bound(entry))
            return Material(entry.kind, given)
        except (CeremonyError, InvalidTag, ValueError):
            raise wrong(self._path) from None

    def _add(self, name: str, material: Material) -> Held:
        nonce = secrets.token_bytes(NONCE)
        entry = Entry(name=name, kind=material.kind, fingerprint=material.fingerprint, nonce=packed(nonce), sealed="")
        sealed = self._open.encrypt(nonce, material.exposed(), self._bound(entry))
        self._write({**self._entries, name: entry.model_copy(update={"sealed": packed(sealed)})})
        return Held(name, material.kind, material.fingerprint)

    def _bound(self, entry: Entry) -> bytes:
        """What is sealed together with a key's material."""
        said = entry.model_dump(mode="json", include={"name", "kind", "fingerprint"})
        return canonical({"format": "govcloud-sealed-keys", "version": 1, "kdf": self._said, "key": said})

    def _check(self, file: File) -> None:
        rest = canonical(file.model_dump(mode="json", exclude={"seal"}))
        try:
            self._open.decrypt(unpacked(file.seal.nonce), unpacked(file.seal.tag), rest)
        except (InvalidTag, ValueError):
            raise wrong(self._path) from None
        if len(self._entries) != len(file.keys):
            raise wrong(self._path)

    def _write(self, entries: dict[str, Entry]) -> None:
        body: dict[str, Any] = {
            "format": "govcloud-sealed-keys",
            "version": 1,
            "kdf": self._said,
            "keys": [entries[name].model_dump(mode="json") for name in sorted(entries)],
        }
        self._unchanged()
        nonce = secrets.token_bytes(NONCE)
        body["seal"] = {"nonce": packed(nonce), "tag": packed(self._open.encrypt(nonce, b"", canonical(body)))}
        replace(self._path, json.dumps(body, indent=2).encode() + b"\n")
        self._entries, self._seal = dict(sorted(entries.items())), Seal.model_validate(body["seal"])

    def _unchanged(self) -> None:
        """What another process has sealed meanwhile would be lost."""
        if (read(self._path).seal if self._path.exists() else None) != self._seal:
            raise CeremonyError(
                "{name} was changed by somebody else meanwhile: nothing was written, begin again",
                "{name}が作業中に別のプロセスで変更された。何も書き込んでいないため、やり直すこと",
                name=self._path.name,
            )
