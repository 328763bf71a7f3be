"""Small programs that the tests of the engine render."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure
import pulumi_gcp as gcp


def tokyo(name: str = "tokyo") -> Any:
    """Options with a provider of AWS."""
    return pulumi.ResourceOptions(provider=aws.Provider(name, region="ap-northeast-1"))


def japaneast() -> Any:
    """Options with a provider of Azure."""
    return pulumi.ResourceOptions(provider=azure.Provider("sub", location="japaneast"))


def asia() -> Any:
    """Options with a provider of Google Cloud."""
    return pulumi.ResourceOptions(provider=gcp.Provider("prj", project="example-vrs-prod"))


class Store(pulumi.ComponentResource):
    """A component with a bucket and its policy."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **bucket: Any) -> None:
        super().__init__("govcloud:test:Store", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        self.bucket = aws.s3.Bucket(name, **bucket, opts=below)
        statement = {"Effect": "Deny", "Action": "s3:*", "Resource": [self.bucket.arn]}
        document = pulumi.Output.json_dumps({"Statement": [statement]})
        self.policy = aws.s3.BucketPolicy(f"{name}-policy", bucket=self.bucket.id, policy=document, opts=below)
        self.register_outputs({"arn": self.bucket.arn})


def store() -> None:
    """One store with an export."""
    made = Store("data", pulumi.ResourceOptions(providers=[tokyo().provider]), bucket="gov-data")
    pulumi.export("arn", made.bucket.arn)


def configured() -> None:
    """Exports what the program is told of its run."""
    config = pulumi.Config()
    pulumi.export("tag", config.get("tag"))
    pulumi.export("token", config.get_secret("token"))
    pulumi.export("region", aws.config.region)
    pulumi.export("run", [pulumi.get_organization(), pulumi.get_project(), pulumi.get_stack()])
    pulumi.export("dry", pulumi.runtime.is_dry_run())


def policy_text(*resources: str) -> str:
    """The document that `store` makes."""
    return json.dumps({"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": list(resources)}]})
