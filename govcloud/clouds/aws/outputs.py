"""What AWS blocks hand to each other beyond the neutral outputs: ids and ARNs of the parts a neighbour connects to."""

from __future__ import annotations

import dataclasses

from govcloud.clouds.outputs import (
    AlertingOutputs,
    ArchiveOutputs,
    DatabaseOutputs,
    EntryOutputs,
    FirewallOutputs,
    NetworkOutputs,
    ServiceOutputs,
    SiteOutputs,
    Text,
    Texts,
    TrailOutputs,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsNetwork(NetworkOutputs):
    """Subnets by purpose, one a zone, and the zones' names; the group of the interface endpoints; S3's prefix list."""

    endpoint_group: Text
    gateway_s3: Text
    prefix_s3: Text
    subnets_app: Texts
    subnets_data: Texts
    subnets_edge: Texts
    zones: Texts


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsArchive(ArchiveOutputs):
    """The locked bucket's ARN, and the bucket that load balancers and S3 deliver access logs to."""

    arn: Text
    delivery: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsTrail(TrailOutputs):
    """The log group that alarms count in; "" where the platform provides the trail and named none."""

    log_group: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsDatabase(DatabaseOutputs):
    """The cluster's security group, resource id (sign-in policies name it) and identifier (metrics name it)."""

    cluster: Text
    group: Text
    resource: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsService(ServiceOutputs):
    """A service's security group, and the names its metrics go by."""

    cluster: Text
    group: Text
    service: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsSite(SiteOutputs):
    """The security group of the site's server."""

    group: Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsFirewall(FirewallOutputs):
    """The web ACL; `id` is its ARN."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsEntry(EntryOutputs):
    """The target group of each routed block, usable once a listener forwards to it; the metrics' dimension."""

    dimension: Text
    target_groups: Texts


@dataclasses.dataclass(frozen=True, kw_only=True)
class AwsAlerting(AlertingOutputs):
    """The topic; `id` is its ARN."""
