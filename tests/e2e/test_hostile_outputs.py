"""Hostile text on its way out: papers, tables of every form, and back in again."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from sqlalchemy import select

from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.text import clean
from officedesk.reports.batch import render_many
from officedesk.reports.render import render
from officedesk.services.check import check
from officedesk.services.customers.drafts import Address
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.office import company as office
from officedesk.services.sales.drafts import ItemDraft
from officedesk.services.sales.pricebook import save_item
from officedesk.services.transfer.cells import typed
from officedesk.services.transfer.customers import apply, inspect
from officedesk.services.transfer.export import TABLES, export_to
from tests.support.hostile import TEXTS, drawable, name_of
from tests.support.hostile_office import customer_of, driven, life_of, papers_of

ACTIVE = {"/AA", "/A", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/EmbeddedFiles", "/AcroForm", "/XFA"}
NO_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def engine_kind() -> str:
    """What goes out is the same whatever the office lies on."""
    return "sqlite"


def keys(value: Any, seen: set[int] | None = None) -> Iterator[str]:
    """Every name that any dictionary of a PDF has, and the types of its actions."""
    seen = set() if seen is None else seen
    if isinstance(value, IndirectObject):
        if value.idnum in seen:
            return
        seen.add(value.idnum)
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        for name, part in value.items():
            yield str(name)
            if name == "/S":
                yield str(part)
            if name != "/Parent":
                yield from keys(dict.__getitem__(value, name), seen)
    elif isinstance(value, ArrayObject):
        for part in list.__iter__(value):
            yield from keys(part, seen)


def seen_on(pages: Any) -> str:
    return drawable("".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("text", TEXTS, ids=name_of)
def test_every_paper_prints_and_does_nothing(desk: Desk, text: str) -> None:
    brand = office.brands(desk)[0]
    words: Any = dict.fromkeys(("phone", "website", "licence", "thanks", "payment_note"), text)
    office.save_brand(desk, replace(brand, name=text, address=Address(text, text, text, text, text, text), **words))
    drawn = []
    for kind, document in papers_of(desk, text):
        data = paper(desk, kind, document)
        drawn.append(data)
        reader = PdfReader(BytesIO(render(data)))
        assert not ACTIVE & set(keys(reader.trailer["/Root"])), kind
        assert not any("/Annots" in page for page in reader.pages)
        shown = seen_on(reader.pages)
        if text.isascii() and len(text) < 40:
            assert shown.count(drawable(clean(text))) >= 3, kind
    assert len(PdfReader(BytesIO(render_many(drawn))).pages) >= len(drawn)


def filled(desk: Desk) -> None:
    """Every text in an office once, in each kind of record."""
    for number, text in enumerate(TEXTS):
        for _ in papers_of(desk, text):
            pass
        save_item(
            desk, ItemDraft(name=text, code=f"c{number}", description=text, category=text, unit=text[:9], price=1)
        )
        customer = customer_of(desk, text)
        life_of(desk, customer, text)
        driven(desk, customer, text)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_exports_of_every_form_are_inert_whole_and_agree(desk: Desk, tmp_path: Path) -> None:
    filled(desk)
    for what in TABLES:
        paths = {kind: tmp_path / f"{what}.{kind}" for kind in ("csv", "xlsx", "json")}
        counts = {export_to(desk, what, path) for path in paths.values()}
        assert len(counts) == 1
        count = counts.pop()
        assert count >= len(TEXTS)
        content = json.loads(paths["json"].read_text(encoding="utf-8"))
        assert len(content) == count
        with paths["csv"].open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
        assert len(rows) == count
        assert all(len(row) == len(header) for row in rows)
        for row, record in zip(rows, content, strict=True):
            for cell, (name, value) in zip(row, record.items(), strict=True):
                numeric = not isinstance(value, str)
                assert numeric or not cell.startswith(FORMULA), (what, name)
                assert numeric or typed(cell) == value
        book = load_workbook(paths["xlsx"])
        sheet: Any = book.active
        assert sheet.max_row == count + 1
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
        with zipfile.ZipFile(paths["xlsx"]) as parts:
            assert not [name for name in parts.namelist() if "external" in name or "vba" in name.lower()]
            assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist() if "sheet" in name)
        for row, record in zip(sheet.iter_rows(min_row=2, values_only=True), content, strict=True):
            for cell, value in zip(row, record.values(), strict=True):
                if isinstance(value, str) and not isinstance(cell, datetime):
                    assert str(cell or "") == clean(value, lines=True).translate(NO_XML), what
    assert check(desk).errors == 0


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_what_went_out_comes_in_again_the_same(desk: Desk, tmp_path: Path, delimiter: str) -> None:
    for text in TEXTS:
        customer_of(desk, text)
    out = tmp_path / "customers.csv"
    export_to(desk, "customers", out)
    if delimiter != ",":
        # As a spreadsheet writes it again where the comma is a decimal sign.
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        with out.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    with desk.write() as session:
        for record in session.scalars(select(Customer)):
            record.number = f"old-{record.number}"
            record.name = f"Was {record.id}"
    seen = inspect(out)
    assert apply(desk, seen.source, seen.mapping).plan.new == len(TEXTS)
    query = (
        select(Customer.name, Contact.name, Contact.role, Location.name, Location.street, Location.country)
        .join(Contact, Contact.customer_id == Customer.id)
        .join(Location, Location.customer_id == Customer.id)
        .where(Customer.import_id.is_not(None))
    )
    with desk.read() as session:
        found = [tuple(row) for row in session.execute(query)]
    assert sorted(found) == sorted((clean(text),) * 6 for text in TEXTS)
