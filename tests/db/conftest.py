"""Fixtures of the database tests."""

from collections.abc import Iterator

import pytest

from officedesk.services.desk import Desk
from tests.factories import second_desk


@pytest.fixture
def other_desk(desk: Desk) -> Iterator[Desk]:
    """The same office at another desktop, with connections of its own."""
    other = second_desk(desk)
    yield other
    other.database.close()
