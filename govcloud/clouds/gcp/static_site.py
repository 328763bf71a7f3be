"""A site of fixed files on Google Cloud: a private bucket, and a small Cloud Run service that reads it.

A regional load balancer can serve a bucket only if the bucket is public, so a web server stands between them.
"""

from __future__ import annotations

import pulumi
from pulumi_gcp import storage

from govcloud.blocks import StaticSite
from govcloud.clouds.gcp._bucket import bucket
from govcloud.clouds.gcp._run import Code, identity, service
from govcloud.clouds.gcp.account import Account
from govcloud.clouds.gcp.outputs import GcpSite
from govcloud.clouds.scope import Scope

PORT = 8080
PATH = "/site"
KEEP_DAYS = 90
COPIES = (2, 10)
CPU_PERCENT = 60


def render(scope: Scope[StaticSite, Account]) -> GcpSite:
    """Bucket, identity that may only read it, and the server with the bucket mounted read-only."""
    store = bucket(scope, keep_days=KEEP_DAYS, lock_days=None)
    who = identity(scope)
    reads = scope.make(
        storage.BucketIAMMember,
        "reads",
        bucket=store.name,
        role="roles/storage.objectViewer",
        member=who.member,
    )
    code = Code(
        image=scope.block.server,
        port=PORT,
        size="small",
        copies=COPIES,
        cpu_percent=CPU_PERCENT,
        # No path: the site is empty until somebody publishes it, and a page not found would fail the first deployment.
        health_path="",
        environment={"INDEX_PAGE": scope.block.index, "NOT_FOUND_PAGE": scope.block.not_found},
        mounts={PATH: store.name},
    )
    server = service(scope, who, code, [reads])
    name = pulumi.Output.all(store.name, server.id).apply(lambda known: known[0])
    return GcpSite(id=store.id, name=name, service=server.name)
