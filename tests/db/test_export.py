"""Records go out a few hundred at a time, and nobody waits for it."""

from __future__ import annotations

import pytest

from officedesk.cli import KINDS, WHAT
from officedesk.commands import documents
from officedesk.database import engine
from officedesk.models.papers import PaperKind
from officedesk.services.desk import Desk
from officedesk.services.transfer import people
from officedesk.services.transfer.export import TABLES
from tests import factories


@pytest.fixture
def five(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Numbers of five customers, who are read two at a time."""
    monkeypatch.setattr(people, "CHUNK", 2)
    for number in range(5):
        person = {"name": f"Person {number}", "phone": "(612) 555-0100", "email": ""}
        factories.make_customer(desk, f"Company {number}", number=str(number), contacts=[person])
    return [str(number) for number in range(5)]


@pytest.mark.parametrize("what", ["customers", "contacts", "locations"])
def test_others_save_while_records_are_written_to_a_file(
    desk: Desk, five: list[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    # Whoever reads a file keeps others from saving to it: they would give up here.
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    monkeypatch.setattr(engine, "WRITE_WAIT", 0.01)
    told: list[tuple[int, int]] = []
    rows = TABLES[what].rows(desk, lambda done, total: told.append((done, total)))
    seen = [next(rows)[0]]
    late = factories.make_customer(desk, "Late", number="9", contacts=[{"name": "Late", "phone": "", "email": ""}])
    assert late
    seen += [row[0] for row in rows]
    assert seen == [*five, "9"], "who came meanwhile is told too"
    assert told[-1] == (6, 6)
    assert all(done <= total for done, total in told)


def test_the_command_line_has_a_word_for_every_table() -> None:
    assert set(WHAT) == set(TABLES)


def test_the_command_line_has_a_word_for_every_paper() -> None:
    assert set(KINDS) == set(documents.KINDS)
    # Deposit invoices are asked for as invoices: they share their numbers.
    assert set(documents.KINDS.values()) == set(PaperKind) - {PaperKind.DEPOSIT}
