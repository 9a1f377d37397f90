"""What is decided before an office is opened, and what people are told about it."""

from __future__ import annotations

import pytest

from officedesk.database.locks import Fitness
from officedesk.database.placement import Kind, Placement
from officedesk.database.safety import DAMAGED, place_words, rule, unfit, unseen

ROLLBACK = b"SQLite format 3\x00\x10\x00\x01\x01"
WAL = b"SQLite format 3\x00\x10\x00\x02\x02"
LOCAL = Placement(Kind.LOCAL, "ext4")
SHARE = Placement(Kind.NETWORK, "cifs", r"\\NAS\office")
UNSAFE = [
    Placement(Kind.CLOUD, "ntfs", service="OneDrive"),
    Placement(Kind.BRIDGE, "fuse.sshfs"),
    Placement(Kind.NETWORK, "cifs", r"\\NAS\office", defect="nobrl"),
    Placement(Kind.NETWORK, "nfs", "nas:/office", defect="nolock"),
]


def test_a_file_on_this_computer_is_opened_as_ever() -> None:
    ruling = rule(LOCAL, ROLLBACK)
    assert (ruling.reason, ruling.shared, ruling.alone) == (None, False, False)


def test_a_share_is_written_to_only_once_others_are_known_to_be_kept_out() -> None:
    assert rule(SHARE, ROLLBACK).shared
    assert rule(Placement(Kind.UNKNOWN, "brandnewfs"), ROLLBACK).shared


@pytest.mark.parametrize("placement", UNSAFE, ids=str)
@pytest.mark.parametrize("header", [ROLLBACK, WAL])
def test_an_unsafe_place_is_only_read(placement: Placement, header: bytes) -> None:
    ruling = rule(placement, header)
    assert ruling.reason is not None
    assert not ruling.shared
    told = str(ruling.reason)
    assert "only be read" in told
    assert "host the office" in told
    assert any(word in told for word in ("OneDrive", "sshfs", "nobrl", "nolock"))


def test_the_mode_for_one_computer_is_refused_on_a_share_and_set_right_on_a_disk() -> None:
    assert rule(LOCAL, WAL).alone
    assert rule(LOCAL, WAL).reason is None
    on_share = rule(SHARE, WAL)
    assert on_share.reason is not None
    assert "WAL" in on_share.reason.what
    assert on_share.frozen
    # With a log of saves that are not in the file yet, reading the file alone would show an older office.
    assert not rule(SHARE, WAL, log=True).frozen
    # An encrypted office has random bytes there.
    assert not rule(LOCAL, b"\x02" * 20).alone


def test_a_folder_that_may_not_be_written_to_is_no_error() -> None:
    ruling = rule(LOCAL, ROLLBACK, writable=False)
    assert ruling.reason is not None
    assert ruling.reason.short == "no permission"


@pytest.mark.parametrize("fitness", [Fitness.MISSING, Fitness.IGNORED, Fitness.NO_UPGRADE])
def test_a_share_whose_locks_fail_the_try_is_only_read(fitness: Fitness) -> None:
    reason = unfit(SHARE, fitness)
    assert reason is not None
    assert r"\\NAS\office" in reason.what
    assert unfit(SHARE, Fitness.GOOD) is None


def test_every_reason_says_what_happened_and_what_to_do() -> None:
    reasons = [rule(placement, ROLLBACK).reason for placement in UNSAFE]
    reasons += [unfit(SHARE, Fitness.MISSING), unfit(SHARE, Fitness.NO_UPGRADE), unseen("RECEPTION (Anna)"), DAMAGED]
    for reason in reasons:
        assert reason is not None
        assert reason.what.endswith(".")
        assert reason.advice.endswith(".")
        assert len(reason.short) < 30
        assert not any(word in str(reason).lower() for word in ("byte-range", "fcntl", "errno", "sqlite", "fuse "))
    assert "RECEPTION (Anna)" in unseen("RECEPTION (Anna)").what


def test_the_place_is_told_in_few_words() -> None:
    assert place_words(LOCAL) == "Local file"
    assert place_words(SHARE) == r"On share \\NAS\office"
    assert place_words(UNSAFE[0]) == "In a OneDrive folder"
    assert place_words(Placement(Kind.CLOUD, service="a cloud drive")) == "In a cloud drive"
    assert place_words(Placement(Kind.NETWORK, "smbfs")) == "On a share"
    assert place_words(UNSAFE[1]) == "On a virtual drive"
    assert place_words(Placement(Kind.UNKNOWN)) == "Place unknown"
