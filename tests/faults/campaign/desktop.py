"""One desktop of a campaign: mixed work through the services, and a log of what was acknowledged.

Run as its own process: office, zone, log, name, seed, seconds, how many years its clock may jump, and how many seconds
pass between two use cases on the average. A line of JSON is written to the log after each use case came back, never
before: whatever is in it must be in the office for ever.
"""

from __future__ import annotations

import json
import os
import random
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import monotonic, perf_counter
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from officedesk.database.place import OfficePlace
from officedesk.database.schema import open_office
from officedesk.database.unit import Actor, Database
from officedesk.errors import Conflict, OfficeBusy
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.marks import add_note
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import AllocationDraft, LineDraft
from officedesk.services.sales.estimates import approve_estimate, estimate, new_estimate, save_estimate
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice
from officedesk.services.sales.payments import new_payment, record_payment
from officedesk.services.work.jobs import complete_tasks, job

LINES = 30
"""Lines that the desktops together write on one shared estimate before they go on to the next."""


class Timed(Database):
    """Measures each write, from asking for its turn to its commit."""

    def __init__(self, place: OfficePlace) -> None:
        super().__init__(place, open_office(place))
        self.waits: list[float] = []

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Session]:
        begun = perf_counter()
        with super().write(actor) as session:
            yield session
        self.waits.append(perf_counter() - begun)


