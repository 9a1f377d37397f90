"""The seals of the change log: each row's seal covers the row and the seal before it, so that tampering shows.

``digest`` is the SHA-256 of what a row says (label, before, after); ``seal`` that of the seal before it and all else
of the row, the digest among it. So what a row said can be erased for good, and the chain still holds.

The one row of ``change_head`` keeps the last id and seal a second time: a log that was cut off at its end shows too.
Writing begins by locking it, so that on PostgreSQL, as on SQLite, the order of ids is the order of seals and commits.
Ids of sealed rows have no gaps. What seals cannot show: a person who may write to the database, knows this program and
writes the whole chain anew. Against that helps a seal noted elsewhere (:attr:`Verdict.seal`; ``anchors``).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from officedesk.database.bulk import insert_rows
from officedesk.database.direct import Prepared
from officedesk.database.rows import json_text
from officedesk.models.changes import ChangeHead, ChangeLog
from officedesk.models.enums import ChangeAction

CHUNK = 1_000
MOST = 20
"""Problems that are told one by one."""
ERASURE = "erased_rows"
"""In what the row of an erasure says: ``[[first, last], …]``, the rows whose content it took away."""
_COLUMNS = (
    "id",
    "at",
    "transaction_key",
    "user_id",
    "actor",
    "desktop",
    "action",
    "entity",
    "entity_id",
    "customer_id",
    "label",
    "before",
    "after",
    "undoes",
    "erased",
    "digest",
    "seal",
)

_END = ChangeHead.__table__
_HEAD = Prepared(select(_END.c.last_id, _END.c.seal).with_for_update())
_MOVE = Prepared(update(ChangeHead).values(last_id=bindparam("last"), seal=bindparam("now")))


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the log is not as it was written: the id of the row, and what is wrong there."""

    row_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What :func:`verify` found: rows read, those among them with a seal, and the id and seal of the last one."""

    rows: int = 0
    sealed: int = 0
    last_id: int = 0
    seal: str = ""
    broken: tuple[Broken, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.broken


def append(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to the change log, sealed, in the session's transaction: the last thing it does before its commit.

    ``rows`` have the columns of :class:`ChangeLog` without id, digest, seal and erased; ``undoes`` may be missing.
    Until the commit nobody else can add any.
    """
    if not rows:
        return
    head = _HEAD.first(session)
    if head is None:
        # Somebody removed it. Work goes on, and the break stays visible: the chain begins anew at the next row.
        last = session.scalar(select(ChangeLog.id).order_by(ChangeLog.id.desc()).limit(1)) or 0
        session.add(ChangeHead(id=1, first_id=last + 1, last_id=last, seal=""))
        session.flush()
        last_id, seal = last, ""
    else:
        last_id, seal = head.last_id, head.seal
    sealed = []
    for row in rows:
        last_id += 1
        # Encoded once: to be hashed, and to be stored.
        row = {**row, "before": json_text(row["before"]), "after": json_text(row["after"])}
        said = digest(row["label"], row["before"], row["after"])
        seal = seal_of(seal, last_id, row, said)
        sealed.append((last_id, *(row.get(name) for name in _COLUMNS[1:-3]), False, said, seal))
    insert_rows(session, ChangeLog, _COLUMNS, sealed)
    _MOVE.run(session, last=last_id, now=seal)


def digest(label: str, before: Any, after: Any) -> str:
    """The hash of what a row says, its fields in the order in which they are stored."""
    return _hash(f"[{json_text(label)},{json_text(before)},{json_text(after)}]")


def seal_of(before: str, row_id: int, row: Mapping[str, Any], said: str) -> str:
    """The seal of a row whose :func:`digest` is ``said``; ``before`` is the seal of the row before it."""
    at: datetime = row["at"]
    told = [
        before,
        row_id,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        row["transaction_key"],
        row["user_id"],
        row["actor"],
        row["desktop"],
        row["action"],
        row["entity"],
        row["entity_id"],
        row["customer_id"],
        row.get("undoes"),
        said,
    ]
    return _hash(json_text(told))


def reseal(session: Session) -> None:
    """Seal the whole log anew. Only for an office that is just being made and dates its history back."""
    seal, last, first = "", 0, 0
    for rows in _chunks(session):
        changed = []
        for row in rows:
            said = digest(row["label"], row["before"], row["after"])
            seal, last = seal_of(seal, row["id"], row, said), row["id"]
            first = first or last
            changed.append({"id": last, "digest": said, "seal": seal})
        session.execute(update(ChangeLog), changed)
    session.execute(update(ChangeHead).values(first_id=first or 1, last_id=last, seal=seal))


