"""Runs a Pulumi program in this process and returns its resource graph. No command line, credentials or network."""

from govcloud.engine.comparison import compare
from govcloud.engine.export import canonical, export
from govcloud.engine.models import Model, Preview, Realistic, Symbolic
from govcloud.engine.rendering import render
from govcloud.engine.sdk import ACTIVE
from govcloud.engine.validation import InputProblem, Severity, validate

__all__ = [
    "ACTIVE",
    "InputProblem",
    "Model",
    "Preview",
    "Realistic",
    "Severity",
    "Symbolic",
    "canonical",
    "compare",
    "export",
    "render",
    "validate",
]
