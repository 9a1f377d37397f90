"""The page of one customer: the profile, and the form that edits or creates one."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from officedesk.views.customers.profile_view import ProfileView
from officedesk.views.shell import Place, Shell

if TYPE_CHECKING:
    from officedesk.views.customers.customer_form import CustomerForm


class ProfilePage(QWidget):
    """``Place("customer", id)`` shows the profile; with ``edit=True`` in its context, or without id, the form."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self._stack = QStackedLayout(self)
        self.view = ProfileView(shell)
        self._stack.addWidget(self.view)
        self._form: CustomerForm | None = None

    @property
    def form(self) -> "CustomerForm":
        """The form, built when it is first wanted."""
        if self._form is None:
            from officedesk.views.customers.customer_form import CustomerForm

            self._form = CustomerForm(self._shell)
            self._stack.addWidget(self._form)
        return self._form

    @property
    def editing(self) -> bool:
        """The form is in front."""
        return self._form is not None and self._stack.currentWidget() is self._form

    def show_place(self, place: Place) -> None:
        if not place.id or place.context.get("edit"):
            self._stack.setCurrentWidget(self.form)
            self.form.show_customer(place.id, place.context)
        else:
            self._stack.setCurrentWidget(self.view)
            self.view.show_place(place)

    def leave(self) -> bool:
        return not self.editing or self.form.leave()
