"""Three-valued answers: yes, no, and not seen."""

from __future__ import annotations

from govcloud.facts import UNKNOWN, Unknown
from govcloud.graph import Resource

Answer = bool | Unknown


def said(value: object) -> Answer:
    """A property as an answer: absent is no, unknown stays unknown."""
    return UNKNOWN if value is UNKNOWN else value is True or value == "true"


def opposite(answer: Answer) -> Answer:
    """Not seen stays not seen."""
    return UNKNOWN if isinstance(answer, type(UNKNOWN)) else not answer


def both(*answers: Answer) -> Answer:
    """No as soon as one is no; yes only if all are."""
    if any(answer is False for answer in answers):
        return False
    return UNKNOWN if any(answer is UNKNOWN for answer in answers) else True


def either(*answers: Answer) -> Answer:
    """Yes as soon as one is yes; no only if all are."""
    if any(answer is True for answer in answers):
        return True
    return UNKNOWN if any(answer is UNKNOWN for answer in answers) else False


def present(resource: Resource, path: str) -> bool:
    """Whether a property says something. What nobody set reads as empty in a running stack, not as absent."""
    value = resource.at(path)
    return value is UNKNOWN or value not in (None, "", [], {})
