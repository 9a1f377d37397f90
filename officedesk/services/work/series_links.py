"""Between jobs and the series that they come from."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.series import Occurrence
from officedesk.services.sqllist import CHUNK


def mark_own(session: Session, job_ids: Collection[int]) -> None:
    """Remember, in the transaction that changes these jobs or their visits by hand, that they were.

    A change of their series leaves them as they are from then on. Jobs of no series are none of it.
    """
    wanted = sorted(set(job_ids))
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        for occurrence in session.scalars(select(Occurrence).where(Occurrence.job_id.in_(some), ~Occurrence.own)):
            occurrence.own = True
