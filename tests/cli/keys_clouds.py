"""Azure and Google Cloud as the command line reaches them in tests: by their real SDKs, answered by our stand-ins."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from govcloud.clouds import importing
from govcloud.clouds.importing import Importer
from govcloud.clouds.wrapping import Target
from govcloud.keys.plan import brought as planned
from tests.keys.doubles import Double, Kms, Vault
from tests.keys.test_import_others import IMPORTERS
from tests.keys.test_plan import BROUGHT
from tests.rendering import layout_of

DOUBLES: dict[str, Callable[[Target], Double]] = {
    "azure": lambda target: Vault(url=target.key.partition("/keys/")[0]),
    "gcp": lambda _target: Kms(),
}


class Cloud:
    """A cloud's double, reached by the command line instead of the service."""

    def __init__(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        [target] = [n.target for n in planned(layout_of(BROUGHT)) if (n.cloud, n.block) == (name, "key") and n.target]
        self.name, self.target, self.double = name, target, DOUBLES[name](target)
        self.importer = IMPORTERS[name](self.double, target)
        monkeypatch.setattr(importing, "importer", self._for)

    def _for(self, target: Target) -> Importer:
        assert target.service.cloud == self.name
        return self.importer
