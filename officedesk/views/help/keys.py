"""Every key that the window knows, in one table.

``tests/gui/test_keyboard_sheet.py`` reads the code of all views and holds that each key bound there stands here, beside
the module that binds it, and the other way round.

Keys are Qt's portable names (``Ctrl+S``; Ctrl is Cmd on macOS, as Qt has it). ``Alt+1…9`` stands for nine keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """``keys`` do ``what``, each of them; ``where`` are the modules of ``officedesk.views`` that bind them."""

    what: str
    keys: tuple[str, ...]
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a screen."""

    screen: str
    rows: tuple[Key, ...]


def _key(what: str, keys: str, where: str) -> Key:
    return Key(what, tuple(keys.split()), tuple(where.split()))


ARROWS = "Left Right Up Down"
_DIALOGS = """contracts/planning_dialog contracts/job_dialog customers/location_dialog
    equipment/dialog notes/note_dialog forms/template_dialog projects/record_editor sales/money_dialog widgets/conflict
    office/sections map/fence_form customers/customer_form sales/document_page"""
_ANSWERED = """customers/flag_mark customers/merge_dialog customers/place_dialog equipment/pin_dialog map/fence_import
    map/track_import messaging/bulk_dialog office/join_dialog office/server_dialog office/user_menu widgets/question"""
