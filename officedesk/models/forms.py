"""Forms that a crew fills in: the office's templates, and those of each job."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from officedesk.models.base import BigId, JsonDict, Table, Words, enum_column
from officedesk.models.enums import FormMoment, FormRule
from officedesk.models.parts import Stamped, Versioned

AUTO = {"sqlite_autoincrement": True}


class FormTemplate(Stamped, Versioned, Table):
    """What is asked; ``models.form_fields`` says how ``fields`` reads. New jobs get each active one that is not off."""

    __tablename__ = "form_template"

    name: Mapped[Words]
    moment: Mapped[FormMoment] = mapped_column(enum_column(FormMoment), default=FormMoment.FINISH)
    rule: Mapped[FormRule] = mapped_column(enum_column(FormRule), default=FormRule.OPTIONAL)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class JobForm(Stamped, Versioned, Table):
    """A form of a job: what was asked when it was added, and what was answered."""

    __tablename__ = "job_form"
    __table_args__ = (Index("ix_job_form_job", "job_id"), Index("ix_job_form_visit", "visit_id"), AUTO)

    job_id: Mapped[int] = mapped_column(BigId, ForeignKey("job.id", ondelete="CASCADE"))
    visit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("visit.id", ondelete="SET NULL"))
    template_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("form_template.id", ondelete="SET NULL"))
    name: Mapped[Words]
    moment: Mapped[FormMoment] = mapped_column(enum_column(FormMoment), default=FormMoment.FINISH)
    rule: Mapped[FormRule] = mapped_column(enum_column(FormRule), default=FormRule.OPTIONAL)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    answers: Mapped[JsonDict] = mapped_column(default=dict)
    """By the key of the field. Photos are ids of attachments, signatures are strokes."""
    position: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    """When everything that it must have was answered and it was handed in."""
    done_by: Mapped[Words]

    @property
    def customer_id(self) -> int | None:
        """Whose job it is of, where whoever changes it said so: the change log tells it with what they did."""
        return getattr(self, "_customer_id", None)

    @customer_id.setter
    def customer_id(self, customer_id: int | None) -> None:
        self._customer_id = customer_id
