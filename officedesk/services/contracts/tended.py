"""What a look after the contracts did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tended:
    """How many drafts were made, contracts renewed, and endings told.

    ``whole``: nothing was left over because somebody else was saving.
    """

    billed: int = 0
    renewed: int = 0
    told: int = 0
    whole: bool = True
