"""What evidence may refuse. Every sentence names the file, because several are sent at once."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class FileRefused(Invalid):
    """A file that is not kept. facts: name, as the person's computer calls it."""

    code = "file_refused"

    def __init__(self, **facts: object) -> None:
        super().__init__("files", **facts)


class FileEmpty(FileRefused):
    code = "file_empty"
    sentence = _l("「%(name)s」は空のファイルです。")


class FileTooLarge(FileRefused):
    """facts: limit, in MB."""

    code = "file_too_large"
    sentence = _l("「%(name)s」は%(limit)sMBを超えています。小さくしてから、もう一度選んでください。")


class FileDisguised(FileRefused):
    """The name says something else than the content. facts: kind, in words."""

    code = "file_disguised"
    sentence = _l(
        "「%(name)s」は名前と中身が違います。中身は%(kind)sです。元のファイルを確かめて、正しい名前で選び直してください。"
    )


class FileTypeNotAccepted(FileRefused):
    """facts: kind, in words."""

    code = "file_type_not_accepted"
    sentence = _l(
        "「%(name)s」は%(kind)sのため、証跡にできません。"
        "写真（JPEG、PNG、WebP、HEIC）、PDF、Excel（.xlsx）、Word（.docx）、CSV、テキストを選んでください。"
    )


class FileBroken(FileRefused):
    """facts: kind, in words."""

    code = "file_broken"
    sentence = _l(
        "「%(name)s」は壊れているか途中で切れていて、%(kind)sとして開けません。元のファイルを確かめてください。"
    )


class ArchiveUnsafe(FileRefused):
    """facts: why, in words."""

    code = "archive_unsafe"
    sentence = _l("「%(name)s」は安全に開けません（%(why)s）。元のソフトで保存し直してください。")


class PictureTooLarge(FileRefused):
    """facts: pixels and limit, both in millions of pixels."""

    code = "picture_too_large"
    sentence = _l("「%(name)s」は%(pixels)s万画素あります。%(limit)s万画素以下にしてください。")


class StorageFull(DrillHubError):
    """facts: name."""

    code = "storage_full"
    status = 507
    sentence = _l(
        "保存先の空きが足りないため、「%(name)s」を保存できませんでした。何も保存していません。"
        "システムの管理者に空きを増やすよう伝えて、もう一度お試しください。"
    )


class StorageFailed(DrillHubError):
    """facts: name."""

    code = "storage_failed"
    status = 503
    sentence = _l(
        "「%(name)s」を保存先に書き込めませんでした。何も保存していません。システムの管理者に知らせてください。"
    )


class FileLost(DrillHubError):
    """What is kept is no longer what came in, or is gone. facts: name."""

    code = "file_lost"
    status = 500
    sentence = _l(
        "「%(name)s」の保存したファイルが、なくなったか、変わっています。システムの管理者に、バックアップから戻すよう伝えてください。"
    )


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _l("理由を入力してください。報告書の確認のときに必要です。")
