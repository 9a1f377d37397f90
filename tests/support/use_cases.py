"""Every use case of the services, found by looking: what it needs, and a call that gets no further than that.

``python -m tests.support.use_cases`` writes the table into docs/roles.md.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from officedesk import services
from officedesk.models.enums import Role
from officedesk.services.permissions import ROLE_NAMES, TABLE, Permission

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
NO_USE_CASES = {
    "officedesk.services.sqllist.SqlList": "the pattern of lists, which say what they need",
    "officedesk.services.customers.list_ids.CustomerIds": "works in the session of CustomerList, which asks",
    "officedesk.services.watch.Watch": "tells who is here and that something changed; use cases read what",
    "officedesk.services.messaging.sender.Sender": "works through the outbox by use cases, which ask",
    "officedesk.services.place.watched": "how the file lies; nothing of the office is read",
    "officedesk.services.check_store.at_one_moment": "a step of the check, which asks",
    "officedesk.services.check_store.indexed_texts": "a step of the check, which asks",
    "officedesk.services.sales.parts.begun": "reads who sits at the desk, and its clock",
    "officedesk.services.schedule.times.wall_now": "reads the desk's clock",
    "officedesk.services.schedule.visits.during": "conditions for queries of use cases, which ask",
    "officedesk.services.office.sample.builder.Builder": "fills a new office before anyone sits in it",
    "officedesk.services.office.sample.ledger.Books": "fills a new office before anyone sits in it",
    "officedesk.services.office.sample.crowd.add_crowd": "fills a new office before anyone sits in it",
    "officedesk.services.office.sample.positions.add_positions": "fills a new office before anyone sits in it",
}


class Asked(Exception):
    """Raised in place of an answer."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


class AskedFirst:
    """A desk that stops at the first question, and says so when anything comes before it."""

    def need(self, permission: Permission) -> NoReturn:
        raise Asked(permission)

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"desk.{name} was used before desk.need")


@dataclass(frozen=True)
class UseCase:
    name: str
    """``sales.issuing.issue_invoice``, ``work.job_list.JobList.ids``."""
    call: Callable[[Any], object]
    """Calls it at a desk with nothing for the other arguments."""

    def permission(self) -> Permission | None:
        """What it asks for before anything else, or ``None`` where it asks for nothing."""
        try:
            self.call(AskedFirst())
        except Asked as asked:
            return asked.permission
        except Exception:  # noqa: BLE001 - whatever it is, it came before the question
            return None
        return None


def use_cases() -> Iterator[UseCase]:
    """Public functions of ``services`` whose first argument is a desk, and public methods of such classes."""
    for module in pkgutil.walk_packages(services.__path__, "officedesk.services."):
        for name, made in sorted(vars(importlib.import_module(module.name)).items()):
            full = f"{module.name}.{name}"
            if name.startswith("_") or getattr(made, "__module__", "") != module.name or full in NO_USE_CASES:
                continue
            short = full.removeprefix("officedesk.services.")
            if inspect.isclass(made) and _first(made) == "desk":
                for method, function in inspect.getmembers(made, inspect.isfunction):
                    if not method.startswith("_") and _first(function, 1) != "session":
                        yield UseCase(f"{short}.{method}", _method_call(made, method, function))
            elif inspect.isfunction(made) and _first(made) == "desk":
                yield UseCase(short, _call(made))


def _first(made: Any, at: int = 0) -> str:
    names = list(inspect.signature(made).parameters)
    return names[at] if len(names) > at else ""


def _call(function: Callable[..., object]) -> Callable[[Any], object]:
    nothing, named = _nothing(function, 1)

    def call(desk: Any) -> object:
        result = function(desk, *nothing, **named)
        # A generator runs only once it is asked; a context manager only once it is entered.
        if inspect.isgenerator(result):
            return next(result)
        return result.__enter__() if hasattr(result, "__enter__") else result

    return call


def _method_call(made: Any, method: str, function: Callable[..., object]) -> Callable[[Any], object]:
    nothing, named = _nothing(function, 1)

    def call(desk: Any) -> object:
        source = made.__new__(made)
        source._desk = desk
        result = getattr(source, method)(*nothing, **named)
        return next(result) if inspect.isgenerator(result) else result

    return call


def _nothing(function: Callable[..., object], skip: int) -> tuple[list[None], dict[str, None]]:
    needed = [p for p in list(inspect.signature(function).parameters.values())[skip:] if p.default is p.empty]
    named = {p.name: None for p in needed if p.kind is p.KEYWORD_ONLY}
    return [None for p in needed if p.kind is p.POSITIONAL_OR_KEYWORD], named


def table() -> str:
    """The table of docs/roles.md: each permission with its roles, and the use cases that need it."""
    by_permission: dict[Permission, list[str]] = {permission: [] for permission in Permission}
    for case in use_cases():
        permission = case.permission()
        if permission is not None:
            *_, owner, name = case.name.split(".")
            # A list is one use case to whoever reads the table.
            by_permission[permission].append(owner if owner[0].isupper() else name)
    heads = " | ".join(ROLE_NAMES[role] for role in Role)
    lines = [f"| may | {heads} | use cases |", "|---|" + "---|" * (len(Role) + 1)]
    for permission, names in by_permission.items():
        marks = " | ".join("yes" if role in TABLE[permission] else "–" for role in Role)
        shown = ", ".join(f"`{name}`" for name in sorted(set(names)))
        lines.append(f"| {permission.value} | {marks} | {shown} |")
    return "\n".join(lines)


if __name__ == "__main__":
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")
