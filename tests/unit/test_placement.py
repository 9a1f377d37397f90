"""Where an office file lies, as Linux, Windows and macOS tell it."""

from __future__ import annotations

import struct
from pathlib import Path, PurePath

import pytest

from officedesk.database.clouds import Files
from officedesk.database.placement import Kind, Placement, placement
from officedesk.database.system_calls import read_statfs
from officedesk.database.systems import Linux, MacOS, Windows, this_system

NO_FILES = Files(lambda _: False, lambda _: "")
MOUNTINFO = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw,size=24684092k
40 27 0:40 / /mnt/nas rw,relatime shared:5 - cifs //user@nas.local/office rw,vers=3.1.1,cache=strict,nounix,serverino
41 27 0:41 / /mnt/loose rw,relatime - cifs //NAS/office/Front\040desk rw,vers=3.0,nobrl,nounix
42 27 0:42 / /srv/nfs rw,relatime - nfs4 nas:/export/office rw,vers=4.2,hard,proto=tcp,local_lock=none
43 27 0:43 / /srv/old rw,relatime - nfs nas:/export/old rw,vers=3,nolock,local_lock=all
44 27 0:44 / /srv/half rw,relatime - nfs nas:/export/half rw,vers=3,local_lock=posix
45 27 0:45 / /people/ann/ssh rw,nosuid,nodev,relatime - fuse.sshfs ann@host: rw,user_id=1000
46 27 8:17 / /media/usb rw,relatime - fuseblk /dev/sdb1 rw,allow_other
47 27 0:40 /Front\040desk /people/ann/Office\040files rw,relatime - cifs //nas/office rw,vers=3.1.1
48 27 0:48 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync,aname=drvfs;path=C:\;uid=1000,access=client
49 27 0:49 / /net rw,relatime - autofs systemd-1 rw,fd=51
50 27 0:50 / /mnt/vm rw,relatime - virtiofs office rw
51 27 0:51 / /mnt/both rw - ext4 /dev/vdb rw
52 27 0:52 / /mnt/both rw - cifs //nas/both rw
53 27 0:53 / /mnt/odd rw - brandnewfs office:1 rw
54 27 0:54 / /gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
broken line
"""


def linux(**given: object) -> Linux:
    settings = {"mountinfo": lambda: MOUNTINFO, "resolve": str, "home": lambda: "/people/ann", "environment": dict}
    return Linux(**(settings | {"files": NO_FILES} | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/people/ann/o.officedesk", Placement(Kind.LOCAL, "ext4")),
        ("/dev/shm/o.officedesk", Placement(Kind.LOCAL, "tmpfs")),
        ("/media/usb/o.officedesk", Placement(Kind.LOCAL, "fuseblk")),
        ("/mnt/nas/o.officedesk", Placement(Kind.NETWORK, "cifs", r"\\nas.local\office")),
        ("/mnt/nas2/o.officedesk", Placement(Kind.LOCAL, "ext4")),
        ("/mnt/loose/o.officedesk", Placement(Kind.NETWORK, "cifs", r"\\NAS\office\Front desk", defect="nobrl")),
        ("/people/ann/Office files/o.officedesk", Placement(Kind.NETWORK, "cifs", r"\\nas\office")),
        ("/srv/nfs/deep/down/o.officedesk", Placement(Kind.NETWORK, "nfs4", "nas:/export/office")),
        ("/srv/old/o.officedesk", Placement(Kind.NETWORK, "nfs", "nas:/export/old", defect="nolock")),
        ("/srv/half/o.officedesk", Placement(Kind.NETWORK, "nfs", "nas:/export/half", defect="local_lock=posix")),
        ("/people/ann/ssh/o.officedesk", Placement(Kind.BRIDGE, "fuse.sshfs")),
        ("/gvfs/smb-share/o.officedesk", Placement(Kind.BRIDGE, "fuse.gvfsd-fuse")),
        ("/mnt/c/Users/o.officedesk", Placement(Kind.BRIDGE, "9p")),
        ("/mnt/vm/o.officedesk", Placement(Kind.BRIDGE, "virtiofs")),
        ("/mnt/both/o.officedesk", Placement(Kind.NETWORK, "cifs", r"\\nas\both")),
        ("/mnt/odd/o.officedesk", Placement(Kind.UNKNOWN, "brandnewfs")),
        ("/proc/o.officedesk", Placement(Kind.UNKNOWN, "proc")),
    ],
)
def test_linux_tells_the_volume_by_its_mounts(path: str, told: Placement) -> None:
    assert placement(Path(path), linux()) == told


def test_linux_without_a_table_of_mounts_does_not_know() -> None:
    assert placement(Path("/o.officedesk"), linux(mountinfo=lambda: "")).kind is Kind.UNKNOWN


def test_a_link_to_a_share_lies_on_the_share(tmp_path: Path) -> None:
    system = linux(resolve=lambda _: "/mnt/nas/o.officedesk")
    assert placement(tmp_path / "o.officedesk", system).kind is Kind.NETWORK


def windows(types: dict[str, int], volumes: dict[str, tuple[str, str]], shares: dict[str, str], **given: object):
    settings = {
        "drive_type": lambda root: types.get(root, 1), "volume": lambda root: volumes.get(root, ("", "")),
        "share": lambda drive: shares.get(drive, ""), "resolve": str, "home": lambda: r"C:\Users\ann",
        "environment": dict, "files": NO_FILES,
    }  # fmt: skip
    return Windows(**(settings | given))  # type: ignore[arg-type]


DRIVES = {"C:\\": 3, "D:\\": 2, "G:\\": 3, "R:\\": 3, "W:\\": 4, "Z:\\": 4}
VOLUMES = {
    "C:\\": ("System", "NTFS"), "D:\\": ("STICK", "exFAT"), "G:\\": ("Google Drive", "FAT32"),
    "R:\\": ("remote", "FUSE-rclone"), "Z:\\": ("office", "NTFS"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (r"C:\Office\o.officedesk", Placement(Kind.LOCAL, "ntfs")),
        (r"D:\o.officedesk", Placement(Kind.LOCAL, "exfat")),
        (r"G:\My Drive\o.officedesk", Placement(Kind.CLOUD, "fat32", service="Google Drive")),
        (r"R:\o.officedesk", Placement(Kind.BRIDGE, "fuse.fuse-rclone")),
        (r"Z:\o.officedesk", Placement(Kind.NETWORK, "remote", r"\\NAS\office")),
        (r"W:\o.officedesk", Placement(Kind.BRIDGE, "webdav")),
        (r"X:\o.officedesk", Placement(Kind.UNKNOWN)),
        (r"\\NAS\office\in\o.officedesk", Placement(Kind.NETWORK, "remote", r"\\NAS\office")),
        (r"\\?\UNC\NAS\office\o.officedesk", Placement(Kind.NETWORK, "remote", r"\\NAS\office")),
        (r"\\?\C:\o.officedesk", Placement(Kind.LOCAL, "ntfs")),
        (r"\\wsl.localhost\Debian\home\o.officedesk", Placement(Kind.BRIDGE, "wslfs")),
        (r"\\tsclient\C\o.officedesk", Placement(Kind.BRIDGE, "vmhgfs")),
        (r"\\cloud.example@SSL\DavWWWRoot\o.officedesk", Placement(Kind.BRIDGE, "webdav")),
    ],
)
def test_windows_tells_by_drive_and_by_name(path: str, told: Placement) -> None:
    shares = {"Z:": r"\\NAS\office", "W:": r"\\cloud.example@SSL\DavWWWRoot"}
    assert placement(Path(path), windows(DRIVES, VOLUMES, shares)) == told


@pytest.mark.parametrize(
    ("path", "volume", "told"),
    [
        ("/people/ann/o.officedesk", ("apfs", "/dev/disk3s5", 0x1000), Placement(Kind.LOCAL, "apfs")),
        ("/Volumes/office/o", ("smbfs", "//ann@nas/office", 0), Placement(Kind.NETWORK, "smbfs", r"\\nas\office")),
        ("/Volumes/n/o", ("nfs", "nas:/office", 0), Placement(Kind.NETWORK, "nfs", "nas:/office")),
        ("/Volumes/w/o", ("webdav", "https://x.example/", 0), Placement(Kind.BRIDGE, "webdav")),
        ("/Volumes/f/o", ("macfuse", "sshfs", 0), Placement(Kind.BRIDGE, "macfuse")),
        ("/Volumes/x/o", ("strangefs", "x", 0), Placement(Kind.NETWORK, "strangefs", "x")),
        ("/Volumes/y/o", ("strangefs", "x", 0x1000), Placement(Kind.LOCAL, "strangefs")),
    ],
)
def test_macos_tells_by_the_volume(path: str, volume: tuple[str, str, int], told: Placement) -> None:
    system = MacOS(lambda _: volume, resolve=str, home=lambda: "/people/ann", environment=dict, files=NO_FILES)
    assert placement(Path(path), system) == told


def disk(*entries: str, text: str = "", attributes: tuple[int, int] = (0, 0), at: str = "") -> Files:
    """A disk with these entries."""
    return Files(
        lambda path: str(path) in entries,
        lambda path: text if path.name == "info.json" else "",
        lambda path: attributes if str(path) == at else (0, 0),
        lambda folder: tuple(entry.rpartition("/")[2] for entry in entries if PurePath(entry).parent == folder),
    )


@pytest.mark.parametrize(
    ("path", "files", "service"),
    [
        ("/people/ann/Dropbox/o", NO_FILES, "Dropbox"),
        ("/people/ann/Dropbox (Office)/in/o", NO_FILES, "Dropbox"),
        ("/people/ann/files/o", disk(text='{"business": {"path": "/people/ann/files"}}'), "Dropbox"),
        ("/people/ann/other/o", disk(text='{"business": {"path": "/people/ann/files"}}'), ""),
        ("/people/ann/files/o", disk(text="{"), ""),
        ("/people/ann/OneDrive - Contoso/o", NO_FILES, "OneDrive"),
        ("/people/ann/Google Drive/o", NO_FILES, "Google Drive"),
        ("/srv/work/o", disk("/srv/work/.stfolder"), "Syncthing"),
        ("/srv/work/deep/o", disk("/srv/work/.sync_0a1b2c.db"), "Nextcloud"),
        ("/people/ann/Nextcloud/o", NO_FILES, "Nextcloud"),
        ("/people/ann/o", disk("/people/ann/.dropbox"), ""),
        ("/people/ann/Box/o", NO_FILES, "Box"),
        ("/srv/Box/o", NO_FILES, ""),
        ("/people/ann/Boxes/o", NO_FILES, ""),
        ("/mnt/nas/Dropbox/o", NO_FILES, "Dropbox"),
    ],
)
def test_a_synchronised_folder_is_known_by_name_mark_or_what_its_program_tells(
    path: str, files: Files, service: str
) -> None:
    told = placement(Path(path), linux(files=files))
    assert (told.service, told.kind is Kind.CLOUD) == (service, bool(service))


def test_a_home_folder_of_such_a_name_is_not_synchronised() -> None:
    assert placement(Path("/people/dropbox/o"), linux(home=lambda: "/people/dropbox")).kind is Kind.LOCAL


@pytest.mark.parametrize(
    ("path", "environment", "files", "service"),
    [
        (r"C:\Users\ann\Docs\o", {"OneDriveCommercial": r"C:\Users\ann\Docs"}, NO_FILES, "OneDrive"),
        (r"C:\Users\ann\ONEDRIVE\o", {"OneDrive": r"c:\users\Ann\OneDrive"}, NO_FILES, "OneDrive"),
        (r"C:\Users\ann\Documents\o", {"OneDrive": r"C:\Users\ann\OneDrive"}, NO_FILES, ""),
        (r"C:\Users\ann\iCloudDrive\o", {}, NO_FILES, "iCloud Drive"),
        (r"C:\Sync\o", {}, disk(attributes=(0x400000, 0), at=r"C:\Sync\o"), "a cloud drive"),
        (r"C:\Sync\o", {}, disk(attributes=(0x10, 0x9000601A), at=r"C:\Sync"), "a cloud drive"),
        (r"C:\Link\o", {}, disk(attributes=(0x410, 0xA000000C), at=r"C:\Link"), ""),
        (r"D:\Team\o", {"APPDATA": r"C:\A"}, disk(text=r'{"b": {"path": "D:\\Team"}}'), "Dropbox"),
    ],
)
def test_windows_synchronised_folders(path: str, environment: dict[str, str], files: Files, service: str) -> None:
    system = windows(DRIVES, VOLUMES, {}, environment=lambda: environment, files=files)
    assert placement(Path(path), system).service == service


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/people/ann/Library/Mobile Documents/com~apple~CloudDocs/o", "iCloud Drive"),
        ("/people/ann/Library/CloudStorage/OneDrive-Contoso/o", "OneDrive"),
        ("/people/ann/Library/CloudStorage/Box-Box/o", "a cloud drive"),
        ("/people/ann/Documents/o", "iCloud Drive"),
        ("/people/ann/Desktop/o", ""),
    ],
)
def test_macos_synchronised_folders(path: str, service: str) -> None:
    shown = disk("/people/ann/Library/Mobile Documents/com~apple~CloudDocs/Documents")
    system = MacOS(
        lambda _: ("apfs", "/dev/disk3s5", 0x1000), resolve=str, home=lambda: "/people/ann", environment=dict,
        files=shown,
    )  # fmt: skip
    assert placement(Path(path), system).service == service


def test_this_computer_tells_where_its_own_files_lie(tmp_path: Path) -> None:
    told = placement(tmp_path / "not there yet" / "o.officedesk", this_system())
    assert told.kind is Kind.LOCAL
    assert told.filesystem


def test_macos_structure_is_read_where_its_fields_are() -> None:
    told = struct.pack(
        "=Ii5Q2iIIII16s1024s1024sI7I", 4096, 1 << 20, 1, 2, 3, 4, 5, 6, 7, 501, 26, 0x1000, 0,
        b"smbfs", b"/Volumes/office", b"//ann@nas/office", 0, *range(7),
    )  # fmt: skip
    assert len(told) == 2168
    assert read_statfs(told) == ("smbfs", "//ann@nas/office", 0x1000)
