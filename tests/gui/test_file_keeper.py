"""Words in new files are looked for by the window itself, and what nothing lists goes."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.words import waiting
from officedesk.views import file_keeper
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests import factories


def test_a_file_that_was_added_is_looked_into(
    qtbot: QtBot, window: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_keeper, "REST", 1)
    window.keep_files()
    keeper = window.files
    assert keeper is not None
    assert keeper.busy
    customer = factories.make_customer(shell.desk, "Lakeside Dental")
    row = add_bytes(shell.desk, "notes.txt", b"gate code", FileDraft(customer))
    shell.signals.changed.emit("attachment", row.id, customer)
    qtbot.waitUntil(lambda: waiting(shell.desk) == 0 and not keeper.busy, timeout=60_000)
    # What comes while it looks is looked at afterwards.
    shell.signals.changed.emit("customer", customer, customer)
    assert not keeper.busy


def test_it_ends_with_the_window(window: MainWindow, shell: Shell) -> None:
    window.keep_files()
    assert window.files is not None
    shell.closing.emit()
    assert not window.files.busy
