"""Networks: what the internet may connect to."""

from __future__ import annotations

from typing import Final

from govcloud.controls.logic import Verdict, any_of, equals, negated
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import UNKNOWN, Reachable

MANAGEMENT_PORTS: Final = frozenset(
    {22, 23, 135, 445, 1433, 1521, 3306, 3389, 5432, 5900, 5985, 5986, 6379, 9200, 11211, 27017}
)
"""Shells, desktops, file shares, remote management, databases and caches."""
SERVICE_PORTS: Final = frozenset({80, 443})


def _not_from_internet(fact: Reachable) -> Verdict:
    return negated(equals(fact.by, "internet"))


def _without_management(fact: Reachable) -> Verdict:
    if not fact.ports:
        return None
    return not any(low <= port <= high for low, high in fact.ports for port in MANAGEMENT_PORTS)


def _only_service(fact: Reachable) -> Verdict:
    if not fact.ports:
        return None
    return all(low == high and low in SERVICE_PORTS for low, high in fact.ports)


@rule(
    "GC-NET-01",
    Reachable,
    Examples(
        passing=cases(
            Reachable(subject="edge", what="ports", by="internet", ports=((443, 443),)),
            Reachable(subject="inside", what="ports", by="network", ports=((22, 22),)),
        ),
        failing=cases(
            Reachable(subject="edge", what="ports", by="internet", ports=((22, 22),)),
            Reachable(subject="edge", what="ports", by="internet", ports=((443, 443), (3000, 4000))),
            Reachable(subject="edge", what="ports", by="internet", ports=((0, 65535),)),
        ),
        unknown=cases(
            Reachable(subject="edge", what="ports", by=UNKNOWN, ports=((22, 22),)),
            Reachable(subject="edge", what="ports", by="internet"),
        ),
    ),
    aspects=("ports",),
)
def no_management_ports(fact: Reachable) -> Verdict:
    """No firewall rule opens a management or database port to the internet.

    SSH, Telnet, RPC, SMB, RDP, VNC, WinRM and the usual ports of databases and caches. A rule whose ports are not said
    cannot be seen.

    Why: these ports are scanned within minutes, and one weak password or unpatched service is enough.

    Fix: remove the rule; administer through an `investigation_host` with recorded sessions and no open port.

    Source: NIST SP 800-53 SC-7, AC-17.

    日本語: 管理用・データベース用のポート(SSH、RDP、SMB、WinRM、各種DBなど)をインターネットに開かない。

    対処: その受信規則を削除する。保守は、ポートを開けず操作を記録する `investigation_host` から行う。
    """
    return any_of(_not_from_internet(fact), _without_management(fact))


@rule(
    "GC-NET-02",
    Reachable,
    Examples(
        passing=cases(
            Reachable(subject="edge", what="ports", by="internet", ports=((80, 80), (443, 443))),
            Reachable(subject="inside", what="ports", by="network", ports=((8080, 8080),)),
        ),
        failing=cases(
            Reachable(subject="edge", what="ports", by="internet", ports=((8080, 8080),)),
            Reachable(subject="edge", what="ports", by="internet", ports=((80, 443),)),
        ),
        unknown=cases(
            Reachable(subject="edge", what="ports", by=UNKNOWN, ports=((8080, 8080),)),
            Reachable(subject="edge", what="ports", by="internet"),
        ),
    ),
    aspects=("ports",),
)
def only_service_ports(fact: Reachable) -> Verdict:
    """The internet reaches ports 80 and 443 only.

    Narrower than the title: the declared service ports are these two. A range from 80 to 443 opens 362 others.

    Why: every further port is another service to patch, watch and defend.

    Fix: publish through a `web_entry`; close the rule or name the address ranges that may connect.

    Source: NIST SP 800-53 SC-7(5), AC-4.

    日本語: インターネットから到達できるのは80番と443番ポートだけにする。

    対処: `web_entry` から公開する。規則を閉じるか、接続元のアドレス範囲を指定する。
    """
    return any_of(_not_from_internet(fact), _only_service(fact))


@rule(
    "GC-NET-03",
    Reachable,
    Examples(
        passing=cases(Reachable(subject="host", what="compute", by="network")),
        failing=cases(Reachable(subject="host", what="compute", by="internet")),
        unknown=cases(Reachable(subject="host", what="compute", by=UNKNOWN)),
    ),
    aspects=("compute",),
)
def compute_private(fact: Reachable) -> Verdict:
    """No machine, container or function has a public address of its own.

    Why: a public address by-passes the entry with its firewall, certificate and logs.

    Fix: remove the public address; let requests in through a `web_entry` and out through the network's `egress_filter`.

    Source: NIST SP 800-53 SC-7, AC-4.

    日本語: 仮想マシン、コンテナ、関数に公開アドレスを持たせない。

    対処: 公開アドレスを外す。受信は `web_entry`、送信は `egress_filter` を通す。
    """
    return _not_from_internet(fact)
