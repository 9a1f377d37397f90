"""Many papers in one PDF, for printing; each has its own page numbers.

Faces and logo are embedded once for many papers, so that one costs half of what it costs alone. Very many are drawn on
several cores.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from officedesk.models.papers import PaperData
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.drawing import draw
from officedesk.reports.ink import Ink
from officedesk.reports.render import about
from officedesk.reports.sheet import Page

_LINES_WORTH_A_PROCESS = 30_000
"""A process draws about this many in the time that it takes to start: 1,500 invoices of ten lines."""
_PART = 50
"""Papers drawn as one piece of work. Fixed, so that the bytes do not depend on the number of cores."""


def render_many(papers: Sequence[PaperData], *, processes: int | None = None) -> bytes:
    """All ``papers``, one after the other, as one PDF; ``processes`` defaults to what is worth starting.

    The same papers give the same bytes, whatever number of processes drew them. Raises ``ValueError`` for no papers.
    """
    if not papers:
        raise ValueError("there is nothing to print")
    parts = [(papers[start : start + _PART], f"{start // _PART}x") for start in range(0, len(papers), _PART)]
    workers = _workers(papers) if processes is None else processes
    if workers < 2 or len(parts) < 2:
        return bind(map(_draw_part, parts), about_all(papers))
    # Spawned, not forked: the process that prints may have windows and threads.
    with ProcessPoolExecutor(min(workers, len(parts)), mp_context=get_context("spawn")) as pool:
        return bind(pool.map(_draw_part, parts), about_all(papers))


def _workers(papers: Sequence[PaperData]) -> int:
    work = sum(len(paper.lines) + 8 for paper in papers)
    return min(os.cpu_count() or 1, work // _LINES_WORTH_A_PROCESS)


def _draw_part(part: tuple[Sequence[PaperData], str]) -> tuple[list[Page], Ink]:
    papers, prefix = part
    ink = Ink(prefix)
    return [page for paper in papers for page in draw(paper, ink)], ink


def about_all(papers: Sequence[PaperData]) -> About:
    """What a PDF of several papers says of itself."""
    first = about(papers[0])
    if len(papers) == 1:
        return first
    kinds = {paper.kind for paper in papers}
    what = one_line(papers[0].title).lower() + "s" if len(kinds) == 1 else "papers"
    return About(f"{len(papers):,} {what}, {first.author}", first.author, "", first.language)
