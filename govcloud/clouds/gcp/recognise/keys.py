"""Cloud KMS: key rings, keys, their versions and their external managers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from govcloud.clouds.gcp.recognise.kept import days
from govcloud.clouds.gcp.recognise.key_use import CRYPTO_KEY, level_of
from govcloud.clouds.gcp.recognise.register import only, recognise
from govcloud.facts import UNKNOWN, Fact, Key, KeyLevel, Permits, Unknown
from govcloud.graph import Graph, Resource

_DELETION_DAYS: Final = 30
"""From ordering a version's destruction to its loss where nobody says otherwise (SDK, destroy_scheduled_duration)."""
_IN_HARDWARE: Final = frozenset({"EXTERNAL", "EXTERNAL_VPC", "HSM", "HSM_SINGLE_TENANT"})


@recognise(CRYPTO_KEY, place="of:keyRing")
def crypto_key(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    """Origin, renewal, protection and how slowly it is lost. The wait before a version is destroyed is set when the key
    is made and nobody can shorten it for one version."""
    wait = days(resource.at("destroyScheduledDuration"))
    yield Key(
        subject=resource.urn,
        # Absent: ENCRYPT_DECRYPT (SDK, CryptoKey.purpose).
        what="encryption" if resource.at("purpose", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT" else "signing",
        level=level_of(resource),
        rotation_days=_rotation(resource),
        # Nothing in Cloud KMS carries a due date for brought material.
        renewal_due=False,
        hsm=_in_hardware(resource),
        deletion_days=_DELETION_DAYS if wait is None else wait,
        purge_protected=True,
    )
    # Beyond its own grants a key is open to whom the project's grants name, and to nobody else.
    yield Permits(
        subject=resource.urn, what="key", who="account", broad=False, declared=True, principal="the project's own"
    )


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
