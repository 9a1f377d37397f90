"""What a crash report says: the program's own words and places in its code, and nothing else.

A message is never trusted. Of it is shown what stands as a literal in the program's code where it was raised, and what
follows a pattern of Python's or a database's own, with no other names than those of the program. Values of variables,
parameters and rows are not looked at, so they cannot be told.
"""

import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

from officedesk import __version__
from officedesk.crash_words import told
from officedesk.scrub import LEFT_OUT, scrubbed

DEEPEST = 20
"""Errors behind errors that are told."""
MOST_PLACES = 60
_PACKAGE = Path(__file__).resolve().parent
_DATE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}$", re.MULTILINE)
_NAME = re.compile(r"[\w.<>]+")


def crash_text(error: BaseException, about: tuple[str, ...] = ()) -> str:
    """The whole report on ``error``. ``about`` are lines of the program's own: the screen that was open."""
    lines = [*head("OfficeDesk crash report"), *about, "", *_chain(error), "", FOOT]
    return sent("\n".join(lines))


def sent(text: str, names: Iterable[str] = ()) -> str:
    """A report as it leaves the program: through the net, whatever it was made of, and without ``names``."""
    return scrubbed(text, keep=[*versions(), *_DATE.findall(text)], names=names)


FOOT = f"{LEFT_OUT} stands where something was left out that may be the office's or yours."


def head(title: str) -> list[str]:
    """What every report begins with."""
    from datetime import datetime

    now = datetime.now().astimezone()
    program, system = versions()[:2]
    return [title, program, system, f"{now:%Y-%m-%d %H:%M %z}"]


def versions() -> list[str]:
    """Program and libraries in one line, the system in another: no net takes them for numbers of people."""
    import platform

    from officedesk.database.engine import sqlite_driver

    qt = sys.modules.get("PySide6.QtCore")
    sqlite = f"SQLite {sqlite_driver().sqlite_version}"
    parts = [f"OfficeDesk {__version__}", f"Python {platform.python_version()}", sqlite]
    if qt is not None:
        parts.append(f"Qt {qt.qVersion()}")
    if getattr(sys, "frozen", False):
        parts.append("packaged")
    return [", ".join(parts), f"{platform.platform()} {platform.machine()}", platform.release()]


def _chain(error: BaseException) -> Iterator[str]:
    """Errors in the order in which they came up, each with its places."""
    found: list[tuple[BaseException, str]] = []
    seen: set[int] = set()
    step: BaseException | None = error
    link = ""
    while step is not None and id(step) not in seen and len(found) < DEEPEST:
        seen.add(id(step))
        found.append((step, link))
        if step.__cause__ is not None:
            step, link = step.__cause__, "which led to:"
        elif step.__context__ is not None and not step.__suppress_context__:
            step, link = step.__context__, "and while that was dealt with:"
        else:
            step = None
    links = [link for _, link in found[1:]]
    for at, (one, _) in enumerate(reversed(found)):
        yield from _one(one)
        if at < len(links):
            yield list(reversed(links))[at]


def _one(error: BaseException, indent: str = "") -> Iterator[str]:
    codes = [(frame.f_code, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    words = told(error, [code for code, _ in codes if _is_ours(code)])
    yield f"{indent}{kind_of(error)}{': ' if words else ''}{words}"
    for code, number in _shortened(codes):
        yield f"{indent}{_line(place(code.co_filename), str(number), code.co_qualname)}" if number else f"{indent}    …"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions[:DEEPEST]:
            yield from _one(inner, f"{indent}  | ")


def _shortened(codes: list[tuple[CodeType, int]]) -> list[tuple[CodeType, int]]:
    if len(codes) <= MOST_PLACES:
        return codes
    half = MOST_PLACES // 2
    return [*codes[:half], (codes[half][0], 0), *codes[-half:]]


def kind_of(error: BaseException) -> str:
    """The class of an error by its name, where a module of that name has it; a class made at run time has any name."""
    kind = type(error)
    module = sys.modules.get(kind.__module__)
    found: Any = module
    for part in kind.__qualname__.split("."):
        found = getattr(found, part, None)
    if found is not kind:
        base = next((each for each in kind.__mro__[1:] if each.__module__ == "builtins"), Exception)
        return f"a kind of {base.__name__}"
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def place(filename: str) -> str:
    """A file of code as it is called inside the program or a library; ``elsewhere`` for all others."""
    if filename.startswith("<frozen "):
        return "python"
    path = Path(filename)
    if not path.is_absolute():
        # In a packaged program code is called by its package, and there is no other code than what was packed.
        inside = getattr(sys, "frozen", False) and path.suffix == ".py" and ".." not in path.parts
        return path.as_posix() if inside else "elsewhere"
    for root, name in _roots():
        if path.is_relative_to(root):
            return f"{name}{path.relative_to(root).as_posix()}"
    return "elsewhere"


def _is_ours(code: CodeType) -> bool:
    return place(code.co_filename) != "elsewhere"


def _roots() -> Iterator[tuple[Path, str]]:
    import sysconfig

    yield _PACKAGE, "officedesk/"
    for key, name in (("purelib", ""), ("platlib", ""), ("stdlib", "python/")):
        if found := sysconfig.get_paths().get(key):
            yield Path(found), name
            yield Path(os.path.realpath(found)), name


def frame_line(filename: str, number: str, function: str) -> str:
    """A place in the code as a native crash names it."""
    return _line(place(filename), number, function)


def _line(where: str, number: str, function: str) -> str:
    # A function that is not of the program or a library may be called anything.
    named = f" {function}" if _NAME.fullmatch(function) and where != "elsewhere" else ""
    return f"    {where}:{number}{named}"
