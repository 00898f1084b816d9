"""The year of the demonstration company: its days off, what its buildings ask for, and the reviews it held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.calendar import company_calendar, reviews
from drillhub.calendar.reviews import ReviewOutcome
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.demo.timeline import START_MONTH, ZONE, founding, this_year
from drillhub.identity.models import Site
from drillhub.programme import rules
from drillhub.vocabulary import ReviewType

# What each building is, by the name of the site; the others are asked for on the page.
_BUILDINGS = {"名古屋営業所": "specified_property", "第一工場": "other_property", "第二工場": "other_property"}


@dataclass(frozen=True)
class _Held:
    """A review of each year. month, day: when it is held."""

    kind: ReviewType
    month: int
    day: int
    findings: str
    decisions: str


_REVIEWS = (
    _Held(
        ReviewType.KPI_REVIEW,
        6,
        18,
        "避難時間は前年より短い。理解度テストの未受講が2人いる。",
        "未受講の2人に個別に声をかける。",
    ),
    _Held(
        ReviewType.PARTIAL_INSPECTION,
        9,
        8,
        "非常食2箱の期限が近い。連絡網の携帯番号が3件古い。",
        "非常食を入れ替え、番号を直す。",
    ),
    _Held(ReviewType.KPI_REVIEW, 9, 17, "改善提案の期限内実施が8割を下回った。", "期限の1週間前に担当へ知らせる。"),
    _Held(
        ReviewType.KPI_REVIEW, 12, 17, "机上演習の判断は早くなった。復旧訓練がまだない。", "年度内に復旧訓練を1回行う。"
    ),
    _Held(ReviewType.PARTIAL_INSPECTION, 3, 9, "発電機の燃料、棚の固定とも異常なし。", ""),
    _Held(ReviewType.KPI_REVIEW, 3, 16, "年間の目標はおおむね達成した。", "次年度の目標を経営会議で決める。"),
    _Held(
        ReviewType.ANNUAL_REVIEW,
        3,
        23,
        "訓練、設備更新、法改正をまとめて確かめた。",
        "計画の3(2)に非常用電源の更新を加える。",
    ),
)


def enter_days_off(today: date, *, by: Actor) -> None:
    """Summer and new year of this and the last years, and the month in which nobody has time."""
    for years_ago in (2, 1, 0):
        year = this_year(today).year - years_ago
        at = clock.instant(date(year, 4, 2), 9, 0, ZONE)
        for first, last, name in (
            (date(year, 8, 12), date(year, 8, 16), "夏季休業"),
            (date(year, 12, 29), date(year + 1, 1, 4), "年末年始"),
        ):
            company_calendar.add_holidays(first, last, name, by=by, at=at)
    company_calendar.set_busy_month(8, "増産と夏季休業", by=by, at=founding(today))


def say_what_the_buildings_are(today: date, *, by: Actor) -> None:
    """From this fiscal year on."""
    year = this_year(today)
    at = clock.instant(year.first_day, 9, 30, ZONE)
    for site in db.session.scalars(select(Site).where(Site.name.in_(_BUILDINGS)).order_by(Site.name)):
        rules.take_pack(_BUILDINGS[site.name], site.id, year, by=by, at=at)


def hold_reviews(today: date, *, by: Actor) -> None:
    """Three years of reviews; of those that are still ahead the next one is planned."""
    for day, held in _days(today):
        planned = clock.instant(day - timedelta(days=30), 10, 0, ZONE)
        slot = reviews.schedule_review(
            held.kind, day, site_id=None, trainer_id=by.person_id, timezone=ZONE, by=by, at=planned
        )
        db.session.flush()
        if day >= today:
            return
        outcome = ReviewOutcome(day, "社長、総務、各拠点の防災担当", held.findings, held.decisions)
        reviews.record_review(slot.id, outcome, today=day, by=by, at=clock.instant(day, 17, 0, ZONE))


def _days(today: date) -> Iterator[tuple[date, _Held]]:
    """All of them in the order of their days. A weekend is moved to the Monday after it."""
    found = []
    for years_ago in (2, 1, 0):
        year = FiscalYear(this_year(today).year - years_ago, START_MONTH)
        for held in _REVIEWS:
            first = next(date(y, month, held.day) for y, month in year.months() if month == held.month)
            found.append((first + timedelta(days=max(0, 7 - first.weekday()) if first.weekday() > 4 else 0), held))
    yield from sorted(found, key=lambda each: each[0])
