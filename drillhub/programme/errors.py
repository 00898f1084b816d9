"""What the year's programme may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class NothingChosen(Invalid):
    code = "nothing_chosen"
    sentence = _l("計画に入れるものを1つ以上選んでください。")


class ProposalOutdated(DrillHubError):
    code = "proposal_outdated"
    sentence = _l(
        "表示した後に、予定かきまりが変わりました。何も入れていません。新しい提案を確かめて、もう一度操作してください。"
    )


class DayNotPossible(Invalid):
    """facts: title, day."""

    code = "day_not_possible"
    sentence = _l("「%(title)s」の%(day)sは選べません。明日より後の、この年度の日にしてください。")


class YearOver(DrillHubError):
    code = "year_over"
    sentence = _l("この年度は終わっているため、提案はありません。今年度か来年度を選んでください。")


class YearUnlikely(Invalid):
    """facts: year."""

    code = "year_unlikely"
    sentence = _l("%(year)s年度という年度はありません。年度が始まる西暦の年を指定してください。")
