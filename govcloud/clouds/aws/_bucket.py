"""How every bucket is made: private, versioned, encrypted, TLS only, and usable only once all of that holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import pulumi
from pulumi_aws import s3

from govcloud.clouds.aws._documents import Statement, anyone, deny, document
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope


@dataclasses.dataclass(frozen=True)
class Made:
    """A bucket and what must exist before anything is put into it."""

    bucket: s3.Bucket
    guards: tuple[pulumi.CustomResource, ...]

    @property
    def name(self) -> pulumi.Output[str]:
        """The name, known once the guards stand."""
        return self._after(self.bucket.bucket)

    @property
    def arn(self) -> pulumi.Output[str]:
        """The ARN, known once the guards stand."""
        return self._after(self.bucket.arn)

    def _after(self, value: pulumi.Output[str]) -> pulumi.Output[str]:
        return pulumi.Output.all(value, *(guard.id for guard in self.guards)).apply(lambda known: str(known[0]))


def bucket(
    scope: Scope[Any, Any],
    name: str,
    *,
    key: Any,
    statements: Iterable[Statement] = (),
    rules: Iterable[Mapping[str, Any]] = (),
    lock_days: int | None = None,
    prefix: str = "",
) -> Made:
    """A bucket with all that belongs to it. `prefix` keeps the roles of a block's second bucket apart.

    `lock_days` locks every version for so long against everybody (COMPLIANCE); it can be chosen only now.
    """
    made = scope.make(
        s3.Bucket,
        f"{prefix}bucket",
        bucket=name,
        region=TOKYO,
        force_destroy=False,
        object_lock_enabled=lock_days is not None,
        opts={"protect": True},
    )
    on = {"bucket": made.bucket, "region": TOKYO}
    versions = scope.make(
        s3.BucketVersioning, f"{prefix}versions", **on, versioning_configuration={"status": "Enabled"}
    )
    public = scope.make(
        s3.BucketPublicAccessBlock,
        f"{prefix}public-access",
        **on,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    after = {"depends_on": [versions]}
    guards: list[pulumi.CustomResource] = [
        versions,
        public,
        scope.make(
            s3.BucketOwnershipControls, f"{prefix}ownership", **on, rule={"object_ownership": "BucketOwnerEnforced"}
        ),
        _encryption(scope, prefix, on, key),
        scope.make(
            s3.BucketPolicy,
            f"{prefix}policy",
            **on,
            policy=document([*_secure(made.arn), *statements]),
            opts={"depends_on": [public]},
        ),
    ]
    scope.make(s3.BucketLifecycleConfiguration, f"{prefix}lifecycle", **on, rules=[*rules, _aborted()], opts=after)
    if lock_days is not None:
        rule = {"default_retention": {"mode": "COMPLIANCE", "days": lock_days}}
        guards.append(scope.make(s3.BucketObjectLockConfiguration, f"{prefix}lock", **on, rule=rule, opts=after))
    return Made(made, tuple(guards))


def log_access(scope: Scope[Any, Any], made: Made, target: Any, prefix: str) -> None:
    """Record every request to the bucket in the archive's delivery bucket, under `prefix`."""
    scope.make(
        s3.BucketLogging,
        "access-log",
        bucket=made.bucket.bucket,
        region=TOKYO,
        target_bucket=target,
        target_prefix=f"s3/{prefix}/",
        target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
    )


def expire(days: int, noncurrent_days: int) -> dict[str, Any]:
    """Objects end after `days`; what was overwritten or ended is gone `noncurrent_days` later."""
    return {
        "id": "expire",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "expiration": {"days": days},
        "noncurrent_version_expiration": {"noncurrent_days": noncurrent_days},
    }


def keep_versions(days: int) -> dict[str, Any]:
    """What was overwritten or deleted can be had back for `days`."""
    return {
        "id": "versions",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrent_version_expiration": {"noncurrent_days": days},
    }


def _aborted() -> dict[str, Any]:
    return {
        "id": "aborted-uploads",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
    }


def _encryption(scope: Scope[Any, Any], prefix: str, on: dict[str, Any], key: Any) -> pulumi.CustomResource:
    customer = {"sse_algorithm": "aws:kms", "kms_master_key_id": key}
    rule = {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"} if key is None else customer,
        "blocked_encryption_types": ["SSE-C"],
        "bucket_key_enabled": key is not None,
    }
    return scope.make(s3.BucketServerSideEncryptionConfiguration, f"{prefix}encryption", **on, rules=[rule])


def _secure(arn: Any) -> list[Statement]:
    """No request without TLS, none with a version below 1.2."""
    on = [arn, pulumi.Output.concat(arn, "/*")]
    plain, old = {"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    return [
        deny("TlsOnly", ["s3:*"], on, principal=anyone(), condition=plain),
        deny("Tls12OrNewer", ["s3:*"], on, principal=anyone(), condition=old),
    ]
