"""The agreement and the report of a contract: what they say, and that they print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from officedesk.archive import drawn
from officedesk.models.enums import JobStatus
from officedesk.models.papers import PaperKind, from_json, to_json
from officedesk.services.contracts import contracts
from officedesk.services.desk import Desk
from officedesk.services.documents import document_id, paper
from officedesk.services.messaging.outbox import new_message
from officedesk.services.sales.issuing import issue_invoice
from officedesk.services.work.progress import set_status
from tests import factories
from tests.db.contract_support import go_to, invoices, sell, visits
from tests.support.clock import Clock


def sold(desk: Desk) -> int:
    customer = factories.make_customer(desk, "ABC Company")
    draft = replace(sell(desk, date(2023, 7, 17), customer_id=customer), summary="Two tune-ups a year, RTU-1 and RTU-2")
    return contracts.save_contract(desk, draft).id or 0


def words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_agreement_says_what_was_agreed(desk: Desk) -> None:
    contract_id = sold(desk)
    data = paper(desk, PaperKind.AGREEMENT, "6001")
    assert data == paper(desk, PaperKind.AGREEMENT, contract_id) == from_json(to_json(data))
    assert document_id(desk, PaperKind.AGREEMENT, "6001") == contract_id
    assert (data.title, data.number, data.customer_name) == ("Membership", "6001", "ABC Company")
    services, _, payments = data.tables
    assert [(row.first, *row.cells) for row in services.rows] == [
        ("Spring tune-up", "2"),
        ("Autumn tune-up", "2"),
        ("Filter change", "24"),
    ]
    assert services.rows[2].below == "monthly, on the 15th, weekends moved to the next workday · Filter 16 × 20"
    assert [(row.first, *row.cells) for row in payments.rows] == [
        ("Jul 17 – 31, 2023 · 15 of 31 days", "07/17/2023", "$23.71", "$23.71"),
        ("23 payments, monthly until 06/30/2025", "08/01/2023", "$49.00", "$1,127.00"),
        ("Jul 1 – 16, 2025 · 16 of 31 days", "07/01/2025", "$25.29", "$25.29"),
        ("Total", "", "", "$1,176.00"),
    ]
    assert "It is renewed for 24 months unless it is cancelled by 07/16/2025." in data.note
    first, again = (drawn(desk, PaperKind.AGREEMENT, contract_id) for _ in range(2))
    assert first.content == again.content
    assert first.file_name == "Agreement 6001.pdf"
    told = words(first.content)
    for said in ("MEMBERSHIP", "No. 6001", "Coil clean, Safety check", "$1,176.00", "Signature", "07/16/2025"):
        assert said in told


def test_the_report_says_what_is_done_and_what_is_left(desk: Desk, clock: Clock) -> None:
    contract_id = sold(desk)
    go_to(desk, clock, date(2023, 10, 5))
    for _, _, job_id in visits(desk, contract_id)[:3]:
        set_status(desk, job_id, JobStatus.COMPLETED)
    issue_invoice(desk, invoices(desk, contract_id)[0].id)
    data = paper(desk, PaperKind.CONTRACT_REPORT, contract_id)
    package, _, made, billing, money = data.tables
    assert [(row.first, *row.cells) for row in package.rows] == [
        ("Spring tune-up", "04/09/2024", "0", "2"),
        ("Autumn tune-up", "10/07/2024", "1", "2"),
        ("Filter change", "10/16/2023", "2", "24"),
    ]
    assert [row.done for row in made.rows].count(True) == 3
    assert len(made.rows) == 28
    # Filters of 18.50 in August and September, a burner check of 80.00 in October.
    assert {row.first: row.cells for row in money.rows} == {
        "Planned": ("$1,176.00",), "Billed": ("$170.71",), "Invoiced, with tax": ("$25.49",), "Paid": ("$0.00",),
        "Saved by covered work": ("$117.00",), "Saved by member discounts": ("$0.00",), "Saved": ("$117.00",),
    }  # fmt: skip
    assert [(row.first, *row.cells) for row in billing.rows] == [
        ("Jul 17 – 31, 2023", "3001", "Unpaid", "$23.71"),
        ("August 2023", "", "Draft", "$49.00"),
        ("September 2023", "", "Draft", "$49.00"),
        ("October 2023", "", "Draft", "$49.00"),
        ("20 periods until 06/30/2025", "", "To come", "$980.00"),
        ("Jul 1 – 16, 2025", "", "To come", "$25.29"),
        ("Total", "", "", "$1,176.00"),
    ]
    told = words(drawn(desk, PaperKind.CONTRACT_REPORT, contract_id).content)
    for said in ("MEMBERSHIP REPORT", "3 of 28", "$117.00", "Page 1 of"):
        assert said in told


def test_a_cancelled_contract_says_so(desk: Desk) -> None:
    contract_id = sold(desk)
    contracts.cancel(desk, contract_id, date(2023, 9, 30), "Sold the house")
    for kind in (PaperKind.AGREEMENT, PaperKind.CONTRACT_REPORT):
        assert "Cancelled to 09/30/2023: Sold the house" in paper(desk, kind, contract_id).note


def test_an_email_carries_the_agreement_and_tells_of_the_renewal(desk: Desk) -> None:
    contract_id = sold(desk)
    customer = contracts.contract(desk, contract_id).customer_id
    draft = new_message(desk, customer, document="contract", document_id=contract_id)
    assert draft.subject == "Comfort Plus from Lakeside Mechanical"
    assert "Comfort Plus (6001) from 07/17/2023 to 07/16/2025 is attached." in draft.body
    assert "It is renewed by itself on 07/17/2025." in draft.body
    assert draft.pdf_name == "Agreement 6001.pdf"
