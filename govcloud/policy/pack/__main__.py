"""What Pulumi's engine starts when it is given this folder as a policy pack."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    try:
        from govcloud.policy.serving import serve
    except ModuleNotFoundError as error:
        sys.exit(
            f"the policy pack needs '{error.name}', which {sys.executable} does not have: put the environment with"
            " govcloud[policy] first on PATH /"
            " ポリシーパックには govcloud[policy] を入れた環境の python が要る(PATH の先頭に置く)"
        )
    serve()
