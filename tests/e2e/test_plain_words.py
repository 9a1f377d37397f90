"""No source of a screen lets what people typed become markup: tooltips, labels, questions and letters."""

from __future__ import annotations

import ast
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QHelpEvent, QImage, QTextDocument, QTextFormat
from PySide6.QtWidgets import QApplication, QMessageBox, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from officedesk.models.text import clean
from officedesk.services.messaging.markup import Frame, to_html
from officedesk.views.help.sheet import sheet_html
from officedesk.views.messaging.html_view import HtmlView
from officedesk.views.theme import Theme
from officedesk.views.widgets.tips import plain_tip
from tests.support.hostile import TEXTS, name_of
from tests.support.plain import BAD, is_markup

ANCHOR = QTextFormat.Property.AnchorHref.value
VIEWS = Path(__file__).parents[2] / "officedesk" / "views"


def test_a_tooltip_says_what_was_typed(qtbot: QtBot, theme: Theme) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    for text in TEXTS:
        tip = plain_tip(text)
        assert not is_markup(tip)
        assert max(map(len, tip.splitlines()), default=0) <= 1_000
        widget.setToolTip(tip)
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), widget.mapToGlobal(QPoint(1, 1))))
        QToolTip.hideText()
    assert "<b>" in plain_tip("<b>x").replace("&lt;", "<").replace("&gt;", ">")
    assert plain_tip("Ives & Sons") == "Ives & Sons"


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(VIEWS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    yield f"{path.relative_to(VIEWS)}:{node.lineno}", node


def test_tooltips_are_literals_or_made_plain() -> None:
    def ours(value: ast.expr) -> bool:
        if isinstance(value, ast.IfExp):
            return ours(value.body) and ours(value.orelse)
        return isinstance(value, ast.Constant) or (
            isinstance(value, ast.Call) and getattr(value.func, "id", "") == "plain_tip"
        )

    # Words of ours that stand in a name or are put together of words of ours.
    known = {
        "sales/lines/totals.py", "sales/estimates_page.py", "customers/tabs/filters.py", "customers/figures.py",
        "customers/header.py", "customers/contacts_editor.py", "office/record_form.py", "widgets/stars.py",
        "widgets/tab_bar.py", "lists/style_button.py", "widgets/elided.py",
    }  # fmt: skip
    found = [where for where, call in calls("setToolTip") if not ours(call.args[0])]
    assert [where for where in found if where.split(":")[0] not in known] == []


def test_labels_are_made_plain() -> None:
    made = [where for where, call in calls("QLabel") if call.args and not isinstance(call.args[0], ast.Constant)]
    assert [where.split(":")[0] for where in made] == ["widgets/basics.py"]


def test_only_the_preview_of_a_letter_and_the_help_take_markup() -> None:
    assert [where.split(":")[0] for where, _ in calls("setHtml")] == [
        "help/paper.py", "help/sheet_paper.py", "messaging/letter_side.py",
    ]  # fmt: skip
    assert list(calls("insertHtml")) == list(calls("QTextBrowser")) == []


def test_the_help_shows_words_of_the_program_and_asks_the_office_for_nothing() -> None:
    assert {where.split(":")[0] for where, _ in calls("show_html")} == {"help/window.py"}
    for name in ("paper", "sheet", "sheet_paper", "window"):
        source = (VIEWS / "help" / f"{name}.py").read_text(encoding="utf-8")
        imported = {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
        assert not [module for module in imported if module.startswith("officedesk.services")], name


@pytest.mark.parametrize("text", TEXTS, ids=name_of)
def test_the_keyboard_sheet_on_paper_says_what_it_was_given(qapp: QApplication, text: str) -> None:
    text = " ".join(clean(text).split())
    document = QTextDocument()
    document.setHtml(sheet_html([(text, text, (text,))]))
    assert "".join(document.toPlainText().split()).count("".join(text.split())) >= 3
    assert "\ufffc" not in document.toPlainText(), "a picture"


@pytest.mark.parametrize("text", TEXTS, ids=name_of)
def test_the_preview_of_a_letter_shows_it_as_it_was_typed(qtbot: QtBot, text: str) -> None:
    view = HtmlView()
    qtbot.addWidget(view)
    text = clean(text, lines=True)
    view.setHtml(to_html(text, Frame(text, "'><img src=x>", (text,), closing=text)))
    shown = view.toPlainText()
    assert "\ufffc" not in shown, "a picture"
    for word in text.split():
        assert shown.count(word) >= 4, "its heading, the words, the lines below and the last one"
    linked = [str(one.property(ANCHOR)) for one in view.document().allFormats() if one.hasProperty(ANCHOR)]
    assert all(target.startswith(("https://", "http://", "mailto:")) for target in linked)


def test_the_preview_of_a_letter_reads_no_file_and_fetches_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0xFF0000)
    file = tmp_path / "x.png"
    assert picture.save(str(file))
    inner = f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}"
    view = HtmlView()
    qtbot.addWidget(view)
    asked = [QUrl.fromLocalFile(str(file)).toString(), str(file), "//host.example/x.png", "https://host.example/x.png"]
    view.setHtml("".join(f"<img src='{one}'>" for one in (*asked, inner)))
    kind = QTextDocument.ResourceType.ImageResource.value
    assert not any(view.document().resource(kind, QUrl(one)) for one in asked)
    assert not view.document().resource(kind, QUrl(inner)).isNull(), "what is in the message itself"


def test_questions_are_literals_or_made_plain() -> None:
    for where, _ in calls("QMessageBox"):
        text = (VIEWS / where.split(":")[0]).read_text(encoding="utf-8")
        plain = "setTextFormat(Qt.TextFormat.PlainText)" in text
        assert plain or "ask_discard" not in text, where


def test_the_question_about_unsaved_changes_names_it_plainly(qtbot: QtBot) -> None:
    from officedesk.views.widgets.discard import ask_discard

    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    ask_discard(parent, lambda: None, lambda: None, f"your changes to {BAD}")
    box = parent.findChild(QMessageBox)
    assert BAD in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    box.close()
