"""What a flush changes of one record, as the change log tells it."""

from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import get_history

from officedesk.database.recorded import CONTENT, LEFT_OUT, LISTED, NEVER, plain
from officedesk.models.enums import ChangeAction

Values = dict[str, Any]


@cache
def _told(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(column.key for column in mapper.column_attrs if column.key not in NEVER)


@cache
def _content(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(column.key for column in mapper.column_attrs if column.key in CONTENT)


@cache
def keys_of(mapper: Mapper[Any], parent: str) -> tuple[str, ...]:
    """What tells a part apart from the others of its record."""
    return tuple(str(column.key) for column in mapper.primary_key if column.key != parent)


def difference(record: Any, action: ChangeAction) -> tuple[Values, Values]:
    """``(before, after)`` of a record that is being flushed, as the log holds it."""
    state = inspect(record)
    before: Values = {}
    after: Values = {}
    told = _told(state.mapper)
    if action is ChangeAction.CREATED:
        after = {key: plain(state.dict.get(key)) for key in told}
        for key in _content(state.mapper):
            if state.dict.get(key) is not None:
                after.setdefault(LEFT_OUT, []).append(key)
    else:
        if action is ChangeAction.UPDATED:
            # Of a document with many lines most fields are as they were: only the others are looked at.
            unmodified = state.unmodified
            told = tuple(key for key in told if key not in unmodified)
        for key in told:
            history = get_history(record, key)
            value = plain(state.dict.get(key))
            if action is ChangeAction.DELETED:
                before[key] = plain(history.deleted[0]) if history.deleted else value
            elif history.has_changes():
                before[key] = plain(history.deleted[0]) if history.deleted else None
                after[key] = value
        _leave_out(record, state, action, before, after)
    for name, column in LISTED.get(type(record), {}).items():
        _list(record, state, name, column, action, before, after)
    if action is ChangeAction.UPDATED and (before or after):
        for column in state.mapper.primary_key:
            after[column.key] = before[column.key] = getattr(record, column.key)
    return before, after


def _leave_out(record: Any, state: Any, action: ChangeAction, before: Values, after: Values) -> None:
    """Name the content that changed: that it was there before, and that it is there now."""
    for key in _content(state.mapper):
        if action is ChangeAction.DELETED:
            if state.dict.get(key) is not None:
                before.setdefault(LEFT_OUT, []).append(key)
        elif key not in state.unmodified and (history := get_history(record, key)).has_changes():
            # Both sides say something, so that the row is not taken for one without a change.
            for told, values in ((before, history.deleted), (after, history.added)):
                told.setdefault(LEFT_OUT, [])
                if any(value is not None for value in values):
                    told[LEFT_OUT].append(key)


def _list(record: Any, state: Any, name: str, column: str, action: ChangeAction, before: Values, after: Values) -> None:
    if name not in state.dict:
        return
    history = get_history(record, name)
    now = sorted(getattr(link, column) for link in (*history.unchanged, *history.added))
    old = sorted(getattr(link, column) for link in (*history.unchanged, *history.deleted))
    if action is ChangeAction.CREATED:
        after[name] = now
    elif action is ChangeAction.DELETED:
        before[name] = old
    elif now != old:
        before[name], after[name] = old, now
