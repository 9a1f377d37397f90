"""``pdf`` and ``print``: papers of the office."""

import os
import sys
from argparse import Namespace
from pathlib import Path

from officedesk.archive import drawn
from officedesk.commands.common import opened
from officedesk.files import write_bytes
from officedesk.models.papers import PaperKind

KINDS = {
    "estimate": PaperKind.ESTIMATE,
    "workorder": PaperKind.WORK_ORDER,
    "invoice": PaperKind.INVOICE,
    "creditnote": PaperKind.CREDIT_NOTE,
    "receipt": PaperKind.RECEIPT,
    "agreement": PaperKind.AGREEMENT,
    "contractreport": PaperKind.CONTRACT_REPORT,
}


def pdf(args: Namespace) -> int:
    """Write the PDF of a document to a file, or to standard output for ``-``."""
    with opened(args.office, args.user) as context:
        content = drawn(context.desk, KINDS[args.kind], args.number).content
    if args.output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_bytes(Path(args.output), content)
    return 0


def print_paper(args: Namespace) -> int:
    """Send the PDF of a document to a printer."""
    with opened(args.office, args.user) as context:
        paper = drawn(context.desk, KINDS[args.kind], args.number)
    # A terminal without a screen prints too.
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from officedesk.views.printing import print_pdf

    application = QGuiApplication.instance() or QGuiApplication(["officedesk"])
    print_pdf(paper.content, args.printer, title=paper.title)
    del application
    return 0
