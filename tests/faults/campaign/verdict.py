"""What was acknowledged against what is in the office."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import select

from officedesk.models.customers import Customer, NotepadEntry
from officedesk.models.enums import InvoiceKind, TaskStatus
from officedesk.models.payments import Payment
from officedesk.models.sales import Estimate, EstimateLine, Invoice
from officedesk.models.work import Job, JobTask
from officedesk.services.check import check
from officedesk.services.desk import Desk

Told = dict[str, Any]


@dataclass
class Verdict:
    """``problems`` is empty where every promise was kept; the rest are figures."""

    acknowledged: int = 0
    problems: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0
    busy: int = 0
    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0
    fairness: float = 1.0
    """What the slowest desktop got done, as a part of the mean; nothing where desktops were killed."""
    remark: str = ""
    """What else is to be told."""
    writes: int = 0
    """Write transactions that p50, p99 and the longest are of."""

    def __str__(self) -> str:
        return (
            f"{self.acknowledged:,} acknowledged, {len(self.problems)} problems, {self.conflicts} conflicts merged by "
            f"retry, {self.busy} told busy, {1000 * self.p50:.1f}/{1000 * self.p99:.1f}/{1000 * self.longest:.0f} ms "
            f"p50/p99/max "
            f"of {self.writes:,} writes, slowest desktop {self.fairness:.0%} of the mean"
        )


def read_log(path: Path) -> list[Told]:
    """The acknowledged use cases of one desktop; the last line may have been cut by a kill."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1]]


def judge(desk: Desk, logs: Sequence[Path]) -> Verdict:
    """Everything acknowledged is there as it was told, numbers have no gap and no double, all sums are right."""
    each = [read_log(path) for path in logs]
    verdict = Verdict()
    told = [line for lines in each for line in lines]
    _measure(verdict, told, each)
    by_kind = defaultdict(list)
    for line in told:
        by_kind[line["kind"]].append(line)
    verdict.kinds = {kind: len(lines) for kind, lines in sorted(by_kind.items())}
    problems = verdict.problems
    problems += [f"check: {finding}" for finding in check(desk).findings]
    with desk.read() as session:
        numbers = dict(session.execute(select(Customer.id, Customer.number)).all())
        problems += _lost("customer", ((line["id"], line["number"]) for line in by_kind["customer"]), numbers.items())
        # A desktop renames only its own: what it was told last is what it is called.
        names = dict(session.execute(select(Customer.id, Customer.name)).all())
        last = {line["id"]: line["name"] for line in by_kind["customer"]}
        problems += [
            f"customer {one} is called {names.get(one)!r}, told was {name!r}"
            for one, name in last.items()
            if names.get(one) != name and not _later(names.get(one, ""), name)
        ]
        notes = session.execute(select(NotepadEntry.id, NotepadEntry.text)).all()
        problems += _lost("note", ((line["id"], line["text"]) for line in by_kind["note"]), map(tuple, notes))
        lines = session.execute(select(EstimateLine.estimate_id, EstimateLine.name)).all()
        problems += _lost("line", ((line["id"], line["name"]) for line in by_kind["line"]), map(tuple, lines))
        issued = session.execute(select(Invoice.id, Invoice.number, Invoice.total)).all()
        wanted = ((line["id"], line["number"], line["total"]) for line in by_kind["invoice"])
        problems += _lost("invoice", wanted, map(tuple, issued))
        paid = session.execute(select(Payment.id, Payment.amount)).all()
        problems += _lost("payment", ((line["id"], line["amount"]) for line in by_kind["payment"]), map(tuple, paid))
        jobs = session.execute(select(Job.id, Job.number)).all()
        problems += _lost("job", ((line["id"], line["number"]) for line in by_kind["job"]), map(tuple, jobs))
        done = set(session.scalars(select(JobTask.id).where(JobTask.status == TaskStatus.COMPLETED)))
        problems += [
            f"task {one} is not completed" for line in by_kind["job"] for one in line["done"] if one not in done
        ]
        normal = Invoice.kind != InvoiceKind.CREDIT_NOTE
        for what, serials in (
            ("estimate", session.scalars(select(Estimate.serial))),
            ("job", session.scalars(select(Job.serial))),
            ("invoice", session.scalars(select(Invoice.serial).where(Invoice.serial.is_not(None), normal))),
            # The shared ones were made past the sequence.
            ("customer", (int(number) for number in numbers.values() if number.isdigit())),
        ):
            problems += _gaps(what, [one for one in serials if one is not None])
    return verdict


def _measure(verdict: Verdict, told: Iterable[Told], each: Sequence[Sequence[Told]]) -> None:
    done = [line for line in told if line["kind"] != "busy"]
    waits = sorted(wait for line in done for wait in line["waits"])
    verdict.acknowledged = len(done)
    verdict.busy = sum(line["kind"] == "busy" for lines in each for line in lines)
    verdict.conflicts = sum(line.get("conflicts", 0) for line in done)
    if waits:
        verdict.p50, verdict.p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, len(waits) * 99 // 100)]
        verdict.longest = waits[-1]
        verdict.writes = len(waits)
        verdict.fairness = min(map(len, each)) * len(each) / sum(map(len, each))


def _lost(what: str, wanted: Iterable[tuple[Any, ...]], there: Iterable[tuple[Any, ...]]) -> list[str]:
    found = set(there)
    return [f"lost: {what} {' '.join(map(str, one))}" for one in wanted if one not in found]


def _later(stored: str, told: str) -> bool:
    """A rename that was stored, but not acknowledged any more, is no loss: the same desktop's next count."""
    who, _, count = stored.rpartition(" ")
    whose, _, before = told.rpartition(" ")
    return who == whose and count.isdigit() and before.isdigit() and int(count) > int(before)


def _gaps(what: str, serials: list[int]) -> list[str]:
    serials.sort()
    return [
        f"{what} numbers: {'double' if before == after else 'gap'} after {before}"
        for before, after in pairwise(serials)
        if after - before != 1
    ]
