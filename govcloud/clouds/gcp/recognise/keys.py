"""Cloud KMS: key rings, keys, their versions and their external managers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.blocks.encryption_key import WARNINGS
from govcloud.clouds.gcp.naming import RENEWAL_LABEL
from govcloud.clouds.gcp.recognise.kept import days
from govcloud.clouds.gcp.recognise.key_use import CRYPTO_KEY, level_of
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Key, KeyLevel, Permits, Unknown, Watches
from govcloud.graph import Graph, Resource

_DELETION_DAYS: Final = 30
"""From ordering a version's destruction to its loss where nobody says otherwise (SDK, destroy_scheduled_duration)."""
_SIGNS: Final = frozenset({"ASYMMETRIC_SIGN", "MAC"})
_LONGEST: Final = 366
"""Days after which brought material must have been renewed."""
_IN_HARDWARE: Final = frozenset({"EXTERNAL", "EXTERNAL_VPC", "HSM", "HSM_SINGLE_TENANT"})


@recognise(CRYPTO_KEY, place="of:keyRing")
def crypto_key(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Origin, renewal, protection and how slowly it is lost. The wait before a version is destroyed is set when the key
    is made and nobody can shorten it for one version."""
    wait = days(resource.at("destroyScheduledDuration"))
    yield Key(
        subject=resource.urn,
        # Absent: ENCRYPT_DECRYPT (SDK, CryptoKey.purpose).
        what="signing" if resource.at("purpose", "ENCRYPT_DECRYPT") in _SIGNS else "encryption",
        level=level_of(resource),
        rotation_days=_rotation(resource),
        renewal_due=_renewal_due(resource),
        renewable=_renewable(resource),
        hsm=_in_hardware(resource),
        deletion_days=_DELETION_DAYS if wait is None else wait,
        purge_protected=True,
    )
    if level_of(resource) is KeyLevel.K2:
        # Imported material has no end in Cloud KMS, so nothing there speaks of one.
        for days_ahead in WARNINGS:
            yield Watches(subject=resource.urn, what=f"key-ends-{days_ahead}", tells=False)
    # Beyond its own grants a key is open to whom the project's grants name, and to nobody else.
    yield Permits(
        subject=resource.urn, what="key", who="account", broad=False, declared=True, principal="the project's own"
    )


def _renewal_due(resource: Resource) -> bool | Unknown:
    """Brought material: the label that says within how many days the ceremony renews it."""
    level = level_of(resource)
    if level is UNKNOWN:
        return UNKNOWN
    labels = resource.at("labels")
    said = labels.get(RENEWAL_LABEL) if isinstance(labels, dict) else labels
    if said is UNKNOWN:
        return UNKNOWN
    dated = isinstance(said, str) and said.isdigit() and 0 < int(said) <= _LONGEST
    return dated and isinstance(level, KeyLevel) and level >= KeyLevel.K2


def _renewable(resource: Resource) -> bool | Unknown:
    """Only a key that encrypts has a primary version to be changed for a new one; others are named by version."""
    purpose = resource.at("purpose", "ENCRYPT_DECRYPT")
    return UNKNOWN if purpose is UNKNOWN else purpose == "ENCRYPT_DECRYPT"


def _rotation(resource: Resource) -> int | Unknown:
    found = days(resource.at("rotationPeriod"))
    return 0 if found is None else found


def _in_hardware(resource: Resource) -> bool | Unknown:
    # Absent: SOFTWARE (SDK, CryptoKeyVersionTemplate.protection_level).
    protection = resource.at("versionTemplate.protectionLevel", "SOFTWARE")
    if protection is UNKNOWN:
        return UNKNOWN
    return protection in _IN_HARDWARE or level_of(resource) is KeyLevel.K3


only("gcp:kms/autokeyConfig:AutokeyConfig", place="global:group")
only("gcp:kms/cryptoKeyVersion:CryptoKeyVersion", place="of:cryptoKey")
only("gcp:kms/ekmConnection:EkmConnection", place="location")
only("gcp:kms/keyHandle:KeyHandle", place="location")
only("gcp:kms/keyRing:KeyRing", place="location")
only("gcp:kms/keyRingImportJob:KeyRingImportJob", place="of:keyRing")
