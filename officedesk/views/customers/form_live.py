"""An open customer form while others work: what they save is taken over, merged, or told beside what is typed."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from officedesk.errors import Conflict
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.merging import merge
from officedesk.views.customers.form_conflict import clashing, titled
from officedesk.views.live_form import LiveForm

if TYPE_CHECKING:
    from officedesk.views.customers.customer_form import CustomerForm

_NEVER = frozenset({"id", "version", "number"})


class LiveCustomer(LiveForm):
    """Belongs to a :class:`CustomerForm` and reads its customer anew when somebody saved it."""

    def __init__(self, form: "CustomerForm") -> None:
        super().__init__(form.shell, "customer", form)
        self._form = form

    def begin(self, customer_id: int) -> None:
        """The form is opened for this customer, or with 0 for a new one."""
        self.close()
        self.fellows.watch(customer_id)
        self.fellows.edit(on=bool(customer_id))

    def refresh(self) -> None:
        """Read the customer; what is typed stays."""
        form = self._form
        base = form.base
        if base is None or base.id is None:
            return
        desk, customer_id = self._shell.desk, base.id

        def work() -> tuple[CustomerDraft, str, bool]:
            from officedesk.services.customers.editing import customer, is_trashed

            draft = customer(desk, customer_id)
            payer = customer(desk, draft.parent_id).name if draft.parent_id is not None else ""
            return draft, payer, is_trashed(desk, customer_id)

        def still() -> bool:
            return form.base is not None and form.base.id == customer_id

        def arrived(result: tuple[CustomerDraft, str, bool]) -> bool:
            if form.saving or form.base is None:
                return False
            stored, payer, trashed = result
            if stored != form.base:
                self._meet(form.base, stored, payer)
            if trashed:
                self._gone(customer_id)
            return True

        self._read(work, still, arrived, lambda: self.fellows.tell_gone("this customer", None, typed=form.dirty))

    def _concerns(self, entity: str, entity_id: int, _customer_id: int) -> bool:
        base = self._form.base
        if base is None:
            return False
        return entity == "import_batch" or (entity == "customer" and entity_id in (0, base.id))

    def _meet(self, base: CustomerDraft, stored: CustomerDraft, payer: str) -> None:
        form = self._form
        if not form.dirty:
            form.take(stored, stored, payer)
            return
        mine = form.fields.draft()
        if mine.version != base.version:
            # Restored after a crash: what it was made from is not known, so all that differs is asked about.
            conflict = Conflict(f"{self.fellows.who} changed {stored.name} while you were editing.", stored)
            titles = [titled(name) for name in clashing(mine, stored, ())]
            self.fellows.tell_clash(titles, lambda: form.settle(form.fields.draft(), conflict))
            return
        merged, clashes = merge(form.clean or base, mine, stored)
        if clashes:
            message = f"{self.fellows.who} changed {stored.name} while you were editing."
            names = clashing(mine, stored, clashes)
            self.fellows.tell_clash(
                [titled(name) for name in names],
                lambda: form.settle(form.fields.draft(), Conflict(message, stored, clashes)),
            )
            return
        form.take(merged, stored, payer)
        changed = _changed(base, stored)
        if changed:
            self.fellows.tell_merged(changed)

    def _gone(self, customer_id: int) -> None:
        shell, desk, form = self._shell, self._shell.desk, self._form

        def work() -> None:
            from officedesk.services.customers.editing import restore

            restore(desk, [customer_id])

        def back(_: object) -> None:
            shell.signals.changed.emit("customer", customer_id, customer_id)
            shell.toast("The customer is back.")

        self.fellows.tell_gone("this customer", lambda: shell.load(form, work, back), typed=form.dirty)


def _changed(base: CustomerDraft, stored: CustomerDraft) -> list[str]:
    """What differs, as people call it; of contacts what of them, where they are the same people."""
    found: list[str] = []
    for part in fields(CustomerDraft):
        before, after = getattr(base, part.name), getattr(stored, part.name)
        if part.name in _NEVER or before == after:
            continue
        if part.name == "billing":
            found += [titled(f"billing.{name}") for name in _differing([before], [after])]
        elif part.name == "contacts" and [one.id for one in before] == [one.id for one in after]:
            found += [titled(name) for name in _differing(before, after)]
        else:
            found.append(titled(part.name))
    return list(dict.fromkeys(found))


def _differing(before: Any, after: Any) -> list[str]:
    return [
        part.name
        for old, new in zip(before, after, strict=True)
        for part in fields(old)
        if getattr(old, part.name) != getattr(new, part.name)
    ]
