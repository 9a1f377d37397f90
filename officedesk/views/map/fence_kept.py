"""A geofence that is not stored yet survives a crash: what was typed and drawn is kept as other forms keep theirs."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from officedesk.errors import OfficeError
from officedesk.maps.shapes import Circle, Point, Polygon, Shape
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.views.recovery import DraftKeeper, Kept, folder_of, kept, when
from officedesk.views.sales.restore_bar import RestoreBar

if TYPE_CHECKING:
    from officedesk.views.map.fence_fields import FenceChoices
    from officedesk.views.map.fence_form import FenceForm

KIND = "geofence"


@dataclass(frozen=True, slots=True)
class Side:
    """A draft with its shape as text: corners are no whole numbers."""

    fields: FenceDraft
    shape: str

    @classmethod
    def of(cls, draft: FenceDraft) -> "Side":
        return cls(replace(draft, shape=None), shape_text(draft.shape))

    def draft(self) -> FenceDraft:
        return replace(self.fields, shape=shape_of(self.shape))


@dataclass(frozen=True, slots=True)
class FenceNote:
    """What is kept: mine, and what it was made from, so that others' changes since are seen."""

    customer_id: int | None
    mine: Side
    base: Side


def shape_text(shape: Shape | None) -> str:
    """A shape to the last digit, as JSON; empty for none."""
    if shape is None:
        return ""
    if isinstance(shape, Circle):
        at = shape.centre
        return json.dumps({"at": [at.latitude, at.longitude], "radius": shape.radius})
    return json.dumps({"parts": shape.parts})


def shape_of(text: str) -> Shape | None:
    """What :func:`shape_text` made; ``ValueError`` or ``TypeError`` for anything else."""
    if not text:
        return None
    found = json.loads(text)
    try:
        if "parts" in found:
            return Polygon.of(found["parts"])
        return Circle(Point(float(found["at"][0]), float(found["at"][1])), float(found["radius"]))
    except (KeyError, IndexError) as problem:
        raise ValueError("this is no shape") from problem


def left_behind(folder: Path, draft: FenceDraft) -> Kept | None:
    """What a crash left of this geofence; of a new one what was begun for the same customer, or for nobody."""
    for one in kept(folder, KIND, draft.id or 0):
        if draft.id or (isinstance(one.data, dict) and one.data.get("customer_id") == draft.customer_id):
            return one
    return None


class KeptFence(QObject):
    """Belongs to a :class:`FenceForm`: keeps what differs from what is stored, and offers what was left behind."""

    def __init__(self, form: "FenceForm") -> None:
        super().__init__(form)
        self._form = form
        self._keeper = DraftKeeper(form.shell, KIND, self)
        self._found: Kept | None = None
        self.bar = RestoreBar()
        self.bar.restored.connect(self.restore)
        self.bar.discarded.connect(self.forget)

    @property
    def folder(self) -> Path:
        """Where this desktop keeps what its user typed."""
        return folder_of(self._form.shell)

    def offer(self, found: Kept | None) -> None:
        """A geofence was opened, and this was left behind of it."""
        self._found = found if self._form.may else None
        self.bar.hide()
        if self._found is not None:
            at = when(self._form.shell, self._found)
            self.bar.tell(f"{self._found.title}: what was typed and drawn on {at} was not saved.")

    def note(self) -> None:
        """Something was typed or drawn, or it is as it is stored again."""
        form = self._form
        base = form.fields.base
        if base is None or not form.dirty:
            self._keeper.drop()
            return
        mine = form.fields.draft()
        name = mine.name if mine.id is None else base.name
        title = f"Geofence {name}".strip() if mine.id is not None or name else "New geofence"
        self._keeper.note(mine.id, title, FenceNote(mine.customer_id, Side.of(mine), Side.of(base)))

    def stored(self, was_new: bool) -> None:
        """It is saved: what a crash left of it is out of date. What was left of a new one may be another."""
        if not was_new:
            self.forget()

    def forget(self) -> None:
        """What was left behind is not wanted."""
        found, self._found = self._found, None
        self.bar.hide()
        if found is not None:
            found.forget()

    def restore(self) -> None:
        """Put what was left behind into the fields, together with what others stored since."""
        form, found = self._form, self._found
        stored, shell = form.fields.base, form.shell
        self.bar.hide()
        if found is None or stored is None:
            return
        try:
            note = found.draft(FenceNote)
            mine, base = note.mine.draft(), note.base.draft()
        except (TypeError, ValueError):
            shell.fail(OfficeError("What was typed cannot be restored: another version of OfficeDesk wrote it."))
            return
        desk = shell.desk

        def work() -> "FenceChoices":
            from officedesk.views.map.fence_fields import read_choices

            return read_choices(desk, mine)

        def arrived(choices: "FenceChoices") -> None:
            if form.fields.base is not stored:
                return
            self.forget()
            form.put_back(mine, base if stored.id is not None else stored, stored, choices)

        shell.load(form, work, arrived)
