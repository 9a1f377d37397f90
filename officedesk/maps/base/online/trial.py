"""One tile of a service, to see whether it answers before everybody's map depends on it."""

from officedesk.errors import OfficeError
from officedesk.maps.base.bytes_read import picture_type
from officedesk.maps.base.online.asking import Asker, NotWanted, Strange, Unreachable
from officedesk.maps.base.online.source import OnlineSource
from officedesk.maps.base.reply import Tile, Wanted, always
from officedesk.maps.base.squares import square_of
from officedesk.maps.shapes import Point

_MIDDLE = Point(39.8, -98.6)
"""Of the US, for services that do not say which part of the world they have."""
_DEPTH = 6


def try_out(source: OnlineSource, key: str, agent: str, wanted: Wanted = always) -> str:
    """Ask for one tile, and say how it went. Raises OfficeError with what went wrong. Not for the GUI thread."""
    at = source.bounds.centre if source.bounds is not None else _MIDDLE
    level = max(source.min_zoom, min(_DEPTH, source.max_zoom))
    tile = Tile(level, *square_of(level, at.longitude, at.latitude))
    asker = Asker(agent, 1, source.template.hosts if source.typed else frozenset())
    try:
        answer = asker.ask(source.template.url(tile, key), {}, wanted)
    except Unreachable as error:
        raise OfficeError(
            f"{source.name} does not answer ({error}).", hint="Check the address and the network."
        ) from None
    except (Strange, NotWanted) as error:
        raise OfficeError(f"{source.name} sends no tiles ({error}).", hint="Check the address.") from None
    finally:
        asker.close()
    if answer.status in (401, 402, 403):
        raise OfficeError(f"{source.name} refuses to answer ({answer.status}).", hint="Check the key.")
    if answer.status != 200:
        raise OfficeError(f"{source.name} has no such tile ({answer.status}).", hint="Check the address.")
    kind = picture_type(answer.body)
    if not kind:
        raise OfficeError(f"{source.name} sends something else than pictures.", hint="Check the address.")
    return f"{source.name} answers: a tile of {len(answer.body) / 1024:.0f} kB, {kind.split('/')[1].upper()}."
