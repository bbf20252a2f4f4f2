"""What the comparison with PyLD and pyoxigraph covers, and that it can fail.

The comparison itself is in `test_equality`, and at any length in
`python -m tests.credentials.walker.equality`.
"""

import pytest

from badgeservice.credentials.vocabulary import CLASSES as TABLES
from tests.credentials.walker.classes import CLASSES, NOT_COMPARED
from tests.credentials.walker.equality import every_place
from tests.credentials.walker.generator import Generator
from tests.credentials.walker.peers import by_pyld, by_pyoxigraph

LISTED = {(name, member) for name, members in CLASSES.items() for member in members}


def test_every_class_and_property_of_the_specification_is_compared() -> None:
    assert LISTED - NOT_COMPARED - every_place() == set()


def test_the_service_knows_every_class_and_property_of_the_specification() -> None:
    known = {(name, member) for name, class_ in TABLES.items() for member in class_.members}
    # Classes that others define are open: only what all of them share is in a table.
    left_open = {(name, member) for name, member in LISTED if not TABLES[name].is_closed}

    assert LISTED - left_open - known == set()


@pytest.mark.parametrize("seed", range(5))
def test_both_peers_notice_a_changed_text(seed: int) -> None:
    document = Generator(seed).credential()
    before = by_pyld(document), by_pyoxigraph(document)
    document["description"] = "Something else altogether"

    assert by_pyld(document) != before[0]
    assert by_pyoxigraph(document) != before[1]
