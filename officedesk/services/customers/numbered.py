"""Documents by the beginning of their number."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from officedesk.models.enums import InvoiceKind
from officedesk.models.numbering import format_number
from officedesk.models.wanted import Wanted, prefix_end

_YEARS_BACK = 3
_KINDS = ("estimate", "job", "invoice")
_SERIES = {"estimate": "estimate", "job": "job", "invoice": "invoice", "credit_note": "invoice"}
"""Which kind of document a number sequence numbers."""
_PATTERNS = text("SELECT kind, pattern, padding FROM number_sequence WHERE pattern <> '{n}' OR padding > 0")


@dataclass(frozen=True, slots=True)
class NumberedDocument:
    """``kind`` is ``estimate``, ``job`` or ``invoice``; ``word`` what its paper is called. ``total`` in minor units."""

    kind: str
    word: str
    id: int
    number: str
    customer_id: int
    location_id: int | None
    description: str
    total: int
    exact: bool
    """Whether this is the number that was typed, not only one that begins so."""


def by_number(session: Session, wanted: Wanted, today: date, limit: int) -> list[NumberedDocument]:
    """Documents whose number is, or begins with, what was typed: exact ones first, at most ``limit`` of each kind.

    Typed digits also find the numbers that the office's patterns make of them (``7`` finds ``INV-26-0007``).
    """
    typed = wanted.document
    if not typed:
        return []
    credit = wanted.document_kind.startswith("credit")
    kinds = _KINDS if wanted.document_kind not in _KINDS and not credit else ("invoice",)
    if wanted.document_kind in _KINDS:
        kinds = (wanted.document_kind,)
    variants = list(dict.fromkeys((typed, typed.upper(), typed.lower())))
    exact = {kind: set(variants) for kind in kinds}
    if typed.isdecimal() and typed.isascii() and len(typed) <= 12:
        for series, pattern, padding in session.connection().execute(_PATTERNS):
            if (kind := _SERIES.get(series)) in exact:
                exact[kind] |= _written(pattern, padding, typed, today)
    prefixes = variants if len(typed) >= 3 else []
    values: dict[str, Any] = {"limit": limit}
    for kind, numbers in exact.items():
        values |= {f"{kind}{at}": number for at, number in enumerate(sorted(numbers))}
    for at, prefix in enumerate(prefixes):
        values |= {f"low{at}": prefix, f"high{at}": prefix_end(prefix)}
    shape = tuple((kind, len(numbers)) for kind, numbers in exact.items())
    rows = session.connection().execute(_statement(shape, len(prefixes)), values)
    found: dict[tuple[str, int], NumberedDocument] = {}
    for kind, document_id, number, customer_id, location_id, description, total, word in rows:
        if credit and word != InvoiceKind.CREDIT_NOTE.value:
            continue
        # Exact numbers come first from the query, so what was found that way stays.
        found.setdefault(
            (kind, document_id),
            NumberedDocument(
                kind=kind,
                word="Credit note" if word == InvoiceKind.CREDIT_NOTE.value else kind.capitalize(),
                id=document_id,
                number=number,
                customer_id=customer_id,
                location_id=location_id,
                description=description,
                total=total,
                exact=number in exact[kind],
            ),
        )
    hits = list(found.values())
    return [
        hit
        for kind in kinds
        for hit in sorted((hit for hit in hits if hit.kind == kind), key=lambda hit: not hit.exact)[:limit]
    ]


def _written(pattern: str, padding: int, typed: str, today: date) -> set[str]:
    years = range(today.year - _YEARS_BACK, today.year + 2)
    return {format_number(pattern, int(typed), padding, date(year, 1, 1)) for year in years}


@lru_cache(maxsize=64)
def _statement(shape: tuple[tuple[str, int], ...], prefixes: int) -> TextClause:
    """One statement for all kinds. Each part reads its number index in order and stops at the limit."""
    parts = []
    for kind, count in shape:
        word = "kind" if kind == "invoice" else f"'{kind}'"
        columns = f"'{kind}' AS table_name, id, number, customer_id, location_id, description, total, {word} AS word"
        names = ", ".join(f":{kind}{at}" for at in range(count))
        tests = [f"number IN ({names})"]
        tests += [f"number >= :low{at} AND number < :high{at}" for at in range(prefixes)]
        parts += [
            f"SELECT * FROM (SELECT {columns} FROM {kind} WHERE {test} AND deleted_at IS NULL "  # noqa: S608
            f"ORDER BY number, id LIMIT :limit) AS {kind}_{at}"
            for at, test in enumerate(tests)
        ]
    return text(" UNION ALL ".join(parts))
