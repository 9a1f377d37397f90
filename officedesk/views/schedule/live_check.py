"""What speaks against a place while a visit is over it: reckoned from what is on the board, without asking the office.

The office is asked before anything is stored; this is so that a hand knows it at once.
"""

from collections.abc import Mapping
from datetime import date, datetime

from officedesk.models.hours import DAY, Spans
from officedesk.models.planning import Absence, Booking, Circumstances, Found, ProblemKind, problems
from officedesk.services.schedule.around import Surroundings
from officedesk.services.schedule.rows import Board, Problem, VisitBlock
from officedesk.services.schedule.words import told
from officedesk.views.schedule.drag import Act, Proposal, moments
from officedesk.views.schedule.layout import Plan
from officedesk.views.schedule.words import OVER, title

SATURDAY = 5
_NEW = -1
_ALWAYS: Spans = ((0, DAY),)


class LiveCheck:
    """Over one state of the board."""

    def __init__(self, board: Board, plan: Plan, now: datetime, skills: Mapping[int, str]) -> None:
        """``plan``: that board laid out, a row for each technician. ``skills``: their names by id."""
        self._board, self._plan, self._now, self._skill_names = board, plan, now, skills
        self._people = {one.id: one for one in board.technicians}

    def against(self, proposal: Proposal) -> tuple[Problem, ...]:
        """What speaks against a proposal."""
        block = proposal.block
        new = proposal.act is Act.COPY or not block.visit_id
        wanted = Booking(
            _NEW if new else block.visit_id,
            proposal.starts,
            proposal.ends,
            proposal.all_day,
            proposal.technician_ids,
            block.skill_ids,
        )
        was = {} if new or block.starts is None else {block.visit_id: _booking(block)}
        return self._told(wanted, was, block, done=block.status in OVER and not new)

    def about(self, block: VisitBlock) -> tuple[str, ...]:
        """What speaks against where a visit is now."""
        if block.starts is None or block.status in OVER:
            return ()
        found = self._told(_booking(block), {}, block, done=False)
        return tuple(one.text for one in found if one.kind is not ProblemKind.PAST)

    def works(self, block: VisitBlock, day: date) -> bool:
        """Whether a day is worked by everybody who has the visit; Monday to Friday where nobody has it."""
        if day in self._board.holidays:
            return False
        people = [one for one in block.technician_ids if one in self._people]
        if not people or not self._board.first <= day <= self._board.last:
            return day.weekday() < SATURDAY
        return all(self._hours(one, day) for one in people)

    def _told(
        self, wanted: Booking, was: Mapping[int, Booking], block: VisitBlock, *, done: bool
    ) -> tuple[Problem, ...]:
        others: dict[int, VisitBlock] = {}
        for person in wanted.technician_ids:
            for other in self._visits_of(person):
                starts, ends = moments(other)
                if other.visit_id != wanted.id and starts < wanted.ends and wanted.starts < ends:
                    others[other.visit_id] = other
        away = {
            person: [Absence(one.id, one.starts, one.ends) for one in self._people[person].away]
            for person in wanted.technician_ids
            if person in self._people
        }
        circumstances = Circumstances(
            now=self._now,
            hours=self._hours,
            away=away,
            skills={one.id: one.skill_ids for one in self._board.technicians},
            holidays=self._board.holidays,
            done={wanted.id} if done else (),
            was=was,
        )
        known = Surroundings(
            others=tuple(_booking(one) for one in others.values()),
            circumstances=circumstances,
            labels={**{key: title(one) for key, one in others.items()}, wanted.id: title(block)},
            people={one.id: one.name for one in self._board.technicians},
            skills=self._skill_names,
            away={one.id: one for row in self._board.technicians for one in row.away},
        )
        found = problems([wanted], known.others, circumstances)
        return tuple(told(one, known) for one in found if self._certain(one))

    def _certain(self, found: Found) -> bool:
        """Of technicians who are filtered out nothing is known here."""
        return found.technician_id is None or found.technician_id in self._people

    def _hours(self, person: int, day: date) -> Spans:
        at = (day - self._board.first).days
        row = self._people.get(person)
        if row is None or not 0 <= at < len(row.hours):
            return _ALWAYS
        return row.hours[at]

    def _visits_of(self, person: int) -> list[VisitBlock]:
        at = self._plan.index_of(person)
        return [] if at is None else [one.block for one in self._plan.rows[at].placed]


def _booking(block: VisitBlock) -> Booking:
    starts, ends = moments(block)
    return Booking(block.visit_id, starts, ends, block.all_day, block.technician_ids, block.skill_ids)
