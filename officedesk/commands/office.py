"""``demo``, ``search``, ``profile`` and ``check``."""

import time
from argparse import Namespace

from officedesk import formatting
from officedesk.commands.common import Progress, opened, plain, say, say_json
from officedesk.errors import OfficeDamaged

DAMAGED = OfficeDamaged.exit_code


def demo(args: Namespace) -> int:
    """Make the sample office."""
    from officedesk.bootstrap import desktop_name
    from officedesk.database.place import OfficePlace
    from officedesk.services.office.sample import make_sample

    start = time.monotonic()
    summary = make_sample(
        OfficePlace.parse(args.office),
        desktop_name(),
        customers=args.customers,
        seed=args.seed,
        progress=Progress("Making customers"),
    )
    if args.json:
        say_json(summary)
        return 0
    say(f"Sample office {summary.company} in {args.office}, made in {time.monotonic() - start:.1f} s")
    say(f"  {summary.customers:,} customers, {summary.locations:,} locations, {summary.items:,} price-book items")
    say(f"  {summary.estimates:,} estimates, {summary.jobs:,} jobs with {summary.visits:,} visits")
    say(f"  {summary.invoices:,} invoices over {formatting.money(summary.invoiced, summary.currency)}, "
        f"{summary.payments:,} payments of {formatting.money(summary.paid, summary.currency)}, "
        f"open {formatting.money(summary.open, summary.currency)}")  # fmt: skip
    return 0


def search(args: Namespace) -> int:
    """Search over everything; exit code 1 where nothing is found."""
    from officedesk.services.customers.search import find

    with opened(args.office, args.user) as context:
        hits = find(context.desk, args.text, args.limit)
    if args.json:
        say_json(hits)
    else:
        for hit in hits:
            say(f"{hit.kind:<9} {hit.title}" + (f" · {hit.detail}" if hit.detail else ""))
        if not hits:
            say(f"Nothing found for “{args.text}”.")
    return 0 if hits else 1


def profile(args: Namespace) -> int:
    """Header, figures and tab counts of one customer."""
    from officedesk.services.customers.profile import customer_by_number
    from officedesk.services.customers.profile import profile as read_profile

    with opened(args.office, args.user) as context:
        found = read_profile(context.desk, customer_by_number(context.desk, args.number))
        currency = context.desk.currency
    if args.json:
        content = plain(found)
        content["currency"] = currency
        content["money"] = {
            name: formatting.money(getattr(found.figures, name), currency)
            for name in ("pending_quotes", "awaiting_payments", "overdue", "unapplied_credit")
        }
        say_json(content)
        return 0
    figures, counts = found.figures, found.counts
    say(f"{found.name} (No. {found.number})")
    if found.contact is not None:
        say(", ".join(filter(None, (found.contact.name, found.contact.phone, found.contact.email))))
    if found.location is not None:
        say(found.location.line)
    say(f"Pending quotes    {formatting.money(figures.pending_quotes, currency):>14}")
    say(f"Awaiting payments {formatting.money(figures.awaiting_payments, currency):>14}")
    say(f"Invoice overdue   {formatting.money(figures.overdue, currency):>14}")
    say(f"Open invoices     {figures.open_invoices:>14}")
    say(f"Locations {counts.locations}, estimates {counts.estimates}, jobs {counts.jobs}, "
        f"invoices {counts.invoices}, payments {counts.payments}")  # fmt: skip
    return 0


def check(args: Namespace) -> int:
    """Check the office; exit code 4 where something is wrong."""
    from officedesk.services.check import check as look_through

    with opened(args.office, args.user) as context:
        report = look_through(context.desk)
    if args.json:
        say_json(report)
    else:
        for finding in report.findings:
            say(f"{finding.severity}: {finding.where}: {finding.text}")
        counted = ", ".join(f"{count:,} {name}" for name, count in report.checked.items())
        say(f"Checked {counted}.")
        verdict = "The office is sound." if report.ok else f"{report.errors:,} errors were found."
        say(verdict + (f" {report.notes:,} notes." if report.notes else ""))
    return 0 if report.ok else DAMAGED
