"""A form printed, or kept as PDF: drawn off the GUI thread."""

from PySide6.QtWidgets import QWidget

from officedesk.archive import DrawnPaper
from officedesk.services.desk import Desk
from officedesk.views.sales.paper_actions import print_drawn, save_drawn
from officedesk.views.shell import Shell


def print_form(shell: Shell, form_id: int, parent: QWidget) -> None:
    """Hand what is stored of a form to the system's print dialog."""
    desk = shell.desk
    shell.load(parent, lambda: drawn_form(desk, form_id), lambda paper: print_drawn(shell, paper, parent))


def save_form(shell: Shell, form_id: int, parent: QWidget) -> None:
    """Ask where to keep the PDF of what is stored of a form."""
    desk = shell.desk
    shell.load(parent, lambda: drawn_form(desk, form_id), lambda paper: save_drawn(shell, paper, parent))


def drawn_form(desk: Desk, form_id: int) -> DrawnPaper:
    """The PDF of a form."""
    from officedesk.reports.job_form import render_form
    from officedesk.services.forms.printing import form_sheet

    sheet = form_sheet(desk, form_id)
    return DrawnPaper(f"{sheet.name} {dict(sheet.about).get('Job', '')}".strip(), render_form(sheet))
