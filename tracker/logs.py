"""How the program logs: one line of JSON for each event in production, readable lines on a terminal."""

import logging.config
from typing import Any

import structlog

SHARED_STEPS: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
RENDERERS: dict[str, tuple[structlog.typing.Processor, ...]] = {
    "json": (structlog.processors.format_exc_info, structlog.processors.JSONRenderer()),
    "text": (structlog.dev.ConsoleRenderer(),),
}


def settings(form: str, level: str) -> dict[str, Any]:
    """Django's `LOGGING` for a form (`json` or `text`) and the lowest level that is written."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_STEPS,
                "processors": (structlog.stdlib.ProcessorFormatter.remove_processors_meta, *RENDERERS[form]),
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would write each line a second time; a request that is merely wrong is no event.
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True, "level": level},
            # A line for each tick, each task received and each task done would bury what matters.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }


def configure(logging_settings: dict[str, Any]) -> None:
    """Set up logging for the whole process; named by `LOGGING_CONFIG`, so that Django calls it at its start."""
    logging.config.dictConfig(logging_settings)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_STEPS,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
