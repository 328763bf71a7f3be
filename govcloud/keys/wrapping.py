"""Wrapping key material for a cloud's import, by that cloud's own table, and opening what was wrapped.

RSA-OAEP and AES-KWP (RFC 5649) come from `cryptography`; this file only decides which, and refuses what a service does
not take before any material is touched.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives import hashes, keywrap
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from govcloud.clouds.wrapping import Import, Kind, Method
from govcloud.keys import envelope
from govcloud.keys.choosing import takes
from govcloud.keys.material import AES_BYTES, Material
from govcloud.keys.refusal import CeremonyError, NotIntactError, NotTakenError
from govcloud.keys.wrapping_key import WrappingKey

_HASHES: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = MappingProxyType(
    {"sha1": hashes.SHA1, "sha256": hashes.SHA256}
)


def oaep(method: Method) -> padding.OAEP:
    """RSA-OAEP as a method wants it: the same hash for the mask, an empty label."""
    made = _HASHES[method.oaep_hash]
    return padding.OAEP(mgf=padding.MGF1(made()), algorithm=made(), label=None)


def check(service: Import, method: Method, kind: Kind, key: WrappingKey) -> None:
    """`NotTakenError` with the reason where the service would not take this kind, in this way, under this key."""
    if method not in service.methods:
        raise NotTakenError(
            "{service} has no method {api}", "{service}に{api}という方式はない", service=service.title, api=method.api
        )
    takes(service, method, kind)
    if key.bits not in method.wrapping_bits:
        raise NotTakenError(
            "{api} of {service} wants a wrapping key of {right} bits, this one has {bits}",
            "{service}の{api}に使うラップ鍵は{right}ビットだが、{bits}ビットの鍵が渡された",
            api=method.api,
            service=service.title,
            right=", ".join(str(bits) for bits in sorted(method.wrapping_bits)),
            bits=key.bits,
        )
    _named(service, key)


def wrap(service: Import, method: Method, material: Material, key: WrappingKey) -> bytes:
    """The blob that the service's import takes. Each call gives another one: OAEP and the inner key are random."""
    check(service, method, material.kind, key)
    return envelope.put(service.envelope, _wrapped(method, material, key.public), method.api, key.name)


def unwrap(
    service: Import, method: Method, kind: Kind, blob: bytes, private: rsa.RSAPrivateKey, name: str = ""
) -> Material:
    """The material in a blob, for rehearsals under a wrapping key of one's own; in a ceremony only the cloud can.

    `NotIntactError` for anything that was changed, cut or wrapped otherwise. It does not say which: an answer that
    tells padding from content would be an oracle.
    """
    check(service, method, kind, WrappingKey(private.public_key(), name))
    wrapped = envelope.taken(service.envelope, blob, method.api, name)
    try:
        opened = _unwrapped(method, wrapped, private)
        return Material(kind, opened)
    except (CeremonyError, ValueError, keywrap.InvalidUnwrap):
        raise NotIntactError(
            "the blob does not open under this key: it was changed, or wrapped for another key or method",
            "この鍵ではラップを解けない。改変されたか、別の鍵または方式でラップされている",
        ) from None


def _wrapped(method: Method, material: Material, public: rsa.RSAPublicKey) -> bytes:
    if not method.hybrid:
        return public.encrypt(material.exposed(), oaep(method))
    inner = secrets.token_bytes(AES_BYTES)
    return public.encrypt(inner, oaep(method)) + keywrap.aes_key_wrap_with_padding(inner, material.exposed())


def _unwrapped(method: Method, wrapped: bytes, private: rsa.RSAPrivateKey) -> bytes:
    if not method.hybrid:
        return private.decrypt(wrapped, oaep(method))
    first = private.key_size // 8
    inner = private.decrypt(wrapped[:first], oaep(method))
    if len(inner) != AES_BYTES:
        raise ValueError("the inner key is no AES-256 key")
    return keywrap.aes_key_unwrap_with_padding(inner, wrapped[first:])


def _named(service: Import, key: WrappingKey) -> None:
    # The name is not repeated: what stands there by mistake may be anything.
    if service.key_id and not re.fullmatch(service.key_id, key.name):
        raise NotTakenError(
            "{service} wants the wrapping key's name with its version: https://<vault>/keys/<name>/<version>",
            "{service}では版付きのラップ鍵名が必要である: https://<vault>/keys/<名前>/<版>",
            service=service.title,
        )
