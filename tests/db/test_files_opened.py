"""Files that a user opened lately: each user's own, without those that are gone."""

from __future__ import annotations

from dataclasses import replace

from officedesk.database.unit import Actor
from officedesk.models.company import Setting
from officedesk.models.enums import Role
from officedesk.services.desk import Desk
from officedesk.services.files import editing
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import FileList
from officedesk.services.files.opened import KEY, MOST, lately_opened, remember_opened
from officedesk.services.files.rows import FileFilter
from officedesk.services.paging import Sort
from tests import factories


def sat_down(desk: Desk, name: str) -> Desk:
    user = factories.make_user(desk, name)
    return replace(desk, actor=Actor(user, name, "DESK-2", Role.OFFICE))


def test_what_a_user_opened_lately_is_theirs_alone(desk: Desk) -> None:
    customer = factories.make_customer(desk, "Lakeside Dental")
    first, _, third = (add_bytes(desk, f"{n}.txt", b"%d" % n, FileDraft(customer)).id for n in range(3))
    anna, ben = sat_down(desk, "Anna"), sat_down(desk, "Ben")
    remember_opened(anna, [first])
    remember_opened(anna, [third, first])
    assert lately_opened(anna) == (third, first)
    assert lately_opened(ben) == ()
    editing.delete(desk, [third])
    opened = FileFilter(customer, opened=True)
    assert [row.id for row in FileList(anna).first(opened, Sort("name"), 10)] == [first]
    assert FileList(ben).first(opened, Sort("name"), 10) == []


def test_only_so_many_are_remembered_and_anything_stored_is_endured(desk: Desk) -> None:
    anna = sat_down(desk, "Anna")
    remember_opened(anna, range(MOST + 50))
    assert lately_opened(anna) == tuple(range(MOST))
    with desk.write() as session:
        session.query(Setting).filter_by(key=KEY, user_id=anna.actor.user_id).one().value = {"later": "version"}
    assert lately_opened(anna) == ()
    remember_opened(anna, [4])
    assert lately_opened(anna) == (4,)
