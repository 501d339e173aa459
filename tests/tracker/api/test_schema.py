"""The OpenAPI document, the page that shows it, and the page of documentation: complete, and in step with the API."""

import re

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from tests.conftest import PROJECT
from tests.tracker.api.conftest import program_of
from tests.tracker.api.crowd import fill
from tests.tracker.api.described import differences, document
from tracker.api.urls import router

DOCUMENTATION = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]


def test_the_openapi_document_is_valid_and_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_address_of_the_api_is_in_the_openapi_document():
    patterns = {
        "/api/v1/" + re.sub(r"\(\?P<pk>[^)]*\)", "{id}", str(pattern.pattern)).strip("^$") for pattern in router.urls
    }
    assert {path for _, path, _ in OPERATIONS} == patterns | {"/api/v1/timetables/"}


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_says_how_it_may_fail(method: str, path: str, operation: dict):
    assert {"400", "401", "403", "429"} <= operation["responses"].keys()
    assert ("404" in operation["responses"]) == ("{id}" in path)
    assert operation["description"]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_and_each_of_its_parameters_is_documented(method: str, path: str, operation: dict):
    heading = f"### `{method} {path.removeprefix('/api/v1')}`"
    assert heading in DOCUMENTATION
    section = DOCUMENTATION.split(heading)[1].split("\n### ")[0].split("\n## ")[0]
    asked = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
    named = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert named == asked - {"cursor", "page_size"}


def test_the_documentation_names_nothing_that_is_not_there():
    documented = set(re.findall(r"^### `(\w+) (/\S*)`$", DOCUMENTATION, re.MULTILINE))
    assert documented == {(method, path.removeprefix("/api/v1")) for method, path, _ in OPERATIONS}


def test_every_list_and_every_row_is_as_the_openapi_document_says(reader):
    fill(reader, 2)
    client = program_of(reader)
    answers = {(path, method): operation for method, path, operation in OPERATIONS}
    for prefix, _, _ in router.registry:
        listing = client.get(f"/api/v1/{prefix}/").json()
        row = client.get(f"/api/v1/{prefix}/{listing['results'][0]['id']}/").json()
        for answer, path in ((listing, f"/api/v1/{prefix}/"), (row, f"/api/v1/{prefix}/{{id}}/")):
            schema = answers[path, "GET"]["responses"]["200"]["content"]["application/json"]["schema"]
            assert differences(answer, schema["$ref"].rpartition("/")[2]) == [], path


# The pages


def test_the_openapi_document_is_for_those_who_are_signed_in(api, client, db):
    assert client.get("/api/v1/schema/").status_code == 401
    answer = api.get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_a_stranger_who_opens_the_documentation_is_asked_to_sign_in(client, db):
    answer = client.get("/api/v1/docs/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/login/?next=/api/v1/docs/")


def test_the_documentation_needs_nothing_that_the_strict_policy_forbids(client, reader):
    client.force_login(reader)
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    text = page.content.decode()
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", text)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert addresses and all(address.startswith("/") for address in addresses)
    script = client.get("/api/v1/docs/?script=").content.decode()
    assert "/api/v1/schema/" in script
    assert '"validatorUrl": null' in script


def test_the_api_stands_at_its_first_version():
    assert any(str(pattern.pattern) == "api/v1/" for pattern in get_resolver().url_patterns)
