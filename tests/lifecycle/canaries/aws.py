"""Secrets in AWS's resources: given in the open type's own property, inside JSON, and made up by the cloud."""

import pulumi
import pulumi_aws as aws


def plant(key, secret):
    opts = pulumi.ResourceOptions(parent=key)
    arn = key.native["key"].arn
    aws.ssm.Parameter("canary-parameter", type="SecureString", key_id=arn, value=secret, opts=opts)
    place = aws.secretsmanager.Secret("canary-secret", kms_key_id=arn, opts=opts)
    document = pulumi.Output.json_dumps({"password": secret})
    aws.secretsmanager.SecretVersion("canary-version", secret_id=place.id, secret_string=document, opts=opts)
    user = aws.iam.User("canary-user", opts=opts)
    pulumi.export("canary-made", aws.iam.AccessKey("canary-access", user=user.name, opts=opts).secret)
