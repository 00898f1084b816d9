"""What may be wrong with a staff file, in words that say where to look and what to do.

Refusals keep the whole file from being imported; warnings are shown with the preview. `field` is the heading of the
column as the file has it. Impossible dates are refused by `drillhub.core.japanese_dates`.
"""

from drillhub.core.errors import Invalid
from drillhub.core.i18n import _l

# --- The file as a whole --------------------------------------------------------------------------------------


class ColumnMissing(Invalid):
    """facts: column, the usual heading."""

    code = "column_missing"
    sentence = _l("「%(column)s」の列が見つかりません。1行目に見出しがあるか確かめてください。")


class ColumnTwice(Invalid):
    code = "column_twice"
    sentence = _l("「%(column)s」の列が2つあります。取り込む列だけを残してください。")


class NoRows(Invalid):
    code = "no_rows"
    sentence = _l("見出しの下に、取り込む人の行がありません。")


# --- A row ----------------------------------------------------------------------------------------------------


class ValueMissing(Invalid):
    code = "value_missing"
    sentence = _l("入力されていません。この欄は必要です。")


class ValueTooLong(Invalid):
    code = "value_too_long"
    sentence = _l("%(length)s文字あります。%(limit)s文字以内にしてください。")


class RowTooWide(Invalid):
    """Most often a comma inside a value that is not in quotes; every cell after it would be in the wrong column."""

    code = "row_too_wide"
    sentence = _l("見出しより多い%(cells)s個の値があります。値の中の「,」で列がずれていないか確かめてください。")


class SpreadsheetError(Invalid):
    code = "spreadsheet_error"
    sentence = _l("「%(text)s」は表計算ソフトのエラーです。元のファイルの計算式を直してください。")


class CharacterLost(Invalid):
    code = "character_lost"
    sentence = _l("「%(text)s」に、読み取れなかった文字があります。元のファイルを書き出し直してください。")


class NumberMangled(Invalid):
    code = "number_mangled"
    sentence = _l(
        "「%(text)s」は、表計算ソフトが社員番号を数値や日付に変えたもののようです。列を文字列にして書き出し直してください。"
    )


class NumberTwice(Invalid):
    """facts: number; other: the other row."""

    code = "number_twice"
    sentence = _l("社員番号「%(number)s」が%(other)s行目にもあります。どちらが正しいか確かめてください。")


class MailUnusable(Invalid):
    code = "mail_unusable"
    sentence = _l("「%(text)s」にはメールを送れません。アドレスを直すか、空欄にしてください。")


class MailTwice(Invalid):
    code = "mail_twice"
    sentence = _l(
        "メールアドレス「%(mail)s」が%(other)s行目にもあります。"
        "サインインに使うため、1人に1つです。共用のアドレスは空欄にしてください。"
    )


class PhoneUnusable(Invalid):
    code = "phone_unusable"
    sentence = _l("「%(text)s」を電話番号として読めません。番号を直すか、空欄にしてください。")


class StatusUnknown(Invalid):
    code = "status_unknown"
    sentence = _l("「%(text)s」という在籍状況は分かりません。在籍・休職・退職のどれかにしてください。")


class DateUnlikely(Invalid):
    code = "date_unlikely"
    sentence = _l("「%(text)s」は、働いている人の日付ではないようです。年を確かめてください。")


class LeftBeforeJoining(Invalid):
    code = "left_before_joining"
    sentence = _l("退職日が入社日より前です。どちらが正しいか確かめてください。")


class ZerosLost(Invalid):
    """facts: number, as in the file; registered: the number in the register; name of that person."""

    code = "zeros_lost"
    sentence = _l(
        "名簿にある「%(registered)s」の%(name)sさんと、先頭の0だけが違います。"
        "0が消えていたら、列を文字列にして書き出し直してください。"
    )


class MailOfAnother(Invalid):
    """facts: mail; number and name of the person who has it."""

    code = "mail_of_another"
    sentence = _l("メールアドレス「%(mail)s」は、名簿の%(number)s %(name)sさんが使っています。")


# --- Warnings -------------------------------------------------------------------------------------------------


class NumbersOfUnequalLength(Invalid):
    """facts: usual, how many digits most numbers have; rows, the first rows with fewer; count, how many there are."""

    code = "numbers_of_unequal_length"
    sentence = _l(
        "社員番号の多くは%(usual)s桁ですが、桁の少ない番号が%(count)s件あります（%(rows)s行目）。"
        "先頭の0が消えていないか確かめてください。"
    )


class NumberLooksMangled(Invalid):
    code = "number_looks_mangled"
    sentence = _l(
        "社員番号「%(text)s」は、表計算ソフトで指数として扱われることがあります。元の番号と同じか確かめてください。"
    )


class ZeroRestored(Invalid):
    code = "zero_restored"
    sentence = _l("電話番号「%(text)s」の先頭に、消えていた0を補い「%(number)s」にしました。")


class EmploymentUnknown(Invalid):
    code = "employment_unknown"
    sentence = _l("雇用区分「%(text)s」は「その他の雇用区分」として取り込みます。")


class CharacterDoubtful(Invalid):
    code = "character_doubtful"
    sentence = _l("「%(text)s」に、文字化けや外字の可能性がある文字があります。")


class NamesNotSplit(Invalid):
    code = "names_not_split"
    sentence = _l("姓と名の間に空白がない名前が%(count)s件あります（%(rows)s行目）。名前の全体を姓として取り込みます。")


class LeftWithoutDate(Invalid):
    code = "left_without_date"
    sentence = _l("退職日がないため、取り込む日を退職日にします。")
