"""How the ceremony says no: in English and Japanese, with names, sizes and reasons, never with what was in a key."""

from __future__ import annotations

from govcloud.errors import GovcloudError


class CeremonyError(GovcloudError):
    """A step of the ceremony cannot be done as asked.

    Raised `from None` wherever a library's own error could repeat what it was given: a message of this class holds
    only names, kinds, sizes and reasons written here.
    """

    def __init__(self, en: str, ja: str, **values: object) -> None:
        super().__init__(en.format(**values), ja=ja.format(**values))


class NotTakenError(CeremonyError):
    """A service does not take this material in this way, or not for this wrapping key. The reason is in the message."""


class NotIntactError(CeremonyError):
    """A blob, a sealed file or a record is not what was once written: damaged, cut short or changed."""
