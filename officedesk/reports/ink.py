"""Which glyphs a PDF uses, and how its text is written.

Each face of a PDF numbers what it prints (a glyph with the text it stands for) in the order of first use. Those numbers
are the codes in the page, so the same papers always come out as the same bytes, and copied text is what was typed.
"""

from officedesk.reports.fonts import Face, face, figure
from officedesk.reports.shaping import Glyph


class CodeBook(dict[str, str]):
    """The codes of one face: a character looked up is its code as four hex digits, numbered when first asked for."""

    def __init__(self, name: str, resource: str) -> None:
        self.name = name
        self.resource = resource
        """What the face is called in page content."""
        self.entries: list[tuple[int, str]] = [(0, "")]
        """Glyph and text of each code; code 0 is the glyph for what is missing."""
        self._codes: dict[tuple[int, str], str] = {}

    def __missing__(self, char: str) -> str:
        code = self[char] = self.code(self.face.glyph(char), figure(char))
        return code

    @property
    def face(self) -> Face:
        return face(self.name)

    def code(self, glyph: int, text: str) -> str:
        """The code of a glyph that stands for ``text``."""
        key = glyph, text
        found = self._codes.get(key)
        if found is None:
            found = self._codes[key] = f"{len(self.entries):04x}"
            self.entries.append(key)
        return found

    def plain(self, text: str) -> str:
        """The operator that shows text which is set character by character."""
        return f"<{''.join(map(self.__getitem__, text))}> Tj"

    def shaped(self, glyphs: list[Glyph], size: float) -> str:
        """The operators that show shaped glyphs, each where shaping put it.

        Letters come first and marks after them: a mark between two letters would tear the word apart for whoever
        copies or searches the text.
        """
        letters: list[str] = []
        marks: list[tuple[int, Glyph]] = []
        pen = 0
        for glyph in glyphs:
            if glyph.y or not glyph.advance:
                marks.append((pen + glyph.x, glyph))
                if glyph.advance:
                    letters.append(str(-glyph.advance))
            else:
                if glyph.x:
                    letters.append(str(-glyph.x))
                letters.append(f"<{self.code(glyph.id, glyph.text)}>")
                if rest := glyph.x + self.face.advance(glyph.id) - glyph.advance:
                    letters.append(str(rest))
            pen += glyph.advance
        shown = [f"[{' '.join(letters)}] TJ"] if letters else []
        at = pen
        for place, glyph in marks:
            code = f"[{at - place} <{self.code(glyph.id, glyph.text)}>] TJ"
            shown.append(f"{glyph.y * size / 1000:.3f} Ts {code} 0 Ts" if glyph.y else code)
            at = place + self.face.advance(glyph.id)
        if at != pen:
            shown.append(f"[{at - pen}] TJ")
        return " ".join(shown)


class Ink:
    """The code books of one PDF. ``prefix`` keeps the resources of parts that are joined later apart."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.books: dict[str, CodeBook] = {}

    def book(self, name: str) -> CodeBook:
        """The code book of a face, begun when first asked for."""
        found = self.books.get(name)
        if found is None:
            found = self.books[name] = CodeBook(name, f"F{self.prefix}{len(self.books) + 1}")
        return found
