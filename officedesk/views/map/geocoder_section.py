"""Settings, Address search: the online service that says where an address is, if the office wants one."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLineEdit

from officedesk.errors import OfficeError
from officedesk.maps.geocoding.endpoint import PUBLIC, Endpoint, Kind
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import FormSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row

WORDS = (
    "Without a service, addresses are found on this computer, as precisely as their ZIP code area. With one, an "
    "address is sent there when somebody looks for it or lets all of them be found, and never by itself. Each is "
    "asked once."
)
_KEPT = "kept on this computer"


@dataclass(frozen=True, slots=True)
class GeocoderForm:
    """What the form shows. ``key`` empty: as it is."""

    kind: Kind = Kind.NOMINATIM
    address: str = ""
    email: str = ""
    pause: Decimal = Decimal(1)
    key: str = ""


class GeocoderSection(FormSection):
    """The service, tried before it is saved."""

    def __init__(self, shell: Shell) -> None:
        desk, secrets = shell.desk, shell.secrets
        specs = (
            FieldSpec("kind", "Kind", "choice", choices=[(kind, kind.label) for kind in Kind]),
            FieldSpec("address", "Address of the service (empty: none)", span=3),
            FieldSpec("email", "Email the service can write to", span=2),
            FieldSpec("pause", "Seconds between requests", "number"),
            FieldSpec("key", "Key, if it wants one"),
        )

        def load() -> GeocoderForm:
            from officedesk.services.mapping.geocoder import endpoint, has_key

            found = endpoint(desk)
            self._has_key = found.ready and has_key(desk, found, secrets)
            return GeocoderForm(found.kind, found.address, found.email, Decimal(str(found.pause)))

        def save(form: GeocoderForm) -> GeocoderForm:
            from officedesk.services.mapping.geocoder import save_endpoint

            save_endpoint(desk, _endpoint(form), form.key or None, secrets)
            return load()

        super().__init__(shell, "Address search", specs, load, save, "geocoder")
        self._has_key = False
        words = label(WORDS, "muted")
        words.setWordWrap(True)
        self.body.insertWidget(1, words)
        key: QLineEdit = self.form.control("key")
        key.setEchoMode(QLineEdit.EchoMode.Password)
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.try_button = button("Try it", self.try_it)
        self.forget_button = button("Forget the key", self._forget_key, kind="link")
        shared = [
            button(f"Use {host}", lambda kind=kind, url=url: self._fill(kind, url), kind="link")
            for kind, host, url in _shared()
        ]
        self.body.addLayout(row(self.try_button, *shared, self.forget_button, None))
        self.body.addWidget(self.told)
        self.forget_button.hide()

    def try_it(self) -> None:
        """Ask the service as it is typed for the office's own address."""
        form: GeocoderForm = self.draft()
        if not form.address or self.form.unreadable():
            self.told.setText("Enter the address of a service first.")
            return
        desk, secrets, geocoder = self.shell.desk, self.shell.secrets, self.shell.geocoder
        self.told.setText(f"Asking {_endpoint(form).host}…")
        self.try_button.setEnabled(False)

        def work() -> Any:
            from officedesk.services.mapping.geocoder import try_endpoint

            return try_endpoint(desk, _endpoint(form), form.key or None, secrets, geocoder)

        self.shell.load(self, work, self._tried, self._not_tried)

    def _tried(self, found: Any) -> None:
        self.try_button.setEnabled(True)
        first = f" It found “{found[0].label}”: {found[0].precision.words}." if found else ""
        self.told.setText(f"The service answers.{first}" if found else "The service answers, but knows no such place.")

    def _not_tried(self, error: Exception) -> None:
        self.try_button.setEnabled(True)
        fields = getattr(error, "fields", None)
        if fields:
            self.told.setText(" ".join(self.form.show_errors(fields)))
        elif isinstance(error, OfficeError):
            self.told.setText(str(error))
        else:
            self.told.clear()
            self.shell.fail(error)

    def _fill(self, kind: Kind, url: str) -> None:
        self.form.control("kind").set_value(kind)
        self.form.control("address").setText(url)
        self._edited()
        self.form.edited.emit()
        email: QLineEdit = self.form.control("email")
        if not email.text():
            email.setFocus()

    def _forget_key(self) -> None:
        desk, secrets = self.shell.desk, self.shell.secrets

        def work() -> Any:
            from officedesk.services.mapping.geocoder import endpoint, save_endpoint

            return save_endpoint(desk, endpoint(desk), "", secrets)

        self.shell.load(self, work, lambda _: self.show_section())

    def _loaded(self, draft: Any) -> None:
        super()._loaded(draft)
        key: QLineEdit = self.form.control("key")
        key.setPlaceholderText(_KEPT if self._has_key else "")
        self.forget_button.setVisible(self._has_key)


def _shared() -> list[tuple[Kind, str, str]]:
    kinds = {"nominatim": Kind.NOMINATIM, "photon": Kind.PHOTON}
    return [(kinds[host.partition(".")[0]], host, url) for host, url in PUBLIC.items()]


def _endpoint(form: GeocoderForm) -> Endpoint:
    return Endpoint(form.kind, form.address.strip(), form.email.strip(), float(form.pause or 0))
