"""The log entries that each event of the alert catalogue is seen by, in Cloud Logging's query language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from govcloud.clouds.gcp.account import Account

_POLICY: Final = 'protoPayload.methodName:"SetIamPolicy"'
_CHANGED: Final = "protoPayload.methodName=~"


def _methods(service: str, *methods: str) -> str:
    """Calls of one API whose method name matches one of the patterns."""
    return f'protoPayload.serviceName="{service}.googleapis.com" AND {_CHANGED}"({"|".join(methods)})"'


def _any(*clauses: str) -> str:
    return " OR ".join(f"({clause})" for clause in clauses)


_EDITS: Final = "(Create|Delete|Disable|Enable|Patch|Undelete|Update|Upload)"
_NETWORK_EDITS: Final = "(add|delete|expand|insert|patch|remove|set|switch|update)"
FILTERS: Final[Mapping[str, str]] = {
    "audit-change": _any(
        f"{_POLICY} AND protoPayload.serviceData.policyDelta.auditConfigDeltas:*",
        _methods("logging", f"{_EDITS}(Bucket|CmekSettings|Exclusion|Settings|Sink)$"),
    ),
    "firewall-change": _methods("compute", f"(firewalls|[fF]irewallPolicies|[sS]ecurityPolicies)[.]{_NETWORK_EDITS}"),
    "iam-change": _any(
        f'resource.type="project" AND {_POLICY}',
        _methods("iam", f"{_EDITS}(Role|ServiceAccount|ServiceAccountKey)$", "SetIAMPolicy$"),
    ),
    "key-change": _methods(
        "cloudkms",
        "DestroyCryptoKeyVersion",
        "ImportCryptoKeyVersion",
        "RestoreCryptoKeyVersion",
        "SetIamPolicy",
        "UpdateCryptoKey",
    ),
    "network-change": _methods("compute", f"(networks|routers|routes|subnetworks)[.]{_NETWORK_EDITS}"),
    "root-use": 'protoPayload.serviceName="cloudresourcemanager.googleapis.com" AND'
    ' (protoPayload.serviceData.policyDelta.bindingDeltas.role="roles/owner"'
    ' OR protoPayload.methodName:"ProjectOwner")',
    "store-policy-change": 'resource.type="gcs_bucket" AND'
    f' {_CHANGED}"storage[.](setIamPermissions|buckets[.](delete|patch|update))"',
}
"""By event. A project has no root user: what comes nearest is becoming its owner (CIS Google Cloud 2.4), and what
super administrators do, whose addresses the account may name."""

SERVICE_ERRORS: Final = (
    'resource.type="cloud_run_revision" AND metric.type="run.googleapis.com/request_count"'
    ' AND metric.labels.response_code_class="5xx"'
)
"""Answers of class 5xx, as a metric."""

RENEWALS: Final = (
    'resource.type="pubsub_subscription" AND'
    ' metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages"'
    " AND resource.labels.subscription_id="
)
"""Messages that wait in the inbox of a secret's renewals; the inbox's name follows."""


def watched(event: str, account: Account) -> str:
    """The filter of one event for this account."""
    if event == "root-use" and account.super_admins:
        return _any(FILTERS[event], f"protoPayload.authenticationInfo.principalEmail={_names(account.super_admins)}")
    return FILTERS[event]


def _names(names: Iterable[str]) -> str:
    return "(" + " OR ".join(f'"{name}"' for name in names) + ")"
