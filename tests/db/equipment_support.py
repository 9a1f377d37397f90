"""Shorthand for equipment in tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import (
    new_equipment,
    save_equipment,
)
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter, EquipmentRow
from officedesk.services.paging import Sort

BY_NAME = Sort("name")


def make(desk: Desk, customer_id: int, name: str = "RTU-1", **values: Any) -> int:
    stored = save_equipment(desk, replace(EquipmentDraft(customer_id, name=name), **values))
    assert stored.id is not None
    return stored.id


def part(desk: Desk, parent_id: int, name: str = "Compressor", **values: Any) -> int:
    stored = save_equipment(desk, replace(new_equipment(desk, 0, parent_id=parent_id), name=name, **values))
    assert stored.id is not None
    return stored.id


def listed(desk: Desk, sort: Sort = BY_NAME, **query: Any) -> list[EquipmentRow]:
    source = EquipmentList(desk)
    filter_ = EquipmentFilter(**query)
    ids = source.ids(filter_, sort)
    assert source.footer(filter_).count == len(ids)
    rows = source.rows(ids)
    assert source.first(filter_, sort, 100) == rows[:100]
    return rows


def names(rows: Any) -> list[str]:
    return [row.name for row in rows]
