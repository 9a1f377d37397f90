"""Templates: fields filled in, errors that name field and line, and nothing in them that runs."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

import pytest

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.enums import Channel
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox, sandbox, templates
from officedesk.services.messaging.beginnings import BUILT_IN
from officedesk.services.messaging.fields import PURPOSES, examples, fields
from officedesk.services.messaging.templates import TemplateDraft
from officedesk.services.sales import estimates
from tests.db.selling import id_of, issued, line, saved
from tests.factories import make_customer

HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ customer.__class__ }}",
    "{{ customer.__init__.__globals__ }}",
    "{{ customer['__class__'] }}",
    "{{ customer|attr('__class__') }}",
    "{{ self.__init__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ request }}",
    "{{ config }}",
    "{{ ''.join(['a']) }}",
    "{{ '%s'|format('x') }}",
    "{{ 'x' * 10000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ range(1000000000) }}",
    "{% for i in range(1000000000) %}{% for j in range(1000000000) %}x{% endfor %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set x = 'a' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call customer.name() %}{% endcall %}",
    "{% with a=1 %}{% endwith %}",
    "{% autoescape false %}{% endautoescape %}",
    "{{ [1, 2, 3] }}",
    "{{ {'a': 1} }}",
    "{{ (" * 500,
    "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
    "{{ " + "not " * 4_000 + "customer.name }}",
    "{% if 1 %}" * 1_500,
    "{{ customer.name" + "|upper" * 3_000 + " }}",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_template_does_nothing_and_takes_no_time(source: str) -> None:
    begun = monotonic()
    with pytest.raises(sandbox.TemplateFault, match=r"^Line [0-9]+: "):
        sandbox.fill_in(source, examples(""))
    assert monotonic() - begun < 5


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("Hello {{ customer.nam }}", 1, "{{ customer.nam }}"),
        ("a\nb\n{{ invoice.total }}", 3, "{{ invoice.total }}"),
        ("a\n{{ customer }}", 2, "{{ customer.name }}"),
        ("\n\n{{ nobody.name }}", 3, "{{ nobody.name }}"),
        ("{{ customer.name | shout }}", 1, "shout"),
        ("a\n{% if customer.name %}", 2, "endif"),
        ("a {{ customer.name", 1, "end of"),
    ],
)
def test_an_error_names_the_field_and_the_line(desk: Desk, source: str, line: int, said: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        templates.save_template(desk, TemplateDraft(name="x", subject="x", body=source))
    assert wrong.value.fields["body"].startswith(f"Line {line}: ")
    assert said in wrong.value.fields["body"]


def test_what_customers_are_called_is_never_a_template(desk: Desk) -> None:
    customer_id = make_customer(desk, "{{ company.phone }}<script>", contacts=[{"name": "{% for"}])
    done = templates.render(desk, TemplateDraft(subject="{{ customer.name }}", body="{{ contact.name }}"), customer_id)
    assert (done.subject, done.text) == ("{{ company.phone }}<script>", "{% for")
    assert "<script" not in done.html


@pytest.mark.parametrize(("channel", "purpose"), BUILT_IN)
def test_what_messages_begin_with_names_only_fields_there_are(channel: Channel, purpose: str) -> None:
    for source in BUILT_IN[channel, purpose]:
        assert "{{" not in sandbox.fill_in(source, examples(purpose))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_field_that_is_listed_can_be_used(desk: Desk, purpose: str) -> None:
    listed = fields(purpose)
    draft = TemplateDraft(name="All", subject="x", body="\n".join(one.typed for one in listed), purpose=purpose)
    assert templates.template_problems(draft) == {}
    assert templates.render(desk, draft, None).text.split("\n") == [one.example for one in listed]


def test_a_message_begins_with_the_template_for_its_document(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company", contacts=[{"name": "John Wilson", "email": "john@abc.example"}])
    estimate_id = id_of(saved(desk, customer_id, [line(120_00)]))
    number = estimates.estimate(desk, estimate_id).number
    draft = outbox.new_message(desk, customer_id, Channel.EMAIL, "estimate", estimate_id)
    assert draft.subject == f"Estimate {number} from Lakeside Mechanical"
    assert draft.pdf_name == f"Estimate {number}.pdf"
    assert str(draft.to[0]) == "John Wilson <john@abc.example>"
    assert draft.body.startswith("Hello John,\n")
    assert "$120.00" in draft.body
    assert draft.body.endswith("Dana Reyes\nLakeside Mechanical\n(612) 555-0100")
    stored = templates.save_template(
        desk,
        TemplateDraft(name="Ours", purpose="estimate", subject="No. {{ estimate.number }}", body="{{ customer.name }}"),
    )
    draft = outbox.new_message(desk, customer_id, Channel.EMAIL, "estimate", estimate_id)
    assert draft.subject == f"No. {number}"
    assert draft.body.startswith("ABC Company")
    templates.delete_template(desk, stored.id or 0)
    with pytest.raises(NotFound):
        templates.delete_template(desk, stored.id or 0)


def test_an_invoice_names_what_is_left_to_pay(desk: Desk) -> None:
    customer_id = make_customer(desk)
    invoice = issued(desk, customer_id, [line(100_00)])
    done = templates.render(
        desk, TemplateDraft(purpose="invoice", subject="{{ invoice.number }}", body="{{ invoice.balance }}"),
        customer_id, "invoice", invoice.id,
    )  # fmt: skip
    assert (done.subject, done.text) == (invoice.number, "$100.00")


def test_a_template_is_saved_changed_and_held_to_its_version(desk: Desk) -> None:
    stored = templates.save_template(desk, TemplateDraft(name=" News ", subject="Hi", body="Hello {{ contact.name }}"))
    assert (stored.name, stored.version) == ("News", 1)
    again = templates.save_template(desk, replace(stored, body="Bye"))
    assert [one.body for one in templates.templates(desk)] == ["Bye"]
    with pytest.raises(Conflict):
        templates.save_template(desk, replace(stored, body="Other"))
    with pytest.raises(InvalidInput, match="already"):
        templates.save_template(desk, TemplateDraft(name="news", body="x"))
    templates.save_template(desk, replace(again, active=False))
    assert templates.templates(desk, active_only=True) == []
    with pytest.raises(InvalidInput) as wrong:
        templates.save_template(desk, TemplateDraft(purpose="nonsense"))
    assert {"name", "purpose"} == set(wrong.value.fields)
