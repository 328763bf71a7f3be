"""What Pulumi is told of each policy: title, severity, level, framework, how to mend, where to read more."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Final

from pulumi.runtime.proto import analyzer_pb2 as proto

import govcloud
from govcloud.controls import Control, Entry, Severity, frameworks
from govcloud.policy.settings import NAME, Settings, schema
from govcloud.policy.verdicts import CONTROLS, Enforcement

PACK_NAME: Final = "govcloud"
PAGES_VARIABLE: Final = "GOVCLOUD_PAGES"
"""The environment variable with the address under which an organisation publishes the controls' pages."""
_FRAMEWORK: Final = "nist"
"""Pulumi has room for one framework a policy: the one whose clauses' ids were verified. The others are tags."""
_FRAMEWORK_PAGE: Final = "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final"

SEVERITIES: Final[Mapping[Severity, proto.PolicySeverity.ValueType]] = {
    "critical": proto.POLICY_SEVERITY_CRITICAL,
    "high": proto.POLICY_SEVERITY_HIGH,
    "low": proto.POLICY_SEVERITY_LOW,
    "medium": proto.POLICY_SEVERITY_MEDIUM,
}
ENFORCEMENT: Final[Mapping[int, Enforcement]] = {
    proto.ADVISORY: "advisory",
    proto.DISABLED: "disabled",
    proto.MANDATORY: "mandatory",
    # Nothing here rewrites a resource, so the strictest thing that is left of it counts.
    proto.REMEDIATE: "mandatory",
}


def analyzer_info() -> proto.AnalyzerInfo:
    """The pack and its policies. There is no initial configuration: an entry of one that names no level would turn a
    mandatory policy into an advisory one without a word."""
    return proto.AnalyzerInfo(
        name=PACK_NAME,
        displayName="Government Cloud (ガバメントクラウド)",
        version=govcloud.__version__,
        supportsConfig=True,
        description="The controls of Japan's Government Cloud, over every resource of a stack.",
        tags=["government-cloud", "ismap", "japan"],
        policies=[_settings(), *(policy(control) for control in CONTROLS)],
    )


def declared_level(entry: Entry) -> Enforcement:
    """The level of a control before anything is configured: that of the usual confidentiality."""
    return "mandatory" if entry.level(Settings().confidentiality) == "mandatory" else "advisory"


def levels_in_force(configured: Mapping[str, int | None], confidentiality: int) -> dict[str, Enforcement]:
    """The level of each control after configuration, which holds the protocol's numbers.

    The engine sends every policy's level, configured or not: one that is just the declared one is raised where the
    confidentiality asks for more, and any other is somebody's decision.
    """
    return {control.id: _level(control.entry, configured.get(control.id), confidentiality) for control in CONTROLS}


def _level(entry: Entry, configured: int | None, confidentiality: int) -> Enforcement:
    declared = declared_level(entry)
    level = declared if configured is None else ENFORCEMENT[configured]
    return "mandatory" if level == declared and entry.level(confidentiality) == "mandatory" else level


def policy(control: Control) -> proto.PolicyInfo:
    """One control as Pulumi shows it."""
    entry = control.entry
    return proto.PolicyInfo(
        name=control.id,
        displayName=f"{entry.en} / {entry.ja}",
        description=control.prose.asks,
        enforcementLevel=proto.MANDATORY if declared_level(entry) == "mandatory" else proto.ADVISORY,
        policy_type=proto.POLICY_TYPE_STACK,
        severity=SEVERITIES[entry.severity],
        framework=_framework(entry),
        tags=list(_tags(entry)),
        remediation_steps=f"{control.prose.fix}\n{control.prose.ja_fix}",
        url=_url(entry),
    )


def _settings() -> proto.PolicyInfo:
    info = proto.PolicyInfo(
        name=NAME,
        displayName="The pack's settings / ポリシーパックの設定",
        description="Settings and waivers are valid, none has ended, and the stack could be judged. Always enforced.",
        enforcementLevel=proto.MANDATORY,
        policy_type=proto.POLICY_TYPE_STACK,
        severity=proto.POLICY_SEVERITY_HIGH,
    )
    info.configSchema.properties.update(schema())
    return info


def _framework(entry: Entry) -> proto.PolicyComplianceFramework | None:
    clauses = entry.mappings.get(_FRAMEWORK)
    if not clauses:
        return None
    name, _, version = frameworks()[_FRAMEWORK].title.rpartition(" ")
    return proto.PolicyComplianceFramework(
        name=name, version=version, reference=", ".join(clauses), specification=entry.en
    )


def _tags(entry: Entry) -> Iterator[str]:
    for name, clauses in sorted(entry.mappings.items()):
        verified = "" if frameworks()[name].verified else " (not verified)"
        yield from (f"{name}: {clause}{verified}" for clause in clauses)


def _url(entry: Entry) -> str:
    pages = os.environ.get(PAGES_VARIABLE)
    return f"{pages.rstrip('/')}/{entry.id}" if pages else _FRAMEWORK_PAGE
