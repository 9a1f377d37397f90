"""The keys that the code of the window binds, found by reading it: no list of them is believed."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import TypeGuard

VIEWS = Path(__file__).resolve().parents[2] / "officedesk" / "views"
TABLE = VIEWS / "help" / "keys.py"
_SPEAKS = re.compile(r"QKeySequence|Key_|(?:Ctrl|Alt|Shift|Meta)\+|\"F\d")
_SEQUENCE = re.compile(r"(?:(?:Ctrl|Alt|Shift|Meta)\+)+(?:[A-Z0-9/?.,;+-]|F\d{1,2}|[A-Z][A-Za-z]+)?|F\d{1,2}")
"""A key sequence in portable form; one that ends in ``+`` is put together with a number (``Alt+1`` to ``Alt+9``)."""
_NAMES = {
    "Return": "Enter", "Escape": "Esc", "Delete": "Del", "PageUp": "PgUp", "PageDown": "PgDown", "Insert": "Ins",
    "Equal": "=", "Minus": "-", "Plus": "+",
}  # fmt: skip
_STANDARD = {"Copy": "C", "Paste": "V", "SelectAll": "A", "Undo": "Z", "Redo": "Z"}
_QUIET = {"Alt", "Shift", "Tab", "Backtab"}
"""Looked at on the way to something else, or what every form does."""


class _Text(ast.Constant):
    value: str


def bound_keys() -> dict[str, set[str]]:
    """Keys by the module that binds them (``sales/document_page``)."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(VIEWS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        # Most files say nothing of keys and need not be parsed.
        if path == TABLE or not _SPEAKS.search(text):
            continue
        module = path.relative_to(VIEWS).with_suffix("").as_posix()
        for node in ast.walk(ast.parse(text)):
            found[module] |= _of(node)
    return {module: keys for module, keys in found.items() if keys}


def _of(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SEQUENCE.fullmatch(node.value):
        return {"Alt+1…9" if node.value == "Alt+" else _named(node.value)}
    if isinstance(node, ast.Attribute) and node.attr.startswith("Key_"):
        bare = node.attr.removeprefix("Key_")
        return set() if bare in _QUIET else {_NAMES.get(bare, bare)}
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "StandardKey":
        return {_STANDARD.get(node.attr, f"QKeySequence.{node.attr}")}
    if isinstance(node, ast.For) and "QShortcut(" in ast.unparse(node):
        # for keys, act in (("Left", …), ("Return", …)): QShortcut(QKeySequence(keys), …)
        return {_named(each.value) for each in ast.walk(node.iter) if _is_text(each) and "+" not in each.value}
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "QKeySequence":
        return {_named(each.value) for each in node.args if _is_text(each)}
    return set()


def _is_text(node: ast.AST) -> TypeGuard[_Text]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value)


def _named(keys: str) -> str:
    *held, last = re.split(r"(?<=\+)", keys, maxsplit=keys.count("+", 0, -1))
    return "".join([*held, _NAMES.get(last, last)])


def last_of(keys: str) -> str:
    """The key itself, without what is held down with it."""
    return "+" if keys.endswith("++") else keys.rsplit("+", 1)[-1]
