"""Settings, read once from the environment into one frozen value."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from drillhub.core.i18n import _

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET_LENGTH = 32


class ConfigError(Exception):
    """The start is refused. problems: one sentence each, for the operator."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. starttls: the connection is refused when the server does not offer it."""

    host: str
    port: int
    user: str | None
    password: str | None
    starttls: bool
    tls: bool

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """smtp://user:pass@host:port?starttls=1 or smtps://… Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("not an smtp:// or smtps:// address")
        tls = parts.scheme == "smtps"
        options = parse_qs(parts.query)
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 587),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            starttls=options.get("starttls", ["0"])[0] == "1",
            tls=tls,
        )


@dataclass(frozen=True)
class Config:
    """Everything the environment decides. Paths are absolute."""

    database_url: str
    owner_database_url: str | None
    secret_key: str
    base_url: str
    mail_server: MailServer | None
    mail_from: str
    files_directory: Path
    instance_directory: Path
    log_format: str
    trusted_proxies: int
    development: bool

    @property
    def secure(self) -> bool:
        """Whether people reach the service by https. Plain http is for loopback alone."""
        return self.base_url.startswith("https://")

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> Path:
        """The database file. Only with SQLite."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, root: Path | None = None) -> "Config":
        """Read DRILLHUB_*. Raises ConfigError that names every problem at once.

        root: the folder to which relative paths refer; the working directory when left out.
        """
        root = root or Path.cwd()
        problems: list[str] = []
        instance = root / "instance"

        secret_key = env.get("DRILLHUB_SECRET_KEY") or kept_secret(instance)
        if not secret_key:
            problems.append(
                _(
                    "DRILLHUB_SECRET_KEY がありません。%(least)s文字以上の推測できない文字列にしてください"
                    "（たとえば openssl rand -hex 32 の出力）。",
                    least=_SECRET_LENGTH,
                )
            )
        elif len(secret_key) < _SECRET_LENGTH:
            problems.append(
                _("DRILLHUB_SECRET_KEY が短すぎます。%(least)s文字以上にしてください。", least=_SECRET_LENGTH)
            )

        database_url = _absolute_sqlite(
            env.get("DRILLHUB_DATABASE_URL") or f"sqlite:///{instance / 'drillhub.sqlite3'}", root
        )
        if not database_url.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://")):
            problems.append(_("DRILLHUB_DATABASE_URL は sqlite:/// か postgresql:// で始めてください。"))
        database_url = _with_driver(database_url)
        owner_url = env.get("DRILLHUB_OWNER_DATABASE_URL") or None

        base_url = (env.get("DRILLHUB_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            problems.append(_("DRILLHUB_BASE_URL は https://drills.example.jp のようなアドレスにしてください。"))
        elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            problems.append(
                _(
                    "DRILLHUB_BASE_URL が %(url)s ですが、暗号化なしのhttpを使えるのは 127.0.0.1 だけです。"
                    "https:// のアドレスにし、リバースプロキシを置くか、flask serve に --tls-cert と --tls-key を"
                    "指定してください。",
                    url=base_url,
                )
            )

        mail_server = None
        if env.get("DRILLHUB_MAIL_URL"):
            try:
                mail_server = MailServer.from_url(env["DRILLHUB_MAIL_URL"])
            except ValueError:
                problems.append(_("DRILLHUB_MAIL_URL は smtp://user:password@host:587?starttls=1 の形にしてください。"))
        mail_from = env.get("DRILLHUB_MAIL_FROM") or "drillhub@localhost"
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", mail_from):
            problems.append(_("DRILLHUB_MAIL_FROM はメールアドレスにしてください。"))

        files_url = env.get("DRILLHUB_FILES_URL") or str(instance / "files")
        if "://" in files_url and not files_url.startswith("file://"):
            problems.append(_("DRILLHUB_FILES_URL はフォルダーにしてください。ほかの置き場所は、まだ使えません。"))
        files = Path(files_url.removeprefix("file://"))

        log_format = env.get("DRILLHUB_LOG_FORMAT") or "console"
        if log_format not in {"json", "console"}:
            problems.append(_("DRILLHUB_LOG_FORMAT は json か console にしてください。"))

        proxies = env.get("DRILLHUB_TRUSTED_PROXIES") or "0"
        if not proxies.isdigit() or int(proxies) > 5:
            problems.append(_("DRILLHUB_TRUSTED_PROXIES は前に置くプロキシの数（0〜5）にしてください。"))
            proxies = "0"

        if problems:
            raise ConfigError(problems)
        return cls(
            database_url=database_url,
            owner_database_url=_with_driver(owner_url) if owner_url else None,
            secret_key=secret_key,
            base_url=base_url,
            mail_server=mail_server,
            mail_from=mail_from,
            files_directory=files if files.is_absolute() else root / files,
            instance_directory=instance,
            log_format=log_format,
            trusted_proxies=int(proxies),
            development=env.get("DRILLHUB_DEVELOPMENT") == "1",
        )


def kept_secret(instance: Path) -> str:
    """The secret that `flask demo` made for this instance, or "" when it made none."""
    path = instance / "secret_key"
    return path.read_text().strip() if path.is_file() else ""


def _with_driver(url: str) -> str:
    return re.sub(r"^postgresql://", "postgresql+psycopg://", url)


def _absolute_sqlite(url: str, root: Path) -> str:
    """A relative SQLite path means the working directory, not Flask's instance folder."""
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return url
    path = Path(url.removeprefix(prefix))
    return prefix + str(path if path.is_absolute() else root / path)


def make_secret(instance: Path) -> None:
    """Make and keep a secret for this instance, readable by its owner alone, unless there is one already."""
    path = instance / "secret_key"
    if path.is_file():
        return
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32))
