"""What reading and writing files may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class TableUnreadable(Invalid):
    """The file as a whole cannot be read as a table."""

    code = "table_unreadable"
    sentence = _l("このファイルは表として読み取れません。CSVまたはExcel（.xlsx）で保存し直してください。")


class EncodingUnknown(TableUnreadable):
    code = "encoding_unknown"
    sentence = _l(
        "%(line)s行目に、読み取れない文字があります。"
        "文字コードを Shift_JIS（CP932）または UTF-8 にして、保存し直してください。"
    )


class NulCharacter(TableUnreadable):
    code = "nul_character"
    sentence = _l("%(line)s行目に、表では使えない制御文字があります。元のソフトから出力し直してください。")


class QuoteOpen(TableUnreadable):
    code = "quote_open"
    sentence = _l('%(line)s行目から始まる引用符（"）が閉じていません。その行を確かめてください。')


class WorkbookUnsafe(TableUnreadable):
    code = "workbook_unsafe"
    sentence = _l("このExcelファイルは読み取れません（%(why)s）。マクロなしの .xlsx で保存し直してください。")


class TooManyRows(TableUnreadable):
    code = "too_many_rows"
    sentence = _l("行が多すぎます。%(limit)s行までにしてください。")


class TableEmpty(TableUnreadable):
    code = "table_empty"
    sentence = _l("ファイルに行がありません。見出しの行と、1行以上のデータを入れてください。")


class PdfNotBuilt(DrillHubError):
    """The typesetter failed or took too long; its words are in the log."""

    code = "pdf_not_built"
    status = 503
    sentence = _l("PDFを作成できませんでした。少し待ってから、もう一度お試しください。")
