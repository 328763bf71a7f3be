"""A cloud's SDK imported by the class: its service packages load what is asked for, not all their hundreds of classes.

A service's `__init__` imports every class of the service, of which a system uses a few: half a second of each render
and each preview. Here that `__init__` runs only when something is asked for that cannot be found by its name alone, so
that a program sees no difference but the time.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Final

_CLASS: Final = re.compile(r"[A-Z]\w*")
_PARTS: Final = frozenset({"_enums", "_inputs", "_utilities", "outputs"})
"""Submodules that the files of a service import from their package."""
_SETTINGS: Final = "config"
"""The one package of an SDK that is no service: it gives itself a class of its own while it loads."""
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def install(package: str) -> None:
    """Import the services of an SDK (`pulumi_aws`) by the class from now on. Services already loaded stay as they are;
    asking twice changes nothing."""
    if not any(isinstance(finder, _Finder) and finder.package == package for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(package))


def complete(service: ModuleType) -> None:
    """Run a service package's own `__init__`, if it has not run."""
    loader = service.__spec__.loader if service.__spec__ else None
    if isinstance(service, _Service) and isinstance(loader, _Loader):
        service.__class__ = ModuleType  # pyrefly: ignore[bad-argument-type]
        loader.whole.exec_module(service)


class _Service(ModuleType):
    """A service package whose `__init__` has not run."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name in _PARTS:
            return importlib.import_module(f"{self.__name__}.{name}")
        found = _by_name(self, name) if _CLASS.fullmatch(name) else None
        if found is None:
            complete(self)
            return getattr(self, name)
        setattr(self, name, found)
        return found

    def __setattr__(self, name: str, value: object) -> None:
        # A function's file is named as the function, which the complete package has in that place.
        if isinstance(value, ModuleType) and isinstance(getattr(value, name, None), FunctionType):
            complete(self)
        else:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        complete(self)
        return sorted(vars(self))


def _by_name(service: ModuleType, name: str) -> object | None:
    """A class, or the arguments of one, from the file that is named as the class; or what classes share."""
    own = (_WORDS.sub("_", stem).lower() for stem in (name, name.removesuffix("Args")))
    # What `__init__` imports last wins there, so it comes first here.
    for file in ("_inputs", *own, "_enums"):
        if (Path(service.__path__[0]) / f"{file}.py").is_file():
            home = importlib.import_module(f"{service.__name__}.{file}")
            if name in home.__all__:
                return getattr(home, name)  # type: ignore[no-any-return]
    return None


class _Loader(Loader):
    """Leaves a service package empty: what is in it comes when it is asked for."""

    def __init__(self, whole: SourceFileLoader) -> None:
        self.whole = whole

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Python's own module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Nothing of it yet."""
        module.__class__ = _Service

    def get_source(self, fullname: str) -> str | None:
        """The package's own text, which a traceback shows."""
        return self.whole.get_source(fullname)


class _Finder(MetaPathFinder):
    """Finds the packages directly in an SDK."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The service's spec with the loader above; `None` for all else."""
        above, _, last = fullname.rpartition(".")
        if above != self.package or last == _SETTINGS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.submodule_search_locations and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader)
        return spec
