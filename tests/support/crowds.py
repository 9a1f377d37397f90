"""Very many customers in no time: written by the engine itself, with the list rows that the program keeps of them."""

from __future__ import annotations

from sqlalchemy import text

from officedesk.services.desk import Desk

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) ",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, :count)) ",
}
_STATEMENTS = (
    """INSERT INTO customer (id, number, name, type, tax_exempt, newsletter, do_not_contact, rating, street, street2,
       city, region, postal_code, country, created_at, updated_at, version)
       {numbers} SELECT 1000000 + i, 'N' || i, 'Crowd ' || i, 'commercial', {no}, {no}, {no}, 0, '', '', '', '', '', '',
       '2023-06-22', '2023-06-22', 1 FROM n""",
    """INSERT INTO location (id, customer_id, position, name, street, street2, city, region, postal_code, country,
       latitude, longitude, text_key)
       {numbers} SELECT 1000000 + i, 1000000 + i, 0, '', i || ' Main St', '', 'Minneapolis', 'MN', '55401', '',
       CASE WHEN i % :every = 0 THEN NULL ELSE 30 + (i % 1009) * 0.015 END,
       CASE WHEN i % :every = 0 THEN NULL ELSE -120 + (i % 997) * 0.04 END, '' FROM n""",
    """INSERT INTO customer_listing (customer_id, name, number, contact, phone, email, location, tags, name_key,
       number_key, contact_key, phone_key, email_key, location_key, tags_key, balance, archived)
       {numbers} SELECT 1000000 + i, 'Crowd ' || i, 'N' || i, '', '', '', '', '', 'crowd ' || i, 'n' || i, '', '', '',
       '', '', 0, {no} FROM n""",
)


def crowd(desk: Desk, count: int, *, every: int = 10) -> None:
    """Add ``count`` customers with a location each, spread over the United States; each ``every``-th has no point."""
    dialect = desk.database.dialect
    no = "0" if dialect == "sqlite" else "false"
    with desk.database.engine.begin() as connection:
        for statement in _STATEMENTS:
            values = {"count": count, "every": every}
            filled = statement.format(numbers=_NUMBERS[dialect], no=no)
            connection.execute(text(filled), {name: values[name] for name in values if f":{name}" in filled})
        if dialect == "postgresql":
            connection.execute(text("ANALYZE location, customer_listing"))
