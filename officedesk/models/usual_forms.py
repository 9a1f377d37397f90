"""The forms that an office begins with, as ``models.form_fields`` stores them."""

from typing import Any

START_NAME = "Pre-job safety assessment"
FINISH_NAME = "Finish work"


def _asks(key: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": label, **more}


_SURE = {"required": True}
USUAL: tuple[dict[str, Any], ...] = (
    {
        "name": START_NAME,
        "moment": "start",
        "fields": [
            _asks("site", "heading", "Look around before any work begins."),
            _asks("weather", "choice", "Weather", choices=["Dry", "Rain", "Snow or ice", "Wind", "Heat"]),
            _asks("access", "check", "The way in and out is clear and safe", **_SURE),
            _asks("power", "check", "Power lines, gas and water lines were looked for", **_SURE),
            _asks("gear", "check", "Everyone wears what protects them", **_SURE),
            _asks("tools", "check", "Tools and ladders were checked", **_SURE),
            _asks("people", "check", "Customers, children, pets and neighbors are out of the way", **_SURE),
            _asks("hazards", "long", "Hazards found, and what is done about them"),
            _asks("photos", "photo", "Photos of the site before work"),
            _asks("leader", "signature", "Signature of the crew leader", **_SURE),
        ],
    },
    {
        "name": FINISH_NAME,
        "moment": "finish",
        "fields": [
            _asks("done", "long", "What was done", **_SURE),
            _asks("clean", "check", "The site was left clean", **_SURE),
            _asks("tested", "check", "Everything was tested and works", **_SURE),
            _asks("left", "long", "Left to do, or to tell the customer"),
            _asks("photos", "photo", "Photos of the finished work"),
            _asks("customer", "signature", "Signature of the customer"),
        ],
    },
)
"""Nobody is kept from working by them: an office makes mandatory what it wants to be."""
