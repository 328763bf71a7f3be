"""What Pulumi's engine starts when it is given this folder as a policy pack."""

from __future__ import annotations

from govcloud.policy.serving import serve

if __name__ == "__main__":
    serve()
