"""Documents that are put to another customer: their notes and files go with them, and nothing is torn apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from officedesk.models.enums import Channel, NoteKind
from officedesk.models.files import Attachment
from officedesk.models.notes import Note
from officedesk.services.activity.undo import last_undoable, undo
from officedesk.services.check import check
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import new_folder
from officedesk.services.files.listing import FileList, files_of
from officedesk.services.files.rows import FileFilter
from officedesk.services.messaging.outbox import new_message, save_draft
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.rows import NoteFilter
from officedesk.services.notes.writing import new_note, save_note
from officedesk.services.paging import Sort
from officedesk.services.sales.estimate_store import estimate, save_estimate
from officedesk.services.sales.invoice_store import invoice, new_invoice, save_invoice
from officedesk.services.work.jobs import job, save_job
from tests import factories
from tests.db.selling import id_of, job_of, line, saved


@pytest.fixture
def two(desk: Desk) -> tuple[int, int]:
    return factories.make_customer(desk, "Lakeside Dental"), factories.make_customer(desk, "Harbor Café")


def files(desk: Desk, customer_id: int) -> list[str]:
    return [row.name for row in FileList(desk).first(FileFilter(customer_id), Sort("name"), 50)]


def notes(desk: Desk, customer_id: int) -> list[str]:
    return sorted(row.text for row in NoteList(desk).first(NoteFilter(customer_id), Sort("at"), 50))


def put(desk: Desk, job_id: int, customer_id: int) -> None:
    draft = job(desk, job_id)
    save_job(desk, replace(draft, customer_id=customer_id, location_id=None, contact_id=None, equipment=()))


def test_a_job_takes_its_notes_and_files_to_another_customer_and_back(desk: Desk, two: tuple[int, int]) -> None:
    before, after = two
    job_id = id_of(job_of(desk, before, [line(100)]))
    folder = new_folder(desk, before, "Photos")
    note = save_note(desk, replace(new_note(desk, before, NoteKind.JOB, job_id=job_id), text="Key at the porter"))
    save_note(desk, replace(new_note(desk, before, NoteKind.NOTE), text="Pays late"))
    add_bytes(desk, "roof.txt", b"roof", FileDraft(before, folder_id=folder, job_id=job_id))
    add_bytes(desk, "key.txt", b"key", FileDraft(before, note_id=note.id))
    add_bytes(desk, "contract.txt", b"contract", FileDraft(before, folder_id=folder))

    put(desk, job_id, after)

    assert (files(desk, before), files(desk, after)) == (["contract.txt"], ["key.txt", "roof.txt"])
    assert (notes(desk, before), notes(desk, after)) == (["Pays late"], ["Key at the porter"])
    assert [(row.name, row.folder_id) for row in files_of(desk, "job", job_id)] == [("roof.txt", -job_id)]
    assert [row.name for row in files_of(desk, "note", note.id or 0)] == ["key.txt"]
    assert check(desk).findings == ()

    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)
    assert (files(desk, before), files(desk, after)) == (["contract.txt", "key.txt", "roof.txt"], [])
    assert notes(desk, before) == ["Key at the porter", "Pays late"]
    assert check(desk).findings == ()


def test_what_was_written_to_a_customer_stays_with_them(desk: Desk, two: tuple[int, int]) -> None:
    before, after = two
    job_id = id_of(job_of(desk, before, [line(100)]))
    sent = add_bytes(desk, "offer.txt", b"offer", FileDraft(before, job_id=job_id))
    draft = new_message(desk, before, Channel.EMAIL)
    written = save_draft(desk, replace(draft, subject="Your offer", attachment_ids=(sent.id,)))
    with desk.write() as session:
        now = desk.now()
        session.execute(
            insert(Note).values(
                customer_id=before, job_id=job_id, message_id=written.id, kind=NoteKind.EMAIL, at=now, author="Dana",
                subject="Your offer", text="logged", version=1, created_at=now, updated_at=now,
            )
        )  # fmt: skip

    put(desk, job_id, after)

    assert files(desk, before) == files(desk, after) == ["offer.txt"]
    assert [row.customer_id for row in files_of(desk, "job", job_id)] == [after]
    assert (notes(desk, before), notes(desk, after)) == (["logged"], [])
    with desk.read() as session:
        kept = session.execute(select(Attachment.customer_id, Attachment.job_id).where(Attachment.id == sent.id)).one()
    assert tuple(kept) == (before, None)
    assert check(desk).findings == ()


def test_estimates_and_invoice_drafts_take_their_files(desk: Desk, two: tuple[int, int]) -> None:
    before, after = two
    offer = id_of(saved(desk, before, [line(100)]))
    bill = id_of(save_invoice(desk, new_invoice(desk, before)))
    add_bytes(desk, "plan.txt", b"plan", FileDraft(before, estimate_id=offer))
    add_bytes(desk, "meter.txt", b"meter", FileDraft(before, invoice_id=bill))
    elsewhere: dict[str, Any] = {"customer_id": after, "location_id": None, "contact_id": None}
    save_estimate(desk, replace(estimate(desk, offer), **elsewhere))
    save_invoice(desk, replace(invoice(desk, bill), **elsewhere))
    assert (files(desk, before), files(desk, after)) == ([], ["meter.txt", "plan.txt"])
    assert check(desk).findings == ()


@pytest.mark.parametrize("name", ["folder_id", "job_id", "note_id"])
def test_a_check_finds_a_file_that_names_what_is_anothers(desk: Desk, two: tuple[int, int], name: str) -> None:
    mine, theirs = two
    row = add_bytes(desk, "a.txt", b"a", FileDraft(mine))
    assert check(desk).ok
    made = {
        "folder_id": lambda: new_folder(desk, theirs, "Photos"),
        "job_id": lambda: id_of(job_of(desk, theirs, [line(100)])),
        "note_id": lambda: save_note(desk, replace(new_note(desk, theirs, NoteKind.NOTE), text="x")).id,
    }[name]()
    with desk.write() as session:
        setattr(session.get_one(Attachment, row.id), name, made)
    (found,) = check(desk).findings
    assert found.where == f"File {row.id} a.txt"
    assert "another customer" in found.text
