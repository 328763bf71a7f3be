"""Where logs go and how long they stay: diagnostic settings, log stores, workspaces, the activity log."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Final

from govcloud.clouds.azure.recognise.arm import companions, target
from govcloud.clouds.azure.recognise.keys import excepted
from govcloud.clouds.azure.recognise.register import located, placeless, plain, recognise, within
from govcloud.clouds.azure.recognise.values import number, word
from govcloud.facts import UNKNOWN, Fact, Logged, Reachable, Unknown
from govcloud.graph import Graph, Resource, Value, walk

ACCOUNT: Final = "azure-native:storage:StorageAccount"
POLICY: Final = "azure-native:storage:ManagementPolicy"
SETTING: Final = "azure-native:monitor:DiagnosticSetting"
SUBSCRIPTION: Final = "azure-native:monitor:SubscriptionDiagnosticSetting"
FLOW_LOG: Final = "azure-native:network:FlowLog"
WORKSPACE: Final = "azure-native:operationalinsights:Workspace"
TABLE: Final = "azure-native:operationalinsights:Table"

YEAR: Final = 365
FOREVER: Final = 36500
"""A store that deletes nothing by itself keeps for ever."""
GROUPS: Final = frozenset({"alllogs", "audit"})
"""Category groups that hold the categories asked for here."""
TABLES: Final = {"postgresqllogs": "pgsqlserverlogs"}
"""The workspace table of a category, where a table has a retention of its own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What a log setting comes to."""

    enabled: bool | Unknown = False
    days: int | Unknown = 0
    tamper_proof: bool | Unknown = False
    into: str = ""


def recorded(graph: Graph, resource: Resource, categories: Iterable[str]) -> Kept:
    """Whether all these categories of a resource are sent somewhere, and how long they stay there."""
    wanted = frozenset(category.casefold() for category in categories)
    best = Kept()
    for setting in companions(graph, resource, SETTING, "resourceUri"):
        sent = _sent(setting)
        if sent is UNKNOWN:
            return Kept(UNKNOWN, UNKNOWN, UNKNOWN)
        if isinstance(sent, frozenset) and (wanted <= sent or GROUPS & sent):
            best = _longer(best, _destination(graph, setting, wanted))
    return best


def _sent(setting: Resource) -> frozenset[str] | Unknown:
    """The enabled categories and groups of a setting."""
    names: set[str] = set()
    for log in setting.each("logs"):
        if log is UNKNOWN:
            return UNKNOWN
        if isinstance(log, dict) and log.get("enabled") is True:
            names |= {
                str(log[key]).casefold() for key in ("category", "categoryGroup") if isinstance(log.get(key), str)
            }
    return frozenset(names)


def _longer(one: Kept, other: Kept) -> Kept:
    if one.enabled is not True:
        return other
    if isinstance(one.days, int) and isinstance(other.days, int):
        return one if one.days >= other.days else other
    return other if isinstance(other.days, int) else one


def _destination(graph: Graph, setting: Resource, categories: Iterable[str] = ()) -> Kept:
    account = target(graph, setting, "storageAccountId", ACCOUNT)
    if isinstance(account, Resource):
        return Kept(True, kept_days(graph, account), tamper_proof(graph, account), account.urn)
    workspace = target(graph, setting, "workspaceId", WORKSPACE)
    if isinstance(workspace, Resource):
        return Kept(True, _workspace_days(graph, workspace, categories), False, workspace.urn)
    if account is None and workspace is None:
        return Kept()
    # Somebody else's store: that something is sent is seen, how long it stays is not.
    return Kept(True, UNKNOWN, UNKNOWN, "elsewhere")


def write_once_days(account: Resource) -> int | Unknown:
    """Days for which the account's immutability policy keeps a version, Locked or Unlocked; 0 without one."""
    policy = "immutableStorageWithVersioning"
    if account.at(f"{policy}.enabled") is UNKNOWN:
        return UNKNOWN
    state = word(account.at(f"{policy}.immutabilityPolicy.state"))
    if account.at(f"{policy}.enabled") is not True or state not in ("locked", "unlocked"):
        return 0
    return number(account.at(f"{policy}.immutabilityPolicy.immutabilityPeriodSinceCreationInDays"))


