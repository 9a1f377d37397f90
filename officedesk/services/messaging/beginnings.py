"""What messages begin with in an office that wrote no templates of its own."""

from officedesk.models.enums import Channel

_ESTIMATE = """\
Hello {{ contact.first_name }},

Thank you for asking us. Our estimate {{ estimate.number }} for {{ estimate.total }} is attached\
{% if estimate.valid_until %}; it is valid until {{ estimate.valid_until }}{% endif %}.

Please reply to this email or call us with any questions."""
_INVOICE = """\
Hello {{ contact.first_name }},

Your invoice {{ invoice.number }} for {{ invoice.total }} is attached.\
{% if invoice.due_date %} It is due on {{ invoice.due_date }}.{% endif %}

Thank you for your business."""
_JOB = """\
Hello {{ contact.first_name }},

The work order {{ job.number }} is attached."""
_PAYMENT = """\
Hello {{ contact.first_name }},

We received your payment of {{ payment.amount }} on {{ payment.date }}. The receipt is attached.

Thank you."""
_CONTRACT = """\
Hello {{ contact.first_name }},

{{ contract.name }} ({{ contract.number }}) from {{ contract.starts }} to {{ contract.ends }} is attached.\
 {{ contract.renewal }}

Please reply to this email or call us with any questions."""
_ANY = "Hello {{ contact.first_name }},\n\n"
_SMS_ESTIMATE = "{{ company.name }}: your estimate {{ estimate.number }} is ready. Questions? {{ company.phone }}"
_SMS_INVOICE = "{{ company.name }}: invoice {{ invoice.number }}, {{ invoice.balance }} to pay. {{ company.phone }}"

BUILT_IN = {
    (Channel.EMAIL, "estimate"): ("Estimate {{ estimate.number }} from {{ company.name }}", _ESTIMATE),
    (Channel.EMAIL, "invoice"): ("Invoice {{ invoice.number }} from {{ company.name }}", _INVOICE),
    (Channel.EMAIL, "job"): ("Work order {{ job.number }} from {{ company.name }}", _JOB),
    (Channel.EMAIL, "payment"): ("Receipt {{ payment.number }} from {{ company.name }}", _PAYMENT),
    (Channel.EMAIL, "contract"): ("{{ contract.name }} from {{ company.name }}", _CONTRACT),
    (Channel.EMAIL, ""): ("", _ANY),
    (Channel.SMS, "estimate"): ("", _SMS_ESTIMATE),
    (Channel.SMS, "invoice"): ("", _SMS_INVOICE),
}
"""Subject and body by channel and purpose."""
