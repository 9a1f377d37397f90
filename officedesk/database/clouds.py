"""Folders that a program copies to and from the internet: two desktops there write two copies, and one is lost."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

CLOUD_ATTRIBUTES = 0x0040_0000 | 0x0004_0000
"""Windows: the content comes over the network when it is read, or when the file is opened."""
CLOUD_TAG, CLOUD_TAG_MASK = 0x9000_001A, 0xFFFF_0FFF
"""Windows: reparse points that belong to a synchronising program."""


@dataclass(frozen=True, slots=True)
class Files:
    """What may be asked of the disk: is there such an entry, a file's text (empty where there is none), attributes.

    ``attributes`` gives Windows' file attributes and reparse tag; zeros elsewhere.
    """

    exists: Callable[[PurePath], bool]
    text: Callable[[PurePath], str]
    attributes: Callable[[PurePath], tuple[int, int]] = lambda _: (0, 0)
    names: Callable[[PurePath], tuple[str, ...]] = lambda _: ()
    """Names in a folder that begin with a dot."""


_FOLDERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"onedrive( - .+|-.+)?", "OneDrive"),
        (r"sharepoint( - .+)?", "OneDrive"),
        (r"dropbox( \(.+\))?", "Dropbox"),
        (r"google ?drive( .+|-.+)?", "Google Drive"),
        (r"drivefs", "Google Drive"),
        (r"icloud ?drive( .+)?", "iCloud Drive"),
        (r"mobile documents", "iCloud Drive"),
        (r"(nextcloud|owncloud)\d?", "Nextcloud"),
        (r"pcloud ?(drive|sync)?", "pCloud"),
        (r"box ?sync", "Box"),
        (r"megasync", "MEGA"),
        (r"synologydrive", "Synology Drive"),
        (r"yandex\.?disk", "Yandex Disk"),
    )
)
_IN_HOME = ("Box", "MEGA")
"""Words too common to mean anything anywhere else."""
_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "Nextcloud",
    ".synologyworkingdirectory": "Synology Drive",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
}
_DATABASE_MARK = re.compile(r"\._?sync_[0-9a-f]+\.db", re.IGNORECASE)


def cloud(path: PurePath, home: PurePath, environment: Mapping[str, str], files: Files) -> str:
    """Name of the program that synchronises the folder of the file ``path`` (absolute, links followed), or nothing."""
    folders = list(path.parents)
    return (
        _told(folders, environment, home, files)
        or _named(folders, home)
        or _apple(folders, home, files)
        or _marked(folders, home, files)
        or _attributed([path, *folders], files)
    )


def _told(folders: list[PurePath], environment: Mapping[str, str], home: PurePath, files: Files) -> str:
    """Folders that the programs themselves tell of."""
    for variable in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        if environment.get(variable) and type(home)(environment[variable]) in folders:
            return "OneDrive"
    homes = [home / ".dropbox", *(type(home)(environment[v]) / "Dropbox" for v in _APP_FOLDERS if environment.get(v))]
    for folder in homes:
        for stored in _dropboxes(files.text(folder / "info.json")):
            if type(home)(stored) in folders:
                return "Dropbox"
    return ""


_APP_FOLDERS = ("APPDATA", "LOCALAPPDATA")


def _dropboxes(text: str) -> list[str]:
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        return []
    accounts = told.values() if isinstance(told, dict) else []
    return [str(account["path"]) for account in accounts if isinstance(account, dict) and account.get("path")]


def _named(folders: list[PurePath], home: PurePath) -> str:
    for folder in folders:
        if folder == home:
            # A person may be called Dropbox.
            break
        for pattern, name in _FOLDERS:
            if pattern.fullmatch(folder.name):
                return name
        if folder.parent == home and folder.name in _IN_HOME:
            return folder.name
        if folder.name == "CloudStorage" and folder.parent.name == "Library":
            return "a cloud drive"
        if folder.name in ("My Drive", "Shared drives") and folder.parent == type(folder)(folder.anchor):
            # G:\My Drive: the drive letter that Google's program makes.
            return "Google Drive"
    return ""


def _apple(folders: list[PurePath], home: PurePath, files: Files) -> str:
    """Desktop and Documents of a Mac can be kept in iCloud; its folder then shows them too."""
    shown = home / "Library" / "Mobile Documents" / "com~apple~CloudDocs"
    for name in ("Desktop", "Documents"):
        if home / name in folders and files.exists(shown / name):
            return "iCloud Drive"
    return ""


def _marked(folders: list[PurePath], home: PurePath, files: Files) -> str:
    for folder in folders:
        if folder == home:
            # Some programs keep their own settings in a folder of such a name there.
            continue
        for name in files.names(folder):
            if name.lower() in _MARKS:
                return _MARKS[name.lower()]
            if _DATABASE_MARK.fullmatch(name):
                return "Nextcloud"
    return ""


def _attributed(paths: list[PurePath], files: Files) -> str:
    for path in paths:
        attributes, tag = files.attributes(path)
        if attributes & CLOUD_ATTRIBUTES or tag & CLOUD_TAG_MASK == CLOUD_TAG:
            return "a cloud drive"
    return ""
