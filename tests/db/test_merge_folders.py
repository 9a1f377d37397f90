"""Folders of two customers that are one: those of one name are one, with the files of both, until it is undone."""

from __future__ import annotations

from officedesk.services.activity.undo import redo, undo
from officedesk.services.check import check
from officedesk.services.customers.merge import merge_customers
from officedesk.services.desk import Desk
from officedesk.services.files import adding, editing, listing
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.rows import FileFilter
from officedesk.services.paging import Sort
from tests.factories import make_customer

Tree = dict[str, list[str]]


def put(desk: Desk, customer: int, folder: int | None, name: str) -> int:
    return adding.add_bytes(desk, name, f"{name} of {customer}".encode(), FileDraft(customer, folder_id=folder)).id


def tree(desk: Desk, customer: int) -> Tree:
    """Every folder by its way from the top, with the names of its files."""
    rows = {one.id: one for one in listing.folders(desk, customer)}

    def way(folder: int | None) -> str:
        return "" if folder is None else f"{way(rows[folder].parent_id)}/{rows[folder].name}"

    files = listing.FileList(desk)
    return {
        way(one): [file.name for file in files.first(FileFilter(customer, folder_id=one), Sort("name"), 50)]
        for one in rows
    }


def test_folders_of_one_name_become_one_until_the_merge_is_undone(desk: Desk) -> None:
    stays, goes = make_customer(desk, "ABC Company"), make_customer(desk, "ABC Co.")
    theirs = editing.new_folder(desk, goes, "photos")
    deep = editing.new_folder(desk, goes, "ROOF", theirs)
    only = editing.new_folder(desk, goes, "Cellar", theirs)
    put(desk, goes, editing.new_folder(desk, goes, "Old", only), "boiler.txt")
    put(desk, goes, theirs, "front.txt")
    trashed = put(desk, goes, deep, "fan.txt")
    put(desk, goes, editing.new_folder(desk, goes, "Contracts"), "lease.txt")
    editing.delete(desk, [trashed])
    photos = editing.new_folder(desk, stays, "Photos")
    roof = editing.new_folder(desk, stays, "Roof", photos)
    put(desk, stays, photos, "front.txt")
    put(desk, stays, roof, "unit.txt")
    before = tree(desk, stays), tree(desk, goes)

    done = merge_customers(desk, stays, goes)
    both: Tree = {
        "/Photos": ["front.txt", "front.txt"],
        "/Photos/Roof": ["unit.txt"],
        "/Photos/Cellar": [],
        "/Photos/Cellar/Old": ["boiler.txt"],
        "/Contracts": ["lease.txt"],
    }
    assert tree(desk, stays) == both
    assert check(desk).findings == ()
    # What was in the trash comes back to the folder that is left.
    editing.restore(desk, [trashed])
    assert tree(desk, stays) == both | {"/Photos/Roof": ["fan.txt", "unit.txt"]}
    editing.delete(desk, [trashed])

    undo(desk, done.key)
    assert (tree(desk, stays), tree(desk, goes)) == before
    redo(desk)
    assert tree(desk, stays) == both
    assert check(desk).findings == ()


def test_folders_that_lie_in_younger_ones_come_back_and_go_again(desk: Desk) -> None:
    first, second, third = (make_customer(desk, name) for name in ("ABC", "ABC Co.", "ABC Company"))
    cellar = editing.new_folder(desk, first, "Cellar", editing.new_folder(desk, first, "Photos"))
    put(desk, first, cellar, "boiler.txt")
    younger = editing.new_folder(desk, second, "Photos")
    merge_customers(desk, second, first)
    assert cellar < younger
    put(desk, third, editing.new_folder(desk, third, "Cellar", editing.new_folder(desk, third, "Photos")), "pump.txt")
    done = merge_customers(desk, third, second)
    both = {"/Photos": [], "/Photos/Cellar": ["boiler.txt", "pump.txt"]}
    assert tree(desk, third) == both
    undo(desk, done.key)
    assert tree(desk, second) == {"/Photos": [], "/Photos/Cellar": ["boiler.txt"]}
    redo(desk)
    assert tree(desk, third) == both
    assert check(desk).findings == ()
