"""Programs that tell each other of themselves beside an office file, each a real process with real locks."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from officedesk.database import locks
from officedesk.database.canary import STALE_AFTER
from officedesk.database.desk_files import FileDesks, Note, folder_of, page, read_note
from officedesk.database.desks import LockHealth

ROOT = Path(__file__).parents[2]
SPEED = 40
"""The other process counts this many times faster than the program does; so does the clock of the one that looks."""


@contextmanager
def other(office: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Another desktop."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.desk_process", str(office), *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


def looker(office: Path) -> FileDesks:
    return FileDesks(office, "OFFICE", "1.0", clock=lambda: time.monotonic() * SPEED)


def waits(desks: FileDesks) -> bool:
    """Whether somebody may be there whom our locks do not keep out."""
    return not desks.settled


def look_until(desks: FileDesks, seconds: float = 1.5) -> bool:
    """Look for so long, or until it cries; whether it did."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        desks.look()
        if desks.broken:
            return True
        threading.Event().wait(0.02)
    return False


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tmp_path / "our office.officedesk"


def test_the_others_are_seen_with_what_they_edit(office: Path) -> None:
    desks = looker(office)
    with other(office) as process:
        desks.look()
        (seen,) = desks.others()
        assert (seen.desktop, seen.user, seen.program, seen.alive) == ("RECEPTION", "Anna", "1.0", True)
        assert seen.editing == (("customer", 7),)
        assert abs((datetime.now(UTC) - seen.since).total_seconds()) < 60
        assert desks.health() is LockHealth.WORKING
        assert not look_until(desks)
        process.communicate(timeout=10)
    desks.look()
    assert desks.others() == ()
    # Who leaves last takes the folder away.
    assert not folder_of(office).exists()


def test_a_lock_that_nobody_sees_is_proved_and_named(office: Path) -> None:
    desks = looker(office)
    with other(office, "unlocked"):
        begun = time.monotonic()
        assert look_until(desks, 10)
        assert (time.monotonic() - begun) * SPEED < 10 + SPEED
        assert desks.broken == "RECEPTION (Anna)"
        assert desks.health() is LockHealth.BROKEN


def test_who_starts_over_takes_nobody_for_kept_out_before_the_next_look(office: Path) -> None:
    desks = looker(office)
    desks.look()
    assert not waits(desks)
    with other(office, "unlocked"):
        desks.start_over()
        assert waits(desks)
        clock = desks.clock

        def asked_to_check_again() -> float:
            desks.clock = clock
            desks.start_over()
            return clock()

        desks.clock = asked_to_check_again
        desks.look()
        assert waits(desks)
        desks.look()
        assert waits(desks)


def test_a_suspended_program_keeps_its_lock_and_nobody_cries(office: Path) -> None:
    desks = looker(office)
    with other(office) as process:
        process.send_signal(signal.SIGSTOP)
        assert not look_until(desks)
        (seen,) = desks.others()
        assert not seen.alive
        assert desks.settled
        process.send_signal(signal.SIGCONT)
        assert not look_until(desks)
        assert desks.others()[0].alive


def test_a_killed_program_is_forgotten_and_swept_away(office: Path) -> None:
    desks = looker(office)
    with other(office) as process:
        desks.look()
        process.kill()
        process.wait()
        assert not look_until(desks, STALE_AFTER / SPEED + 0.5)
    assert desks.others() == ()
    assert list(folder_of(office).iterdir()) == []


def test_many_that_come_and_go_never_make_anyone_cry(office: Path) -> None:
    desks = looker(office)
    desks.beat()
    chance = random.Random(4)
    for _ in range(4):
        with other(office) as one, other(office) as two:
            assert not look_until(desks, chance.random())
            for process in (one, two):
                process.send_signal(chance.choice((signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT)))
            assert not look_until(desks, chance.random())
    desks.leave()


def test_who_is_saving_is_known_even_while_it_hangs(office: Path) -> None:
    desks = looker(office)
    with other(office) as process:
        assert desks.holder() is None
        tell(process, "save")
        process.send_signal(signal.SIGSTOP)
        desks.look()
        found = desks.holder()
        assert found is not None
        assert found[0].desktop == "RECEPTION"
        process.kill()
        process.wait()
        # Dead: its lock on the office went with it.
        assert desks.holder() is None


def test_whoever_was_away_long_comes_back_as_a_new_program(office: Path) -> None:
    now = 0.0
    desks = FileDesks(office, "OFFICE", "1.0", clock=lambda: now)
    desks.beat()
    first = desks.key
    now = 2.0
    desks.beat()
    assert desks.key == first
    now = 100.0
    desks.beat()
    assert desks.key != first
    assert [path.stem for path in folder_of(office).iterdir()] == [desks.key]
    desks.leave()


def test_a_file_that_others_swept_away_is_made_again(office: Path) -> None:
    desks = FileDesks(office, "OFFICE", "1.0")
    desks.beat()
    for path in folder_of(office).iterdir():
        path.unlink()
    desks.beat()
    assert [path.stem for path in folder_of(office).iterdir()] == [desks.key]
    desks.leave()


def test_a_torn_page_leaves_the_one_before() -> None:
    since = datetime(2026, 1, 2, tzinfo=UTC)
    old = Note("k", 4, "Büro 中文", "Ännchen" * 50, "1.0", since, "writes", (("estimate", 3),) * 100)
    new = Note("k", 5, "B", "Anna", "1.0", since, "writes")
    whole = page(old) + page(new)
    assert len(whole) == 8192
    told = read_note("k", whole + b"saving 3".ljust(15) + b"\n")
    assert told is not None
    assert (told.count, told.saving) == (5, 3)
    for cut in (4096, 4097, 4110, 6000, 4190):
        torn = read_note("k", whole[:cut] + bytes(len(whole) - cut))
        assert torn is not None
        assert torn.count == 4 or cut > 4096 + len(page(new).rstrip())
    assert read_note("k", bytes(8208)) is None
    assert read_note("k", b"") is None


def test_nonsense_in_the_folder_is_passed_over(office: Path) -> None:
    folder = folder_of(office)
    folder.mkdir()
    (folder / "x.desk").write_bytes(b"\xff" * 9000)
    (folder / "y.desk").mkdir()
    (folder / "z.txt").write_text("mine")
    desks = looker(office)
    desks.beat()
    desks.look()
    assert desks.others() == ()
    desks.leave()
    assert (folder / "z.txt").exists()


def test_a_folder_that_takes_no_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locks.try_out(tmp_path) is locks.Fitness.GOOD
    real = locks.take

    def no_upgrade(handle: int, *, shared: bool = False, byte: int = locks.LOCK_BYTE) -> bool:
        return shared and real(handle, shared=True)

    def missing(handle: int, *, shared: bool = False, byte: int = locks.LOCK_BYTE) -> bool:
        raise OSError(95, "not supported")

    monkeypatch.setattr(locks, "_take_as_program", no_upgrade)
    assert locks.try_out(tmp_path) is locks.Fitness.NO_UPGRADE
    monkeypatch.undo()
    monkeypatch.setattr(locks, "take", lambda *_, **__: True)
    assert locks.try_out(tmp_path) is locks.Fitness.IGNORED
    monkeypatch.setattr(locks, "_take_as_program", missing)
    assert locks.try_out(tmp_path) is locks.Fitness.MISSING
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
