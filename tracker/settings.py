"""Settings, read from the environment; every variable is documented in docs/operations.md."""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from kombu import Queue

from tracker import logs
from tracker.environment import SQLITE, Environment, installation_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = Environment()

# Who runs this, and where it is reached.

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY") or installation_key(VAR / "secret-key")
PUBLIC_URL = env.public_url("PUBLIC_URL", default="http://127.0.0.1:8000")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
# The machine itself may always ask, as health checks do: no address is ever built from the name that a request gives.
ALLOWED_HOSTS = [*env.hosts("ALLOWED_HOSTS", default=(PUBLIC_HOST,)), "127.0.0.1", "localhost", "[::1]"]
CONTACT = env.contact("CONTACT")
OPERATORS = env.email_addresses("OPERATORS")
WEBHOOK_INNER_HOSTS = frozenset(host.lower() for host in env.hosts("WEBHOOK_INNER_HOSTS", default=()))

# What it is made of.

INSTALLED_APPS = [
    "tracker",
    "tracker.people",
    "tracker.sources",
    "tracker.catalogue",
    "tracker.search",
    "tracker.timetables",
    "tracker.intake",
    "tracker.timelines",
    "tracker.alerts",
    "tracker.api",
    "tracker.console",
    "tracker.console.skin.ConsoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_celery_beat",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.people.middleware.ReadersZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# What is kept.

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.database("DATABASE_URL", default=VAR / "clockstop.sqlite3")}
if DATABASES["default"]["ENGINE"] == SQLITE:
    # Without these, concurrent writers fail with "database is locked" instead of waiting for one another.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        # A load of a whole release touches more pages of indexes than SQLite's own cache of 2 MB holds.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
ARCHIVE_URL = env.archive("ARCHIVE_URL", default=VAR / "archive")

# Who may do what.

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
AXES_VERBOSE = False
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
# By name and address together: a stranger who guesses must not lock out the person whose name it is.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "tracker.visitors.address"

# What browsers are told.

IS_HTTPS = PUBLIC_URL.startswith("https://")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# How it speaks.

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "tracker.console.formats"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# EMAIL_BACKEND, EMAIL_HOST and their like.
vars().update(env.mail("EMAIL_URL", default=VAR / "mail"))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", default=f"Clockstop <clockstop@{PUBLIC_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = logs.settings(
    form=env.choice("LOG_FORMAT", ("json", "text"), default="text" if DEBUG or sys.stderr.isatty() else "json"),
    level=env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
)
LOGGING_CONFIG = "tracker.logs.configure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tracker.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tracker.api.errors.as_one_line",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "1200/min"},
    "NUM_PROXIES": 1 if IS_HTTPS else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Clockstop",
    "DESCRIPTION": "Regulatory timelines of medicines at EMA and FDA, with the evidence of each date.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "tracker.api.schema.describe_errors"],
    "ENUM_NAME_OVERRIDES": {
        "ApplicationType": "tracker.catalogue.models.procedures.type_choices",
        "Authority": "tracker.catalogue.models.Application.Authority",
        "DeliveryKind": "tracker.alerts.models.Delivery.Kind",
        "DeliveryState": "tracker.alerts.models.Delivery.State",
        "HoldReason": "tracker.intake.models.Hold.Reason",
        "HoldState": "tracker.intake.models.Hold.State",
        "NoticeKind": "tracker.catalogue.models.notices.kind_choices",
        "MinimumSignificance": "tracker.alerts.models.Subscription.Significance",
        "ProcedureType": "tracker.catalogue.models.procedures.KINDS_OF_PROCEDURE",
        "Precision": "tracker.catalogue.models.procedures.PRECISIONS",
        "Significance": "tracker.catalogue.models.Change.Significance",
        "StepKind": "tracker.catalogue.models.claims.kind_choices",
        "StepState": "tracker.catalogue.models.ProceduralStep.State",
        "TimetableAuthority": "tracker.api.resources.timetable.AUTHORITIES",
        "SubscriptionState": "tracker.alerts.models.Subscription.State",
        "WebhookState": "tracker.alerts.models.Webhook.State",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # The default asks a validator on the web, which the content security policy forbids.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# What runs in the background. Without Redis, one process holds the broker, a worker and the beat (`manage.py serve`).

REDIS_URL = env.redis("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Redis hands a task out again after this time, finished or not: tasks end sooner, and none is given a countdown.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_timeout": 10, "socket_connect_timeout": 5}
    if REDIS_URL
    else {"polling_interval": 0.1}
)
CELERY_TASK_SOFT_TIME_LIMIT = 45 * 60
CELERY_TASK_TIME_LIMIT = 50 * 60
# Whoever wakes a worker does not wait for a broker that is away: the sweeper finds the row.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2, "interval_max": 0.2}

# Reading a table takes minutes; no alert waits behind it.
CELERY_TASK_DEFAULT_QUEUE = "intake"
# With routing keys of their own: queues without one share the default's, and each would get every task.
CELERY_TASK_QUEUES = [Queue("intake", routing_key="intake"), Queue("alerts", routing_key="alerts")]
CELERY_TASK_ROUTES = {"tracker.alerts.tasks.*": {"queue": "alerts"}}
CELERY_BEAT_SCHEDULE = {
    "check what is due": {"task": "tracker.intake.tasks.check_due", "schedule": timedelta(minutes=1)},
    "read what arrived": {"task": "tracker.intake.tasks.read_pending", "schedule": timedelta(seconds=30)},
    "take up dropped intake": {"task": "tracker.intake.tasks.sweep", "schedule": timedelta(minutes=5)},
    "match changes": {"task": "tracker.alerts.tasks.match_changes", "schedule": timedelta(seconds=30)},
    "make digests": {"task": "tracker.alerts.tasks.make_digests", "schedule": timedelta(minutes=1)},
    "send deliveries": {"task": "tracker.alerts.tasks.send_deliveries", "schedule": timedelta(seconds=30)},
    "tell operators": {"task": "tracker.alerts.tasks.tell_operators", "schedule": timedelta(minutes=1)},
    "take up dropped alerts": {"task": "tracker.alerts.tasks.sweep", "schedule": timedelta(minutes=5)},
}
