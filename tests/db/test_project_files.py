"""What a project keeps: its own folder and cover picture, notes and tasks; and how it is told in the house."""

from __future__ import annotations

import pytest

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.project_states import Step
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.files import adding
from officedesk.services.files import editing as files
from officedesk.services.files import listing as lists
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.rows import TOP, FileFilter, FileRow, project_folder
from officedesk.services.naming import names
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.reading import notes_of_project
from officedesk.services.notes.writing import save_note
from officedesk.services.office.sample.drawings import rooftop_unit
from officedesk.services.paging import Sort
from officedesk.services.projects import editing, ending, forcing, page
from officedesk.services.tasks.editing import add_task, set_done
from officedesk.services.tasks.listing import of_project
from officedesk.services.tasks.rows import TaskDraft
from officedesk.services.transfer.export import TABLES
from officedesk.services.work import jobs
from tests.db.project_support import estimated, key_of, lead_of
from tests.db.selling import task_ids
from tests.factories import make_customer


@pytest.fixture
def project(desk: Desk) -> tuple[int, int]:
    """A customer, and a project of theirs."""
    acme = make_customer(desk, "Acme Towers")
    return acme, key_of(lead_of(desk, acme))[1]


def put(desk: Desk, project: tuple[int, int], name: str = "before.png", content: bytes = b"") -> FileRow:
    draft = FileDraft(project[0], folder_id=project_folder(project[1]))
    return adding.add_bytes(desk, name, content or rooftop_unit(1), draft)


def inside(desk: Desk, customer_id: int, folder_id: int | None) -> list[str]:
    found = lists.FileList(desk).first(FileFilter(customer_id, folder_id=folder_id), Sort("name"), 50)
    return [one.name for one in found]


def found(desk: Desk, customer_id: int, text: str) -> list[str]:
    return [one.name for one in lists.FileList(desk).first(FileFilter(customer_id, text=text), Sort("name"), 50)]


def test_a_project_has_its_folder_from_the_beginning(desk: Desk, project: tuple[int, int]) -> None:
    acme, project_id = project
    folder = project_folder(project_id)
    assert [(one.id, one.name, one.files, one.own) for one in lists.folders(desk, acme)] == [
        (folder, "Project 7001 – Replace the furnace", 0, False)
    ]
    made = put(desk, project)
    assert (made.folder_id, made.project_id, made.folder) == (folder, project_id, "Project 7001 – Replace the furnace")
    assert inside(desk, acme, folder) == ["before.png"]
    assert inside(desk, acme, TOP) == []
    # By its project's number, by words of its title, or with a word of the file's own.
    assert [found(desk, acme, text) for text in ("7001", "furnace replace", "7001 before", "7002", "boiler")] == [
        ["before.png"], ["before.png"], ["before.png"], [], [],
    ]  # fmt: skip
    files.move(desk, [made.id], None)
    assert found(desk, acme, "7001") == []
    assert (inside(desk, acme, folder), inside(desk, acme, TOP)) == ([], ["before.png"])
    files.move(desk, [made.id], folder)
    assert [one.name for one in lists.files_of(desk, "project", project_id)] == ["before.png"]
    with pytest.raises(NotAllowed, match="kept by OfficeDesk"):
        files.rename_folder(desk, folder, "Mine")
    other = make_customer(desk, "Bolt")
    with pytest.raises(InvalidInput, match="project"):
        adding.add_bytes(desk, "x.txt", b"x", FileDraft(other, folder_id=folder))


def test_a_picture_of_the_folder_becomes_the_cover(desk: Desk, project: tuple[int, int]) -> None:
    _, project_id = project
    picture, words = put(desk, project), put(desk, project, "notes.txt", b"words")
    page.set_cover(desk, project_id, picture.id)
    assert page.project_page(desk, project_id).row.cover_id == picture.id
    assert page.project_page(desk, project_id).files == 2
    with pytest.raises(InvalidInput, match="Choose a picture"):
        page.set_cover(desk, project_id, words.id)
    with pytest.raises(InvalidInput, match="not in the folder"):
        page.set_cover(desk, project_id, 999)
    page.set_cover(desk, project_id, None)
    assert editing.project(desk, project_id).cover_id is None


def test_the_files_of_a_folder_go_to_the_trash_and_back_with_the_project(desk: Desk, project: tuple[int, int]) -> None:
    acme, project_id = project
    put(desk, project)
    editing.delete_projects(desk, [project_id])
    assert inside(desk, acme, None) == []
    assert lists.folders(desk, acme) == ()
    editing.restore_project(desk, project_id)
    assert inside(desk, acme, project_folder(project_id)) == ["before.png"]


def test_notes_of_a_project_and_of_its_jobs_are_told_together(desk: Desk, project: tuple[int, int]) -> None:
    acme, project_id = project
    save_note(desk, NoteDraft(acme, text="Gate code 42", project_id=project_id))
    save_note(desk, NoteDraft(acme, text="About something else"))
    assert [one.text for one in notes_of_project(desk, project_id)] == ["Gate code 42"]
    other = make_customer(desk, "Bolt")
    with pytest.raises(InvalidInput):
        save_note(desk, NoteDraft(other, text="x", project_id=project_id))


def test_tasks_of_a_project_are_its_customers(desk: Desk, project: tuple[int, int]) -> None:
    acme, project_id = project
    made = add_task(desk, TaskDraft("Order the flue", project_id=project_id))
    assert (made.customer_id, made.project_id) == (acme, project_id)
    later = add_task(desk, TaskDraft("Book the crane", due=desk.today(), project_id=project_id))
    assert [one.id for one in of_project(desk, project_id)] == [later.id, made.id]
    set_done(desk, [later.id])
    assert [one.id for one in of_project(desk, project_id)] == [made.id, later.id]
    assert page.project_page(desk, project_id).open_tasks == 1
    with pytest.raises(NotFound):
        add_task(desk, TaskDraft("x", project_id=999))


def test_the_profile_counts_open_projects(desk: Desk, project: tuple[int, int]) -> None:
    acme, project_id = project
    _, second = key_of(lead_of(desk, acme, "A second one"))

    def counted() -> tuple[int, int]:
        counts = profile(desk, acme).counts
        return counts.projects, counts.open_projects

    assert counted() == (2, 2)
    ending.decline(desk, second)
    assert counted() == (2, 1)
    estimated(desk, project_id)
    job = forcing.force(desk, project_id, Step.JOB)
    jobs.complete_tasks(desk, job.id, task_ids(desk, job.id))
    assert counted() == (2, 1)
    ending.deliver(desk, [project_id])
    assert counted() == (2, 0)
    ending.undeliver(desk, [project_id])
    assert counted() == (2, 1)


def test_projects_have_names_and_are_exported(desk: Desk, project: tuple[int, int]) -> None:
    _, project_id = project
    estimated(desk, project_id, 1234_56)
    assert names(desk, [("project", project_id)]) == {("project", project_id): "Project 7001"}
    table = TABLES["projects"]
    (row,) = [dict(zip(table.columns, row, strict=True)) for row in table.rows(desk, lambda *_: None)]
    told = {name: str(row[name]) for name in ("Number", "Title", "State", "Step", "Value", "Lead status")}
    assert told == {
        "Number": "7001", "Title": "Replace the furnace", "State": "in_progress", "Step": "estimate",
        "Value": "1234.56", "Lead status": "estimated",
    }  # fmt: skip
