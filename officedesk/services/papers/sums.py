"""Lines and totals of a paper, priced by ``models.pricing`` like everything else."""

from collections.abc import Sequence
from decimal import Decimal

from officedesk.models.enums import AmountKind, LineKind
from officedesk.models.papers import PaperDeposit, PaperLine, PaperTax, PaperTotals
from officedesk.models.pricing import TaxTotal, Totals, deposit_amount, exponent_of, price
from officedesk.services.sales.drafts import DepositTaken, LineDraft, Pricing


def priced(lines: Sequence[LineDraft], pricing: Pricing, deposits: Sequence[DepositTaken] = ()) -> Totals:
    """The sums of a document."""
    return price(lines, pricing, [TaxTotal(part.tax_name, part.percent, part.net, part.tax) for part in deposits])


def paper_lines(lines: Sequence[LineDraft], totals: Totals) -> tuple[PaperLine, ...]:
    """``lines`` with their amounts; a section carries its subtotal."""
    subtotals = {section.index: section.amount for section in totals.sections}
    papers = []
    for index, (line, sums) in enumerate(zip(lines, totals.lines, strict=True)):
        section = line.kind is LineKind.SECTION
        papers.append(
            PaperLine(
                position=index + 1,
                kind=line.kind,
                name=line.name,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                price=line.price,
                discount_kind=line.discount_kind,
                discount_value=line.discount_value,
                tax_percent=line.tax_percent,
                amount=subtotals.get(index, 0) if section else sums.amount,
                optional=line.optional,
                alternative=line.alternative,
                counted=section or sums.counted,
            )
        )
    return tuple(papers)


def paper_totals(pricing: Pricing, totals: Totals, deposits: Sequence[DepositTaken] = ()) -> PaperTotals:
    """The block of sums, nothing paid yet: the balance is the total."""
    numbers = dict.fromkeys(part.number for part in deposits)
    return PaperTotals(
        subtotal=totals.subtotal,
        discount=totals.discount,
        discount_kind=pricing.discount_kind,
        discount_value=pricing.discount_value,
        includes_tax=pricing.prices_include_tax,
        taxes=tuple(
            PaperTax(tax.name, tax.percent, tax.net, tax.tax) for tax in totals.taxes if tax.percent is not None
        ),
        deposits=tuple(
            PaperDeposit(
                number,
                sum(part.net for part in deposits if part.number == number),
                sum(part.tax for part in deposits if part.number == number),
            )
            for number in numbers
        ),
        total=totals.total,
        balance=totals.total,
        discount_reason=pricing.discount_reason,
    )


def requested_deposit(total: int, kind: AmountKind, value: Decimal, currency: str) -> tuple[int, Decimal | None]:
    """What an estimate asks for in advance, with its percentage where it is stated as one."""
    if kind is AmountKind.NONE:
        return 0, None
    return deposit_amount(total, kind, value, exponent_of(currency)), value if kind is AmountKind.PERCENT else None
