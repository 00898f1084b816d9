"""The roll call on a phone: the list at the assembly point, one person's marks, and who is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from flask import render_template
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.drills import roll_call
from drillhub.drills.events import Mark, guest_subject, participant_subject
from drillhub.drills.headcount import Called, Group
from drillhub.drills.roll_call import HeadcountView
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band
from drillhub.web.drills.headcount_doors import Door, at_both_doors
from drillhub.web.drills.headcount_forms import GuestForm, MarkForm
from drillhub.web.drills.polling import etag_of, is_known, known_version, not_changed, with_etag

# With more people than this one first chooses a department: nobody finds a name in a list of hundreds.
CHOOSE_ABOVE: Final = 60


@dataclass(frozen=True)
class RollPage:
    """What a list shows. chosen: the department the address names. shown: departments whose people are listed.

    chooses: there are too many people for one list, and no department was named yet.
    """

    view: HeadcountView
    chosen: Group | None
    chooses: bool

    @property
    def shown(self) -> tuple[tuple[int, Group], ...]:
        """Each with its place among all departments, which names its part of the page."""
        if self.chooses:
            return ()
        numbered = enumerate(self.view.roll.groups)
        return tuple((place, group) for place, group in numbered if self.chosen is None or group is self.chosen)

    @property
    def people(self) -> tuple[Called, ...]:
        """Whom the list is about."""
        return self.chosen.people if self.chosen else self.view.roll.people

    @property
    def unconfirmed(self) -> int:
        return sum(each.mark is Mark.UNCONFIRMED for each in self.people)

    @property
    def shape(self) -> str:
        """What a page cannot take over piece by piece; when it differs, the page is loaded anew."""
        return f"{self.view.state.status}.{len(self.view.state.added)}"


def roll_page(door: Door) -> RollPage:
    """The list that the address asks for. Raises NotFound for a department that nobody is of."""
    view = roll_call.headcount(door.run_id, at=clock.now())
    chosen = view.roll.group(door.group) if door.group is not None else None
    if door.group is not None and chosen is None:
        raise NotFound()
    return RollPage(view, chosen, chooses=chosen is None and view.roll.on_site > CHOOSE_ABOVE)


@at_both_doors()
def headcount(door: Door) -> ResponseReturnValue:
    return headcount_page(door)


def headcount_page(door: Door, *, guest: GuestForm | None = None, refusal: str | None = None) -> str:
    """The list. guest: the form for a guest as it was refused. refusal: why nothing was done."""
    page = roll_page(door)
    return render_template(
        "drills/headcount.html",
        **parts(page, door),
        guest=guest or GuestForm(formdata=None),
        refusal=refusal,
        has_errors=bool(refusal or (guest and (guest.errors or guest.form_errors))),
        etag=etag_of(door.run_id, page.view.state.version, reader=door.reader),
        drill_band=band(page.view.drill),
    )


@at_both_doors("/live", needs_caller=False)
def headcount_live(door: Door) -> ResponseReturnValue:
    """What changed since the version that the reader has: the figures, and the departments somebody was marked in."""
    etag = etag_of(door.run_id, door.version, reader=door.reader)
    if is_known(etag):
        return not_changed(etag)
    door.require_caller()
    page = roll_page(door)
    since = known_version(door.run_id, reader=door.reader)
    changed = [(place, group) for place, group in page.shown if group.changed_at > since]
    answer = render_template("drills/headcount_live.html", **parts(page, door, shown=changed))
    return with_etag(answer, etag_of(door.run_id, page.view.state.version, reader=door.reader))


def parts(page: RollPage, door: Door, *, shown: Sequence[tuple[int, Group]] | None = None) -> dict[str, object]:
    """What the parts of the list need. shown: only these departments, where the others did not change."""
    return {
        "page": page,
        "view": page.view,
        "roll": page.view.roll,
        "state": page.view.state,
        "shown": page.shown if shown is None else shown,
        "door": door,
        "words": words,
        "new_event": lambda: str(uuid4()),
    }


@at_both_doors("/missing")
def headcount_missing(door: Door) -> ResponseReturnValue:
    """Who is not accounted for, large enough to be read out."""
    page = roll_page(door)
    return render_template(
        "drills/headcount_missing.html",
        page=page,
        view=page.view,
        people=[each for each in page.view.roll.unaccounted if each in page.people],
        door=door,
        drill_band=band(page.view.drill),
    )


@at_both_doors("/people/<int:participant_id>")
def headcount_person(door: Door, participant_id: int) -> ResponseReturnValue:
    return person_page(door, participant_subject(participant_id))


@at_both_doors("/guests/<uuid:guest_id>")
def headcount_guest(door: Door, guest_id: UUID) -> ResponseReturnValue:
    return person_page(door, guest_subject(guest_id))


def person_page(door: Door, subject: str, *, form: MarkForm | None = None, refusal: str | None = None) -> str:
    """One person: what is known, what else can be said, and every mark that was made."""
    view = roll_call.headcount(door.run_id, at=clock.now())
    return render_template(
        "drills/headcount_person.html",
        view=view,
        called=view.called(subject),
        history=view.history_of(subject),
        form=form or MarkForm(formdata=None),
        refusal=refusal,
        door=door,
        words=words,
        Mark=Mark,
        has_errors=bool(refusal or (form and (form.errors or form.form_errors))),
        drill_band=band(view.drill),
    )
