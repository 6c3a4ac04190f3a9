"""All settings, from the environment; `docs/operator.md` lists every variable."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from standfirst.lib.environment import (
    env_data_dir,
    env_database,
    env_flag,
    env_list,
    env_mail_server,
    env_number,
    env_providers,
    env_secret,
    env_site_url,
    env_text,
)

DATA_DIR = env_data_dir("STANDFIRST_DATA")
# Where processes tell each other what changed.
BUS_DIR = DATA_DIR / "bus"
DEBUG = env_flag("STANDFIRST_DEBUG", default=False)
SECRET_KEY = env_secret("STANDFIRST_SECRET_KEY", DATA_DIR / "secret_key")
SITE_URL = env_site_url("STANDFIRST_URL", "http://127.0.0.1:8000")
IS_SECURE = SITE_URL.startswith("https://")
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "", *LOCAL_HOSTS, *env_list("STANDFIRST_HOSTS")]
# How many proxies stand in front and add to X-Forwarded-For; 0 means none is believed.
TRUSTED_PROXIES = env_number("STANDFIRST_PROXIES", 0)
# How many open pages of one address hear news at once; a school or an office has one address.
STREAMS_PER_ADDRESS = env_number("STANDFIRST_STREAMS_PER_ADDRESS", 200)

# Other houses whose accounts open ours: the name of the house, then who we are there and a secret.
SIGN_IN_WITH = env_providers("STANDFIRST_SIGN_IN_WITH")

INSTALLED_APPS = [
    "standfirst.demo",
    "standfirst.reactions",
    "standfirst.importers",
    "standfirst.delivery",
    "standfirst.notifications",
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SIGN_IN_WITH),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "standfirst.lib.middleware.no_null_characters",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "standfirst.lib.sites.find_site",
    "standfirst.publishing.welcome.middleware.send_to_welcome",
    "standfirst.publishing.middleware.newsroom_language",
    "standfirst.lib.middleware.private_for_known_readers",
    "standfirst.importers.middleware.old_addresses",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

CACHES = {
    # Limits on how often something is asked for are counted there, by all processes together. Where
    # few fit in, who asks for much else makes it forget them.
    "default": {
        "BACKEND": "standfirst.lib.shared_cache.backend.SharedCache",
        "LOCATION": str(DATA_DIR / "cache.sqlite3"),
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Wagtail keeps whole rows of pictures' sizes, which only a process's own memory can hold; a
    # picture that changes has others.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}

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

# --- Sign-in ---------------------------------------------------------------------------------
# One place for everybody: by mailed code, passkey or another house; staff by password as well.
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/sign-in/"
LOGIN_REDIRECT_URL = "/account/"
# Whoever reads once a month stays signed in.
SESSION_COOKIE_NAME = "sessionid"
SESSION_COOKIE_AGE = 60 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
# Of a guest who wrote, and of somebody who gave.
GUEST_COOKIE, GAVE_COOKIE = "standfirst_guest", "standfirst_gave"
# Whoever sends one has pages of their own, which no shared cache keeps.
COOKIES_OF_KNOWN_READERS = (SESSION_COOKIE_NAME, GUEST_COOKIE, GAVE_COOKIE)
ACCOUNT_ADAPTER = "standfirst.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody gets in by an address that was not proven
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Per network address and per account; a wrong password or code counts.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "mailed_code": "20/m/ip,5/10m/key",
    "mailed_code_guess": "30/m/ip,15/10m/key",
}
MFA_ADAPTER = "standfirst.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
# Browsers give passkeys to https and to localhost only; there, any port will do.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")
SOCIALACCOUNT_ADAPTER = "standfirst.accounts.adapter.HouseAdapter"
SOCIALACCOUNT_PROVIDERS = {
    name: {"APPS": [{"client_id": client, "secret": secret}]}
    for name, (client, secret) in SIGN_IN_WITH.items()
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# At the press of a button only (accounts/houses.py), which also knows of HEAD.
SOCIALACCOUNT_LOGIN_ON_GET = False

# What keeps something of people, to be taken along and forgotten: apps above before those below.
PERSONAL_DATA = [
    "standfirst.notifications.personal",
    "standfirst.discussion.personal",
    "standfirst.funding.personal",
    "standfirst.accounts.personal",
]

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

# --- Money -----------------------------------------------------------------------------------
STRIPE_SECRET_KEY = env_text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env_text("STRIPE_WEBHOOK_SECRET")
# The next one, while secrets are changed: messages signed with either are taken.
STRIPE_WEBHOOK_SECRET_NEXT = env_text("STRIPE_WEBHOOK_SECRET_NEXT")
STRIPE_API_BASE = env_text("STRIPE_API_BASE").rstrip("/")
# Where readers pay: a form on our pages may lead there.
STRIPE_CHECKOUT_ORIGIN = env_text("STRIPE_CHECKOUT_ORIGIN", "https://checkout.stripe.com").rstrip(
    "/"
)

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
        # Browsers ask this of redirects too: a gift leads on to the provider's page.
        "form-action": [SELF, *([STRIPE_CHECKOUT_ORIGIN] if STRIPE_SECRET_KEY else [])],
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
CSRF_FAILURE_VIEW = "standfirst.lib.http.forged_form"
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
# A mailbox at which "+anything" arrives too: letters that come back go there, and say which they were.
MAIL_BOUNCES = env_text("STANDFIRST_MAIL_BOUNCES")
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
        MAIL.needs_starttls,
        10,
    )
elif IS_LOCAL:
    EMAIL_BACKEND = "standfirst.lib.mail.Folder"
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# Who forgot a password signs in by mailed code. An address is changed on the page of one's account, where it
# is proven first, and so is a password, after the second step.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
DEFAULT_FROM_EMAIL = env_text("STANDFIRST_MAIL_FROM", f"newsroom@{urlsplit(SITE_URL).hostname}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("STANDFIRST_LOG", "WARNING").upper()},
}
