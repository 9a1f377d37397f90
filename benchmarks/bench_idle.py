"""The program while nobody does anything: how often it wakes, and what that costs."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.offices import ROOT, copied, office

SECONDS = 30.0
SETTLED = 2.0
"""Seconds without work after which the start is over."""
LONGEST_START = 60.0
POLLS = 2.0
"""Looks a second for what other desktops saved: a change is seen within two seconds, mostly within one."""
GUARD = 1 / 3
"""Looks a second of the window whether the look at a share hangs."""
HEARTBEATS = 0.5
"""Signs of life a second that a desktop gives the others."""
# A text cursor that blinks wakes the window twice a second wherever one is: it is the system's, and left out.
STILL = """
import sys
from officedesk.views import application
make = application.make_application
def still(arguments=None):
    app = make(arguments)
    app.setCursorFlashTime(0)
    return app
application.make_application = still
from officedesk.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Since the process started: wake-ups of its first thread and of the others, seconds of processor, memory in kB."""

    window: int
    others: int
    processor: float
    memory: int


def run(sizes: tuple[int, ...]) -> list[Figure]:
    if not Path("/proc/self/task").exists():
        return []
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        path = home / "idle.officedesk"
        copied(office(min(sizes)), path)
        environment = {
            **os.environ,
            "OFFICEDESK_CONFIG": str(home / "config"),
            "OFFICEDESK_DATA": str(home / "data"),
            "OFFICEDESK_CACHE": str(home / "cache"),
        }
        with subprocess.Popen(
            [sys.executable, "-c", STILL, str(path)], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL
        ) as process:
            try:
                _settle(process)
                begin = _look(process)
                time.sleep(SECONDS)
                end = _look(process)
            finally:
                process.terminate()
    return [
        Figure("idle", "wake-ups of the window", (end.window - begin.window) / SECONDS, "/s", GUARD * 1.1),
        Figure(
            "idle",
            "wake-ups beside it: looks at the office, signs of life",
            (end.others - begin.others) / SECONDS,
            "/s",
            (POLLS + HEARTBEATS) * 1.1,
        ),
        Figure("idle", "share of a core", (end.processor - begin.processor) / SECONDS * 100, "%", 0.5),
        Figure("idle", f"memory more after {SECONDS:.0f} s", (end.memory - begin.memory) / 1024, "MiB", 0.5),
    ]


def _settle(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the program has started and has nothing left to do."""
    begun = quiet_since = time.monotonic()
    used = -1.0
    while time.monotonic() - quiet_since < SETTLED or used < 0.3:
        if process.poll() is not None or time.monotonic() - begun > LONGEST_START:
            raise RuntimeError("the program did not come to rest")
        time.sleep(0.1)
        now = _look(process).processor
        if now > used + 0.01:
            quiet_since = time.monotonic()
        used = now


def _look(process: "subprocess.Popen[bytes]") -> Seen:
    window = others = 0
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        woken = int(_field(task / "status", "voluntary_ctxt_switches"))
        if task.name == str(process.pid):
            window += woken
        else:
            others += woken
    stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    memory = int(_field(Path(f"/proc/{process.pid}/status"), "VmRSS").split()[0])
    return Seen(window, others, (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), memory)


def _field(path: Path, name: str) -> str:
    lines = path.read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))
