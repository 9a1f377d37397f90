"""The strip above the sample office: nothing here is real, and the way to an office of one's own."""

from PySide6.QtWidgets import QFrame, QWidget

from officedesk.views.shell import Reopening, Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.question import Question

TOLD = "Nothing here is real. Messages are written, never sent."


class SampleStrip(QFrame):
    """Always there while the sample office is open."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("role", "banner")
        self.setProperty("kind", "sample")
        self.setAccessibleName("Sample office")
        self.own = button("Start your own office", self._begin, kind="bar")
        self.anew = button("Start over…", self._ask, kind="bar", tip="Make the sample office as it was")
        if shell.desk.database.place.path is None:
            self.anew.hide()
        told = ElidedLabel(TOLD)
        content = row(
            label("Sample office", "strong", "warn"),
            told,
            None,
            self.anew,
            self.own,
            spacing=10,
            margins=(16, 2, 10, 2),
        )
        self.setLayout(content)

    def _begin(self) -> None:
        self._shell.begin_wanted.emit()

    def _ask(self) -> None:
        StartOver(self._shell, self.window()).open()


class StartOver(Question):
    """Asks before everything done in the sample office goes."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent, "Start the sample office over", "Start over")
        self.setMinimumWidth(420)
        what = label("Everything you did in the sample office goes. Your own offices are not touched.")
        what.setWordWrap(True)
        self.content.addWidget(what)
        self.content.addStretch(1)
        self.ok.setFocus()

    def answer(self) -> None:
        if not self.wait():
            return
        shell = self.shell

        def work() -> object:
            from officedesk.services.office.sample.anew import made_anew

            return made_anew(shell.desk)

        def asked(made: object) -> None:
            self.accept()
            title = "The sample office is made anew…"
            shell.reopen_wanted.emit(Reopening("", title, made, "The sample office is as it was."))  # type: ignore[arg-type]

        shell.load(self, work, asked, self.failed)
