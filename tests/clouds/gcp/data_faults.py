"""Faults in how a Google Cloud plan keeps data: where, under which key, with which record, for how long."""

from __future__ import annotations

from typing import Final

from tests.clouds.gcp.by_hand import machine
from tests.clouds.gcp.tokens import (
    AUDIT,
    BACKEND,
    BUCKET,
    ELSEWHERE,
    KEY,
    KEY_GRANT,
    KEY_RING,
    LOG_BUCKET,
    MACHINE,
    NETWORK,
    REPOSITORY,
    RUN,
    SECRET,
    SEOUL,
    SINK,
    SQL,
    SUBNET,
    TOPIC,
)
from tests.mutations.mutation import DROP, Add, Mutation, Remove, Set, Step

_BACKUPS: Final = "settings.backupConfiguration"
_REPLICA: Final = "replication.userManaged.replicas.0"


def one(control: str, fault: str, *steps: Step) -> Mutation:
    """A row of a table of faults."""
    return Mutation(control, fault, steps)


RESIDENCY: Final = (
    one("GC-RES-01", "a database in Seoul", Set(SQL, "region", SEOUL, "instance")),
    one("GC-RES-01", "a bucket in Seoul", Set(BUCKET, "location", SEOUL.upper())),
    one("GC-RES-01", "a bucket in the multi-region ASIA", Set(BUCKET, "location", "ASIA")),
    one("GC-RES-01", "a service in Seoul", Set(RUN, "location", SEOUL)),
    one("GC-RES-01", "a key ring in the location asia", Set(KEY_RING, "location", "asia", "key-ring")),
    one("GC-RES-01", "a subnet in Seoul", Set(SUBNET, "region", SEOUL, "subnet-app")),
    one("GC-RES-01", "a network with subnets everywhere", Set(NETWORK, "autoCreateSubnetworks", DROP)),
    one("GC-RES-01", "logs in the location global", Set(LOG_BUCKET, "location", "global")),
    one("GC-RES-01", "a secret replicated automatically", Set(SECRET, "replication", {"auto": {}})),
    one("GC-RES-01", "a secret in Seoul", Set(SECRET, f"{_REPLICA}.location", SEOUL)),
    one("GC-RES-01", "messages without a storage policy", Set(TOPIC, "messageStoragePolicy", DROP)),
    one("GC-RES-01", "images in the multi-region asia", Set(REPOSITORY, "location", "asia")),
    one(
        "GC-RES-01",
        "a load balancer at every edge of the world",
        Add(
            "gcp:compute/globalForwardingRule:GlobalForwardingRule",
            "worldwide",
            {"name": "worldwide", "target": "elsewhere", "portRange": "443"},
        ),
    ),
    one("GC-RES-02", "a replica in Seoul", Set(SQL, "region", SEOUL, "replica")),
    one("GC-RES-02", "backups wherever Google likes", Set(SQL, f"{_BACKUPS}.location", DROP, "instance")),
    one("GC-RES-02", "backups in the multi-region asia", Set(SQL, f"{_BACKUPS}.location", "asia", "instance")),
)

_KEYED: Final = {
    "database": (SQL, "encryptionKeyName"),
    "bucket": (BUCKET, "encryption.defaultKmsKeyName"),
    "images": (REPOSITORY, "kmsKeyName"),
    "log bucket": (LOG_BUCKET, "cmekSettings.kmsKeyName"),
    "secret": (SECRET, f"{_REPLICA}.customerManagedEncryption.kmsKeyName"),
    "service": (RUN, "template.encryptionKey"),
    "messages": (TOPIC, "kmsKeyName"),
}
"""Everything that is encrypted, and where its key is named."""

ENCRYPTION: Final = (
    *(one("GC-ENC-02", f"{what} without a key", Set(*where, DROP)) for what, where in _KEYED.items()),
    *(one("GC-ENC-02", f"{what} on a stranger's key", Set(*where, ELSEWHERE)) for what, where in _KEYED.items()),
    one("GC-ENC-02", "the keys are gone", Remove(KEY)),
    one("GC-ENC-02", "the key moved from its data", Set(KEY_RING, "location", "asia-northeast2", "key-ring")),
    one("GC-ENC-02", "a machine with a disk on Google's key", Add(MACHINE, "jump", machine())),
    one("GC-ENC-03", "a key in software", Set(KEY, "versionTemplate.protectionLevel", "SOFTWARE")),
    one("GC-ENC-03", "a key of the default kind", Set(KEY, "versionTemplate", DROP)),
)

