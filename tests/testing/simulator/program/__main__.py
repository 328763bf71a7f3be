"""A few resources on three clouds that refer to each other; the environment says what differs from run to run."""

import os

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure_native
import pulumi_gcp as gcp

CANARY = os.environ["CANARY"]
OWNER = os.environ.get("OWNER", "digital-agency")

tokyo = pulumi.ResourceOptions(
    provider=aws.Provider(
        "tokyo",
        region="ap-northeast-1",
        allowed_account_ids=["333333333333"],
        secret_key=pulumi.Output.secret(CANARY),
    )
)
osaka = pulumi.ResourceOptions(
    provider=aws.Provider("osaka", region="ap-northeast-3", allowed_account_ids=["333333333333"])
)
azure = pulumi.ResourceOptions(
    provider=azure_native.Provider(
        "subscription", subscription_id="44444444-4444-4444-4444-444444444444", location="japaneast"
    )
)
google = pulumi.ResourceOptions(provider=gcp.Provider("project", project="example-rehearsal", region="asia-northeast1"))

key = aws.kms.Key("key", enable_key_rotation=True, opts=tokyo)
data = aws.s3.Bucket("data", bucket="gov-data", tags={"owner": OWNER}, opts=tokyo)
aws.s3.BucketServerSideEncryptionConfiguration(
    "data-encryption",
    bucket=data.id,
    rules=[{"apply_server_side_encryption_by_default": {"kms_master_key_id": key.arn, "sse_algorithm": "aws:kms"}}],
    opts=tokyo,
)
aws.ssm.Parameter(
    "token", name="/vrs/token", type="SecureString", key_id=key.arn, value=pulumi.Output.secret(CANARY), opts=tokyo
)
vpc = aws.ec2.Vpc("main", cidr_block=os.environ.get("CIDR", "10.20.0.0/16"), opts=osaka)
aws.ec2.Subnet("app", vpc_id=vpc.id, cidr_block="10.20.0.0/24", opts=osaka)

group = azure_native.resources.ResourceGroup("group", resource_group_name="rg-vrs", location="japaneast", opts=azure)
vault = azure_native.keyvault.Vault(
    "vault",
    vault_name="kv-vrs",
    resource_group_name=group.name,
    location="japaneast",
    properties={"tenant_id": "11111111", "sku": {"family": "A", "name": azure_native.keyvault.SkuName.PREMIUM}},
    opts=azure,
)
if os.environ.get("LOCKED"):
    azure_native.authorization.ManagementLockByScope(
        "lock",
        scope=vault.id,
        lock_name="keep",
        level="CanNotDelete",
        opts=pulumi.ResourceOptions.merge(azure, pulumi.ResourceOptions(retain_on_delete=True)),
    )

ring = gcp.kms.KeyRing("ring", name="vrs", location="asia-northeast1", opts=google)
crypto_key = gcp.kms.CryptoKey("crypto-key", name="data", key_ring=ring.id, rotation_period="7776000s", opts=google)
gcp.storage.Bucket(
    "archive",
    name="gov-archive",
    location="ASIA-NORTHEAST1",
    encryption={"default_kms_key_name": crypto_key.id},
    opts=google,
)
pulumi.export("arns", [data.arn, vpc.arn])
