"""Material that a test knows, made in the process that needs it: nothing hands it over."""

from __future__ import annotations

import functools
import hashlib

from govcloud.clouds.wrapping import Kind
from tests.keys import vectors


@functools.cache
def known(kind: Kind) -> bytes:
    """The bytes of the one key of a kind; they protect nothing."""
    if kind.symmetric:
        return hashlib.sha256(b"known material for a test").digest()
    return vectors.material(kind).exposed()
