"""The base of all forms: cross-site token, key against repeated posts, Japanese messages, typed value."""

import re
import secrets
from decimal import Decimal
from typing import Any, Final

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput, TextInput

from drillhub.core.errors import Invalid, faults_of
from drillhub.core.i18n import _l
from drillhub.core.text import clean, half_width

KEY_FIELD: Final = "_key"

# Messages of WTForms that people can meet; theirs are English and too terse to act on.
_WORDS = {
    "This field is required.": _l("入力してください。"),
    "Not a valid choice.": _l("選択肢から選んでください。"),
    "Not a valid choice": _l("選択肢から選んでください。"),
    "Not a valid integer value.": _l("数字で入力してください。"),
    "Not a valid date value.": _l("日付は 2026-04-01 の形で入力してください。"),
    "Not a valid time value.": _l("時刻は 13:30 の形で入力してください。"),
    "Invalid Choice: could not coerce.": _l("選択肢から選んでください。"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("選択肢から選んでください。"),
    "'%(value)s' is not a valid choice for this field.": _l("選択肢から選んでください。"),
    "'%(value)s' are not valid choices for this field.": _l("選択肢から選んでください。"),
}


class _Words:
    """WTForms' translation hook: its own messages in the reader's language."""

    def gettext(self, string: str) -> str:
        return str(_WORDS.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


def new_key() -> str:
    """A fresh key for a form that is about to be shown; see drillhub.core.submissions."""
    return secrets.token_urlsafe(16)


class Form(FlaskForm):  # type: ignore[misc]
    """A page's form. Subclasses add fields and `value()`, which gives the typed value of the module."""

    submission_key = HiddenField(name=KEY_FIELD, default=new_key)

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> _Words:
            return _Words()

    def check(self) -> None:
        """What the rules say of the values alone, for forms whose fields depend on each other. Raises Invalid."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether each field can be read. If not, what the rules have to say of the others is shown with it."""
        if super().validate(extra_validators):
            return True
        known = set(self.errors)
        try:
            self.check()
        except Invalid as error:
            for fault in faults_of(error):
                if self.field_of(fault) not in known:
                    self.accept_errors(fault)
        return False

    def accept_errors(self, error: Invalid) -> None:
        """Show each refusal of the rules at the field it names, or on top when it names none."""
        for fault in faults_of(error):
            field = getattr(self, self.field_of(fault), None)
            if field is not None:
                field.errors = [*field.errors, str(fault)]
            else:
                self.form_errors.append(str(fault))

    def field_of(self, fault: Invalid) -> str:
        """The name of the field that a refusal belongs to, "" for the form as a whole."""
        return fault.field or ""


class SeenField(Field):  # type: ignore[misc]
    """Which version the page showed, hidden in the form. What was not sent or is no number counts as an old version."""

    widget = HiddenInput()
    NEVER: Final = -1

    def _value(self) -> str:
        return str(self.NEVER if self.data is None else self.data)

    def process_formdata(self, values: list[str]) -> None:
        sent = values[0] if values else ""
        self.data = int(sent) if re.fullmatch("[0-9]{1,9}", sent) else self.NEVER


class AmountField(Field):  # type: ignore[misc]
    """An amount as people write it: 1,000 or １２．５; None when nothing was written."""

    widget = TextInput()
    _AMOUNT: Final = re.compile(r"-?\d{1,20}(\.\d{1,6})?")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:,f}"

    def process_formdata(self, values: list[str]) -> None:
        sent = half_width(values[0] if values else "").replace(",", "").replace("、", "").strip()
        self.data = None
        if sent:
            if not self._AMOUNT.fullmatch(sent):
                raise ValueError(str(_l("数字で入力してください。")))
            self.data = Decimal(sent)


def required() -> InputRequired:
    """The field must be filled in."""
    return InputRequired(_l("入力してください。"))


def at_most(characters: int) -> Length:
    """Refuse longer texts, naming the limit."""
    return Length(max=characters, message=_l("%(max)d文字以内で入力してください。"))


def strip(value: str | None) -> str | None:
    """Filter for text fields: NFC, no control characters, no blanks around."""
    return clean(value).strip() if value else value


__all__ = [
    "KEY_FIELD",
    "AmountField",
    "Form",
    "SeenField",
    "ValidationError",
    "at_most",
    "new_key",
    "required",
    "strip",
]
