"""Steps that several AWS faults are made of."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.mutations.aws_types import (
    INGRESS,
    TASK,
)
from tests.mutations.mutation import Add, Mutation, Rewrite, Set, Step

ACCOUNT, OTHER = "111111111111", "222222222222"
TOKYO, SEOUL, VIRGINIA = "ap-northeast-1", "ap-northeast-2", "us-east-1"

NOT_ROOT: Final = '{ $.userIdentity.type != "Root" }'
_SSE_KEY: Final = "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId"
_TRUST: Final = {"Effect": "Allow", "Action": "sts:AssumeRole"}


def in_place(change: Callable[[Any], object]) -> Callable[[Any], Any]:
    """A change of a document that returns it."""

    def of(said: Any) -> Any:
        change(said)
        return said

    return of


def container(**changes: Any) -> Rewrite:
    """A change of the service's container."""
    return Rewrite(TASK, "containerDefinitions", in_place(lambda all_: all_[0].update(changes)), "api")


def more(statement: Mapping[str, Any]) -> Callable[[Any], Any]:
    """A statement more in a policy."""
    return in_place(lambda policy: policy["Statement"].append(dict(statement)))


def allowing(principal: Any, action: str = "s3:GetObject") -> Callable[[Any], Any]:
    """A statement more that admits somebody."""
    return more({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"})


def without(sid: str) -> Callable[[Any], Any]:
    """A policy without one of its statements."""
    return in_place(
        lambda policy: policy.update(Statement=[one for one in policy["Statement"] if one.get("Sid") != sid])
    )


def parameter(name: str, value: str) -> Rewrite:
    """Another value of one database parameter."""

    def change(parameters: Any) -> Any:
        return [{**one, "value": value} if one["name"] == name else one for one in parameters]

    return Rewrite("aws:rds/clusterParameterGroup:ClusterParameterGroup", "parameters", change)


def counting(rules: Any) -> Any:
    """Managed rules that only count what they would stop."""
    return [{**rule, "overrideAction": {"count": {}}} if "overrideAction" in rule else rule for rule in rules]


def own_rules(rules: Any) -> Any:
    """Without the managed rules."""
    return [rule for rule in rules if "overrideAction" not in rule]


def opened(first: int, last: int, source: str = "0.0.0.0/0", protocol: str = "tcp") -> Add:
    """A firewall rule of somebody's own."""
    family = "cidrIpv6" if ":" in source else "cidrIpv4"
    inputs = {"ipProtocol": protocol, "fromPort": first, "toPort": last, family: source}
    return Add(INGRESS, "opened", {**inputs, "securityGroupId": "sg-00000000000000000"})


def fault(control: str, phrase: str, *steps: Step) -> Mutation:
    """One row of the table."""
    return Mutation(control, phrase, steps)


_alone = functools.partial(Set, "aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 30)
