"""An office of an older format is updated after a verified backup, by one desktop, or not at all."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from officedesk.database import schema
from officedesk.database.backup.restoring import look_into
from officedesk.database.engine import make_engine, sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import DiskFull
from officedesk.services.check import check
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import sit_down
from officedesk.services.forms.templates import templates
from officedesk.services.office.restoring import RestorePlan, restore
from tests.support.clock import Clock


@pytest.fixture
def old(tmp_path: Path) -> OfficePlace:
    """An office of format 1, with a company and a user."""
    place = OfficePlace(path=tmp_path / "old.officedesk")
    engine = make_engine(place, new=True)
    schema.migrate(engine, "0001")
    engine.dispose()
    with closing(sqlite_driver().connect(str(place.path))) as office:
        office.executescript(
            """
            INSERT INTO user_account (name, email, role, active, version) VALUES ('Dana Reyes', '', 'admin', 1, 1);
            INSERT INTO number_sequence (kind, pattern, padding, yearly, start, version)
            VALUES ('customer', '{n}', 0, 0, 12345, 1);
            INSERT INTO company (name, phone, email, currency, time_zone, date_format, paper_size, tax_rounding,
            prices_include_tax, estimate_valid_days, is_sample, street, street2, city, region, postal_code, country,
            version)
            VALUES ('Old Office', '', '', 'USD', 'America/Chicago', 'MM/DD/YYYY', 'letter', 'group', 0, 30, 0,
            '', '', '', '', '', '', 1);
            """
        )
        office.commit()
    return place


def format_of(path: Path) -> int:
    with closing(sqlite_driver().connect(str(path))) as office:
        return int(office.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_office_is_backed_up_and_updated(old: OfficePlace, tmp_path: Path) -> None:
    assert old.path is not None
    assert format_of(old.path) == 1
    with closing(Database(old, schema.open_office(old))) as database:
        desk = sit_down(database, "Desktop A", Clock())
        assert [one.name for one in templates(desk)] == ["Pre-job safety assessment", "Finish work"]
        save_customer(desk, CustomerDraft(name="After the update"))
        assert check(desk).findings == ()
        with desk.read() as session:
            assert session.execute(text("SELECT office_key FROM company")).scalar_one() != ""
    assert format_of(old.path) == schema.HEAD
    kept = list(tmp_path.glob("*.officebackup"))
    assert [path.name for path in kept] == [f"old before update from 1 to {schema.HEAD}.officebackup"]
    manifest = look_into(kept[0])
    assert (manifest.facts.schema, manifest.facts.company, manifest.kind.value) == (1, "Old Office", "safety")
    # Opened again there is nothing to do.
    schema.open_office(old).dispose()
    assert list(tmp_path.glob("*.officebackup")) == kept


def test_what_was_kept_restores_and_is_updated_when_it_is_opened(old: OfficePlace, tmp_path: Path) -> None:
    schema.open_office(old).dispose()
    kept = next(tmp_path.glob("*.officebackup"))
    again = tmp_path / "again.officedesk"
    restore(RestorePlan(kept, str(again), tmp_path, Clock()))
    assert format_of(again) == 1
    with closing(Database(place := OfficePlace(path=again), schema.open_office(place))) as database:
        assert sit_down(database, "Desktop A", Clock()).actor.name == "Dana Reyes"
    assert format_of(again) == schema.HEAD


def test_without_a_backup_there_is_no_update(old: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    from officedesk.database.backup import making

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.")

    assert old.path is not None
    before = old.path.read_bytes()
    monkeypatch.setattr(making, "backup", full)
    with pytest.raises(DiskFull):
        schema.open_office(old)
    assert old.path.read_bytes() == before


def test_an_update_that_fails_leaves_the_office_as_it_was(old: OfficePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command

    assert old.path is not None
    upgrade = command.upgrade

    def halfway(config: object, target: str) -> None:
        upgrade(config, target)  # type: ignore[arg-type]
        raise RuntimeError("the power went")

    monkeypatch.setattr(command, "upgrade", halfway)
    with pytest.raises(RuntimeError):
        schema.open_office(old)
    assert format_of(old.path) == 1
    monkeypatch.undo()
    schema.open_office(old).dispose()
    assert format_of(old.path) == schema.HEAD
