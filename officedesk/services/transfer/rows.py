"""From the rows of a file to customers: cells to values, and several rows of one customer to one."""

from collections.abc import Callable, Sequence

from officedesk.csv_files import Record
from officedesk.models.enums import CustomerType
from officedesk.models.text import clean, digits, fold
from officedesk.services.customers.rules import MAX_TAG, phone_problem
from officedesk.services.transfer.address_text import split_address
from officedesk.services.transfer.cells import typed
from officedesk.services.transfer.fields import FIELDS, JOINED, PLACE, Field
from officedesk.services.transfer.mapping import Mapping
from officedesk.services.transfer.newcomers import Issue, Newcomer, Person, Place, Severity
from officedesk.services.transfer.points import place_point
from officedesk.services.transfer.values import (
    email_message,
    phone_message,
    postal_message,
    short,
    split_emails,
    split_phones,
    stars,
    yes_or_no,
)

Values = list[str]
NUMBER, NAME, COMPANY, TYPE, IS_COMPANY = (PLACE[f] for f in FIELDS[:5])
CONTACT, FIRST, MIDDLE, LAST, ROLE, PHONE, MOBILE, EMAIL = (PLACE[f] for f in FIELDS[5:13])
BILLING = PLACE[Field.BILLING]
B_STREET, B_STREET2, B_CITY, B_REGION, B_POSTAL, B_COUNTRY = range(BILLING + 1, BILLING + 7)
L_NAME, LOCATION = PLACE[Field.LOCATION_NAME], PLACE[Field.LOCATION]
L_STREET, L_STREET2, L_CITY, L_REGION, L_POSTAL, L_COUNTRY = range(LOCATION + 1, LOCATION + 7)
POINT = PLACE[Field.LOCATION_POINT]
TAGS, NOTE, TERMS = PLACE[Field.TAGS], PLACE[Field.NOTE], PLACE[Field.TERMS]
_SEVERAL_LINES = (Field.NOTE, Field.BILLING, Field.LOCATION)
LONGEST_NUMBER = 60


