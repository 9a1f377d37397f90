"""The stylesheet, built from the tokens. Widgets say what they are by properties (``kind``, ``role``)."""

from typing import Any

from PySide6.QtGui import QFont, QFontInfo

from officedesk.resources import resource_path


def stylesheet(t: Any, font: QFont) -> str:
    """Qt style sheet for tokens ``t`` (``theme.Tokens``) scaled to ``font``."""
    base = QFontInfo(font).pixelSize()
    tick = resource_path("icons", "check.svg").as_posix()

    def px(at_13: float) -> str:
        # Sizes are stated for a 13 px font and grow with it.
        return f"{round(at_13 * base / 13)}px"

    return f"""
* {{ color: {t.text}; }}
QToolTip {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.line}; padding: 4px 6px; }}
QWidget#page, QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.window}; }}
QScrollArea {{ border: none; }}
QWidget[role="panel"], QFrame[role="panel"] {{ background: {t.panel}; }}
QFrame[role="lane"] {{ background: {t.window}; border: 1px solid {t.line}; border-radius: 8px; }}
QFrame[role="lane"][over="true"] {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QFrame[role="lane"] QAbstractItemView[role="cards"] {{ background: transparent; }}
QWidget#tray[over="true"], QWidget#tray[over="true"] QListView {{ background: {t.accent_soft}; }}
QFrame[role="card"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; }}
QFrame[role="line"] {{ background: {t.line}; border: none; }}
QFrame[role="desk"] {{ background: {t.desk}; }}
QDialog, QMessageBox {{ background: {t.window}; }}

QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {px(18)}; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {px(13)}; font-weight: 600; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="label"] {{ color: {t.muted}; font-size: {px(11)}; }}
QLabel[role="small"] {{ color: {t.muted}; font-size: {px(11)}; }}
QLabel[role="error"] {{ color: {t.bad}; font-size: {px(11)}; }}
QLabel[role="note"] {{ color: {t.warn}; font-size: {px(11)}; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="total"] {{ font-size: {px(16)}; font-weight: 600; }}
QLabel[role="link"], QLabel[role="link"] a {{ color: {t.accent_text}; }}
QLabel[tone="ok"] {{ color: {t.ok}; }}
QLabel[tone="warn"] {{ color: {t.warn}; }}
QLabel[tone="bad"] {{ color: {t.bad}; }}
QLabel[done="true"] {{ color: {t.muted}; text-decoration: line-through; }}
QLabel[role="figure"] {{ font-size: {px(17)}; font-weight: 600; }}

QPushButton, QToolButton {{
  background: {t.panel}; border: 1px solid {t.control_line}; border-radius: 6px;
  padding: 0 {px(11)}; min-height: {px(27)}; font-weight: 500;
}}
QPushButton:hover, QToolButton:hover {{ background: {t.raised}; border-color: {t.muted}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {t.accent}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {t.muted}; background: {t.raised}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {t.muted}; border-color: {t.line}; }}
QPushButton[kind="primary"], QToolButton[kind="primary"] {{
  background: {t.accent}; border: 1px solid {t.accent}; color: #ffffff; font-weight: 600;
}}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 1px solid {t.text}; }}
QPushButton[kind="primary"]:disabled {{ background: {t.accent_soft}; border-color: {t.accent_soft}; color: {t.muted}; }}
QPushButton[kind="danger"] {{ color: {t.bad}; }}
QPushButton[kind="danger"]:hover {{ background: {t.bad_soft}; border-color: {t.bad}; }}
QPushButton[kind="link"] {{
  background: transparent; border: 1px solid transparent; color: {t.accent_text}; padding: 0 {px(6)};
}}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="plain"], QToolButton[kind="plain"] {{
  background: transparent; border: 1px solid transparent; padding: 0 {px(6)};
}}
QPushButton[kind="plain"]:hover, QToolButton[kind="plain"]:hover {{ background: {t.chip}; }}
QPushButton[kind="plain"]:focus, QToolButton[kind="plain"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="field"] {{ text-align: left; font-weight: 400; padding: 0 {px(24)} 0 {px(11)}; }}
QPushButton[kind="icon"], QToolButton[kind="icon"] {{ padding: 0; min-width: {px(28)}; max-width: {px(28)}; }}
QPushButton[kind="icon"]:checked {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[kind="day"] {{ padding: 0; min-width: {px(22)}; color: {t.muted}; font-weight: 400; }}
QPushButton[kind="day"][wide="true"] {{ min-width: {px(34)}; }}
QPushButton[kind="day"]:checked {{
  background: {t.accent_soft}; border-color: {t.accent_text}; color: {t.accent_text}; font-weight: 600;
}}
QPushButton[kind="who"] {{
  background: {t.accent_soft}; border: 1px solid transparent; border-radius: {px(15)}; color: {t.accent_text};
  font-weight: 600; padding: 0; min-width: {px(28)}; max-width: {px(28)}; min-height: {px(28)}; max-height: {px(28)};
}}
QPushButton[kind="who"]:hover {{ border-color: {t.accent}; }}
QPushButton[kind="who"]:focus {{ border: 1px solid {t.text}; }}
QWidget#bar {{ background: {t.raised}; }}
QPushButton[kind="bar"] {{
  background: transparent; border: 1px solid transparent; padding: 0 {px(6)}; min-height: {px(20)};
}}
QPushButton[kind="bar"]:hover {{ background: {t.chip}; }}
QPushButton[kind="bar"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0; }}

QPushButton[segment="first"], QPushButton[segment="middle"], QPushButton[segment="last"], QPushButton[segment="only"] {{
  border-radius: 0; margin: 0; padding: 0 {px(11)}; border-right: none;
}}
QPushButton[segment="first"], QPushButton[segment="only"] {{
  border-top-left-radius: 6px; border-bottom-left-radius: 6px;
}}
QPushButton[segment="last"], QPushButton[segment="only"] {{
  border-top-right-radius: 6px; border-bottom-right-radius: 6px; border-right: 1px solid {t.control_line};
}}
QPushButton[segment]:checked {{ background: {t.accent_soft}; color: {t.accent_text}; font-weight: 600; }}
QPushButton[segment]:focus {{ border: 1px solid {t.accent}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {{
  background: {t.panel}; border: 1px solid {t.control_line}; border-radius: 6px;
  selection-background-color: {t.accent}; selection-color: #ffffff;
}}
QTextEdit[role="letter"] {{ padding: 0; }}
QTextEdit[role="help"] {{ padding: 0; border: 0; border-radius: 0; background: {t.panel}; }}
QTextEdit[role="help"]:focus {{ border: 0; }}
QTreeView[role="keys"] {{ border: 0; border-radius: 0; background: {t.panel}; }}
QLineEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {{ min-height: {px(26)}; padding: 0 {px(9)}; }}
QPlainTextEdit, QTextEdit {{ padding: {px(4)} {px(6)}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
  border: 1px solid {t.accent};
}}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {{ border: 1px solid {t.bad}; }}
QLineEdit:read-only {{ background: {t.raised}; }}
QLineEdit > QToolButton {{ background: transparent; border: none; padding: 0; min-height: 0; }}
QLineEdit[role="search"] {{ padding-left: {px(30)}; }}
QLineEdit[role="topsearch"] {{ background: {t.window}; padding-left: {px(32)}; min-height: {px(27)}; }}
QLineEdit[role="cell"] {{ border: 1px solid {t.accent}; border-radius: 0; min-height: 0; padding: 0 {px(6)}; }}
QLineEdit[role="cell"][invalid="true"] {{ border: 1px solid {t.bad}; }}
QLineEdit[role="entry"] {{ border: 1px solid transparent; min-height: {px(31)}; }}
QLineEdit[role="entry"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[role="inline"] {{ min-height: {px(20)}; padding: 0 {px(5)}; border-radius: 4px; }}
QComboBox::drop-down {{ border: none; width: {px(22)}; }}
QComboBox QAbstractItemView, QListView[role="popup"] {{
  background: {t.panel}; border: 1px solid {t.control_line}; outline: none;
  selection-background-color: {t.selected}; selection-color: {t.text};
}}
QListWidget[role="sections"] {{ background: {t.panel}; border: none; padding: 0 {px(8)}; }}
QListWidget[role="sections"]::item {{ padding: 0 {px(9)}; border-radius: 6px; }}
QListWidget[role="sections"]::item:hover {{ background: {t.raised}; }}
QListWidget[role="sections"]::item:selected {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QListView[role="choices"] {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 6px; padding: 2px; }}
QListView[role="choices"]::item {{ padding: 0 {px(8)}; border-radius: 4px; }}
QListView[role="choices"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
QListView[role="popup"]::item {{ padding: {px(4)} {px(8)}; }}
QListView[role="popup"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator, QListWidget::indicator {{
  width: {px(14)}; height: {px(14)}; border: 1px solid {t.control_line}; border-radius: 3px; background: {t.panel};
}}
QRadioButton::indicator {{ border-radius: {px(8)}; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{
  background: {t.accent}; border-color: {t.accent}; image: url("{tick}");
}}
QRadioButton::indicator:checked {{
  border-color: {t.accent};
  background: qradialgradient(cx:0.5, cy:0.5, radius:0.5, fx:0.5, fy:0.5, stop:0 {t.accent}, stop:0.5 {t.accent},
    stop:0.6 {t.panel}, stop:1 {t.panel});
}}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 1px solid {t.accent}; }}
QGroupBox {{ border: none; font-weight: 600; }}

QTableView, QTreeView, QListView {{
  background: {t.panel}; border: none; outline: none; gridline-color: {t.line};
  selection-background-color: {t.selected}; selection-color: {t.text};
}}
QAbstractItemView[role="cards"] {{ background: {t.window}; border: none; outline: none; }}
QHeaderView {{ background: {t.raised}; border: none; }}
QHeaderView::section {{
  background: {t.raised}; color: {t.muted}; border: none; border-bottom: 1px solid {t.line};
  padding: 0 {px(12)}; font-weight: 500;
}}
QTableCornerButton::section {{ background: {t.raised}; border: none; }}

QMenu {{ background: {t.panel}; border: 1px solid {t.control_line}; padding: 4px; }}
QMenu::item {{ padding: {px(5)} {px(20)} {px(5)} {px(12)}; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.selected}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 6px; }}
QMenu::icon {{ padding-left: {px(8)}; }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{
  background: {t.control_line}; border-radius: 4px; margin: 1px; min-height: 28px; min-width: 28px;
}}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {t.line}; }}
QProgressBar {{ border: none; border-radius: 3px; background: {t.line}; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}

QWidget#side {{ background: {t.side}; }}
QWidget#side QLabel {{ color: {t.side_text}; font-weight: 600; font-size: {px(14.5)}; }}
QWidget#side QPushButton {{
  background: transparent; border: 1px solid transparent; color: {t.side_text}; text-align: left;
  padding: 0 {px(11)}; min-height: {px(31)}; font-weight: 500;
}}
QWidget#side QPushButton:hover {{ background: {t.side_selected}; }}
QWidget#side QPushButton:checked {{ background: {t.side_selected}; color: #ffffff; font-weight: 600; }}
QWidget#side QPushButton:focus {{ border: 1px solid {t.side_muted}; }}
QWidget#top, QWidget#status {{ background: {t.panel}; }}
QWidget#status > QLabel {{ color: {t.muted}; font-size: {px(11)}; }}
QPushButton[kind="status"] {{
  background: transparent; border: 1px solid transparent; border-radius: 4px; color: {t.muted};
  font-size: {px(11)}; font-weight: 400; padding: 0 {px(5)}; min-height: {px(17)};
}}
QPushButton[kind="status"][tone="warn"] {{ color: {t.warn}; font-weight: 600; }}
QPushButton[kind="status"][tone="bad"] {{ color: {t.bad}; font-weight: 600; }}
QPushButton[kind="status"]:hover {{ background: {t.chip}; color: {t.text}; }}
QPushButton[kind="status"]:focus {{ border: 1px solid {t.accent}; }}
QFrame[role="toast"] {{ background: {t.side}; border-radius: 6px; }}
QFrame[role="toast"] QLabel {{ color: #ffffff; }}
QFrame[role="toast"] QPushButton {{
  background: transparent; border: 1px solid transparent; color: #9cc4ff; font-weight: 600;
}}
QFrame[role="toast"] QPushButton:focus {{ border: 1px solid #9cc4ff; }}
QFrame[role="banner"] {{ background: {t.warn_soft}; border-bottom: 1px solid {t.line}; }}
QFrame[role="banner"][tone="bad"] {{ background: {t.bad_soft}; }}
QFrame[role="banner"][tone="info"] {{ background: {t.accent_soft}; }}
QPushButton[tab="true"] {{
  background: transparent; border: none; border-bottom: 2px solid transparent; border-radius: 0;
  color: {t.muted}; font-weight: 500; padding: 0 {px(9)}; min-height: {px(32)};
}}
QPushButton[tab="true"]:hover {{ color: {t.text}; }}
QPushButton[tab="true"]:checked {{ color: {t.accent_text}; border-bottom: 2px solid {t.accent}; font-weight: 600; }}
QPushButton[tab="true"]:focus {{ background: {t.accent_soft}; }}
QFrame[role="popover"] {{ background: {t.panel}; border: 1px solid {t.control_line}; }}
QFrame[role="chip"] {{ background: {t.chip}; border-radius: 9px; }}
QFrame[role="chip"] QLabel {{ color: {t.chip_text}; font-size: {px(11)}; font-weight: 500; }}
QFrame[role="chip"][tone="accent"] {{ background: {t.accent_soft}; }}
QFrame[role="chip"][tone="accent"] QLabel {{ color: {t.accent_text}; }}
QFrame[role="chip"][tone="ok"] {{ background: {t.ok_soft}; }}
QFrame[role="chip"][tone="ok"] QLabel {{ color: {t.ok}; }}
QFrame[role="chip"][tone="warn"] {{ background: {t.warn_soft}; }}
QFrame[role="chip"][tone="warn"] QLabel {{ color: {t.warn}; }}
QFrame[role="chip"][tone="bad"] {{ background: {t.bad_soft}; }}
QFrame[role="chip"][tone="bad"] QLabel {{ color: {t.bad}; }}
QFrame[role="chip"] QToolButton {{
  background: transparent; border: 1px solid transparent; border-radius: 7px; padding: 0; min-height: {px(14)};
}}
QFrame[role="chip"] QToolButton:hover {{ background: {t.line}; }}
QFrame[role="chip"] QToolButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="chip"], QPushButton[kind="flag"] {{
  background: {t.chip}; border: 1px solid transparent; border-radius: 9px; color: {t.chip_text};
  font-size: {px(11)}; font-weight: 500; padding: 0 {px(8)}; min-height: {px(17)};
}}
QPushButton[kind="chip"][dashed="true"] {{ background: transparent; border: 1px dashed {t.muted}; }}
QPushButton[kind="chip"][slim="true"] {{ padding: 0 {px(6)}; }}
QPushButton[kind="chip"]:hover {{ border-color: {t.line}; }}
QPushButton[kind="chip"]:checked {{ background: {t.accent_soft}; color: {t.accent_text}; }}
QPushButton[kind="chip"]:focus, QPushButton[kind="flag"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="flag"] {{ background: {t.bad_soft}; color: {t.bad}; }}
QPushButton[kind="flag"]:hover {{ border-color: {t.bad}; }}
QPushButton[kind="tile"] {{
  background: transparent; border: 1px solid transparent; border-radius: 5px; min-height: {px(48)}; padding: 0;
}}
QPushButton[kind="tile"]:hover {{ background: {t.raised}; border-color: transparent; }}
QPushButton[kind="tile"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="mini"] {{ background: transparent; border: 1px solid transparent; min-height: 0; padding: 0; }}
QPushButton[kind="mini"]:hover {{ background: {t.chip}; }}
QPushButton[kind="mini"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="row"] {{
  background: transparent; border: 1px solid transparent; border-radius: 5px; min-height: 0; padding: 0;
  text-align: left; font-weight: 400;
}}
QPushButton[kind="row"]:hover {{ background: {t.raised}; border-color: transparent; }}
QPushButton[kind="row"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="fact"] {{
  background: transparent; border: 1px solid transparent; border-radius: 5px; min-height: {px(24)}; padding: 0 {px(4)};
  text-align: left; font-weight: 500;
}}
QPushButton[kind="fact"]:hover {{ background: {t.raised}; border-color: {t.line}; }}
QPushButton[kind="fact"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[kind="fact"]:disabled {{ color: {t.text}; border-color: transparent; }}
QPushButton[kind="fact"][tone="bad"] {{ color: {t.bad}; }}
QPushButton[kind="fact"][tone="warn"] {{ color: {t.warn}; }}
QPushButton[kind="fact"][tone="ok"] {{ color: {t.ok}; }}
QPushButton[kind="fact"][tone="accent"] {{ color: {t.accent_text}; }}
QPushButton[kind="notice"] {{
  background: transparent; border: 1px solid transparent; padding: 0; min-height: {px(48)};
}}
QPushButton[kind="notice"]:hover {{ background: {t.raised}; border-color: transparent; }}
QPushButton[kind="notice"]:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[role="tag"] {{ min-height: {px(20)}; border-radius: 10px; padding: 0 {px(8)}; font-size: {px(11)}; }}
QCalendarWidget QWidget {{ background: {t.panel}; alternate-background-color: {t.panel}; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.panel}; }}
QCalendarWidget QToolButton {{ background: transparent; border: 1px solid transparent; font-weight: 600; }}
QCalendarWidget QToolButton:hover {{ background: {t.chip}; }}
QCalendarWidget QToolButton:focus {{ border: 1px solid {t.accent}; }}
QCalendarWidget QAbstractItemView {{
  selection-background-color: {t.accent}; selection-color: #ffffff; border-radius: 0;
}}
QCalendarWidget QAbstractItemView:disabled {{ color: {t.muted}; }}
QTableView[role="history"]::item {{ padding: {px(8)} {px(9)}; border-bottom: 1px solid {t.line}; }}
QTableView[role="history"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
QTableView[role="details"] {{ border-radius: 0; border: 0; border-top: 1px solid {t.line}; }}
QTableView[role="details"]::item {{ padding: {px(2)} {px(9)}; border-bottom: 1px solid {t.line}; }}
QTableView[role="details"]::item:selected {{ background: {t.selected}; color: {t.text}; }}
QFrame[role="seal"] {{ background: {t.panel}; border: 0; }}
QFrame[role="seal"] QLabel {{ color: {t.muted}; }}
QFrame[role="seal"][tone="ok"] QLabel {{ color: {t.ok}; }}
QFrame[role="seal"][tone="bad"] {{ background: {t.bad_soft}; }}
QFrame[role="seal"][tone="bad"] QLabel {{ color: {t.bad}; }}
"""
