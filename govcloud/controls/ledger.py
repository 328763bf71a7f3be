"""The ledger: what cannot be judged is not let through."""

from __future__ import annotations

from govcloud.controls.logic import Verdict, is_true
from govcloud.controls.model import Examples, cases, rule
from govcloud.facts import Classified


@rule(
    "GC-LED-01",
    Classified,
    Examples(
        passing=cases(Classified(subject="files", what="type", known=True, token="example:index:Known")),
        failing=cases(Classified(subject="files", what="type", known=False, token="example:index:Unheard")),
        unknown=cases(Classified(subject="files", what="type", token="example:index:Unheard")),
    ),
)
def classified(fact: Classified) -> Verdict:
    """Every resource's type has a row in the ledger: where it is, what encrypts it, what it says.

    Not one of the catalogue's 70: it is what makes the others complete.

    Why: a type that nobody has classified yields no facts, and rules over facts would pass it in silence.

    Fix: use a block or a classified type, or write a recogniser for the type, if only for its place.

    Source: NIST SP 800-53 CM-8.

    日本語: すべての資源の型が台帳に載っている。載っていない型は判定できないため不合格とする。

    対処: ブロックまたは台帳にある型を使う。あるいは、その型の認識器(少なくとも所在)を書く。
    """
    return is_true(fact.known)
