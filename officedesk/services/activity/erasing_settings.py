"""Remembered choices name records by their ids: what is erased for good is named there no more either."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Setting
from officedesk.services.customers.duplicates import APART
from officedesk.services.search.kept import KEY


def forget_remembered(session: Session, records: Mapping[str, set[int]]) -> None:
    """Take the erased out of what every user looked at lately, and out of the pairs that are no duplicates."""
    remembered = select(Setting).where(Setting.key.in_((APART, KEY))).order_by(Setting.id).with_for_update()
    for setting in session.scalars(remembered):
        value: Any = setting.value
        if isinstance(value, list):
            kept = [one for one in value if not _names(setting.key, one, records)]
            if len(kept) != len(value):
                setting.value = kept
    session.flush()


def _names(key: str, one: Any, records: Mapping[str, set[int]]) -> bool:
    # Whatever a later version may have written there is left alone.
    if not isinstance(one, list) or len(one) != 2:
        return False
    if key == KEY:
        return one[1] in records.get(str(one[0]), ())
    return not records.get("customer", set()).isdisjoint(one)
