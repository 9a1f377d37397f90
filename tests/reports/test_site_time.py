"""The report of time on site: no date is cut off, sums add up, and long names go on below."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from officedesk.models.enums import PaperSize
from officedesk.models.site_time import SiteGroup, SiteLine, SiteReport
from officedesk.reports.site_time import render_site_time
from tests.support.hostile import TEXTS


def stay(day: str = "06/16/2026", left: str = "9:02", job: str = "", seconds: int = 3600, **more: str) -> SiteLine:
    values = {"fence": "ABC yard", "who": "Van 1 · Raz Bajwa", "charged": ""} | more
    return SiteLine(day, "7:40", left, values["fence"], values["who"], job, seconds, values["charged"])


def report(*lines: SiteLine, name: str = "ABC Company", size: PaperSize = PaperSize.LETTER) -> SiteReport:
    return SiteReport("Northside", "all days", "06/18/2026", (SiteGroup(name, lines),), size)


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("size", list(PaperSize))
def test_dates_and_times_are_never_cut_off(size: PaperSize) -> None:
    for day in ("06/16/2026", "16.06.2026", "2026-06-16", "16 Sep 2026"):
        told = words(render_site_time(report(stay(day, f"{day} 17:30", "2837"), stay(day), size=size)))
        assert told.count(day) == 3
        assert "17:30" in told
        assert "…" not in told


def test_sums_of_jobs_and_of_what_had_none_make_the_total() -> None:
    told = words(render_site_time(report(stay(job="2851"), stay(job="2851", seconds=1800), stay(seconds=600))))
    told = "".join(told.split())
    for line in ("Job28511:30", "Withoutajob0:10", "TotalofABCCompany1:40"):
        assert line in told


def test_long_names_go_on_below_and_say_where_they_end() -> None:
    long = "A yard with a name that goes on and on around the northern warehouse of the second largest brewery in town"
    told = words(render_site_time(report(stay(fence=long, charged="timesheet, invoice 3482"))))
    assert "A yard with a" in told
    assert "invoice" in told
    assert "…" in told


def test_many_stays_turn_pages_with_their_heads() -> None:
    pdf = render_site_time(report(*[stay(job="2837") for _ in range(120)]))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    assert len(pages) > 2
    assert all("Geofence" in page for page in pages[:-1])
    assert all("(continued)" in page for page in pages[1:-1])
    assert sum(page.count("Van 1 · Raz Bajwa") for page in pages) == 120


def test_the_same_report_gives_the_same_bytes_whatever_is_in_it() -> None:
    made = report(*[stay(fence=text, who=text, job=text[:50], charged=text) for text in TEXTS], name=TEXTS[0])
    assert render_site_time(made) == render_site_time(made)


def test_an_empty_report_says_so() -> None:
    assert "Nobody was at a geofence." in words(render_site_time(SiteReport("N", "all days", "06/18/2026", ())))
