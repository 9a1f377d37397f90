"""XML from anywhere: no document types, no entities, nothing fetched, not too much of anything."""

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from officedesk.maps.exchange.found import BadFenceFile

_MOST_TAGS: Final = 1_000_000
_MOST_ATTRIBUTES: Final = 1_000_000


def parsed(data: bytes) -> Any:
    """The root element. :class:`BadFenceFile` for what is not sound XML or has a document type."""
    # Counted before anything is built: the smallest tag becomes a hundred bytes.
    if data.count(b"<") > _MOST_TAGS or data.count(b"=") > _MOST_ATTRIBUTES:
        raise BadFenceFile("it has too many elements.", hint="Divide it into smaller files.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    doctype = b"<!DOCTYPE"
    if any(doctype.decode().encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        raise BadFenceFile("it has a document type (DOCTYPE), which geofences do not need.")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BadFenceFile(f"it is not sound XML ({_reason(error)}).") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise BadFenceFile("it has a document type (DOCTYPE), which geofences do not need.")
    return root


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "msg", "") or error).split())[:120]


def local(element: Any) -> str:
    """The name of an element without its namespace; empty of what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> Iterator[Any]:
    """The children of that name."""
    return (child for child in element if local(child) == name)


def within(element: Any, name: str) -> Iterator[Any]:
    """All elements of that name below."""
    return (below for below in element.iter() if below is not element and local(below) == name)


def text(element: Any, name: str) -> str:
    """The text of the first child of that name; empty without one."""
    child = next(children(element, name), None)
    return "" if child is None else (child.text or "").strip()