KEYS: Final = (
    one("GC-KEY-01", "a key that is never renewed", Set(KEY, "rotationPeriod", DROP, "key-key")),
    one("GC-KEY-01", "a key renewed every ten years", Set(KEY, "rotationPeriod", "315360000s", "key-key")),
    one("GC-KEY-01", "brought material without a due date", Set(KEY, "importOnly", True)),
    one("GC-KEY-02", "a key lost within a day", Set(KEY, "destroyScheduledDuration", "86400s")),
    one("GC-KEY-03", "everybody may use the key", Set(KEY_GRANT, "member", "allUsers", "use-storage")),
    one("GC-KEY-03", "any Google account may", Set(KEY_GRANT, "member", "allAuthenticatedUsers", "use-storage")),
    one(
        "GC-KEY-03",
        "a binding on the ring opens all its keys",
        Add(
            "gcp:kms/keyRingIAMBinding:KeyRingIAMBinding",
            "open",
            {"keyRingId": "example-prod-key--g1", "role": "roles/cloudkms.admin", "members": ["allUsers"]},
        ),
    ),
    one(
        "GC-KEY-03",
        "another project's account may use the key",
        Set(KEY_GRANT, "member", "serviceAccount:x@somebody-elses.iam.gserviceaccount.com", "use-storage"),
    ),
)

LOGS: Final = (
    one("GC-LOG-01", "no audit configuration", Remove(AUDIT)),
    one("GC-LOG-01", "an audit configuration of one service", Set(AUDIT, "service", "storage.googleapis.com")),
    one("GC-LOG-01", "reads of data left out", Set(AUDIT, "auditLogConfigs", [{"logType": "ADMIN_READ"}])),
    one(
        "GC-LOG-01",
        "somebody who is not recorded",
        Set(AUDIT, "auditLogConfigs.1.exemptedMembers", ["user:admin@example.go.jp"]),
    ),
    one(
        "GC-LOG-02",
        "stores that are not locked",
        Set(BUCKET, "retentionPolicy.isLocked", False, "archive"),
        Set(LOG_BUCKET, "locked", False),
    ),
    one("GC-LOG-02", "no sinks", Remove(SINK)),
    one("GC-LOG-03", "sinks that are off", Set(SINK, "disabled", True)),
    one(
        "GC-LOG-03",
        "a month of logs",
        Set(BUCKET, "retentionPolicy.retentionPeriod", "2592000", "archive"),
        Set(LOG_BUCKET, "retentionDays", 30),
    ),
    one(
        "GC-LOG-03",
        "exclusions in every sink",
        Set(SINK, "exclusions", [{"name": "quiet", "filter": 'resource.type="gcs_bucket"'}]),
    ),
    one("GC-LOG-04", "a backend without a record", Set(BACKEND, "logConfig", DROP, "backend-api")),
    one("GC-LOG-04", "a backend that records a tenth", Set(BACKEND, "logConfig.sampleRate", 0.1, "backend-api")),
    one("GC-LOG-04", "reads of objects unrecorded", Set(AUDIT, "auditLogConfigs", [{"logType": "DATA_WRITE"}])),
    one("GC-LOG-06", "a database that records nothing", Set(SQL, "settings.databaseFlags", DROP)),
    one(
        "GC-LOG-06",
        "connections unrecorded and no audit extension",
        Set(SQL, "settings.databaseFlags", [{"name": "log_statement", "value": "mod"}]),
    ),
)

RETENTION: Final = (
    one("GC-RET-01", "an archive that is not locked", Set(BUCKET, "retentionPolicy.isLocked", False, "archive")),
    one("GC-RET-01", "a log bucket that is not locked", Set(LOG_BUCKET, "locked", DROP)),
    one("GC-RET-01", "an archive without retention", Set(BUCKET, "retentionPolicy", DROP, "archive")),
    one("GC-RET-01", "a month", Set(BUCKET, "retentionPolicy.retentionPeriod", "2592000", "archive")),
)

RECOVERY: Final = (
    one("GC-BKP-01", "no backups", Set(SQL, f"{_BACKUPS}.enabled", False, "instance")),
    one("GC-BKP-01", "no point in time", Set(SQL, f"{_BACKUPS}.pointInTimeRecoveryEnabled", DROP, "instance")),
    one("GC-BKP-01", "three days of log", Set(SQL, f"{_BACKUPS}.transactionLogRetentionDays", 3, "instance")),
    one(
        "GC-BKP-01",
        "two backups",
        Set(SQL, f"{_BACKUPS}.backupRetentionSettings.retainedBackups", 2, "instance"),
    ),
    one(
        "GC-BKP-01",
        "objects gone at once",
        Set(BUCKET, "versioning", DROP, "pages"),
        Set(BUCKET, "softDeletePolicy.retentionDurationSeconds", 0, "pages"),
    ),
    one("GC-AVL-01", "a database in one zone", Set(SQL, "settings.availabilityType", "ZONAL", "instance")),
    one("GC-AVL-01", "a database as nobody configured it", Set(SQL, "settings.availabilityType", DROP, "instance")),
    one(
        "GC-DEL-01",
        "a database that anybody may delete",
        Set(SQL, "settings.deletionProtectionEnabled", False, "instance"),
        Set(SQL, "deletionProtection", False, "instance"),
    ),
)
