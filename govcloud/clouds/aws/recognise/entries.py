"""Facts of load balancers: who reaches them, over which TLS, behind what, with which log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govcloud.clouds.aws.recognise import retention
from govcloud.clouds.aws.recognise.firewalls import filters
from govcloud.clouds.aws.recognise.register import only, recognise
from govcloud.clouds.aws.recognise.truth import Answer, both, said
from govcloud.facts import UNKNOWN, Fact, InTransit, Logged, Reachable, Recoverable, Tls, Unknown
from govcloud.graph import Graph, Resource

BALANCERS: Final = ("aws:alb/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer")
_LISTENERS: Final = ("aws:alb/listener:Listener", "aws:lb/listener:Listener")
_RULES: Final = ("aws:alb/listenerRule:ListenerRule", "aws:lb/listenerRule:ListenerRule")
_FLOOR: Final = re.compile(r"(?:TLS13|TLS|FS)-1-(\d)(?:-|$)")
_FLOORS: Final = {"0": Tls.TLS1_0, "1": Tls.TLS1_1, "2": Tls.TLS1_2, "3": Tls.TLS1_3}
_SECURE: Final = frozenset({"HTTPS", "TLS"})
_ORDER: Final = ("accepted", "redirected", "refused")
"""From worst to best: one listener that serves plain requests decides."""


def floor(policy: object) -> Tls | Unknown:
    """The oldest TLS version of a security policy. The default of 2016, and every policy not named by its version,
    still takes TLS 1.0."""
    if policy is UNKNOWN:
        return UNKNOWN
    match = _FLOOR.search(str(policy or ""))
    return _FLOORS[match.group(1)] if match else Tls.TLS1_0


@recognise(BALANCERS[0])
@recognise(BALANCERS[1])
def balancer(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """Everything that is true of a load balancer, wherever it is said."""
    inside = said(resource.at("internal"))
    by: str | Unknown = UNKNOWN if inside is UNKNOWN else "network" if inside else "internet"
    yield Reachable(subject=resource.urn, what="web", by=by)
    listeners = [one for token in _LISTENERS for one in graph.companions(resource, token, "loadBalancerArn")]
    if listeners:
        yield _transit(resource, listeners, graph)
    yield _logged(resource, graph)
    yield filters(resource, graph)
    yield Recoverable(
        subject=resource.urn,
        what="entry",
        zones=_zones(resource),
        restore_days=0,
        replica=None,
        protected=said(resource.at("enableDeletionProtection")),
    )


def _transit(resource: Resource, listeners: list[Resource], graph: Graph) -> InTransit:
    secure = [one for one in listeners if one.at("protocol") in _SECURE]
    floors = [floor(one.at("sslPolicy")) for one in secure]
    plain = [answer for one in listeners if one.at("protocol") not in _SECURE for answer in _plain(one, graph)]
    known = [one for one in plain if isinstance(one, str)]
    worst = UNKNOWN if UNKNOWN in plain else min(known, key=_ORDER.index, default="refused")
    return InTransit(
        subject=resource.urn,
        what="web",
        floor=UNKNOWN if UNKNOWN in floors else min(floors, default=Tls.PLAIN),  # type: ignore[type-var]
        plain="accepted" if "accepted" in plain else worst,
        client_certificate=both(bool(secure), *(_mutual(one) for one in secure)),
    )


def _mutual(listener: Resource) -> Answer:
    mode = listener.at("mutualAuthentication.mode")
    return UNKNOWN if mode is UNKNOWN else mode == "verify"


def _plain(listener: Resource, graph: Graph) -> Iterator[str | Unknown]:
    """A listener without TLS, and each rule beside its default: it redirects to one that has it, or it serves."""
    if listener.at("protocol") is UNKNOWN:
        yield UNKNOWN
        return
    yield _answers(listener, "defaultActions.0")
    for token in _RULES:
        yield from (_answers(rule, "actions.0") for rule in graph.companions(listener, token, "listenerArn"))


def _answers(resource: Resource, path: str) -> str | Unknown:
    action = resource.at(path, {})
    if not isinstance(action, dict):
        return UNKNOWN
    to = resource.at(f"{path}.redirect.protocol", "#{protocol}")
    if action.get("type") == "redirect" and to == "HTTPS":
        return "redirected"
    return "refused" if action.get("type") == "fixed-response" else "accepted"


def _logged(resource: Resource, graph: Graph) -> Logged:
    """Access logs are off where nobody turns them on; the bucket says how long they are kept."""
    on = said(resource.at("accessLogs.enabled"))
    into = retention.destination(resource, graph, "accessLogs.bucket")
    return Logged(
        subject=resource.urn,
        what="access",
        enabled=on,
        days=retention.of_destination(into, graph) if on is not False else 0,
        tamper_proof=False,
        everywhere=True,
        into=retention.label(into),
    )


def _zones(resource: Resource) -> int | Unknown:
    """One subnet a zone: AWS takes no second one of the same zone."""
    subnets = [*resource.each("subnets"), *resource.each("subnetMappings")]
    return UNKNOWN if UNKNOWN in subnets else len(subnets)


only(
    "aws:alb/targetGroup:TargetGroup",
    "aws:alb/targetGroupAttachment:TargetGroupAttachment",
    "aws:lb/listenerCertificate:ListenerCertificate",
    "aws:lb/targetGroup:TargetGroup",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    "aws:lb/trustStore:TrustStore",
    "aws:acm/certificate:Certificate",
    "aws:acm/certificateValidation:CertificateValidation",
    *_LISTENERS,
    *_RULES,
)
