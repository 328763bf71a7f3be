"""Prints the policy pack's folder, for `--policy-pack "$(python -m govcloud.policy)"`."""

from __future__ import annotations

from govcloud.policy import PACK

if __name__ == "__main__":
    print(PACK)
