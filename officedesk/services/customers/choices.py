"""What the customer list can be filtered by."""

from dataclasses import dataclass

from sqlalchemy import text

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

# Written out: the tables they stand in need not be mapped to show a list.
_TAGS = text("SELECT id, name FROM tag ORDER BY name_key, id")
_BRANDS = text("SELECT id, name FROM brand WHERE active ORDER BY is_default DESC, name, id")


@dataclass(frozen=True, slots=True)
class ListChoices:
    """(id, name) pairs in the order to show them: tags by name, the default brand before the others."""

    tags: list[tuple[int, str]]
    brands: list[tuple[int, str]]


def list_choices(desk: Desk) -> ListChoices:
    """The office's tags and its brands that are in use."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        tags, brands = ([(row.id, row.name) for row in session.execute(query)] for query in (_TAGS, _BRANDS))
        return ListChoices(tags, brands)
