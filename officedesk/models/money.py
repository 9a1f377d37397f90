"""Money as integer minor units: currencies, exact rounding, and sharing an amount without losing a cent.

Standard library only. Decimals are turned into integers of ten-thousandths once, and everything after that is exact
integer arithmetic.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

LARGEST: Final = 2**63 - 1
"""The largest amount that a 64-bit column holds."""
PLACES: Final = 4
"""Decimal places of quantities, percentages and discounts."""
SCALE: Final = 10**PLACES

_CODES: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENTS: Final = {code: exponent for exponent, codes in _CODES.items() for code in codes.split()}

CURRENCIES: Final = tuple(sorted(_EXPONENTS))
"""Every ISO 4217 code an office can keep its books in."""


class AmountError(ValueError):
    """A number that no document can hold; ``what`` is the word for it in the message."""

    def __init__(self, message: str, what: str) -> None:
        super().__init__(message)
        self.what = what


def exponent_of(currency: str) -> int:
    """How many decimal places ``currency`` (ISO 4217 code) has: JPY 0, USD 2, KWD 3. ``ValueError`` if unknown."""
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise ValueError(f"{currency!r} is not a currency code. Use one of ISO 4217, such as USD.") from None


def divide_half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` (which is positive) to the nearest integer, halves away from zero."""
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def scaled(value: Decimal, what: str = "number") -> int:
    """``value`` as ten-thousandths, exactly. A negative zero is zero.

    ``AmountError`` (a ``ValueError``) that names ``what`` for NaN, infinities, more than four places, and what 64 bits
    cannot hold.
    """
    if not value.is_finite():
        raise AmountError(f"The {what} is not a number.", what)
    try:
        return _scaled(value)
    except OverflowError:
        raise AmountError(f"The {what} {value:.2E} is too large.", what) from None
    except ValueError:
        raise AmountError(f"The {what} has more than {PLACES} decimal places.", what) from None


# The same few quantities, rates and discounts come again and again: to know them takes a quarter of the arithmetic.
@lru_cache(maxsize=4096)
def _scaled(value: Decimal) -> int:
    if not value:
        return 0
    # Looked at before any conversion: as an integer ratio 1E+999999 would be a million digits.
    size = value.adjusted()
    if size > 18:
        raise OverflowError
    if size < -PLACES:
        raise ValueError
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod(top * SCALE, bottom)
    if rest:
        raise ValueError
    if not -LARGEST <= whole <= LARGEST:
        raise OverflowError
    return whole


def stored(amount: int, what: str = "amount") -> int:
    """``amount`` itself where a 64-bit column can hold it, else ``AmountError``."""
    if -LARGEST <= amount <= LARGEST:
        return amount
    raise AmountError(f"The {what} is too large.", what)


def round_half_up(value: Decimal) -> int:
    """``value`` to the nearest integer, halves away from zero, so that a credit mirrors its invoice."""
    return to_minor(value, 0)


def to_minor(value: Decimal, exponent: int, what: str = "amount") -> int:
    """Major units (12.34 dollars) as minor units (1234 cents), rounded half away from zero.

    ``AmountError`` for NaN, infinities and what 64 bits cannot hold.
    """
    if not value.is_finite():
        raise AmountError(f"The {what} is not a number.", what)
    size = value.adjusted() + exponent
    if size > 18:
        raise AmountError(f"The {what} {value:.2E} is too large.", what)
    if size < -1:
        return 0
    top, bottom = value.as_integer_ratio()
    return stored(divide_half_up(top * 10**exponent, bottom), what)


def to_major(amount: int, exponent: int) -> Decimal:
    """Minor units (1234 cents) as major units (12.34 dollars), exactly and with ``exponent`` places."""
    return Decimal(amount).scaleb(-exponent)


def distribute(total: int, numerators: Sequence[int], denominator: int) -> list[int]:
    """Integers near ``numerator / denominator`` (positive) that sum to ``total``: largest remainders are rounded up.

    ``total`` is their sum rounded, so it is at most one away for each. Equal shares are told apart by their numerator
    and only then by position, so that the order of the shares changes nothing that depends on them.
    """
    if sum(numerators) < 0:  # floors of the mirror image, so that a credit mirrors its invoice
        return [-share for share in distribute(-total, [-n for n in numerators], denominator)]
    shares, rests = [], []
    for position, numerator in enumerate(numerators):
        share, rest = divmod(numerator, denominator)
        shares.append(share)
        rests.append((-rest, -numerator, position))
    left = total - sum(shares)
    if left:
        rests.sort()
        for _, _, position in rests[:left]:
            shares[position] += 1
    return shares


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` shared in proportion to ``weights`` (none of them negative) by largest remainder; sums exactly.

    Where all weights are zero the first share takes everything. ``ValueError`` for no weights or a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError("An amount is shared over weights that are zero or more, and at least one.")
    whole = sum(weights)
    if not whole:
        return [total] + [0] * (len(weights) - 1)
    return distribute(total, [total * weight for weight in weights], whole)
