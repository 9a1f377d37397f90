"""The sample office, made once for all tests that walk through the whole program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from officedesk.database.place import OfficePlace
from officedesk.services.office.sample import make_sample
from officedesk.views.theme import Theme


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def sample_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office's file: copy it before use."""
    path = tmp_path_factory.mktemp("sample") / "sample.officedesk"
    make_sample(OfficePlace(path=path), "DESK-1")
    return path
