"""Django's settings. What differs between installations comes from the environment; the supervisor sets it."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from telepraxis.server import keys, sign_in_settings
from telepraxis.server.rooms import rooms
from telepraxis.server.sign_in_settings import *  # noqa: F403  (its names are Django's settings)

MODE = TELEPRAXIS_MODE = os.environ.get("TELEPRAXIS_MODE", "development")
HOME = Path(os.environ.get("TELEPRAXIS_HOME", "var/development")).absolute()
PUBLIC_URL = os.environ.get("TELEPRAXIS_URL", "http://localhost:8000")
BEHIND_PROXY = os.environ.get("TELEPRAXIS_BEHIND_PROXY") == "1"
_origin = urlsplit(PUBLIC_URL)
SECURE = _origin.scheme == "https"

DEBUG = False
SECRETS_PATH = Path(os.environ.get("TELEPRAXIS_SECRETS", HOME / "keys.json"))
KEYS = keys.load(SECRETS_PATH)
FIELD_KEYS, FILE_KEYS = KEYS.field_ring, KEYS.file_ring
FILES_HOME = HOME / "files"
SECRET_KEY = KEYS.signing
SECRET_KEY_FALLBACKS = KEYS.signing_fallbacks
_more_hosts = [host for host in os.environ.get("TELEPRAXIS_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = [_origin.hostname or "localhost", "localhost", "127.0.0.1", "[::1]", *_more_hosts]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "channels",
    "procrastinate.contrib.django",
    *rooms(),
    "telepraxis.server.tls",
    "telepraxis.server.mailsink",
    *sign_in_settings.APPS,
]

MIDDLEWARE = [
    "telepraxis.base.access.middleware.AtTheDoor",
    "django.middleware.gzip.GZipMiddleware",  # adds random bytes, so that lengths tell nothing about secrets
    "telepraxis.base.ui.headers.KeepToItself",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *sign_in_settings.MIDDLEWARE,
    "telepraxis.registry.patients.middleware.LeadOn",
]

ROOT_URLCONF = "telepraxis.server.urls"
SOCKET_ROUTES = "telepraxis.server.sockets.socket_urlpatterns"
WSGI_APPLICATION = "telepraxis.server.wsgi.application"

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
            ]
        },
    }
]


def _database(variable: str) -> dict:
    """Return Django's settings of the database that the variable names (a URL or a libpq string)."""
    where = conninfo_to_dict(os.environ.get(variable, "dbname=telepraxis"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": where.get("dbname", ""),
        "USER": where.get("user", ""),
        "PASSWORD": where.get("password", ""),
        "HOST": where.get("host", ""),
        "PORT": where.get("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A wait for a lock is bounded, so that one stuck transaction never takes all page threads.
        "OPTIONS": {"options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"},
    }


DATABASES = {"default": _database("TELEPRAXIS_DATABASE"), "owner": _database("TELEPRAXIS_DATABASE_OWNER")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts that must hold for all web processes together: how often an address asked for a sign-in mail.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_pace"}}

CHANNEL_LAYERS = {"default": {"BACKEND": "telepraxis.base.live.layer.PostgresLayer"}}

AUTH_USER_MODEL = "accounts.Account"
HEALTH_CHECKUP = "telepraxis.server.doctor.checkup"
ACTOR_LOADER = "telepraxis.registry.accounts.actors.actor_for"
API_GRANTS = "telepraxis.registry.apps.grants.grant_of"
API_ROUTES = "telepraxis.base.rest.routes.interactions"
SMART_CONFIGURATION = "telepraxis.registry.apps.discovery.smart_configuration"
CHOOSE_ORGANIZATION_URL = "/switch/"
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE and MODE == "production" else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "telepraxis.base.ui.errors.csrf_failure"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

EMAIL_BACKEND = "telepraxis.base.notify.backend.QueuedMail"
SMTP_URL = os.environ.get("TELEPRAXIS_SMTP_URL", "")
_mail_domain = "localhost" if MODE != "production" else _origin.hostname or "localhost"
MAIL_FROM = DEFAULT_FROM_EMAIL = os.environ.get("TELEPRAXIS_MAIL_FROM", f"noreply@{_mail_domain}")
BOUNCE_DOMAIN = os.environ.get("TELEPRAXIS_BOUNCE_DOMAIN", MAIL_FROM.rpartition("@")[2])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "telepraxis.base.failures.formatter.NoValues",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "failures": {"class": "telepraxis.base.failures.handler.NoteFailures", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "telepraxis": {"handlers": ["console", "failures"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console", "failures"], "level": "ERROR", "propagate": False},
        "procrastinate": {"handlers": ["console", "failures"], "level": "WARNING", "propagate": False},
        "uvicorn.error": {"handlers": ["console", "failures"], "level": "WARNING", "propagate": False},
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Captions in a call need an engine that the operator supplies: a folder with `engine.js` (docs/guides/captions.md).
_captions = os.environ.get("TELEPRAXIS_CAPTIONS_DIR", "")
STATICFILES_DIRS = [("captions", _captions)] if _captions else []
CAPTIONS = f"{STATIC_URL}captions/engine.js" if _captions else ""
_storage = "ManifestStaticFilesStorage" if MODE in ("production", "demo") else "StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"django.contrib.staticfiles.storage.{_storage}"},
}

PAGE_THREADS = 8
# Changes under these paths queue by themselves, so that a race for one time never takes all page threads.
# The desk has a line of its own: whoever calls does not wait behind a rush.
BRIDGE_LANES = [(r"/(c/[^/]+/)?book/", 2), (r"/desk/book/", 2)]
API_THREADS = 4  # for what writes through the API; reads and searches need none
UPLOAD_LIMIT = 100 * 1024 * 1024

# The media relay that browsers are told of; the supervisor runs one where coturn is installed.
TURN = {
    "urls": [url for url in os.environ.get("TELEPRAXIS_TURN_URLS", "").split(",") if url],
    "secret": os.environ.get("TELEPRAXIS_TURN_SECRET", ""),
}

# Where Janus listens for the switchboard, which alone knows its secret; "" where no phone calls can be carried.
JANUS_URL = os.environ.get("TELEPRAXIS_JANUS_URL", "")
JANUS_WANTED = os.environ.get("TELEPRAXIS_JANUS_WANTED", "")  # a file: from when it is there, Janus runs

# Where Stripe's API answers; "" is Stripe itself. Tests and demonstrations name a stand-in on this machine.
STRIPE_API = os.environ.get("TELEPRAXIS_STRIPE_API", "")
