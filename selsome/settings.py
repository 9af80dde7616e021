"""All settings, read from the environment (or a `.env` file beside manage.py).

`DEVELOPMENT=true` is the embedded mode: plain http on this machine, SQLite, Celery's
filesystem broker, mail in files. Without it everything is as in production.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# --- Where we are -----------------------------------------------------------------------

DEVELOPMENT = env.bool("DEVELOPMENT", default=False)
# Django's own error pages, and whole error messages in the log: for who writes code, never
# where there are real people.
DEBUG = env.bool("DEBUG", default=False)
# At least 50 random characters; it signs cookies and the links of password resets.
SECRET_KEY = env.str("SECRET_KEY", default="")
# Where the embedded mode keeps its database, mail, cache and queue.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).absolute()
# The portal's own address as people type it: what links in e-mails begin with.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# The host names by which the portal may be asked for; everything else is answered 400.
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if DEVELOPMENT else [],
)
CSRF_TRUSTED_ORIGINS = [] if DEVELOPMENT else [SITE_URL]

# How many proxies of ours stand in front. Their X-Forwarded-For and X-Forwarded-Proto are
# believed, and no more than so many of them; without any, nobody's.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# What is typed into forms; nobody writes more than this by hand.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "selsome.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The municipality whose portal this is: its name on every page and in every message.
MUNICIPALITY = env.str("MUNICIPALITY", default="Sel kommune")

# --- What it is made of -----------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django.forms",
    "django_htmx",
    "selsome",
    "accounts",
    "guidelines",
    "profiles",
]

# Whatever fails, the answer passes through all that stands above where it failed: ids and
# headers come first, so that also errors, redirects and static files have them.
MIDDLEWARE = [
    "selsome.middleware.RequestIdMiddleware",
    "selsome.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "selsome.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.UserLanguageMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "selsome.urls"
WSGI_APPLICATION = "selsome.wsgi.application"
# Columns that PostgreSQL keeps in an index beside its key; SQLite does without.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "profiles.context_processors.navigation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["designsystemet"]
CRISPY_TEMPLATE_PACK = "designsystemet"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/selsome.sqlite3")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # Deferred transactions fail at once when two of them want to write (SQLITE_BUSY cannot
    # be waited out); immediate ones queue up. A small house would rather wait than lose.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # In a file, as the real one is: one in memory knows nothing of two writers at once.
    _database["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    # A folder (of a UNIX socket) stands in a URL with its slashes escaped.
    _database["HOST"] = unquote(_database["HOST"])
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["options"] = (
        f"-c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', default=10_000)}"
        f" -c lock_timeout={env.int('LOCK_TIMEOUT_MS', default=5_000)}"
    )

# Cache (of the limits on guessing) and broker; without it both are files in DATA_DIR.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            # A Redis that hangs must not hang the sign-in page for long.
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        }
        if REDIS_URL
        else {
            # Shared by the processes of one machine, which the limits need; never so full
            # that counts of failed sign-ins are thrown out at random.
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    )
}

# --- Languages and time -----------------------------------------------------------------

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# --- Static files -----------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = None if DEVELOPMENT else BASE_DIR / "build" / "static"
_packages = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("designsystemet/css", _packages / "@digdir/designsystemet-css/dist"),
    ("designsystemet/theme", _packages / "@digdir/designsystemet-theme/src/themes"),
    ("designsystemet/web", _packages / "@digdir/designsystemet-web/dist/umd"),
    ("htmx", _packages / "htmx.org/dist"),
    ("inter", _packages / "@fontsource-variable/inter"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEVELOPMENT
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Who may sign in, and for how long --------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.validators.SimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "accounts.validators.LengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.validators.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "user_token": "accounts.forms.UserTokenForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Django's own knows of one e-mail a person, User.email; allauth's keeps a table beside it.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_SESSION_REMEMBER = False
# See accounts/guessing.py for what the failed ones are counted by.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed_known_device": "10/10m/key",
    "login_failed_here": "10/1h/key",
    "login_failed": "20/10m/ip,20/1h/key",
    "reset_password": "20/m/ip,5/1h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

SESSION_IDLE_LIMIT = timedelta(hours=8)
SESSION_TOTAL_LIMIT = timedelta(days=7)
SESSION_COOKIE_AGE = int(SESSION_TOTAL_LIMIT.total_seconds())

# --- What a browser is told -------------------------------------------------------------

# A `__Host-` cookie is taken by a browser only over https, from this very host: no other
# host of the municipality can plant one. Over plain http there is no such thing.
_prefix = "" if DEVELOPMENT else "__Host-"
SESSION_COOKIE_NAME = f"{_prefix}sessionid"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
MESSAGE_COOKIE_NAME = f"{_prefix}messages"
SEEN_COOKIE_NAME = f"{_prefix}seen"
DEVICE_COOKIE_NAME = f"{_prefix}device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "selsome.messages.MessageStorage"
if not DEVELOPMENT:
    # Off where the proxy in front does it already.
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": not DEVELOPMENT,
    }
}
CSRF_FAILURE_VIEW = "selsome.views.csrf_failure"

# --- Mail -------------------------------------------------------------------------------

# smtp://user:password@host:25, smtp+tls://… (STARTTLS), smtp+ssl://…, or filemail:// for
# files in DATA_DIR/mail.
EMAIL_URL = env.str("EMAIL_URL", default="filemail://" if DEVELOPMENT else "smtp://localhost:25")
_mail = environ.Env.email_url_config(EMAIL_URL)
EMAIL_BACKEND = (
    "selsome.mail.EmailBackend" if EMAIL_URL.startswith("filemail:") else _mail["EMAIL_BACKEND"]
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
# Seconds until a mail server that says nothing is given up.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"Selsome <selsome@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# A notice whose sender died in the middle is taken up again after this long.
NOTICE_LEASE = timedelta(seconds=env.int("NOTICE_LEASE_SECONDS", default=15 * 60))

# --- Background jobs --------------------------------------------------------------------

# A message says "look", never "do this one thing": what is to be done stands in the
# database, so a message that is lost or delivered twice does no harm.
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | int]
if not REDIS_URL:
    _broker = DATA_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
    }
    for _folder in ("queue", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 10 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 9 * 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BEAT_SCHEDULE = {
    "send-account-mail": {
        "task": "accounts.tasks.send_account_mail",
        "schedule": timedelta(seconds=env.int("ACCOUNT_MAIL_INTERVAL_SECONDS", default=15)),
    },
    "send-notices": {
        "task": "profiles.tasks.send_notices",
        "schedule": timedelta(seconds=env.int("NOTICE_INTERVAL_SECONDS", default=60)),
    },
    "start-planned-pauses": {
        "task": "profiles.tasks.start_planned_pauses",
        "schedule": timedelta(minutes=10),
    },
    # Once for each date in Oslo, whenever it is looked: see profiles/sweep.py.
    "sweep": {
        "task": "profiles.tasks.sweep_today",
        "schedule": timedelta(minutes=10),
    },
    # The same, on working days: see profiles/reminders.py.
    "remind": {
        "task": "profiles.tasks.remind_today",
        "schedule": timedelta(minutes=10),
    },
    "work-on-imports": {
        "task": "profiles.tasks.work_on_imports",
        "schedule": timedelta(seconds=env.int("IMPORT_INTERVAL_SECONDS", default=5)),
    },
    "clean-up-imports": {
        "task": "profiles.tasks.clean_up_imports",
        "schedule": timedelta(hours=24),
    },
    "verify-history": {
        "task": "profiles.tasks.verify_history",
        "schedule": timedelta(hours=24),
    },
    "clear-expired-sessions": {
        "task": "accounts.tasks.clear_expired_sessions",
        "schedule": timedelta(hours=24),
    },
}

# --- Logs -------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "selsome.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL},
        # Each address that is asked for; the addresses are nobody's business.
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
