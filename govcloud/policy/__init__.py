"""The controls as a Pulumi policy pack: `pulumi preview --policy-pack "$(python -m govcloud.policy)"`.

The pack judges every resource that the engine reports, whoever wrote it, by the same `assess` as `check` and `run`.
It answers Pulumi's analyzer protocol itself (`Analyzer`) instead of going through the policy SDK, for what the SDK
takes away before a policy sees it: which values are secret (it opens them unmarked), and an enforcement level per
finding (it has one per policy, and gives up a whole policy at the first unknown value).

Settings go to the policy `govcloud-settings` of a `--policy-pack-config` file, levels to each control's own policy:

    {"govcloud-settings": {"system_file": "$PWD/system.yaml", "beside": ["$PWD/foundation.json"], "lang": "ja"},
     "GC-ENC-03": {"enforcementLevel": "mandatory"}}

`system_file` makes a system's own waivers and acceptances count. `beside` names exports of the system's other stacks:
a workload refers to keys, networks and logs of its foundation, which its own stack does not hold. Without it, what
names a thing of another stack (a key, a log's destination) warns; what may be missing only because the other stack is
not shown (a registry, a block's logs) is unknown; each says so. Whatever else is not seen is as if missing.

Enforcement: a failing mandatory control refuses in preview and update. What a mandatory control cannot see refuses in
an update and warns in a preview, where much is not known yet, and in `pulumi policy analyze --file`, where encrypted
secrets cannot be read. A waived finding and a recommended control warn, as does GC-DEL-01 in a stack whose protection
is lifted (`govcloud:lift-protection`): that change is refused by nobody, and told. Residency alone is judged resource
by resource too, during an update: data that was abroad for a minute cannot be brought back, and its place needs no
other resource. Everything else needs the whole graph and is judged at the end; so a plain `pulumi up`, whose preview
comes first, is stopped before anything exists, and `up --skip-preview` only after (`govcloud.run` refuses earlier than
any pack can).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACK: Final = Path(__file__).with_name("pack")
"""The folder to give to `--policy-pack`. It is only ever read."""

__all__ = ["PACK"]
