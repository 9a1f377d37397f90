"""Two customers that are one: everything moves, issued papers stay as they are, undo takes all of it apart again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.database.audit import verify
from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.customers import Contact, Customer, Favourite, Location
from officedesk.models.enums import (
    Channel,
    EquipmentKind,
    EquipmentSource,
    MessageStatus,
    NoteKind,
    NoticeKind,
    ReminderStatus,
    Repeat,
)
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, Folder, StoredFile
from officedesk.models.messages import Message
from officedesk.models.notes import Note, Todo
from officedesk.models.papers import PaperKind
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.tables import Base
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, row_id
from officedesk.services.activity.undo import redo, undo
from officedesk.services.check import check
from officedesk.services.customers.editing import customer, restore, save_customer, trash
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.locations import locations
from officedesk.services.customers.marks import add_note, set_favourite, set_tags
from officedesk.services.customers.merge import MOVED, compare, merge_customers
from officedesk.services.customers.profile import customer_by_number, profile
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.paging import Sort
from officedesk.services.reminders.bell import look, notices
from officedesk.services.reminders.editing import new_reminder, save_reminder
from officedesk.services.reminders.notices import notify
from officedesk.services.sales.payments import delete_payment
from tests.db.selling import approved, balance, id_of, issued, line, pay, saved
from tests.factories import make_customer, make_user
from tests.support.clock import Clock

SKIPPED = {"change_log", "change_head", "customer_search", "search_word", "number_counter", "presence", "setting"}
VOLATILE = {"version", "updated_at"}


def place(name: str, street: str, code: str = "55401") -> dict[str, Any]:
    return {"name": name, "street": street, "city": "Minneapolis", "region": "MN", "postal_code": code}


@pytest.fixture
def abc(desk: Desk) -> int:
    made = make_customer(
        desk,
        "ABC Company",
        number="1001",
        contacts=[{"name": "Anna Berg", "phone": "(612) 746-4017", "email": "anna@abc.example", "is_primary": True}],
        locations=[place("Main", "12 Lake Rd"), place("Yard", "9 Oak Ave")],
    )
    set_tags(desk, made, ["VIP"])
    return made


@pytest.fixture
def twin(desk: Desk) -> int:
    """The same company once more, with something of everything."""
    made = make_customer(
        desk,
        "A.B.C. Company, Inc.",
        number="2002",
        flag_reason="Slow payer",
        contacts=[
            {"name": "Anna Berg", "phone": "612-746-4017", "mobile": "(612) 555-0101", "is_primary": True},
            {"name": "Bo Lind", "phone": "(612) 555-0102", "email": "bo@abc.example"},
        ],
        locations=[place("", "12 Lake Rd"), place("Depot", "77 Hill St")],
    )
    set_tags(desk, made, ["VIP", "Net 10"])
    set_favourite(desk, made, True)
    add_note(desk, made, "Rings twice")
    return made


def belongings(desk: Desk, customer_id: int) -> dict[str, int]:
    """One of every kind of record, at the customer's places; ids by the log's word."""
    same, own = (row.id for row in locations(desk, customer_id))
    estimate = id_of(saved(desk, customer_id, [line(10_000)], location_id=same))
    approval = approved(desk, customer_id, [line(20_000)], location_id=own)
    bill = issued(desk, customer_id, [line(30_000)])
    payment = pay(desk, customer_id, 12_000, (bill.id, 12_000))
    now = desk.now()
    stamps: dict[str, Any] = {"created_at": now, "updated_at": now}
    about: dict[str, Any] = {"due": now.replace(tzinfo=None), "due_at": now, "alert_at": now, "zone": "UTC"}
    about |= {"repeat": Repeat.NEVER, "status": ReminderStatus.OPEN, "user_id": desk.actor.user_id}
    with desk.write() as session:
        session.add(
            StoredFile(sha256="ab" * 32, stored_as="ab" * 32, size=1, media_type="", added_at=now, text="words")
        )
        session.flush()
        message = Message(
            customer_id=customer_id, channel=Channel.EMAIL, status=MessageStatus.DRAFT, at=now, subject="Hi", **stamps
        )
        unit = Equipment(customer_id=customer_id, location_id=same, name="Pump", kind=EquipmentKind.EQUIPMENT,
                         source=EquipmentSource.SOLD, **stamps)  # fmt: skip
        folder = Folder(customer_id=customer_id, name="Photos")
        session.add_all([message, unit, folder])
        session.flush()
        records: dict[str, Any] = {
            "note": Note(customer_id=customer_id, location_id=same, kind=NoteKind.SITE, at=now, author="A", text="gate",
                         **stamps),
            "task": Todo(customer_id=customer_id, text="call", **stamps),
            "reminder": Reminder(customer_id=customer_id, location_id=own, subject="filter", about="customer",
                                 about_id=customer_id, **about, **stamps),
            "attachment": Attachment(customer_id=customer_id, folder_id=folder.id, equipment_id=unit.id,
                                     location_id=same, sha256="ab" * 32, name="a.pdf", added_at=now, **stamps),
        }  # fmt: skip
        session.add_all(records.values())
        session.flush()
        made = {word: record.id for word, record in records.items()}
        made |= {"message": message.id, "equipment": unit.id, "folder": folder.id}
    return made | {"estimate": estimate, "job": approval.job_id, "invoice": bill.id, "payment": payment}


def everything(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """All rows of the office, without what every save counts up."""
    with desk.read() as session:
        return {
            table.name: [
                {name: value for name, value in row._asdict().items() if name not in VOLATILE}
                for row in session.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in SKIPPED
        }


def sound(desk: Desk) -> bool:
    """Nothing is wrong, but that the contents of the made-up files are nowhere."""
    return all("is not there" in finding.text for finding in check(desk).findings)


def owner(desk: Desk, word: str, number: int) -> int:
    with desk.read() as session:
        kind = MOVED[word]
        return int(session.scalars(select(kind.customer_id).where(kind.id == number)).one())


def test_everything_of_the_other_moves_and_nothing_is_doubled(desk: Desk, abc: int, twin: int) -> None:
    made = belongings(desk, twin)
    stay = locations(desk, abc)[0].id

    done = merge_customers(desk, abc, twin, ["flag_reason"])

    assert done.customer_id == abc
    assert {word: owner(desk, word, number) for word, number in made.items()} == dict.fromkeys(made, abc)
    draft = customer(desk, abc)
    assert [(who.name, who.mobile, who.is_primary) for who in draft.contacts] == [
        ("Anna Berg", "(612) 555-0101", True),
        ("Bo Lind", "", False),
    ]
    assert [where.name for where in draft.locations] == ["Main", "Yard", "Depot"]
    assert (draft.name, draft.number, draft.flag_reason) == ("ABC Company", "1001", "Slow payer")
    assert set(draft.tags) == {"VIP", "Net 10"}
    with desk.read() as session:
        assert session.get_one(Estimate, made["estimate"]).location_id == stay
        assert session.get_one(Equipment, made["equipment"]).location_id == stay
        assert session.get_one(Reminder, made["reminder"]).about_id == abc
    shown = profile(desk, abc)
    assert shown.favourite
    assert [entry.text for entry in shown.notepad] == ["Rings twice"]
    assert shown.figures.open_invoices == 1
    assert balance(desk, made["invoice"]) == 18_000
    rows = CustomerList(desk).first(CustomerFilter(), Sort("name"), 10)
    assert [(row.name, row.balance) for row in rows] == [("ABC Company", 18_000)]
    assert sound(desk)


def test_issued_papers_say_what_they_said(desk: Desk, abc: int, twin: int) -> None:
    made = belongings(desk, twin)
    with desk.read() as session:
        before = session.get_one(Invoice, made["invoice"]).snapshot
    said = paper(desk, PaperKind.INVOICE, made["invoice"])
    merge_customers(desk, abc, twin)
    with desk.read() as session:
        assert session.get_one(Invoice, made["invoice"]).snapshot == before
    assert paper(desk, PaperKind.INVOICE, made["invoice"]) == said


def test_the_number_of_the_one_that_went_finds_the_one_that_stays(desk: Desk, abc: int, twin: int) -> None:
    merge_customers(desk, abc, twin)
    assert customer_by_number(desk, "2002") == abc
    assert {hit.customer_id for hit in find(desk, "2002")} == {abc}
    assert {hit.customer_id for hit in find(desk, "A.B.C. Company, Inc.")} == {abc}
    assert profile(desk, twin).merged_into_id == abc
    third = make_customer(desk, "Third", number="3003")
    merge_customers(desk, third, abc)
    assert customer_by_number(desk, "2002") == customer_by_number(desk, "1001") == third
    assert {hit.customer_id for hit in find(desk, "2002")} == {third}
    assert sound(desk)


def test_undo_puts_everything_back_and_redo_does_it_again(desk: Desk, abc: int, twin: int) -> None:
    belongings(desk, twin)
    saved(desk, abc, [line(7_000)])
    before = everything(desk)
    done = merge_customers(desk, abc, twin, ["name", "billing", "flag_reason"])
    merged = everything(desk)
    assert merged != before

    undo(desk, done.key)
    assert everything(desk) == before
    assert {hit.customer_id for hit in find(desk, "2002")} == {twin}
    assert sound(desk)

    redo(desk)
    again = everything(desk)
    for rows in (*again.values(), *merged.values()):
        for row in rows:
            row.pop("deleted_at", None)
    assert again == merged
    assert sound(desk)
    with desk.read() as session:
        assert verify(session).ok


def test_what_users_were_told_leads_to_the_one_that_stays_until_the_merge_is_undone(
    desk: Desk, clock: Clock, abc: int, twin: int
) -> None:
    due = datetime(2023, 6, 22, 9)  # noqa: DTZ001
    wanted = replace(new_reminder(desk, twin), subject="Call them", due=due)
    later = replace(wanted, subject="Ask again", due=due.replace(day=23))
    for draft in (wanted, later):
        save_reminder(desk, draft)
    with desk.write() as session:
        told: dict[str, Any] = {"subject": "They answered", "entity": "customer", "entity_id": twin}
        kind, me = NoticeKind.MESSAGE_ANSWERED, [desk.actor.user_id]
        notify(session, desk, me, kind, "answer:1", customer_id=twin, **told)
    clock.go_on(hours=3)
    assert len(look(desk, claim=True).claimed) == 2

    def leads() -> set[tuple[str, int | None, str]]:
        return {(one.subject, one.customer_id, one.customer) for one in notices(desk)}

    before = leads()
    assert before == {(said, twin, "A.B.C. Company, Inc.") for said in ("Call them", "They answered")}
    done = merge_customers(desk, abc, twin)
    assert leads() == {(said, abc, "ABC Company") for said in ("Call them", "They answered")}
    # What comes due later is told of the one that stays.
    clock.go_on(days=1)
    (told_later,) = look(desk, claim=True).claimed
    assert (told_later.customer_id, told_later.text) == (abc, "ABC Company · due 9:00")
    undo(desk, done.key)
    assert {one for one in leads() if one[0] != "Ask again"} == before
    assert {one[1:] for one in leads()} == {(twin, "A.B.C. Company, Inc."), (abc, "ABC Company")}


@pytest.mark.parametrize("what", ["estimate", "payment", "task on the moved job", "renamed"])
def test_undo_is_refused_where_something_stands_on_it(desk: Desk, abc: int, twin: int, what: str) -> None:
    made = belongings(desk, twin)
    done = merge_customers(desk, abc, twin)
    depot = next(row.id for row in locations(desk, abc) if row.name == "Depot")
    later: Any = None
    if what == "estimate":
        later = id_of(saved(desk, abc, [line(1_000)], location_id=depot))
    elif what == "payment":
        later = pay(desk, abc, 5_000, (made["invoice"], 5_000))
    elif what == "renamed":
        draft = customer(desk, abc)
        save_customer(desk, replace(draft, name="ABC Ltd"))
    else:
        with desk.write() as session:
            now = desk.now()
            session.add(Note(customer_id=abc, job_id=made["job"], kind=NoteKind.JOB, at=now, author="", text="x",
                             created_at=now, updated_at=now))  # fmt: skip
    before = everything(desk)
    if what == "renamed":
        # Nothing of the merge is touched by it.
        undo(desk, done.key)
        assert customer(desk, abc).name == "ABC Ltd"
        return
    with pytest.raises(NotAllowed):
        undo(desk, done.key)
    assert everything(desk) == before
    if what == "payment":
        delete_payment(desk, later)
        undo(desk, done.key)
        assert owner(desk, "invoice", made["invoice"]) == twin


def test_both_histories_are_told_together(desk: Desk, abc: int, twin: int) -> None:
    made = belongings(desk, twin)
    merge_customers(desk, abc, twin)
    told = of_customer(desk, abc)
    assert {(row.entity, row.entity_id) for row in told} >= {
        ("customer", abc),
        ("customer", twin),
        ("invoice", made["invoice"]),
    }
    merged = next(row for row in told if row.entity_id == twin and "merged_into_id" in row.after)
    assert merged.after["merged_into_id"] == "ABC Company"


def test_who_was_merged_is_neither_in_the_trash_nor_restored(desk: Desk, abc: int, twin: int) -> None:
    merge_customers(desk, abc, twin)
    assert TrashList(desk).first(TrashFilter(), Sort("at", True), 5) == []
    with pytest.raises(NotAllowed, match="merged"):
        restore(desk, [twin])
    with pytest.raises(NotFound):
        merge_customers(desk, abc, twin)


def test_erasing_the_one_that_stays_takes_the_other_with_it(desk: Desk, abc: int, twin: int) -> None:
    merge_customers(desk, abc, twin)
    trash(desk, [abc])
    rows = [row_id("customer", abc)]
    erase(desk, rows, plan(desk, rows).word)
    with desk.read() as session:
        assert session.scalars(select(Customer.id)).all() == []
        assert session.scalars(select(Contact.id)).all() == []
        assert session.scalars(select(Location.id)).all() == []


def test_a_merge_of_what_was_changed_meanwhile_is_refused(desk: Desk, abc: int, twin: int) -> None:
    seen = compare(desk, abc, twin)
    assert set(seen.differing) >= {"name", "flag_reason"}
    assert seen.suggested == ("flag_reason",)
    assert dict(seen.moves) == {"contact": 2, "location": 2}
    save_customer(desk, replace(customer(desk, twin), name="ABC Inc."))
    before = everything(desk)
    with pytest.raises(Conflict, match="changed"):
        merge_customers(desk, abc, twin, (), (seen.stays.version, seen.goes.version))
    assert everything(desk) == before
    with pytest.raises(NotAllowed):
        merge_customers(desk, abc, abc)


def test_who_paid_for_the_other_pays_for_itself(desk: Desk, abc: int, twin: int) -> None:
    child = make_customer(desk, "Branch")
    save_customer(desk, replace(customer(desk, child), parent_id=twin))
    save_customer(desk, replace(customer(desk, abc), parent_id=twin))
    merge_customers(desk, abc, twin)
    assert customer(desk, abc).parent_id is None
    assert customer(desk, child).parent_id == abc


def test_stars_of_every_user_come_along(desk: Desk, abc: int, twin: int) -> None:
    other = make_user(desk, "Otto")
    with desk.write() as session:
        session.add(Favourite(user_id=other, customer_id=twin))
    merge_customers(desk, abc, twin)
    with desk.read() as session:
        stars = session.scalars(select(Favourite.user_id).where(Favourite.customer_id == abc)).all()
    assert set(stars) == {desk.actor.user_id, other}


def test_every_table_that_names_a_customer_is_known() -> None:
    """A table that comes to name customers has to be thought of in ``customers.merge``."""
    moved = {str(kind.__tablename__) for kind in MOVED.values()}
    # Drawn anew; or left where they are, since whoever opens the one that went finds the one that stays.
    known = moved | {"contact", "location", "customer_tag", "favourite", "notepad_entry", "customer"}
    known |= {"customer_listing", "customer_search", "notification"}
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "customer"
    }
    assert naming <= known
