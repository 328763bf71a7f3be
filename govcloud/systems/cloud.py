"""The clouds' names, and what an environment must say about its account on one."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final, Literal, TypeAlias, get_args

from govcloud.blocks import Model

Cloud: TypeAlias = Literal["aws", "azure", "gcp"]
CLOUDS: Final[tuple[Cloud, ...]] = get_args(Cloud)
"""All clouds, in the order they are shown. Adding one: its name here, a folder under `clouds`, an extra."""


class Account(Model):
    """An environment's account, subscription or project on one cloud. Each cloud has its own fields."""

    @property
    @abstractmethod
    def number(self) -> str:
        """What tells this account from every other one of the cloud."""

    @property
    def locked_archives(self) -> tuple[str, ...]:
        """The log archives whose write-once lock was set by hand, where the cloud needs that second step."""
        return ()
