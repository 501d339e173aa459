"""The Django project. Whoever imports it has the Celery application, so that tasks find their broker."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
