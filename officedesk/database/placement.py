"""Where an office file lies: on this computer's disk, on a share, in a synchronised folder, behind a bridge.

What the system says is read by a :class:`System`; what it means is decided by pure functions beside it.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Kind(StrEnum):
    LOCAL = "local"
    NETWORK = "network"
    CLOUD = "cloud"
    """A folder that a program copies to and from the internet."""
    BRIDGE = "bridge"
    """A file system in a program (FUSE), or the shared folder of a virtual machine or remote desktop."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Placement:
    r"""``filesystem`` in the system's word (``cifs``), ``share`` as people write it (``\\NAS\office``).

    ``service`` is the synchronising program's name. ``defect`` names what makes locks on it worthless, as far as the
    system says so: ``nobrl``, ``nolock`` …
    """

    kind: Kind
    filesystem: str = ""
    share: str = ""
    service: str = ""
    defect: str = ""


@dataclass(frozen=True, slots=True)
class Mount:
    """What the system tells of the volume that a path lies on. ``options`` are the mount's words, lower case."""

    filesystem: str
    source: str = ""
    options: tuple[str, ...] = ()
    local: bool | None = None
    """What the system itself says, where it says so."""


class System(Protocol):
    """The computer as this module sees it; tests bring others."""

    def resolved(self, path: Path) -> str:
        """``path`` with its links followed, as the system writes it."""

    def mount(self, path: str) -> Mount | None:
        """The volume that a resolved path lies on, or ``None`` where that cannot be told."""

    def synchronised(self, path: str) -> str:
        """Name of the program that synchronises the folder of ``path``, or nothing."""


LOCAL_DISKS = frozenset(
    """ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs reiser4 bcachefs nilfs2 tmpfs ramfs overlay aufs vfat msdos exfat
    ntfs ntfs3 fuseblk hfs hfsplus apfs ufs iso9660 udf squashfs erofs ecryptfs rootfs minix ubifs fat fat32 refs
    cdfs devfs lifs""".split()
)
SHARES = frozenset(
    """cifs smb2 smb3 smbfs smb nfs nfs4 afpfs ncpfs ceph lustre gfs gfs2 ocfs2 gpfs beegfs pvfs2 orangefs glusterfs
    netfs remote""".split()
)
BRIDGES = frozenset(
    """9p drvfs v9fs vboxsf vmhgfs prl_fs virtiofs hostfs wslfs macfuse osxfuse fusefs webdav davfs ftp afs coda
    openafs ftpfs lxfs""".split()
)
"""Locks on these end at this computer, or nowhere."""


def placement(path: Path, system: System) -> Placement:
    """Where ``path`` lies. A file that is not there yet lies where its folder does."""
    resolved = system.resolved(path)
    mount = system.mount(resolved)
    service = system.synchronised(resolved)
    if service:
        return Placement(Kind.CLOUD, mount.filesystem if mount else "", service=service)
    if mount is None:
        return Placement(Kind.UNKNOWN)
    kind = kind_of(mount)
    share = shown(mount.source) if kind is Kind.NETWORK else ""
    return Placement(kind, mount.filesystem, share, defect=defect_of(mount) if kind is Kind.NETWORK else "")


def kind_of(mount: Mount) -> Kind:
    """The kind of a volume, by the name of its file system."""
    name = mount.filesystem.lower()
    if name in BRIDGES or (name.startswith("fuse") and name != "fuseblk"):
        return Kind.BRIDGE
    if name in SHARES:
        return Kind.NETWORK
    if name in LOCAL_DISKS or mount.source.startswith("/dev/"):
        return Kind.LOCAL
    if mount.local is not None:
        return Kind.LOCAL if mount.local else Kind.NETWORK
    return Kind.UNKNOWN


def defect_of(mount: Mount) -> str:
    """The option with which a share was mounted that keeps locks from other computers, or nothing."""
    given = dict(option.partition("=")[::2] for option in mount.options)
    if mount.filesystem.startswith(("cifs", "smb")):
        for name in ("nobrl", "nolock"):
            if name in given:
                return name
    if mount.filesystem.startswith("nfs"):
        if "nolock" in given:
            return "nolock"
        if given.get("local_lock", "none") not in ("none", "flock"):
            return f"local_lock={given['local_lock']}"
    return "localflock" if mount.filesystem == "lustre" and "localflock" in given else ""


def shown(source: str) -> str:
    r"""A share as people know it: ``\\NAS\office`` for ``//user@nas/office``, ``nas:/office`` as it is.

    A name or password in the address is left out.
    """
    if not source.startswith(("//", "\\\\")):
        return source
    server, _, rest = source.replace("\\", "/").lstrip("/").partition("/")
    return "\\\\" + "\\".join(filter(None, (server.rpartition("@")[2], *rest.split("/"))))
