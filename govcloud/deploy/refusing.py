"""How it is said, in both languages, that nothing was registered and why."""

from __future__ import annotations

from typing import Final

from govcloud.errors import RefusedError, Text, in_language

_NOTHING: Final = Text("refused: nothing has been registered", "拒否: 何も登録されていない")


def refused(*reasons: Text) -> RefusedError:
    """The refusal that comes before the first resource, a line for each reason."""
    english, japanese = ("\n  ".join(in_language(line, lang) for line in (_NOTHING, *reasons)) for lang in ("en", "ja"))
    return RefusedError(english, ja=japanese)
