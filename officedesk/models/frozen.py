"""Frozen dataclasses to plain JSON values and back, without loss, by their declared types."""

from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: Any) -> Any:
    """``value`` as JSON: dataclasses as objects, tuples as lists, days and numbers as text, bytes in base64."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [encode(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def decode(kind: type[T], data: Any) -> T:
    """The ``kind`` that ``encode`` made ``data`` of; unknown keys are left out, missing ones keep their defaults.

    Raises ``ValueError`` or ``TypeError`` where ``data`` does not fit.
    """
    found = _decode(kind, data)
    return found  # type: ignore[no-any-return]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if data is None:
            return None
        return _decode(next(part for part in get_args(kind) if part is not NoneType), data)
    if origin is tuple:
        inner = get_args(kind)[0]
        return tuple([_decode(inner, part) for part in data])
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _decode(hint, data[name]) for name, hint in hints.items() if name in data})  # type: ignore[operator]
    if kind in (str, int, bool):
        if type(data) is not kind:
            raise ValueError(f"{data!r} is not {kind.__name__}")
        return data
    if kind is bytes:
        return b64decode(data, validate=True)
    if kind in (date, datetime):
        return kind.fromisoformat(data)
    return kind(data)
