"""Which page of the help is about what is on screen: the one place that says so."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from officedesk.manual.pages import INDEX

PAGES: Mapping[str, str] = {
    "today": "today",
    "tasks": "today#tasks",
    "reminders": "reminders",
    "customers": "customers",
    "customer": "customers",
    "duplicates": "customers#merge-duplicates",
    "schedule": "schedule",
    "map": "map",
    "geofences": "geofences",
    "estimates": "estimates",
    "estimate": "estimates",
    "jobs": "jobs",
    "job": "jobs",
    "projects": "projects",
    "project": "projects",
    "lead": "projects#leads",
    "invoices": "invoices",
    "invoice": "invoices",
    "payments": "payments",
    "contracts": "contracts",
    "upcoming": "contracts#upcoming-services",
    "timesheets": "tracking#timesheets",
    "stays": "tracking#time-on-site",
    "crossings": "tracking#crossings",
    "messages": "messages",
    "settings": "company",
}
"""By the page of the window."""
TABS: Mapping[str, str] = {
    "locations": "customers#locations",
    "projects": "projects",
    "estimates": "estimates",
    "jobs": "jobs",
    "invoices": "invoices",
    "equipment": "equipment",
    "reminders": "reminders",
    "notes": "notes",
    "attachments": "files",
    "geofences": "geofences",
    "payments": "payments",
    "messaging": "messages",
    "contracts": "contracts",
    "history": "recovery#history",
}
"""By the tab of a customer."""
SECTIONS: Mapping[str, str] = {
    "Company": "company",
    "Brand": "company#brands",
    "Price book": "price-book",
    "Plans": "contracts#plans",
    "Taxes": "taxes",
    "Payment terms": "company#payment-terms",
    "Numbers": "numbers",
    "People": "users",
    "Technicians": "company#technicians",
    "Skills": "company#technicians",
    "Time off": "company#working-days-and-time-off",
    "Working days": "company#working-days-and-time-off",
    "Vehicles and devices": "tracking#vehicles-and-devices",
    "Forms": "forms#templates",
    "Lead sources": "projects#leads",
    "Tags": "customers#tags-stars-and-flags",
    "Email & SMS": "messages#accounts",
    "Templates": "messages#templates",
    "Address search": "map#address-search",
    "Maps": "map#base-maps",
    "This office": "hosting",
    "Backup": "backup",
    "Encryption": "encryption",
    "History": "recovery#history",
    "Trash": "recovery#trash",
    "Appearance": "company#appearance",
    "Diagnostics": "diagnostics",
}
"""By the section of the settings."""
DIALOGS: Mapping[str, str] = {
    "activity/erase_dialog": "recovery#erase-for-good",
    "contracts": "contracts",
    "contracts/plan_dialog": "contracts#plans",
    "contracts/job_dialog": "contracts#plans",
    "customers": "customers",
    "customers/location_dialog": "customers#locations",
    "customers/locate_dialog": "map#address-search",
    "customers/place_dialog": "map#address-search",
    "customers/merge": "customers#merge-duplicates",
    "beginning": "first-hour",
    "desks_popover": "sharing",
    "equipment": "equipment",
    "files": "files",
    "forms": "forms",
    "forms/template_dialog": "forms#templates",
    "help": INDEX,
    "map/fence": "geofences",
    "map/past_imports": "tracking#take-in-positions",
    "map/track_import": "tracking#take-in-positions",
    "messaging": "messages",
    "messaging/sign_in_dialog": "messages#accounts",
    "notes": "notes",
    "office/closing_backup": "backup",
    "office/encryption_section": "encryption",
    "office/host_dialogs": "hosting",
    "office/import_window": "import-export",
    "office/join_dialog": "hosting#join-an-office",
    "office/number_section": "numbers",
    "office/people_section": "users",
    "office/place_section": "hosting",
    "office/price_book": "price-book",
    "office/restore_dialog": "backup#restore",
    "office/sections": "company",
    "office/server_dialog": "hosting#a-server",
    "office/sign_in": "users#signing-in",
    "office/start_window": "first-hour",
    "office/technician_section": "company#technicians",
    "office/time_off_section": "company#working-days-and-time-off",
    "office/unlock_dialog": "encryption#opening-it",
    "lock": "users#signing-in",
    "place_popover": "sharing",
    "projects": "projects",
    "reminders": "reminders",
    "sample_strip": "first-hour#look-around-first",
    "report_dialog": "diagnostics#when-something-went-wrong",
    "sales/credit_dialog": "payments#credit",
    "sales/estimate": "estimates",
    "sales/invoice": "invoices",
    "sales/money_dialog": "payments",
    "sales/payment_dialog": "payments",
    "sales/refund_dialog": "payments#refunds",
    "schedule": "schedule",
    "schedule/papers": "printing#day-sheets",
    "timesheets": "tracking#time-on-site",
    "timesheets/time_dialog": "tracking#timesheets",
    "todo": "today#tasks",
    "widgets/conflict": "recovery#two-people-one-record",
    "widgets/waiting": "hosting",
    "work": "jobs",
    "work/repeat_dialog": "recurrence",
    "work/scope_dialog": "recurrence",
    "work/leave_out_dialog": "recurrence",
}
"""By the module of a dialog's class (below ``officedesk.views``): the longest beginning that stands here counts."""
_VIEWS = "officedesk.views."


def page_of_module(module: str) -> str:
    """The page about the dialogs of a module (``officedesk.views.sales.payment_dialog``), or nothing."""
    path = module.removeprefix(_VIEWS).replace(".", "/") if module.startswith(_VIEWS) else ""
    found = max((known for known in DIALOGS if path.startswith(known)), key=len, default="") if path else ""
    return DIALOGS.get(found, "")


def page_about(window: QWidget) -> str:
    """The page about a window as it is now: what stands in it, else the window it belongs to, else all pages."""
    step: QWidget | None = window
    while step is not None:
        if (found := _of(step)) is not None:
            return found
        step = step.parentWidget()
    return INDEX


def _of(window: QWidget) -> str | None:
    place = getattr(window, "place", None)
    if place is not None and hasattr(place, "page"):
        return _in_main(window, place)
    # A dialog that has a name of its own in the table, by its class or the class it is made of.
    return next((page for kind in type(window).__mro__ if (page := page_of_module(kind.__module__))), None)


def _in_main(window: Any, place: Any) -> str:
    shown = window.page(place.page)
    if place.page == "customer" and place.id and not place.context.get("edit"):
        return TABS.get(getattr(shown.view, "tab_name", ""), PAGES["customer"])
    if place.page == "settings":
        return SECTIONS.get(shown.shown_title, PAGES["settings"])
    return PAGES.get(place.page, INDEX)
