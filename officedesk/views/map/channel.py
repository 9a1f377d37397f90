"""The one object that the page and the program share: each says one kind of thing to the other, as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from officedesk.maps.page.hearing import Message

log = logging.getLogger(__name__)


class Channel(QObject):
    """``on_message`` gets what the page says as a value that was checked; what is not understood is left."""

    told = Signal(str)
    """To the page."""

    def __init__(self, on_message: Callable[[Message], object], parent: QObject) -> None:
        super().__init__(parent)
        self._on_message = on_message

    @Slot(str)
    def say(self, text: str) -> None:
        """The page says something."""
        from officedesk.maps.page.hearing import Unheard, heard

        try:
            said = heard(text)
        except Unheard as error:
            log.warning("the map said something that is not understood: %s", error)
            return
        self._on_message(said)

    def tell(self, what: str, **more: Any) -> None:
        """Tell the page to do something."""
        self.told.emit(json.dumps({"do": what, **more}, allow_nan=False, separators=(",", ":")))
