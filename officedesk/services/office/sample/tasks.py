"""Tasks of the sample office: what its people have to see to, late, today and later, and what they did already."""

from datetime import timedelta

from officedesk.models.customers import Customer
from officedesk.models.notes import Todo
from officedesk.services.office.sample.builder import Builder

RAZ, RABEEA, ANNA = "Raz Bajwa", "Rabeea Anwaar", "Anna Lindqvist"
# Customer, who sees to it, words, due in so many days (none: some day), added so many days ago, done at this hour.
TASKS: tuple[tuple[str, str, str, int | None, int, int | None], ...] = (
    ("abc", RAZ, "Call ABC Company about contract renewal", -1, 6, None),
    ("abc", RAZ, "Send revised quote 1223 to John Wilson", 0, 1, None),
    ("birchwood", RAZ, "Order compressor for Birchwood Dental", 0, 0, None),
    ("hennepin", RAZ, "Confirm crane for Tuesday", 0, 2, 8),
    ("hennepin", RAZ, "Photos of roof 2 to Hennepin Storage", 3, 0, None),
    ("", RAZ, "Renew the MN license before it ends", 21, 12, None),
    ("abc", RABEEA, "Ask Tori where the check for invoice 3476 is", 0, 0, None),
    ("abc", ANNA, "Find a roof ladder for RTU-3", -3, 9, None),
    ("abc", RABEEA, "New W-9 to ABC's accounting", -2, 4, 9),
    ("elm", ANNA, "Ask Elm Creek when the cellar is free", 1, 0, None),
    ("fairview", ANNA, "Key for unit 12 from the caretaker", 0, 1, None),
    ("", RABEEA, "Order toner and labels", None, 15, None),
    ("carver", RABEEA, "Boiler certificate to the county", 5, 3, None),
)


def add_tasks(build: Builder, abc: Customer, near: dict[str, Customer]) -> None:
    """Give the people of the office something to do."""
    customers = near | {"abc": abc}
    for whose, assignee, text, due, added, done in TASKS:
        customer = customers.get(whose)
        # The oldest of what was done was done on its day, the others today.
        at = None if done is None else build.at(max(-(due or 0), 0), done)
        made = build.at(added, 7, 40)
        build.session.add(
            Todo(
                customer_id=customer.id if customer is not None else None,
                assignee_id=build.users[assignee].id,
                created_by_id=build.users[RAZ].id,
                text=text,
                due=None if due is None else build.today + timedelta(days=due),
                done_at=at,
                done_by=assignee if at is not None else "",
                created_at=made,
                updated_at=at or made,
            )
        )
    build.session.flush()
