"""Requests made from the OpenAPI document, right and wrong ones: each answer is one that the document describes."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import positive_data_acceptance

from tests.tracker.api.described import document
from tracker.wsgi import application

api = schemathesis.openapi.from_dict(document())
api.app = application


@api.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    # The rows are there for all requests of an operation; what one writes, the next may find.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_answer_is_as_described(case: Case, headers: dict[str, str]) -> None:
    # What the document cannot say is refused all the same: which texts are numbers, which fields exclude each other.
    case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
