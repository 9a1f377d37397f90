"""Ways to pay, as people call them."""

from officedesk.models.enums import PaymentMethod

METHODS = [
    (PaymentMethod.CHECK, "Check"),
    (PaymentMethod.CASH, "Cash"),
    (PaymentMethod.CARD, "Card"),
    (PaymentMethod.BANK, "Bank transfer"),
    (PaymentMethod.OTHER, "Other"),
]
