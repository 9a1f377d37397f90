"""Which column of a file stands for what: from a preset, a MAP.toml, or guessed from the headers."""

import re
import tomllib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from officedesk.errors import InvalidInput
from officedesk.files import told
from officedesk.services.transfer.fields import Field as F  # noqa: N817
from officedesk.services.transfer.presets import PRESETS, plain_header, preset_named, recognise

FieldT = TypeVar("FieldT", bound=StrEnum)
_WORDS: tuple[tuple[F, str], ...] = (
    (F.NUMBER, r"(customer|client|account|cust\.?|acct\.?) ?(no\.?|number|#|id|num)|no\.?|number|id number"),
    (F.NAME, r"(customer|client|display|business)( full)? ?name|customer|client|name"),
    (F.COMPANY, r"company( name)?|organi[sz]ation( name)?|business"),
    (F.TYPE, r"(customer |client )?type"),
    (F.FIRST_NAME, r"(contact )?(first|given) name|first"),
    (F.MIDDLE_NAME, r"middle name|m\.?i\.?"),
    (F.LAST_NAME, r"(contact )?(last|family) name|surname|last"),
    (F.CONTACT, r"(primary )?contact( name| person)?|full name|attention|attn"),
    (F.ROLE, r"(job )?title|role|position"),
    (F.MOBILE, r"(mobile|cell)( ?phone)?( (no\.?|number|#s?))?|alt\.? phone"),
    (F.PHONE, r"(main |work |home |office |contact )?(phone|telephone|tel\.?)( ?(no\.?|numbers?|#s?|1))?"),
    (F.EMAIL, r"(main |contact |primary )?e-?mails?( address(es)?)?"),
    (F.BILLING_STREET, r"(billing|bill to|mailing) (street|address)( (line )?1)|billing street|street( address)?( 1)?"),
    (F.BILLING_STREET2, r"(billing |mailing )?(street|address)( line)? 2|(billing )?(apt|suite|unit)(/suite)?"),
    (F.BILLING_CITY, r"(billing |mailing )?(city|town)"),
    (F.BILLING_REGION, r"(billing |mailing )?(state|province|region|state/province)"),
    (F.BILLING_POSTAL_CODE, r"(billing |mailing )?(zip|postal|post)( ?code)?"),
    (F.BILLING_COUNTRY, r"(billing |mailing )?country"),
    (F.BILLING, r"(billing|bill to|mailing)( address)?|address( (line )?1)?"),
    (F.LOCATION_NAME, r"(service |job )?(location|property|site) name|site"),
    (F.LOCATION_STREET, r"(service|location|property|shipping|job ?site|site) street( address)?( 1)?"),
    (F.LOCATION_STREET2, r"(service|location|property|shipping|job ?site|site) (street|address) 2"),
    (F.LOCATION_CITY, r"(service|location|property|shipping|job ?site|site) city"),
    (F.LOCATION_REGION, r"(service|location|property|shipping|job ?site|site) (state|province|region)"),
    (F.LOCATION_POSTAL_CODE, r"(service|location|property|shipping|job ?site|site) (zip|postal)( ?code)?"),
    (F.LOCATION_COUNTRY, r"(service|location|property|shipping|job ?site|site) country"),
    (F.LOCATION_LATITUDE, r"(service |location |property |job ?site |site |geo ?)?lat(itude)?"),
    (F.LOCATION_LONGITUDE, r"(service |location |property |job ?site |site |geo ?)?(long?(itude)?|lng)"),
    (
        F.LOCATION_POINT,
        r"(service |location |property |site )?((gps )?coord(inate)?s|gps|lat(itude)?[ ,/]+long?(itude)?)",
    ),
    (F.LOCATION, r"(service|property|shipping|job ?site|site|location) address|service location|location"),
    (F.TAGS, r"tags?|labels?|categor(y|ies)"),
    (F.NOTE, r"(private |customer |client )?(notes?|comments?|memo)"),
    (F.TERMS, r"(payment )?terms"),
    (F.TAX_EXEMPT, r"(is )?tax[ -]?exempt"),
    (F.NEWSLETTER, r"newsletter( opt-?in)?"),
    (F.DO_NOT_CONTACT, r"do not (contact|email|mail)|opt(ed)?[ -]?out|unsubscribed"),
    (F.RATING, r"rating|stars"),
    (F.FLAG, r"flag( reason)?"),
    (F.ARCHIVED, r"archived"),
)
_GUESSES = tuple((field, re.compile(pattern)) for field, pattern in _WORDS)


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns`` names the field of each column, ``None`` for one that is left out."""

    columns: tuple[F | None, ...]
    preset: str = ""

    def unused(self, headers: Sequence[str]) -> tuple[str, ...]:
        """Headers of the columns that are left out."""
        return tuple(header for header, field in zip(headers, self.columns, strict=True) if field is None)

    def with_column(self, place: int, field: F | None) -> "Mapping":
        """The mapping with another field for one column: what the import window's boxes do."""
        columns = list(self.columns)
        columns[place] = field
        return replace(self, columns=tuple(columns), preset="")


