"""An open form while others work: when its record is read anew, and when what was read may be shown."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from officedesk.errors import NotFound, OfficeError
from officedesk.views.fellows import Fellows
from officedesk.views.shell import Shell
from officedesk.views.widgets.in_hand import in_hand, is_asked

IN_HAND = 300
"""Milliseconds until what may not be shown under a hand is looked at again."""
TRY_AGAIN = 2_000


class LiveForm(QObject):
    """Belongs to ``form``, which shows a record (``entity`` in the change log), and reads it anew when it was saved.

    Subclasses say what concerns the form, read with :meth:`_read`, and bring what was stored and typed together.
    """

    def __init__(self, shell: Shell, entity: str, form: QWidget) -> None:
        super().__init__(form)
        self._shell, self._widget = shell, form
        self.fellows = Fellows(shell, entity, form)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.refresh)
        shell.signals.changed.connect(self._office_changed)

    def close(self) -> None:
        """The form is left."""
        self._again.stop()
        self.fellows.watch(0)
        self.fellows.edit(on=False)

    def refresh(self) -> None:
        """Read the record; what is typed stays."""
        raise NotImplementedError

    def _concerns(self, entity: str, entity_id: int, customer_id: int) -> bool:
        """Whether something of what the form shows was saved."""
        raise NotImplementedError

    def _saved(self) -> None:
        # Of an import all kinds are told one after another: that is read once.
        self._again.start(0)

    def _read(
        self,
        work: Callable[[], Any],
        still: Callable[[], bool],
        arrived: Callable[[Any], bool],
        gone: Callable[[], object] | None = None,
    ) -> None:
        """Read off the GUI thread; the answer is dropped where the form is not ``still`` about what was asked for.

        ``arrived`` says whether it took the answer; if not, all is read again a little later. ``gone``: the record is.
        """

        def done(result: Any) -> None:
            # A menu, or a dialog that asks, is about the record as it is.
            if still() and (in_hand(self._widget) or is_asked(self._widget) or not arrived(result)):
                self._again.start(IN_HAND)

        def failed(error: Exception) -> None:
            if not still():
                return
            if gone is not None and isinstance(error, NotFound):
                gone()
            elif isinstance(error, OfficeError):
                # Busy or away for a moment: what is on screen is as good as it was.
                self._again.start(TRY_AGAIN)
            else:
                self._shell.fail(error)

        self._shell.load(self._widget, work, done, failed)

    def _office_changed(self, entity: str, entity_id: int, customer_id: int) -> None:
        if self._widget.isVisible() and self._concerns(entity, entity_id, customer_id):
            self._saved()
