"""A system with secrets in every place where a program can have some; `planted` is the cloud's own."""

import os

import planted  # pyrefly: ignore[missing-import]
import pulumi

import govcloud

config = pulumi.Config("canary")


def also(made):
    secret = config.require_secret("value")
    planted.plant(made["key"], secret)
    pulumi.export("canary", secret)
    pulumi.export("canary-inside", {"list": [secret], "text": pulumi.Output.concat("user:", secret, "@host")})
    pulumi.export("canary-parsed", config.require_secret_object("object"))
    if os.environ.get("LEAKED"):
        pulumi.export("not-a-canary", os.environ["LEAKED"])


govcloud.run("system.yaml", also=also)
