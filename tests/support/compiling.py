"""Statements compiled once in a test process, not once in each of its thousands of offices."""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache

MOST = 10_000
"""Statements kept for each engine: more than all tests have."""


class Compiled:
    """Makes engines as `sqlalchemy.create_engine` does, of which all of one kind know each other's statements.

    A third of a test's time went to compiling what the test before had compiled already. What was compiled is kept by
    dialect, so all engines of a kind share the dialect of the first.
    """

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._statements: dict[str, LRUCache[Any, Any]] = {}

    def create_engine(self, *address: Any, **options: Any) -> Engine:
        """An engine that compiles only what none before it has compiled."""
        engine = sqlalchemy.create_engine(*address, **options)
        kind = engine.name
        engine.dialect = self._dialects.setdefault(kind, engine.dialect)
        engine.update_execution_options(compiled_cache=self._statements.setdefault(kind, LRUCache(MOST)))
        return engine
