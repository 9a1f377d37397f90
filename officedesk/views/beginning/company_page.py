"""The office's name, address and habits."""

import zoneinfo

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QLineEdit

from officedesk.formatting import phone
from officedesk.models.enums import PaperSize
from officedesk.services.customers.drafts import Address
from officedesk.services.office.beginning import Beginning
from officedesk.views.beginning.page import Means, Page
from officedesk.views.office.company_sections import CURRENCIES, DATES
from officedesk.views.widgets.basics import even, row
from officedesk.views.widgets.combo import Combo


class CompanyPage(Page):
    """City and state follow a ZIP code where they are still empty."""

    name = "company"
    title = "Your company"
    about = "As it stands on estimates and invoices."
    later = "All of this can be changed later in Settings, Company."

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        zones = [(name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name]
        papers = ((PaperSize.LETTER, "Letter"), (PaperSize.A4, "A4"))
        texts = {
            name: self.add(name, title, QLineEdit(), required=name == "name", hint=hint)
            for name, title, hint in (
                ("name", "Company", ""),
                ("street", "Street", ""),
                ("street2", "Suite, floor", ""),
                ("city", "City", ""),
                ("region", "State", "MN"),
                ("postal_code", "ZIP", ""),
                ("phone", "Phone", ""),
                ("email", "Email", ""),
                ("website", "Website", ""),
            )
        }
        choices = {
            name: self.add(name, title, self._combo(values))
            for name, title, values in (
                ("time_zone", "Time zone", zones),
                ("currency", "Currency", CURRENCIES),
                ("date_format", "Dates", DATES),
                ("paper_size", "Paper", papers),
            )
        }
        street = row(texts["street"], texts["street2"], spacing=12)
        street.setStretch(0, 2)
        street.setStretch(1, 1)
        city = row(texts["city"], texts["region"], texts["postal_code"], spacing=12)
        for place, part in enumerate((2, 1, 1)):
            city.setStretch(place, part)
        habits = row(*choices.values(), spacing=12)
        for place, part in enumerate((3, 2, 2, 2)):
            habits.setStretch(place, part)
        self.body.addWidget(texts["name"])
        self.body.addLayout(street)
        self.body.addLayout(city)
        self.body.addLayout(even(texts["phone"], texts["email"], texts["website"]))
        self.body.addLayout(habits)
        self.control("phone").editingFinished.connect(self._format_phone)
        self.control("postal_code").editingFinished.connect(self._look_up_code)

    def _combo(self, choices: object) -> Combo:
        made = Combo(self.means.icons, self.means.theme)
        made.set_choices(choices)  # type: ignore[arg-type]
        return made

    def _format_phone(self) -> None:
        typed = self.control("phone")
        typed.setText(phone(typed.text()))

    def _look_up_code(self) -> None:
        code = self.control("postal_code").text().strip()
        if not code or (self.control("city").text().strip() and self.control("region").text().strip()):
            return

        def work() -> Address | None:
            from officedesk.services.customers.addresses import by_postal_code

            return by_postal_code(code)

        self.means.runner.submit(work, self._fill_in, lambda _: None, owner=self)

    def _fill_in(self, found: Address | None) -> None:
        if found is None:
            return
        for name, text in (("city", found.city), ("region", found.region)):
            if not self.control(name).text().strip():
                self.control(name).setText(text)
                self.fields[name].show_error("")
        self.edited.emit()


def of_this_computer(beginning: Beginning) -> Beginning:
    """A new beginning with the time zone of this computer, where that is one that people use."""
    from dataclasses import replace

    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    if "/" not in zone or zone.startswith("Etc/") or zone not in zoneinfo.available_timezones():
        return beginning
    return replace(beginning, time_zone=zone)
