"""What the report of time on site prints, as frozen data."""

from dataclasses import dataclass

from officedesk.models.enums import PaperSize


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A stay. Days and times as they are printed; ``seconds`` for the sums."""

    day: str
    came: str
    left: str
    fence: str
    who: str
    job: str
    seconds: int
    charged: str


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """A customer (or nobody) with its stays by job."""

    name: str
    lines: tuple[SiteLine, ...]

    @property
    def seconds(self) -> int:
        return sum(line.seconds for line in self.lines)

    @property
    def jobs(self) -> tuple[tuple[str, int], ...]:
        """How long it was for each job, the longest first; nothing stands for no job."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.job] = found.get(line.job, 0) + line.seconds
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class SiteReport:
    """``about`` says which days and what it was narrowed to."""

    office: str
    about: str
    printed: str
    groups: tuple[SiteGroup, ...]
    paper_size: PaperSize = PaperSize.LETTER

    @property
    def seconds(self) -> int:
        return sum(group.seconds for group in self.groups)
