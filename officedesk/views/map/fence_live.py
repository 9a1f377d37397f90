"""An open geofence while others work: what they save is taken over, merged, or told beside what is typed and drawn."""

from typing import TYPE_CHECKING

from officedesk.errors import Conflict
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.views.live_form import LiveForm
from officedesk.views.map.fence_fields import TITLES

if TYPE_CHECKING:
    from officedesk.views.map.fence_form import FenceForm


class LiveFence(LiveForm):
    """Belongs to a :class:`FenceForm` and reads its fence anew when somebody saved it."""

    def __init__(self, form: "FenceForm") -> None:
        super().__init__(form.shell, "geofence", form)
        self._form = form

    def begin(self, fence_id: int) -> None:
        """The form shows this fence, or with 0 a new one."""
        self.fellows.watch(fence_id)

    def refresh(self) -> None:
        """Read the fence; what is typed and drawn stays."""
        form, desk = self._form, self._shell.desk
        base, fence_id = form.fields.base, form.fence_id
        if base is None or not fence_id:
            return

        def work() -> FenceDraft:
            from officedesk.services.mapping.fences import fence

            return fence(desk, fence_id)

        def arrived(stored: FenceDraft) -> bool:
            if form.saving:
                return False
            base = form.fields.base
            if base is not None and stored != base:
                self.meet(base, stored)
            return True

        self._read(work, lambda: form.fence_id == fence_id, arrived, lambda: self._gone(fence_id))

    def _concerns(self, entity: str, entity_id: int, _customer_id: int) -> bool:
        number = self._form.fence_id
        return bool(number) and entity in ("geofence", "import_batch") and entity_id in (0, number)

    def meet(self, base: FenceDraft, stored: FenceDraft) -> None:
        """``stored`` is what another desktop made of ``base``: merge it with what is typed, or tell of it."""
        from officedesk.services.mapping.fence_store import merge

        form = self._form
        if not form.dirty:
            form.take(stored, stored)
            return
        together, clashes = merge(base, form.fields.draft(), stored)
        if clashes:
            message = f"{self.fellows.who} changed {stored.name} while you were editing."
            self.fellows.tell_clash(
                [TITLES[name] for name in clashes], lambda: form.settle(Conflict(message, stored, clashes))
            )
            return
        changed = [name for name in TITLES if getattr(base, name) != getattr(stored, name)]
        form.take(together, stored)
        if changed:
            self.fellows.tell_merged([TITLES[name] for name in changed])

    def _gone(self, fence_id: int) -> None:
        shell, desk, form = self._shell, self._shell.desk, self._form
        if not form.dirty:
            form.closed.emit()
            return

        def work() -> None:
            from officedesk.services.mapping.fences import restore_fence

            restore_fence(desk, fence_id)

        def back(_: object) -> None:
            shell.signals.changed.emit("geofence", fence_id, 0)
            shell.toast("The geofence is back.")

        self.fellows.tell_gone("this geofence", lambda: shell.load(form, work, back), typed=True)
