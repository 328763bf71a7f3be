"""Runs a Pulumi program in this process and returns its resource graph. No command line, credentials or network."""

from govcloud.engine.models import Model, Preview, Realistic, Symbolic
from govcloud.engine.rendering import render

__all__ = ["Model", "Preview", "Realistic", "Symbolic", "render"]
