"""The ground that the other tests stand on holds."""

import socket
from datetime import date

import pytest
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import select, text

from officedesk.models.changes import ChangeLog
from officedesk.models.company import Company
from officedesk.models.listing import CustomerListing
from officedesk.services.desk import Desk
from tests.factories import make_customer, make_item
from tests.support.clock import Clock


def test_the_founded_office_is_open_for_work(desk: Desk, engine_kind: str) -> None:
    assert desk.database.dialect == engine_kind
    assert (desk.actor.name, desk.currency, desk.zone.key) == ("Dana Reyes", "USD", "America/Chicago")
    assert desk.today() == date(2023, 6, 22)
    with desk.read() as session:
        assert session.scalars(select(Company.name)).all() == ["Lakeside Mechanical"]


def test_no_test_sees_what_another_wrote(desk: Desk) -> None:
    with desk.read() as session:
        assert session.scalars(select(CustomerListing.name)).all() == []
    make_customer(desk, "ABC Company")
    make_item(desk, "Service call", 89_00)
    with desk.read() as session:
        assert session.scalars(select(CustomerListing.name)).all() == ["ABC Company"]
        assert session.scalars(select(ChangeLog.label).where(ChangeLog.entity == "price_book_item")).all() == [
            "Service call"
        ]


test_no_test_sees_what_another_wrote_either = test_no_test_sees_what_another_wrote


def test_the_clock_stands_until_it_is_moved(desk: Desk, clock: Clock) -> None:
    clock.go_on(hours=17)
    assert desk.today() == date(2023, 6, 23)


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True)
def test_the_server_is_a_current_postgresql(desk: Desk) -> None:
    with desk.read() as session:
        assert session.execute(text("SHOW server_version")).scalar_one().startswith("18.")


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_a_connection_that_leaves_the_machine_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(SocketConnectBlockedError):
        outward.connect(("192.0.2.1", 80))
