"""The features of a GeoJSON file one by one, however long the file is."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from officedesk.files import told

LONGEST: Final = 12 * 1024 * 1024
"""Letters of one feature: about 200,000 points of a line. What is longer would need more memory than is fair."""
CHUNK: Final = 256 * 1024
"""Bytes that are read at a time."""
_SPACE: Final = " \t\r\n\x1e\ufeff"
"""The record separator is what sequences of features have between them."""
_KEPT: Final = frozenset({"type", "geometry", "properties", "coordinates", "geometries", "id"})
"""Of an object that is no collection: what makes it a feature."""


class BrokenFile(ValueError):
    """The file is no JSON from here on, or a feature in it is too long."""


def features(path: Path) -> Iterator[Any]:
    """What stands in the ``features`` of collections, in a list, or on its own, line by line. :class:`BrokenFile`."""
    with told(path), path.open("rb") as file:
        text = _Text(file)
        while text.more():
            if text.take("["):
                yield from _elements(text)
            elif text.take("{"):
                yield from _members(text)
            else:
                raise BrokenFile("a feature is expected here")


def _elements(text: "_Text") -> Iterator[Any]:
    """After the opening bracket."""
    if text.take("]"):
        return
    while True:
        yield text.value()
        if text.take("]"):
            return
        text.need(",")


def _members(text: "_Text") -> Iterator[Any]:
    """After the opening brace: the features of a collection, or the object itself."""
    own: dict[str, Any] = {}
    collection, further = False, False
    while not text.take("}"):
        if further:
            text.need(",")
        further = True
        key = text.value()
        if not isinstance(key, str):
            raise BrokenFile("a name is expected here")
        text.need(":")
        if key == "features" and text.take("["):
            collection = True
            yield from _elements(text)
        else:
            value = text.value()
            if key in _KEPT:
                own[key] = value
            collection = collection or (key, value) == ("type", "FeatureCollection")
    if own and not collection:
        yield own


class _Text:
    """A file as text, of which no more is held than one value needs."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        head = file.read(CHUNK)
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._decode = codecs.getincrementaldecoder("utf-16" if wide else "utf-8")("replace").decode
        self._held = self._decode(head)
        self._at = 0
        self._ended = not head
        self._reader = json.JSONDecoder()

    def more(self) -> bool:
        """Whether anything comes but space."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._held):
                return True
            if not self._read(CHUNK):
                return False

    def take(self, mark: str) -> bool:
        """Whether ``mark`` comes next; then it is passed."""
        if not self.more():
            raise BrokenFile("the file ends too early")
        found = self._held[self._at] == mark
        self._at += found
        return found

    def need(self, mark: str) -> None:
        if not self.take(mark):
            raise BrokenFile(f"“{mark}” is missing")

    def value(self) -> Any:
        """The next value, whole."""
        if not self.more():
            raise BrokenFile("the file ends too early")
        while True:
            try:
                value, end = self._reader.raw_decode(self._held, self._at)
            except RecursionError:
                raise BrokenFile("it is nested too deeply") from None
            except ValueError as problem:
                # Cut off in the middle, or broken: that is known at the end of the file.
                if self._more_of_it():
                    continue
                raise BrokenFile(problem.msg if isinstance(problem, json.JSONDecodeError) else str(problem)) from None
            # A number may go on in what is not read yet.
            if end < len(self._held) or not self._more_of_it():
                self._at = end
                return value

    def _more_of_it(self) -> bool:
        """Twice as much of the value that begins here."""
        length = len(self._held) - self._at
        if length > LONGEST:
            raise BrokenFile("it is too long")
        return self._read(max(CHUNK, length))

    def _read(self, size: int) -> bool:
        """Hold more; what is passed is let go."""
        if self._ended:
            return False
        chunk = self._file.read(size)
        self._ended = not chunk
        self._held = self._held[self._at :] + self._decode(chunk, final=self._ended)
        self._at = 0
        return True
