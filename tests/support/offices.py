"""Offices for tests: an empty place, or a copy of a founded office, on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from officedesk.database.place import OfficePlace
from tests.support.postgres import PostgresServer

Found = Callable[[OfficePlace], None]
"""Makes the office that the copies are taken from."""


class Offices(Protocol):
    """One engine's offices."""

    def empty(self, folder: Path) -> OfficePlace:
        """A place where nothing is yet."""

    def founded(self, folder: Path) -> OfficePlace:
        """A place with a copy of the founded office."""

    def clear(self) -> None:
        """Throw away what this test used."""


class SqliteOffices:
    """Offices in files: a copy of the template costs a millisecond."""

    def __init__(self, template: Path, found: Found) -> None:
        self._template, self._found = template, found

    def empty(self, folder: Path) -> OfficePlace:
        """A file name that is not taken."""
        return OfficePlace(path=_unused(folder))

    def founded(self, folder: Path) -> OfficePlace:
        """A copy of the founded office's file."""
        if not self._template.exists():
            self._found(OfficePlace(path=self._template))
        return OfficePlace(path=shutil.copyfile(self._template, _unused(folder)))

    def clear(self) -> None:
        """Files are thrown away with the test's folder."""


class PostgresOffices:
    """Offices on the tests' own server, started when the first test asks."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._server: PostgresServer | None = None
        self._template = ""
        self._used: list[str] = []
        self._left: list[str] = []

    def empty(self, folder: Path) -> OfficePlace:
        """A database without tables."""
        return self._place(self._running().create())

    def founded(self, folder: Path) -> OfficePlace:
        """A copy of the founded office's database."""
        server = self._running()
        if not self._template:
            name = server.create()
            self._found(OfficePlace.parse(server.url(name)))
            self._template = name
        return self._place(server.create(self._template))

    def clear(self) -> None:
        """Drop what the test before used: whoever was connected has left by now.

        The server looks for connections that have just been closed once in a tenth of a second, and would wait.
        """
        while self._left and self._server:
            self._server.drop(self._left.pop())
        self._left, self._used = self._used, []

    def close(self) -> None:
        """Stop the server, if it was ever needed."""
        if self._server:
            self._server.close()

    def _place(self, name: str) -> OfficePlace:
        self._used.append(name)
        return OfficePlace.parse(self._running().url(name))

    def _running(self) -> PostgresServer:
        if self._server is None:
            self._server = PostgresServer()
        return self._server


def _unused(folder: Path) -> Path:
    number = 1
    while (path := folder / f"office{number}.officedesk").exists():
        number += 1
    return path
