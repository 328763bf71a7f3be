"""Every physical name and ARN on AWS: pure functions of the layout, within each service's length and alphabet."""

from __future__ import annotations

import hashlib
from typing import Final

from govcloud.clouds.aws.regions import TOKYO
from govcloud.systems import Layout

CLOUD: Final = "aws"
_HASH: Final = 8

BUCKET: Final = 63
LOAD_BALANCER: Final = 32
ROLE: Final = 64
"""Longest names: S3 buckets, load balancers and target groups, IAM roles (and schedules)."""


def account(layout: Layout) -> str:
    """The number of the environment's account."""
    return layout.environment.account(CLOUD).number


def stem(layout: Layout) -> str:
    """`<agency>-<system>-<environment>`: at most 54 characters of a-z, 0-9 and single hyphens, a letter first."""
    return f"{layout.system.agency}-{layout.system.system}-{layout.environment_name}"


def cut(name: str, limit: int) -> str:
    """A name within a limit; one that is too long ends in a hash of the whole, so that two stay two."""
    if len(name) <= limit:
        return name
    return f"{name[: limit - _HASH - 1].rstrip('-')}-{_digest(name)}"


def plain(layout: Layout, block: str, role: str = "", limit: int = 63) -> str:
    """A name that is unique in the account: stem, block, role."""
    return cut("-".join(filter(None, (stem(layout), block, role))), limit)


def lasting(layout: Layout, block: str, role: str = "", limit: int = 63) -> str:
    """A name that the service gives back late (secrets, final snapshots, locked vaults): with the generation."""
    generation = f"g{layout.system.generation}"
    return cut("-".join(filter(None, (stem(layout), block, role, generation))), limit)


def bucket(layout: Layout, block: str, role: str = "") -> str:
    """A bucket's name, unique in the world: short, readable, with a hash of everything that tells it apart."""
    system, generation = layout.system, layout.system.generation
    whole = f"{system.agency}/{system.system}/{layout.environment_name}/{account(layout)}/{block}/{role}/{generation}"
    readable = "-".join(filter(None, (system.system, layout.environment_name, block, role, f"g{generation}")))
    return f"{readable[: BUCKET - _HASH - 1].rstrip('-')}-{_digest(whole)}"


def role(layout: Layout, block: str, purpose: str) -> str:
    """An IAM role's name."""
    return plain(layout, block, purpose, ROLE)


def balancer(layout: Layout, block: str, purpose: str = "") -> str:
    """A load balancer's or target group's name: 32 characters, so the agency is left to the hash."""
    whole = "-".join(filter(None, (stem(layout), block, purpose)))
    readable = "-".join(filter(None, (block, purpose)))
    return f"{readable[: LOAD_BALANCER - _HASH - 1].rstrip('-')}-{_digest(whole)}"


def log_group(layout: Layout, block: str, purpose: str = "logs") -> str:
    """A log group of our own."""
    system = layout.system
    return f"/{system.agency}/{system.system}/{layout.environment_name}/{block}/{purpose}"


def waf_log_group(layout: Layout, block: str) -> str:
    """A firewall's log group: WAF takes only names that begin like this."""
    return f"aws-waf-logs-{plain(layout, block)}"


def database_log_group(layout: Layout, block: str, log: str = "postgresql") -> str:
    """The log group that RDS writes a cluster's log to, and would otherwise make itself without a key."""
    return f"/aws/rds/cluster/{plain(layout, block)}/{log}"


def insights_log_group(layout: Layout, block: str) -> str:
    """The log group that Container Insights writes to, and would otherwise make itself without a key."""
    return f"/aws/ecs/containerinsights/{plain(layout, block)}/performance"


def repository(layout: Layout, block: str) -> str:
    """The prefix of a registry block's repositories."""
    return f"{stem(layout)}/{block}"


def metrics(layout: Layout) -> str:
    """The namespace of the metrics that audit alarms count."""
    return f"{layout.system.agency}/{layout.system.system}/{layout.environment_name}"


def database_user(service: str) -> str:
    """The database role that a service signs in as."""
    return service.replace("-", "_")


def arn(layout: Layout, service: str, resource: str, region: str = TOKYO) -> str:
    """An ARN in the environment's account; services without a region take an empty one."""
    return f"arn:aws:{service}:{region}:{account(layout)}:{resource}"


def root(layout: Layout) -> str:
    """The account as a principal: everybody in it whom its own policies admit."""
    return arn(layout, "iam", "root", region="")


def role_arn(layout: Layout, block: str, purpose: str) -> str:
    """A role's ARN, known before the role exists."""
    return arn(layout, "iam", f"role/{role(layout, block, purpose)}", region="")


def bucket_arn(name: str) -> str:
    """A bucket's ARN: bucket names are unique, so it names neither region nor account."""
    return f"arn:aws:s3:::{name}"


def log_group_arn(layout: Layout, name: str, region: str = TOKYO) -> str:
    """A log group's ARN as CloudWatch Logs puts it into the encryption context."""
    return arn(layout, "logs", f"log-group:{name}", region)


def trail_arn(layout: Layout, block: str) -> str:
    """A trail's ARN, which bucket and key policies name before the trail exists."""
    return arn(layout, "cloudtrail", f"trail/{plain(layout, block)}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_HASH // 2).hexdigest()
