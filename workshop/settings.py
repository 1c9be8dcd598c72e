"""Settings of one installation; the environment is read here, once, and nowhere else."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workshop.errors import SettingsError
from workshop.paths import default_data_dir

DEMONSTRATION_MARK = ".demonstration"
ADDRESS_FILE = "address"
LISTENING = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Settings:
    """Where data lives and how the installation is reached.

    base_url: the public address as set by the operator, None when unset.
    listening: the address this process listens on; used for links on pages when base_url is unset.
    proxies: how many proxies' forwarded headers are believed, 0 or more.
    """

    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    keys_dir: Path
    base_url: str | None = None
    proxies: int = 0
    smtp_url: str | None = field(default=None, repr=False)
    metrics_token: str | None = field(default=None, repr=False)
    demonstration: bool = False
    listening: str = LISTENING

    @property
    def address(self) -> str:
        """Where links lead; never taken from a request."""
        return self.base_url or self.listening

    @property
    def may_mail_links(self) -> bool:
        """Links leave the house only when the operator said what the address is."""
        return self.base_url is not None or self.demonstration

    @property
    def secure_cookies(self) -> bool:
        """Cookies are Secure exactly when the base address is https."""
        return (self.base_url or "").startswith("https://")

    @property
    def outbox_dir(self) -> Path:
        return self.data_dir / "outbox"

    @classmethod
    def load(cls, data_dir: Path | None = None) -> "Settings":
        """From `workshop.toml` in the data folder and the environment, which wins.

        Raises SettingsError with a sentence when a value cannot be used.
        """
        folder = data_dir or default_data_dir()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        values = {**_from_file(folder / "workshop.toml"), **_from_environment()}
        return cls(
            data_dir=folder,
            database_url=values.get("database_url") or f"sqlite:///{folder / 'workshop.db'}",
            secret_key=values.get("secret_key") or _kept_secret(folder / "secret.key"),
            keys_dir=Path(values.get("keys") or folder / "keys").expanduser(),
            base_url=_address(values.get("base_url")),
            proxies=_count(values.get("proxies", "0")),
            smtp_url=values.get("smtp_url") or None,
            metrics_token=values.get("metrics_token") or None,
            demonstration=(folder / DEMONSTRATION_MARK).exists(),
            listening=_last_address(folder / ADDRESS_FILE),
        )


def _last_address(file: Path) -> str:
    """Where the server of this data folder listens, or listened last; commands link there."""
    return file.read_text("ascii").strip() if file.is_file() else LISTENING


NAMES = ("database_url", "secret_key", "keys", "base_url", "proxies", "smtp_url", "metrics_token")


def _from_environment() -> Mapping[str, str]:
    found = {name: os.environ.get(f"WORKSHOP_{name.upper()}") for name in NAMES}
    return {name: value for name, value in found.items() if value}


def _from_file(file: Path) -> Mapping[str, str]:
    if not file.exists():
        return {}
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Mend or remove the file.") from error
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        raise SettingsError(f"{file} has unknown settings: {', '.join(unknown)}. Remove them.")
    return {name: str(value) for name, value in values.items()}


def _kept_secret(file: Path) -> str:
    """The secret made at the first start; losing it only signs people out."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text("ascii").strip()


def _address(value: str | None) -> str | None:
    if not value:
        return None
    if not value.startswith(("http://", "https://")):
        raise SettingsError("WORKSHOP_BASE_URL must begin with http:// or https://.")
    return value.rstrip("/")


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) > 10:
        raise SettingsError("WORKSHOP_PROXIES must be a number from 0 to 10.")
    return int(value)
