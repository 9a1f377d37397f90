"""Starting the hosted office with the computer: the files and commands of each system."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from officedesk.errors import OfficeReadOnly
from officedesk.hosting.autostart import plan, registered, switch

COMMAND = ["/opt/Office Desk/officedesk", "serve", "--folder", "/home/a b/100% host"]


def test_linux_gets_a_user_unit_that_lingers(tmp_path: Path) -> None:
    made = plan(COMMAND, "linux", tmp_path)
    assert made.file == tmp_path / ".config/systemd/user/officedesk-host.service"
    assert 'ExecStart="/opt/Office Desk/officedesk" "serve" "--folder" "/home/a b/100%% host"' in made.content
    assert "WantedBy=default.target" in made.content
    assert ("systemctl", "--user", "enable", "officedesk-host.service") in made.on
    assert made.on[-1] == ("loginctl", "enable-linger")


def test_root_gets_a_unit_of_the_computer(tmp_path: Path) -> None:
    made = plan(COMMAND, "linux", tmp_path, root=True)
    assert made.file == Path("/etc/systemd/system/officedesk-host.service")
    assert "WantedBy=multi-user.target" in made.content
    assert all("--user" not in command for command in made.on)


def test_macos_gets_an_agent(tmp_path: Path) -> None:
    made = plan([*COMMAND, "<&>"], "darwin", tmp_path)
    told = plistlib.loads(made.content.encode())
    assert told["ProgramArguments"] == [*COMMAND, "<&>"]
    assert told["RunAtLoad"] is True
    assert made.file == tmp_path / "Library/LaunchAgents/org.officedesk.host.plist"


def test_windows_starts_it_at_sign_in_without_an_administrator(tmp_path: Path) -> None:
    made = plan(["C:\\OfficeDesk\\OfficeDesk.exe", "serve", "--folder", "C:\\a b"], "win32", tmp_path)
    assert made.file is None
    (add,), (delete,) = made.on, made.off
    assert add[add.index("/d") + 1] == '"C:\\OfficeDesk\\OfficeDesk.exe" serve --folder "C:\\a b"'
    assert add[2].startswith("HKCU\\")
    assert add[2:5] == delete[2:5] == made.look[2:5]
    assert registered(made, told=" ".join).startswith("reg query")


def test_a_unit_of_a_program_that_was_uninstalled_is_passed_over(tmp_path: Path) -> None:
    made = plan(["/opt/100% office/OfficeDesk", "serve"], "linux", tmp_path)
    assert "ConditionFileIsExecutable=/opt/100%% office/OfficeDesk\n" in made.content.partition("[Service]")[0]
    assert registered(made) == ""
    switch(made, on=True, run=lambda _: 0)
    assert registered(made) == made.content


def test_it_is_switched_on_and_off(tmp_path: Path) -> None:
    ran: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> int:
        ran.append(command)
        return 0

    made = plan(COMMAND, "linux", tmp_path)
    assert made.file is not None
    switch(made, on=True, run=run)
    assert made.file.read_text(encoding="utf-8") == made.content
    assert ran == list(made.on)
    switch(made, on=False, run=run)
    assert not made.file.exists()
    assert ran[-1] == made.off[-1]


def test_a_command_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(OfficeReadOnly, match="systemctl --user daemon-reload"):
        switch(plan(COMMAND, "linux", tmp_path), on=True, run=lambda _: 1)
