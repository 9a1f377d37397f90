"""What may be told of an error's message: literals of the program, and known patterns with the program's own names."""

import builtins
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

from officedesk.scrub import LEFT_OUT

_SHORTEST = 4
"""Letters of a literal that is looked for inside a message; a shorter one must be all of it."""
_FIELDS = re.compile(r"\{[^{}]*\}|%\(?\w*\)?[sdrif]")
_NAMED = r"([\w.]+(?:, [\w.]+)*)"
_ANY = r"(?:.*?)"
# In these, ¤ is a name that is told where it is the program's, and … is never told.
_PATTERNS = tuple(
    (pattern, re.compile(re.escape(pattern).replace("¤", _NAMED).replace("…", _ANY), re.DOTALL))
    for pattern in (
        "database is locked",
        "database table is locked",
        "database disk image is malformed",
        "database or disk is full",
        "database schema has changed",
        "disk I/O error",
        "unable to open database file",
        "attempt to write a readonly database",
        "file is not a database",
        "interrupted",
        "datatype mismatch",
        "too many SQL variables",
        "bad parameter or other API misuse",
        "cannot start a transaction within a transaction",
        "cannot commit - no transaction is active",
        "Cannot operate on a closed database.",
        "constraint failed",
        "FOREIGN KEY constraint failed",
        "UNIQUE constraint failed: ¤",
        "NOT NULL constraint failed: ¤",
        "CHECK constraint failed: ¤",
        "no such table: ¤",
        "no such column: ¤",
        "no such index: ¤",
        "no such function: ¤",
        "table ¤ has no column named ¤",
        "near …: syntax error",
        "'¤' object has no attribute '¤'",
        "'¤' object has no attribute '¤'. Did you mean: …",
        "type object '¤' has no attribute '¤'",
        "module '¤' has no attribute '¤'",
        "'¤' object is not callable",
        "'¤' object is not iterable",
        "'¤' object is not subscriptable",
        "'¤' object does not support item assignment",
        "cannot unpack non-iterable ¤ object",
        "¤() missing 1 required positional argument: '¤'",
        "¤() got an unexpected keyword argument '¤'",
        "¤() got multiple values for argument '¤'",
        "¤() takes … positional arguments but … were given",
        "name '¤' is not defined",
        "cannot access local variable '¤' where it is not associated with a value",
        'can only concatenate str (not "¤") to str',
        "unsupported operand type(s) for …: '¤' and '¤'",
        "'…' not supported between instances of '¤' and '¤'",
        "unhashable type: '¤'",
        "No module named '¤'",
        "cannot import name '¤' from …",
        "invalid literal for int() with base 10: …",
        "could not convert string to float: …",
        "list index out of range",
        "list.remove(x): x not in list",
        "string index out of range",
        "tuple index out of range",
        "pop from empty list",
        "division by zero",
        "float division by zero",
        "integer division or modulo by zero",
        "not enough values to unpack (expected …, got …)",
        "too many values to unpack (expected …)",
        "dictionary changed size during iteration",
        "maximum recursion depth exceeded…",
        "Internal C++ object (¤) already deleted.",
        "Detected SQLite version mismatch…",
        "QueuePool limit of size … overflow … reached, connection timed out, timeout …",
        "can't start new thread",
        "can't subtract offset-naive and offset-aware datetimes",
        "can't compare offset-naive and offset-aware datetimes",
    )
)


def told(error: BaseException, codes: Iterable[CodeType]) -> str:
    """What of ``error``'s message may be told. ``codes`` is the program's code that it came through."""
    try:
        return " ".join(filter(None, [_message(error, codes), *_of_database(error)]))
    except Exception as trouble:  # noqa: BLE001 - a message that cannot even be read must not hide the error
        return f"{LEFT_OUT} ({type(trouble).__name__})"


def _message(error: BaseException, codes: Iterable[CodeType]) -> str:
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f"[Errno {error.errno}] {os.strerror(error.errno)}"
    if hasattr(error, "orig") and hasattr(error, "statement"):
        # SQLAlchemy: the driver's own error is told as the one behind it.
        return ""
    message = str(error.args[0]) if isinstance(error, KeyError) and len(error.args) == 1 else str(error)
    if not message:
        return ""
    for pattern, found in _PATTERNS:
        if match := found.fullmatch(message):
            return _filled(pattern, match.groups())
    return _literals(message, codes)


def _filled(pattern: str, named: tuple[str, ...]) -> str:
    names = iter(named)
    known = program_names()

    def fill(found: re.Match[str]) -> str:
        if found[0] == "…":
            return LEFT_OUT
        return re.sub(r"\w+", lambda part: part[0] if part[0] in known else LEFT_OUT, next(names))

    return re.sub("¤|…", fill, pattern)


