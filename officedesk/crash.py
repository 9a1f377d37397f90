"""The log file, and what becomes of errors that nobody expected: one report in a file, one sentence for the person."""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable
from copy import copy
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from officedesk.config import data_dir

BUG = 70
"""Exit code of a bug of ours."""
_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_REPORTS = 20
"""Crash reports that are kept."""
_DETAIL = re.compile(r"\nDETAIL:.*?(?=\n(?:HINT|CONTEXT|\[SQL)|\Z)", re.DOTALL)
"""Where a database server quotes the row that it refused."""


class _LogFile(logging.Handler):
    """A rotating file in the data folder, opened at the first record: most days have nothing to tell."""

    def __init__(self) -> None:
        super().__init__()
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            self._file = _log_file()
        self._file.handle(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have kept its own words for the error in the record.
        record = copy(record)
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        return details(ei[1]).rstrip("\n") if ei[1] is not None else ""


def _log_file() -> logging.Handler:
    from logging.handlers import RotatingFileHandler

    try:
        folder = data_dir()
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "officedesk.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        # A read-only home is no reason not to work.
        return logging.NullHandler()
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def start_log() -> None:
    """Write warnings and worse of the program to a rotating file in the data folder; without one, to nowhere."""
    root = logging.getLogger()
    root.addHandler(_LogFile())
    root.setLevel(logging.WARNING)
    sys.excepthook = _on_error
    threading.excepthook = _on_thread_error


def guarded(run: Callable[[], int]) -> int:
    """The exit code of ``run``; a bug in it is reported (see :func:`report`) and gives :data:`BUG`."""
    try:
        return run()
    except Exception as error:  # noqa: BLE001 - this is where bugs end
        tell(error)
        return BUG


def details(error: BaseException) -> str:
    """``error`` and what led to it, as text: the places in the code, without the rows that a database quotes."""
    return "".join(_DETAIL.sub("\nDETAIL: left out", part) for part in traceback.format_exception(error))


def report(error: BaseException, about: tuple[str, ...] = ()) -> Path | None:
    """Write a crash report (see :mod:`officedesk.crash_report`) and return where it is, or ``None`` where it cannot be.

    It can be given to anybody: nothing of the office's data is in it, nor of whoever sits here.
    """
    from officedesk.crash_report import crash_text

    return keep(crash_text(error, about))


def keep(text: str) -> Path | None:
    """Put a report into the folder of crash reports; ``None`` where nothing can be written."""
    now = datetime.now()  # noqa: DTZ005 - the person's own clock
    try:
        folder = data_dir() / "crashes"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"crash-{now:%Y%m%d-%H%M%S-%f}.txt"
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
        _only_the_newest(folder)
    except OSError:
        return None
    return path


def _only_the_newest(folder: Path) -> None:
    for old in sorted(folder.glob("crash-*.txt"))[:-_REPORTS]:
        old.unlink(missing_ok=True)


def tell(error: BaseException) -> None:
    """Report ``error`` and say so on stderr, without a traceback."""
    logging.getLogger("officedesk").error("unexpected error", exc_info=error)
    where = report(error)
    kept = f" What happened was written to {where}." if where else f" {type(error).__name__}."
    if sys.stderr is not None:
        sys.stderr.write(f"officedesk: something went wrong in the program itself.{kept}\n")


def _on_error(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        tell(error)


def _on_thread_error(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        tell(args.exc_value)