class RowReader:
    """Turns records into customers by a mapping. ``region`` is the office's country, for phones without one."""

    def __init__(self, headers: Sequence[str], mapping: Mapping, region: str = "US") -> None:
        taken: set[Field] = set()
        self._first: list[tuple[int, int]] = []
        self._more: list[tuple[int, int, str]] = []
        self._columns = dict.fromkeys(range(len(FIELDS)), "")
        for column, field in enumerate(mapping.columns):
            if field is None:
                continue
            place = PLACE[field]
            if field in taken or field in _SEVERAL_LINES:
                self._more.append((place, column, JOINED.get(field, "")))
            else:
                self._first.append((place, column))
            if field not in taken:
                self._columns[place] = headers[column]
            taken.add(field)
        self._places: dict[int, list[int]] = {}
        for column, field in enumerate(mapping.columns):
            if field is not None:
                self._places.setdefault(PLACE[field], []).append(column)
        self._pointed = any(place in self._places for place in (POINT - 2, POINT - 1, POINT))
        self._marks = [place for place in self._places if place > TERMS]
        self._region = region
        self._width = len(headers)
        self._lined = frozenset(PLACE[field] for field in _SEVERAL_LINES)

    def column(self, field: Field) -> str:
        """Header of the (first) column that is mapped to ``field``, or an empty text."""
        return self._columns[PLACE[field]]

    def values(self, cells: Sequence[str]) -> Values:
        """The row's texts in the order of ``FIELDS``, trimmed."""
        values = [""] * len(FIELDS)
        count = len(cells)
        for place, column in self._first:
            if column < count and (text := cells[column]):
                # Most cells are plain words: those need no cleaning but at their ends.
                text = text.strip() if text.isascii() and text.isprintable() else clean(text)
                values[place] = typed(text) if text[:1] == "'" else text
        for place, column, joint in self._more:
            if column < count and (text := typed(clean(cells[column], lines=place in self._lined))):
                if not values[place]:
                    values[place] = text
                elif joint:
                    values[place] += joint + text
        if not values[CONTACT] and (values[FIRST] or values[LAST]):
            values[CONTACT] = " ".join(filter(None, (values[FIRST], values[MIDDLE], values[LAST])))
        return values

    def key(self, cells: Sequence[str]) -> str:
        """Rows with the same key are one customer: the same number, else the same name and billing or email."""
        number = self._one(cells, NUMBER)
        if number:
            return "#" + number
        name = self._one(cells, NAME) or self._one(cells, COMPANY)
        name = name or " ".join(self._one(cells, place) for place in (CONTACT, FIRST, MIDDLE, LAST))
        for place in (B_STREET, BILLING, EMAIL, PHONE, MOBILE):
            if rest := self._one(cells, place):
                return f"{name}\n{rest}".casefold()
        return name.casefold()

    def _one(self, cells: Sequence[str], place: int) -> str:
        for column in self._places.get(place, ()):
            if column < len(cells) and (cell := cells[column]) and (text := typed(clean(cell))):
                return text
        return ""

    def customer(self, records: Sequence[tuple[Record, Values]]) -> Newcomer:
        """One customer of its rows; what is wrong with them is in ``issues``."""
        record, values = records[0]
        found = Newcomer([record.row], values[NUMBER], _name(values))
        tell = self._teller(found, record.row)
        if record.problem:
            tell(-1, record.problem, Severity.ERROR)
            return found
        if not found.name:
            tell(NAME, "the customer has no name", Severity.ERROR)
        if len(found.number) > LONGEST_NUMBER:
            message = f"the number “{short(found.number)}” is longer than {LONGEST_NUMBER} characters"
            tell(NUMBER, message, Severity.ERROR)
        self._customer_fields(found, values, tell)
        for place, (row, row_values) in enumerate(records):
            if place:
                found.rows.append(row.row)
                tell = self._teller(found, row.row)
                if row.problem:
                    tell(-1, row.problem, Severity.ERROR)
                    continue
                if fold(_name(row_values)) != fold(found.name):
                    tell(NAME, f"number {found.number} is also “{short(found.name)}” in row {found.rows[0]}")
                if row_values[TAGS]:
                    found.tags += [tag for tag in _tags(row_values[TAGS]) if tag not in found.tags]
            if len(row.cells) < self._width:
                tell(-1, f"the row has {len(row.cells)} cells, the header has {self._width}")
            self._part(found, row_values, tell)
        if found.contacts:
            found.contacts[0].is_primary = True
        return found

    def _teller(self, found: Newcomer, row: int) -> "Tell":
        def tell(place: int, message: str, severity: Severity = Severity.WARNING) -> None:
            found.issues.append(Issue(row, self._columns.get(place, ""), severity, message))

        return tell

    def _customer_fields(self, found: Newcomer, values: Values, tell: "Tell") -> None:
        found.type = _type(values, tell)
        if values[BILLING] and not values[B_STREET]:
            address = split_address(values[BILLING], found.name)
            found.street, found.street2, found.city = address.street, address.street2, address.city
            found.region, found.postal_code, found.country = address.region, address.postal_code, address.country
        else:
            found.street, found.street2, found.city, found.region, found.postal_code, found.country = values[
                B_STREET : B_COUNTRY + 1
            ]
        if found.postal_code and (message := postal_message(found.postal_code, found.country)):
            tell(B_POSTAL if values[B_POSTAL] else BILLING, message)
        if values[TAGS]:
            found.tags = _tags(values[TAGS])
        found.terms = values[TERMS]
        for place in self._marks:
            if values[place]:
                self._mark(found, FIELDS[place], values[place], tell)

    def _mark(self, found: Newcomer, field: Field, text: str, tell: "Tell") -> None:
        if field is Field.FLAG:
            found.flag_reason = text
            return
        if field is Field.RATING:
            rating = stars(text)
            if rating is None:
                tell(PLACE[field], f"“{short(text)}” is not a rating from 0 to 5")
            found.rating = rating or 0
            return
        answer = yes_or_no(text)
        if answer is None:
            tell(PLACE[field], f"“{short(text)}” is neither yes nor no")
            return
        if field is Field.TAX_EXEMPT:
            found.tax_exempt = answer
        elif field is Field.NEWSLETTER:
            found.newsletter = answer
        elif field is Field.DO_NOT_CONTACT:
            found.do_not_contact = answer
        else:
            found.archived = answer

    def _part(self, found: Newcomer, values: Values, tell: "Tell") -> None:
        """The contact and the location that one row tells."""
        person = self._person(found, values, tell)
        if values[NOTE] and values[NOTE] not in found.notes:
            found.notes.append(values[NOTE])
        if values[LOCATION] and not values[L_STREET]:
            address = split_address(values[LOCATION], values[L_NAME] or found.name)
            place = Place(
                values[L_NAME], address.street, address.street2, address.city, address.region, address.postal_code,
                address.country, person,
            )  # fmt: skip
        elif values[L_NAME] or values[L_STREET] or any(values[L_STREET : L_COUNTRY + 1]):
            street, street2, city, region, postal_code, country = values[L_STREET : L_COUNTRY + 1]
            place = Place(values[L_NAME], street, street2, city, region, postal_code, country, person)
        elif self._pointed and any(values[POINT - 2 : POINT + 1]):
            # A point beside a billing address alone is where the work is.
            place = Place("", found.street, found.street2, found.city, found.region, found.postal_code, found.country)
            place.contact = person
            place_point(place, values, tell)
            if place.latitude is None:
                return
            if not any((place.street, place.street2, place.city, place.region, place.postal_code)):
                tell(POINT, "the point belongs to no address and no location name: it is left out")
                return
        else:
            return
        if self._pointed and place.latitude is None:
            place_point(place, values, tell)
        if place.postal_code and (message := postal_message(place.postal_code, place.country)):
            tell(L_POSTAL if values[L_POSTAL] else LOCATION, message)
        same = next((other for other in found.locations if _same_place(place, other)), None)
        if same is None:
            found.locations.append(place)
        elif same.latitude is None:
            same.latitude, same.longitude = place.latitude, place.longitude

    def _person(self, found: Newcomer, values: Values, tell: "Tell") -> Person | None:
        name = values[CONTACT]
        phone, mobile, email = values[PHONE], values[MOBILE], values[EMAIL]
        if not (name or phone or mobile or email):
            return None
        phones, emails = split_phones(phone), split_emails(email)
        if len(phones) > 1 and not mobile:
            mobile = phones.pop(1)
        if not name and found.type is CustomerType.RESIDENTIAL:
            name = found.name
        phones = [text for text in phones if self._usable_phone(found, PHONE, text, tell)]
        mobile = mobile if not mobile or self._usable_phone(found, MOBILE, mobile, tell) else ""
        emails = [text for text in emails if self._usable_email(found, text, tell)]
        if not (name or phones or mobile or emails):
            return None
        person = Person(name, values[ROLE], phones[0] if phones else "", mobile, emails[0] if emails else "")
        same = next((other for other in found.contacts if _same_person(other, person)), None)
        if same is not None:
            same.role, same.phone = same.role or person.role, same.phone or person.phone
            same.mobile, same.email = same.mobile or person.mobile, same.email or person.email
            return same
        found.contacts.append(person)
        found.contacts += [Person(person.name, "", number) for number in phones[1:]]
        found.contacts += [Person(person.name, "", email=address) for address in emails[1:]]
        return person

    def _usable_phone(self, found: Newcomer, place: int, text: str, tell: "Tell") -> bool:
        message = phone_message(text, self._region)
        if not message:
            return True
        if phone_problem(text):
            tell(place, f"{message}; it is kept as a note")
            found.notes.append(f"Phone: {text}")
            return False
        tell(place, message)
        return True

    @staticmethod
    def _usable_email(found: Newcomer, text: str, tell: "Tell") -> bool:
        message = email_message(text)
        if message:
            tell(EMAIL, f"{message}; it is kept as a note")
            found.notes.append(f"Email: {text}")
        return not message


