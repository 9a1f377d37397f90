"""What answers the map page's requests for its ground: paths in, bytes out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

DEEPEST = 24
"""Zoom levels beyond are asked by nobody; numbers in paths stay small."""

Wanted: TypeAlias = Callable[[], bool]
"""Whether the page still wants the answer: it may have been moved on meanwhile."""


def always() -> bool:
    """For whoever cannot lose interest."""
    return True


@dataclass(frozen=True, slots=True)
class Reply:
    """``status`` as in HTTP; ``max_age`` seconds the page may keep the body without asking again."""

    status: int
    media_type: str = "text/plain"
    body: bytes = b""
    max_age: int = 0


class TileProvider(Protocol):
    """Answers a path below ``base/``. Called on worker threads, several at a time; never raises known errors."""

    def answer(self, path: str, wanted: Wanted = always) -> Reply: ...


NOTHING = Reply(204)
"""There is no tile here, and that is fine."""
NOT_FOUND = Reply(404)
UNREACHABLE = Reply(502)
NOT_WANTED = Reply(499)


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the Web Mercator pyramid; ``y`` counts from the north."""

    z: int
    x: int
    y: int

    @classmethod
    def of(cls, parts: list[str]) -> "Tile | None":
        """From the last three parts of a path; ``None`` where they name no tile."""
        if len(parts) != 3:
            return None
        numbers = [part.split(".", 1)[0] for part in parts]
        if not all(number.isascii() and number.isdecimal() and len(number) <= 9 for number in numbers):
            return None
        z, x, y = map(int, numbers)
        return cls(z, x, y) if z <= DEEPEST and x < 1 << z and y < 1 << z else None


def json_reply(content: Any, max_age: int = 0) -> Reply:
    """``content`` as compact JSON."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Reply(200, "application/json", text.encode(), max_age)
