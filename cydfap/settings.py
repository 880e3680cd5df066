"""All settings, from the environment only. docs/reference/settings.md explains each for people."""

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_flag(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def own_secret(data: Path) -> str:
    """This installation's secret: from the environment, else a file made once for its owner."""
    if given := env("CYDFAP_SECRET"):
        return given
    file = data / "secret"
    if not file.exists():
        # Written aside and linked: nobody ever reads half a secret, and the first of two wins.
        aside = data / f"secret.{os.getpid()}"
        with open(os.open(aside, os.O_CREAT | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(aside, file)
        aside.unlink()
    return file.read_text()


# How long whoever saves on the desk waits for another writer, before being told to try later.
PATIENCE_SECONDS = 20.0


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name`; SQLite without one."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "cydfap.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": PATIENCE_SECONDS,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            "CYDFAP_DATABASE must look like postgresql://user:password@host:5432/name, "
            "or be left out to use SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
    }


def language_hosts(pairs: list[str], address: str) -> dict[str, str]:
    """Each language's own host, in small letters; none, or one for each language.

    `address` is the desk's: on which of the hosts people sign in cannot be guessed.
    """
    hosts = {lang.strip(): host.strip() for lang, _, host in (p.partition("=") for p in pairs)}
    hosts = {lang: host.lower().rstrip(".") for lang, host in hosts.items()}
    are_hosts = all(HOST_NAME.fullmatch(host) for host in hosts.values())
    if hosts and (set(hosts) != {"en", "cy"} or len(set(hosts.values())) != 2 or not are_hosts):
        raise ImproperlyConfigured(
            "CYDFAP_LANGUAGE_HOSTS must name two hosts, such as "
            "en=care.wales.coop,cy=gofal.cymru.coop, or be left out."
        )
    parts = urlsplit(address)
    if hosts and not (parts.scheme in {"http", "https"} and parts.hostname):
        raise ImproperlyConfigured(
            "CYDFAP_LANGUAGE_HOSTS needs CYDFAP_ADDRESS too, such as https://care.wales.coop: "
            "the address where editors sign in, on one of the two hosts or on a third."
        )
    return hosts


# A host with or without a port, and nothing else of an address.
HOST_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]+)?")

# The one folder to back up: database, uploads, releases.
DATA = Path(env("CYDFAP_DATA", str(ROOT / "var"))).resolve()
for folder in (DATA, DATA / "static" / "files", DATA / "assets", DATA / "releases", DATA / "media"):
    folder.mkdir(parents=True, exist_ok=True)

SECRET_KEY = own_secret(DATA)
DEBUG = env_flag("CYDFAP_DEBUG")
HOST = env("CYDFAP_HOST", "127.0.0.1")
PORT = int(env("PORT", "8000"))
WEB_WORKERS = int(env("CYDFAP_WEB_WORKERS", "2"))
# A host for each language: en=care.wales.coop,cy=gofal.cymru.coop
LANGUAGE_HOSTS = language_hosts(env_list("CYDFAP_LANGUAGE_HOSTS"), env("CYDFAP_ADDRESS"))
ALLOWED_HOSTS = env_list("CYDFAP_HOSTS", "localhost,127.0.0.1,[::1]")
ALLOWED_HOSTS += [host.partition(":")[0] for host in LANGUAGE_HOSTS.values()]
if LANGUAGE_HOSTS:
    ALLOWED_HOSTS.append(str(urlsplit(env("CYDFAP_ADDRESS")).hostname))
CSRF_TRUSTED_ORIGINS = env_list("CYDFAP_ORIGINS")
HTTPS = env_flag("CYDFAP_HTTPS")
BEHIND_PROXY = env_flag("CYDFAP_BEHIND_PROXY")

# The forum that keeps this map.
FORUM_NAME = {
    "en": env("CYDFAP_FORUM_EN", "Social Co-operation Forum, Wales"),
    "cy": env("CYDFAP_FORUM_CY", "Fforwm Cydweithredu Cymdeithasol, Cymru"),
}
FORUM_EMAIL = env("CYDFAP_FORUM_EMAIL", "forum@localhost")
# west,south,east,north: what the first map shows, and where the coast is drawn.
MAP_AREA = tuple(
    float(degrees) for degrees in env("CYDFAP_MAP_AREA", "-5.6,51.3,-2.6,53.5").split(",")
)
# First letters of the GSS codes of the nations that are mapped: others are drawn a step darker.
# Empty: all land is alike.
MAP_NATIONS = env("CYDFAP_MAP_NATIONS", "W")
# The nearest two marks may come to each other, in CSS pixels; 0 chooses by the number of sites.
CLUSTER_RADIUS = int(env("CYDFAP_CLUSTER_RADIUS", "0"))
RELEASES_KEPT = int(env("CYDFAP_RELEASES_KEPT", "3"))
# An upload larger than this is refused before anybody looks into it.
IMPORT_LIMIT_BYTES = int(env("CYDFAP_IMPORT_LIMIT_MB", "200")) * 1_000_000

INSTALLED_APPS = [
    "cydfap.atlas",
    "cydfap.release",
    "cydfap.intake",
    "cydfap.news",
    "cydfap.directory",
    "cydfap.places",
    "cydfap.cms",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "cydfap.cms.middleware.ForwardedHost",
    "cydfap.cms.middleware.Security",
    "cydfap.cms.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cydfap.cms.hosts.LanguageHosts",
    "cydfap.atlas.middleware.PageLanguage",
    "cydfap.cms.limits.RateLimit",
    "cydfap.atlas.middleware.PossibleAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cydfap.cms.middleware.DeskLanguage",
    "cydfap.cms.sizes.SizeLimit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cydfap.atlas.busy.BusyDatabase",
]
ROOT_URLCONF = "cydfap.urls"
WSGI_APPLICATION = "cydfap.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cydfap.cms.context.furniture",
            ],
        },
    },
]

DATABASES = {"default": database(env("CYDFAP_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "cydfap.lib.formats"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
# The first wins: our own words, then our Welsh for what Django and Wagtail say.
LOCALE_PATHS = [ROOT / "locale", ROOT / "locale" / "others"]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Europe/London"
USE_TZ = True

# Names stay as they are (ES modules import each other by relative path); the folder's name changes
# with its content instead, so that every file under it can be cached for ever.
STATIC_MARK = DATA / "static" / ".fingerprint"
STATIC_FINGERPRINT = STATIC_MARK.read_text().strip() if STATIC_MARK.exists() else "dev"
STATIC_URL = f"/static/{STATIC_FINGERPRINT}/"
STATIC_ROOT = DATA / "static" / "files"
STATICFILES_DIRS = [
    ROOT / "static",
    DATA / "assets",
    ("maplibre-gl", ROOT / "node_modules" / "maplibre-gl" / "dist"),
]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"

# The page where one is chosen says how long it must be.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Without a mail server, letters go into a folder, one file each.
EMAIL_HOST = env("CYDFAP_MAIL_HOST")
EMAIL_PORT = int(env("CYDFAP_MAIL_PORT", "587"))
EMAIL_HOST_USER = env("CYDFAP_MAIL_USER")
EMAIL_HOST_PASSWORD = env("CYDFAP_MAIL_PASSWORD")
EMAIL_USE_SSL = env("CYDFAP_MAIL_TLS", "starttls") == "ssl"
EMAIL_USE_TLS = env("CYDFAP_MAIL_TLS", "starttls") == "starttls"
EMAIL_TIMEOUT = 30
EMAIL_FILE_PATH = DATA / "outbox"
EMAIL_BACKEND = env(
    "CYDFAP_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "cydfap.cms.post.Folder",
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("CYDFAP_MAIL_FROM", FORUM_EMAIL)
# When the weekly digest is written, in TIME_ZONE: 1 is Monday, 7 Sunday.
DIGEST_DAY = int(env("CYDFAP_DIGEST_DAY", "1"))
DIGEST_HOUR = int(env("CYDFAP_DIGEST_HOUR", "7"))

# Whether the worker asks the addresses that pages and entries lead to, whether they still answer.
LINK_CHECKS = env_flag("CYDFAP_LINK_CHECKS", True)
# Never but in tests: whoever may write a link could have the site ask its own network.
LINKS_MAY_BE_PRIVATE = False

WAGTAIL_SITE_NAME = "Cydfap"
# The desk asks no other host anything.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_BASE_URL = env("CYDFAP_ADDRESS", f"http://localhost:{PORT}")
# Wagtail's database search takes seconds at 5,000 rows on SQLite; our lists filter on columns.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Our own server speaks HTTP only. Unless the proxy is believed, everybody seems to come by HTTP,
# and would be sent to HTTPS again and again.
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_HTTPONLY = True
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Where there is none, the Host header holds.
    USE_X_FORWARDED_HOST = True
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "cydfap.atlas.views.errors.form_refused"

# Only what the page itself serves. MapLibre's worker is a module of our own origin (no blob:).
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_TEMP_DIR = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"faults": {"()": "cydfap.lib.faults.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "faults"}},
    "root": {"handlers": ["console"], "level": env("CYDFAP_LOG", "WARNING")},
}
