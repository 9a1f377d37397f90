"""Papers drawn by another process: the same bytes, whatever becomes of that process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import wait

import pytest

from officedesk.reports.apart import DrawingRoom
from officedesk.reports.render import render
from tests.reports.samples import INVOICE, long_invoice


@pytest.fixture
def room() -> Iterator[DrawingRoom]:
    """A drawing room that is left in order."""
    made = DrawingRoom()
    yield made
    made.close()


def test_another_process_draws_the_same_bytes(room: DrawingRoom) -> None:
    for paper in (INVOICE, long_invoice(60)):
        assert room.render(paper) == render(paper)
    assert room.process_id not in (None, os.getpid())


def test_one_process_draws_all_papers(room: DrawingRoom) -> None:
    room.render(INVOICE)
    first = room.process_id
    room.render(long_invoice(60))
    assert room.process_id == first


def test_nothing_is_started_before_the_first_paper(room: DrawingRoom) -> None:
    assert room.process_id is None


def test_a_process_that_was_killed_is_started_again(room: DrawingRoom) -> None:
    room.render(INVOICE)
    first = room.process_id
    assert first is not None
    room._process.kill()
    room._process.join()
    assert room.render(INVOICE) == render(INVOICE)
    assert room.process_id not in (None, first)


def test_a_process_without_work_goes_home_and_comes_back() -> None:
    room = DrawingRoom(idle=0.01)
    room.render(INVOICE)
    assert wait([room._process.sentinel], timeout=30), "it stayed"
    assert room.render(INVOICE) == render(INVOICE)
    room.close()


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be stopped there")
def test_a_process_that_hangs_is_given_up_and_the_paper_drawn_here() -> None:
    room = DrawingRoom(longest=20)
    room.render(INVOICE)
    process = room._process
    os.kill(process.pid, signal.SIGSTOP)
    room._longest = 0.01
    # The second one, just started, is not given the time either.
    assert room.render(INVOICE) == render(INVOICE)
    assert room.process_id is None
    room.close()


def test_what_cannot_be_drawn_says_why(room: DrawingRoom) -> None:
    broken = replace(INVOICE, lines=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        room.render(broken)
    assert room.render(INVOICE) == render(INVOICE)


def test_a_closed_room_has_no_process(room: DrawingRoom) -> None:
    room.render(INVOICE)
    room.close()
    assert room.process_id is None
    room.close()