def tamper_proof(graph: Graph, account: Resource) -> bool | Unknown:
    """Whether records in the account cannot be changed unseen for a year, or for as long as they are kept.

    An Unlocked policy counts. Nobody deletes a record under it; who would must first write the account, and the
    platform's own activity log, which no customer can alter or switch off, shows that for 90 days. That is detection,
    and no more: `Retained.locked` stays false until the policy is Locked. A policy shorter than what it should protect
    does not count.
    """
    once, kept = write_once_days(account), kept_days(graph, account)
    if once is UNKNOWN:
        return UNKNOWN
    if not isinstance(once, int) or once == 0:
        return False
    return once >= YEAR or (once >= kept if isinstance(kept, int) else UNKNOWN)


def kept_days(graph: Graph, account: Resource) -> int | Unknown:
    """Days before anything in the account may go: as long as write-once says, or until the lifecycle deletes."""
    once = write_once_days(account)
    ends = [end for policy in companions(graph, account, POLICY, "accountName") for end in _ends(policy)]
    if once is UNKNOWN or any(end is UNKNOWN for end in ends):
        return UNKNOWN
    lasts = min((end for end in ends if isinstance(end, int)), default=FOREVER)
    return max(once, lasts) if isinstance(once, int) else UNKNOWN


def _ends(policy: Resource) -> Iterator[int | Unknown]:
    for rule in policy.each("policy.rules"):
        if rule is UNKNOWN:
            yield UNKNOWN
        elif isinstance(rule, dict) and rule.get("enabled") is not False:
            yield from ages(rule, "baseBlob")


def ages(rule: Value, of: str) -> Iterator[int | Unknown]:
    """The days after which a lifecycle rule deletes `baseBlob`, `version` or `snapshot`."""
    ends = walk(rule, f"definition.actions.{of}.delete")
    if ends is UNKNOWN:
        yield UNKNOWN
    elif isinstance(ends, dict):
        yield from (number(age) for age in ends.values())


def _workspace_days(graph: Graph, workspace: Resource, categories: Iterable[str]) -> int | Unknown:
    """A table's own total, else the workspace's days. Absent: 30, as the price tier includes."""
    tables = {TABLES[category] for category in categories if category in TABLES}
    for table in companions(graph, workspace, TABLE, "workspaceName"):
        if str(table.at("tableName")).casefold() in tables:
            return number(table.at("totalRetentionInDays"), default=number_or(workspace, 30))
    return number(workspace.at("retentionInDays"), default=30)


def number_or(workspace: Resource, default: int) -> int:
    """The workspace's days where they are known."""
    found = number(workspace.at("retentionInDays"), default=default)
    return found if isinstance(found, int) else default


def is_log_store(graph: Graph, account: Resource) -> bool:
    """Whether some log setting sends its records here, or the account is made for being written to by log writers."""
    if account.at("immutableStorageWithVersioning.immutabilityPolicy.allowProtectedAppendWrites") is True:
        return True
    ways = ((SETTING, "storageAccountId"), (SUBSCRIPTION, "storageAccountId"), (FLOW_LOG, "storageId"))
    return any(companions(graph, account, token, path) for token, path in ways)


plain(SETTING, place=placeless("settings"))
plain(TABLE, place=within("workspaceName", WORKSPACE))


@recognise(SUBSCRIPTION, place=placeless("subscription-settings"))
def activity_log(resource: Resource, graph: Graph) -> Iterator[Fact]:
    """The activity log covers all regions of the subscription; what matters is that its changes are sent and kept."""
    sent = _sent(resource)
    kept = _destination(graph, resource)
    complete = UNKNOWN if sent is UNKNOWN else isinstance(sent, frozenset) and {"administrative", "security"} <= sent
    yield Logged(
        subject=resource.urn,
        what="control-plane",
        enabled=complete if complete is not True else kept.enabled,
        days=kept.days,
        tamper_proof=kept.tamper_proof,
        everywhere=True,
        into=kept.into,
    )


@recognise(
    WORKSPACE,
    place=located,
    key=excepted("logs", "log-analytics"),
    data="logs",
    note="log-analytics",
)
def workspace(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Whether people and agents outside can write to it or ask it. Absent means Enabled (the service's own)."""
    ways = [word(resource.at(f"publicNetworkAccessFor{way}"), "Enabled") for way in ("Ingestion", "Query")]
    by: str | Unknown = UNKNOWN if UNKNOWN in ways else "network" if ways == ["disabled", "disabled"] else "internet"
    yield Reachable(subject=resource.urn, what="platform", by=by)
