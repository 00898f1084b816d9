"""What identity may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class SlugTaken(Invalid):
    code = "slug_taken"
    sentence = _l("会社コード「%(slug)s」はすでに使われています。別のコードにしてください。")


class SlugUnusable(Invalid):
    code = "slug_unusable"
    sentence = _l("会社コード「%(slug)s」は使えません。英小文字、数字、ハイフンの2文字から40文字にしてください。")


class OrganisationUnknown(DrillHubError):
    code = "organisation_unknown"
    status = 404
    sentence = _l("会社コード「%(slug)s」の組織はありません。")


class AdministratorExists(DrillHubError):
    """name, number: of an administrator who already signs in."""

    code = "administrator_exists"
    sentence = _l(
        "すでに%(name)sさん（社員番号 %(number)s）が管理者としてサインインできます。ほかの管理者は、名簿の画面で役割を"
        "付けて招待してください。パスワードを設定し直すときは、同じ名前でもう一度実行してください。"
    )


class SignInRefused(DrillHubError):
    """The same words whether the account exists or not."""

    code = "sign_in_refused"
    status = 422
    sentence = _l("サインインできません。入力した内容を確かめて、もう一度お試しください。")


class SignInSlowed(DrillHubError):
    code = "sign_in_slowed"
    status = 429
    sentence = _l("サインインの失敗が続いたため、%(seconds)s秒待ってから、もう一度お試しください。")


class PasswordTooShort(Invalid):
    code = "password_too_short"
    sentence = _l("パスワードは%(minimum)s文字以上にしてください。")


class PasswordTooCommon(Invalid):
    code = "password_too_common"
    sentence = _l("このパスワードは推測されやすいため使えません。別のものにしてください。")


class LinkUnusable(DrillHubError):
    """Expired, used, withdrawn, for another purpose, or never issued: the answer is the same."""

    code = "link_unusable"
    status = 404
    sentence = _l("このリンクは使えません。期限が過ぎたか、すでに使われています。総務の担当者にご連絡ください。")


class MailInUse(Invalid):
    code = "mail_in_use"
    sentence = _l("このメールアドレスは、同じ会社のほかの人が使っています。")


class StaffImportGone(DrillHubError):
    """Discarded or expired: what was staged has been erased."""

    code = "staff_import_gone"
    status = 410
    sentence = _l("この取り込みは、取りやめたか期限が過ぎました。ファイルをもう一度選んでください。")


class RegisterChanged(DrillHubError):
    """The people are not as they were when the preview was shown, so it no longer says what would happen."""

    code = "register_changed"
    sentence = _l("確かめている間に名簿が変わりました。変わる内容をもう一度確かめてください。何も反映していません。")


class PersonMeantTwice(Invalid):
    """facts: name; rows."""

    code = "person_meant_twice"
    sentence = _l("%(rows)s行目がどれも%(name)sさんになっています。同じ人は1行だけにしてください。")


class LastAdministrator(DrillHubError):
    code = "last_administrator"
    sentence = _l("管理者が1人もいなくなるため、反映できません。先に、ほかの人を管理者にしてください。")


class AdministratorOnly(DrillHubError):
    code = "administrator_only"
    status = 403
    sentence = _l("管理者の役割とサインインは、管理者だけが変えられます。")


class NumberInUse(Invalid):
    code = "number_in_use"
    sentence = _l("社員番号「%(number)s」は、%(name)sさんが使っています。")


class NameInUse(Invalid):
    """A site or a department of the same name."""

    code = "name_in_use"
    sentence = _l("「%(name)s」はすでにあります。")


class DepartmentInItself(Invalid):
    code = "department_in_itself"
    sentence = _l("部署を、その部署自身や下の部署の下に移すことはできません。")


class PersonHasLeft(DrillHubError):
    code = "person_has_left"
    sentence = _l("%(name)sさんは退職しているため、サインインの案内を出せません。")
