"""The seals of the change log: whoever changes it past the program is found out, and told which row."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from officedesk.database import audit
from officedesk.database.audit import Verdict, verify
from officedesk.models.changes import ChangeHead, ChangeLog
from officedesk.models.enums import ChangeAction
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.marks import set_rating
from officedesk.services.desk import Desk
from tests.db.customers import ABC

ROW: dict[str, Any] = {
    "at": datetime(2023, 6, 22, tzinfo=UTC),
    "transaction_key": "k",
    "user_id": None,
    "actor": "Dana",
    "desktop": "A",
    "action": ChangeAction.CREATED,
    "entity": "tag",
    "entity_id": 1,
    "customer_id": 1,
    "label": "",
    "before": {},
    "after": {},
}


def verdict(desk: Desk, **more: object) -> Verdict:
    with desk.read() as session:
        return verify(session, **more)  # type: ignore[arg-type]


def told(desk: Desk) -> list[tuple[int, str]]:
    return [(one.row_id, one.text) for one in verdict(desk).broken]


def sql(desk: Desk, statement: str, **values: object) -> None:
    """Past the program, as somebody with another tool would."""
    with desk.database.engine.begin() as connection:
        connection.execute(text(statement), values)


def busy(desk: Desk) -> int:
    """A customer with some history; the id of the row in its middle."""
    stored = save_customer(desk, ABC)
    for stars in (1, 2, 3, 4, 5):
        set_rating(desk, stored.id or 0, stars)
    save_customer(desk, replace(customer(desk, stored.id or 0), name="ABC & Sons", tags=("VIP", "New")))
    with desk.read() as session:
        last: int = session.execute(select(ChangeHead.last_id)).scalar_one()
    return last - 3


def test_what_the_program_writes_is_whole(desk: Desk) -> None:
    busy(desk)
    found = verdict(desk)
    assert found.ok
    assert found.rows == found.sealed > 6
    with desk.read() as session:
        head = session.execute(select(ChangeHead.last_id, ChangeHead.seal)).one()
        ids = list(session.scalars(select(ChangeLog.id).order_by(ChangeLog.id)))
    assert (found.last_id, found.seal) == tuple(head)
    assert ids == list(range(1, found.last_id + 1))


def test_reading_tells_how_far_it_is_and_keeps_little(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "CHUNK", 3)
    busy(desk)
    heard: list[tuple[int, int]] = []
    found = verdict(desk, progress=lambda done, total: heard.append((done, total)))
    assert found.ok
    assert [done for done, _ in heard] == [*range(3, found.rows, 3), found.rows]
    assert {total for _, total in heard} == {found.rows}


@pytest.mark.parametrize(
    "change",
    [
        "label = 'Somebody else'",
        """before = '{"id": 1, "rating": 9}'""",
        """after = '{"id": 1, "rating": 9}'""",
    ],
)
def test_a_row_that_says_something_else_is_told(desk: Desk, change: str) -> None:
    row = busy(desk)
    sql(desk, f"UPDATE change_log SET {change} WHERE id = :id", id=row)
    assert told(desk) == [(row, "says something else than what was written")]


@pytest.mark.parametrize(
    "change", ["actor = 'Nobody'", "desktop = 'X'", "user_id = NULL", "action = 'created'", "entity_id = 9", "at = :at"]
)
def test_a_row_of_somebody_else_is_told(desk: Desk, change: str) -> None:
    row = busy(desk)
    values = {"at": datetime(2020, 1, 1, tzinfo=UTC)} if ":at" in change else {}
    if desk.database.dialect == "sqlite" and values:
        values = {"at": "2020-01-01 00:00:00.000000"}  # type: ignore[dict-item]
    sql(desk, f"UPDATE change_log SET {change} WHERE id = :id", id=row, **values)
    [(found, why)] = told(desk)
    assert found == row
    assert "does not fit" in why


def test_a_row_written_anew_with_its_digest_is_told(desk: Desk) -> None:
    row = busy(desk)
    said = audit.digest("ABC Company", {"id": 1, "rating": 1}, {"id": 1, "rating": 5})
    change = """after = '{"id": 1, "rating": 5}', before = '{"id": 1, "rating": 1}'"""
    sql(desk, f"UPDATE change_log SET {change}, digest = :said WHERE id = :id", id=row, said=said)
    assert [found for found, _ in told(desk)] == [row]


def test_a_missing_row_is_told(desk: Desk) -> None:
    row = busy(desk)
    sql(desk, "DELETE FROM change_log WHERE id = :id", id=row)
    assert told(desk) == [(row, f"row {row} is missing")]


def test_missing_rows_at_the_beginning_are_told(desk: Desk) -> None:
    busy(desk)
    sql(desk, "DELETE FROM change_log WHERE id < 3")
    assert told(desk)[0] == (2, "rows 1 to 2 are missing")


def test_a_history_that_was_cut_off_is_told(desk: Desk) -> None:
    row = busy(desk)
    sql(desk, "DELETE FROM change_log WHERE id > :id", id=row)
    assert told(desk) == [(row, "the history is cut off: 3 rows after it are missing")]


def test_a_history_that_was_cut_off_and_goes_on_is_told(desk: Desk) -> None:
    row = busy(desk)
    sql(desk, "DELETE FROM change_log WHERE id > :id", id=row)
    save_customer(desk, CustomerDraft(name="After the cut"))
    assert told(desk)[0] == (row + 3, f"rows {row + 1} to {row + 3} are missing")


def test_a_row_put_in_is_told(desk: Desk) -> None:
    row = busy(desk)
    copy = "INSERT INTO change_log SELECT :new, at, transaction_key, user_id, actor, desktop, action, entity, entity_id"
    rest = "customer_id, label, before, after, undoes, erased, digest, seal FROM change_log WHERE id = :id"
    last = verdict(desk).last_id
    sql(desk, f"{copy}, {rest}", new=last + 1, id=row)
    found = told(desk)
    assert found[0][0] == last + 1
    sql(desk, "UPDATE change_log SET seal = '', digest = '' WHERE id = :id", id=last + 1)
    assert (last + 1, "has no seal: it was not written by OfficeDesk") in told(desk)


def test_rows_that_changed_places_are_told(desk: Desk) -> None:
    row = busy(desk)
    for old, new in ((row, -1), (row + 1, row), (-1, row + 1)):
        sql(desk, "UPDATE change_log SET id = :new WHERE id = :old", old=old, new=new)
    assert {row, row + 1} <= {found for found, _ in told(desk)}


def test_a_history_written_anew_does_not_fit_a_seal_noted_earlier(desk: Desk) -> None:
    row = busy(desk)
    noted = verdict(desk)
    sql(desk, "UPDATE change_log SET actor = 'Nobody' WHERE id = :id", id=row)
    with desk.write() as session:
        audit.reseal(session)
    assert verdict(desk).ok
    [found] = verdict(desk, anchors=[(noted.last_id, noted.seal)]).broken
    assert found.row_id == noted.last_id
    [found] = verdict(desk, anchors=[(noted.last_id + 9, noted.seal)]).broken
    assert "cut off" in found.text


def test_a_lost_note_of_the_end_is_told_and_work_goes_on(desk: Desk) -> None:
    busy(desk)
    sql(desk, "DELETE FROM change_head")
    assert "note of the last row is missing" in told(desk)[0][1]
    last = verdict(desk).last_id
    save_customer(desk, CustomerDraft(name="After it"))
    # The break stays visible.
    assert told(desk)[0][0] == last + 1


def test_rows_from_before_there_were_seals_stand_at_the_beginning_only(desk: Desk) -> None:
    row = busy(desk)
    sql(desk, "UPDATE change_log SET seal = '', digest = '' WHERE id < :id", id=row)
    assert not verdict(desk).ok
    sql(desk, "UPDATE change_head SET first_id = :id", id=row)
    with desk.read() as session:
        rows = list(session.execute(select(*ChangeLog.__table__.c).order_by(ChangeLog.id)).mappings())
    seal = ""
    for one in rows[row - 1 :]:
        seal = audit.seal_of(seal, one["id"], dict(one), one["digest"])
        sql(desk, "UPDATE change_log SET seal = :seal WHERE id = :id", seal=seal, id=one["id"])
    sql(desk, "UPDATE change_head SET seal = :seal", seal=seal)
    found = verdict(desk)
    assert found.ok, found.broken
    assert found.rows - found.sealed == row - 1
    sql(desk, "UPDATE change_log SET seal = '' WHERE id = :id", id=row + 1)
    assert told(desk)[0] == (row + 1, "has no seal: it was not written by OfficeDesk")


def test_erased_rows_need_an_erasure_that_says_so(desk: Desk) -> None:
    row = busy(desk)
    empty = "UPDATE change_log SET erased = :yes, label = '', before = '{}', after = '{}' WHERE id = :id"
    sql(desk, empty, yes=True, id=row)
    assert told(desk) == [(row, "is marked as erased, and no erasure says so")]
    erasure = {"action": ChangeAction.DELETED, "entity": "customer", "after": {audit.ERASURE: [[row, row]]}}
    with desk.write() as session:
        audit.append(session, [ROW | erasure])
    assert verdict(desk).ok


def test_many_desktops_at_once_keep_one_chain(desk: Desk) -> None:
    def work(name: str) -> None:
        for number in range(12):
            save_customer(desk, CustomerDraft(name=f"{name} {number}"))

    threads = [threading.Thread(target=work, args=(f"Desk {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verdict(desk)
    assert found.ok, found.broken
    with desk.read() as session:
        made = session.scalars(select(ChangeLog.id).where(ChangeLog.action == ChangeAction.CREATED)).all()
    assert len(made) >= 96


def test_what_is_rolled_back_leaves_no_gap(desk: Desk) -> None:
    busy(desk)
    before = verdict(desk)
    with pytest.raises(RuntimeError), desk.write() as session:
        _append_and_fail(session)
    save_customer(desk, CustomerDraft(name="Next"))
    found = verdict(desk)
    assert found.ok
    assert found.last_id == before.last_id + 1


def _append_and_fail(session: Session) -> None:
    audit.append(session, [ROW])
    raise RuntimeError
