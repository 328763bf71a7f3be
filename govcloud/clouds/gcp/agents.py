"""Google's own accounts that act for a project (service agents), and which of them must be able to use which key."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final

from govcloud.blocks import EncryptionKey
from govcloud.clouds.gcp.account import Account
from govcloud.facts import KeyLevel
from govcloud.systems.layout import Layout, Planned


@dataclasses.dataclass(frozen=True, slots=True)
class Agent:
    """A service agent. `api` is the service whose identity is generated to make it exist. `address` holds
    `{number}` for the project number; it is not always `gcp-sa-…`."""

    api: str
    address: str


AGENTS: Final[Mapping[str, Agent]] = {
    "artifactregistry": Agent(
        "artifactregistry.googleapis.com", "service-{number}@gcp-sa-artifactregistry.iam.gserviceaccount.com"
    ),
    "logging": Agent("logging.googleapis.com", "service-{number}@gcp-sa-logging.iam.gserviceaccount.com"),
    "pubsub": Agent("pubsub.googleapis.com", "service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com"),
    "run": Agent("run.googleapis.com", "service-{number}@serverless-robot-prod.iam.gserviceaccount.com"),
    "secretmanager": Agent(
        "secretmanager.googleapis.com", "service-{number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
    ),
    "sqladmin": Agent("sqladmin.googleapis.com", "service-{number}@gcp-sa-cloud-sql.iam.gserviceaccount.com"),
    "storage": Agent("storage.googleapis.com", "service-{number}@gs-project-accounts.iam.gserviceaccount.com"),
}

LOGGING_KEY: Final = "logging-key"
"""The account with which Cloud Logging uses keys: no service agent, made by `gcloud logging settings describe`."""

_KEY_USERS: Final[Mapping[str, tuple[str, ...]]] = {
    "container_registry": ("artifactregistry",),
    "container_service": ("run",),
    "database": ("sqladmin",),
    "log_archive": (LOGGING_KEY, "storage"),
    "object_store": ("storage",),
    "secret": ("pubsub", "secretmanager"),
    "static_site": ("run", "storage"),
}
"""Which agents use the key that a block of some kind names. Kinds that store nothing under a key are absent."""

_GRANTED: Final[Mapping[str, str]] = {"log_archive": "logging", "secret": "secretmanager"}
"""Agents that are granted something else than a key: writing to an archive, telling of a renewal."""


def key_users(planned: Planned) -> tuple[str, ...]:
    """The agents that must be able to use this key, by name, for all blocks of the layout that name it."""
    kinds = {consumer.planned.block.kind for consumer in planned.consumers}
    return tuple(sorted({user for kind in kinds for user in _KEY_USERS.get(kind, ())}))


def in_use(layout: Layout) -> tuple[str, ...]:
    """The agents that must exist before any grant to them: the users of all keys, and those granted something else."""
    keys = [planned for planned in layout.blocks.values() if isinstance(planned.block, EncryptionKey)]
    held = [key for key in keys if key.key_level(key.name) > KeyLevel.K0]
    users = {user for key in held for user in key_users(key)}
    granted = {_GRANTED[planned.block.kind] for planned in layout.blocks.values() if planned.block.kind in _GRANTED}
    return tuple(sorted((users | granted) & AGENTS.keys()))


def member(account: Account, user: str) -> str:
    """The agent as IAM writes a member."""
    if user == LOGGING_KEY:
        return f"serviceAccount:{account.key_account_of_logging}"
    return f"serviceAccount:{AGENTS[user].address.format(number=account.project_number)}"
