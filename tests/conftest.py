"""Fixtures for everyone. Every test that uses `place`, `office` or `desk` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from officedesk.database import engine, schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.services.desk import Desk, sit_down
from tests import factories
from tests.support.clock import Clock
from tests.support.compiling import Compiled
from tests.support.offices import Offices, PostgresOffices, SqliteOffices

# No window opens while tests run, unless whoever runs them chose a platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # The sandbox of Qt's web engine refuses to run as root, as containers do.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
# Examples are judged by what they show, not by how busy the machine is.
settings.register_profile("officedesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("officedesk")


WHOLE_LOOK = 100
"""Tests between two looks at everything, what has long been there included."""
_SWEEPS = itertools.count(1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Garbage is taken away between tests, on the main thread, as ``views.collector`` does it in the program.

    Python would look for it on any thread, and a widget that a worker destroys ends the process.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        windows = "qapp" in getattr(item, "fixturenames", ())
        if windows:
            from tests.support.programs import leave_nothing_open

            leave_nothing_open()
        if windows or gc.get_count()[2] or gc.get_count()[0] > 5_000:
            _sweep()


def _sweep() -> None:
    """Take garbage away, and look no more at what outlived the test: mostly modules, half a million objects of them."""
    if next(_SWEEPS) % WHOLE_LOOK == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The program's own application, for all tests that have one."""
    from officedesk.views.opened import Application

    return Application


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """What one test's office has compiled of SQL, the next one's need not compile again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", Compiled().create_engine)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home folder of the test's own: no test sees or changes the one of whoever runs it."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder / name.lower()))
    return folder


@pytest.fixture(scope="session")
def sqlite_offices(tmp_path_factory: pytest.TempPathFactory) -> SqliteOffices:
    """Offices in files."""
    return SqliteOffices(tmp_path_factory.mktemp("template") / "founded.officedesk", factories.found)


@pytest.fixture(scope="session")
def postgres_offices() -> Iterator[PostgresOffices]:
    """Offices on a server; it starts with the first test that needs it."""
    offices = PostgresOffices(factories.found)
    yield offices
    offices.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_kind(request: pytest.FixtureRequest) -> str:
    """The engine that the test runs on: `sqlite` or `postgresql`.

    A test for one engine only: `@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)`.
    """
    kind: str = request.param
    return kind


@pytest.fixture
def offices(request: pytest.FixtureRequest, engine_kind: str) -> Iterator[Offices]:
    """The offices of the test's engine, for tests that need several."""
    kind = "sqlite_offices" if engine_kind == "sqlite" else "postgres_offices"
    offices: Offices = request.getfixturevalue(kind)
    yield offices
    offices.clear()


@pytest.fixture
def place(offices: Offices, tmp_path: Path) -> OfficePlace:
    """A place where no office is yet: a free file name, or an empty database."""
    return offices.empty(tmp_path)


@pytest.fixture
def office(offices: Offices, tmp_path: Path) -> OfficePlace:
    """A place with a founded office (see `factories.found`) that nobody has opened."""
    return offices.founded(tmp_path)


@pytest.fixture
def clock() -> Clock:
    """The desk's clock: stands at 2023-06-22 12:00 UTC, seven in the morning in Chicago, until moved."""
    return Clock()


@pytest.fixture
def desk(office: OfficePlace, clock: Clock) -> Iterator[Desk]:
    """Dana Reyes's desk in a founded office."""
    database = Database(office, schema.open_office(office))
    yield sit_down(database, "Desktop A", clock)
    database.close()
