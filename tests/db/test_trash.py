"""The trash: what lies there, how it comes back, and what is left when it is erased for good: nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.database.audit import verify
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor
from officedesk.errors import InvalidInput, NotAllowed, NotFound, OfficeBusy
from officedesk.models.base import Base
from officedesk.models.company import Setting
from officedesk.models.enums import Role
from officedesk.models.sales import Estimate
from officedesk.models.work import Job
from officedesk.services.activity.erase import clean, erase, gone, plan, traces
from officedesk.services.activity.history import HistoryList
from officedesk.services.activity.rows import HistoryFilter, TrashFilter, TrashRow
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.check import check
from officedesk.services.customers import contacts, editing, marks
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.duplicates import APART, keep_apart
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import estimates, invoices, payments
from officedesk.services.search.kept import KEY
from officedesk.services.search.recent import recent, remember
from officedesk.services.work import jobs
from tests.db.customers import ABC, names
from tests.db.selling import approved, id_of, issued, job_of, line, pay, saved
from tests.factories import make_customer, make_user

SECRET = "Zebulonquist"
"""In no other word, so that wherever it is found it comes from this customer."""
NEWEST = Sort("at", True)


def lying(desk: Desk, **filter_: Any) -> list[TrashRow]:
    source = TrashList(desk)
    query = TrashFilter(**filter_)
    ids = source.ids(query, NEWEST)
    assert source.footer(query).count == len(ids)
    rows = source.rows(ids)
    assert source.first(query, NEWEST, 50) == rows[:50]
    return rows


def told(desk: Desk, **filter_: Any) -> list[str]:
    return [row.name for row in lying(desk, **filter_)]


@pytest.fixture
def full(desk: Desk) -> Desk:
    """One of everything in the trash, the customer of the papers not."""
    customer_id = make_customer(desk, "Paper Mill")
    estimates.delete_estimate(desk, id_of(saved(desk, customer_id, [line(100)], description="Roof")))
    jobs.delete_job(desk, id_of(job_of(desk, customer_id, [line(200)])))
    draft = invoices.save_invoice(desk, replace(invoices.new_invoice(desk, customer_id), lines=(line(300),)))
    invoices.delete_draft(desk, id_of(draft))
    payments.delete_payment(desk, pay(desk, customer_id, 400))
    editing.trash(desk, [make_customer(desk, "Gone Co")])
    return desk


def test_everything_that_was_deleted_lies_there_with_who_and_what_it_was_worth(full: Desk) -> None:
    rows = {row.kind: row for row in lying(full)}
    assert {kind: (row.name, row.customer, row.amount) for kind, row in rows.items()} == {
        "customer": ("Gone Co", "", None),
        "estimate": ("Estimate 1001", "Paper Mill", 100),
        "job": ("Job 2001", "Paper Mill", 200),
        "invoice": ("Invoice draft", "Paper Mill", 300),
        "payment": ("Payment 5001", "Paper Mill", 400),
    }
    assert {row.actor for row in rows.values()} == {"Dana Reyes"}
    assert rows["estimate"].at == full.now()


def test_filters_narrow_it(full: Desk) -> None:
    assert told(full, kind="job") == ["Job 2001"]
    assert told(full, text="roof") == ["Estimate 1001"]
    assert len(told(full, text="paper mill")) == 4
    today = full.today()
    assert len(told(full, date_from=today, date_to=today)) == 5
    assert told(full, date_to=today.replace(day=1)) == []


@pytest.mark.parametrize("column", ["at", "kind", "name", "customer", "amount"])
def test_every_column_sorts_both_ways(full: Desk, column: str) -> None:
    source = TrashList(full)
    up, down = (list(source.ids(TrashFilter(), Sort(column, descending))) for descending in (False, True))
    assert sorted(up) == sorted(down)
    assert up == down[::-1]


def test_things_come_back_many_at_once(full: Desk) -> None:
    result = restore(full, [row.id for row in lying(full)])
    assert not result.refused
    assert [kind for kind, _, _ in result.done] == ["customer", "estimate", "job", "invoice", "payment"]
    assert lying(full) == []
    assert names(full) == ["Gone Co", "Paper Mill"]


def test_papers_come_back_with_their_customer_only(desk: Desk) -> None:
    customer_id = editing.save_customer(desk, ABC).id or 0
    estimate_id = id_of(saved(desk, customer_id, [line(100)]))
    estimates.delete_estimate(desk, estimate_id)
    editing.trash(desk, [customer_id])
    assert "ABC Company is in the trash too" in restore(desk, [row_id("estimate", estimate_id)]).refused[0]
    both = restore(desk, [row_id("estimate", estimate_id), row_id("customer", customer_id)])
    assert both.refused == ()


def _secret(desk: Desk) -> int:
    """A customer whose name is everywhere, and in the trash with everything."""
    stored = editing.save_customer(
        desk,
        CustomerDraft(
            name=f"{SECRET} Bros",
            billing=Address(f"1 {SECRET} Way", city="Minneapolis"),
            contacts=(ContactDraft(f"Ann {SECRET}", email=f"{SECRET}@mail.example", is_primary=True),),
            locations=(LocationDraft(f"{SECRET} Hall", Address(f"2 {SECRET} Way")),),
        ),
    )
    customer_id = stored.id or 0
    editing.save_customer(desk, replace(stored, name=f"{SECRET} & Sons"))
    marks.add_note(desk, customer_id, f"{SECRET} never pays")
    marks.set_flag(desk, customer_id, f"Ask {SECRET}")
    marks.set_favourite(desk, customer_id, True)
    contacts.save_contact(desk, customer_id, ContactDraft(f"Bo {SECRET}"))
    sent = estimates.send_estimate(desk, id_of(saved(desk, customer_id, [line(100, f"For {SECRET}")])))
    estimates.save_estimate(desk, replace(sent, description=f"{SECRET} again"))
    approved(desk, customer_id, [line(700, f"Paint {SECRET}")])
    job_of(desk, customer_id, [line(50, SECRET)], description=SECRET)
    invoices.save_invoice(desk, replace(invoices.new_invoice(desk, customer_id), note=SECRET, lines=(line(5),)))
    payment_id = pay(desk, customer_id, 400, note=SECRET)
    payments.delete_payment(desk, payments.refund(desk, payment_id, 100, "key", note=SECRET))
    payments.delete_payment(desk, payment_id)
    editing.trash(desk, [customer_id])
    return customer_id


def _found_in_tables(desk: Desk) -> list[str]:
    """Columns of any table in which the secret is, whatever their type."""
    found = []
    with desk.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if SECRET.lower() in str(value).lower()]
    return sorted(set(found))


def test_nothing_of_an_erased_customer_is_left(desk: Desk) -> None:
    others = editing.save_customer(desk, ABC).id or 0
    customer_id = _secret(desk)
    assert len(_found_in_tables(desk)) > 15
    wanted = plan(desk, [row_id("customer", customer_id)])
    assert wanted.word == f"{SECRET} & Sons"
    assert dict(wanted.counts) == {"estimates": 2, "jobs": 2, "invoice drafts": 1, "payments": 2}
    heard: list[str] = []
    result = erase(desk, [row_id("customer", customer_id)], f"{SECRET.lower()} & sons", heard.append)
    assert heard == ["Erasing", "Cleaning the office file"]
    assert ("customer", customer_id, customer_id) in result.done
    assert result.clean
    assert _found_in_tables(desk) == []
    assert find(desk, SECRET) == []
    assert find(desk, SECRET[:-2] + "qq") == []
    assert lying(desk) == []
    with pytest.raises(NotFound):
        editing.customer(desk, customer_id)
    with desk.read() as session:
        assert verify(session).ok
    assert [finding for finding in check(desk).findings if finding.severity == "error"] == []
    assert names(desk, text="Anna Berg") == ["ABC Company"]
    assert gone(desk, [("customer", customer_id), ("customer", others), ("estimate", 1)]) == {
        ("customer", customer_id),
        ("estimate", 1),
    }
    assert not traces(desk)


def test_no_remembered_choice_names_an_erased_customer(desk: Desk) -> None:
    others = editing.save_customer(desk, ABC).id or 0
    third = make_customer(desk, "Third")
    customer_id = _secret(desk)
    with desk.read() as session:
        papers = {
            word: session.scalars(select(kind.id).where(kind.customer_id == customer_id)).first() or 0
            for word, kind in (("estimate", Estimate), ("job", Job))
        }
    visits = [("customer", customer_id), *papers.items(), ("customer", others)]
    for one in (desk, replace(desk, actor=Actor(make_user(desk, "Anna", role=Role.ADMIN), "Anna", "DESK-2"))):
        remember(one, visits)
    keep_apart(desk, customer_id, others)
    keep_apart(desk, others, third)
    rows = [row_id("customer", customer_id)]
    erase(desk, rows, plan(desk, rows).word)
    with desk.read() as session:
        kept = list(session.scalars(select(Setting.value).where(Setting.key.in_((KEY, APART)))))
    assert sorted(kept, key=str) == [[["customer", others]]] * 2 + [[[others, third]]]
    # A window that looked at the customer before brings nothing back.
    remember(desk, visits)
    with pytest.raises(NotFound, match="erased"):
        keep_apart(desk, customer_id, third)
    assert [(hit.kind, hit.id) for hit in recent(desk, visits)] == [("customer", others)]
    with desk.read() as session:
        assert sorted(session.scalars(select(Setting.value).where(Setting.key.in_((KEY, APART)))), key=str) == sorted(
            kept, key=str
        )


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_nothing_of_an_erased_customer_is_in_the_bytes_of_the_file(desk: Desk, place_of: Path) -> None:
    for number in range(30):
        marks.add_note(desk, make_customer(desk, f"Neighbour {number}"), "Filler " * 200)
    customer_id = _secret(desk)
    for number in range(30):
        marks.add_note(desk, make_customer(desk, f"Later {number}"), "Filler " * 200)
    assert _in_file(place_of)
    erase(desk, [row_id("customer", customer_id)], f"{SECRET} & Sons")
    assert not _in_file(place_of)


def _in_file(path: Path) -> bool:
    files = [path, *path.parent.glob(f"{path.name}*")]
    return any(SECRET.lower().encode() in file.read_bytes().lower() for file in files if file.is_file())


@pytest.fixture
def place_of(office: OfficePlace) -> Path:
    assert office.path is not None
    return office.path


def test_numbers_and_ids_of_the_erased_are_not_given_out_again(desk: Desk) -> None:
    stored = editing.save_customer(desk, replace(ABC, number="77"))
    estimate = saved(desk, stored.id or 0, [line(100)])
    editing.trash(desk, [stored.id or 0])
    erase(desk, [row_id("customer", stored.id or 0)], "ABC Company")
    with pytest.raises(InvalidInput, match="erased customer's"):
        editing.save_customer(desk, replace(ABC, number="77"))
    again = editing.save_customer(desk, ABC)
    other = saved(desk, again.id or 0, [line(100)])
    assert (again.id or 0) > (stored.id or 0)
    assert id_of(other) > id_of(estimate)
    assert int(other.number) > int(estimate.number)


def test_an_import_does_not_take_an_erased_number(desk: Desk, tmp_path: Path) -> None:
    from officedesk.services.transfer.customers import apply, inspect
    from officedesk.services.transfer.results import ImportOptions

    stored = editing.save_customer(desk, replace(ABC, number="77"))
    editing.trash(desk, [stored.id or 0])
    erase(desk, [row_id("customer", stored.id or 0)], "ABC Company")
    path = tmp_path / "people.csv"
    path.write_text("Number,Company\n77,New Co\n78,Other Co\n")
    seen = inspect(path)
    result = apply(desk, seen.source, seen.mapping, ImportOptions(skip_errors=True))
    assert result.plan.new == 1
    assert any("erased" in str(issue) for issue in result.plan.issues)


def test_a_customer_with_issued_invoices_is_never_erased(desk: Desk) -> None:
    customer_id = make_customer(desk, "Issued Co")
    done = issued(desk, customer_id, [line(100)])
    invoices.void_invoice(desk, done.id, "Wrong")
    with desk.write() as session:
        # Past the rule that such a customer is not even put into the trash.
        from officedesk.models.customers import Customer

        session.get_one(Customer, customer_id).deleted_at = desk.now()
    wanted = plan(desk, [row_id("customer", customer_id)])
    assert wanted.names == ()
    assert "can be archived" in wanted.refused[0]
    with pytest.raises(NotAllowed, match="can be archived"):
        erase(desk, [row_id("customer", customer_id)], "Issued Co")


def test_payments_and_payers_are_settled_first(desk: Desk) -> None:
    customer_id = make_customer(desk, "Payer")
    child = make_customer(desk, "Child")
    editing.save_customer(desk, replace(editing.customer(desk, child), parent_id=customer_id))
    payment_id = pay(desk, customer_id, 100)
    editing.trash(desk, [customer_id])
    assert "has payments" in plan(desk, [row_id("customer", customer_id)]).refused[0]
    payments.delete_payment(desk, payment_id)
    assert "bills of another customer" in plan(desk, [row_id("customer", customer_id)]).refused[0]


def test_only_what_is_in_the_trash_is_erased_and_only_with_the_word(desk: Desk) -> None:
    customer_id = make_customer(desk, "Still Here")
    with pytest.raises(NotAllowed, match="not in the trash"):
        erase(desk, [row_id("customer", customer_id)], "Still Here")
    editing.trash(desk, [customer_id])
    with pytest.raises(InvalidInput, match="Type Still Here"):
        erase(desk, [row_id("customer", customer_id)], "still")
    assert told(desk) == ["Still Here"]


def test_papers_are_erased_alone_those_that_name_others_first(desk: Desk) -> None:
    customer_id = make_customer(desk)
    result = approved(desk, customer_id, [line(500)])
    estimate_id = 1
    estimates.reopen_estimate(desk, estimate_id)
    estimates.delete_estimate(desk, estimate_id)
    assert "a job stands on it" in plan(desk, [row_id("estimate", estimate_id)]).refused[0]
    rows = [row_id("estimate", estimate_id), row_id("job", result.job_id)]
    wanted = plan(desk, rows)
    assert wanted.word == "erase 2"
    done = erase(desk, rows, "Erase 2")
    assert done.done == (("job", result.job_id, customer_id), ("estimate", estimate_id, customer_id))
    assert lying(desk) == []
    with desk.read() as session:
        assert verify(session).ok


def test_erasing_is_for_admins(desk: Desk) -> None:
    kim = replace(desk, actor=Actor(1, "Kim", "DESK-2", Role.OFFICE))
    for call in (lambda: plan(kim, [8]), lambda: erase(kim, [8], "x"), lambda: clean(kim)):
        with pytest.raises(NotAllowed):
            call()


def test_the_history_tells_the_erasure_without_the_name(desk: Desk) -> None:
    customer_id = _secret(desk)
    erase(desk, [row_id("customer", customer_id)], f"{SECRET} & Sons")
    rows = HistoryList(desk).first(HistoryFilter(), NEWEST, 100)
    assert any(row.action == "deleted" and row.label.startswith("Customer ") for row in rows)
    assert any(row.erased and row.label == "" and row.before == {} for row in rows)
    assert SECRET not in str(rows)


def test_a_file_that_is_in_use_is_cleaned_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    customer_id = make_customer(desk, "Soon Gone")
    editing.trash(desk, [customer_id])

    def busy(_database: object) -> None:
        raise OfficeBusy("The office is busy.")

    monkeypatch.setattr("officedesk.services.activity.erase.sweeping.sweep", busy)
    assert not erase(desk, [row_id("customer", customer_id)], "Soon Gone").clean
    assert traces(desk)
    monkeypatch.undo()
    clean(desk)
    assert not traces(desk)


def test_every_foreign_key_to_what_is_erased_is_known() -> None:
    """A table that comes to name customers or papers has to be thought of in ``activity.erasing``."""
    known = {
        "contact", "location", "customer_tag", "favourite", "notepad_entry", "customer_listing", "customer_search",
        "estimate", "job", "invoice", "payment", "customer", "estimate_line", "estimate_revision", "job_task",
        "visit", "invoice_line", "payment_allocation", "document_pdf", "todo", "note",
        "equipment", "job_equipment", "estimate_equipment", "message", "attachment", "folder",
        "reminder", "notification", "geofence", "crossing", "time_entry", "project", "lead",
        "contract", "contract_bill", "contract_equipment", "plan_job", "series", "occurrence", "job_cost", "job_skill",
        "job_form",
    }  # fmt: skip
    targets = {"customer", "estimate", "job", "invoice", "payment", "project", "contract", "plan"}
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in targets
    }
    assert naming <= known
