"""The page of an application says what is known, who says so, and where they disagree."""

import datetime
import re

from django.urls import reverse
from django.utils import timezone

from tests.factories import ChangeFactory, ProductFactory
from tracker.catalogue.models import Conflict, ConflictClaim, Entry, Evidence, Portfolio, Statement
from tracker.intake import entries


def page(client, number: str = "EMEA/H/C/000801", **query: str) -> str:
    answer = client.get(reverse("console:application", args=[number]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def as_text(html: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_address_has_the_number_as_people_write_it():
    assert reverse("console:application", args=["EMEA/H/C/000801"]) == "/applications/EMEA/H/C/000801/"


def test_sinerem_was_withdrawn_on_13_december_2007_at_day_175(as_reader, sinerem):
    shown = as_text(page(as_reader))
    assert "13 Dec 2007" in shown
    assert "day 175" in shown
    assert "Application withdrawn" in shown


def test_each_step_leads_to_its_evidence(as_reader, sinerem):
    fingerprints = Evidence.objects.filter(application=sinerem).values_list("fingerprint", flat=True)
    shown = page(as_reader)
    assert any(f"/evidence/{fingerprint}/" in shown for fingerprint in fingerprints)


def test_dates_of_page_documents_and_retrieval_are_kept_apart(as_reader, sinerem):
    shown = as_text(page(as_reader))
    assert "Page date 14 Dec 2007" in shown
    assert "Document dates 13 Dec 2007 to 17 Apr 2008" in shown
    assert "Retrieved 23 Nov 2025 08:03" in shown


def test_a_reconstructed_page_says_so(as_reader, sinerem):
    assert "Reconstructed for demonstration, not the authority's own page." in page(as_reader).replace("&#x27;", "'")


def test_ema_is_acknowledged(as_reader, sinerem):
    assert "Source: European Medicines Agency" in page(as_reader)


def test_the_provisional_opinion_and_the_main_concerns_are_shown(as_reader, sinerem):
    shown = as_text(page(as_reader))
    assert "Provisional opinion" in shown
    assert "Main concerns" in shown


def test_before_it_was_retrieved_nothing_was_known(as_reader, sinerem):
    shown = as_text(page(as_reader, as_of="2025-11-22"))
    assert "Nothing was known of EMEA/H/C/000801 by the end of 22 Nov 2025" in shown
    assert "13 Dec 2007" not in shown


def test_on_the_day_of_retrieval_it_was_known(as_reader, sinerem):
    shown = as_text(page(as_reader, as_of="2025-11-23"))
    assert "You see what had been retrieved or entered by the end of 23 Nov 2025" in shown
    assert "13 Dec 2007" in shown


def test_a_day_that_is_no_day_is_named_and_everything_is_shown(as_reader, sinerem):
    shown = as_text(page(as_reader, as_of="yesterday"))
    assert "Enter a valid date." in shown
    assert "13 Dec 2007" in shown


def test_an_unknown_number_is_not_found(as_reader, db):
    assert as_reader.get("/applications/EMEA/H/C/999999/").status_code == 404


def test_a_procedure_that_is_not_there_is_said_to_be_missing(as_reader, sinerem):
    assert "has no procedure II/0001" in as_text(page(as_reader, procedure="II/0001"))


def test_both_sides_of_a_noted_disagreement_are_shown(as_reader, sinerem):
    conflict = Conflict.objects.create(
        product=sinerem.product,
        application=sinerem,
        subject="Name on the market",
        explanation="Two documents differ.",
        entered_at=timezone.now(),
    )
    ConflictClaim.objects.create(
        conflict=conflict, claimed_by="A web page", says="It was sold.", source="https://a.example/x"
    )
    ConflictClaim.objects.create(conflict=conflict, claimed_by="EMA", says="It was withdrawn.", source="press release")
    shown = as_text(page(as_reader))
    assert "A web page says: It was sold." in shown
    assert "EMA says: It was withdrawn." in shown
    assert "Two documents differ." in shown


def test_a_value_that_a_person_disputes_is_shown_beside_that_of_the_source(as_reader, sinerem, chief):
    entries.enter(
        Entry(
            application_number=sinerem.number,
            authority="EMA",
            field="applicant",
            value="Advanced Magnetics",
            claimed_by="A journal",
            address="https://journal.example/1",
            reason="The journal names the developer.",
        ),
        chief,
    )
    shown = as_text(page(as_reader))
    assert "sources differ" in shown
    assert "“Guerbet”:" in shown
    assert "“Advanced Magnetics”: A journal, entered by a person" in shown


def test_noise_is_not_in_the_history(as_reader, sinerem):
    ChangeFactory(application=sinerem, field="last_updated", after="2026-02-02", significance="noise")
    ChangeFactory(application=sinerem, field="status", before="opinion", after="application-withdrawn")
    shown = as_text(page(as_reader))
    history = shown[shown.index("History of changes") :]
    assert "Opinion → Application withdrawn" in history
    assert "2 Feb 2026" not in history


def test_scraped_text_is_escaped(as_reader, sinerem, chief):
    entries.enter(
        Entry(
            application_number=sinerem.number,
            authority="EMA",
            kind="other",
            label="<script>alert(1)</script>",
            date=datetime.date(2007, 1, 1),
            claimed_by="<b>somebody</b>",
            quote="<img src=x onerror=alert(1)>",
            file="letter.pdf",
            reason="To see that nothing runs.",
        ),
        chief,
    )
    shown = page(as_reader)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "<b>somebody" not in shown


def test_an_address_that_is_none_of_the_web_is_no_link(as_reader, sinerem):
    Conflict.objects.create(
        product=sinerem.product, application=sinerem, subject="s", explanation="e", entered_at=timezone.now()
    ).claims.create(claimed_by="x", says="y", source="javascript:alert(1)")
    assert 'href="javascript:' not in page(as_reader)


def test_the_number_of_queries_does_not_grow_with_what_is_shown(as_reader, sinerem, django_assert_max_num_queries):
    for number in range(30):
        ChangeFactory(application=sinerem, field="status", item=str(number))
    with django_assert_max_num_queries(30):
        page(as_reader)


def test_a_product_shows_its_applications_and_what_is_known_outside_them(as_reader, sinerem):
    Statement.objects.create(
        product=sinerem.product,
        region="Sweden",
        text="A national approval.",
        claimed_by="A newsletter",
        address="in print",
    )
    answer = as_reader.get(reverse("console:product", args=[sinerem.product_id]))
    shown = as_text(answer.content.decode())
    assert "EMEA/H/C/000801" in shown
    assert "Sweden A national approval." in shown
    assert "Source: European Medicines Agency" in shown


def test_a_portfolio_shows_all_its_products(as_reader, sinerem):
    portfolio = Portfolio.objects.create(name="Iron oxides", slug="iron-oxides")
    nanotherm = ProductFactory(name="NanoTherm")
    Statement.objects.create(
        product=nanotherm, region="EU", text="A device with a CE mark", claimed_by="the company", address="its site"
    )
    portfolio.products.set([sinerem.product, nanotherm])
    shown = as_text(as_reader.get("/portfolios/iron-oxides/").content.decode())
    assert "NanoTherm no application" in shown
    assert "NanoTherm, EU" in shown
    assert "13 Dec 2007" in shown


def test_somebody_elses_private_portfolio_is_not_found(as_reader, chief):
    Portfolio.objects.create(name="Mine", slug="mine", owner=chief, is_shared=False)
    assert as_reader.get("/portfolios/mine/").status_code == 404
