"""May an office be written to where it lies? What speaks against it, in the words of the people who work with it."""

from dataclasses import dataclass

from officedesk.database.cipher import PLAIN
from officedesk.database.locks import Fitness
from officedesk.database.placement import Kind, Placement

HOST = "Or let one computer host the office: Settings → This office."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an office is only read: ``short`` for the status bar, ``what`` happened, ``advice`` what to do."""

    short: str
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what} {self.advice}"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided before an office is opened. ``reason`` is set where it is only read.

    ``shared``: other computers can reach the place, so nothing is written until it is known that they are kept out.
    ``alone``: the file is in the mode for one computer only. ``frozen``: it can be read, but by nobody else meanwhile.
    """

    reason: Reason | None = None
    shared: bool = False
    alone: bool = False
    frozen: bool = False


def rule(placement: Placement, header: bytes, *, writable: bool = True, log: bool = False) -> Ruling:
    """What may be done with the file that begins with ``header`` (20 bytes).

    ``writable``: this user may write to the file and its folder. ``log``: a write-ahead log with content lies beside.
    """
    alone = header.startswith(PLAIN) and 2 in header[18:20]
    shared = placement.kind in (Kind.NETWORK, Kind.UNKNOWN)
    reason = unsafe(placement)
    if reason is None and alone and shared:
        reason = _ONE_COMPUTER
    if reason is None and not writable:
        reason = _NO_PERMISSION
    local = placement.kind is Kind.LOCAL
    return Ruling(reason, shared and reason is None, alone and local, alone and not local and not log)


def unsafe(placement: Placement) -> Reason | None:
    """Why nothing may be written at a place, as far as the place itself tells."""
    if placement.kind is Kind.CLOUD:
        service = placement.service[0].upper() + placement.service[1:]
        return Reason(
            "synchronized folder",
            f"This office is in a folder that is synchronized over the internet ({service}), so it can only be read.",
            "Two desktops there would write two copies, and one would be lost. Move the file to a folder that is not "
            f"synchronized or to a share of your own network. {HOST}",
        )
    if placement.kind is Kind.BRIDGE:
        return Reason(
            "virtual drive",
            f"This office is on a virtual drive ({placement.filesystem}), so it can only be read: such drives don’t "
            "tell other desktops when one of them is saving.",
            f"Move the file to a disk of this computer or to a share of your own network. {HOST}",
        )
    if placement.defect:
        return Reason(
            "locks are switched off",
            f"This computer is connected to {placement.share or 'the share'} with the option “{placement.defect}”, "
            "so the office can only be read: other desktops wouldn’t notice when this one is saving.",
            f"Ask whoever looks after your computers to connect it without that option. {HOST}",
        )
    return None


def unfit(placement: Placement, fitness: Fitness) -> Reason | None:
    """Why nothing may be written, after the locks of a share were tried."""
    share = placement.share or "this share"
    if fitness is Fitness.GOOD:
        return None
    if fitness is Fitness.NO_UPGRADE:
        what = f"The way this computer is connected to {share} refuses every save, so the office can only be read."
        advice = "Linux does that with Windows shares. Open the office on another desktop, or use an NFS share."
        return Reason("the share refuses saves", what, f"{advice} {HOST}")
    return Reason(
        "locks don’t work",
        f"The locks of {share} don’t work, so the office can only be read: two desktops could save at once.",
        f"Move the file to another share. {HOST}",
    )


def unseen(other: str) -> Reason:
    """Why nothing may be written any more: ``other`` works on the office and no lock keeps it apart from this one."""
    return Reason(
        "locks don’t work",
        f"{other} has this office open, and the locks of this place don’t keep the two desktops apart. Nothing is "
        "saved any more, so that neither overwrites the other’s work.",
        f"Close the office on all desktops but one, then press Check again there. {HOST}",
    )


_ONE_COMPUTER = Reason(
    "used by another program",
    "Another program left this office in a mode (WAL) that works on one computer only, so it can only be read here.",
    "Close it everywhere, then open it once on the computer whose disk it is on: OfficeDesk sets it right there.",
)
_NO_PERMISSION = Reason(
    "no permission",
    "You may look at this office but not change it: its file or folder may not be written to.",
    "Ask for permission to write to the folder, then open the office again.",
)
NO_FOLDER = Reason(
    "no permission",
    "OfficeDesk can’t write beside this office, so it can’t tell other desktops that it is here; it only reads.",
    "Ask for permission to write to the folder, then press Check again.",
)
DAMAGED = Reason(
    "damaged",
    "This office is damaged: a full check found parts that can’t be read. Nothing is saved any more.",
    "Close OfficeDesk on all desktops, keep a copy of the file, and restore the last backup. OfficeDesk never repairs "
    "an office by itself.",
)


def place_words(placement: Placement) -> str:
    r"""Where an office lies, for the status bar: ``Local file``, ``On share \\NAS\office``."""
    if placement.kind is Kind.CLOUD:
        service = placement.service
        return f"In {service if service.startswith('a ') else f'a {service} folder'}"
    return {
        Kind.LOCAL: "Local file",
        Kind.NETWORK: f"On share {placement.share}".rstrip() if placement.share else "On a share",
        Kind.BRIDGE: "On a virtual drive",
    }.get(placement.kind, "Place unknown")
