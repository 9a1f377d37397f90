"""The least program that shows a map: a window, and once it stands a view of Qt's web engine with a local Leaflet page.

``map_floor.py REPORT`` writes ``{"shown_ms": …}`` from the standing window to two frames after Leaflet drew its map.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

LEAFLET = Path(__file__).resolve().parents[2] / "resources" / "vendor" / "maps"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><link rel="stylesheet" href="{root}/leaflet.css">
<script src="{root}/leaflet.js"></script><style>html, body, #map {{ height: 100%; margin: 0 }}</style></head>
<body><div id="map"></div><script>
const map = L.map("map").setView([44.97, -93.26], 12);
L.circle([44.97, -93.26], {{ radius: 500 }}).addTo(map);
requestAnimationFrame(() => requestAnimationFrame(() => {{ document.title = "shown"; }}));
</script></body></html>"""


class Standing(QObject):
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            label.removeEventFilter(self)
            QTimer.singleShot(0, self.show_map)
        return False

    def show_map(self) -> None:
        self.begin = time.perf_counter()
        from PySide6.QtWebEngineWidgets import QWebEngineView

        self.view = QWebEngineView()
        self.view.titleChanged.connect(self.titled)
        window.setCentralWidget(self.view)
        page = Path(folder) / "map.html"
        page.write_text(PAGE.format(root=LEAFLET.as_uri()))
        self.view.load(QUrl.fromLocalFile(str(page)))

    def titled(self, title: str) -> None:
        if title == "shown":
            Path(sys.argv[1]).write_text(json.dumps({"shown_ms": (time.perf_counter() - self.begin) * 1000}))
            self.view.deleteLater()
            QTimer.singleShot(0, QApplication.quit)


with tempfile.TemporaryDirectory() as folder:
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    label = QLabel("customers")
    window.setCentralWidget(label)
    window.resize(1440, 900)
    standing = Standing()
    label.installEventFilter(standing)
    window.show()
    app.exec()
