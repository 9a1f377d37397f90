"""What is said of backups: when the last one was, and what is in one. Without a zone, in this computer's time."""

from datetime import datetime, tzinfo

from officedesk.formatting import date_text, file_size, money, time_text
from officedesk.services.office.backup_log import LastBackup
from officedesk.services.office.backups import BackupRow

KINDS = {"automatic": "By itself", "manual": "By hand", "safety": "Before a restore"}
LATE = 2
"""Days after which a backup is an old one."""


def when(at: datetime, now: datetime, zone: tzinfo | None, date_format: str) -> str:
    """``today 3:19 AM``, ``yesterday``, ``3 days ago``, or the date where a clock was wrong."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - day).days
    if days == 0:
        return f"today {time_text(at.astimezone(zone))}"
    if days == 1:
        return "yesterday"
    return f"{days} days ago" if 1 < days < 60 else date_text(day, date_format)


def last_backup(last: LastBackup, now: datetime, zone: tzinfo | None, date_format: str) -> tuple[str, str]:
    """Text and tone (``""``, ``warn``, ``bad``) for the status bar: ``Last backup: 3 days ago``."""
    if last.at is None:
        return ("No backup yet", "bad" if last.problem else "warn")
    text = f"Last backup: {when(last.at, now, zone, date_format)}"
    if last.problem:
        return (text, "bad")
    days = (now.astimezone(zone).date() - last.at.astimezone(zone).date()).days
    return (text, "warn" if not 0 <= days < LATE else "")


def made_at(row: BackupRow, zone: tzinfo | None, date_format: str) -> str:
    """``06/22/2023 7:00 AM``."""
    if row.made_at is None:
        return "—"
    at = row.made_at.astimezone(zone)
    return f"{date_text(at.date(), date_format)} {time_text(at)}"


def contents(row: BackupRow, zone: tzinfo | None, date_format: str) -> list[tuple[str, str]]:
    """What is in a backup as (title, text) pairs."""
    made = made_at(row, zone, date_format) + (f", at {row.desktop}" if row.desktop else "")
    if row.encrypted:
        return [("Office", row.office), ("Made", made), ("Encrypted", "yes"), ("Size", file_size(row.size))]
    found = [
        ("Company", row.company),
        ("Made", made),
        ("Customers", f"{row.customers:,}"),
        ("Estimates, jobs, invoices", f"{row.documents:,}"),
        ("Invoiced", money(row.invoiced, row.currency or "USD")),
        ("Open balances", money(row.owing, row.currency or "USD")),
    ]
    if row.attachments:
        found.append(("Attachments", f"{row.attachments:,}"))
    return [*found, ("Size", file_size(row.size))]
