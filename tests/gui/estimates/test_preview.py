"""What a keystroke in an estimate costs, and when the paper beside it is drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QApplication

from officedesk.services import documents
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.paper_view import PaperView
from officedesk.views.sales import document_side
from tests.gui.estimate_support import show
from tests.gui.keys import press


@contextmanager
def counted_calls() -> Iterator[list[str]]:
    """The calls of Python functions that are made meanwhile on this thread."""
    calls: list[str] = []
    sys.setprofile(lambda frame, event, _: calls.append(frame.f_code.co_name) if event == "call" else None)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def test_a_keystroke_among_two_hundred_lines_is_little_work(qtbot, shell, page, desk, customer):
    # Counted, not timed: how long it takes is the benchmarks' business, and a busy machine's.
    draft = estimates.new_estimate(desk, customer)
    lines = tuple(LineDraft(name=f"Line {n}", price=n, tax_name="T", tax_percent=Decimal(n % 5)) for n in range(200))
    saved = estimates.save_estimate(desk, replace(draft, lines=lines))
    page.editor.side.set_on(False)
    show(qtbot, shell, page, saved.id)
    page.editor.lines.table.edit_at(100, "quantity")
    rows: list[int] = []
    page.editor.lines.model.dataChanged.connect(lambda first, last: rows.extend(range(first.row(), last.row() + 1)))
    cell = QApplication.focusWidget()
    for number in range(4):
        cell.selectAll()
        rows.clear()
        with counted_calls() as calls:
            press(str(2 + number % 7))
        assert page.draft.lines[100].quantity == 2 + number % 7
        assert set(rows) == {100}, "the other lines are painted anew"
    # Pricing looks at every line once, which is most of it.
    assert 200 < len(calls) < 200 * 30


def test_a_long_estimate_is_drawn_outside_the_window(qtbot, shell, page, desk, customer):
    page.resize(1500, 700)
    draft = estimates.new_estimate(desk, customer)
    short = replace(draft, lines=(LineDraft(name="Crane lift", price=390_00),))
    long = replace(draft, lines=tuple(LineDraft(name=f"Line {n}", price=n) for n in range(60)))
    for wanted, apart in ((short, False), (long, True)):
        saved = estimates.save_estimate(desk, wanted)
        with qtbot.waitSignal(page.editor.side.shown):
            show(qtbot, shell, page, saved.id)
        assert ("drawing" in shell.__dict__) is apart
    assert shell.drawing.process_id is not None
    assert page.editor.side.findChild(PaperView).page_count == 3


def test_of_fast_typing_only_the_end_is_drawn(qtbot, shell, page, stored, monkeypatch):
    page.resize(1500, 700)
    side = page.editor.side
    with qtbot.waitSignal(side.shown):
        show(qtbot, shell, page, stored.id)
    drawn: list[str] = []
    draft_paper = documents.draft_paper

    def told(desk, draft):
        drawn.append(draft.description)
        return draft_paper(desk, draft)

    monkeypatch.setattr(documents, "draft_paper", told)
    with qtbot.waitSignal(side.shown):
        for number in range(5):
            page.editor.change("description", description=f"Roof {number}")
            # Nothing else happens between two keys of a fast hand: a late timer would draw here.
            assert side.waiting
    assert drawn == ["Roof 4"]


def test_whoever_types_on_and_on_sees_the_paper_follow(qtbot, shell, page, stored, monkeypatch):
    page.resize(1500, 700)
    side = page.editor.side
    with qtbot.waitSignal(side.shown):
        show(qtbot, shell, page, stored.id)
    monkeypatch.setattr(document_side, "LONGEST_MS", 0)
    page.editor.change("description", description="Roof 3")
    left = side.waiting
    page.editor.change("description", description="Roof 4")
    assert 0 < side.waiting <= left, "the wait begins anew with every key"
    with qtbot.waitSignal(side.shown):
        pass