def _literals(message: str, codes: Iterable[CodeType]) -> str:
    """The message with everything left out that is no literal of ``codes``."""
    pieces = sorted({piece for code in codes for piece in _texts(code.co_consts)}, key=len, reverse=True)
    if message in pieces:
        return message
    shown = bytearray(len(message))
    for piece in pieces:
        bare = piece.strip()
        if len(bare) < _SHORTEST or not re.search(r"[^\W\d_]", bare):
            continue
        at = message.find(bare)
        if at < 0 or any(shown[at : at + len(bare)]):
            continue
        # A literal that is only a part of somebody's word is no literal here.
        if re.match(r"\w", message[at - 1 : at] or " ") or re.match(r"\w", message[at + len(bare) :][:1] or " "):
            continue
        shown[at : at + len(bare)] = b"\1" * len(bare)
    return "".join(
        message[run.start() : run.end()] if run[0][0] else f" {LEFT_OUT} "
        for run in re.finditer(rb"\x01+|\x00+", bytes(shown))
        if run[0][0] or message[run.start() : run.end()].strip()
    ).strip()


def _texts(consts: Iterable[object]) -> Iterator[str]:
    for each in consts:
        if isinstance(each, str):
            yield each
            yield from _FIELDS.split(each)
        elif isinstance(each, tuple | frozenset):
            yield from _texts(each)


def _of_database(error: BaseException) -> Iterator[str]:
    """What a database says of an error in words that are not the office's."""
    known = program_names()
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    if isinstance(code, str) and re.fullmatch(r"[A-Z0-9_]{3,40}", code):
        yield f"({code})"
    diag = getattr(error, "diag", None)
    for name in ("table_name", "column_name", "constraint_name"):
        value = getattr(diag, name, None)
        if isinstance(value, str) and value in known:
            yield f"{name.removesuffix('_name')} {value}"
    original: Any = getattr(error, "orig", None)
    if isinstance(original, BaseException) and original is not error.__cause__:
        yield told(original, ())
    statement = getattr(error, "statement", None)
    if isinstance(statement, str):
        yield f"in: {_shape(statement)}"


def _shape(statement: str) -> str:
    """A statement without texts and numbers: words of SQL, tables and columns of the program's."""
    known = program_names()
    bare = re.sub(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", LEFT_OUT, statement, flags=re.DOTALL)
    words = re.findall(r"\[…\]|\w+|[^\w\s]", bare)
    shown = [
        word if not re.match(r"\w", word) or word in known or word.upper() in _SQL else LEFT_OUT for word in words[:120]
    ]
    return " ".join(shown) + (" …" if len(words) > 120 else "")


_SQL = frozenset(
    """SELECT INSERT UPDATE DELETE FROM WHERE AND OR NOT NULL IN IS AS ON JOIN LEFT OUTER INNER INTO VALUES SET ORDER BY
    GROUP HAVING LIMIT OFFSET UNION ALL DISTINCT CASE WHEN THEN ELSE END BETWEEN LIKE EXISTS COUNT SUM MIN MAX COALESCE
    BEGIN IMMEDIATE COMMIT ROLLBACK PRAGMA CREATE TABLE INDEX DROP ALTER ADD COLUMN RETURNING CONFLICT DO NOTHING WITH
    ASC DESC CAST FOR""".split()
)


def program_names() -> frozenset[str]:
    """Every name that the loaded program gives to something: classes, fields, tables and their columns."""
    return _names_of(len(sys.modules))


@lru_cache(maxsize=1)
def _names_of(_modules: int) -> frozenset[str]:
    # A report asks many times, and nothing is loaded meanwhile.
    names: set[str] = {name for name, value in vars(builtins).items() if isinstance(value, type)} | {"NoneType"}
    for module_name, module in list(sys.modules.items()):
        if module_name.split(".")[0] not in ("officedesk", "PySide6") or module is None:
            continue
        names.update(module_name.split("."))
        for name, value in list(vars(module).items()):
            names.add(name)
            if isinstance(value, type):
                names.update(vars(value))
                names.update(getattr(value, "__annotations__", ()))
    base = sys.modules.get("officedesk.models.base")
    if base is not None:
        for table in base.Base.metadata.tables.values():
            names.add(table.name)
            names.update(column.name for column in table.columns)
            names.update(str(rule.name) for rule in (*table.constraints, *table.indexes) if rule.name)
    return frozenset(names)
