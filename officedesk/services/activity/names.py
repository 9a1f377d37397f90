"""Names for the ids that the change log keeps, so that people can read it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.base import Base
from officedesk.models.company import Brand, TaxRate, Technician, Terms, User
from officedesk.models.contracts import Contract, Plan
from officedesk.models.crew import Skill
from officedesk.models.customers import Contact, Customer, Location, Tag
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, Folder
from officedesk.models.pipeline import Project
from officedesk.models.text import address_line
from officedesk.models.work import Job, JobTask

GONE = "(deleted)"
_FIELDS: dict[str, type[Base]] = {
    "brand_id": Brand,
    "terms_id": Terms,
    "default_terms_id": Terms,
    "tax_rate_id": TaxRate,
    "default_tax_rate_id": TaxRate,
    "technician_id": Technician,
    "skill_id": Skill,
    "estimator_id": User,
    "assignee_id": User,
    "user_id": User,
    "contact_id": Contact,
    "location_id": Location,
    "parent_id": Customer,
    "merged_into_id": Customer,
    "job_id": Job,
    "project_id": Project,
    "contract_id": Contract,
    "renews_id": Contract,
    "plan_id": Plan,
    "cover_id": Attachment,
    "task_id": JobTask,
    "equipment_id": Equipment,
    "part_of_id": Equipment,
    "folder_id": Folder,
    "in_folder_id": Folder,
}
_PARENTS = {"equipment": "part_of_id", "folder": "in_folder_id"}
"""What ``parent_id`` is told as, of records whose parent is no customer."""
_CHUNK = 400
Side = Mapping[str, Any]


def sides_of(row: Any) -> tuple[Side, Side]:
    """``before`` and ``after`` of a row of the log, each id under a name that says what it is the id of."""
    name = _PARENTS.get(row.entity)
    if name is None:
        return row.before, row.after
    before, after = (
        {name if key == "parent_id" else key: value for key, value in side.items()} for side in (row.before, row.after)
    )
    return before, after


class Names:
    """Collects the ids of some rows, then knows their names."""

    def __init__(self, session: Session, sides: Iterable[Side]) -> None:
        wanted: dict[type[Base], set[int]] = defaultdict(set)
        for side in sides:
            self._collect(side, wanted)
        self._names = {kind: _names(session, kind, sorted(ids)) for kind, ids in wanted.items()}

    def told(self, side: Side) -> dict[str, Any]:
        """``side`` with names in place of ids."""
        return {name: self._said(name, value) for name, value in side.items()}

    def _said(self, name: str, value: Any) -> Any:
        kind = _FIELDS.get(name)
        if kind is not None and isinstance(value, int):
            return self._names[kind].get(value, GONE)
        if name == "tags" and isinstance(value, list):
            return sorted(self._names[Tag].get(tag.get("tag_id", 0), "(deleted tag)") for tag in value)
        if name == "technicians" and isinstance(value, list):
            return sorted(self._names[Technician].get(key, GONE) for key in value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self.told(part) for part in value]
        return value

    def _collect(self, side: Side, wanted: dict[type[Base], set[int]]) -> None:
        for name, value in side.items():
            kind = _FIELDS.get(name)
            if kind is not None and isinstance(value, int):
                wanted[kind].add(value)
            elif name == "tags" and isinstance(value, list):
                wanted[Tag].update(tag.get("tag_id", 0) for tag in value)
            elif name == "technicians" and isinstance(value, list):
                wanted[Technician].update(value)
            elif isinstance(value, list):
                for part in value:
                    if isinstance(part, dict):
                        self._collect(part, wanted)


def _names(session: Session, kind: type[Any], ids: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    name = kind.number.label("name") if kind in (Job, Project, Contract) else kind.__table__.c.name
    columns = kind.__table__.c if kind is Location else (kind.id, name)
    for start in range(0, len(ids), _CHUNK):
        for row in session.execute(select(*columns).where(kind.id.in_(ids[start : start + _CHUNK]))):
            found[row.id] = row.name or (address_line(row) if kind is Location else "") or "(no name)"
    return found
