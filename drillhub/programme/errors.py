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


class RuleNumberUnlikely(Invalid):
    """facts: maximum."""

    code = "rule_number_unlikely"
    sentence = _l("1以上%(maximum)s以下の数で入力してください。")


class RuleMonthsTooMany(Invalid):
    """facts: months, per_year."""

    code = "rule_months_too_many"
    sentence = _l(
        "月が%(months)sか月選ばれていますが、回数は年%(per_year)s回です。月を減らすか、回数を増やしてください。"
    )


class RuleTypesMissing(Invalid):
    code = "rule_types_missing"
    sentence = _l("数える訓練の種別を1つ以上選んでください。")


class RuleOfOneSite(Invalid):
    code = "rule_of_one_site"
    sentence = _l("このまとまりは、拠点を選んで使います。拠点を選び直してください。")


class RuleChanged(DrillHubError):
    code = "rule_changed"
    sentence = _l(
        "表示した後に、このきまりが変更されました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )
