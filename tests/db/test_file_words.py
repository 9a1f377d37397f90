"""Words in files are found, and no file stops the search for them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from officedesk.models.enums import Role
from officedesk.models.files import StoredFile
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.apart import Reader
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import delete
from officedesk.services.files.extracting import DOCX, PDF, TEXT, words_in
from officedesk.services.files.listing import FileList
from officedesk.services.files.rows import FileFilter
from officedesk.services.files.tending import tend
from officedesk.services.files.words import read_waiting, waiting
from officedesk.services.office.sample.drawings import letter
from officedesk.services.paging import Sort
from tests import factories


@pytest.fixture
def customer(desk: Desk) -> int:
    return factories.make_customer(desk, "Lakeside Dental")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


def docx(*lines: str) -> bytes:
    from docx import Document

    document = Document()
    for one in lines:
        document.add_paragraph(one)
    document.add_table(1, 2).rows[0].cells[1].text = "in a cell"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"a" * (150 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        (TEXT, "Kessel läuft".encode(), "Kessel läuft"),
        (TEXT, "Kessel läuft".encode("cp1252"), "Kessel läuft"),
        (TEXT, "Kessel läuft".encode("utf-16"), "Kessel läuft"),
        (TEXT, b"\xef\xbb\xbfa\tb\r\nc", "a b c"),
        (TEXT, b"a\x00b", ""),
        (
            PDF,
            letter("Service agreement", ("Rooftop units (four)", "second")),
            "Service agreement Rooftop units (four) second",
        ),
        (DOCX, docx("First", "Second"), "First Second in a cell"),
        (DOCX, bomb(), ""),
    ],
)
def test_words_are_found(kind: str, content: bytes, found: str) -> None:
    assert words_in(kind, content) == found


def test_a_long_text_is_cut() -> None:
    assert len(words_in(TEXT, b"word " * 200_000)) == 100_000


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_files_are_looked_into_once_and_by_their_kind(desk: Desk, customer: int) -> None:
    add_bytes(desk, "plan.pdf", letter("Plan", ("boiler",)), FileDraft(customer))
    add_bytes(desk, "Letter.docx", docx("Dear John"), FileDraft(customer))
    add_bytes(desk, "notes.txt", b"gate code", FileDraft(customer))
    add_bytes(desk, "photo.jpg", b"\xff\xd8\xff\xe0 not words", FileDraft(customer))
    add_bytes(desk, "broken.pdf", b"%PDF-1.4 and nothing more", FileDraft(customer))
    assert waiting(desk) == 5
    assert tend(desk) == 5
    assert (waiting(desk), read_waiting(desk)) == (0, 0)
    with desk.read() as session:
        found = set(session.scalars(select(StoredFile.text)))
    assert {text.lower() for text in found} == {"plan boiler", "dear john in a cell", "gate code", ""}


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4",
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>",
        b"%PDF-1.4\n" + b"1 0 obj << /Kids [1 0 R] >> endobj\n" * 1000,
        b"%PDF-1.4\n" + b"[" * 100_000,
        struct.pack("<I", 0x04034B50) + b"\xff" * 5000,
        bomb(),
        b"(" * 1_000_000,
    ],
)
@pytest.mark.parametrize("kind", [PDF, DOCX])
def test_a_hostile_file_has_no_words(reader: Reader, kind: str, content: bytes) -> None:
    assert reader.words(kind, content) == ""
    assert reader.words(TEXT, b"and it goes on") == "and it goes on"


@pytest.mark.slow
def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with Reader(longest=0.001) as hasty:
        assert hasty.words(PDF, letter("Plan", ("boiler",) * 30)) == ""
        hasty._longest = 30.0
        assert hasty.words(TEXT, b"next") == "next"


@pytest.mark.slow
def test_the_process_may_be_killed(reader: Reader) -> None:
    assert reader.words(TEXT, b"one") == "one"
    reader._process.kill()
    reader._process.join()
    assert reader.words(TEXT, b"two") == ""
    assert reader.words(TEXT, b"three") == "three"


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_content_that_is_lost_stops_nothing(desk: Desk, customer: int) -> None:
    from officedesk.services.files import reading

    lost = add_bytes(desk, "lost.txt", b"lost", FileDraft(customer))
    add_bytes(desk, "there.txt", b"there", FileDraft(customer))
    reading.content_path(desk, lost.id).unlink()
    assert read_waiting(desk) == 2


def test_a_list_is_searched_by_what_is_in_its_files_too(desk: Desk, customer: int, reader: Reader) -> None:
    other = factories.make_customer(desk, "Another")
    permit = add_bytes(desk, "scan0001.txt", b"Permit 4711 of the county\nfor a boiler", FileDraft(customer))
    named = add_bytes(desk, "boiler.bin", b"\x00", FileDraft(customer))
    add_bytes(desk, "theirs.txt", b"boiler of another customer", FileDraft(other))
    gone = add_bytes(desk, "gone.txt", b"the old boiler", FileDraft(customer))
    delete(desk, [gone.id])
    read_waiting(desk, reader=reader)

    def found(text: str, at: Desk = desk) -> set[int]:
        return {row.id for row in FileList(at).first(FileFilter(customer, text), Sort("name"), 10)}

    assert found("boiler") == {permit.id, named.id}
    assert found("county permit") == {permit.id}
    assert found("county boiler.bin") == set(), "never one word here and one there"
    assert found("%") == {permit.id, named.id}, "nothing of it can be searched for"
    field = replace(desk, actor=replace(desk.actor, user_id=None, role=Role.TECHNICIAN))
    assert found("boiler", field) == set(), "a technician finds what is for technicians"
