"""Settings, Maps: the office's online tiles, and what this computer shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from officedesk.maps.base.kinds import BaseMap
from officedesk.maps.base.reply import Reply
from officedesk.models.enums import Role
from officedesk.services.mapping.base import NONE, TYPED, OnlineMap, has_key, online_map
from officedesk.services.mapping.grounds import Shown, remembered
from officedesk.views.office.maps_section import MapsSection
from officedesk.views.shell import Shell
from tests.maps.base.tile_files import picture, write_mbtiles
from tests.maps.base.tile_server import Said, TileServer


@pytest.fixture
def server() -> Iterator[TileServer]:
    made = TileServer(lambda path, headers: Said(body=picture()))
    yield made
    made.close()


@pytest.fixture
def section(qtbot: QtBot, shell: Shell) -> MapsSection:
    made = MapsSection(shell)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_section()
    qtbot.waitUntil(lambda: made._loaded)
    return made


def choose(section: MapsSection, source: str) -> None:
    section.source.set_value(source)
    section.source.edited.emit()


def test_services_are_offered_with_what_they_ask_for(section: MapsSection) -> None:
    assert section.source.value() == NONE
    assert not section.contact.isVisible()
    choose(section, "OpenStreetMap.Mapnik")
    assert "© OpenStreetMap contributors" in section.about.text()
    assert "two at a time" in section.about.text()
    assert not section.key_field.isVisible()
    assert not section.form.isVisible()
    assert section.contact.isVisible()
    choose(section, "Thunderforest.Atlas")
    assert section.key_field.isVisible()
    choose(section, TYPED)
    assert section.form.isVisible()
    assert not section.key_field.isVisible()


def test_an_address_is_typed_tried_and_saved(
    qtbot: QtBot, shell: Shell, section: MapsSection, server: TileServer
) -> None:
    choose(section, TYPED)
    section.form.control("url").setText("nonsense")
    qtbot.keyClicks(section.form.control("url"), "!")
    section.save()
    qtbot.waitUntil(lambda: not section._saving)
    assert online_map(shell.desk) == OnlineMap()
    assert section.dirty

    section.form.control("url").setText("")
    qtbot.keyClicks(section.form.control("url"), server.address("/{z}/{x}/{y}?k={key}"))
    qtbot.keyClicks(section.form.control("credit"), "© Us")
    qtbot.keyClicks(section.contact.control("contact"), "office@example.com")
    assert section.key_field.isVisible()
    qtbot.keyClicks(section.key, "secret")
    section.try_button.click()
    qtbot.waitUntil(lambda: "answers" in section.trial.text(), timeout=15_000)
    assert server.paths[0].endswith("?k=secret")
    assert "office@example.com" in server.headers[0]["User-Agent"]

    told: list[str] = []
    shell.signals.changed.connect(lambda entity, *_: told.append(entity))
    section.save()
    qtbot.waitUntil(lambda: not section.dirty and section._loaded, timeout=15_000)
    stored = online_map(shell.desk)
    assert (stored.source, stored.credit, stored.contact) == (TYPED, "© Us", "office@example.com")
    assert has_key(shell.desk, stored, shell.secrets)
    assert "online_map" in told
    assert section.key.text() == ""
    assert "keyring" in section.key.placeholderText()


@pytest.mark.parametrize(
    ("said", "words"),
    [(Said(403), "Check the key"), (Said(404), "no such tile"), (Said(body=b"<html>"), "pictures"),
     (Said(hang_up=True), "does not answer")],
)  # fmt: skip
def test_a_service_that_does_not_answer_is_told_before_it_is_saved(
    qtbot: QtBot, section: MapsSection, server: TileServer, said: Said, words: str
) -> None:
    server.answer = lambda path, headers: said
    choose(section, TYPED)
    qtbot.keyClicks(section.form.control("url"), server.address())
    qtbot.keyClicks(section.form.control("credit"), "© Us")
    section.try_button.click()
    qtbot.waitUntil(lambda: words in section._error.text(), timeout=15_000)
    assert section.try_button.isEnabled()


def test_a_file_is_chosen_for_this_computer(qtbot: QtBot, shell: Shell, section: MapsSection, tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "town.mbtiles", {(0, 0, 0): picture()})
    section.shown.set_value(Shown.FILE)
    section.shown.edited.emit()
    assert section.dialog is not None, "a file has to be chosen first"
    section.dialog.fileSelected.emit(str(path))
    section.dialog.close()
    assert remembered(shell.config) == (Shown.FILE, path)
    assert "town.mbtiles" in section.file.text().replace("\u200b", "")
    section.shown.set_value(Shown.BUILT_IN)
    section.shown.edited.emit()
    assert remembered(shell.config) == (Shown.BUILT_IN, path)


def test_leaving_the_dialog_leaves_what_was_shown(qtbot: QtBot, shell: Shell, section: MapsSection) -> None:
    section.shown.set_value(Shown.FILE)
    section.shown.edited.emit()
    assert section.dialog is not None
    section.dialog.reject()
    assert section.shown.value() is Shown.OFFICE
    assert remembered(shell.config) == (Shown.OFFICE, None)


def test_kept_tiles_are_counted_and_forgotten(
    qtbot: QtBot, shell: Shell, section: MapsSection, server: TileServer
) -> None:
    assert not section.forget_tiles.isEnabled()
    choose(section, TYPED)
    qtbot.keyClicks(section.form.control("url"), server.address())
    qtbot.keyClicks(section.form.control("credit"), "© Us")
    section.save()
    qtbot.waitUntil(lambda: not section.dirty and section._loaded, timeout=15_000)
    ground = shell.grounds.open(Shown.OFFICE, None, lambda _: None)
    base: BaseMap = ground.base
    reply: Reply = base.provider.answer(f"tiles/{base.token}/3/1/1")
    assert reply.status == 200
    section.show_section()
    qtbot.waitUntil(section.forget_tiles.isEnabled, timeout=15_000)
    section.forget_tiles.click()
    qtbot.waitUntil(lambda: not section.forget_tiles.isEnabled(), timeout=15_000)
    assert "0.0 MB" in section.kept.text()
    ground.close()


def test_who_may_not_change_the_office_sees_this_computer_only(
    qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    shell.desk = replace(shell.desk, actor=replace(shell.desk.actor, role=Role.TECHNICIAN))
    made = MapsSection(shell)
    qtbot.addWidget(made)
    made.show()
    assert not made._office.isVisible()
    assert made.shown.isVisible()
