"""Forms of jobs on paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from officedesk.models.enums import FormMoment, FormRule, PaperSize
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.models.form_sheets import FormSheet, SheetAnswer
from officedesk.models.papers import PaperKind
from officedesk.models.text import clean
from officedesk.reports.job_form import render_form
from officedesk.reports.render import render
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.forms.drafts import TemplateDraft
from officedesk.services.forms.filling import fill_form, hand_in
from officedesk.services.forms.printing import form_sheet
from officedesk.services.forms.reading import form, forms_of
from officedesk.services.forms.templates import save_template
from officedesk.services.work.jobs import new_job, save_job
from tests.factories import make_customer
from tests.reports.samples import pages_of, text_of
from tests.support.hostile import TEXTS, drawable, name_of

STROKES = (((0, 0), (1500, 500), (3000, 1000)), ((10, 10),))
SHEET = FormSheet(
    office="Northside Mechanical",
    name="Finish work",
    state="Handed in by Raz Bajwa, 06/22/2023 15:04",
    about=(("Job", "2001"), ("Customer", "ABC Company")),
    answers=(
        SheetAnswer(FieldKind.HEADING, "Look around"),
        SheetAnswer(FieldKind.TEXT, "What was done", "Gutters"),
        SheetAnswer(FieldKind.CHECK, "Tested", checked=True),
        SheetAnswer(FieldKind.SIGNATURE, "Customer", "Pat Doe", strokes=STROKES),
    ),
    printed="06/22/2023",
)


@pytest.fixture
def engine_kind() -> str:
    """What is printed is the same whatever the office lies on."""
    return "sqlite"


def png(colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (900, 600), colour).save(made, "PNG")
    return made.getvalue()


def test_a_form_prints_what_was_asked_and_answered() -> None:
    text = text_of(render_form(SHEET))
    for said in ("Finish work", "Look around", "What was done", "Gutters", "Tested", "Pat Doe", "ABC Company", "2001"):
        assert said in text
    assert text.count("Handed in by Raz Bajwa") == 2
    assert "Page 1 of 1" in text


def test_the_same_form_gives_the_same_bytes() -> None:
    assert render_form(SHEET) == render_form(SHEET)
    moved = replace(SHEET.answers[3], strokes=(((0, 0), (1500, 501)),))
    assert render_form(replace(SHEET, answers=(*SHEET.answers[:3], moved))) != render_form(SHEET)


def test_a_signature_is_drawn_as_lines_of_a_pen() -> None:
    content = PdfReader(BytesIO(render_form(SHEET))).pages[0].get_contents()
    assert content is not None
    drawn = next(line for line in content.get_data().decode("latin-1").splitlines() if line.startswith("q 1.1 w 1 J"))
    assert drawn.count(" m") == 2
    assert drawn.count(" l") == 3


@pytest.mark.parametrize("size", list(PaperSize))
def test_long_answers_and_many_photos_go_on_over_pages(size: PaperSize) -> None:
    words = "\n".join(f"Line {number}" for number in range(150))
    photos = tuple(png(colour) for colour in ("red", "green", "blue", "white", "black", "grey", "navy"))
    answers = (
        SheetAnswer(FieldKind.LONG, "Everything", words),
        *(SheetAnswer(FieldKind.CHECK, f"Point {number}") for number in range(40)),
        SheetAnswer(FieldKind.PHOTO, "Photos", "1 no longer there", pictures=(*photos, b"no picture")),
        SheetAnswer(FieldKind.SIGNATURE, "Nobody signed"),
    )
    pdf = render_form(replace(SHEET, answers=answers, paper_size=size))
    pages = pages_of(pdf)
    text = " ".join(pages)
    assert len(pages) > 3
    assert all(f"Line {number}" in text for number in range(150))
    assert all("Finish work (continued)" in page for page in pages[1:])
    assert "1 no longer there" in text
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert sum(len(page.images) for page in PdfReader(BytesIO(pdf)).pages) == len(photos)


@pytest.mark.parametrize("text", TEXTS, ids=name_of)
def test_hostile_words_are_printed_and_do_nothing(text: str) -> None:
    answers = tuple(
        SheetAnswer(kind, text, text, strokes=STROKES if kind is FieldKind.SIGNATURE else ()) for kind in FieldKind
    )
    sheet = FormSheet(text, text, text, (("Job", text), ("Customer", text)), answers, "06/22/2023")
    pdf = render_form(sheet)
    found = drawable(text_of(pdf))
    if text.isascii() and len(text) < 40:
        assert found.count(drawable(clean(text))) >= len(answers)
    assert b"/JavaScript" not in pdf
    assert b"/URI" not in pdf


def test_a_form_of_a_job_and_its_work_order_tell_how_far_it_is(desk: Desk) -> None:
    asked = (
        FormField("n", FieldKind.NUMBER, "Pressure", unit="psi"),
        FormField("d", FieldKind.DATE, "Next"),
        FormField("c", FieldKind.CHECK, "Tested"),
        FormField("p", FieldKind.PHOTO, "Photo"),
    )
    save_template(desk, TemplateDraft("Safety", FormMoment.START, FormRule.MANDATORY, asked))
    save_template(desk, TemplateDraft("Off", FormMoment.ANY, FormRule.OFF, asked))
    customer = make_customer(desk)
    job_id = save_job(desk, replace(new_job(desk, customer), description="Boiler")).id or 0
    photo = add_bytes(desk, "a.png", png("red"), FileDraft(customer, job_id=job_id)).id
    (row,) = forms_of(desk, job_id)
    draft = form(desk, row.id)
    answers = {"n": "1500", "d": "2023-07-01", "c": True, "p": [photo]}

    def order() -> str:
        return text_of(render(paper(desk, PaperKind.WORK_ORDER, job_id)))

    assert "Not filled in yet" in order()
    kept = fill_form(desk, replace(draft, answers=answers), draft)
    assert "Begun" in order()
    hand_in(desk, kept, kept)
    text = order()
    assert "Safety" in text
    assert "Mandatory" in text
    assert "Handed in by Dana" in text
    sheet = form_sheet(desk, row.id)
    assert [answer.text for answer in sheet.answers] == ["1,500", "07/01/2023", "", ""]
    assert sheet.answers[0].label == "Pressure (psi)"
    assert sheet.answers[2].checked
    assert len(sheet.answers[3].pictures) == 1
    assert dict(sheet.about)["Work"] == "Boiler"
    assert f"Handed in by {desk.actor.name}" in text_of(render_form(sheet))
