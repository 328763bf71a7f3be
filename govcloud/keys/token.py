"""A key source in a PKCS#11 token, the agency's HSM: keys are made and wrapped inside, and never leave in clear.

The token does what CKM_RSA_AES_KEY_WRAP means in two steps that more tokens have: RSA-OAEP of a new AES-256 key, and
AES-KWP of the material under it. Both keys are the token's; this process sees ciphertext only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import PyKCS11 as P

from govcloud.clouds.wrapping import Import, Kind, Method
from govcloud.keys import envelope, padding, pkcs11, wrapping
from govcloud.keys.material import AES_BYTES, FINGERPRINT_LABEL, RSA_BITS, public_fingerprint
from govcloud.keys.refusal import CeremonyError, NotTakenError
from govcloud.keys.sources import Held, missing, named, taken
from govcloud.keys.wrapping_key import WrappingKey

_CLASSES: Final = (P.CKO_PRIVATE_KEY, P.CKO_SECRET_KEY)
_BY_BITS: Final[Mapping[int, Kind]] = MappingProxyType({bits: kind for kind, bits in RSA_BITS.items()})


class Token:
    """A key source in a token. `pin` is asked once, here; it never comes from arguments or environment."""

    def __init__(self, module: Path, label: str, pin: Callable[[], str]) -> None:
        driver = pkcs11.library(module)
        number = pkcs11.slot(driver, label)
        self._session: Any = pkcs11.session(driver, number, pin)
        self._offered = frozenset(str(name) for name in driver.getMechanismList(number))
        info = driver.getTokenInfo(number)
        self.place = f"{module.resolve()}: {number}"
        """The slot of its module."""
        self.title = f"token {label} ({str(info.manufacturerID).strip()}, serial {str(info.serialNumber).strip()})"

    def held(self) -> tuple[Held, ...]:
        """Its keys of the kinds that a ceremony knows."""
        with pkcs11.saying("the keys cannot be listed", "鍵を列挙できない"):
            found = [self._told(key, kind, name) for key, kind, name in self._objects()]
        return tuple(sorted(found, key=lambda held: held.name))

    def find(self, name: str) -> Held:
        """One key; the token computes its fingerprint."""
        key, kind = self._object(name)
        return self._told(key, kind, name)

    def generate(self, name: str, kind: Kind) -> Held:
        """Make a key in the token; `CeremonyError` for kinds that no stored data is encrypted with."""
        with pkcs11.saying("the keys cannot be listed", "鍵を列挙できない"):
            used = {label for _, _, label in self._objects()}
        if named(name) in used:
            raise taken(name, self.title)
        if not kind.symmetric and kind not in RSA_BITS:
            raise CeremonyError(
                "keys of kind {kind} are not made in a token: only AES-256 and RSA keys protect stored data",
                "{kind}の鍵はトークン内では生成しない。保存データを守る鍵はAES-256とRSAだけである",
                kind=kind,
            )
        own = {P.CKA_LABEL: name, P.CKA_ID: name.encode()}
        with pkcs11.saying("the key cannot be made", "鍵を生成できない"):
            if kind.symmetric:
                pkcs11.new_aes(self._session, pkcs11.STORED, pkcs11.LEAVES_WRAPPED, own, {P.CKA_SIGN: P.CK_TRUE})
            else:
                pkcs11.new_rsa(self._session, RSA_BITS[kind], pkcs11.STORED, pkcs11.LEAVES_WRAPPED, own)
        return self.find(name)

    def wrap(self, name: str, service: Import, method: Method, key: WrappingKey) -> bytes:
        """The blob that a cloud's import takes, made by the token."""
        held, kind = self._object(name)
        wrapping.check(service, method, kind, key)
        self._leaves_wrapped_only(held, name)
        inside = self._hybrid if method.hybrid else self._direct
        try:
            given = inside(held, kind, method, key)
        except P.PyKCS11Error as error:
            raise self._unable(service, method, kind, error) from None
        return envelope.put(service.envelope, given, method.api, key.name)

    def destroy(self, name: str) -> Held:
        """Destroy the key and, of a pair, both halves. Backups of the token still hold it."""
        gone = self.find(name)
        with pkcs11.saying("the key cannot be destroyed", "鍵を破棄できない"):
            found = [key for one in _CLASSES for key in self._named(name, one)]
            if len(found) > 1:
                raise self._several(name)
            for key in (*found, *self._named(name, P.CKO_PUBLIC_KEY)):
                self._session.destroyObject(key)
        return gone

    def close(self) -> None:
        """Log out and let the token go."""
        with pkcs11.saying("the token cannot be closed", "トークンを閉じられない"):
            self._session.logout()
            self._session.closeSession()

    def __enter__(self) -> Token:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Token({self.title})"

    def _direct(self, held: Any, _kind: Kind, method: Method, key: WrappingKey) -> bytes:
        with self._passing(pkcs11.wrapping_key(self._session, key.public)) as outer:
            return pkcs11.wrapped(self._session, outer, held, pkcs11.oaep(method.oaep_hash))

    def _hybrid(self, held: Any, kind: Kind, method: Method, key: WrappingKey) -> bytes:
        padded = self._padding(kind)
        wraps = {P.CKA_WRAP: P.CK_TRUE}
        with (
            self._passing(pkcs11.wrapping_key(self._session, key.public)) as outer,
            self._passing(pkcs11.new_aes(self._session, pkcs11.SESSION, pkcs11.LEAVES_WRAPPED, wraps)) as inner,
        ):
            first = pkcs11.wrapped(self._session, outer, inner, pkcs11.oaep(method.oaep_hash))
            return first + pkcs11.wrapped(self._session, inner, held, padded)

    @contextmanager
    def _passing(self, made: Any) -> Iterator[Any]:
        """An object of this session that is gone after its use."""
        try:
            yield made
        finally:
            self._session.destroyObject(made)

    @cached_property
    def _key_wrap(self) -> Any:
        return padding.mechanism(self._session, self._offered)

    @cached_property
    def _wraps_whole(self) -> bool:
        return padding.whole(self._session, self._key_wrap)

    def _padding(self, kind: Kind) -> Any:
        if not kind.symmetric and not self._wraps_whole:
            raise NotTakenError(
                "this token adds zero bytes to a private key before it wraps it, which a cloud may refuse: it can bring"
                " AES keys only",
                "このトークンは秘密鍵の末尾にゼロを足してからラップするため、クラウドに拒否されうる。AES鍵だけ持ち込める",
            )
        return self._key_wrap

    def _leaves_wrapped_only(self, key: Any, name: str) -> None:
        with pkcs11.saying("the key's attributes cannot be read", "鍵の属性を読めない"):
            asked = [P.CKA_SENSITIVE, P.CKA_EXTRACTABLE, P.CKA_ALWAYS_SENSITIVE]
            readable, leaves, always = self._session.getAttributeValue(key, asked)
        if not readable or not leaves:
            raise NotTakenError(
                "key '{name}' was made {how}: generate one that leaves the token wrapped and only wrapped",
                "鍵「{name}」は持ち込めない属性で生成されている。ラップした形でのみ取り出せる鍵を生成すること",
                name=name,
                how="readable in clear" if leaves else "never to leave the token",
            )
        # Of a key that was put in from outside somebody may have a copy in clear, whatever it says of itself now.
        if not always:
            raise NotTakenError(
                "key '{name}' was not made in this token, or was readable once: generate one inside",
                "鍵「{name}」はこのトークン内で生成されたものではないか、一度は読み出せる状態にあった。トークン内で"
                "生成すること",
                name=name,
            )

    def _objects(self) -> Iterator[tuple[Any, Kind, str]]:
        for kind_of_object in _CLASSES:
            for key in self._session.findObjects([(P.CKA_TOKEN, P.CK_TRUE), (P.CKA_CLASS, kind_of_object)]):
                kind = self._kind(key, kind_of_object)
                label = self._session.getAttributeValue(key, [P.CKA_LABEL])[0]
                if kind is not None and label:
                    yield key, kind, str(label).rstrip("\0")

    def _kind(self, key: Any, kind_of_object: int) -> Kind | None:
        kind_of_key = self._session.getAttributeValue(key, [P.CKA_KEY_TYPE])[0]
        if (kind_of_object, kind_of_key) == (P.CKO_SECRET_KEY, P.CKK_AES):
            size = self._session.getAttributeValue(key, [P.CKA_VALUE_LEN])[0]
            return Kind.AES_256 if size == AES_BYTES else None
        if (kind_of_object, kind_of_key) == (P.CKO_PRIVATE_KEY, P.CKK_RSA):
            return _BY_BITS.get(pkcs11.public_of(self._session, key).key_size)
        return None

    def _object(self, name: str) -> tuple[Any, Kind]:
        with pkcs11.saying("the keys cannot be listed", "鍵を列挙できない"):
            found = [(key, kind) for key, kind, label in self._objects() if label == name]
        if not found:
            raise self._other(name) if self._any(name) else missing(name, self.title)
        if len(found) > 1:
            raise self._several(name)
        return found[0]

    def _named(self, name: str, kind_of_object: int) -> list[Any]:
        wanted = [(P.CKA_TOKEN, P.CK_TRUE), (P.CKA_CLASS, kind_of_object), (P.CKA_LABEL, name)]
        return list(self._session.findObjects(wanted))

    def _any(self, name: str) -> bool:
        return any(self._named(name, one) for one in _CLASSES)

    @staticmethod
    def _several(name: str) -> CeremonyError:
        return CeremonyError(
            "the token holds several keys '{name}', and nobody can tell which is meant",
            "トークンに同名の鍵「{name}」が複数あり、区別できない",
            name=named(name),
        )

    def _other(self, name: str) -> NotTakenError:
        return NotTakenError(
            "key '{name}' in {source} is no AES-256, RSA-3072 or RSA-4096 key: EC and other keys protect no stored data"
            " and are not brought from a token",
            "{source}の鍵「{name}」はAES-256・RSA-3072・RSA-4096のいずれでもない。ECなどの鍵は保存データを守らないため、"
            "トークンからは持ち込まない",
            name=named(name),
            source=self.title,
        )

    def _told(self, key: Any, kind: Kind, name: str) -> Held:
        if not kind.symmetric:
            with pkcs11.saying("the public key cannot be read", "公開鍵を読めない"):
                return Held(name, kind, public_fingerprint(pkcs11.public_of(self._session, key)))
        with pkcs11.saying(
            "the token cannot compute the key's fingerprint (AES-CMAC)",
            "トークンが鍵の指紋(AES-CMAC)を計算できない",
        ):
            mac = self._session.sign(key, FINGERPRINT_LABEL, P.Mechanism(P.CKM_AES_CMAC))
        return Held(name, kind, f"cmac:{bytes(mac).hex()}")

    def _unable(self, service: Import, method: Method, kind: Kind, error: Exception) -> NotTakenError:
        others = [m.api for m in service.methods_for(kind) if m.oaep_hash != method.oaep_hash]
        return NotTakenError(
            "the token cannot wrap by {api} (it answers {code}); {title} also takes {others}",
            "トークンは{api}でラップできない(応答: {code})。{title}が受け入れる他の方式: {others}",
            api=method.api,
            code=pkcs11.code(error),
            title=service.title,
            others=", ".join(others) or "-",
        )
