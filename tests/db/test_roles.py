"""Every use case × every role: allowed or refused as the table says, before anything is read or written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn, cast
from zoneinfo import ZoneInfo

import pytest

from officedesk.database.unit import Actor, Database
from officedesk.errors import NotAllowed, StandingChanged
from officedesk.models.enums import Role
from officedesk.models.papers import PaperKind
from officedesk.services.customers import editing, marks
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.profile import profile
from officedesk.services.customers.rows import CustomerFilter, Quick
from officedesk.services.customers.search import find
from officedesk.services.desk import LATELY, Desk, Looked
from officedesk.services.documents import _READS, document_id, paper
from officedesk.services.office import people, settings
from officedesk.services.paging import Sort
from officedesk.services.permissions import CHANGES, TABLE, Permission, may
from officedesk.services.sales import issuing
from officedesk.services.work.jobs import job
from tests import factories
from tests.db.selling import issued, job_of, line
from tests.support.use_cases import BEGIN, DOCUMENT, END, UseCase, table, use_cases

CASES = list(use_cases())


class Touched(Exception):
    """The use case got past the check."""


class Untouchable:
    dialect = "sqlite"

    def __getattr__(self, name: str) -> NoReturn:
        raise Touched(name)


def _no_clock() -> NoReturn:
    raise Touched("clock")


def desk_of(role: Role | None) -> Desk:
    """A desk whose database may not be touched."""
    return Desk(cast(Database, Untouchable()), Actor(1, "Robin", "Desk", role), ZoneInfo("UTC"), "USD", _no_clock)


@pytest.fixture
def engine_kind() -> str:
    return "sqlite"


def test_there_are_use_cases() -> None:
    names = {case.name for case in CASES}
    assert {"sales.issuing.issue_invoice", "work.job_list.JobList.ids", "customers.search.find"} <= names
    assert len(names) > 120


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_use_case_asks_before_anything_else(case: UseCase) -> None:
    assert case.permission() in TABLE, f"{case.name} must begin with desk.need(Permission.…)"


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_use_case_is_allowed_or_refused_as_listed(case: UseCase, role: Role | None) -> None:
    permission = case.permission()
    assert permission is not None
    refused: NotAllowed | None = None
    try:
        case.call(desk_of(role))
    except NotAllowed as error:
        refused = error
    except Exception:  # noqa: S110, BLE001 - the arguments are nothing: what counts is that it got past the check
        pass
    if role is None or role in TABLE[permission]:
        assert refused is None
    else:
        assert refused is not None
        assert permission.value in str(refused)
        assert "Ask an admin" in str(refused)


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(Permission)
    assert all(Role.ADMIN in roles for roles in TABLE.values())
    assert set(_READS) == set(PaperKind)
    assert {"customer", "estimate", "job", "invoice", "payment", "user", "company"} <= set(CHANGES)


def test_the_document_shows_the_table() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = text.split(BEGIN)[1].split(END)[0].strip()
    assert shown == table(), "run “python -m tests.support.use_cases”"


def test_only_looking_is_allowed_to_read_only_users() -> None:
    allowed = {permission for permission in Permission if may(Role.READ_ONLY, permission)}
    assert {permission.name.rpartition("_")[2] for permission in allowed - {Permission.OWN_WRITE}} == {"READ"}


def test_the_refusal_says_who_may_not_do_what() -> None:
    with pytest.raises(NotAllowed, match=r"^Dispatchers may not void or credit invoices\. Ask an admin\.$") as refused:
        issuing.void_invoice(desk_of(Role.DISPATCHER), 1, "wrong customer")
    assert refused.value.exit_code == 8


# --- what a technician does not see -----------------------------------------------------------------------------------


def as_role(desk: Desk, role: Role) -> Desk:
    """A desk of a user of that role in the same office."""
    user_id = factories.make_user(desk, role.value.title(), role=role)
    return replace(desk, actor=Actor(user_id, role.value.title(), "Desktop B", role), looked=Looked())


def test_a_technician_sees_customers_without_their_balances(desk: Desk) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    number = issued(desk, customer_id, [line(100_00)]).number
    technician = as_role(desk, Role.TECHNICIAN)
    rows = CustomerList(technician).first(CustomerFilter(), Sort("name"), 10)
    assert [(row.name, row.balance, row.overdue) for row in rows] == [("ABC Company", 0, False)]
    assert CustomerList(desk).first(CustomerFilter(), Sort("name"), 10)[0].balance > 0
    assert CustomerList(technician).footer(CustomerFilter()).sums == ()
    for query, sort in ((CustomerFilter(quick=Quick.OWING), Sort("name")), (CustomerFilter(), Sort("balance"))):
        with pytest.raises(NotAllowed, match="balances"):
            CustomerList(technician).ids(query, sort)
    shown = profile(technician, customer_id)
    assert (shown.figures.awaiting_payments, shown.counts.invoices) == (0, 0)
    assert profile(desk, customer_id).figures.awaiting_payments > 0
    assert [hit.kind for hit in find(desk, number)] == ["invoice"]
    assert find(technician, number) == []


def test_a_technician_sees_a_job_and_its_paper_without_prices(desk: Desk) -> None:
    customer_id = factories.make_customer(desk)
    stored = job_of(desk, customer_id, [line(120_00, "Tune-up", unit_cost=40_00)])
    technician = as_role(desk, Role.TECHNICIAN)
    assert stored.id is not None
    seen = job(technician, stored.id).tasks[0].line
    assert (seen.name, seen.price, seen.unit_cost) == ("Tune-up", 0, 0)
    assert paper(technician, PaperKind.WORK_ORDER, stored.id).lines[0].name == "Tune-up"
    for kind in (PaperKind.ESTIMATE, PaperKind.INVOICE, PaperKind.RECEIPT):
        with pytest.raises(NotAllowed):
            paper(technician, kind, 1)
        with pytest.raises(NotAllowed):
            document_id(technician, kind, "1")


def test_own_settings_are_everyones_and_the_offices_are_the_admins(desk: Desk) -> None:
    reader = as_role(desk, Role.READ_ONLY)
    settings.put(reader, "list.customers", {"style": "cards"})
    assert settings.get(reader, "list.customers") == {"style": "cards"}
    for change in (
        lambda: settings.put(reader, "lock", 5, user=False),
        lambda: settings.forget(reader, "l", user=False),
    ):
        with pytest.raises(NotAllowed, match="office's settings"):
            change()


# --- roles that change meanwhile --------------------------------------------------------------------------------------


def change_role(desk: Desk, name: str, **values: Any) -> None:
    user = next(user for user in people.users(desk) if user.name == name)
    people.save_user(desk, replace(user, **values))


@pytest.mark.parametrize("engine_kind", ["sqlite", "postgresql"])
def test_a_changed_role_counts_at_the_next_change(desk: Desk) -> None:
    customer_id = factories.make_customer(desk)
    office = as_role(desk, Role.OFFICE)
    marks.set_rating(office, customer_id, 4)
    change_role(desk, "Office", role=Role.READ_ONLY)
    with pytest.raises(StandingChanged, match="changed your role to Read only"):
        marks.set_rating(office, customer_id, 1)
    assert profile(desk, customer_id).rating == 4


@pytest.mark.parametrize("engine_kind", ["sqlite", "postgresql"])
def test_who_was_switched_off_reads_nothing_a_second_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    customer_id = factories.make_customer(desk)
    office = as_role(desk, Role.OFFICE)
    assert editing.customer(office, customer_id).name
    change_role(desk, "Office", active=False)
    office.looked._at -= LATELY
    with pytest.raises(StandingChanged, match="switched the user off"):
        editing.customer(office, customer_id)
    # And at once where the window has heard of the change.
    office.looked.now()
    office.looked.forget()
    with pytest.raises(StandingChanged):
        editing.customer(office, customer_id)
