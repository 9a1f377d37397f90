"""General sales-tax rates of the states, to be proposed to a new office: never used before somebody confirmed one.

The rates are what each state's revenue department published for 2025, without what counties, cities and districts add.
Of California, Utah and Virginia they hold the local part that is the same everywhere in the state.
"""

from dataclasses import dataclass
from decimal import Decimal

from officedesk.models.text import fold

AS_OF = "2025"
_RATES = """
AL Alabama 4|AK Alaska 0|AZ Arizona 5.6|AR Arkansas 6.5|CA California 7.25|CO Colorado 2.9|CT Connecticut 6.35
DE Delaware 0|DC District of Columbia 6|FL Florida 6|GA Georgia 4|HI Hawaii 4|ID Idaho 6|IL Illinois 6.25|IN Indiana 7
IA Iowa 6|KS Kansas 6.5|KY Kentucky 6|LA Louisiana 5|ME Maine 5.5|MD Maryland 6|MA Massachusetts 6.25|MI Michigan 6
MN Minnesota 6.875|MS Mississippi 7|MO Missouri 4.225|MT Montana 0|NE Nebraska 5.5|NV Nevada 6.85|NH New Hampshire 0
NJ New Jersey 6.625|NM New Mexico 4.875|NY New York 4|NC North Carolina 4.75|ND North Dakota 5|OH Ohio 5.75
OK Oklahoma 4.5|OR Oregon 0|PA Pennsylvania 6|RI Rhode Island 7|SC South Carolina 6|SD South Dakota 4.2|TN Tennessee 7
TX Texas 6.25|UT Utah 6.1|VT Vermont 6|VA Virginia 5.3|WA Washington 6.5|WV West Virginia 6|WI Wisconsin 5|WY Wyoming 4
"""
_LOCAL_TOO = frozenset({"CA", "UT", "VA"})


@dataclass(frozen=True, slots=True)
class StateTax:
    """A state and its general rate in percent; ``local``: with the local part that is the same everywhere in it."""

    code: str
    state: str
    percent: Decimal
    local: bool = False

    @property
    def name(self) -> str:
        """What papers would call it."""
        return f"{self.code} sales tax"


def state_tax(region: str) -> StateTax | None:
    """The state that people typed as ``MN`` or ``Minnesota``; ``None`` where it is none of the United States."""
    wanted = fold(region)
    return next((one for one in _states() if wanted in (fold(one.code), fold(one.state))), None) if wanted else None


def _states() -> list[StateTax]:
    made = []
    for entry in _RATES.replace("\n", "|").strip("|").split("|"):
        code, rest = entry[:2], entry[3:]
        state, _, percent = rest.rpartition(" ")
        made.append(StateTax(code, state, Decimal(percent), code in _LOCAL_TOO))
    return made
