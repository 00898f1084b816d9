"""Forms of the register. They read values as the staff file does, so both accept and refuse the same."""

from collections.abc import Callable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.core.errors import Invalid
from drillhub.core.i18n import _l
from drillhub.core.japanese_dates import plain_date
from drillhub.core.text import katakana, one_line
from drillhub.identity import staff_values
from drillhub.identity.models import Employment, Person
from drillhub.identity.register import DepartmentDetails, PersonDetails, SiteDetails
from drillhub.identity.register_queries import DepartmentLine, SiteLine
from drillhub.identity.roles import ASSIGNABLE, Role
from drillhub.web.forms import Form, ValidationError, at_most, required


def line(value: str | None) -> str:
    """Filter: one line of clean text."""
    return one_line(value or "")


class _Reads:
    """Validator: what a person typed can be read as the staff file's cell of that kind would be."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        self.convert = convert

    def __call__(self, _form: Form, field: Field) -> None:
        try:
            self.convert(field.data)
        except Invalid as error:
            raise ValidationError(str(error)) from error


def _filled(_form: Form, field: Field) -> None:
    """Validator: something is left after cleaning; blanks alone are nothing."""
    if not field.data:
        raise ValidationError(str(required().message))


class PersonForm(Form):
    employee_number = StringField(
        _l("社員番号"), [required(), _filled, _Reads(staff_values.employee_number)], filters=[line]
    )
    family_name = StringField(_l("姓"), [required(), _filled, at_most(100)], filters=[line])
    given_name = StringField(_l("名"), [at_most(100)], filters=[line])
    family_name_kana = StringField(_l("セイ"), [at_most(100)], filters=[line])
    given_name_kana = StringField(_l("メイ"), [at_most(100)], filters=[line])
    department = SelectField(_l("部署"))
    site = SelectField(_l("拠点"))
    job_title = StringField(_l("役職"), [at_most(100)], filters=[line])
    employment = SelectField(_l("雇用区分"), choices=[SelectChoice(kind.value, kind.label) for kind in Employment])
    joined_on = StringField(_l("入社日"), [Optional(), _Reads(staff_values.day)], filters=[line])
    email = StringField(_l("メール"), [Optional(), at_most(254), _Reads(staff_values.mail)], filters=[line])
    mobile = StringField(_l("携帯"), [Optional(), at_most(40), _Reads(staff_values.phone)], filters=[line])

    def offer(self, departments: tuple[DepartmentLine, ...], sites: tuple[SiteLine, ...]) -> "PersonForm":
        """Fill the lists to choose from."""
        self.department.choices = [
            SelectChoice("", _l("なし")),
            *(SelectChoice(str(row.id), row.path) for row in departments),
        ]
        self.site.choices = [SelectChoice("", _l("なし")), *(SelectChoice(str(row.id), row.name) for row in sites)]
        return self

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """The form as it shows somebody."""
        return cls(
            employee_number=person.employee_number,
            family_name=person.family_name,
            given_name=person.given_name,
            family_name_kana=person.family_name_kana,
            given_name_kana=person.given_name_kana,
            department=str(person.department_id or ""),
            site=str(person.site_id or ""),
            job_title=person.job_title,
            employment=person.employment.value,
            joined_on=plain_date(person.joined_on, "ja") if person.joined_on else "",
            email=person.email or "",
            mobile=person.mobile or "",
        )

    def value(self) -> PersonDetails:
        return PersonDetails(
            employee_number=staff_values.employee_number(self.employee_number.data),
            family_name=self.family_name.data,
            given_name=self.given_name.data,
            family_name_kana=katakana(self.family_name_kana.data),
            given_name_kana=katakana(self.given_name_kana.data),
            department_id=_number(self.department.data),
            site_id=_number(self.site.data),
            job_title=self.job_title.data,
            email=staff_values.mail(self.email.data) if self.email.data else None,
            mobile=staff_values.phone(self.mobile.data)[0] if self.mobile.data else None,
            employment=Employment(self.employment.data),
            joined_on=staff_values.day(self.joined_on.data) if self.joined_on.data else None,
        )


class RolesForm(Form):
    roles = SelectMultipleField(
        _l("任せる役割"),
        choices=[SelectChoice(role.value, role.label) for role in ASSIGNABLE],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def value(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles.data or ())


class LeavingForm(Form):
    left_on = StringField(_l("退職日（最後の在籍日）"), [required(), _filled, _Reads(staff_values.day)], filters=[line])

    def value(self) -> Any:
        return staff_values.day(self.left_on.data)


class SiteForm(Form):
    name = StringField(_l("拠点の名前"), [required(), _filled, at_most(100)], filters=[line])
    address = StringField(_l("所在地"), [at_most(300)], filters=[line])
    assembly_point = StringField(_l("集合場所"), [at_most(200)], filters=[line])

    def value(self) -> SiteDetails:
        return SiteDetails(self.name.data, self.address.data, self.assembly_point.data)


class DepartmentForm(Form):
    name = StringField(_l("部署の名前"), [required(), _filled, at_most(100)], filters=[line])
    parent_id = SelectField(_l("上の部署"))

    def offer(self, departments: tuple[DepartmentLine, ...]) -> "DepartmentForm":
        self.parent_id.choices = [
            SelectChoice("", _l("なし（一番上）")),
            *(SelectChoice(str(row.id), row.path) for row in departments),
        ]
        return self

    def value(self) -> DepartmentDetails:
        return DepartmentDetails(self.name.data, _number(self.parent_id.data))


class StaffFileForm(Form):
    file = FileField(_l("社員一覧のファイル"), [FileRequired(_l("ファイルを選んでください。"))])


class ApplicationForm(Form):
    absent_have_left = BooleanField(_l("ファイルにない人を退職にする"))


def _number(value: str | None) -> int | None:
    return int(value) if value else None
