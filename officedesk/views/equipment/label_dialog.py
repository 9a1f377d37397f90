"""Labels for equipment: on which sheets, where to begin, and as PDF or straight to the printer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from officedesk.archive import DrawnPaper
from officedesk.models.enums import PaperSize
from officedesk.reports.labels import STOCKS, stock_named
from officedesk.views.sales.paper_actions import print_drawn, save_drawn
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, label, row
from officedesk.views.widgets.combo import Combo

REMEMBERED = "label_stock"


class LabelDialog(QDialog):
    """For the pieces with these ids, in their order. Use ``open()``."""

    def __init__(self, shell: Shell, parent: QWidget, ids: Sequence[int]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Print labels")
        self.setMinimumWidth(460)
        self._shell, self._ids = shell, tuple(ids)
        self.stock = Combo(shell.icons, shell.theme)
        self.stock.set_choices([(stock.key, stock.title) for stock in STOCKS])
        kept = shell.config.get(REMEMBERED, "")
        known = {stock.key for stock in STOCKS}
        self.stock.set_value(kept if kept in known else STOCKS[0].key)
        self.first = Combo(shell.icons, shell.theme)
        self.first.set_value(1)
        self.first.setFixedWidth(90)
        self.first.setToolTip("Counted from the upper left corner, row by row")
        self.told = label("", "muted")
        self.pdf_button = button("Save PDF…", self.save_pdf, icon=shell.icons("file-pdf"))
        self.print_button = button("Print…", self.print_it, kind="primary", icon=shell.icons("printer", "on_accent"))
        self.print_button.setDefault(True)
        first = field("First label", self.first)
        both = row(field("Sheet", self.stock), first, spacing=12)
        both.setStretch(0, 1)
        self.setLayout(
            column(
                both,
                self.told,
                row(None, button("Cancel", self.reject), self.pdf_button, self.print_button),
                spacing=14,
                margins=(18, 16, 18, 14),
            )
        )
        self.stock.edited.connect(self._tell)
        self.first.edited.connect(self._tell)
        if not kept:
            shell.load(self, self._size, self._sized)
        self._tell()

    def print_it(self) -> None:
        """Draw the sheets and hand them to the system's print dialog."""
        owner = self.parentWidget()
        self._draw(lambda paper: print_drawn(self._shell, paper, owner))

    def save_pdf(self) -> None:
        """Draw the sheets and ask where to keep them."""
        owner = self.parentWidget()
        self._draw(lambda paper: save_drawn(self._shell, paper, owner))

    def _size(self) -> PaperSize:
        from officedesk.services.office.company import company

        return company(self._shell.desk).paper_size

    def _sized(self, size: PaperSize) -> None:
        self.stock.set_value(next(stock.key for stock in STOCKS if stock.size is size))
        self._tell()

    def _tell(self) -> None:
        stock, count = stock_named(self.stock.value()), len(self._ids)
        self.first.set_choices([(number, str(number)) for number in range(1, stock.count + 1)])
        if self.first.value() > stock.count:
            self.first.set_value(stock.count)
        sheets = -(-(self.first.value() - 1 + count) // stock.count)
        labels = f"{count:,} label{'s' if count != 1 else ''}"
        self.told.setText(
            f"{labels} on {sheets:,} sheet{'s' if sheets != 1 else ''}. Print at 100 %, not “fit to page”."
        )

    def _draw(self, done: Callable[[DrawnPaper], object]) -> None:
        shell, ids = self._shell, self._ids
        stock, first = stock_named(self.stock.value()), self.first.value()
        shell.config.put(REMEMBERED, stock.key)
        self.pdf_button.setEnabled(False)
        self.print_button.setEnabled(False)

        def work() -> DrawnPaper:
            from officedesk.reports.labels import render_labels
            from officedesk.services.equipment.labels import equipment_labels

            content = render_labels(equipment_labels(shell.desk, ids), stock, first)
            return DrawnPaper("Equipment labels", content)

        def drawn(paper: DrawnPaper) -> None:
            self.accept()
            done(paper)

        def failed(error: Exception) -> None:
            self.pdf_button.setEnabled(True)
            self.print_button.setEnabled(True)
            shell.fail(error)

        shell.load(self, work, drawn, failed)
