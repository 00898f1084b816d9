"""The sentences of the status report: names of the rows, drafts of what was done, and what is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import LazyString, _, _l, current_language, pgettext
from drillhub.planning.content import YearMonth
from drillhub.planning.models import CommitmentKind
from drillhub.reporting.occasions import Occasion
from drillhub.reporting.report_words import NOT_FILLED_IN, day
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.reporting.status_rules import LONGEST_ROW_TEXT, StatusText, needs_reason, needs_start
from drillhub.reporting.status_values import (
    DrillMention,
    ImprovementMention,
    QuizMention,
    StatusGap,
    StatusGapCode,
    StatusLine,
)

REPORT_NAME: Final = _l("実施状況報告書")
NO_PROCEDURE: Final = _l(
    "認定には「更新」という手続きがなく、期間が終わる前に新しく申請（再申請）します。"
    "この表は、2回目以降の申請と、変更の申請に添付します。"
)
LONGEST_LIST: Final = 5
LONGEST_MEASURE: Final = 80

_GAPS: Final[dict[StatusGapCode, LazyString]] = {
    StatusGapCode.NO_CERTIFICATE: _l("認定番号か認定日が入っていません。"),
    StatusGapCode.NOT_CHECKED: _l("作成した人と確認した人が入っていません。"),
    StatusGapCode.ROW_NOT_CONFIRMED: _l("%(item)s（案は%(rating)s）を、まだ人が確かめていません。"),
    StatusGapCode.REASON_MISSING: _l("%(item)s（案は%(rating)s）に、理由と改善の方針がありません。"),
    StatusGapCode.START_MISSING: _l("%(item)s（案は%(rating)s）に、着手する予定の年月がありません。"),
    StatusGapCode.PROPOSAL_CHANGED: _l(
        "%(item)sを確かめた後に記録が変わり、評価案が%(rating)sになりました。もう一度確かめてください。"
    ),
}


def gap_sentence(gap: StatusGap) -> str:
    """What is missing, in one sentence."""
    facts = {
        "item": item_name(gap.item) if gap.item else "",
        "rating": rating_words(gap.rating) if gap.rating else "",
    }
    return str(_GAPS[gap.code]) % facts


def item_name(item: StatusItem) -> str:
    """3(1) 初動対応の内容; the row of what is voluntary has no number."""
    return str(item.label) if item is StatusItem.OTHER else f"{item.value} {item.label}"


def rating_words(rating: StatusRating) -> str:
    """◎ 計画どおり実施: for everything but the form itself."""
    return f"{rating.symbol} {rating.label}"


def below_sign(rating: StatusRating) -> str:
    """What is printed with the sign of the form; the two dashes, which look alike, carry it in brackets."""
    dashes = {StatusRating.NOT_STARTED, StatusRating.NOT_APPLICABLE}
    return _("（%(words)s）", words=rating.label) if rating in dashes else str(rating.label)


def fraction(line: StatusLine) -> str:
    """9 / 11, or that nothing has fallen due."""
    return f"{line.kept} / {line.due}" if line.due else _("なし")


def month(value: YearMonth) -> str:
    """2027年4月."""
    return japanese_dates.month_name(value.first_day, current_language())


def when_due(occasion: Occasion) -> str:
    """2年目 2025年6月 of what is promised every year, 2025年9月 of a measure."""
    promised = japanese_dates.month_name(occasion.due_on, current_language())
    if occasion.plan_year is None:
        return promised
    return _("%(number)s年目 %(month)s", number=occasion.plan_year, month=promised)


def occasion_state(occasion: Occasion) -> tuple[str, str]:
    """The kind of its sign (done, late, todo, plan), and the word: whether and how it was kept."""
    if occasion.was_kept:
        return ("done", _("実施")) if occasion.was_on_time else ("late", _("実施（予定と別の時期）"))
    return ("todo", pgettext("commitment", "未実施")) if occasion.is_due else ("plan", _("これから"))


def status_text(line: StatusLine, drills: Sequence[DrillMention], quizzes: Sequence[QuizMention]) -> str:
    """What the column 実施状況 says: the confirmed words or the draft, then what the rating asks for."""
    said = line.confirmed.said if line.confirmed else StatusText(line.proposed, draft_text(line, drills, quizzes))
    parts = [said.text] if said.text else []
    if needs_reason(said.rating):
        parts.append(_("理由: %(text)s", text=said.reason or NOT_FILLED_IN))
        parts.append(_("改善の方針: %(text)s", text=said.policy or NOT_FILLED_IN))
    if needs_start(said.rating):
        start = month(said.planned_start) if said.planned_start else NOT_FILLED_IN
        parts.append(_("着手の予定: %(month)s", month=start))
    return "\n".join(parts)


def draft_text(line: StatusLine, drills: Sequence[DrillMention], quizzes: Sequence[QuizMention]) -> str:
    """Sentences from the records, as many as a row takes; "" when there is nothing to say."""
    kept: list[str] = []
    for sentence in draft_sentences(line, drills, quizzes):
        if len("\n".join((*kept, sentence))) > LONGEST_ROW_TEXT:
            break
        kept.append(sentence)
    return "\n".join(kept)


def draft_sentences(line: StatusLine, drills: Sequence[DrillMention], quizzes: Sequence[QuizMention]) -> Iterator[str]:
    """Commitment by commitment, then drills, quizzes and improvements. Nothing is claimed that no record shows."""
    for commitment in line.commitments:
        occasions = [each for each in line.occasions if each.commitment_id == commitment.id]
        if commitment.kind is CommitmentKind.MEASURE:
            yield from (_measure(occasion) for occasion in occasions)
        elif any(each.is_due for each in occasions):
            yield _yearly(commitment.text, [each for each in occasions if each.is_due])
    if line.item is StatusItem.RESPONSE and drills:
        types = _types(drills)
        yield _("対応手順を%(count)s回の訓練で確かめた（%(types)s）。", count=len(drills), types=types)
    if line.item is StatusItem.PROMOTION:
        if drills:
            attended = sum(each.attended for each in drills)
            yield _(
                "訓練を%(count)s回行い、延べ%(people)s人が参加した（%(types)s）。",
                count=len(drills),
                people=f"{attended:,}",
                types=_types(drills),
            )
        if quizzes:
            yield _(
                "理解度テストを%(count)s回行い、延べ%(people)s人のうち%(passed)s人が合格した。",
                count=len(quizzes),
                people=f"{sum(each.assigned for each in quizzes):,}",
                passed=f"{sum(each.passed for each in quizzes):,}",
            )
    if line.improvements:
        yield _improvements(line.improvements)


def _measure(occasion: Occasion) -> str:
    text, due = occasion.text, japanese_dates.month_name(occasion.due_on, current_language())
    if occasion.done_on is not None:
        if occasion.was_on_time:
            return _("「%(text)s」を%(day)sに実施した。", text=text, day=day(occasion.done_on))
        return _("「%(text)s」を%(day)sに実施した（予定は%(due)s）。", text=text, day=day(occasion.done_on), due=due)
    if occasion.is_due:
        return _("「%(text)s」は、予定の%(due)sを過ぎて、まだ実施していない。", text=text, due=due)
    return _("「%(text)s」は、%(due)sまでに実施する予定である。", text=text, due=due)


def _yearly(text: str, due: Sequence[Occasion]) -> str:
    days = sorted(each.done_on for each in due if each.done_on is not None)
    if not days:
        return _("「%(text)s」は、予定した%(due)s回をまだ実施していない。", text=text, due=len(due))
    return _(
        "「%(text)s」は、予定した%(due)s回のうち%(kept)s回を実施した（最近は%(day)s）。",
        text=text,
        due=len(due),
        kept=len(days),
        day=day(days[-1]),
    )


def _types(drills: Sequence[DrillMention]) -> str:
    """机上演習10回、避難訓練2回."""
    counts = Counter(each.drill_type for each in drills)
    return _("、").join(
        _("%(type)s%(count)s回", type=kind.label, count=count)
        for kind, count in sorted(counts.items(), key=lambda each: (-each[1], each[0].value))
    )


def measure_of(improvement: ImprovementMention) -> str:
    """What was done, as far as somebody wrote it down in a few words; a title often names the trouble instead."""
    text = " ".join(improvement.text.split()).rstrip("。")
    return text if text and len(text) <= LONGEST_MEASURE else improvement.title


def _improvements(improvements: Sequence[ImprovementMention]) -> str:
    titles = _("、").join(_("「%(title)s」", title=measure_of(each)) for each in improvements[:LONGEST_LIST])
    if len(improvements) > LONGEST_LIST:
        titles = _("%(titles)sなど", titles=titles)
    verified = sum(each.was_verified for each in improvements)
    done = _("改善提案%(count)s件を実施した（%(titles)s）。", count=len(improvements), titles=titles)
    return done + (_("うち%(count)s件は、後の訓練で効果を確かめた。", count=verified) if verified else "")
