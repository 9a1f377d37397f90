"""What is typed survives a crash."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject

from officedesk.models.enums import AmountKind, EstimateStatus, JobStatus, LineKind, TaxRounding
from officedesk.models.frozen import decode, encode
from officedesk.services.sales.drafts import EstimateDraft, LineDraft, Pricing
from officedesk.services.work.drafts import JobDraft, TaskDraft, VisitDraft
from officedesk.views import recovery
from officedesk.views.recovery import DraftKeeper, folder_of, kept

DRAFT = EstimateDraft(
    customer_id=5,
    brand_id=1,
    date=date(2023, 6, 22),
    description="Ünïcode \N{SNOWMAN} <b>",
    lines=(LineDraft(name="Labor", quantity=Decimal("1.50")),),
)

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
texts = st.text(max_size=30)
ids = st.none() | st.integers(1, 2**40)
lines = st.builds(
    LineDraft,
    kind=st.sampled_from(LineKind),
    name=texts,
    description=texts,
    quantity=decimals,
    price=st.integers(-(10**12), 10**12),
    discount_kind=st.sampled_from(AmountKind),
    discount_value=decimals,
    tax_rate_id=ids,
    tax_percent=st.none() | decimals,
    optional=st.booleans(),
    alternative=texts,
    id=ids,
)
pricings = st.builds(
    Pricing,
    prices_include_tax=st.booleans(),
    tax_rounding=st.sampled_from(TaxRounding),
    discount_kind=st.sampled_from(AmountKind),
    discount_value=decimals,
)
estimates = st.builds(
    EstimateDraft,
    customer_id=st.integers(1),
    brand_id=st.integers(1),
    date=st.dates(),
    location_id=ids,
    valid_until=st.none() | st.dates(),
    note=texts,
    status=st.sampled_from(EstimateStatus),
    pricing=pricings,
    lines=st.lists(lines, max_size=4).map(tuple),
)
jobs = st.builds(
    JobDraft,
    customer_id=st.integers(1),
    brand_id=st.integers(1),
    description=texts,
    tasks=st.lists(st.builds(TaskDraft, line=lines), max_size=3).map(tuple),
    visits=st.lists(
        st.builds(
            VisitDraft,
            starts=st.none() | st.datetimes(),
            technician_ids=st.lists(st.integers(1), max_size=3).map(tuple),
            status=st.sampled_from(JobStatus),
        ),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(estimates, jobs))
def test_any_draft_comes_back_from_its_file_as_it_was(draft):
    text = json.dumps(encode(draft), ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert decode(type(draft), json.loads(text.decode("utf-8", "surrogatepass"))) == draft


@pytest.fixture
def keeper(shell):
    owner = QObject()
    made = DraftKeeper(shell, "estimate", owner)
    yield made
    made.drop()
    owner.deleteLater()


def files_of(shell) -> list[Path]:
    folder = folder_of(shell)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def wait_idle(qtbot, shell) -> None:
    qtbot.waitUntil(lambda: not shell.runner.busy)


def test_a_noted_draft_is_written_by_itself_within_seconds(qtbot, shell, keeper, monkeypatch):
    assert recovery.EVERY_MS <= 2_000
    keeper._timer.setInterval(10)
    keeper.note(7, "Estimate 1231", DRAFT)
    qtbot.waitUntil(lambda: any(path.suffix == ".json" for path in files_of(shell)))


def test_a_saved_draft_leaves_nothing_behind(qtbot, shell, keeper):
    keeper.note(7, "Estimate 1231", DRAFT)
    keeper.write()
    wait_idle(qtbot, shell)
    assert files_of(shell)
    keeper.drop()
    assert files_of(shell) == []


def test_a_write_that_comes_after_the_save_does_nothing(qtbot, shell, keeper):
    keeper.note(7, "Estimate 1231", DRAFT)
    keeper.write()
    keeper.drop()
    wait_idle(qtbot, shell)
    assert files_of(shell) == []


def test_the_draft_of_an_open_form_is_not_offered(qtbot, shell, keeper):
    keeper.note(7, "Estimate 1231", DRAFT)
    keeper.write()
    wait_idle(qtbot, shell)
    assert kept(folder_of(shell)) == []


def crash_with_a_draft(shell, entity_id: int = 7) -> None:
    """Another process of the program keeps a draft and is killed."""
    script = textwrap.dedent(
        f"""
        import json, os, sys
        from datetime import date
        from decimal import Decimal
        from pathlib import Path
        from officedesk.models.frozen import encode
        from officedesk.services.sales.drafts import EstimateDraft, LineDraft
        from officedesk.views.recovery import _Store
        draft = EstimateDraft(customer_id=5, brand_id=1, date=date(2023, 6, 22), id={entity_id} or None,
                              description="typed before the crash", lines=(LineDraft(name="Labor"),))
        text = {{"format": 1, "kind": "estimate", "id": {entity_id}, "title": "Estimate 1231",
                "at": "2023-06-22T16:42:00+00:00", "draft": encode(draft)}}
        store = _Store()
        store.write(store.turn(), Path(sys.argv[1]), "estimate-{entity_id}", json.dumps(text).encode())
        os.kill(os.getpid(), 9)
        """
    )
    subprocess.run([sys.executable, "-c", script, str(folder_of(shell))], check=False, timeout=60)


def test_what_a_killed_program_left_is_found_and_forgotten_on_request(shell):
    crash_with_a_draft(shell)
    found = kept(folder_of(shell), "estimate", 7)
    assert [(one.kind, one.id, one.title) for one in found] == [("estimate", 7, "Estimate 1231")]
    draft = found[0].draft(EstimateDraft)
    assert (draft.description, draft.lines[0].name) == ("typed before the crash", "Labor")
    assert found[0].at == datetime.fromisoformat("2023-06-22T16:42:00+00:00")
    assert recovery.when(shell, found[0]) == "06/22/2023 at 11:42"
    assert kept(folder_of(shell), "estimate", 8) == []
    found[0].forget()
    assert files_of(shell) == []


def test_at_the_start_the_office_is_told_and_led_to_the_document(qtbot, shell):
    crash_with_a_draft(shell)
    told = []
    recovery.offer_kept(shell, lambda text, run: told.append((text, run)))
    qtbot.waitUntil(lambda: bool(told))
    text, run = told[0]
    assert "Estimate 1231" in text
    assert "06/22/2023 at 11:42" in text
    with qtbot.waitSignal(shell.wanted) as wanted:
        run()
    assert (wanted.args[0].page, wanted.args[0].id) == ("estimate", 7)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 99}', b'{"format": 1}', b"\xff\xfe\x00"])
def test_a_damaged_file_is_passed_over(shell, content):
    folder = folder_of(shell)
    folder.mkdir(parents=True)
    (folder / "estimate-7-abc.json").write_bytes(content)
    assert kept(folder) == []


def test_a_draft_that_cannot_be_written_disturbs_nobody(qtbot, shell, keeper, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recovery.files, "write_bytes", full)
    keeper.note(7, "Estimate 1231", DRAFT)
    keeper.write()
    wait_idle(qtbot, shell)
