"""What stands under an email: each user's own signature, else their name and the brand's."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.formatting import phone
from officedesk.models.company import Brand, Setting
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.office import settings
from officedesk.services.permissions import Permission

SIGNATURE = "messaging.signature"
LONGEST = 2_000


def signature(desk: Desk) -> str:
    """The signature of the user at the desk; empty where they wrote none of their own."""
    desk.need(Permission.OFFICE_READ)
    return str(settings.get(desk, SIGNATURE, ""))


def save_signature(desk: Desk, text: str) -> None:
    """Store the signature of the user at the desk; empty: name and brand stand there."""
    desk.need(Permission.OWN_WRITE)
    settings.put(desk, SIGNATURE, clean(text, lines=True)[:LONGEST])


def signed(session: Session, desk: Desk, body: str, brand: Brand | None) -> str:
    """``body`` with the signature under it."""
    own = None
    if desk.actor.user_id is not None:
        mine = (Setting.key == SIGNATURE, Setting.user_id == desk.actor.user_id)
        own = session.scalar(select(Setting.value).where(*mine).limit(1))
    if isinstance(own, str) and own.strip():
        text = own.strip()
    else:
        lines = [desk.actor.name, *([brand.name, phone(brand.phone), brand.website] if brand else [])]
        text = "\n".join(line for line in lines if line)
    return f"{body.rstrip()}\n\n{text}" if body.strip() else f"\n\n{text}"
