"""Every difference between the embedded engine and the real one that is meant, and why."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass

_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(frozen=True)
class Explained:
    """Differences (a pattern of their lines), a fixture that shows one, and the reason."""

    fixture: str
    lines: str
    reason: str


EXPLAINED = (
    Explained("aliases", "* state * aliases: null / *", "a state has used its aliases up; whom they find is compared"),
    Explained("assets", "* *.hash: * / null", "the engine adds the hash of a file or text; a render reads none"),
    Explained("assets", '* wanted *.text: "<contents elided>" / *', "a preview does not print a text in full"),
    Explained(
        "default_providers",
        "* succession pulumi:providers:*::default_* only ours",
        "the engine makes default providers without announcing them; the states agree",
    ),
    Explained(
        "failing_goes_on",
        "failing_goes_on/0.up end failed / done",
        "a render ends well when the program did; what failed was the caller's own supposition",
    ),
    Explained(
        "get",
        "* ReadResource * response.id: null / *",
        "an engine older than the SDK does not answer the id of a read, which leaves it unknown in a preview",
    ),
    Explained(
        "get",
        f'*.preview ReadResource * response.properties.*: null / "{_UNKNOWN}"',
        "what a preview's answer lacks is unknown to the SDK, the same as an answer that says so",
    ),
    Explained("hooks", "* said info  made * only theirs", "a render runs no hook: nothing is made"),
    Explained(
        "invoke_refused",
        "* Invoke * response: *failures* / null",
        "an unanswered data source is an error that says how to answer it, with the place in the program",
    ),
    Explained(
        "names",
        "names/* inputs*-0000000* / *",
        "the provider makes up names that the program leaves out; a render asks no provider",
    ),
    Explained(
        "names", "names/0.preview RegisterResource * *-0000000* / *", "as above: in the answer and what is made of it"
    ),
    Explained(
        "remote",
        "remote/* only theirs",
        "what another process registers is made there: a render knows a remote component by its outputs",
    ),
    Explained(
        "remote",
        "remote/* wanted example:index:Store$* / null",
        "as above: the children of a remote component",
    ),
    Explained(
        "remote",
        "remote/* RegisterResource *$example:index:Store::* response.propertyDependencies: * / null",
        "as above: what its outputs were made from",
    ),
    Explained(
        "remote",
        "remote/*ependencies*example:index:Store$aws:s3/bucket:Bucket::*",
        "as above: what was made of its outputs depends on its children, too",
    ),
    Explained(
        "remote",
        "remote/* example:index:Store::* *: null / *",
        "the state of a remote component is what its own process says of it, without the program's inputs",
    ),
    Explained(
        "secrets", '* wanted * inputs.*: "?secret?" / *', "a preview blots out a secret setting wherever it stands"
    ),
    Explained(
        "stack_reference",
        "* pulumi:providers:pulumi::default only theirs",
        "the provider of the engine's own types has no settings, no place and no account",
    ),
    Explained(
        "stack_reference",
        "* pulumi:pulumi:StackReference::* provider: * / null",
        "as above: reading a stack needs none",
    ),
    Explained(
        "vrs-aws",
        "vrs-* Invoke pulumi:pulumi:readStackOutputs only theirs",
        "govcloud.run asks what its stacks hold before it rehearses; inside a render it only makes its components",
    ),
)


def reason(difference: str) -> str:
    """Why a difference is meant, "" where it is not."""
    return next((one.reason for one in EXPLAINED if fnmatch.fnmatchcase(difference, one.lines)), "")
