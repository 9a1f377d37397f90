"""Who lets go of a contact or a location that is deleted."""

from typing import Any

from sqlalchemy import Connection, select, update

from officedesk.database.recorded import NAMED_BY, naming_column


def let_go(connection: Connection, part: Any) -> dict[str, list[int]]:
    """Ids of the records that name ``part``, by table; those in the trash name it no longer when this returns."""
    by: dict[str, list[int]] = {}
    for kind in NAMED_BY[type(part)]:
        table: Any = kind.__table__
        column = table.c[naming_column(type(part))]
        # The customer's own records: nobody else's name their contacts.
        mine = (table.c.customer_id == part.customer_id) & (column == part.id)
        ids = list(connection.execute(select(table.c.id).where(mine).order_by(table.c.id)).scalars())
        if ids:
            by[str(kind.__tablename__)] = ids
            if "deleted_at" in table.c:
                trashed = mine & table.c.deleted_at.is_not(None)
                connection.execute(update(table).where(trashed).values({column: None}))
    return by
