"""A block as a Pulumi component: what users get back from `run` and pass to their own resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from govcloud.clouds.outputs import Outputs
from govcloud.systems import Planned


class Component(pulumi.ComponentResource):
    """One rendered block. `outputs` is typed and the same on every cloud; `native` holds the cloud's own resources by
    role, for what the block does not say. What is changed or added there is judged like everything else."""

    outputs: Outputs
    native: Mapping[str, Any]

    def __init__(self, planned: Planned, opts: pulumi.ResourceOptions | None = None) -> None:
        """Register the component `govcloud:index:<Block>` under the block's name."""
        super().__init__(f"govcloud:index:{type(planned.block).__name__}", planned.name, None, opts)
        self.planned = planned
        self.native = {}

    def finish(self, outputs: Outputs, native: Mapping[str, Any]) -> None:
        """Hand over what the renderer made; closes the component for Pulumi."""
        self.outputs, self.native = outputs, native
        self.register_outputs(outputs.exported())
