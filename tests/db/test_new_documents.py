"""Where new estimates, invoices and jobs are: at the customer's first location."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from officedesk.services.customers.locations import locations, make_first, remove_location
from officedesk.services.desk import Desk
from officedesk.services.sales.estimates import copy_estimate, new_estimate, save_estimate
from officedesk.services.sales.invoices import new_invoice
from officedesk.services.work.jobs import new_job
from tests.db.selling import id_of, line, saved
from tests.factories import make_customer, make_tax_rate

new_documents = pytest.mark.parametrize("new", [new_estimate, new_invoice, new_job])
New = Callable[..., Any]


def places(desk: Desk, customer: int) -> list[int]:
    return [row.id for row in locations(desk, customer)]


def two_places(desk: Desk) -> int:
    return make_customer(desk, locations=[{"street": "1 Main St"}, {"street": "2 Main St"}])


@new_documents
def test_a_new_document_is_for_the_first_location(desk: Desk, new: New) -> None:
    customer = two_places(desk)
    first, second = places(desk, customer)
    assert new(desk, customer).location_id == first
    make_first(desk, customer, second)
    assert new(desk, customer).location_id == second


@new_documents
def test_a_location_that_was_chosen_stays(desk: Desk, new: New) -> None:
    customer = two_places(desk)
    second = places(desk, customer)[1]
    assert new(desk, customer, second).location_id == second


@new_documents
def test_archived_locations_and_customers_without_one_give_none(desk: Desk, new: New) -> None:
    customer = make_customer(desk)
    (only,) = places(desk, customer)
    save_estimate(desk, new_estimate(desk, customer))
    assert remove_location(desk, customer, only)
    assert new(desk, customer).location_id is None
    assert new(desk, make_customer(desk, locations=[])).location_id is None


def test_a_copy_for_another_customer_has_their_first_location_and_its_tax(desk: Desk) -> None:
    rate = make_tax_rate(desk, "Edina", "9")
    source = saved(desk, make_customer(desk), [line(100, tax="7.5")])
    other = make_customer(desk, locations=[{"street": "1 Main St", "tax_rate_id": rate}, {"street": "2 Main St"}])
    copied = copy_estimate(desk, id_of(source), other)
    assert copied.location_id == places(desk, other)[0]
    assert copied.lines[0].tax_percent == Decimal(9)
