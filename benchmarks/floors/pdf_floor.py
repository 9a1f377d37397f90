"""The least program that makes an invoice's PDF: bare platypus, a Paragraph in every cell, the same two faces."""

from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from officedesk.formatting import date_text, money, percent, quantity
from officedesk.models.papers import PaperData
from officedesk.resources import font_path

pdfmetrics.registerFont(TTFont("Text", str(font_path("Inter-Regular"))))
pdfmetrics.registerFont(TTFont("Strong", str(font_path("Inter-SemiBold"))))
_TEXT = ParagraphStyle("text", fontName="Text", fontSize=9.3, leading=13.2)
_STRONG = ParagraphStyle("strong", _TEXT, fontName="Strong")
_RIGHT = ParagraphStyle("right", _TEXT, alignment=2)
_STYLE = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.lightgrey), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def render(paper: PaperData) -> bytes:
    """A plain invoice with the same facts as ours."""
    story = [
        Paragraph(escape(paper.brand.name), _STRONG),
        Paragraph(f"{paper.title} {paper.number}", _STRONG),
        *(Paragraph(escape(line), _TEXT) for line in paper.bill_to),
        *(Paragraph(escape(line), _TEXT) for line in paper.service_location),
        *(
            Paragraph(f"{fact.label} {date_text(fact.day) if fact.day else escape(fact.text)}", _TEXT)
            for fact in paper.facts
        ),
        Spacer(1, 12),
    ]
    rows = [[Paragraph(title, _STRONG) for title in ("Description", "Quantity", "Price", "Tax", "Amount")]]
    for line in paper.lines:
        what = f'<font name="Strong">{escape(line.name)}</font>'
        if line.description:
            what += f"<br/>{escape(line.description)}"
        rows.append(
            [
                Paragraph(what, _TEXT),
                Paragraph(f"{quantity(line.quantity)} {escape(line.unit)}", _RIGHT),
                Paragraph(money(line.price, symbol=False), _RIGHT),
                Paragraph("—" if line.tax_percent is None else percent(line.tax_percent), _RIGHT),
                Paragraph(money(line.amount, symbol=False), _RIGHT),
            ]
        )
    story.append(Table(rows, colWidths=[254, 60, 70, 60, 70], style=_STYLE, repeatRows=1))
    totals = paper.totals
    sums = [("Subtotal", totals.subtotal), *((tax.name, tax.tax) for tax in totals.taxes), ("Total", totals.total)]
    story.append(Table([[Paragraph(escape(name), _TEXT), Paragraph(money(amount), _RIGHT)] for name, amount in sums]))
    story += [Paragraph(escape(paper.thanks), _STRONG), Paragraph(escape(paper.payment_note), _TEXT)]
    target = BytesIO()
    SimpleDocTemplate(target, pagesize=letter, invariant=1, pageCompression=1, title=paper.title).build(story)
    return target.getvalue()
