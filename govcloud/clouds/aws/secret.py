"""A secret on AWS: an empty place in Secrets Manager. Its value is written after the deployment, by its owner."""

from __future__ import annotations

from pulumi_aws import secretsmanager

from govcloud.blocks import Secret
from govcloud.clouds.aws import naming
from govcloud.clouds.aws._documents import anyone, deny, document
from govcloud.clouds.aws._keys import key
from govcloud.clouds.aws._reminder import remind
from govcloud.clouds.aws.account import Account
from govcloud.clouds.aws.outputs import AwsNetwork
from govcloud.clouds.aws.regions import TOKYO
from govcloud.clouds.outputs import SecretOutputs
from govcloud.clouds.scope import Scope


def render(scope: Scope[Secret, Account]) -> SecretOutputs:
    """Read from the block's network only. Renewal: people are told, since AWS rotates only with custom code."""
    block, customer = scope.block, key(scope, scope.block.key)
    secret = scope.make(
        secretsmanager.Secret,
        "secret",
        name=naming.lasting(scope.layout, scope.planned.name, limit=256),
        description="Written by its owner after the deployment",
        region=TOKYO,
        kms_key_id=customer,
        recovery_window_in_days=30,
        opts={"protect": True},
    )
    outside = {
        "Bool": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
        "StringNotEquals": {"aws:SourceVpc": scope.of(block.network, AwsNetwork).id},
    }
    read = ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]
    scope.make(
        secretsmanager.SecretPolicy,
        "policy",
        region=TOKYO,
        secret_arn=secret.arn,
        block_public_policy=True,
        policy=document([deny("NetworkOnly", read, "*", principal=anyone(), condition=outside)]),
    )
    # Nine in the morning in Japan is midnight in UTC.
    first = f"{block.first_rotation.isoformat()}T00:00:00Z"
    remind(scope, secret.arn, {"rotateDays": block.rotate_days}, days=block.rotate_days, start=first, key=customer)
    return SecretOutputs(id=secret.arn)
