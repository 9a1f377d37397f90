"""The filter row of the customer list."""

from dataclasses import replace

from officedesk.services.customers.choices import ListChoices
from officedesk.services.customers.rows import CustomerFilter, Quick
from officedesk.services.permissions import Permission
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.saved_filters import SavedFilters
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.segmented import Segmented


class CustomerFilters(FilterRow):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Name, contact, phone, email, address")
        # With brands to choose from, and something to clear, the row just fits into the smallest window.
        self.search.setMinimumWidth(96)
        self.search.setMaximumWidth(240)
        quick = [(Quick.ALL, "All"), (Quick.FAVOURITES, "Favorites"), (Quick.FLAGGED, "Flagged")]
        if shell.may(Permission.MONEY_READ):
            quick += [(Quick.OWING, "Owing"), (Quick.OVERDUE, "Overdue")]
        self._quick = Segmented(quick)
        self._tags = ChoiceButton("Tags", shell.icons("tag"))
        self._brands = ChoiceButton("Brand", None)
        self._brands.hide()
        self._only: tuple[int, ...] = ()
        self._chosen = button("", self._take_all, icon=shell.icons("x"), tip="Show the others too")
        self._chosen.hide()
        self._archived = button("Archived", self.tell, tip="Show archived customers")
        self._archived.setCheckable(True)
        self._archived.setProperty("segment", "only")
        self.saved = SavedFilters(shell, self, "customers", CustomerFilter)
        for control in (self._chosen, self._quick, self._tags, self._brands, self._archived, self.saved):
            self.add(control)
        self._quick.chosen.connect(lambda _: self.tell())
        for choice in (self._tags, self._brands):
            choice.chosen.connect(self.tell)

    def query(self) -> CustomerFilter:
        return CustomerFilter(
            text=self.search.text().strip(),
            quick=Quick(self._quick.value),
            tag_ids=self._tags.value,
            brand_ids=self._brands.value,
            archived=self._archived.isChecked(),
            only=self._only,
        )

    def put(self, query: CustomerFilter) -> None:
        """Show a filter as :meth:`query` gave it, without telling. Tags that are gone are left out."""
        self.search.setText(query.text)
        self._quick.set_value(query.quick)
        self._tags.set_value(query.tag_ids)
        self._brands.set_value(query.brand_ids)
        self._archived.setChecked(query.archived)
        self._only = query.only
        count = len(self._only)
        self._chosen.setText(f"{count:,} chosen on the map")
        self._chosen.setAccessibleName(f"{count:,} chosen on the map: show the others too")
        self._chosen.setVisible(bool(self._only))

    def _take_all(self) -> None:
        self.put(replace(self.query(), only=()))
        self.tell()

    @property
    def active(self) -> bool:
        return self.query() != CustomerFilter()

    def reset(self) -> None:
        super().reset()
        self.put(CustomerFilter())

    def set_choices(self, found: ListChoices) -> None:
        """What tags and brands there are; an office with one brand has no brand filter."""
        self._tags.set_choices(found.tags)
        self._tags.setVisible(bool(found.tags))
        self._brands.set_choices(found.brands)
        self._brands.setVisible(len(found.brands) > 1)
