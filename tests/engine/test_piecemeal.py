"""Importing an SDK by the class: nothing but the time differs from importing it as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

SERVICES = [
    ("pulumi_aws.ec2", "Vpc"),
    ("pulumi_azure_native.network", "VirtualNetwork"),
    ("pulumi_gcp.compute", "Network"),
]
BEFORE = """
import importlib, json, sys
from govcloud.engine import piecemeal

def whole(module):
    return type(module).__name__ == "module"

service = sys.argv[1]
if sys.argv[2:]:
    piecemeal.install(sys.argv[2])
    piecemeal.install(sys.argv[2])
module = importlib.import_module(service)
getattr(module, "__builtins__", None)  # the SDK's own laziness ends here
"""


def answered(program: str, service: str, *, piecemeal: bool = True, given: object = None) -> Any:
    """What a program in a process of its own prints as JSON; `given` is its standard input."""
    package = [service.partition(".")[0]] if piecemeal else []
    command = [sys.executable, "-c", f"{BEFORE}{program}", service, *package]
    said = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.mark.parametrize(("service", "name"), SERVICES)
def test_a_class_is_found_without_its_neighbours(service: str, name: str) -> None:
    program = "getattr(module, json.load(sys.stdin)); print(json.dumps([whole(module), len(sys.modules)]))"
    completed, modules = answered(program, service, given=name)
    _, all_modules = answered(f"dir(module)\n{program}", service, given=name)
    assert not completed
    assert modules < all_modules


@pytest.mark.parametrize("service", [service for service, _ in SERVICES])
def test_every_name_of_a_service_is_what_it_is_in_the_whole_package(service: str) -> None:
    names = answered("print(json.dumps([n for n in vars(module) if n[0] != '_']))", service, piecemeal=False)
    program = """
found = {name: getattr(module, name) for name in sorted(json.load(sys.stdin))}
piecemeal.complete(module)
print(json.dumps([name for name, value in found.items() if vars(module)[name] is not value]))
"""
    assert len(names) > 50
    assert answered(program, service, given=names) == []


def test_a_function_is_not_hidden_by_the_file_of_its_name() -> None:
    program = """
from pulumi_aws.ec2.get_ami import get_ami
print(json.dumps(module.get_ami is get_ami))
"""
    assert answered(program, "pulumi_aws.ec2") is True
    assert answered(program, "pulumi_aws.ec2", piecemeal=False) is True


def test_what_lists_a_package_sees_all_of_it() -> None:
    names = answered("print(json.dumps(sorted(vars(module))))", "pulumi_aws.kms", piecemeal=False)
    assert answered("print(json.dumps(sorted(dir(module))))", "pulumi_aws.kms") == names
    starred = "scope = {}\nexec('from pulumi_aws.kms import *', scope)\nprint(json.dumps('GetKeyResult' in scope))"
    assert answered(starred, "pulumi_aws.kms") is True


def test_a_name_that_is_not_there_is_told_in_pythons_own_words() -> None:
    program = """
try:
    module.NoSuchThing
except AttributeError as error:
    print(json.dumps(str(error)))
"""
    whole = answered(program, "pulumi_aws.kms", piecemeal=False)
    assert answered(program, "pulumi_aws.kms") == whole


def test_the_settings_of_an_sdk_keep_their_own_class() -> None:
    program = "print(json.dumps([type(module).__name__, module.region]))"
    whole = answered(program, "pulumi_aws.config", piecemeal=False)
    assert answered(program, "pulumi_aws.config") == whole
