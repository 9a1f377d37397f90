"""What holds for every document, whatever is on it."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from officedesk.models.enums import AmountKind, LineKind, TaxRounding
from officedesk.models.money import CURRENCIES, exponent_of
from officedesk.models.pricing import (
    TaxTotal,
    Totals,
    discount_share,
    negated_line,
    negated_pricing,
    price,
    split_deposit,
    to_major,
)
from tests.unit.selling import BY_GROUP, BY_LINE, Choice, Line

RATES = st.sampled_from([None, *map(Decimal, ("0", "5.5", "7", "7.525", "19", "20", "21", "100"))])
four_places = st.decimals(-1000, 1000, places=4)
percents = st.decimals(0, 100, places=4)


@st.composite
def discounts(draw: st.DrawFn) -> tuple[AmountKind, Decimal]:
    kind = draw(st.sampled_from(AmountKind))
    return kind, draw(percents if kind is AmountKind.PERCENT else four_places)


@st.composite
def lines(draw: st.DrawFn, quantities: st.SearchStrategy[Decimal] = four_places, least: int = -10_000) -> Line:
    kind, value = draw(discounts()) if least < 0 else (AmountKind.NONE, Decimal(0))
    return Line(
        kind=draw(st.sampled_from([LineKind.SERVICE, LineKind.SERVICE, LineKind.SERVICE, LineKind.SECTION])),
        quantity=draw(quantities),
        price=draw(st.integers(least, 2_000_000)),
        unit_cost=draw(st.integers(0, 1_000_000)),
        tax_percent=draw(RATES),
        tax_name=draw(st.sampled_from(["", "City", "State"])),
        discount_kind=kind,
        discount_value=value,
        optional=draw(st.booleans()),
        selected=draw(st.booleans()),
        alternative=draw(st.sampled_from(["", "", "Good"])),
    )


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    kind, value = draw(discounts())
    return Choice(
        currency=draw(st.sampled_from(CURRENCIES)),
        prices_include_tax=draw(st.booleans()),
        tax_rounding=draw(st.sampled_from(TaxRounding)),
        discount_kind=kind,
        discount_value=value,
    )


documents = st.lists(lines(), max_size=12)
sales = st.lists(lines(st.decimals(0, 1000, places=4), 0), max_size=12)


def sums(totals: Totals) -> tuple[object, ...]:
    """Everything that does not name a line."""
    return (
        totals.subtotal,
        totals.discount,
        totals.net,
        totals.tax,
        totals.total,
        totals.cost,
        totals.margin,
        totals.taxes,
        totals.full_taxes,
        totals.deposits,
    )


@given(documents, choices())
def test_the_parts_are_the_whole(given_lines: list[Line], choice: Choice) -> None:
    totals = price(given_lines, choice)

    counted = [line for line in totals.lines if line.counted]
    assert totals.subtotal == sum(line.amount for line in counted)
    assert totals.cost == sum(line.cost for line in counted)
    assert totals.net == sum(group.net for group in totals.taxes)
    assert totals.tax == sum(group.tax for group in totals.taxes) == sum(line.tax for line in totals.lines)
    assert totals.total == totals.net + totals.tax == totals.full_total
    assert totals.margin == totals.net - totals.cost
    after = totals.total if choice.prices_include_tax else totals.net
    assert after == totals.subtotal - totals.discount


@given(documents, choices())
def test_sections_hold_what_follows_them(given_lines: list[Line], choice: Choice) -> None:
    totals = price(given_lines, choice)

    opened = [position for position, line in enumerate(given_lines) if line.kind is LineKind.SECTION]
    assert [section.index for section in totals.sections] == opened
    before = sum(line.amount for line in totals.lines[: opened[0] if opened else None] if line.counted)
    assert before + sum(section.amount for section in totals.sections) == totals.subtotal


@given(st.data(), documents, choices())
def test_the_order_of_the_lines_changes_no_sum(data: st.DataObject, given_lines: list[Line], choice: Choice) -> None:
    mixed = data.draw(st.permutations(given_lines))

    first, second = price(given_lines, choice), price(mixed, choice)

    assert sums(first) == sums(second)
    assert sorted((line.amount, line.tax) for line in first.lines) == sorted(
        (line.amount, line.tax) for line in second.lines
    )


@given(documents, choices())
def test_a_credit_of_all_lines_is_exactly_minus_the_invoice(given_lines: list[Line], choice: Choice) -> None:
    invoice = price(given_lines, choice)

    credit = price([negated_line(line) for line in given_lines], negated_pricing(choice))

    minus = [TaxTotal(group.name, group.percent, -group.net, -group.tax) for group in invoice.taxes]
    assert list(credit.taxes) == minus
    assert [(line.amount, line.discount, line.cost) for line in credit.lines] == [
        (-line.amount, -line.discount, -line.cost) for line in invoice.lines
    ]
    assert (credit.subtotal, credit.discount, credit.total) == (-invoice.subtotal, -invoice.discount, -invoice.total)
    assert credit.margin == -invoice.margin


@given(documents, choices())
def test_tax_is_the_rate_of_the_net_rounded_once(given_lines: list[Line], choice: Choice) -> None:
    totals = price(given_lines, replace(choice, tax_rounding=BY_GROUP))

    for group in totals.taxes:
        rate = (group.percent or Decimal(0)) / 100
        exact = group.net * rate
        # Where prices include tax both are parts of a rounded gross, so the net's rounding shows in the tax as well.
        leeway = Decimal("0.5") * (1 + rate) if choice.prices_include_tax else Decimal("0.5")
        assert abs(exact - group.tax) <= leeway


@given(documents, choices())
def test_per_line_rounding_strays_by_at_most_half_a_cent_a_line(given_lines: list[Line], choice: Choice) -> None:
    by_line = price(given_lines, replace(choice, tax_rounding=BY_LINE))
    by_group = price(given_lines, replace(choice, tax_rounding=BY_GROUP))

    assert abs(by_line.tax - by_group.tax) <= len(given_lines) + 1
    assert by_line.subtotal == by_group.subtotal
    assert by_line.discount == by_group.discount
    if choice.prices_include_tax:
        assert by_line.total == by_group.total


@given(sales, choices())
def test_a_document_discount_lowers_every_group_in_proportion(given_lines: list[Line], choice: Choice) -> None:
    plain = replace(choice, discount_kind=AmountKind.NONE, tax_rounding=BY_GROUP)
    assume(choice.discount_kind is not AmountKind.NONE)
    whole = price(given_lines, plain)
    less = price(given_lines, replace(choice, tax_rounding=BY_GROUP))
    assume(whole.subtotal)

    kept = [
        (before.gross, after.gross) if choice.prices_include_tax else (before.net, after.net)
        for before, after in zip(whole.taxes, less.taxes, strict=True)
    ]
    for before, after in kept:
        fair = Decimal(less.discount) * before / whole.subtotal
        assert abs((before - after) - fair) <= Decimal("0.5") + Decimal("0.5") * len(kept)
    assert sum(before - after for before, after in kept) == less.discount


@given(st.data(), sales, choices())
def test_deposits_and_the_final_invoice_are_the_whole(
    data: st.DataObject, given_lines: list[Line], choice: Choice
) -> None:
    whole = price(given_lines, choice)
    assume(whole.total > 0 and all(group.gross >= 0 for group in whole.taxes))
    asked = data.draw(st.lists(st.integers(0, whole.total), max_size=3))

    deposits = [part for amount in asked for part in split_deposit(whole, amount)]
    final = price(given_lines, choice, deposits)

    assert final.deposited == sum(asked)
    assert final.total == whole.total - sum(asked)
    for before in whole.taxes:
        taken = [part for part in deposits if (part.percent, part.name) == (before.percent, before.name)]
        (after,) = [group for group in final.taxes if (group.percent, group.name) == (before.percent, before.name)]
        assert after.net + sum(part.net for part in taken) == before.net
        assert after.tax + sum(part.tax for part in taken) == before.tax
    assert (final.full_taxes, final.margin, final.lines) == (whole.taxes, whole.margin, whole.lines)


@given(sales, choices())
def test_a_deposit_of_everything_leaves_no_cent_in_any_group(given_lines: list[Line], choice: Choice) -> None:
    choice = replace(choice, tax_rounding=BY_GROUP)
    whole = price(given_lines, choice)
    assume(whole.total > 0 and all(group.gross >= 0 for group in whole.taxes))

    final = price(given_lines, choice, split_deposit(whole, whole.total))

    assert {(group.net, group.tax) for group in final.taxes} == {(0, 0)}


@given(st.data(), sales, choices())
def test_a_deposit_invoice_prices_to_the_parts_it_was_split_into(
    data: st.DataObject, given_lines: list[Line], choice: Choice
) -> None:
    whole = price(given_lines, choice)
    assume(whole.total > 0)
    parts = split_deposit(whole, data.draw(st.integers(1, whole.total)))

    invoice = price(
        [Line(price=part.gross, tax_percent=part.percent, tax_name=part.name) for part in parts],
        Choice(currency=choice.currency, tax_rounding=choice.tax_rounding, prices_include_tax=True),
    )

    assert invoice.taxes == parts


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=8))
def test_parts_of_a_document_share_its_discount_to_the_last_cent(discount: int, parts: list[int]) -> None:
    assume(sum(parts))
    whole = sum(parts)

    shares = [discount_share(discount, part, whole, sum(parts[:index])) for index, part in enumerate(parts)]

    assert sum(shares) == discount
    for part, share in zip(parts, shares, strict=True):
        assert abs(Decimal(discount) * part / whole - share) <= 1


@given(sales, choices())
def test_partial_invoices_with_shared_discounts_sum_to_the_whole_before_tax(
    given_lines: list[Line], choice: Choice
) -> None:
    choice = replace(choice, discount_kind=AmountKind.AMOUNT, prices_include_tax=False)
    whole = price(given_lines, choice)
    assume(whole.subtotal)
    exponent = exponent_of(choice.currency)

    net, before = 0, 0
    for cut in (given_lines[::2], given_lines[1::2]):
        subtotal = price(cut, replace(choice, discount_kind=AmountKind.NONE)).subtotal
        share = discount_share(whole.discount, subtotal, whole.subtotal, before)
        before += subtotal
        if any(line.counted for line in price(cut, choice).lines):
            net += price(cut, replace(choice, discount_value=to_major(share, exponent))).net
        else:
            assert share == 0

    assert net == whole.net
