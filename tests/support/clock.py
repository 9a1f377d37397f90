"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Called, it tells the time; `at` may be set. Starts at seven in the morning in Chicago, June 22, 2023."""

    def __init__(self, at: datetime = datetime(2023, 6, 22, 12, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **delta: int) -> None:
        """Move the clock: `clock.go_on(days=1)`."""
        self.at += timedelta(**delta)


def local(*parts: int) -> datetime:
    """A wall time: ``local(2023, 6, 23, 9)`` is nine in the morning wherever the office is."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001
