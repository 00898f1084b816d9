"""Forms of the plan. They give the same values as a plan file."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.core.errors import Invalid
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _, _l, current_language
from drillhub.core.japanese_dates import month_of_year
from drillhub.core.text import one_line
from drillhub.planning.content import (
    LONGEST_TEXT,
    STRUCTURE,
    AssumedHazard,
    Certificate,
    Company,
    ItemText,
    PlanContent,
    PlanPeriod,
    Promise,
    YearMonth,
)
from drillhub.planning.models import CommitmentKind
from drillhub.vocabulary import Hazard, PlanItem
from drillhub.web.forms import Form, SeenField, at_most, required, strip


def line(value: str | None) -> str:
    """Filter: one line of clean text."""
    return one_line(value or "")


def _month(_form: Form, field: Field) -> None:
    """Validator: a month such as 2026-04."""
    if field.data:
        try:
            YearMonth.parse(field.data)
        except ValueError:
            raise ValidationError(_("年月は 2026-04 の形で入力してください。")) from None


def _texts(*validators: Any) -> list[Any]:
    return [*validators, at_most(LONGEST_TEXT)]


def _month_name(month: int) -> LazyString:
    return LazyString(lambda: month_of_year(month, current_language()))


def item_field(item: PlanItem) -> str:
    """The name of the form field of an item: 3(2)A → item_32a."""
    return "item_" + "".join(character for character in item.value.lower() if character.isalnum())


class EditionForm(Form):
    """A change of the plan. edition: id of the one that the page showed."""

    edition = SeenField(_l("版"))


class VersionForm(Form):
    """A change of an entry of a register. version: the one that the page showed."""

    version = SeenField(_l("版"))


class PlanForm(EditionForm):
    """The whole plan but its commitments and what it says of hazards, which have pages of their own."""

    title = StringField(_l("計画の名前"), [required(), at_most(200)], filters=[line])
    company_name = StringField(_l("会社の名前"), [required(), at_most(200)], filters=[line])
    representative = StringField(_l("代表者"), [at_most(200)], filters=[line])
    address = StringField(_l("住所"), [at_most(200)], filters=[line])
    corporate_number = StringField(_l("法人番号"), [at_most(20)], filters=[line])
    capital = StringField(_l("資本金"), [at_most(40)], filters=[line])
    employees = IntegerField(
        _l("従業員の数"),
        [Optional(), NumberRange(1, 1_000_000, message=_l("1以上の数を入力してください。"))],
    )
    industry = StringField(_l("業種"), [at_most(200)], filters=[line])
    founded_on = DateField(_l("設立年月日"), [Optional()])
    certificate_number = StringField(_l("認定番号"), [at_most(60)], filters=[line])
    reception_number = StringField(_l("受付番号"), [at_most(60)], filters=[line])
    certified_on = DateField(_l("認定日"), [Optional()])
    first_month = StringField(_l("実施期間の始まり"), [required(), _month], filters=[line])
    last_month = StringField(_l("実施期間の終わり"), [required(), _month], filters=[line])
    is_joint = BooleanField(_l("連携型の計画"))
    partners = TextAreaField(_l("連携する会社"), [at_most(2000)], filters=[strip])
    overview = TextAreaField(_l("事業の概要"), _texts(), filters=[strip])
    purpose = TextAreaField(_l("事業継続力強化の目的"), _texts(), filters=[strip])
    hazards = SelectMultipleField(
        _l("想定する自然災害など"),
        choices=[SelectChoice(hazard.value, hazard.label) for hazard in Hazard],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    structure = TextAreaField(STRUCTURE, _texts(), filters=[strip])
    for _item in PlanItem:
        locals()[item_field(_item)] = TextAreaField(_item.label, _texts(), filters=[strip])
    del _item

    @classmethod
    def of(cls, content: PlanContent, *, edition: int) -> "PlanForm":
        """The form filled in with a content. edition: its id."""
        company, certificate = content.company, content.certificate
        return cls(
            data={
                "edition": edition,
                "title": content.title,
                "company_name": company.name,
                **{
                    name: getattr(company, name)
                    for name in ("representative", "address", "corporate_number", "capital", "employees", "industry")
                },
                "founded_on": company.founded_on,
                "certificate_number": certificate.number,
                "reception_number": certificate.reception_number,
                "certified_on": certificate.certified_on,
                "first_month": str(content.period.first),
                "last_month": str(content.period.last),
                "is_joint": content.is_joint,
                "partners": "\n".join(content.partners),
                "overview": content.overview,
                "purpose": content.purpose,
                "structure": content.structure,
                **{item_field(each.item): each.text for each in content.items},
            }
        )

    @property
    def item_fields(self) -> list[tuple[PlanItem, Field]]:
        return [(item, self[item_field(item)]) for item in PlanItem]

    def value(self, before: PlanContent | None) -> PlanContent:
        """The content. before: the one in force; its hazards and commitments, which have pages of their own, go on."""
        chosen = [Hazard(each) for each in self.hazards.data or ()]
        return PlanContent(
            schema_version=1,
            title=self.title.data,
            company=Company(
                name=self.company_name.data,
                representative=self.representative.data,
                address=self.address.data,
                corporate_number=self.corporate_number.data,
                capital=self.capital.data,
                employees=self.employees.data,
                industry=self.industry.data,
                founded_on=self.founded_on.data,
            ),
            period=PlanPeriod(YearMonth.parse(self.first_month.data), YearMonth.parse(self.last_month.data)),
            certificate=Certificate(self.certificate_number.data, self.reception_number.data, self.certified_on.data),
            is_joint=self.is_joint.data,
            partners=tuple(name for part in (self.partners.data or "").splitlines() if (name := one_line(part))),
            overview=self.overview.data or "",
            purpose=self.purpose.data or "",
            hazards=before.hazards if before else tuple(map(AssumedHazard, chosen)),
            items=tuple(ItemText(item, field.data) for item, field in self.item_fields if field.data),
            structure=self.structure.data or "",
            commitments=before.commitments if before else (),
        )

    def field_of(self, fault: Invalid) -> str:
        """A rule names a part of the content; the field stands for it."""
        return {"first": "first_month", "last": "last_month"}.get(fault.field or "", super().field_of(fault))


class CommitmentForm(EditionForm):
    code = StringField(_l("番号"), [required(), at_most(20)], filters=[line])
    item = SelectField(
        _l("計画の項目"),
        choices=[
            SelectChoice(item.value, _l("%(number)s %(label)s", number=item.value, label=item.label))
            for item in PlanItem
        ],
    )
    kind = SelectField(_l("種類"), choices=[SelectChoice(kind.value, kind.label) for kind in CommitmentKind])
    text = TextAreaField(_l("約束した取組"), [required(), at_most(1000)], filters=[strip])
    planned_months = SelectMultipleField(
        _l("実施予定月"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    due = StringField(_l("期限"), [_month], filters=[line])

    def in_months_of(self, year: FiscalYear) -> "CommitmentForm":
        """Offer the months in the order of the organisation's year."""
        self.planned_months.choices = [SelectChoice(month, _month_name(month)) for _year, month in year.months()]
        return self

    def value(self) -> Promise:
        return Promise(
            code=self.code.data,
            item=PlanItem(self.item.data),
            kind=CommitmentKind(self.kind.data),
            text=self.text.data,
            planned_months=tuple(sorted(self.planned_months.data or ())),
            due=YearMonth.parse(self.due.data) if self.due.data else None,
        )


class FulfilmentForm(Form):
    done_on = DateField(_l("実施日"), [required()])
    note = TextAreaField(_l("内容"), [at_most(1000)], filters=[strip])
