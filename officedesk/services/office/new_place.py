"""Where a new office may go: what the place itself says, before anything is made there."""

import os
from dataclasses import dataclass
from pathlib import Path

from officedesk.database.locks import Fitness, try_out
from officedesk.database.placement import Kind, System, placement
from officedesk.database.safety import place_words, unfit, unsafe
from officedesk.database.systems import this_system


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be known of a place. With ``refused`` no office is made there; ``shared``: others can reach it."""

    where: str
    told: str
    refused: bool = False
    shared: bool = False


def look_at_place(path: str, system: System | None = None) -> Advice:
    """Look where a new office of that path would lie. May wait for a share: never on the GUI thread."""
    if not path.strip():
        return Advice("", "Choose where the office file goes.", refused=True)
    if "\0" in path:
        return Advice("", "That is no name of a file.", refused=True)
    file = Path(path).expanduser()
    if not file.is_absolute():
        return Advice("", "Choose a folder too, not only a name: then everybody knows where the file is.", refused=True)
    try:
        return _looked_at(file, system or this_system())
    except OSError as error:
        said = error.strerror or str(error)
        return Advice("", f"The folder {file.parent} can't be reached ({said}).", refused=True)


def _looked_at(file: Path, system: System) -> Advice:
    if file.is_dir():
        return Advice("", f"{file} is a folder: type the name of the file too.", refused=True)
    if file.exists():
        return Advice("", f"There is a file called {file.name} already. Choose another name.", refused=True)
    if not file.parent.is_dir():
        return Advice("", f"There is no folder {file.parent}.", refused=True)
    if not os.access(file.parent, os.W_OK):
        return Advice("", f"You may not make files in {file.parent}. Choose another folder.", refused=True)
    told = placement(file, system)
    where = place_words(told)
    reason = unsafe(told)
    if reason is None and told.kind is not Kind.LOCAL:
        reason = unfit(told, _tried(file.parent))
    if told.kind is Kind.CLOUD:
        # The reason is told of an office that is there; here there is none yet.
        text = (
            f"This folder is synchronized over the internet ({told.service}). Two desktops there would write two "
            "copies of the office, and one would be lost. Choose another folder; backups may go to this one."
        )
        return Advice(where, text, refused=True, shared=True)
    if reason is not None:
        return Advice(where, f"No office can be made there: {reason.what} {reason.advice}", refused=True, shared=True)
    if told.kind is Kind.LOCAL:
        return Advice(where, "On a disk of this computer: the fastest place, and always there.")
    text = (
        "Other desktops can open it there as well, where this share keeps locks: OfficeDesk checks that all the time "
        "and stops saving as soon as it isn't so. For more than two or three desktops let one computer host the office."
    )
    return Advice(where, text, shared=True)


def _tried(folder: Path) -> Fitness:
    try:
        return try_out(folder)
    except OSError:
        # Making the file will say what is wrong.
        return Fitness.GOOD
