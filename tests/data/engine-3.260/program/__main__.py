"""A program that uses what the engine has to get right: see ../README.md."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure_native
import pulumi_gcp as gcp
from pulumi_azure_native import resources, storage


class Store(pulumi.ComponentResource):
    def __init__(self, name, protect=False, opts=None):
        super().__init__("govcloud:index:ObjectStore", name, None, opts)
        child = pulumi.ResourceOptions(parent=self, protect=protect)
        key = aws.kms.Key(
            f"{name}-key", enable_key_rotation=True, description=name, opts=pulumi.ResourceOptions(parent=self)
        )
        bucket = aws.s3.Bucket(name, bucket=f"gov-{name}", tags={"owner": pulumi.Config().require("owner")}, opts=child)
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-sse",
            bucket=bucket.id,
            rules=[
                {"apply_server_side_encryption_by_default": {"kms_master_key_id": key.arn, "sse_algorithm": "aws:kms"}}
            ],
            opts=pulumi.ResourceOptions(parent=bucket, depends_on=[key]),
        )
        aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=bucket.arn.apply(
                lambda arn: json.dumps(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Deny",
                                "Principal": "*",
                                "Action": "s3:*",
                                "Resource": [arn, f"{arn}/*"],
                                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                            }
                        ],
                    }
                )
            ),
            opts=pulumi.ResourceOptions(parent=bucket, aliases=[pulumi.Alias(name=f"{name}-old-policy")]),
        )
        self.arn, self.key_arn = bucket.arn, key.arn
        self.register_outputs({"arn": bucket.arn, "keyArn": key.arn})


class Site(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("govcloud:index:Site", name, None, opts)
        self.store = Store(f"{name}-data", protect=True, opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({"storeArn": self.store.arn})


def tag(args):
    if args.type_ == "aws:kms/key:Key":
        return pulumi.ResourceTransformResult({**args.props, "tags": {"system": "fixture"}}, args.opts)
    return None


pulumi.runtime.register_resource_transform(tag)
tokyo = aws.Provider(
    "tokyo",
    region="ap-northeast-1",
    allowed_account_ids=["123456789012"],
    default_tags={"tags": {"env": "dev"}},
    secret_key=pulumi.Output.secret("canary-secret-key"),
)
osaka = aws.Provider("osaka", region="ap-northeast-3", allowed_account_ids=["123456789012"])
subscription = azure_native.Provider(
    "subscription", subscription_id="00000000-0000-0000-0000-000000000001", location="japaneast"
)
project = gcp.Provider("project", project="gov-project", region="asia-northeast1", default_labels={"env": "dev"})

site = Site("vrs", opts=pulumi.ResourceOptions(providers=[tokyo, subscription, project]))
dr = Store("dr", opts=pulumi.ResourceOptions(provider=osaka))
caller = aws.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=tokyo))
parameter = aws.ssm.Parameter(
    "token",
    name="/vrs/token",
    type="SecureString",
    key_id=site.store.key_arn,
    value=pulumi.Output.secret("canary-token"),
    opts=pulumi.ResourceOptions(provider=tokyo, ignore_changes=["value"], additional_secret_outputs=["arn"]),
)
group = resources.ResourceGroup(
    "group", resource_group_name="rg-vrs", location="japaneast", opts=pulumi.ResourceOptions(provider=subscription)
)
account = storage.StorageAccount(
    "account",
    account_name="stvrs",
    resource_group_name=group.name,
    location="japaneast",
    kind="StorageV2",
    sku={"name": "Standard_ZRS"},
    minimum_tls_version="TLS1_2",
    opts=pulumi.ResourceOptions(
        provider=subscription, parent=site, custom_timeouts=pulumi.CustomTimeouts(create="30m")
    ),
)
ring = gcp.kms.KeyRing("ring", name="vrs", location="asia-northeast1", opts=pulumi.ResourceOptions(provider=project))
key = gcp.kms.CryptoKey(
    "key",
    name="data",
    key_ring=ring.id,
    rotation_period="7776000s",
    opts=pulumi.ResourceOptions(provider=project, protect=True),
)
gcp.storage.Bucket(
    "bucket",
    name="gov-vrs",
    location="ASIA-NORTHEAST1",
    encryption={"default_kms_key_name": key.id},
    opts=pulumi.ResourceOptions(provider=project, deleted_with=ring, retain_on_delete=True),
)
pulumi.export("storeArn", site.store.arn)
pulumi.export("account", caller.account_id)
pulumi.export("token", parameter.value)
