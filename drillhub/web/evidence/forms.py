"""Forms of evidence."""

from pathlib import PureWindowsPath
from typing import BinaryIO

from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from drillhub.core.i18n import _l
from drillhub.core.text import one_line
from drillhub.web.evidence.blueprint import MAX_FILES
from drillhub.web.forms import Form, at_most, required, strip

_LONGEST_NAME = 255


class UploadForm(Form):
    files = MultipleFileField(
        _l("証跡のファイル"),
        [
            FileRequired(_l("ファイルを選んでください。")),
            Length(max=MAX_FILES, message=_l("一度に選べるのは%(max)dファイルまでです。")),
        ],
    )
    note = StringField(_l("説明"), [at_most(500)], filters=[strip])

    def value(self) -> list[tuple[str, BinaryIO]]:
        """(name, open file) of each file."""
        return [(file_name(file.filename or ""), file.stream) for file in self.files.data]


class WithdrawalForm(Form):
    reason = TextAreaField(_l("取り下げる理由"), [required(), at_most(500)], filters=[strip])


def file_name(sent: str) -> str:
    """The name of a file without the folders that some browsers send; a very long one keeps its ending."""
    name = one_line(PureWindowsPath(sent).name) or "file"
    suffix = PureWindowsPath(name).suffix[:20]
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - len(suffix)] + suffix
