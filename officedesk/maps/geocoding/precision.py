"""How precisely a point says where an address is, and how that is said in words."""

from enum import StrEnum


class Precision(StrEnum):
    """From the most precise to the least."""

    PLACED = "placed"
    """Somebody put it there: typed, dragged, imported, or taken from an answer."""
    ADDRESS = "address"
    STREET = "street"
    ZIP = "zip"
    CITY = "city"
    REGION = "region"

    @property
    def words(self) -> str:
        """What is told beside the point: ``ZIP code area, not the street``."""
        return _WORDS[self]

    @property
    def approximate(self) -> bool:
        """The point only says which neighbourhood, city or state it is: nothing to drive to, or to draw a fence at."""
        return self in _APPROXIMATE

    @property
    def rank(self) -> int:
        """0 for the most precise."""
        return _ORDER[self]


_WORDS = {
    Precision.PLACED: "exact: the pin was placed",
    Precision.ADDRESS: "the address",
    Precision.STREET: "the street, not the house",
    Precision.ZIP: "ZIP code area, not the street",
    Precision.CITY: "the city, not the street",
    Precision.REGION: "the state, not the city",
}
_ORDER = {precision: rank for rank, precision in enumerate(Precision)}
_APPROXIMATE = frozenset({Precision.ZIP, Precision.CITY, Precision.REGION})
