"""Which of a service's methods a kind of material goes by, or why by none. Tables only: this needs no cryptography."""

from __future__ import annotations

from govcloud.clouds.wrapping import Import, Kind, Method
from govcloud.keys.refusal import NotTakenError


def chosen(service: Import, kind: Kind, api: str | None = None) -> Method:
    """The method to use: the one named, else the service's first for this kind. `NotTakenError` with the reason."""
    if api is not None:
        method = service.method(api)
        takes(service, method, kind)
        return method
    return service.methods_for(kind)[0] if service.methods_for(kind) else _none(service, kind)


def takes(service: Import, method: Method, kind: Kind) -> None:
    """`NotTakenError` with the reason where a method does not take this kind of material."""
    if not method.takes(kind):
        en, ja = method.refuses[kind]
        raise NotTakenError(
            "{service} does not take {kind} by {api}: {why}",
            "{service}は{api}で{kind}を受け入れない: {why_ja}",
            service=service.title,
            kind=kind,
            api=method.api,
            why=en,
            why_ja=ja,
        )


def _none(service: Import, kind: Kind) -> Method:
    takes(service, service.methods[0], kind)
    raise AssertionError(f"{service.name} refuses {kind} without a reason")
