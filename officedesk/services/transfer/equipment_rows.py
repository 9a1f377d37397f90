"""Rows of a list of equipment, read and matched with what the office has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.maps.coordinates import BadCoordinate, read_latitude, read_longitude
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.models.equipment import Equipment
from officedesk.models.text import address_line, fold
from officedesk.parsing import parse_date
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import FIELDS, problems, tidy
from officedesk.services.transfer.newcomers import Issue, Severity


class EquipmentField(StrEnum):
    """What a column of a list of equipment may stand for."""

    CUSTOMER_NUMBER = "customer_number"
    CUSTOMER = "customer"
    KIND = "kind"
    PART_OF = "part_of"
    NAME = "name"
    TYPE = "type"
    MANUFACTURER = "manufacturer"
    MODEL = "model"
    SERIAL_NUMBER = "serial_number"
    SOLD_BY = "sold_by"
    INSTALL_DATE = "install_date"
    WARRANTY_ENDS = "warranty_ends"
    LOCATION = "location"
    PLACE = "place"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    NOTES = "notes"


F = EquipmentField
LABELS = {
    F.CUSTOMER_NUMBER: "Customer number",
    F.CUSTOMER: "Customer name",
    F.KIND: "Kind (equipment, part)",
    F.PART_OF: "Part of (name or serial number)",
    F.NAME: "Name",
    F.TYPE: "Type",
    F.MANUFACTURER: "Manufacturer",
    F.MODEL: "Model",
    F.SERIAL_NUMBER: "Serial number",
    F.SOLD_BY: "Sold by (us, third-party)",
    F.INSTALL_DATE: "Install date",
    F.WARRANTY_ENDS: "Warranty ends",
    F.LOCATION: "Location (name or address)",
    F.PLACE: "Where at the location",
    F.LATITUDE: "Latitude",
    F.LONGITUDE: "Longitude",
    F.NOTES: "Notes",
}
"""What the import window calls them."""
_TEXTS = (F.NAME, F.TYPE, F.MANUFACTURER, F.MODEL, F.SERIAL_NUMBER, F.PLACE, F.NOTES)
_DAYS = (F.INSTALL_DATE, F.WARRANTY_ENDS)
_DEGREES: dict[EquipmentField, Callable[[str], float]] = {F.LATITUDE: read_latitude, F.LONGITUDE: read_longitude}
_THIRD = ("third", "other", "not us", "customer")
Values = dict[EquipmentField, str]


@dataclass(slots=True)
class Piece:
    """One row: what it says as a draft (``None`` where it is not usable), and what becomes of it."""

    row: int
    values: Values = field(default_factory=dict)
    draft: EquipmentDraft | None = None
    issues: list[Issue] = field(default_factory=list)
    outcome: str = "new"
    record_id: int | None = None
    parent: "Piece | Known | None" = None

    @property
    def name(self) -> str:
        return self.draft.name if self.draft is not None else self.values.get(F.NAME, "")

    @property
    def serial(self) -> str:
        return self.values.get(F.SERIAL_NUMBER, "")

    @property
    def is_part(self) -> bool:
        return self.draft is not None and self.draft.kind is EquipmentKind.PART

    def say(self, severity: Severity, message: str, column: str = "") -> None:
        self.issues.append(Issue(self.row, column, severity, message))

    def record_for(self, session: Session, now: datetime) -> Equipment:
        """The record it goes into: a new one, or the one it updates."""
        if self.draft is None or self.draft.id is None:
            return Equipment(created_at=now)
        return session.get_one(Equipment, self.draft.id, with_for_update=True)


@dataclass(frozen=True, slots=True)
class Known:
    """Equipment that the office has."""

    record_id: int
    draft: EquipmentDraft
    trashed: bool


class Reader:
    """Reads rows of one file and finds what they name in the office."""

    def __init__(
        self,
        session: Session,
        headers: Sequence[str],
        columns: Sequence[EquipmentField | None],
        today: date,
        date_format: str,
        customer_id: int | None,
    ) -> None:
        self._session, self._headers, self._columns = session, headers, columns
        self._today, self._date_format, self._customer_id = today, date_format, customer_id
        self._numbers: dict[str, int] = {}
        self._names: dict[str, list[int]] = {}
        if {F.CUSTOMER, F.CUSTOMER_NUMBER} & set(columns):
            there = select(Customer.id, Customer.number, Customer.name).where(Customer.deleted_at.is_(None))
            for row in session.execute(there):
                self._numbers[row.number.casefold()] = row.id
                self._names.setdefault(fold(row.name), []).append(row.id)
        self._places: dict[int, list[Any]] = {}

    def piece(self, row: int, cells: Sequence[str], problem: str) -> Piece:
        """What one row of the file says."""
        made = Piece(row)
        if problem:
            made.say(Severity.ERROR, problem)
            made.outcome = "error"
            return made
        made.values = self._values(cells)
        owner = self._owner(made)
        if owner is not None:
            made.draft = self._draft(made, owner)
        if any(issue.severity is Severity.ERROR for issue in made.issues):
            made.outcome, made.draft = "error", None
        return made

    def _values(self, cells: Sequence[str]) -> Values:
        found: Values = {}
        for kind, cell in zip(self._columns, cells, strict=False):
            if kind is None or not (text := cell.strip()):
                continue
            if kind is F.NOTES and kind in found:
                found[kind] += f"\n{text}"
            else:
                found.setdefault(kind, text)
        return found

    def _owner(self, made: Piece) -> int | None:
        number, name = made.values.get(F.CUSTOMER_NUMBER, ""), made.values.get(F.CUSTOMER, "")
        if number:
            owner = self._numbers.get(number.casefold())
            if owner is None:
                made.say(
                    Severity.ERROR, f"there is no customer with number {number[:60]}", self._column(F.CUSTOMER_NUMBER)
                )
        elif name:
            ids = self._names.get(fold(name), [])
            owner = ids[0] if len(ids) == 1 else None
            if owner is None:
                many = f"there are {len(ids)} customers called “{name[:60]}”: give the number"
                message = many if ids else f"there is no customer called “{name[:60]}”"
                made.say(Severity.ERROR, message, self._column(F.CUSTOMER))
        else:
            owner = self._customer_id
            if owner is None:
                made.say(Severity.ERROR, "it does not say whose equipment it is")
        if owner is not None and self._customer_id not in (None, owner):
            made.say(Severity.ERROR, "it is another customer's equipment: import it under Customers, or at theirs")
            return None
        return owner

    def _draft(self, made: Piece, owner: int) -> EquipmentDraft:
        values = made.values
        texts: dict[str, Any] = {kind.value: values.get(kind, "") for kind in _TEXTS}
        texts["name"] = texts["name"] or " ".join(filter(None, (values.get(F.MANUFACTURER), values.get(F.MODEL))))
        texts["name"] = texts["name"] or values.get(F.TYPE, "") or values.get(F.SERIAL_NUMBER, "")
        part = bool(values.get(F.PART_OF)) or fold(values.get(F.KIND, "")).startswith("part")
        days: dict[str, Any] = {kind.value: self._day(made, kind) for kind in _DAYS}
        degrees: dict[str, Any] = {kind.value: self._degrees(made, kind) for kind in _DEGREES}
        draft = tidy(
            EquipmentDraft(
                owner,
                self._place(made, owner),
                kind=EquipmentKind.PART if part else EquipmentKind.EQUIPMENT,
                source=_source(values.get(F.SOLD_BY, "")),
                **texts,
                **days,
                **degrees,
            )
        )
        said = any(issue.severity is Severity.ERROR for issue in made.issues)
        for name, message in problems(draft).items():
            if said and name in degrees:
                continue
            made.say(Severity.ERROR, message.rstrip("."), self._column(F(name)))
        return draft

    def _day(self, made: Piece, kind: EquipmentField) -> date | None:
        text = made.values.get(kind, "")
        if not text:
            return None
        try:
            return parse_date(text.split("T")[0] if text[:4].isdecimal() else text, self._today, self._date_format)
        except ValueError as error:
            made.say(Severity.ERROR, str(error).rstrip("."), self._column(kind))
            return None

    def _degrees(self, made: Piece, kind: EquipmentField) -> float | None:
        text = made.values.get(kind, "")
        if not text:
            return None
        try:
            return _DEGREES[kind](text)
        except BadCoordinate as error:
            made.say(Severity.ERROR, str(error), self._column(kind))
            return None

    def _place(self, made: Piece, owner: int) -> int | None:
        places = self._places.get(owner)
        if places is None:
            mine = (Location.customer_id == owner, Location.archived_at.is_(None))
            query = select(*Location.__table__.c).where(*mine).order_by(Location.position, Location.id)
            places = self._places[owner] = list(self._session.execute(query))
        wanted = fold(made.values.get(F.LOCATION, ""))
        if not wanted:
            return places[0].id if len(places) == 1 else None
        for place in places:
            if wanted in (fold(place.name), fold(address_line(place)), fold(place.street)):
                return int(place.id)
        for place in places:
            if place.street and fold(place.street) in wanted:
                return int(place.id)
        made.say(Severity.WARNING, "the customer has no such location: it is left open", self._column(F.LOCATION))
        return None

    # --- what is there already ---

    def match(self, pieces: Sequence[Piece], *, update: bool) -> None:
        """Decide what becomes of each piece, and which equipment its part belongs to."""
        usable = [piece for piece in pieces if piece.draft is not None]
        owners = {piece.draft.customer_id for piece in usable if piece.draft is not None}
        known = self._known(sorted(owners))
        by_key: dict[tuple[Any, ...], Known] = {}
        for one in known:
            by_key.setdefault(_key(one.draft), one)
        seen: dict[tuple[Any, ...], Piece] = {}
        for piece in usable:
            draft = piece.draft
            if draft is None:
                continue
            key = _key(draft)
            twin, there = seen.setdefault(key, piece), by_key.get(key)
            if twin is not piece:
                piece.say(Severity.WARNING, f"row {twin.row} is the same piece")
                piece.outcome = "skipped"
            elif there is not None and there.trashed:
                piece.say(Severity.ERROR, f"“{there.draft.name[:60]}” lies in the trash: restore it first")
                piece.outcome, piece.draft = "error", None
            elif there is not None:
                piece.record_id = there.record_id
                piece.outcome = "updated" if update else "skipped"
                if update:
                    piece.draft = self._updated(piece, there)
                else:
                    piece.say(Severity.WARNING, f"“{there.draft.name[:60]}” is in the office already")
        self._find_parents(usable, known)

    def _known(self, owners: Sequence[int]) -> list[Known]:
        found = []
        for start in range(0, len(owners), 400):
            mine = Equipment.customer_id.in_(owners[start : start + 400])
            for row in self._session.execute(select(*Equipment.__table__.c).where(mine).order_by(Equipment.id)):
                values = {name: getattr(row, name) for name in FIELDS}
                draft = EquipmentDraft(**values, id=row.id, version=row.version)
                found.append(Known(row.id, draft, row.deleted_at is not None))
        return found

    def _updated(self, piece: Piece, there: Known) -> EquipmentDraft:
        """What is stored with what the file says; what it leaves empty stays."""
        draft = piece.draft
        if draft is None:
            return there.draft
        said: dict[str, Any] = {
            kind.value: getattr(draft, kind.value) for kind in (*_TEXTS, *_DAYS, *_DEGREES) if kind in piece.values
        }
        if F.SOLD_BY in piece.values:
            said["source"] = draft.source
        if F.LOCATION in piece.values and draft.location_id is not None:
            said["location_id"] = draft.location_id
        return replace(there.draft, **said)

    def _find_parents(self, pieces: Sequence[Piece], known: Sequence[Known]) -> None:
        heads: dict[tuple[int, str], Piece | Known] = {}
        whole = [one for one in known if one.draft.kind is EquipmentKind.EQUIPMENT and not one.trashed]
        fresh = [one for one in pieces if one.outcome == "new" and not one.is_part]
        candidates: list[Piece | Known] = [*whole, *fresh]
        for one in candidates:
            if one.draft is not None:
                for name in filter(None, (one.draft.serial_number, one.draft.name)):
                    heads.setdefault((one.draft.customer_id, fold(name)), one)
        for piece in pieces:
            wanted = piece.values.get(F.PART_OF, "")
            if not wanted or piece.draft is None or piece.outcome not in ("new", "updated"):
                continue
            piece.parent = heads.get((piece.draft.customer_id, fold(wanted)))
            if piece.parent is None:
                piece.say(
                    Severity.WARNING, f"there is no equipment “{wanted[:60]}”: it is left open", self._column(F.PART_OF)
                )
            elif F.LOCATION not in piece.values and piece.parent.draft is not None:
                piece.draft = replace(piece.draft, location_id=piece.parent.draft.location_id)

    def _column(self, kind: EquipmentField) -> str:
        return next((h for h, c in zip(self._headers, self._columns, strict=False) if c is kind), "")


def _key(draft: EquipmentDraft) -> tuple[Any, ...]:
    """What makes two pieces the same: the serial number, or where there is none all that tells them apart."""
    if serial := fold(draft.serial_number):
        return draft.customer_id, serial
    return draft.customer_id, "", fold(draft.name), fold(draft.model), draft.location_id, fold(draft.place)


def _source(text: str) -> EquipmentSource:
    plain = fold(text.replace("_", " "))
    return EquipmentSource.THIRD_PARTY if any(word in plain for word in _THIRD) else EquipmentSource.SOLD
