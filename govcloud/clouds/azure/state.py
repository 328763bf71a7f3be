"""How Pulumi keeps state in a Blob Storage container and its secrets under a Key Vault key.

Neither URL can tell a region: the storage account and the vault decide it, and `az storage account show` tells it.
Sources: https://www.pulumi.com/docs/iac/guides/basics/using-a-diy-backend/,
https://www.pulumi.com/docs/iac/concepts/secrets/, and the refusals of Pulumi 3.260 (2026-11-22).
"""

from __future__ import annotations

from typing import Final

from govcloud.clouds.state import Form

BACKEND: Final = Form(
    scheme="azblob",
    example="azblob://state?storage_account=exampleagencystate",
    address=r"[a-z0-9](-?[a-z0-9]){2,62}(/[A-Za-z0-9._/-]*)?",
    settings={"storage_account": "[a-z0-9]{3,24}"},
    needed=("storage_account",),
)
"""Without `storage_account` the variable AZURE_STORAGE_ACCOUNT of whoever deploys would decide whose state it is."""

SECRETS: Final = Form(
    scheme="azurekeyvault",
    example="azurekeyvault://example-agency.vault.azure.net/keys/state",
    address=r"[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]\.vault\.azure\.net/keys/[A-Za-z0-9-]{1,127}(/[0-9a-f]{32})?",
)
