"""Lists: pages by cursor, filters that are understood or refused, errors of one line."""

import base64
from urllib.parse import quote, urlencode

import pytest

from tests.factories import ApplicationFactory, ChangeFactory
from tracker.api.urls import router


def numbers(client, address: str) -> list[str]:
    """The numbers of all pages of a list, in order."""
    found: list[str] = []
    while address:
        page = client.get(address).json()
        found += [row["number"] for row in page["results"]]
        address = page["next"]
    return found


def cursor(**position: str) -> str:
    return quote(base64.b64encode(urlencode(position).encode()).decode())


def test_pages_give_every_row_once_forwards_and_backwards(api):
    made = [ApplicationFactory().number for _ in range(7)]
    assert numbers(api, "/api/v1/applications/?page_size=3") == made
    last = api.get(api.get(api.get("/api/v1/applications/?page_size=3").json()["next"]).json()["next"]).json()
    assert last["next"] is None
    before = api.get(last["previous"]).json()
    assert [row["number"] for row in before["results"]] == made[3:6]


def test_a_row_that_comes_in_between_two_pages_moves_no_other(api):
    changes = [ChangeFactory(field=name) for name in ("name", "inn", "category")]
    first = api.get("/api/v1/changes/?page_size=2").json()
    ChangeFactory(application=changes[0].application, field="status")
    second = api.get(first["next"]).json()
    assert [row["field"] for page in (first, second) for row in page["results"]] == ["category", "inn", "name"]


def test_more_rows_of_one_moment_than_any_offset_reaches_are_all_given(api):
    application = ApplicationFactory()
    template = ChangeFactory(application=application)
    rows = [type(template)(**{**fields_of(template), "item": str(number)}) for number in range(1200)]
    type(template).objects.bulk_create(rows)
    seen: list[int] = []
    address = "/api/v1/changes/?page_size=500"
    while address:
        page = api.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 1201


def fields_of(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}


@pytest.mark.parametrize("prefix", [prefix for prefix, _, _ in router.registry])
def test_a_parameter_that_means_nothing_is_refused_and_the_others_are_named(api, prefix: str):
    answer = api.get(f"/api/v1/{prefix}/?autority=EMA")
    assert answer.status_code == 400
    said = answer.json()["detail"]
    assert said.startswith("autority: There is no such parameter here; there are: ")
    assert "cursor" in said and "page_size" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("page_size=0", "page_size: '0' is not a number from 1 to 500."),
        ("page_size=501", "page_size: '501' is not a number from 1 to 500."),
        ("page_size=many", "page_size: 'many' is not a number from 1 to 500."),
        ("number=", "number: It is empty: give it a value, or leave it out."),
        ("authority=EMA&authority=", "authority: It is empty: give it a value, or leave it out."),
        ("cursor=nonsense", "cursor: Take it as it is"),
        ("cursor=õ", "cursor: Take it as it is"),
        (f"cursor={cursor(p='abc')}", "cursor: Take it as it is"),
        (f"cursor={cursor(p='1 or 1=1')}", "cursor: Take it as it is"),
        ("number=potato", "number: 'potato' is not a number that is known here"),
        ("number=100%25", "number: '100%' is not a number that is known here"),
        ("authority=100%25", "authority: 100% is not one of: EMA, FDA."),
        ("number=" + "9" * 100, "number: Ensure this value has at most 80 characters"),
        ("authority=MHRA", "authority: MHRA is not one of: EMA, FDA."),
        ("product=Sinerem", "product: Enter a whole number."),
        ("product=0", "product: Ensure this value is greater than or equal to 1."),
        ("reconstructed=perhaps", "reconstructed: perhaps is not one of: true, false."),
        ("changed_since=last week", "changed_since: Write it as 2025-12-01 or 2025-12-01T08:30:00Z."),
        ("changed_since=01/02/2025", "changed_since: Write it as 2025-12-01 or 2025-12-01T08:30:00Z."),
        ("changed_since=0001-01-01T00:00:00%2B14:00", "changed_since: Write it as"),
        ("name=%00", "name: Null characters are not allowed."),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_that_names_the_parameter(api, query: str, said: str):
    answer = api.get(f"/api/v1/applications/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]
    assert answer.json()["detail"].startswith(said)
    assert "\n" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("steps/?date_from=2025-13-01", "date_from: Write the day as 2025-12-01."),
        ("steps/?date_to=01/02/2025", "date_to: Write the day as 2025-12-01."),
        ("steps/?kind=lunch", "kind: lunch is not one of: submitted, validated"),
        ("steps/?application=potato", "application: 'potato' is not a number"),
        ("changes/?significance=huge", "significance: huge is not one of: critical, major, minor, noise."),
        ("holds/?state=ajar", "state: ajar is not one of: open, released, dismissed."),
    ],
)
def test_every_list_names_what_it_does_not_understand(api, address: str, said: str):
    answer = api.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(said)


@pytest.mark.parametrize("pk", ["0", "99", "9" * 30, "nonsense", "-1", "%00"])
def test_what_is_not_there_is_not_found_in_json(api, pk: str):
    answer = api.get(f"/api/v1/applications/{pk}/")
    assert answer.status_code == 404
    assert answer.json()["detail"]


@pytest.mark.parametrize("path", ["", "nonsense/", "applications/1/nonsense/", "applications/0.5/"])
def test_what_has_no_address_is_not_found_in_json(api, path: str):
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/json"


def test_an_address_without_its_last_slash_is_sent_to_the_one_that_has_it(api):
    answer = api.get("/api/v1/applications?authority=EMA")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/applications/?authority=EMA")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_list_cannot_be_changed_whatever_the_parameters(api, method: str):
    assert getattr(api, method)("/api/v1/applications/?nonsense=1").status_code == 405


def test_a_single_row_takes_no_filters(api):
    application = ApplicationFactory()
    answer = api.get(f"/api/v1/applications/{application.pk}/?authority=FDA")
    assert answer.status_code == 400
    assert answer.json() == {"detail": "authority: There is no such parameter here; there are none."}


def test_a_plus_sign_that_an_address_turned_into_a_blank_still_means_a_zone(api):
    ChangeFactory()  # seen at 09:30 UTC
    for moment, found in (("2026-01-05T10:30:00+01:00", 1), ("2026-01-05T10:30:00.000001+01:00", 0)):
        assert len(api.get(f"/api/v1/changes/?since={moment}").json()["results"]) == found


def test_moments_are_in_utc_wherever_the_reader_lives(client, reader):
    reader.time_zone = "Asia/Tokyo"
    reader.save()
    client.force_login(reader)
    ChangeFactory()
    row = client.get("/api/v1/changes/").json()["results"][0]
    assert row["seen_at"] == "2026-01-05T09:30:00Z"
