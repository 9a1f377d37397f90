"""``backup`` and ``restore``."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from officedesk import formatting
from officedesk.bootstrap import desktop_name
from officedesk.commands.common import Progress, opened, say, say_json
from officedesk.config import Config
from officedesk.errors import InvalidInput, NotAnOffice, OfficeDamaged, OfficeMissing
from officedesk.services.office import backups, restoring
from officedesk.services.office.backups import BackupRow


def backup(args: Namespace) -> int:
    """Make a backup: in a folder, where older ones are rotated, or as one file with everything in it."""
    with opened(args.office, args.user) as context:
        desk = context.desk
        bar = Progress("Backing up, parts of a thousand")
        target = Path(args.target).expanduser() if args.target else None
        if target is not None and target.suffix == backups.ENDING:
            made = backups.back_up_to(desk, target, bar)
        else:
            made = backups.back_up(desk, target or backups.folder_for(context.config, backups.office_key(desk)), bar)
    if args.json:
        say_json(_told(made.row) | {"seconds": round(made.seconds, 3), "removed": made.removed})
        return 0
    say(f"Backup made and verified: {made.row.path} ({formatting.file_size(made.row.size)})")
    for name in made.removed:
        say(f"  superseded and deleted: {name}")
    return 0


def restore(args: Namespace) -> int:
    """Restore a backup in place of an office or to a new one; with ``--list`` only say what is in it."""
    path = Path(args.backup).expanduser()
    bar = Progress("Restoring, parts of a thousand")
    if args.list:
        _list(path, bar, as_json=args.json)
        return 0
    if bool(args.office) == bool(args.into):
        raise InvalidInput({}, "Name the office to restore, or a new one with --into NEW.")
    if args.into and "://" not in args.into and Path(args.into).expanduser().exists():
        raise InvalidInput({}, f"{args.into} is there already: --into takes a new file.")
    place = args.office or args.into
    folder, key = _safety(args.office, args.user, path) if args.office else (path.parent, None)
    plan = restoring.RestorePlan(
        path,
        place,
        folder,
        lambda: datetime.now(UTC),
        desktop_name(),
        lambda: restoring.others_at(place),
        args.force,
        key,
    )
    done = restoring.restore(plan, bar)
    if args.json:
        say_json({"office": done.place, "backup": _told(done.row), "safety": str(done.safety or "")})
        return 0
    say(f"Restored {done.row.company or done.row.office} as of {_when(done.row)} to {done.place}")
    if done.safety is not None:
        say(f"  What was there before: {done.safety}")
    return 0


def _safety(office: str, user: str, backup: Path) -> tuple[Path, Any]:
    """Where what is there is saved, and its key. Whoever may not restore is refused; a damaged one can ask nobody."""
    try:
        with opened(office, user) as context:
            restoring.need_to_restore(context.desk)
            return backups.folder_for(context.config, backups.office_key(context.desk)), context.place.key
    except (OfficeDamaged, NotAnOffice, OfficeMissing):
        return (backups.folder_for(Config.load(), "") if backup.parent == Path() else backup.parent), None


def _list(path: Path, bar: Progress, *, as_json: bool) -> None:
    rows = backups.listed(path) if path.is_dir() else [backups.look_into(path, bar)]
    if as_json:
        say_json([_told(row) for row in rows] if path.is_dir() else _told(rows[0]))
        return
    for row in rows:
        if row.problem:
            say(f"{row.path.name}: {row.problem}")
            continue
        say(f"{row.path.name}: {row.company or row.office}, {_when(row)}, {row.kind}")
        if row.encrypted:
            say("  encrypted; what is in it shows when it is opened")
            continue
        say(
            f"  {row.customers:,} customers, {row.documents:,} documents, invoiced "
            f"{formatting.money(row.invoiced, row.currency)}, open {formatting.money(row.owing, row.currency)}"
            + (f", {row.attachments:,} attachments" if row.attachments else "")
        )
    if not path.is_dir():
        say("Verified: every part of it is as it was written.")


def _when(row: BackupRow) -> str:
    return f"{row.made_at.astimezone():%Y-%m-%d %H:%M}" if row.made_at else "–"


def _told(row: BackupRow) -> dict[str, object]:
    return {
        "file": str(row.path),
        "size": row.size,
        "problem": row.problem,
        "kind": row.kind,
        "company": row.company,
        "made_at": row.made_at,
        "desktop": row.desktop,
        "customers": row.customers,
        "documents": row.documents,
        "invoiced": row.invoiced,
        "owing": row.owing,
        "currency": row.currency,
        "attachments": row.attachments,
    }
