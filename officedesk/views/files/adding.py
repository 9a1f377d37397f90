"""Adding files: from the disk, a whole folder, what was dropped or pasted; with progress and Cancel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from officedesk.errors import Cancelled, OfficeError
from officedesk.services.files.drafts import FileDraft
from officedesk.views.lists.bulk import many
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import ElidedLabel


@dataclass(frozen=True)
class Pasted:
    """A picture from the clipboard."""

    name: str
    content: bytes


Source = Path | Pasted


@dataclass(frozen=True)
class Added:
    """Ids of what is there now, and why the others are not."""

    ids: tuple[int, ...]
    refused: tuple[str, ...]
    stopped: bool = False


def sources_of(data: QMimeData) -> list[Source]:
    """What of a drop or of the clipboard can be added: files and folders of this computer, else a picture."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return list(paths)
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]
            return [Pasted("Pasted picture.png", bytes(buffer.data().data()))]
    return []


def takes(data: QMimeData) -> bool:
    """Whether there is something in a drag that can be added."""
    return any(url.isLocalFile() for url in data.urls()) or data.hasImage()


class FileAdder(QObject):
    """Adds files one after the other, off the GUI thread; ``bar`` shows how far it is. ``added(ids)`` at the end."""

    added = Signal(object)

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self._shell = shell
        self._task: Task | None = None
        self._names: list[str] = []
        self.bar = AddingBar()
        self.bar.stopped.connect(self.stop)
        self.bar.hide()

    @property
    def busy(self) -> bool:
        return self._task is not None

    def stop(self) -> None:
        """Go no further; what is there already stays."""
        if self._task is not None:
            self._task.stop()

    def add(self, sources: Sequence[Source], draft: FileDraft) -> None:
        """Add ``sources`` as ``draft`` says; a folder means all files in it. One lot at a time."""
        if self._task is not None:
            self._shell.toast("Other files are just being added.")
            return
        if not sources:
            return
        desk = self._shell.desk

        def work(report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Added:
            from officedesk.services.files.adding import add_bytes, add_file, files_below

            whole: list[Source] = []
            refused: list[str] = []
            for source in sources:
                if isinstance(source, Path) and source.is_dir():
                    whole += files_below(desk, source)
                else:
                    whole.append(source)
            done: list[int] = []
            parts = max(1, len(whole)) * _PARTS
            for number, source in enumerate(whole):
                begun = number * _PARTS

                def hear(part: int, of: int, begun: int = begun) -> None:
                    report(begun + (part * _PARTS // of if of else 0), parts)

                try:
                    if isinstance(source, Pasted):
                        done.append(add_bytes(desk, source.name, source.content, draft).id)
                    else:
                        done.append(add_file(desk, source, draft, hear, cancelled).id)
                except Cancelled:
                    return Added(tuple(done), tuple(refused), stopped=True)
                except OfficeError as error:
                    refused.append(str(error))
                hear(1, 1)
                if cancelled():
                    return Added(tuple(done), tuple(refused), stopped=True)
            return Added(tuple(done), tuple(refused))

        self.bar.begin(len(sources))
        self._task = self._shell.runner.submit_long(
            work,
            lambda added: self._done(added, draft.customer_id),
            self._failed,
            owner=self,
            progress=self.bar.report,
        )

    def _done(self, added: Added, customer_id: int) -> None:
        self._task = None
        self.bar.hide()
        shell = self._shell
        if added.ids:
            shell.signals.changed.emit("attachment", added.ids[0] if len(added.ids) == 1 else 0, customer_id)
            shell.toast(f"{many(len(added.ids), 'file')} added.", "Undo", lambda: self._take_back(added, customer_id))
        elif added.stopped:
            shell.toast("Stopped. Nothing was added.")
        if added.refused:
            more = f" {len(added.refused) - 1} more could not be added either." if len(added.refused) > 1 else ""
            shell.fail(OfficeError(added.refused[0] + more))
        self.added.emit(added.ids)

    def _take_back(self, added: Added, customer_id: int) -> None:
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.files.editing import delete

            return delete(desk, added.ids)

        self._shell.load(self, work, lambda _: self._shell.signals.changed.emit("attachment", 0, customer_id))

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.bar.hide()
        self._shell.fail(error)


_PARTS = 1_000


class DropHint(QFrame):
    """Says where files that are held over ``owner`` would go; above everything else in it."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self.setProperty("role", "banner")
        self.setProperty("tone", "info")
        self._told = label("", "strong")
        self.setLayout(row(None, self._told, None, margins=(16, 10, 16, 10)))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, text: str) -> None:
        """Say it, at the bottom of the owner."""
        self._told.setText(text)
        owner, height = self.parentWidget(), self.sizeHint().height()
        self.setGeometry(12, owner.height() - height - 12, owner.width() - 24, height)
        self.raise_()
        self.show()


class AddingBar(QFrame):
    """How far it is, and Cancel."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._told = ElidedLabel("", "", least=80)
        # Numbers grow while it goes on, and nothing moves for it.
        self._told.setMinimumWidth(180)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self._bar.setAccessibleName("Files being added")
        self._cancel = button("Cancel", self._stop)
        self.setLayout(
            row(label("Adding", "strong"), self._told, None, self._bar, self._cancel, margins=(16, 6, 16, 6))
        )

    def begin(self, count: int) -> None:
        """Show that so many are being added."""
        self._told.setText(many(count, "file"))
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self._cancel.setText("Cancel")
        self.show()

    def report(self, done: int, total: int) -> None:
        """Parts done, of how many."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._told.setText(f"file {min(done // _PARTS + 1, total // _PARTS):,} of {total // _PARTS:,}")

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.setText("Stopping…")
        self.stopped.emit()
