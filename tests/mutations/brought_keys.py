"""Faults of keys that the agency brings: unwatched, not renewable, in the program, or left for a lesser key."""

from __future__ import annotations

from typing import Any, Final

from tests.mutations.mutation import DROP, Mutation, Remove, Rewrite, Set

_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
_EXTERNAL: Final = "aws:kms/externalKey:ExternalKey"
_EVENTS: Final = "azure-native:eventgrid:SystemTopicEventSubscription"
_GROUP: Final = "azure-native:monitor:ActionGroup"
_RULE: Final = "azure-native:monitor:ScheduledQueryRule"
_WRAPPING: Final = "azure-native:keyvault:Key"
_CRYPTO_KEY: Final = "gcp:kms/cryptoKey:CryptoKey"
_SQL: Final = "gcp:sql/databaseInstance:DatabaseInstance"

AWS: Final = (
    Mutation("GC-ENC-04", "copies on AWS's key", (Set("aws:backup/vault:Vault", "kmsKeyArn", DROP, "osaka"),)),
    Mutation("GC-KEY-01", "a brought key without a date", (Set(_EXTERNAL, "tags", DROP),)),
    Mutation("GC-KEY-01", "a brought key of ten years", (Set(_EXTERNAL, "tags", {"renewal-days": "3650"}),)),
    Mutation("GC-KEY-05", "no first warning", (Remove(_ALARM, "ends-in-60"),)),
    Mutation("GC-KEY-05", "no last warning", (Remove(_ALARM, "ends-in-30"),)),
    Mutation("GC-KEY-05", "a warning on the last day", (Set(_ALARM, "threshold", 86400.0, "ends-in-30"),)),
    Mutation("GC-KEY-05", "a warning of another key", (Set(_ALARM, "dimensions", {"KeyId": "x"}, "ends-in-60"),)),
    Mutation("GC-KEY-05", "a warning switched off", (Set(_ALARM, "actionsEnabled", False, "ends-in-60"),)),
    Mutation(
        "GC-KEY-05",
        "a warning nobody hears",
        (Remove("aws:sns/topicSubscription:TopicSubscription", "warnings-mail"),),
    ),
    Mutation("GC-KEY-06", "a brought pair of keys", (Set(_EXTERNAL, "keySpec", "RSA_3072"),)),
    Mutation("GC-SEC-01", "material in the program", (Set(_EXTERNAL, "keyMaterialBase64", "c2VjcmV0"),)),
)


def _asking(fault: str, before: str, after: str) -> Mutation:
    """A fault in the query of the alarm 60 days ahead."""

    def change(criteria: dict[str, Any]) -> dict[str, Any]:
        condition = criteria["allOf"][0]
        if before not in condition["query"]:
            raise LookupError(f"{before} is not in the query")
        condition["query"] = condition["query"].replace(before, after)
        return criteria

    return Mutation("GC-KEY-05", fault, (Rewrite(_RULE, "criteria", change),))


AZURE: Final = (
    Mutation(
        "GC-ENC-04",
        "a copy on Azure's key",
        (Set("azure-native:dbforpostgresql:Server", "dataEncryption.type", "SystemManaged"),),
    ),
    Mutation("GC-KEY-05", "no warning", (Remove(_EVENTS, "key-dr"),)),
    Mutation("GC-KEY-05", "a warning nobody hears", (Set(_EVENTS, "destination.actionGroups", [], "key-dr"),)),
    Mutation(
        "GC-KEY-05",
        "a message at the end",
        (Set(_EVENTS, "filter.includedEventTypes", ["Microsoft.KeyVault.KeyExpired"]),),
    ),
    Mutation("GC-KEY-05", "no first warning", (Remove(_RULE),)),
    Mutation("GC-KEY-05", "a first warning switched off", (Set(_RULE, "enabled", False),)),
    Mutation("GC-KEY-05", "a first warning without an action", (Set(_RULE, "actions.actionGroups", []),)),
    Mutation("GC-KEY-05", "a first warning to nobody", (Set(_GROUP, "emailReceivers", [], "key-dr-told"),)),
    Mutation("GC-KEY-05", "a first warning at three rows of one", (Set(_RULE, "criteria.allOf.0.threshold", 3),)),
    _asking("a first warning 45 days ahead", "<= 60d", "<= 45d"),
    _asking("a first warning of another key", "https://kv-", "https://other-"),
    _asking("a first warning of the wrapping key", "/keys/key-dr'", "/keys/key-dr-wrapping'"),
    _asking(
        "a first warning for every entry", "summarize Entries = count()", "summarize Entries = count() by Computer"
    ),
    Mutation(
        "GC-KEY-06",
        "a wrapping key switched off",
        (Set(_WRAPPING, "properties.attributes.enabled", False, "wrapping-key"),),
    ),
    Mutation(
        "GC-KEY-06",
        "a wrapping key that ends",
        (Set(_WRAPPING, "properties.attributes.expires", 1800000000, "wrapping-key"),),
    ),
    Mutation("GC-KEY-06", "a wrapping key in software", (Set(_WRAPPING, "properties.kty", "RSA", "wrapping-key"),)),
)
GCP: Final = (
    Mutation("GC-ENC-04", "a copy on Google's key", (Set(_SQL, "encryptionKeyName", DROP),)),
    Mutation("GC-KEY-01", "a brought key without a date", (Set(_CRYPTO_KEY, "labels", {}, "key-dr"),)),
    Mutation("GC-KEY-06", "a brought pair of keys", (Set(_CRYPTO_KEY, "purpose", "ASYMMETRIC_DECRYPT", "key-dr"),)),
)
