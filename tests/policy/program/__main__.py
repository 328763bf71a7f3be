import os

import pulumi


class Plain(pulumi.CustomResource):
    """A resource written by hand, with no SDK: its type and whatever inputs it is given."""

    arn: pulumi.Output[str]

    def __init__(self, type_, name, **inputs):
        super().__init__(type_, name, {**inputs, "arn": None})


key = Plain("example:index:Key", "key")
if "dark" in os.environ["MAKES"]:
    Plain("example:index:Store", "dark", place=key.arn.apply(lambda _: "paris"), key=key.arn)
if "bare" in os.environ["MAKES"]:
    Plain("example:index:Store", "bare", place="tokyo", password=pulumi.Output.secret("canary-password"))
if "abroad" in os.environ["MAKES"]:
    Plain("example:index:Store", "abroad", place="paris", key=key.arn)
if "good" in os.environ["MAKES"]:
    Plain("example:index:Store", "good", place="tokyo", key=key.arn)
