"""The least program that shows the customer list: a main window, a table view, one mapped class, 100 rows.

``list_floor.py OFFICE REPORT`` writes ``{"painted_ns": CLOCK_MONOTONIC, "pss_kb": …}`` once the rows are painted.
"""

import json
import sys
import time
from pathlib import Path

import sqlcipher3.dbapi2
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Listing(Base):
    __tablename__ = "customer_listing"

    customer_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    location: Mapped[str]
    tags: Mapped[str]
    name_key: Mapped[str]
    archived: Mapped[bool]
    balance: Mapped[int]


class Painted(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self.report)
        return False

    def report(self) -> None:
        rollup = Path("/proc/self/smaps_rollup")
        pss = 0
        if rollup.exists():
            pss = next(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
        Path(sys.argv[2]).write_text(json.dumps({"painted_ns": time.monotonic_ns(), "pss_kb": pss}))
        QApplication.exit(0)


app = QApplication(sys.argv[:1])
window = QMainWindow()
view = QTableView()
window.setCentralWidget(view)
window.resize(1440, 900)
engine = create_engine(f"sqlite:///{sys.argv[1]}", module=sqlcipher3.dbapi2)
with Session(engine) as session:
    query = select(Listing).where(Listing.archived.is_(False)).order_by(Listing.name_key, Listing.customer_id)
    rows = session.scalars(query.limit(100)).all()
model = QStandardItemModel(0, 8)
for row in rows:
    texts = (row.name, row.number, row.contact, row.phone, row.email, row.location, row.tags, str(row.balance))
    model.appendRow([QStandardItem(text) for text in texts])
view.setModel(model)
painted = Painted()
view.viewport().installEventFilter(painted)
window.show()
sys.exit(app.exec())
