"""Secrets in Azure's resources: deep inside an object. What the cloud makes up is marked by the program, for the SDK
of azure-native marks nothing itself."""

import pulumi
import pulumi_azure_native as azure


def plant(key, secret):
    home = azure.resources.ResourceGroup("canary-group", opts=pulumi.ResourceOptions(parent=key))
    azure.keyvault.Secret(
        "canary-secret",
        resource_group_name=home.name,
        vault_name=key.native["vault"].name,
        properties={"value": secret, "content_type": "text/plain"},
        opts=pulumi.ResourceOptions(parent=key),
    )
    redis = azure.redis.Redis(
        "canary-cache",
        resource_group_name=home.name,
        sku={"name": "Premium", "family": "P", "capacity": 1},
        enable_non_ssl_port=False,
        opts=pulumi.ResourceOptions(parent=key, additional_secret_outputs=["accessKeys"]),
    )
    pulumi.export("canary-made", redis.access_keys)
