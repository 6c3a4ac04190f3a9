"""All settings, from the environment and `settings.env`; `docs/operator.md` lists every variable."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from standfirst.lib.environment import (
    env_choice,
    env_connections,
    env_data_dir,
    env_database,
    env_flag,
    env_hosts,
    env_log_level,
    env_mail_address,
    env_mail_server,
    env_number,
    env_origin,
    env_providers,
    env_redis,
    env_replicas,
    env_secret,
    env_several_nodes,
    env_text,
    env_token,
    usual_processes,
)
from standfirst.lib.server_lock import served_at
from standfirst.lib.services import env_bucket, env_front_caches
from standfirst.lib.settings_file import load

load()
DATA_DIR = env_data_dir("STANDFIRST_DATA")
# Where processes tell each other what changed.
STAMPS = DATA_DIR / "stamps"
DEBUG = env_flag("STANDFIRST_DEBUG", default=False)
SECRET_KEY = env_secret("STANDFIRST_SECRET_KEY", DATA_DIR / "secret_key")
# Where nobody chose an address, commands name the one that the running server listens on.
SITE_URL = env_origin("STANDFIRST_URL", served_at(DATA_DIR) or "http://127.0.0.1:8000")
IS_SECURE = SITE_URL.startswith("https://")
_HOSTNAME = urlsplit(SITE_URL).hostname or ""
IS_LOCAL = _HOSTNAME in {"127.0.0.1", "localhost", "::1"}
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# A site for others is not asked for by the names of this machine: who could, chooses what links say.
ALLOWED_HOSTS = [
    f"[{_HOSTNAME}]" if ":" in _HOSTNAME else _HOSTNAME,
    *(LOCAL_HOSTS if IS_LOCAL else []),
    *env_hosts("STANDFIRST_HOSTS"),
]
# How many proxies stand in front and add to X-Forwarded-For; 0 means none is believed.
TRUSTED_PROXIES = env_number("STANDFIRST_PROXIES", 0)
# Caches in front that keep pages and are told what to forget.
FRONT_CACHES = env_front_caches("STANDFIRST_FRONT_CACHES")
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
    "standfirst.lib.middleware.answer_health",
    "standfirst.lib.middleware.note_request",
    "standfirst.lib.middleware.no_heuristic_caching",
    "standfirst.lib.middleware.refuse_odd_addresses",
    "standfirst.lib.proxies.notice_proxy",
    "standfirst.lib.own_address.own_address",
    "django.middleware.security.SecurityMiddleware",
    "standfirst.lib.packing.GZip",
    "standfirst.delivery.page_store.middleware.ConditionalGet",
    "standfirst.delivery.page_store.middleware.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "standfirst.lib.admin_policy.admin_policy",
    "standfirst.lib.sites.find_site",
    "standfirst.publishing.welcome.middleware.send_to_welcome",
    "standfirst.publishing.middleware.newsroom_language",
    "standfirst.lib.devices.remember_devices",
    "standfirst.lib.middleware.private_for_known_readers",
    "standfirst.lib.middleware.refuse_methods_in_words",
    "standfirst.importers.middleware.old_addresses",
    "standfirst.publishing.redirects.Redirects",
]

# Limits on how often something is asked for are counted in the default cache: by all processes of this machine in a
# file, or by all machines in a Redis. Where few fit in, who asks for much else makes it forget them.
REDIS_URL = env_redis("REDIS_URL")
_CACHE_FILE = str(DATA_DIR / "cache.sqlite3")
CACHES = {
    "default": {
        "BACKEND": "standfirst.lib.shared_cache.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"file": _CACHE_FILE, "MAX_ENTRIES": 50_000},
    }
    if REDIS_URL
    else {
        "BACKEND": "standfirst.lib.shared_cache.backend.SharedCache",
        "LOCATION": _CACHE_FILE,
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
            "libraries": {"kept": "standfirst.lib.kept_parts"},
        },
    }
]

# Each a machine with a data folder of its own; they tell each other what changed by the database.
SEVERAL_NODES = env_several_nodes("STANDFIRST_SEVERAL_NODES")
# Held by the process that listens on this node.
LISTENER_LOCK = DATA_DIR / "listener.lock"
PROCESSES = env_number("STANDFIRST_PROCESSES", usual_processes(), least=1)
# How many connections to PostgreSQL this machine has at most; whoever runs it needs some, too.
CONNECTIONS = env_connections(
    "STANDFIRST_DATABASE_CONNECTIONS", 20, processes=PROCESSES, listeners=int(SEVERAL_NODES)
)
DATABASES = {
    "default": env_database(
        "DATABASE_URL", DATA_DIR / "standfirst.sqlite3", connections=CONNECTIONS
    )
}
# Readers nobody knows may be answered from these; no part of Django's own doings knows of them.
REPLICAS = env_replicas("DATABASE_REPLICA_URLS", connections=CONNECTIONS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# One alone: whatever compares passwords is counted.
AUTHENTICATION_BACKENDS = ["standfirst.accounts.backends.CountingBackend"]
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
# Browsers take a cookie of such a name from this very host over https only: no neighbouring host can
# set one beforehand.
_HOST = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
# Whoever reads once a month stays signed in.
SESSION_ENGINE = "standfirst.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
# Of a guest who wrote, of somebody who began a gift, and of somebody who gave.
GUEST_COOKIE = f"{_HOST}standfirst_guest"
GIVER_COOKIE, GAVE_COOKIE = f"{_HOST}standfirst_giver", f"{_HOST}standfirst_gave"
# Of a browser in which somebody signed in before: strangers' tries do not lock it out.
DEVICE_COOKIE = f"{_HOST}standfirst_device"
# For a script: what was posted, so that it is kept no longer. And what is said on the next page.
SENT_COOKIE, MESSAGES_COOKIE = f"{_HOST}standfirst_sent", f"{_HOST}messages"
MESSAGE_STORAGE = "standfirst.lib.messages.Storage"
# Of a browser that changed something a moment ago, while there are several nodes: which change it was.
WROTE_COOKIE = f"{_HOST}standfirst_wrote"
# Whoever sends one has pages of their own, which no shared cache keeps.
COOKIES_OF_KNOWN_READERS = (
    SESSION_COOKIE_NAME, GUEST_COOKIE, GAVE_COOKIE, MESSAGES_COOKIE,
    *([WROTE_COOKIE] if SEVERAL_NODES else []),
)  # fmt: skip
ACCOUNT_ADAPTER = "standfirst.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody gets in by an address that was not proven
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Guesses are counted by `lib.pace` instead, which knows the owner's own browser.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_ADAPTER = "standfirst.accounts.adapter.SecondStepAdapter"
MFA_FORMS = {"authenticate": "standfirst.accounts.second_step_form.SecondStepForm"}
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
    ("en", "English (United States)"),
    ("en-gb", "English (United Kingdom)"),
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
# For the server alone: what is in the data folder is nobody else's on this machine.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
AWS_ACCESS_KEY_ID = env_text("AWS_ACCESS_KEY_ID")
AWS_SECRET_ACCESS_KEY = env_text("AWS_SECRET_ACCESS_KEY")
# Where several machines keep uploads together; MEDIA_ROOT then holds copies of what is asked for.
MEDIA_BUCKET = env_bucket("STANDFIRST_MEDIA")
STORAGES = {
    "default": {
        "BACKEND": f"standfirst.lib.pictures.{'bucket.Bucket' if MEDIA_BUCKET else 'storage.Media'}Storage"
    },
    "staticfiles": {"BACKEND": "standfirst.lib.static_files.StaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- Money -----------------------------------------------------------------------------------
STRIPE_SECRET_KEY = env_text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env_text("STRIPE_WEBHOOK_SECRET")
# The next one, while secrets are changed: messages signed with either are taken.
STRIPE_WEBHOOK_SECRET_NEXT = env_text("STRIPE_WEBHOOK_SECRET_NEXT")
STRIPE_API_BASE = env_origin("STRIPE_API_BASE")
# Where readers pay: a form on our pages may lead there.
STRIPE_CHECKOUT_ORIGIN = env_origin("STRIPE_CHECKOUT_ORIGIN", "https://checkout.stripe.com")

# --- Security --------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
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
# Of the editor, set by `lib.admin_policy`. Wagtail 8 starts its fields by inline scripts that cannot carry
# a nonce, also in parts that are fetched later; its scripts add inline styles.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "script-src-attr": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "media-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    # Previews, and embeds in them.
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
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
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "standfirst.lib.http.forged_form"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# What a request may bring along, in bytes: the longest comment, encoded, twice over; pictures where they
# can be sent; more for whoever works here, if they are signed in.
BODY_LIMIT = 512 * 1024
BODY_LIMITS = {
    "/discussion/": 6 * 1024 * 1024,
    "/admin/": 32 * 1024 * 1024,
}
BODY_LIMITS_WITH_SESSION = {"/admin/"}
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
# More than the cameras of newsrooms take. Decoded, each is 3 or 4 bytes of the server's memory.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "standfirst.publishing.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
# Not as one transaction: comments are written while the index is built anew.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "standfirst.publishing.search_backend", "ATOMIC_REBUILD": False}
}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS
# Nothing is asked of another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_I18N_ENABLED = False
# Nobody chooses one: the editor is in the newsroom's, whoever types.
WAGTAIL_USER_TIME_ZONES = ["UTC"]
WAGTAILADMIN_NOTIFICATION_USE_HTML = True

# --- Mail and logs ---------------------------------------------------------------------------
MAIL = env_mail_server("STANDFIRST_MAIL_URL")
# A site on this machine only (`IS_LOCAL`) keeps its letters as files, to be read where no mail server is.
MAIL_DIR = DATA_DIR / "mail"
# A mailbox at which "+anything" arrives too: letters that come back go there, and say which they were.
MAIL_BOUNCES = env_mail_address("STANDFIRST_MAIL_BOUNCES")
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
DEFAULT_FROM_EMAIL = env_mail_address(
    "STANDFIRST_MAIL_FROM", f"newsroom@{urlsplit(SITE_URL).hostname}"
)

# Who sends it reads how the site is doing; without one nobody does, and nothing is counted.
METRICS_TOKEN = env_token("STANDFIRST_METRICS_TOKEN")
# Where spans are sent; OpenTelemetry reads it, and all else about them, from the environment.
OTEL_ENDPOINT = env_text("OTEL_EXPORTER_OTLP_ENDPOINT")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "standfirst.lib.logs.RequestFilter"},
    },
    "formatters": {
        "text": {"()": "standfirst.lib.logs.KeyValueFormatter"},
        "json": {"()": "standfirst.lib.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env_choice("STANDFIRST_LOG_FORMAT", "text", "json"),
            "filters": ["request"],
        }
    },
    # Of a database that is away it tells at every try; `lib/outage.py` tells once.
    "loggers": {"psycopg.pool": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env_log_level("STANDFIRST_LOG", "WARNING")},
}