def verify(
    session: Session,
    progress: Callable[[int, int], None] | None = None,
    anchors: Iterable[tuple[int, str]] = (),
) -> Verdict:
    """Read the whole log and tell where it is not as it was written, the first place first.

    ``progress`` hears (rows read, rows in all). ``anchors`` are ids with their seals as they were noted elsewhere.
    Nothing is changed; memory stays flat.
    """
    head = session.execute(select(ChangeHead.first_id, ChangeHead.last_id, ChangeHead.seal)).first()
    walk = _Walk(first=head.first_id if head is not None else 1, anchors=dict(anchors))
    for rows in _chunks(session):
        for row in rows:
            walk.step(row)
        if progress is not None:
            progress(walk.rows, max(head.last_id if head is not None else 0, walk.rows))
        if len(walk.broken) >= MOST:
            break
    else:
        walk.end(head)
    broken = sorted(walk.broken, key=lambda one: one.row_id)[:MOST]
    return Verdict(walk.rows, walk.sealed, walk.last, walk.seal, tuple(broken))


@dataclass(slots=True)
class _Walk:
    """One way through the log, row by row."""

    first: int
    anchors: dict[int, str]
    rows: int = 0
    sealed: int = 0
    last: int = 0
    seal: str = ""
    broken: list[Broken] = field(default_factory=list)
    _erased: list[int] = field(default_factory=list)
    _erasures: list[tuple[int, int]] = field(default_factory=list)

    def step(self, row: Mapping[str, Any]) -> None:
        row_id, before = row["id"], self.last
        self.rows += 1
        self.last = row_id
        if not row["seal"]:
            if self.sealed or row_id >= self.first:
                self._tell(row_id, "has no seal: it was not written by OfficeDesk")
            return
        intact = True
        if row_id != before + 1 and (self.sealed or row_id > self.first):
            gone = f"row {before + 1} is" if row_id == before + 2 else f"rows {before + 1} to {row_id - 1} are"
            self._tell(row_id - 1, f"{gone} missing")
            intact = False
        self.sealed += 1
        if row["erased"]:
            self._erased.append(row_id)
            if row["label"] or row["before"] or row["after"]:
                self._tell(row_id, "is marked as erased and says something")
        elif digest(row["label"], row["before"], row["after"]) != row["digest"]:
            self._tell(row_id, "says something else than what was written")
        if seal_of(self.seal, row_id, row, row["digest"]) != row["seal"] and intact:
            self._tell(row_id, "does not fit the row before it: one of them was changed, moved or put there")
        if row_id in self.anchors and self.anchors[row_id] != row["seal"]:
            self._tell(row_id, "has another seal than the one noted earlier: the history was written anew")
        self.seal = row["seal"]
        if row["action"] is ChangeAction.DELETED and isinstance(row["after"], dict):
            self._erasures += [(int(a), int(b)) for a, b in row["after"].get(ERASURE, ())]

    def end(self, head: Any) -> None:
        for row_id in self._erased:
            if not any(first <= row_id <= last for first, last in self._erasures):
                self._tell(row_id, "is marked as erased, and no erasure says so")
        if head is None:
            self._tell(self.last, "the note of the last row is missing")
        elif head.last_id > self.last:
            self._tell(self.last, f"the history is cut off: {head.last_id - self.last} rows after it are missing")
        elif head.last_id < self.last:
            self._tell(head.last_id + 1, "was not written by OfficeDesk, nor are those after it")
        elif head.seal != self.seal:
            self._tell(self.last, "is not the row that was written last")
        for row_id in self.anchors:
            if row_id > self.last:
                self._tell(self.last, f"the history is cut off: it had a row {row_id} earlier")

    def _tell(self, row_id: int, text: str) -> None:
        self.broken.append(Broken(row_id, text))


def _chunks(session: Session) -> Iterable[list[Mapping[str, Any]]]:
    table = ChangeLog.__table__
    columns = [table.c[name] for name in _COLUMNS]
    after = 0
    while rows := session.execute(
        select(*columns).where(table.c.id > after).order_by(table.c.id).limit(CHUNK)
    ).mappings().all():  # fmt: skip
        after = rows[-1]["id"]
        yield list(rows)  # type: ignore[arg-type]


def _hash(told: str) -> str:
    return sha256(told.encode("ascii")).hexdigest()
