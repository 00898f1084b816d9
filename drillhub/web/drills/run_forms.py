"""Forms of the live screens."""

from typing import Final

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, NumberRange, Optional

from drillhub.core.i18n import _l
from drillhub.drills.acceptance import LONGEST_TEXT
from drillhub.drills.events import DecisionNoted, FixPointNoted, GoodPointNoted, Note
from drillhub.web.forms import Form, at_most, required, strip

DECISION: Final = "decision"
GOOD: Final = "good"
FIX: Final = "fix"


class NoteForm(Form):
    """A decision or an observation; the pressed button says which."""

    text = TextAreaField(_l("一言で記録する"), [required(), at_most(LONGEST_TEXT)], filters=[strip])
    kind = HiddenField(default=DECISION, validators=[AnyOf([DECISION, GOOD, FIX])])

    def value(self) -> Note:
        text = self.text.data or ""
        if self.kind.data == GOOD:
            return GoodPointNoted(text)
        if self.kind.data == FIX:
            return FixPointNoted(text)
        return DecisionNoted(text)


class DecisionForm(Form):
    """A player's decision."""

    text = TextAreaField(_l("あなたはどうしますか"), [required(), at_most(LONGEST_TEXT)], filters=[strip])

    def value(self) -> DecisionNoted:
        return DecisionNoted(self.text.data or "")


class CorrectionForm(Form):
    text = StringField(_l("訂正の内容"), [required(), at_most(LONGEST_TEXT)], filters=[strip])


class ReasonForm(Form):
    reason = StringField(_l("理由"), [required(), at_most(LONGEST_TEXT)], filters=[strip])


class DoneForm(Form):
    """story_min: what the group stated; empty means now."""

    story_min = IntegerField(
        _l("話し合いで決まった時間（発災から何分）"),
        [Optional(), NumberRange(0, 10_000_000, _l("0以上の整数で入力してください。"))],
    )
