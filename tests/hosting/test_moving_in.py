"""The whole way as the window goes it: host the office of a file, join, work, bring it back; and after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.errors import Cancelled, NotAllowed, OfficeMoved, PasswordNeeded
from officedesk.hosting.folder import HostFolder
from officedesk.secrets import MemorySecrets
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk
from officedesk.services.office import hosting, keeping
from officedesk.services.office.hosting import Found, Lies, ServerAddress, Step, Tls


def new_customer(desk: Desk, name: str) -> str:
    person = ContactDraft("Pat Doe", "", "612 555 0100", is_primary=True)
    return save_customer(desk, CustomerDraft(name=name, contacts=(person,))).number


def go(work: hosting.Work) -> str:
    return work(lambda done, total: None, lambda: False)


def test_the_office_is_hosted_joined_and_brought_back(
    file: Path,
    tmp_path: Path,
    home_of_host: Path,
    config: Config,
    secrets: MemorySecrets,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = open_context(str(file), config)
    first = new_customer(context.desk, "In the file")
    work = hosting.host_here(context.desk, config, secrets)
    context.close()

    with pytest.raises(Cancelled):
        work(lambda done, total: None, lambda: True)
    context = open_context(str(file), config)
    new_customer(context.desk, "After the cancelled move")
    context.close()

    address = go(work)
    assert not any(value in address for value in secrets._values.values())
    old = open_context(str(file), config)
    assert "moved to the server on" in hosting.where(old.desk, config, secrets).gone
    with pytest.raises(OfficeMoved):
        new_customer(old.desk, "Too late")
    old.close()

    # Memory instead of a keyring: after a restart this computer lets itself in again.
    secrets._values.clear()
    here = open_context(address, config)
    told = hosting.where(here.desk, config, secrets)
    assert (told.lies, told.running) == (Lies.HERE, True)
    second = new_customer(here.desk, "On the server")
    assert int(second) == int(first) + 2

    monkeypatch.setattr("officedesk.hosting.supervisor.addresses", lambda: ("127.0.0.1",))
    invited = keeping.invite(here.desk, config, secrets)
    elsewhere = MemorySecrets()
    joined = hosting.join_office(invited.code, "BEN-PC", elsewhere)
    ben_config = Config(tmp_path / "ben.json")
    ben = open_context(joined, ben_config, elsewhere)  # type: ignore[arg-type]
    new_customer(ben.desk, "From Ben")
    assert hosting.where(ben.desk, ben_config, elsewhere).lies is Lies.HOST
    with pytest.raises(NotAllowed, match="hosted by"):
        hosting.bring_back(ben.desk, tmp_path / "x.officedesk", ben_config, elsewhere)
    with pytest.raises(NotAllowed, match="does not host"):
        keeping.invite(ben.desk, ben_config, elsewhere)
    ben.close()
    known = keeping.guests(here.desk, config, secrets)
    assert [(there.name, there.here) for there in known.desktops][-1] == ("BEN-PC", False)
    assert known.invitations == ()
    keeping.revoke(here.desk, known.desktops[-1].role, config, secrets)
    with pytest.raises(PasswordNeeded) as refused:
        open_context(joined, ben_config, elsewhere)  # type: ignore[arg-type]
    assert refused.value.address == joined

    back = go(hosting.bring_back(here.desk, tmp_path / "Back.officedesk", config, secrets))
    with pytest.raises(OfficeMoved):
        new_customer(here.desk, "Too late")
    here.close()
    at_home = open_context(back, config)
    assert int(new_customer(at_home.desk, "Home again")) == int(second) + 2
    again = hosting.host_here(at_home.desk, config, secrets)
    at_home.close()
    here = open_context(go(again), config)
    assert [there.here for there in keeping.guests(here.desk, config, secrets).desktops] == [True]
    here.close()
    assert config.get("moving") is None


def test_a_server_is_tried_step_by_step(home_of_host: Path, config: Config, secrets: MemorySecrets, file: Path) -> None:
    context = open_context(str(file), config)
    address = go(hosting.host_here(context.desk, config, secrets))
    context.close()
    port = int(address.split("127.0.0.1:")[1].split("/")[0])
    user, password = address.split("//")[1].split("@")[0], secrets.get(f"office {address}") or ""
    good = ServerAddress("127.0.0.1", port, "office", user, Tls.NONE)
    trial = hosting.try_address(good, password)
    assert (trial.ok, trial.found) == (True, Found.OFFICE)

    def fails(step: Step, words: str, password: str = password, **other: object) -> None:
        from dataclasses import replace

        trial = hosting.try_address(replace(good, **other), password)  # type: ignore[arg-type]
        assert (trial.failed, words in trial.why) == (step, True), trial

    fails(Step.NAME, "no computer named", host="no-such-computer.invalid")
    fails(Step.CONNECT, "takes no connections", port=1)
    fails(Step.ENCRYPT, "does not encrypt", tls=Tls.UNCHECKED)
    fails(Step.ENCRYPT, "no certificate file", tls=Tls.FILE, certificate=str(file.with_name("none.pem")))
    fails(Step.ENCRYPT, "not trusted", tls=Tls.SYSTEM, port=HostFolder(home_of_host / "host").read().port)
    fails(Step.SIGN_IN, "does not accept this password", password="S3CR3T")
    fails(Step.SIGN_IN, "pg_hba.conf", database="nowhere")


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True)
def test_an_empty_database_takes_the_office_and_another_program_s_does_not(
    place: OfficePlace, file: Path, config: Config, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from officedesk.hosting import connecting

    def local(address: ServerAddress, password: str) -> object:
        return psycopg.connect(place.address, autocommit=True)

    for step in ("_resolve", "_connect", "_encrypt"):
        monkeypatch.setattr(connecting, step, lambda address: None)
    monkeypatch.setattr(connecting, "_sign_in", local)
    monkeypatch.setattr(ServerAddress, "url", place.address)
    address = ServerAddress("there", 1, "office", "postgres", Tls.NONE)
    assert hosting.try_address(address, "").found is Found.EMPTY
    context = open_context(str(file), config)
    number = new_customer(context.desk, "In the file")
    work = hosting.move_to_server(context.desk, address, "", config, secrets)
    context.close()
    there = open_context(go(work), config)
    assert int(new_customer(there.desk, "There")) == int(number) + 1
    assert hosting.where(there.desk, config, secrets).lies is Lies.SERVER
    there.close()
    assert hosting.try_address(address, "").found is Found.OFFICE
    with psycopg.connect(place.address) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.execute("CREATE TABLE blog (post text)")
    trial = hosting.try_address(address, "")
    assert (trial.failed, trial.found) == (Step.OFFICE, Found.OTHER)


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True)
def test_a_move_that_a_crash_broke_off_is_settled_at_the_next_start(
    place: OfficePlace, file: Path, config: Config, secrets: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    from officedesk.services.office.moves import moved_office

    def crash(target: OfficePlace, key: str) -> None:
        raise KeyboardInterrupt

    context = open_context(str(file), config)
    number, actor = new_customer(context.desk, "In the file"), context.desk.actor
    context.close()
    with monkeypatch.context() as patch:
        patch.setattr("officedesk.database.moving.release_at", crash)
        with pytest.raises(KeyboardInterrupt):
            moved_office(OfficePlace(path=file), place, "there", actor, config, lambda a, b: None, lambda: False)
    context = open_context(str(file), config)
    assert context.place.url is not None, "whoever opens the old office is led to the new one"
    assert int(new_customer(context.desk, "There")) == int(number) + 1
    context.close()
    assert config.get("moving") is None
