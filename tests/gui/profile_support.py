"""What the tests of the profile read off it."""

from __future__ import annotations

from officedesk.views.customers.profile_view import ProfileView


def window_chips(view: ProfileView) -> list[str]:
    """What the profile says it is narrowed to."""
    return [view.narrowed.name] if view.narrowed is not None else []


def numbers(view: ProfileView) -> list[str]:
    panel = view.tab.panel  # type: ignore[attr-defined]
    return [row.number for row in panel.source.rows(panel.model.all_ids())]
