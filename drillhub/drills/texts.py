"""Sentences that drills send to people. Written in the language that is current: the reader's."""

from drillhub.core.i18n import _, current_language
from drillhub.core.japanese_dates import long_date
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.scenarios.content import ScenarioContent


def invitation_subject(drill: Drill) -> str:
    """Without 【訓練】: every message of a drill gets it from the outbox, and nobody can leave it out."""
    day = long_date(drill.local_date, current_language())
    return str(_("%(type)sのご案内 %(date)s %(time)s", type=drill.drill_type.label, date=day, time=_clock(drill)))


def invitation_body(drill: Drill, participant: DrillParticipant, scenario: ScenarioContent, address: str) -> str:
    """address: the personal page from which the drill is followed."""
    language = current_language()
    names = {role.id: role.text(language) for role in scenario.roles}
    roles = [names[role] for role in participant.role_ids if role in names]
    part = participant.kind.label if not roles else _("、").join(roles)
    lines = [
        _("%(name)s 様", name=participant.person.name),
        "",
        _("次の訓練にご参加ください。これは訓練のご案内です。実際の災害ではありません。"),
        "",
        _("訓練: %(title)s（%(type)s）", title=drill.title, type=drill.drill_type.label),
        _(
            "日時: %(date)s %(time)sから%(minutes)s分",
            date=long_date(drill.local_date, language),
            time=_clock(drill),
            minutes=drill.duration_min,
        ),
        _("場所: %(place)s", place=_("、").join(filter(None, (drill.site.name, drill.place)))),
        _("あなたの役割: %(role)s", role=part),
        _("進行役: %(name)s", name=drill.facilitator.name),
        "",
        _("当日は、次のあなた専用のページを開いてください。サインインは要りません。"),
        address,
        "",
        _("このリンクはあなただけのものです。ほかの人に転送しないでください。"),
    ]
    return "\n".join(lines)


def cancellation_subject(drill: Drill) -> str:
    day = long_date(drill.local_date, current_language())
    return str(_("%(date)sの%(type)sを予定どおり行わないお知らせ", date=day, type=drill.drill_type.label))


def cancellation_body(drill: Drill, name: str, reason: str) -> str:
    """To people who were invited to a drill that will not take place on its date."""
    lines = [
        _("%(name)s 様", name=name),
        "",
        _("ご案内していた次の訓練は、予定の日時には行いません。"),
        "",
        _("訓練: %(title)s（%(type)s）", title=drill.title, type=drill.drill_type.label),
        _("予定の日時: %(date)s %(time)s", date=long_date(drill.local_date, current_language()), time=_clock(drill)),
        _("理由: %(reason)s", reason=reason),
    ]
    return "\n".join(lines)


def _clock(drill: Drill) -> str:
    return drill.local_time.strftime("%H:%M")
