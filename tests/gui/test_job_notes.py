"""Notes on the page of a job: those of its site above, its own below, written where the work is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from pytestqt.qtbot import QtBot

from officedesk.models.enums import NoteKind
from officedesk.services.customers.drafts import Address, LocationDraft
from officedesk.services.customers.locations import save_location
from officedesk.services.desk import Desk
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.rows import NoteFilter
from officedesk.services.notes.writing import new_note, save_note
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.jobs import new_job, save_job
from officedesk.views.notes.note_dialog import NoteDialog
from officedesk.views.shell import Place, Shell
from officedesk.views.work.job_page import JobPage
from tests import factories
from tests.gui.keys import come_up, press, settle
from tests.support.hostile import TEXTS


@dataclass(frozen=True)
class Site:
    """A customer with two places, and a job at the first."""

    customer: int
    here: int
    there: int
    job: int


@pytest.fixture
def site(desk: Desk) -> Site:
    customer = factories.make_customer(desk, "ABC Company")
    here, there = (
        save_location(desk, customer, LocationDraft(name, Address(f"{number} Main St", city="Ely")))
        for number, name in enumerate(("Shop", "Shed"), start=1)
    )
    draft = replace(new_job(desk, customer), location_id=here, tasks=(TaskDraft(LineDraft(name="Fix toilet")),))
    return Site(customer, here, there, save_job(desk, draft).id or 0)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> JobPage:
    made = JobPage(shell)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    return made


def write(desk: Desk, site: Site, text: str, kind: NoteKind, location: int | None = None) -> int:
    job = site.job if kind is NoteKind.JOB else None
    return save_note(desk, replace(new_note(desk, site.customer, kind, location, job), text=text)).id or 0


def texts(page: JobPage) -> tuple[list[str], list[str]]:
    found = page.editor.notes.notes
    return [one.text for one in found.site], [one.text for one in found.job]


def show(qtbot: QtBot, shell: Shell, page: JobPage, place: Place) -> None:
    page.show_place(place)
    come_up(qtbot, shell, page)


def entries(page: JobPage) -> list[str]:
    page.editor.notes._fill_menu()
    return [one.text() for one in page.editor.notes.add_button.menu().actions()]


def test_a_job_shows_what_is_noted_about_its_site_and_itself(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Site, page: JobPage
) -> None:
    write(desk, site, "Gate code 4411", NoteKind.SITE, site.here)
    write(desk, site, "Elsewhere", NoteKind.SITE, site.there)
    write(desk, site, "Part is ordered", NoteKind.JOB)
    show(qtbot, shell, page, Place("job", site.job))
    assert texts(page) == (["Gate code 4411"], ["Part is ordered"])
    assert entries(page) == ["Site note", "Job note"]

    # The place is changed in the form, not yet saved.
    page.editor.change("location_id", location_id=site.there)
    settle(qtbot, shell)
    assert texts(page) == (["Elsewhere"], ["Part is ordered"])

    # Somebody writes one at another desktop.
    write(desk, site, "Dog is gone", NoteKind.SITE, site.there)
    shell.signals.changed.emit("note", 0, site.customer)
    settle(qtbot, shell)
    assert texts(page)[0] == ["Dog is gone", "Elsewhere"]
    page.forget()


def test_notes_are_written_on_the_page_of_the_job(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Site, page: JobPage
) -> None:
    show(qtbot, shell, page, Place("job", site.job))
    assert texts(page) == ([], [])
    for kind in ("Site note", "Job note"):
        entries(page)
        next(one for one in page.editor.notes.add_button.menu().actions() if one.text() == kind).trigger()
        dialog = page.findChildren(NoteDialog)[-1]
        come_up(qtbot, shell, dialog)
        press(f"This is a {kind}")
        with qtbot.waitSignal(dialog.finished):
            dialog.save()
        settle(qtbot, shell)
    assert texts(page) == (["This is a Site note"], ["This is a Job note"])
    rows = NoteList(desk).first(NoteFilter(location_id=site.here), Sort("at"), 9)
    assert [(row.kind, row.job_id) for row in rows] == [(NoteKind.SITE, None), (NoteKind.JOB, site.job)]
    menu = [one.text() for one in page.editor.notes.menu(page.editor.notes.notes.job[0]).actions()]
    assert menu == ["Edit", "Keep on top", "", "Delete"]


def test_a_job_that_is_not_saved_yet_has_only_its_site(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Site, page: JobPage
) -> None:
    write(desk, site, "Gate code 4411", NoteKind.SITE, site.here)
    context = {"customer_id": site.customer, "location_id": site.here}
    show(qtbot, shell, page, Place("job", context=context))
    assert texts(page) == (["Gate code 4411"], [])
    assert entries(page) == ["Site note"]


def test_notes_of_the_job_before_are_never_shown_on_the_next(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Site, page: JobPage
) -> None:
    write(desk, site, "Part is ordered", NoteKind.JOB)
    other = save_job(desk, replace(new_job(desk, factories.make_customer(desk, "Other")), description="Else"))
    show(qtbot, shell, page, Place("job", site.job))
    assert texts(page)[1] == ["Part is ordered"]
    page.show_place(Place("job", other.id or 0))
    settle(qtbot, shell)
    assert texts(page) == ([], [])


def test_long_and_hostile_notes_do_not_widen_the_card(
    qtbot: QtBot, shell: Shell, desk: Desk, site: Site, page: JobPage
) -> None:
    for text in TEXTS:
        write(desk, site, f"{text} end", NoteKind.SITE, site.here)
    write(desk, site, "x" * 5_000, NoteKind.JOB)
    show(qtbot, shell, page, Place("job", site.job))
    card = page.editor.notes
    assert len(card.notes.site) == len(TEXTS)
    assert card.width() == page.editor.visits.width()
    area = card._area
    assert area.widget().width() <= area.viewport().width()
    page.grab()
