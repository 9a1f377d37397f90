"""The face of the office's papers: logo and color, with an invoice beside them as it will be."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QSizePolicy

from officedesk.errors import OfficeError
from officedesk.services.office.beginning import Beginning
from officedesk.services.office.rules import MAX_LOGO_BYTES, logo_problem
from officedesk.views.beginning.page import Means, Page, paragraph
from officedesk.views.paper_view import PaperView
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.colour_edit import ColourEdit

DAMAGED = "This picture is damaged: it can't be read to its end. Save it anew as PNG or JPEG."


class LogoPage(Page):
    """A picture that cannot be printed is refused as soon as it is chosen."""

    name = "logo"
    title = "Logo and color"
    about = "The invoice beside it is yours, as a printer would make it."
    later = "Both can be changed later in Settings, Brand."
    may_skip = True
    fills = True

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self.logo: bytes | None = None
        self._beginning = Beginning()
        self.choose = button("Choose a picture…", self._choose, icon=means.icons("folder-open"))
        self.remove = button("Remove", lambda: self._set(None), kind="plain", tip="Remove the logo")
        self.told = label("", "small")
        self.error = paragraph("", "error")
        self.error.hide()
        self.colour = ColourEdit()
        self.add("colour", "Color", self.colour)
        self.colour.edited.connect(self._coloured)
        self.paper = PaperView()
        self.paper.setAccessibleName("Your invoice")
        self.paper.setMinimumHeight(340)
        self.paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        left = column(
            label("Logo", "label"),
            row(self.choose, self.remove, None),
            self.told,
            self.error,
            paragraph("PNG or JPEG, up to 2 MB.", "small"),
            6,
            self.fields["colour"],
            None,
        )
        narrow = holder(left)
        narrow.setFixedWidth(250)
        both = row(narrow, self.paper, spacing=18)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(150)
        self._soon.timeout.connect(self._draw)

    def show_beginning(self, beginning: Beginning) -> None:
        self._beginning, self.logo = beginning, beginning.logo
        self.colour.set_value(beginning.colour)
        self._tell()

    def take(self, beginning: Beginning) -> Beginning:
        return replace(beginning, logo=self.logo, colour=self.colour.value() or beginning.colour)

    def owns(self, problem: str) -> bool:
        return problem in ("logo", "colour")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        super().show_problems(problems)
        if "logo" in problems:
            self._refuse(problems["logo"])

    def begin(self) -> None:
        self.choose.setFocus()
        self._draw()

    def read(self, path: str) -> None:
        """Look at a picture and take it, where it can be printed."""

        def work() -> bytes:
            from officedesk.reports.pictures import picture

            file = Path(path)
            if file.stat().st_size > MAX_LOGO_BYTES:
                raise OfficeError(f"{file.name} is larger than {MAX_LOGO_BYTES // 1_000_000} MB: choose a smaller one.")
            content = file.read_bytes()
            if problem := logo_problem(content):
                raise OfficeError(problem)
            if picture(content) is None:
                raise OfficeError(DAMAGED)
            return content

        self.means.runner.submit(work, self._set, self._refused, owner=self)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Logo", "", "Pictures (*.png *.jpg *.jpeg)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def _set(self, content: bytes | None) -> None:
        self.logo = content
        self._refuse("")
        self._tell()
        self._draw()
        self.edited.emit()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self._refuse(f"This picture can't be read ({error.strerror}).")
        elif isinstance(error, OfficeError):
            self._refuse(str(error))
        else:
            raise error

    def _refuse(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if text:
            self.choose.setFocus()

    def _tell(self) -> None:
        self.told.setText(f"{len(self.logo):,} bytes" if self.logo else "No logo: papers begin with the name.")
        self.remove.setVisible(self.logo is not None)

    def _coloured(self) -> None:
        self._soon.start()
        self.edited.emit()

    def _draw(self) -> None:
        wanted, today = self.take(self._beginning), self.means.today

        def work() -> bytes:
            from officedesk.reports.render import render
            from officedesk.services.office.first_paper import first_paper

            return render(first_paper(wanted, today))

        self.means.runner.submit(work, self.paper.set_pdf, owner=self)
