"""What a merge does, in words."""

from officedesk.services.customers.merge import Comparison

_WORDS = {
    "contact": ("contact", "contacts"),
    "location": ("location", "locations"),
    "estimate": ("estimate", "estimates"),
    "job": ("job", "jobs"),
    "invoice": ("invoice", "invoices"),
    "payment": ("payment", "payments"),
    "equipment": ("piece of equipment", "pieces of equipment"),
    "geofence": ("geofence", "geofences"),
    "project": ("project", "projects"),
    "contract": ("contract", "contracts"),
    "series": ("recurring job", "recurring jobs"),
    "lead": ("lead", "leads"),
    "time_entry": ("time entry", "time entries"),
    "reminder": ("reminder", "reminders"),
    "note": ("note", "notes"),
    "task": ("task", "tasks"),
    "folder": ("folder", "folders"),
    "attachment": ("file", "files"),
    "message": ("message", "messages"),
}


def moves_text(comparison: Comparison) -> str:
    """``2 estimates and 1 invoice move from Zed to ABC Company (No. 12345) …``."""
    parts = [f"{count:,} {_WORDS.get(word, (word, f'{word}s'))[count != 1]}" for word, count in comparison.moves]
    stays, goes = comparison.stays, comparison.goes
    what = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else "Nothing"
    verb = "moves" if sum(count for _, count in comparison.moves) in (0, 1) else "move"
    return (
        f"{what} {verb} to {stays.name}. Contacts and locations that both have are not doubled; issued papers keep "
        f"their text. No. {goes.number} will find {stays.name}."
    )