def suggest(headers: Sequence[str], preset: str = "") -> Mapping:
    """The mapping for a file with ``headers``: the preset asked for, else the one recognised, else guessed.

    Raises :class:`InvalidInput` for a preset that is not there.
    """
    if preset:
        chosen = preset_named(preset)
        if chosen is None:
            names = ", ".join(known.name for known in PRESETS)
            raise InvalidInput({"preset": f"“{preset}” is none of the presets: {names}."})
    else:
        chosen = recognise(headers)
    if chosen is not None:
        return Mapping(tuple(chosen.columns.get(_unnumbered(header)) for header in headers), chosen.name)
    return Mapping(tuple(_guess(header) for header in headers))


def read_map(path: Path, headers: Sequence[str]) -> Mapping:
    """The mapping in a MAP.toml: ``[columns]`` with ``"Header" = "field"`` lines.

    ``preset = "name"`` at its top starts from a preset. A column may be left out with ``""``.
    Raises :class:`InvalidInput` naming the line that is wrong.
    """
    columns, preset = map_in(path)
    start = suggest(headers, preset).columns if preset else (None,) * len(headers)
    return Mapping(overridden(start, columns, headers, path.name, F), preset)


def map_in(path: Path) -> tuple[dict[str, object], str]:
    """The ``[columns]`` of a MAP.toml as they are written, and its preset."""
    with told(path):
        raw = path.read_bytes()
    try:
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput({"map": f"{path.name} is not valid TOML: {error}."}) from None
    columns, preset = content.get("columns", {}), content.get("preset", "")
    if not isinstance(columns, dict) or not isinstance(preset, str):
        raise InvalidInput({"map": f'{path.name} needs a [columns] table with "Header" = "field" lines.'})
    if not columns and not preset:
        raise InvalidInput({"map": f"{path.name} maps no column: it needs a [columns] table."})
    return columns, preset


def overridden(
    start: Sequence[FieldT | None],
    columns: AnyMapping[str, object],
    headers: Sequence[str],
    name: str,
    fields: type[FieldT],
) -> tuple[FieldT | None, ...]:
    """``start`` with what the ``columns`` of the file called ``name`` say. Raises :class:`InvalidInput`."""
    chosen = list(start)
    places = {plain_header(header): place for place, header in enumerate(headers)}
    for header, wanted in columns.items():
        place = places.get(plain_header(header))
        if place is None:
            raise InvalidInput({"map": f"{name} names the column “{header}”, which the file does not have."})
        if wanted == "":
            chosen[place] = None
            continue
        try:
            chosen[place] = fields(str(wanted))
        except ValueError:
            raise InvalidInput(
                {"map": f"{name} maps “{header}” to “{wanted}”, which is none of: {', '.join(fields)}."}
            ) from None
    return tuple(chosen)


def _guess(header: str) -> F | None:
    plain = plain_header(_unnumbered(header).replace("_", " ").replace("*", ""))
    return next((field for field, pattern in _GUESSES if pattern.fullmatch(plain)), None)


def _unnumbered(header: str) -> str:
    # The second of two columns with one name is called "Phone (2)".
    return plain_header(re.sub(r" \(\d+\)$", "", header))