class Desktop:
    """Does one thing after the other, at random, and writes down what was acknowledged."""

    def __init__(self, desk: Desk, timed: Timed, log: int, name: str, seed: int, shared: Sequence[int]) -> None:
        self.desk, self.name, self.shared = desk, name, shared
        self._timed, self._log = timed, log
        self._chance = random.Random(f"{name} {seed}")
        self._count = 0
        self._own: list[int] = []
        self._issued: list[tuple[int, int, int]] = []
        self._work: tuple[tuple[int, Callable[[], dict[str, Any]]], ...] = (
            (4, self._new_customer),
            (6, self._note),
            (4, self._rename),
            (8, self._line_on_shared_estimate),
            (4, self._issue),
            (3, self._pay),
            (2, self._whole_job),
        )

    def work(self, seconds: float, pause: float = 0.0) -> None:
        """Work that long, or until killed, with a ``pause`` of up to twice its length after each use case."""
        kinds = [kind for weight, kind in self._work for _ in range(weight)]
        until = monotonic() + seconds
        while monotonic() < until:
            self._count += 1
            begun = perf_counter()
            try:
                done = self._chance.choice(kinds)()
            except OfficeBusy:
                # Told, not done: nothing of it may be in the office.
                done = {"kind": "busy"}
            done["seconds"] = perf_counter() - begun
            done["waits"] = [round(wait, 5) for wait in self._timed.waits]
            self._timed.waits.clear()
            os.write(self._log, (json.dumps(done) + "\n").encode())
            if pause:
                select.select([], [], [], self._chance.uniform(0, 2 * pause))

    def _text(self) -> str:
        return f"{self.name} {self._count}"

    def _new_customer(self) -> dict[str, Any]:
        person = ContactDraft("Pat Doe", "", "612 555 0100", is_primary=True)
        stored = save_customer(self.desk, CustomerDraft(name=self._text(), contacts=(person,)))
        self._own.append(stored.id or 0)
        return {"kind": "customer", "id": stored.id, "name": stored.name, "number": stored.number}

    def _note(self) -> dict[str, Any]:
        whose = self._chance.choice(self.shared)
        note = add_note(self.desk, whose, self._text())
        return {"kind": "note", "id": note.id, "customer": whose, "text": note.text}

    def _rename(self) -> dict[str, Any]:
        if not self._own:
            return self._new_customer()
        draft = customer(self.desk, self._chance.choice(self._own))
        stored = save_customer(self.desk, replace(draft, name=self._text()))
        return {"kind": "customer", "id": stored.id, "name": stored.name, "number": stored.number}

    def _line_on_shared_estimate(self) -> dict[str, Any]:
        """Everyone adds lines to the same estimates: an update that was lost is a line that is missing."""
        line = LineDraft(name=self._text(), price=100, quantity=Decimal(2))
        conflicts = 0
        while True:
            estimate_id = self._shared_estimate()
            draft = estimate(self.desk, estimate_id)
            try:
                save_estimate(self.desk, replace(draft, lines=(*draft.lines, line)))
            except Conflict:
                conflicts += 1
            else:
                return {"kind": "line", "id": estimate_id, "name": line.name, "conflicts": conflicts}

    def _shared_estimate(self) -> int:
        from sqlalchemy import func, select

        from officedesk.models.sales import Estimate, EstimateLine

        with self.desk.read() as session:
            last = session.scalar(select(func.max(Estimate.id)).where(Estimate.description == "shared"))
            lines = session.scalar(select(func.count(EstimateLine.id)).where(EstimateLine.estimate_id == last))
        if last is not None and (lines or 0) < LINES:
            return last
        begun = replace(new_estimate(self.desk, self.shared[0]), description="shared")
        return save_estimate(self.desk, begun).id or 0

    def _issue(self) -> dict[str, Any]:
        price = self._chance.randrange(1, 1_000_00)
        draft = new_invoice(self.desk, self._chance.choice(self.shared))
        stored = save_invoice(self.desk, replace(draft, lines=(LineDraft(name=self._text(), price=price),)))
        issued = issue_invoice(self.desk, stored.id or 0)
        self._issued.append((issued.id, draft.customer_id, issued.total))
        return {"kind": "invoice", "id": issued.id, "number": issued.number, "total": issued.total}

    def _pay(self) -> dict[str, Any]:
        if not self._issued:
            return self._issue()
        invoice_id, customer_id, total = self._issued.pop(0)
        amount = max(1, total // 2)
        draft = replace(
            new_payment(self.desk, customer_id),
            amount=amount,
            request_key=uuid4().hex,
            allocations=(AllocationDraft(invoice_id, amount),),
        )
        payment_id = record_payment(self.desk, draft)
        # A double click: the same request once more is the same payment.
        assert record_payment(self.desk, draft) == payment_id
        return {"kind": "payment", "id": payment_id, "amount": amount, "invoice": invoice_id}

    def _whole_job(self) -> dict[str, Any]:
        lines = tuple(LineDraft(name=f"{self._text()} task {n}", price=50_00) for n in range(3))
        draft = replace(new_estimate(self.desk, self._chance.choice(self.shared)), lines=lines)
        stored = save_estimate(self.desk, draft)
        result = approve_estimate(self.desk, stored.id or 0, "Pat Doe")
        tasks = [task.id for task in job(self.desk, result.job_id).tasks if task.id is not None]
        complete_tasks(self.desk, result.job_id, tasks[:2])
        return {"kind": "job", "id": result.job_id, "number": result.job_number, "done": tasks[:2]}


def jumping(years: int, seed: int) -> Callable[[], datetime]:
    """A clock that every now and then jumps by up to so many years, either way."""
    chance, asked, offset = random.Random(seed), 0, timedelta()

    def now() -> datetime:
        nonlocal asked, offset
        asked += 1
        if years and asked % 40 == 0:
            offset = timedelta(days=chance.randrange(-365 * years, 365 * years))
        return datetime.now(UTC) + offset

    return now


def main(arguments: Sequence[str]) -> None:
    """Say that it is ready, wait for a line on standard input, and work."""
    address, zone, log, name, seed, seconds, years, pause, *shared = arguments
    place = OfficePlace.parse(address)
    now = jumping(int(years), int(seed))
    timed = Timed(place)
    desk = Desk(timed, Actor(None, name, name), ZoneInfo(zone), "USD", now)
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    desktop = Desktop(desk, timed, handle, name, int(seed), [int(one) for one in shared])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    desktop.work(float(seconds), float(pause))
    desk.database.close()


if __name__ == "__main__":
    main(sys.argv[1:])
