"""Rows of the change log as sentences people read."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from officedesk.formatting import time_text
from officedesk.maps.coordinates import point_text
from officedesk.maps.shapes import Point
from officedesk.models.recurrence import Rule, RuleProblem, words
from officedesk.services.activity.rows import HistoryRow
from officedesk.services.office.week import USUAL, week_from, week_text
from officedesk.views.customers.history_names import DERIVED, MONEY, NAMED, PARTS, RECORDS, TITLES, WRITTEN
from officedesk.views.map.fence_words import VALUES, value_text, was_moved

_MOST, _WIDEST = 6, 160
LEFT_OUT = "left_out"
"""Names of contents that changed and that the log does not hold."""
_ERASURE = "erased_rows"


class Say(Protocol):
    """How money and days are written in this office."""

    def money(self, minor: int) -> str: ...
    def date(self, value: Any) -> str: ...


def headline(row: Any) -> str:
    """What was done to what: ``Created estimate 1230``. ``row`` has an action, an entity and a label."""
    what = row.label or RECORDS.get(row.entity, row.entity.replace("_", " "))
    if row.entity == "customer":
        what = "customer" if row.action == "created" else ""
    if row.entity in WRITTEN and row.label:
        what = f"{WRITTEN[row.entity]} “{row.label}”"
    elif row.entity in NAMED:
        what = f"{RECORDS[row.entity]} {row.label}".strip()
    elif row.entity != "customer" and what[:1].isupper():
        what = what[0].lower() + what[1:]
    if row.action == "created":
        return f"Created {what}".strip()
    if row.action == "deleted" and _ERASURE in getattr(row, "after", ()):
        return f"Erased {what or row.label} for good".strip()
    if row.action == "deleted":
        return f"Deleted {what or row.label}".strip()
    if row.action == "imported":
        return "Imported"
    return f"Changed {what}" if what else "Changed"


def sentences(row: HistoryRow, say: Say, zone: ZoneInfo) -> list[str]:
    """One sentence per thing that changed, ``Phone of Ana Delgado: (612) 555-0142 → (612) 555-0143``."""
    if row.erased:
        return ["Erased for good"]
    if row.action == "imported":
        return [row.label or headline(row)]
    if whole := _whole(row, say):
        return [whole]
    told = list(_told(row, say, zone))
    lead = headline(row)
    if row.action == "updated":
        if not told:
            return [lead]
        if row.entity == "customer":
            return _short(told)
        return _short([f"{lead[8:9].upper()}{lead[9:]}: {told[0][0].lower() + told[0][1:]}", *told[1:]])
    return [lead]


def details(row: HistoryRow, say: Say, zone: ZoneInfo) -> list[tuple[str, str, str]]:
    """What changed, field by field: (field, before, after). Lines, contacts and other parts each have rows."""
    if row.erased:
        return []
    found: list[tuple[str, str, str]] = []
    before, after = row.before, row.after
    for name in (*before, *(name for name in after if name not in before)):
        old, new = before.get(name), after.get(name)
        if name == "tags":
            found.append(("Tags", ", ".join(_tags(before)), ", ".join(_tags(after))))
        elif name in PARTS:
            found += _part_details(name, _dicts(old), _dicts(new), say, zone)
        elif name == LEFT_OUT:
            found += [(_left_out(field), "not kept here", "not kept here") for field in _names_left_out(old, new)]
        elif name not in DERIVED and _title(name) and old != new:
            pair = _value(name, old, say, zone), _value(name, new, say, zone)
            if pair != ("", ""):
                found.append((_title(name), *pair))
    return found


def _part_details(
    name: str, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]], say: Say, zone: ZoneInfo
) -> Iterator[tuple[str, str, str]]:
    word, naming = PARTS[name]
    old, new = ({part.get("id", at): part for at, part in enumerate(parts)} for parts in (before, after))
    for key in (*old, *(key for key in new if key not in old)):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None:
            called = f"{word.capitalize()}{_named(was, ('called', *naming), say, zone)}"
            for field in now:
                if field not in DERIVED and now[field] != was.get(field):
                    pair = _value(field, was.get(field), say, zone), _value(field, now[field], say, zone)
                    yield (f"{called}: {_title(field).lower()}", *pair)
            if (points := (_point(was), _point(now)))[0] != points[1]:
                yield (f"{called}: point on the map", *points)
        else:
            yield (word.capitalize(), _summary(was, naming, say, zone), _summary(now, naming, say, zone))


def _summary(part: Mapping[str, Any] | None, naming: tuple[str, ...], say: Say, zone: ZoneInfo) -> str:
    """What a part is called, and what it comes to."""
    if part is None:
        return ""
    named = _named(part, naming, say, zone).strip()
    amount = part.get("amount")
    return ", ".join(filter(None, (named, say.money(amount) if isinstance(amount, int) else ""))) or "yes"


def _tags(side: Mapping[str, Any]) -> list[str]:
    tags = side.get("tags")
    named = (tag.get("name", "") if isinstance(tag, Mapping) else tag for tag in tags) if isinstance(tags, list) else ()
    return [str(name) for name in named if name]


def _names_left_out(before: Any, after: Any) -> list[str]:
    return list(dict.fromkeys([*(before or ()), *(after or ())]))


def _left_out(name: str) -> str:
    return {"password_hash": "Password", "snapshot": "Paper"}.get(name, name.replace("_", " ").capitalize())


def _whole(row: HistoryRow, say: Say) -> str:
    """The one sentence of a step that changes several fields at once, or nothing."""
    before, after = row.before, row.after
    if row.action == "updated" and row.entity == "reminder" and before.keys() <= {"id", "status", "done_at", "repeat"}:
        what = headline(row).partition(" ")[2]
        return f"Finished {what}" if after.get("status") == "done" else f"Opened {what} again"
    if row.action == "updated" and row.entity == "geofence" and was_moved(before):
        return f"Moved {headline(row).partition(' ')[2]}"
    if row.action == "updated" and row.entity == "project" and "delivered_at" in before:
        name = row.label or "Project"
        return f"{name} delivered" if after.get("delivered_at") else f"{name} is not delivered any more"
    if row.action == "updated" and row.entity == "contract" and after.get("state") == "cancelled":
        last, why = (_value(name, after.get(name), say, ZoneInfo("UTC")) for name in ("cancelled_on", "cancel_reason"))
        return f"{row.label or 'Contract'} cancelled to {last}: {why}"
    if row.action == "updated" and row.entity == "task" and before.keys() <= {"id", "done_at", "done_by"}:
        what = headline(row).partition(" ")[2]
        return f"Checked {what}" if after.get("done_at") else f"Opened {what} again"
    if row.action != "updated" or row.entity not in ("invoice", "estimate"):
        return ""
    name = row.label or row.entity.capitalize()
    if before.get("state") == "draft" and after.get("state") == "issued":
        balance = after.get("balance")
        return f"{name} issued" + (f": {say.money(balance)}" if isinstance(balance, int) else "")
    if after.get("state") == "void":
        reason = after.get("void_reason")
        return f"{name} voided" + (f": {_text('', str(reason), say, ZoneInfo('UTC'))}" if reason else "")
    if row.entity == "estimate" and after.get("status") in ("sent", "approved", "declined"):
        who = after.get("decided_by") if after["status"] == "approved" else None
        reason = after.get("decline_reason") if after["status"] == "declined" else None
        return f"{name} {after['status']}" + (f" by {who}" if who else "") + (f": {reason}" if reason else "")
    return ""


def _told(row: HistoryRow, say: Say, zone: ZoneInfo) -> Iterator[str]:
    names = [name for name in (*row.before, *(n for n in row.after if n not in row.before)) if name not in DERIVED]
    for name in names:
        before, after = row.before.get(name), row.after.get(name)
        if name == LEFT_OUT:
            yield from (f"{_left_out(field)} changed (not kept here)" for field in _names_left_out(before, after))
        elif name == "tags":
            lost, made = ([tag for tag in _tags(one) if tag not in _tags(two)] for one, two in _both_ways(row))
            yield from (f"Removed tag {tag}" for tag in lost)
            yield from (f"Added tag {tag}" for tag in made)
        elif name in PARTS:
            yield from _parts(name, _dicts(before), _dicts(after), say, zone)
        elif before != after:
            yield _change(name, before, after, say, zone)


def _both_ways(row: HistoryRow) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (row.before, row.after), (row.after, row.before)


def _parts(
    name: str, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]], say: Say, zone: ZoneInfo
) -> Iterator[str]:
    word, naming = PARTS[name]
    if name == "favourites":
        yield "Added to favorites" if after else "Removed from favorites"
        return
    old = {part.get("id"): part for part in before}
    new = {part.get("id"): part for part in after}
    if None in old or None in new:
        for lost in before:
            yield f"Removed {word}{_named(lost, naming, say, zone)}"
        for made in after:
            yield f"Added {word}{_named(made, naming, say, zone)}"
        return
    for key, made in new.items():
        if key not in old:
            yield f"Added {word}{_named(made, naming, say, zone)}"
            continue
        for field in made:
            if field not in DERIVED and made[field] != old[key].get(field):
                change = _change(field, old[key].get(field), made[field], say, zone)
                yield f"{word.capitalize()}{_named(old[key], ('called',), say, zone)}: {change[0].lower()}{change[1:]}"
        if (points := (_point(old[key]), _point(made)))[0] != points[1]:
            done = "placed on the map" if not points[0] else "moved on the map" if points[1] else "taken off the map"
            yield f"{word.capitalize()}{_named(old[key], ('called', *naming), say, zone)}: {done}"
    for key, lost in old.items():
        if key not in new:
            yield f"Removed {word}{_named(lost, naming, say, zone)}"


def _point(part: Mapping[str, Any]) -> str:
    """Where a location is, as it is typed."""
    latitude, longitude = part.get("latitude"), part.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return ""
    return point_text(Point(latitude, longitude))


def _named(part: Mapping[str, Any], naming: tuple[str, ...], say: Say, zone: ZoneInfo) -> str:
    text = next((str(_value(n, part[n], say, zone)) for n in naming if part.get(n)), "")
    return f" {text}" if text else ""


def _change(name: str, before: Any, after: Any, say: Say, zone: ZoneInfo) -> str:
    title = _title(name)
    if name == "deleted_at":
        return "Moved to the trash" if after else "Restored from the trash"
    if name == "archived_at":
        return "Archived" if after else "Restored from the archive"
    if name == "flag_reason":
        if after is None:
            return "Flag removed" + (f": {before}" if before else "")
        if before is None:
            return f"Flagged: {after}" if after else "Flagged"
    if name == "source" and not {before, after} <= {"sold", "third_party"}:
        title = "Source"
    if name.endswith("_id") and isinstance(before, int | None) and isinstance(after, int | None):
        # Ids say nothing to anyone.
        return f"{title} set" if before is None else f"{title} removed" if after is None else f"{title} changed"
    if name == "outline" and before and after:
        return f"Outline drawn anew: {value_text(name, after)}"
    old, new = _value(name, before, say, zone), _value(name, after, say, zone)
    if not old:
        return f"{title}: {new}"
    return f"{title}: {old} → {new or 'empty'}"


def _title(name: str) -> str:
    return TITLES.get(name, name.removesuffix("_id").replace("_", " ").capitalize())


def _value(name: str, value: Any, say: Say, zone: ZoneInfo) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in VALUES:
        return value_text(name, value)
    if isinstance(value, int) and name in MONEY:
        return say.money(value)
    if isinstance(value, str):
        return _text(name, value, say, zone)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if name == "rule" and isinstance(value, dict):
        return _repeats(value)
    if name == "hours" and isinstance(value, dict):
        return week_text(week_from(value) or USUAL)
    if name == "holidays" and isinstance(value, dict):
        return ", ".join(
            [*filter(None, (value.get("country"), value.get("region"))), *map(_own_day, value.get("own", ()))]
        )
    if name == "at_minute" and isinstance(value, int):
        return time_text(time(value // 60 % 24, value % 60))
    if isinstance(value, list | dict):
        return "…"
    return f"{value:,}" if isinstance(value, int) and name != "revision" else str(value)


def _own_day(said: Any) -> str:
    return str(said[1]) if isinstance(said, list) and len(said) == 2 else "…"


def _repeats(rule: Mapping[str, Any]) -> str:
    try:
        return words(Rule.from_json(rule))
    except RuleProblem:
        return "…"


def _text(name: str, value: str, say: Say, zone: ZoneInfo) -> str:
    if name.endswith(("_at", "_on", "date", "_until", "starts", "ends")) or name == "due":
        try:
            if len(value) == 10:
                return say.date(date.fromisoformat(value))
            at = datetime.fromisoformat(value)
            local = at.astimezone(zone) if at.tzinfo is not None else at
            return f"{say.date(local.date())} {local:%H:%M}"
        except ValueError:
            return value
    if name in ("status", "state", "kind", "type", "method", "priority", "source", "billing") or name.endswith("_kind"):
        return value.replace("_", " ")
    line = " ".join(value.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def _short(told: list[str]) -> list[str]:
    if len(told) <= _MOST:
        return told
    return [*told[: _MOST - 1], f"and {len(told) - _MOST + 1} more changes"]
