"""A register reads the facts of each type it knows, and says of any other that it does not."""

from collections.abc import Iterator

import pytest

from govcloud.errors import GovcloudError
from govcloud.facts import UNKNOWN, AtRest, Classified, Fact, KeyLevel, Labelled, Place, Placed
from govcloud.graph import Entry, Graph, Register, Resource, nothing

BUCKET = "aws:s3/bucket:Bucket"


def place(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    yield Placed(subject=resource.urn, what="primary", where=Place.TOKYO)


def keys(resource: Resource, _graph: Graph) -> Iterator[Fact]:
    yield AtRest(subject=resource.urn, what="objects", level=KeyLevel.K1)


def labels(resource: Resource, graph: Graph) -> Iterator[Fact]:
    yield Labelled(subject=resource.urn, what="owner", complete=UNKNOWN, missing=(graph.project,))


ENTRY = Entry(BUCKET, place, keys, labels, data="objects")


def read(token: str) -> list[Fact]:
    register = Register("aws")
    register.add(ENTRY)
    resource = Resource(urn="u", type=token, name="n")
    return list(register.read(resource, Graph("p", "s", [resource])))


def test_a_known_type_yields_class_place_key_and_the_rest() -> None:
    assert read(BUCKET) == [
        Classified(subject="u", what="type", known=True, token=BUCKET),
        Placed(subject="u", what="primary", where=Place.TOKYO),
        AtRest(subject="u", what="objects", level=KeyLevel.K1),
        Labelled(subject="u", what="owner", complete=UNKNOWN, missing=("p",)),
    ]


def test_a_type_nobody_knows_yields_just_that() -> None:
    assert read("aws:s3/other:Other") == [Classified(subject="u", what="type", known=False, token="aws:s3/other:Other")]


def test_a_type_has_one_recogniser() -> None:
    register = Register("aws")
    register.add(ENTRY)
    with pytest.raises(GovcloudError, match=f"two recognisers for {BUCKET}"):
        register.add(Entry(BUCKET, nothing, nothing, nothing))


def test_nothing_yields_nothing() -> None:
    resource = Resource(urn="u", type=BUCKET, name="n")
    assert list(nothing(resource, Graph("p", "s", [resource]))) == []
