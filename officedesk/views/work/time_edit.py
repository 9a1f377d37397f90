"""A time of day as people type it."""

from datetime import time

from officedesk import formatting, parsing
from officedesk.views.widgets.typed_fields import TypedEdit


class TimeEdit(TypedEdit):
    """``9``, ``9:30``, ``2 pm``: a ``time`` without a zone."""

    def parse(self, text: str) -> time:
        return parsing.parse_time(text)

    def format(self, value: time) -> str:
        return formatting.time_text(value)
