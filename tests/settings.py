"""The settings of the tests: those of the product, with nothing that outlives a run or slows it."""

import tempfile

from tracker.settings import *  # noqa: F403
from tracker.settings import DATABASES, REST_FRAMEWORK, STORAGES

# Removed with all that is in it when the process ends.
FOLDER = tempfile.TemporaryDirectory(prefix="clockstop-tests-", ignore_cleanup_errors=True)

SECRET_KEY = "a key for tests that signs nothing of worth"
ARCHIVE_URL = f"{FOLDER.name}/archive"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
REST_FRAMEWORK = REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"anon": None, "user": None}}

# Whatever the environment names: no test wakes the workers, or fills the cache, of an installation.
CELERY_BROKER_URL = "memory://localhost"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# A file, not memory: tests of leases and claims write from several connections at once, as the product does.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER.name}/clockstop.sqlite3"}
