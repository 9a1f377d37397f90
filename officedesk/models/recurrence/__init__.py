"""What comes again: rules, the days they name, and how they read. Pure: neither tables nor a clock.

A day of a series is known by what the rule names (``nominal``); where weekends or holidays move it, it is planned for
another (``due``). All days are the office's, all times those of the clock on its wall.
"""

from officedesk.models.recurrence.clock import Times, times
from officedesk.models.recurrence.expand import end_of, ever
from officedesk.models.recurrence.planned import IsHoliday, Planned, days, no_holidays, upcoming
from officedesk.models.recurrence.reading import from_rrule
from officedesk.models.recurrence.rfc import to_rrule
from officedesk.models.recurrence.rule import Frequency, MonthEnd, OffDay, Rule, RuleProblem, problems, settled
from officedesk.models.recurrence.words import date_words, words

__all__ = [
    "Frequency",
    "IsHoliday",
    "MonthEnd",
    "OffDay",
    "Planned",
    "Rule",
    "RuleProblem",
    "Times",
    "date_words",
    "days",
    "end_of",
    "ever",
    "from_rrule",
    "no_holidays",
    "problems",
    "settled",
    "times",
    "to_rrule",
    "upcoming",
    "words",
]
