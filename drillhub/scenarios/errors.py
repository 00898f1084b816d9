"""What the scenario library refuses."""

from drillhub.core.errors import DrillHubError
from drillhub.core.i18n import _l


class CodeTaken(DrillHubError):
    """Facts: code; slug and other, the two scenarios that claim it."""

    code = "scenario_code_taken"
    sentence = _l(
        "シナリオ「%(slug)s」の記号 %(code)s は、登録済みの「%(other)s」が使っています。別の記号にしてください。"
    )


class UploadAlreadyImported(DrillHubError):
    code = "scenario_upload_already_imported"
    sentence = _l("このアップロードはすでに登録済みです。シナリオの一覧でご確認ください。")
