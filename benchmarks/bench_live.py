"""The live office: how soon a change made on another desktop is seen here, and what watching costs an idle program.

The other desktop is a process of its own. What is measured idle is the processor time of the whole program.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic_ns, process_time
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Figure, percentile
from benchmarks.offices import copied, office
from benchmarks.window import settle, wait
from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.views.application import Desktop, make_application, open_window
from officedesk.views.theme import Theme

CHANGES = 20
IDLE_SECONDS = 20
REST_MS = 180
"""Milliseconds between a change that was seen and the next: not in step with the looks at the file."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.officedesk"
        copied(office(max(sizes)), path)
        figures += _measure("file", str(path), Path(folder))
    with _server() as url, tempfile.TemporaryDirectory() as folder:
        figures += _measure("server", url, Path(folder))
    return figures


def _measure(engine: str, address: str, folder: Path) -> list[Figure]:
    with _window(address, folder) as desktop:
        delays = _delays(desktop, address)
        _idle(2)
        watching = _idle(IDLE_SECONDS)
        desktop.shell.closing.emit()
        _idle(2)
        blind = _idle(IDLE_SECONDS)
    note = f"without the watch {blind:.2f} %"
    return [
        Figure(f"live {engine}", "saved on A, seen in the list of B, median", percentile(delays, 0.5), "ms", 2_000),
        Figure(f"live {engine}", "saved on A, seen in the list of B, longest", max(delays), "ms", 2_000),
        Figure(f"live {engine}", "idle program", watching, "% of a core", 0.5, note=note),
    ]


def _delays(desktop: Desktop, address: str) -> list[float]:
    """Milliseconds from each commit to the row on screen."""
    page: Any = desktop.window.page("customers")
    model = page.panel.model
    command = [sys.executable, "-m", "benchmarks.live_writer", address]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    found: list[float] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as writer:
        if writer.stdin is None or writer.stdout is None:
            raise RuntimeError("the other desktop has no pipes")
        writer.stdout.readline()
        for number in range(CHANGES):
            # First in the list, so that it is on screen.
            name = f"000 {CHANGES - number:03}"
            seen: list[int] = []
            loop = QEventLoop()

            def look(name: str = name, seen: list[int] = seen, loop: QEventLoop = loop) -> None:
                if model.index(0, 1).data() == name:
                    seen.append(monotonic_ns())
                    loop.quit()

            model.refreshed.connect(look)
            writer.stdin.write(f"{name}\n")
            writer.stdin.flush()
            QTimer.singleShot(30_000, loop.quit)
            loop.exec()
            model.refreshed.disconnect(look)
            committed = int(writer.stdout.readline().split("\t")[1])
            if not seen:
                raise TimeoutError("a change was never seen")
            found.append((seen[0] - committed) / 1e6)
            _idle(REST_MS / 1000)
        writer.stdin.close()
    return found


def _idle(seconds: float) -> float:
    """Let the program do nothing for so long; percent of a core that it took."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    wall, used = monotonic_ns(), process_time()
    loop.exec()
    return (process_time() - used) / ((monotonic_ns() - wall) / 1e9) * 100


@contextmanager
def _window(address: str, folder: Path) -> Iterator[Desktop]:
    app = QApplication.instance() or make_application(["officedesk"])
    if not isinstance(app, QApplication):
        raise TypeError("another application is running")
    context = open_context(address, Config(folder / "settings.json"))
    desktop = open_window(app, context, Theme(app, "light"))
    panel: Any = desktop.window.page("customers")
    desktop.window.resize(1440, 900)
    wait(panel.panel.model.counted, desktop.window.show)
    settle(desktop)
    # The watch begins a moment after the list is painted.
    _idle(2)
    yield desktop
    desktop.window.hide()
    desktop.shell.end()
    desktop.window.deleteLater()
    app.processEvents()
    context.close()


@contextmanager
def _server() -> Iterator[str]:
    """The address of an office on a server of its own."""
    from officedesk.services.office.sample import make_sample
    from tests.support.postgres import PostgresServer

    server = PostgresServer()
    try:
        url = server.url(server.create())
        make_sample(OfficePlace.parse(url), "bench")
        yield url
    finally:
        server.close()
