"""A simulated cloud: providers for Pulumi's engine that behave like the real ones, with no account.

`run(["pulumi", "up"], state)` rehearses a command; `serving(state)` gives the ports, for engines that are started
elsewhere. What exists stays on disk in `state` between runs. See `Plan` for what it can be told to do wrong.
"""

from govcloud.testing.simulator.adoption import adopt
from govcloud.testing.simulator.control import Choice, Drift, Failure, Plan, Slowness
from govcloud.testing.simulator.simulation import attaching, run, serving, variables
from govcloud.testing.simulator.store import Store, Thing
from govcloud.testing.simulator.tables import tables

__all__ = [
    "Choice",
    "Drift",
    "Failure",
    "Plan",
    "Slowness",
    "Store",
    "Thing",
    "adopt",
    "attaching",
    "run",
    "serving",
    "tables",
    "variables",
]
