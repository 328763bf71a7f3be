"""Secrets in Google Cloud's resources: given in the type's own property, and made up by the cloud."""

import pulumi
import pulumi_gcp as gcp


def plant(key, secret):
    opts = pulumi.ResourceOptions(parent=key)
    place = gcp.secretmanager.Secret(
        "canary-secret",
        secret_id="canary",
        replication={"user_managed": {"replicas": [{"location": "asia-northeast1"}]}},
        opts=opts,
    )
    gcp.secretmanager.SecretVersion("canary-version", secret=place.id, secret_data=secret, opts=opts)
    account = gcp.serviceaccount.Account("canary-account", account_id="canary", opts=opts)
    made = gcp.serviceaccount.Key("canary-key", service_account_id=account.name, opts=opts)
    pulumi.export("canary-made", made.private_key)
