"""A web firewall on AWS: a regional web ACL with AWS's managed rules, address lists and a rate limit; it blocks."""

from __future__ import annotations

import pulumi
from pulumi_aws import cloudwatch, wafv2

from govcloud.blocks import LogArchive, WebFirewall
from govcloud.clouds.aws import _logs, _web_rules, naming
from govcloud.clouds.aws._documents import allow, document, service
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsFirewall
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.scope import Scope


def render(scope: Scope[WebFirewall, Account]) -> AwsFirewall:
    """Its log is encrypted with the key of the archive it is kept as long as; credentials are left out of it."""
    layout, name = scope.layout, scope.planned.name
    acl = scope.make(
        wafv2.WebAcl,
        "acl",
        name=naming.plain(layout, name),
        description=f"In front of {naming.stem(layout)}",
        region=TOKYO,
        scope="REGIONAL",
        default_action={"allow": {}},
        rules=_web_rules.rules(scope),
        visibility_config=_web_rules.visibility(name),
    )
    archive = scope.planned.of(scope.block.logs, LogArchive)
    group = _logs.group(
        scope, "log", naming.waf_log_group(layout, name), key=key(scope, archive.key), archive=scope.block.logs
    )
    logging = scope.make(
        wafv2.WebAclLoggingConfiguration,
        "logging",
        region=TOKYO,
        resource_arn=acl.arn,
        log_destination_configs=[group.arn],
        redacted_fields=[{"single_header": {"name": header}} for header in ("authorization", "cookie")],
        opts={"depends_on": [_admitted(scope, group)]},
    )
    return AwsFirewall(id=pulumi.Output.all(acl.arn, logging.id).apply(lambda known: str(known[0])))


def _admitted(scope: Scope[WebFirewall, Account], group: cloudwatch.LogGroup) -> cloudwatch.LogResourcePolicy:
    """WAF would write this policy itself, with a right that a deployment should not need."""
    layout = scope.layout
    source = {
        "ArnLike": {"aws:SourceArn": naming.arn(layout, "logs", "*")},
        "StringEquals": {"aws:SourceAccount": naming.account(layout)},
    }
    write = allow(
        "FirewallWrites",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        pulumi.Output.concat(group.arn, ":log-stream:*"),
        principal=service("delivery.logs"),
        condition=source,
    )
    return scope.make(
        cloudwatch.LogResourcePolicy,
        "log-writers",
        policy_name=naming.plain(layout, scope.planned.name, "waf"),
        region=TOKYO,
        policy_document=document([write]),
    )
