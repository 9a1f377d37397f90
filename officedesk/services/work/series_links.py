"""Between jobs and the series that they come from."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.models.series import Occurrence
from officedesk.services.sqllist import CHUNK

_OCCURRENCE = Occurrence.__table__.c
_UNMARKED = Prepared(select(_OCCURRENCE.id).where(_OCCURRENCE.job_id == bindparam("job"), _OCCURRENCE.own.is_(False)))


def mark_own(session: Session, job_ids: Collection[int]) -> None:
    """Remember, in the transaction that changes these jobs or their visits by hand, that they were.

    A change of their series leaves them as they are from then on. Jobs of no series are none of it.
    """
    wanted = sorted(set(job_ids))
    if len(wanted) == 1 and _UNMARKED.first(session, job=wanted[0]) is None:
        # Most jobs are of no series: their save pays for this one look.
        return
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        for occurrence in session.scalars(select(Occurrence).where(Occurrence.job_id.in_(some), ~Occurrence.own)):
            occurrence.own = True
