"""What gives a secret away: names and values of settings, on any cloud.

One place for blocks, which refuse such settings, and for recognisers, which find them in anybody's resources.
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(
    r"PASSWORD|PASSWD|PASSPHRASE|SECRET(?!ARIAT)|TOKEN|PRIVATE_?KEY|API_?KEY|CREDENTIAL|ACCESS_?KEY|(^|_)(PASS|PWD)(_|$)"
)
_WHERE: Final = re.compile(r"(?<!ACCESS_KEY)_(ARN|HOST|ID|NAME|PORT|URI|URL|USER)$")
"""Names that end so say where something is, or whose, not what it is; an access key's id is half of a credential."""
_VALUE: Final = re.compile(
    r"-----BEGIN |A[KS]IA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|://[^/\s:@]*:[^/\s@]+@|[?&]sig=|eyJ[A-Za-z0-9_-]{20,}\."
    r"|(?i:(AccountKey|SharedAccessKey|password|pwd)=)"
)


def secret_by_name(name: str) -> bool:
    """Whether a setting's name says that its value must be hidden."""
    upper = name.upper()
    return bool(_NAME.search(upper)) and not _WHERE.search(upper)


def secret_by_value(value: str) -> bool:
    """Whether a text is, or holds, a key or password of a known form."""
    return bool(_VALUE.search(value))
