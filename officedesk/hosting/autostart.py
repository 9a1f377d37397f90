"""Starting the hosted office with the computer: what is written for each system, and the commands that switch it on."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from officedesk.errors import OfficeReadOnly
from officedesk.files import write_bytes

NAME = "officedesk-host"
_LABEL = "org.officedesk.host"
_RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
_VALUE = "OfficeDesk host"


@dataclass(frozen=True, slots=True)
class Plan:
    """A file to write (none on some systems), and commands to switch the start on and off."""

    file: Path | None
    content: str
    on: tuple[tuple[str, ...], ...]
    off: tuple[tuple[str, ...], ...]
    look: tuple[str, ...] = ()
    """Where there is no file: what tells the command that is registered."""


def plan(command: Sequence[str], system: str, home: Path, *, root: bool = False) -> Plan:
    """How ``command`` is started with a computer of ``system`` (``sys.platform``). ``root``: for the whole computer."""
    if system == "win32":
        return _windows(command)
    if system == "darwin":
        return _macos(command, home, root=root)
    return _linux(command, home, root=root)


def switch(wanted: Plan, *, on: bool, run: Callable[[Sequence[str]], int] | None = None) -> None:
    """Carry a plan out. Raises :class:`OfficeReadOnly` with the command that failed: it can be run by hand."""
    run = run or _run
    if on and wanted.file is not None:
        wanted.file.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(wanted.file, wanted.content.encode("utf-8"))
    for command in wanted.on if on else wanted.off:
        if run(command) != 0 and on:
            raise OfficeReadOnly(
                "The start with the computer could not be switched on.", hint=f"Run it by hand: {' '.join(command)}"
            )
    if not on and wanted.file is not None:
        wanted.file.unlink(missing_ok=True)


def registered(wanted: Plan, *, told: Callable[[Sequence[str]], str] | None = None) -> str:
    """What is registered to start with the computer, in the system's own words; nothing where nothing is."""
    if wanted.file is None:
        return (told or _told)(wanted.look)
    try:
        return wanted.file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _linux(command: Sequence[str], home: Path, *, root: bool) -> Plan:
    unit = "\n".join(
        [
            "[Unit]",
            "Description=OfficeDesk: the office that this computer hosts",
            "After=network-online.target",
            "Wants=network-online.target",
            # A program that was uninstalled is not looked for every five seconds for ever.
            f"ConditionFileIsExecutable={_specifiers(command[0])}",
            "",
            "[Service]",
            "Type=exec",
            f"ExecStart={' '.join(_systemd(part) for part in command)}",
            "Restart=on-failure",
            "RestartSec=5",
            "TimeoutStopSec=90",
            "KillMode=mixed",
            "",
            "[Install]",
            f"WantedBy={'multi-user.target' if root else 'default.target'}",
            "",
        ]
    )
    folder = Path("/etc/systemd/system") if root else home / ".config/systemd/user"
    control = ("systemctl",) if root else ("systemctl", "--user")
    on = [(*control, "daemon-reload"), (*control, "enable", f"{NAME}.service")]
    if not root:
        # Without this a user's services start with their first sign-in, not with the computer.
        on.append(("loginctl", "enable-linger"))
    return Plan(folder / f"{NAME}.service", unit, tuple(on), ((*control, "disable", f"{NAME}.service"),))


def _systemd(part: str) -> str:
    quoted = _specifiers(part.replace("\\", "\\\\").replace('"', '\\"')).replace("$", "$$")
    return f'"{quoted}"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _macos(command: Sequence[str], home: Path, *, root: bool) -> Plan:
    arguments = "".join(f"    <string>{escape(part)}</string>\n" for part in command)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        '<plist version="1.0">\n<dict>\n'
        f"  <key>Label</key>\n  <string>{_LABEL}</string>\n"
        f"  <key>ProgramArguments</key>\n  <array>\n{arguments}  </array>\n"
        "  <key>RunAtLoad</key>\n  <true/>\n"
        "  <key>KeepAlive</key>\n  <dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n"
        "  <key>ProcessType</key>\n  <string>Background</string>\n</dict>\n</plist>\n"
    )
    folder = Path("/Library/LaunchDaemons") if root else home / "Library/LaunchAgents"
    file = folder / f"{_LABEL}.plist"
    domain = "system" if root else f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    return Plan(
        file,
        content,
        (("launchctl", "bootstrap", domain, str(file)),),
        (("launchctl", "bootout", f"{domain}/{_LABEL}"),),
    )


def _windows(command: Sequence[str]) -> Plan:
    # No service, which is a program of another kind, and no task: both need an administrator, and a task is ended
    # after three days.
    # Always in quotes: that is what the installer looks for when it takes the program away.
    run = f'"{command[0]}" {subprocess.list2cmdline(command[1:])}'
    add = ("reg", "add", _RUN, "/v", _VALUE, "/t", "REG_SZ", "/d", run, "/f")
    look = ("reg", "query", _RUN, "/v", _VALUE)
    return Plan(None, "", (add,), (("reg", "delete", _RUN, "/v", _VALUE, "/f"),), look)


def _run(command: Sequence[str]) -> int:
    done = _done(command)
    return 1 if done is None else done.returncode


def _told(command: Sequence[str]) -> str:
    done = _done(command)
    return "" if done is None or done.returncode else done.stdout


def _done(command: Sequence[str]) -> "subprocess.CompletedProcess[str] | None":
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=30,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