Tell = Callable[..., None]


def _name(values: Values) -> str:
    return values[NAME] or values[COMPANY] or values[CONTACT]


def _type(values: Values, tell: Tell) -> CustomerType:
    text = values[TYPE].casefold()
    if text.startswith(("res", "home", "ind", "priv")):
        return CustomerType.RESIDENTIAL
    if text.startswith(("com", "bus", "org")):
        return CustomerType.COMMERCIAL
    if text:
        tell(TYPE, f"“{short(text)}” is neither residential nor commercial")
    company = yes_or_no(values[IS_COMPANY]) if values[IS_COMPANY] else None
    if company is None:
        company = bool(values[COMPANY]) or not values[CONTACT] or fold(_name(values)) != fold(values[CONTACT])
    return CustomerType.COMMERCIAL if company else CustomerType.RESIDENTIAL


def _tags(text: str) -> list[str]:
    return list(dict.fromkeys(tag.strip()[:MAX_TAG] for tag in text.replace(";", ",").split(",") if tag.strip()))


def _same_person(one: Person, other: Person) -> bool:
    if one.name != other.name and fold(one.name) != fold(other.name):
        return False
    return _agree(digits(one.phone), digits(other.phone)) and _agree(one.email.casefold(), other.email.casefold())


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _same_place(one: Place, other: Place) -> bool:
    return (fold(one.name), fold(one.street), fold(one.street2), fold(one.city), one.postal_code) == (
        fold(other.name),
        fold(other.street),
        fold(other.street2),
        fold(other.city),
        other.postal_code,
    )
