"""`govcloud policy`: where the policy pack is that judges a Pulumi program by the same controls."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from govcloud.cli.words import Pair, both, usage
from govcloud.errors import did_you_mean

ABOUT: Final[Pair] = (
    "Print the folder of the policy pack: the controls for 'pulumi preview --policy-pack'.",
    "ポリシーパックのフォルダーを表示する('pulumi preview --policy-pack' に渡す管理策)。",
)
EXAMPLES: Final = (
    'pulumi preview --policy-pack "$(govcloud policy path)"',
    'pulumi policy analyze --policy-pack "$(govcloud policy path)" --file export.json',
)
WORDS: Final[dict[str, Pair]] = {
    "what": ("a policy pack has no '{what}': {hint}", "ポリシーパックに '{what}' はない: {hint}"),
}
_KNOWN: Final = ("path",)


def policy(
    what: Annotated[str, typer.Argument(help=both("path: the pack's folder.", "path: パックのフォルダー。"))],
) -> int:
    """Print it alone on a line, for `$(…)`."""
    from govcloud.policy import PACK

    if what not in _KNOWN:
        raise usage(WORDS["what"], what=what, hint=did_you_mean(what, _KNOWN))
    typer.echo(PACK)
    return 0
