"""Forms of the roll call."""

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from drillhub.core.i18n import _l
from drillhub.drills.acceptance import LONGEST_NAME, LONGEST_REASON
from drillhub.drills.events import GuestKind, HeadcountMarked, Mark
from drillhub.drills.headcounts import NewGuest
from drillhub.web.forms import Form, at_most, required, strip


class MarkForm(Form):
    """A mark of one person; the pressed button says which. A tap on the list says nothing else and means present."""

    mark = HiddenField(default=Mark.PRESENT.value, validators=[AnyOf([mark.value for mark in Mark])])
    reason = StringField(
        _l("休み・外出などの理由"), [at_most(LONGEST_REASON)], filters=[strip], render_kw={"list": "reasons"}
    )
    place = StringField(_l("最後に見た場所"), [at_most(LONGEST_NAME)], filters=[strip])

    def value(self, subject: str) -> HeadcountMarked:
        """What was said of somebody. A text that belongs to another button than the pressed one is not taken."""
        mark = Mark(self.mark.data)
        reason = self.reason.data or "" if mark is Mark.EXCUSED else ""
        place = self.place.data or "" if mark is Mark.MISSING else ""
        return HeadcountMarked(subject, mark, reason, place)


class GuestForm(Form):
    """Somebody on site who is on no roster."""

    kind = RadioField(
        _l("どちらの人ですか"),
        [required()],
        choices=[SelectChoice(kind.value, kind.label) for kind in GuestKind],
        default=GuestKind.VISITOR.value,
    )
    name = StringField(_l("名前"), [required(), at_most(LONGEST_NAME)], filters=[strip])
    company = StringField(_l("会社"), [at_most(LONGEST_NAME)], filters=[strip])

    def value(self, *, is_here: bool) -> NewGuest:
        return NewGuest(GuestKind(self.kind.data), self.name.data or "", self.company.data or "", is_here)