EVERYWHERE = Keys(
    "Everywhere",
    (
        _key("Help on what is on screen", "F1", "help/desk help/menu commands"),
        _key("This sheet", "Ctrl+/", "help/desk help/menu commands"),
        _key("Search everything, or type a command", "Ctrl+K", "main_window"),
        _key("New: customer, estimate, job, invoice …", "Ctrl+N", "main_window"),
        _key("Notifications", "Ctrl+B", "main_window"),
        _key("Back to the page before", "Alt+Left", "main_window commands"),
        _key("Undo the last change that was saved", "Ctrl+Z", "activity/undoing commands office/user_menu"),
        _key("Redo", "Ctrl+Shift+Z", "activity/undoing commands office/user_menu"),
        _key("Copy a link to what is open", "Ctrl+Shift+C", "main_window commands"),
        _key("Lock the window", "Ctrl+L", "main_window commands office/user_menu"),
        _key("Unlocking: back to the password of whoever was here", "Esc", "lock"),
    ),
)
FORMS = Keys(
    "Forms and dialogs",
    (
        _key("Save and close", "Ctrl+Enter", f"{_DIALOGS} {_ANSWERED} forms/dialog messaging/composer"),
        _key("Save", "Ctrl+S", _DIALOGS),
        _key(
            "Save",
            "Ctrl+S",
            """messaging/account_section messaging/composer office/maps_section office/working_section
            projects/sources_section reminders/dialog forms/dialog""",
        ),
        _key("On to the next field", "Enter", "widgets/form_field todo/editor messaging/letter_side"),
        _key("Leave; asks only when something was changed", "Esc", "customers/customer_form todo/editor"),
        _key(
            "Date, number of a rule: one more or less",
            "Up Down",
            "widgets/date_edit work/rule_parts",
        ),
        _key("Date: open the calendar", "F4 Alt+Down", "widgets/date_edit"),
        _key("Color: open the palette", "Alt+Down", "widgets/colour_edit"),
        _key("Suggestions: choose one", "Up Down", "widgets/suggestions"),
        _key("Suggestions: take it, or put the list away", "Enter Esc", "widgets/suggestions"),
        _key("Rating: more or fewer stars", "Left Right", "widgets/stars"),
        _key("Tag: take it off, or stop adding", "Del Backspace Esc", "customers/tag_editor"),
        _key("Link: follow it", "Enter Space", "widgets/elided"),
        _key("Address: look on the map", "Enter", "customers/place_panel"),
        _key("Choose a file", "Ctrl+O", "office/import_window map/fence_import map/track_import"),
        _key("Add the file or picture on the clipboard", "Ctrl+V", "forms/photo_field equipment/files_card"),
        _key("Photo: take it away", "Del", "forms/photo_field"),
        _key("Signature: clear it", "Del Backspace", "forms/signature_pad"),
        _key("Rows of a small table: take one away", "Del", "contracts/row_table"),
        _key("Rows of a small table: done", "Enter Esc", "contracts/row_table"),
        _key("File preview: the one before, the next", "Left Right", "files/preview"),
        _key("Server: test the connection", "Ctrl+T", "office/server_dialog"),
    ),
)
LISTS = Keys(
    "Lists",
    (
        _key("Open", "Enter", "lists/gestures map/things"),
        _key("Check the row, or take the check away", "Space", "lists/gestures"),
        _key("Check all", "Ctrl+A", "lists/gestures"),
        _key("First row, last row", "Home End", "lists/gestures"),
        _key("Copy the selected rows", "Ctrl+C", "lists/gestures"),
        _key("Delete the selected rows, where the list allows it", "Del", "lists/gestures"),
        _key("From card to card", f"{ARROWS} PgUp PgDown", "lists/cards"),
        _key("From the search to the list", "Down Enter", "widgets/search_box"),
        _key("Clear the search", "Esc", "widgets/search_box"),
        _key("Undo and redo what was saved, from an empty search", "Ctrl+Z Ctrl+Shift+Z", "widgets/search_box"),
    ),
)
SEARCH = Keys(
    "Search everything",
    (
        _key("Choose a find", "Up Down PgUp PgDown", "search_popup"),
        _key("Back to where you were", "Esc", "top_bar"),
        _key("Notifications: from one to the next", "Up Down", "reminders/bell_popover"),
    ),
)
PROFILE = Keys(
    "Customer",
    (
        _key("Tabs", "Alt+1…9", "widgets/tab_bar"),
        _key("The tab beside", "Left Right", "widgets/tab_bar"),
        _key("Edit", "Ctrl+E", "customers/header projects/story_page"),
        _key("Notepad: add the note", "Ctrl+Enter", "customers/notepad"),
        _key("Attachments: add the file or picture on the clipboard", "Ctrl+V", "customers/tabs/attachments"),
        _key("Duplicates: look again", "F5", "customers/duplicates_page"),
    ),
)
DOCUMENTS = Keys(
    "Estimates, jobs and invoices",
    (
        _key("Print", "Ctrl+P", "sales/paper_actions sales/invoice_page work/job_page schedule/papers forms/dialog"),
        _key(
            "Save as PDF",
            "Ctrl+Shift+P",
            "sales/paper_actions sales/invoice_page work/job_page schedule/papers forms/dialog",
        ),
        _key("Undo and redo what was typed", "Ctrl+Z Ctrl+Shift+Z", "sales/document_page sales/document_editor"),
        _key("Redo what was typed", "Ctrl+Y", "sales/document_page"),
        _key("Back", "Esc", "sales/document_page"),
        _key("Customer: choose one, or a new one", "Up Esc Alt+N", "sales/customer_picker"),
        _key("Paper: larger, smaller, whole page", "Ctrl++ Ctrl+- Ctrl+0", "paper_view"),
    ),
)
LINES = Keys(
    "Lines of a document",
    (
        _key("Edit the cell, or the next one", "Enter", "sales/lines/table"),
        _key("A line below", "Ins", "sales/lines/table"),
        _key("From line to line", "Up Down", "sales/lines/table sales/lines/delegates"),
        _key("To the last line, from the entry", "Up", "sales/lines/editor"),
        _key("More about the line", "Alt+Enter", "sales/lines/table sales/lines/editor"),
        _key("Move the line", "Alt+Up Alt+Down", "sales/lines/table sales/lines/editor"),
        _key("Duplicate", "Ctrl+D", "sales/lines/table sales/lines/editor"),
        _key("Delete", "Ctrl+Del", "sales/lines/table sales/lines/editor"),
        _key("Delete", "Ctrl+Backspace", "sales/lines/table"),
        _key("Optional line: in or out", "Space", "sales/lines/table"),
        _key("Copy lines", "Ctrl+C", "sales/lines/table"),
        _key("Paste lines, from a spreadsheet too", "Ctrl+V", "sales/lines/table sales/lines/editor"),
        _key("Undo and redo while a cell is edited", "Ctrl+Z Ctrl+Shift+Z", "sales/lines/delegates"),
        _key("Undo, from the empty entry", "Ctrl+Z", "sales/lines/editor"),
        _key("Leave the cell", "Esc", "sales/lines/table sales/lines/delegates"),
        _key("Price book: choose an item, take it, put the list away", "Up Down Enter Esc", "sales/lines/completion"),
    ),
)
JOBS = Keys(
    "Jobs",
    (
        _key("Services: check one, check all", "Space Ctrl+A", "work/task_table"),
        _key("Services: done editing", "Enter Esc", "work/task_table"),
        _key("Repeats: leave a day out, or take it back in", "Space Del", "work/rule_preview"),
    ),
)
PROJECTS = Keys(
    "Leads and projects",
    (
        _key("Read anew", "F5", "projects/story_page"),
        _key("Back", "Esc", "projects/story_page"),
        _key("Board: the column beside", "Left Right", "projects/cards"),
        _key("Board: move the card", "Ctrl+Left Ctrl+Right", "projects/cards"),
        _key("Board: open the card, or drop what is carried", "Enter Esc", "projects/cards"),
        _key("Card: what can be done with it", "Menu", "projects/project_card"),
        _key("Steps: from one to the next", "Left Right", "projects/strip"),
        _key("Steps: open it, or force it", "Enter +", "projects/strip"),
    ),
)
SCHEDULE = Keys(
    "Schedule",
    (
        _key("Day, week, month, list, map", "Alt+1…9", "schedule/page"),
        _key("Today", "Ctrl+T", "schedule/page"),
        _key("Earlier, later", "Ctrl+Left Ctrl+Right", "schedule/page"),
        _key("Go to a day", "Ctrl+G", "schedule/page"),
        _key("Search the visits", "Ctrl+F", "schedule/page"),
        _key("Print day sheets", "Ctrl+P", "schedule/page"),
        _key("Read anew", "F5", "schedule/page"),
        _key("From visit to visit", ARROWS, "schedule/keyboard schedule/month_hand"),
        _key("Move the visit", "Alt+Left Alt+Right Alt+Up Alt+Down", "schedule/keyboard schedule/month_hand"),
        _key("Longer or shorter", "Shift+Left Shift+Right", "schedule/keyboard"),
        _key("Pick it up; arrows move it, Enter puts it down", "Space", "schedule/keyboard schedule/tray"),
        _key("Open the job; plan one in an empty place", "Enter", "schedule/keyboard schedule/tray schedule/month"),
        _key("Back to the tray", "Del", "schedule/keyboard"),
        _key("Copy, and put a copy here", "Ctrl+C Ctrl+V", "schedule/keyboard"),
        _key("Tray: copy the visit", "Ctrl+C", "schedule/tray"),
        _key("Tray: up to the filters", "Up", "schedule/tray"),
        _key("Never mind", "Esc", "schedule/keyboard schedule/tray schedule/month"),
        _key("Start or end of the row; with Ctrl of the board", "Home End Ctrl+Home Ctrl+End", "schedule/keyboard"),
        _key("A page of technicians", "PgUp PgDown", "schedule/keyboard"),
        _key("Finer or coarser hours", "Ctrl++ Ctrl+= Ctrl+-", "schedule/keyboard"),
        _key("Month: the visits of the day", "Ctrl+Up Ctrl+Down", "schedule/month"),
        _key("Day sheets: the paper before, the next", "Alt+Left Alt+Right", "schedule/papers"),
    ),
)
MAP = Keys(
    "Map",
    (
        _key("Search a place", "Ctrl+F", "map/page"),
        _key("Print the map", "Ctrl+P", "map/page"),
        _key("Read anew", "F5", "map/page"),
        _key("Replay: go on or pause, end", "Space Esc", "map/replay"),
    ),
)
TODAY = Keys(
    "Today, tasks",
    (
        _key("Read anew", "F5", "todo/today_page"),
        _key("From line to line", "Up Down", "todo/line todo/cards"),
        _key("Open", "Enter", "todo/line todo/cards"),
        _key("Task: edit, delete", "F2 Del", "todo/line"),
    ),
)
SETTINGS = Keys(
    "Settings",
    (
        _key("Form template: move the field", "Alt+Up Alt+Down", "forms/template_dialog"),
        _key("Form template: duplicate, delete, edit the field", "Ctrl+D Del Enter", "forms/template_dialog"),
        _key("Forms: move the template", "Alt+Up Alt+Down", "forms/section"),
    ),
)
START = Keys(
    "Without an office",
    (
        _key("Try the sample office", "Ctrl+T", "office/start_window"),
        _key("Assistant: the next page", "Ctrl+Enter", "beginning/assistant beginning/first_steps"),
        _key("Assistant: the page before", "Alt+Left", "beginning/assistant beginning/first_steps"),
        _key("Assistant: next, before", "Ctrl+PgDown Ctrl+PgUp", "beginning/assistant"),
        _key("Start your office", "Ctrl+N", "office/start_window"),
        _key("Open office", "Ctrl+O", "office/start_window"),
        _key("Join an office", "Ctrl+J", "office/start_window"),
    ),
)
HELP = Keys(
    "Help",
    (
        _key("Search", "Ctrl+F", "help/window help/sheet"),
        _key("Choose a page", "Up Down", "help/window"),
        _key("Open it", "Enter", "widgets/search_box"),
        _key("Page before, page after", "Alt+Left Alt+Right", "help/window"),
        _key("All pages", "Alt+Home", "help/window"),
        _key("Clear the search, then close", "Esc", "help/window help/sheet"),
        _key("Save the sheet as PDF", "Ctrl+Shift+P", "help/sheet"),
    ),
)
ALL = (
    EVERYWHERE,
    LISTS,
    SEARCH,
    FORMS,
    TODAY,
    PROFILE,
    DOCUMENTS,
    LINES,
    JOBS,
    PROJECTS,
    SCHEDULE,
    MAP,
    SETTINGS,
    START,
    HELP,
)


def shown() -> Iterator[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """(screen, rows of what and its keys): what does the same stands once, with all of its keys."""
    for group in ALL:
        rows: dict[str, dict[str, None]] = {}
        for row in group.rows:
            rows.setdefault(row.what, {}).update(dict.fromkeys(row.keys))
        yield group.screen, [(what, tuple(keys)) for what, keys in rows.items()]
