"""Keys in a Managed HSM that the organisation runs: their addresses, and how an identity says for which one it is."""

from __future__ import annotations

import re
from typing import Final

from govcloud.blocks import EncryptionKey
from govcloud.clouds.azure import naming
from govcloud.clouds.azure.account import Account
from govcloud.clouds.wrapping import Pair
from govcloud.systems import Planned

KEY_TAG: Final = "hsm-key"
"""On an identity: the address of the key that it uses, which no resource here stands for."""

RENEWAL_TAG: Final = "renewal-days"
"""On what stands for a brought or outside key: the days after which the agency renews it."""

ROLE: Final = "Managed HSM Crypto Service Encryption User"
"""The one role of an HSM's own access control that reads, wraps and unwraps with a key, and does nothing else."""

_HOST: Final = ".managedhsm.azure.net"
_KEY: Final = re.compile(
    r"(https://[a-z][a-z0-9-]{1,22}[a-z0-9]\.managedhsm\.azure\.net/keys/[a-z0-9-]{1,127})(/[0-9a-f]{32})?"
)


def base(planned: Planned, account: Account) -> str:
    """The address of the HSM in the key's region, with a slash at the end. The account must name one."""
    return f"https://{account.managed_hsms[planned.of(planned.name, EncryptionKey).region]}{_HOST}/"


def key_name(planned: Planned, account: Account) -> str:
    """The key's name in the HSM. Until the account says it, a rehearsal takes the block's; nothing is deployed on
    that: see `state` in `wrapping.py`."""
    return account.outside_keys.get(planned.name, planned.name)


def is_in_hsm(address: str) -> bool:
    """Whether an address is one of a Managed HSM's, whatever else is in it."""
    return address.casefold().partition("/keys/")[0].rstrip("/").endswith(_HOST)


def key_at(address: object) -> str | None:
    """The key at an address, without its version and in lower case, in which Azure compares; `None` where it is no
    key of a Managed HSM."""
    found = _KEY.fullmatch(address.casefold()) if isinstance(address, str) else None
    return found.group(1) if found else None


def identity_name(planned: Planned) -> str:
    """The identity by which everything under the key uses it."""
    return naming.local(planned.name, "identity")


def granting(planned: Planned, account: Account) -> Pair:
    """What an administrator of the HSM runs and enters before anything may use the key."""
    principal = (
        f"$(az identity show --resource-group {naming.group(planned.layout, planned.name)}"
        f" --name {identity_name(planned)} --query principalId --output tsv)"
    )
    hsm = account.managed_hsms[planned.of(planned.name, EncryptionKey).region]
    command = (
        f'az keyvault role assignment create --hsm-name {hsm} --role "{ROLE}"'
        " --scope /keys/<key>"
        f" --assignee-principal-type ServicePrincipal --assignee-object-id {principal}"
    )
    entry = f"environments.{planned.layout.environment_name}.azure.outside_keys.{planned.name}"
    return (
        f"{command}; then enter <key>, the key's name there, under {entry} and run pulumi up --stack {{stack}}",
        f"{command} を実行し、HSM内の鍵の名前 <key> を {entry} に書いて pulumi up --stack {{stack}}",
    )
