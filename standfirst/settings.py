"""All settings, from the environment; `docs/operator.md` lists every variable.

A wrong value stops the start with one line that names the variable, the value and what would do.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured


def _refuse(name: str, value: str, would_do: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={value!r} cannot be used: {would_do}")


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_flag(name: str, *, default: bool) -> bool:
    value = env_text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise _refuse(name, value, "write yes or no.")


def env_number(name: str, default: int, *, least: int = 0) -> int:
    value = env_text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise _refuse(name, value, f"write a whole number, {least} or more.")
    return int(value)


def env_list(name: str) -> list[str]:
    return [part.strip() for part in env_text(name).split(",") if part.strip()]


def env_site_url(name: str, default: str) -> str:
    value = env_text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise _refuse(name, value, "write the paper's address, like https://paper.example")
    return value


def env_data_dir(name: str) -> Path:
    path = Path(env_text(name, "data")).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refuse(
            name, str(path), f"name a folder that can be made and written ({error.strerror})."
        ) from error
    if not os.access(path, os.W_OK):
        raise _refuse(name, str(path), "name a folder that this user may write to.")
    return path


def env_secret(name: str, path: Path) -> str:
    """Return the variable, or the secret kept in `path`, made on the first start."""
    value = env_text(name)
    if value:
        if len(value) < 40:
            raise _refuse(
                name, value[:3] + "…", "write at least 40 random characters, or leave it out."
            )
        return value
    if not path.exists():
        # Opened for the owner alone before anything is in it.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def env_database(name: str, sqlite: Path) -> dict[str, Any]:
    value = env_text(name)
    if not value:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(sqlite),
            "OPTIONS": {
                # Writers wait in line instead of failing half-way; an answered write is on disk.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
                    "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if urlsplit(value).scheme not in {"postgres", "postgresql"}:
        shown = value.split("@")[-1]
        raise _refuse(
            name, shown, "write postgresql://user:password@host/name, or leave it out for SQLite."
        )
    # Under ASGI a request has no thread of its own to keep a connection in: a pool keeps them.
    parsed: dict[str, Any] = dict(dj_database_url.parse(value))
    parsed.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 12}
    return parsed


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over; `is_tls` from the first byte, else STARTTLS unless on port 25."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool


def env_mail_server(name: str) -> MailServer | None:
    value = env_text(name)
    if not value:
        return None
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == 0:
        shown = value.split("@")[-1]
        raise _refuse(
            name, shown, "write smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    is_tls = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port or (465 if is_tls else 587), user, password, is_tls)


DATA_DIR = env_data_dir("STANDFIRST_DATA")
DEBUG = env_flag("STANDFIRST_DEBUG", default=False)
SECRET_KEY = env_secret("STANDFIRST_SECRET_KEY", DATA_DIR / "secret_key")
SITE_URL = env_site_url("STANDFIRST_URL", "http://127.0.0.1:8000")
IS_SECURE = SITE_URL.startswith("https://")
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "", *LOCAL_HOSTS, *env_list("STANDFIRST_HOSTS")]
# How many proxies stand in front and add to X-Forwarded-For; 0 means none is believed.
TRUSTED_PROXIES = env_number("STANDFIRST_PROXIES", 0)

INSTALLED_APPS = [
    "standfirst.demo",
    "standfirst.reactions",
    "standfirst.importers",
    "standfirst.delivery",
    "standfirst.discussion",
    "standfirst.funding",
    "standfirst.publishing",
    "standfirst.accounts",
    "standfirst.outbox",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "standfirst.lib.middleware.no_null_characters",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "standfirst.publishing.welcome.middleware.send_to_welcome",
    "standfirst.publishing.middleware.newsroom_language",
    "standfirst.importers.middleware.old_addresses",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "standfirst.urls"
ASGI_APPLICATION = "standfirst.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

DATABASES = {"default": env_database("DATABASE_URL", DATA_DIR / "standfirst.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/admin/login/"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ar", "العربية"),
]
TIME_ZONE = "UTC"
USE_I18N = True
LOCALE_PATHS = [Path(__file__).parent / "locale"]
FORMAT_MODULE_PATH = ["standfirst.lib.formats"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    # Joins the parts of the stylesheet into one file.
    "standfirst.publishing.stylesheet.StylesheetFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- Security --------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    # Wagtail's editor needs inline style and script; it has its own policy in its own middleware.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        # An embed is loaded only after the reader asked for it.
        "frame-src": ["https:"],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
# Subdomains may belong to somebody else; the operator of the whole domain turns these on in the proxy.
# W019: the editor shows previews in a frame of its own.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = IS_SECURE and TRUSTED_PROXIES > 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's long forms

# --- Wagtail ---------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Standfirst"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "publishing.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "standfirst.publishing.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = [
    "avif",
    "gif",
    "jpg",
    "jpeg",
    "png",
    "webp",
]  # never SVG: it can hold script
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS
# Nothing is asked of another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True

# --- Mail and logs ---------------------------------------------------------------------------
MAIL = env_mail_server("STANDFIRST_MAIL_URL")
# A site on this machine only keeps its letters as files, to be read where no mail server is.
MAIL_DIR = DATA_DIR / "mail"
IS_LOCAL = urlsplit(SITE_URL).hostname in {"127.0.0.1", "localhost", "::1"}
# What needs a letter to arrive is not offered without.
CAN_MAIL = bool(MAIL) or IS_LOCAL
if MAIL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        MAIL.host,
        MAIL.port,
        MAIL.user,
        MAIL.password,
    )
    EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = (
        MAIL.is_tls,
        not MAIL.is_tls and MAIL.port != 25,
        10,
    )
elif IS_LOCAL:
    EMAIL_BACKEND = "standfirst.lib.mail.Folder"
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAIL_PASSWORD_RESET_ENABLED = CAN_MAIL
DEFAULT_FROM_EMAIL = env_text("STANDFIRST_MAIL_FROM", f"newsroom@{urlsplit(SITE_URL).hostname}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("STANDFIRST_LOG", "WARNING").upper()},
}
