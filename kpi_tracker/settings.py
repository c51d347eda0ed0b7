"""One set of settings for every place; what differs comes from the environment (see env.py and README.md).

The defaults are those of production: DEBUG off, HTTPS expected, a secret required.
"""

from pathlib import Path

from kpi_tracker import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "data"

env.read_env_file()

# Who may reach it, and how
DEBUG = env.flag("DEBUG")
PLAIN_HTTP = env.flag("PLAIN_HTTP", default=DEBUG)  # the demo on this machine; a city's server has HTTPS
SECRET_KEY = env.secret_key(generated=DEBUG)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])

DEMO = env.flag("DEMO")  # set by make demo alone: only there are users with printed passwords made

# What is installed
INSTALLED_APPS = [
    "kpi_tracker",
    "reports",
    "entry",
    "evaluations",
    "projects",
    "indicators",
    "policies",
    "accounts",
    "exports",
    "desk",
    "store",
    "csp",
    "django_filters",
    "django_tables2",
    "kpi_tracker.apps.KeepersSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "kpi_tracker.middleware.HeadWithoutBody",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # where no proxy of ours does it: see docs/decisions/0025
    "kpi_tracker.api.errors.ErrorsAsData",
    "kpi_tracker.middleware.PrivatePages",
    "kpi_tracker.middleware.DatabaseOutage",
    "kpi_tracker.middleware.OneLook",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kpi_tracker.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kpi_tracker.published_only.PublishedOnly",
]
ROOT_URLCONF = "kpi_tracker.urls"
WSGI_APPLICATION = "kpi_tracker.wsgi.application"
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
            ]
        },
    }
]

DJANGO_TABLES2_TEMPLATE = "components/table.html"

# Where things are kept
DATABASES = {"default": env.database(DATA_DIR / "kpi_tracker.sqlite3")}
CACHES = {
    "default": env.kept_answers(),
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "TIMEOUT": None,  # whoever writes tells
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}
KEPT_ANSWERS = env.flag("KEPT_ANSWERS", default=not DEBUG)  # off: every answer is made anew
FORM_RENDERER = "kpi_tracker.form_renderer.FieldsDrawnOnce"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kpi_tracker.plotly_files.PlotlyFinder",
    "kpi_tracker.style_sheet.StyleSheetFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# People
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["accounts.actions.OfficersBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.forms.login.WordAndYearValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "policies:overview"
LOGOUT_REDIRECT_URL = "policies:overview"

# Mail: without EMAIL_URL the demo writes files, and anywhere else send_reminders refuses to run
_MAIL = env.mail(default_folder=DATA_DIR / "mail" if DEBUG or DEMO else None)
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.tls, _MAIL.ssl
EMAIL_FILE_PATH = _MAIL.folder
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.sender(default="" if _MAIL.host else "政策進行管理 <noreply@localhost>")
SITE_ADDRESS = env.site_address(  # links in mails begin with it, whatever a request's Host says
    plain_http=PLAIN_HTTP,
    default=f"http://127.0.0.1:{env.port()}" if PLAIN_HTTP and (DEBUG or DEMO) else "",
)

# Language and time
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# Entering: nobody shall fit a figure to a class, so it is shown after saving only, unless a city wants otherwise
ENTRY_SHOWS_CLASS_WHILE_TYPING = env.flag("ENTRY_SHOWS_CLASS_WHILE_TYPING")

ENTRY_DRAFT_DAYS = env.number("ENTRY_DRAFT_DAYS", 14, most=365)  # for so long a draft is kept
UPLOAD_DAYS = env.number("UPLOAD_DAYS", 14, most=3650)  # for so long files that were sent are kept
ENTRY_QUOTAS = {  # what one person may do: how often, in how many minutes
    "upload": (env.number("ENTRY_UPLOADS", 20), 10),
    "download": (env.number("ENTRY_DOWNLOADS", 40), 10),
    "draft": (env.number("ENTRY_DRAFTS", 60), 1),
}

# What a form may carry
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # the preview of a workbook has a tick for each of up to 2,000 rows

# What a browser is told
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kpi_tracker.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {  # no switch loosens it: somebody would set the switch
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds from the login, however busy
SESSION_IDLE_AGE = 60 * 60  # seconds from the last page
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_NAME = "session" if PLAIN_HTTP else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if PLAIN_HTTP else "__Host-csrf"
PARKED_COOKIE_NAME = "parked" if PLAIN_HTTP else "__Host-parked"  # which no sibling of our domain can set
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 60 * 60
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # a city's other subdomains are not ours to bind
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = env.flag("BEHIND_PROXY")
TRUSTED_PROXY_HOPS = int(
    BEHIND_PROXY
)  # addresses in X-Forwarded-For, from the right, that our own proxy wrote
if BEHIND_PROXY:  # only then is the proxy's word on HTTPS believed
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kpi_tracker.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
