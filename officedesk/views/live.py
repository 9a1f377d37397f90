"""The live office: what other desktops do comes to this window's screens through one signal."""

from PySide6.QtCore import QObject, Qt, Signal

from officedesk.services.watch import Desks, News, Watch, summed_up
from officedesk.views.shell import Shell

# The words of the change log that screens look at.
EVERYTHING = (
    "customer",
    "estimate",
    "job",
    "invoice",
    "payment",
    "tag",
    "price_book_item",
    "company",
    "brand",
    "user",
    "technician",
    "skill",
    "time_off",
    "tax_rate",
    "terms",
    "number_sequence",
    "import_batch",
    "equipment",
    "geofence",
    "form",
    "form_template",
    "project",
    "contract",
    "plan",
    "series",
    "lead",
    "device",
    "time_entry",
    "track_import",
    "reminder",
    "note",
    "task",
    "folder",
    "attachment",
    "message",
    "message_template",
    "online_map",
)


class LiveOffice(QObject):
    """Runs the watch and hands what it sees to the shell's signals, on the GUI thread."""

    _arrived = Signal(object)
    _desks_arrived = Signal(object)
    _stirred = Signal()

    def __init__(self, shell: Shell, *, after: int | None = None, desks: Desks | None = None) -> None:
        super().__init__(shell)
        self._shell = shell
        self._running = False
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._desks_arrived.connect(self._tell_desks, Qt.ConnectionType.QueuedConnection)
        self._stirred.connect(self._tell_stir, Qt.ConnectionType.QueuedConnection)
        self._watch = Watch(
            shell.desk,
            self._arrived.emit,
            self._desks_arrived.emit,
            after=after,
            desks=desks,
            on_stir=self._stirred.emit,
        )
        shell.signals.wake_at.connect(self._wake_at)
        shell.others.editing_changed.connect(self._announce)
        shell.closing.connect(self.stop)

    def start(self) -> None:
        """Begin to watch: once the window is painted."""
        self._running = True
        self._announce()
        self._watch.start()

    def stop(self) -> None:
        """End it; nothing is told any more."""
        if self._running:
            self._running = False
            self._watch.stop()

    def _wake_at(self, at: object) -> None:
        self._watch.wake_at(at)  # type: ignore[arg-type]

    def _announce(self) -> None:
        self._watch.announce(self._shell.desk.actor.name, self._shell.others.editing)

    def _tell(self, news: News) -> None:
        if not self._running:
            return
        signals = self._shell.signals
        if news.changes:
            signals.elsewhere.emit(news.changes)
        with signals.from_elsewhere():
            for entity, entity_id, customer_id in summed_up(news, EVERYTHING):
                signals.changed.emit(entity, entity_id, customer_id)

    def _tell_desks(self, desks: object) -> None:
        if self._running:
            self._shell.others.tell(desks)  # type: ignore[arg-type]

    def _tell_stir(self) -> None:
        if self._running:
            self._shell.signals.stirred.emit()
