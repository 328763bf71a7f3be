"""`govcloud keys`: the ceremony in which an agency brings its own keys, verb by verb."""

from __future__ import annotations

import importlib
from typing import Any, Final

from govcloud.cli.words import Pair, both

ABOUT: Final[Pair] = (
    "Bring the agency's own keys (BYOK): make them, wrap them, import them, and keep a signed record of it all.",
    "府省庁自身の鍵を持ち込む(BYOK): 鍵を生成・ラップ・インポートし、全手順を署名付きで記録する。",
)
EXAMPLES: Final = (
    "govcloud keys plan projects/digital-agency/vrs --env prod",
    "govcloud keys generate projects/digital-agency/vrs --env prod --dry-run",
    "govcloud keys record verify ceremony.jsonl --signed-by officer.pem.pub",
)
VERBS: Final[dict[str, str]] = {
    "destroy": "keys_making:destroy",
    "escrow-check": "keys_making:escrow_check",
    "generate": "keys_making:generate",
    "import": "keys_moving:import_",
    "offer": "keys_parcels:offer",
    "plan": "keys_planning:plan",
    "rotate": "keys_renewing:rotate",
    "status": "keys_status:status",
    "verify": "keys_renewing:verify",
    "wrap": "keys_moving:wrap",
}
"""Each verb's module and function. None is loaded before `keys` is called; `ABOUT` and `EXAMPLES` there go by verb."""
RECORD: Final[dict[str, str]] = {
    "close": "keys_record:close",
    "signer": "keys_record:signer",
    "verify": "keys_record:verify",
}


def verbs() -> Any:
    """The verbs as a Typer program of their own."""
    from govcloud.cli import keys_record

    made = _group(VERBS, "keys", ABOUT, EXAMPLES)
    made.add_typer(_group(RECORD, "keys record", keys_record.ABOUT, keys_record.EXAMPLES["verify"]), name="record")
    return made


def _group(table: dict[str, str], path: str, about: Pair, examples: tuple[str, ...]) -> Any:
    import typer

    from govcloud.cli.help import Verb
    from govcloud.cli.keys_expanding import expanded
    from govcloud.cli.keys_help import Group, shown

    text = "\n\n".join((both(*about), "\n".join(examples)))
    made = typer.Typer(cls=Group, help=text, add_completion=False, rich_markup_mode=None, invoke_without_command=True)
    made.callback(cls=Group, help=text, invoke_without_command=True)(shown)
    for name, address in table.items():
        module_name, _, function = address.partition(":")
        module = importlib.import_module(f"govcloud.cli.{module_name}")
        said = "\n\n".join((both(*module.VERBS[name]), "\n".join(module.EXAMPLES[name])))
        made.command(name, cls=Verb, help=said)(expanded(getattr(module, function)))
    return made
