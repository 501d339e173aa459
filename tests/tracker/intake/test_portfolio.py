"""The demo portfolio: what its files say, how mistakes in them are told, and that loading is done once."""

import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from scrapers.ema.medicines_table import XLSX_READER
from scrapers.politeness import ALLOWED_HOSTS
from scrapers.records import Page
from scrapers.registry import READERS, choose
from tracker.catalogue.models import (
    Application,
    Change,
    Conflict,
    ConflictClaim,
    Entry,
    Evidence,
    Portfolio,
    ProceduralStep,
    Product,
    Statement,
    Substance,
    SubstanceAlias,
)
from tracker.intake import portfolio_facts as facts
from tracker.intake.models import Decision
from tracker.intake.portfolio import Summary, load
from tracker.intake.portfolio_file import LONGEST_QUOTE, PortfolioProblems, read_portfolio
from tracker.sources.models import Snapshot, Source

PROJECT = Path(__file__).resolve().parents[3]
FOLDER = PROJECT / "fixtures" / "portfolio"

PRODUCTS = {
    "sinerem": {"Sinerem", "Combidex", "Ferrotran"},
    "feraheme": {"Feraheme", "Rienso", "FeraBright"},
    "feridex": {"Feridex I.V.", "Endorem"},
    "gastromark": {"GastroMARK", "Lumirem"},
    "resovist": {"Resovist"},
    "nanotherm": {"NanoTherm"},
}

APPLICATIONS = {
    "sinerem": {"EMEA/H/C/000801", "NDA021115"},
    "feraheme": {"EMEA/H/C/002215", "EMEA/H/C/005974", "NDA022180", "ANDA206604", "NDA219868"},
    "feridex": {"NDA020416"},
    "gastromark": {"NDA020410"},
    "resovist": set(),
    "nanotherm": set(),
}

STEPS = {
    ("EMEA/H/C/000801", "initial", "submitted", "2006-10-26"),
    ("NDA021115", "ORIG-1", "approvable-letter", "2000-06"),
    ("NDA021115", "ORIG-1", "resubmitted", "2004-09-30"),
    ("NDA021115", "ORIG-1", "advisory-committee", "2005-03-03"),
    ("NDA021115", "ORIG-1", "goal-date", "2005-03-30"),
    ("NDA021115", "ORIG-1", "approvable-letter", "2005-03-24"),
    ("EMEA/H/C/002215", "initial", "opinion", "2012-04-19"),
    ("EMEA/H/C/002215", "initial", "ec-decision", "2012-06-15"),
    ("EMEA/H/C/002215", "initial", "authorised", "2012-06-15"),
    ("EMEA/H/C/005974", "initial", "application-withdrawn", "2023-03-09"),
    ("NDA022180", "ORIG-1", "submitted", "2007-12"),
    ("NDA022180", "ORIG-1", "complete-response", "2008-10"),
    ("NDA022180", "ORIG-1", "resubmitted", "2008-10-30"),
    ("NDA022180", "ORIG-1", "goal-date", "2008-12-30"),
    ("NDA022180", "ORIG-1", "complete-response", "2008-12-23"),
    ("NDA022180", "SUPPL-9", "submitted", "2012-12-21"),
    ("NDA022180", "SUPPL-9", "filing-letter", "2013-03-05"),
    ("NDA022180", "SUPPL-9", "other", "2013-09-23"),
    ("NDA022180", "SUPPL-9", "goal-date", "2013-10-21"),
    ("NDA022180", "SUPPL-9", "goal-date", "2014-01-21"),
    ("NDA022180", "SUPPL-9", "complete-response", "2014-01-22"),
}

TABLES = (
    Application,
    Change,
    Conflict,
    ConflictClaim,
    Decision,
    Entry,
    Evidence,
    Portfolio,
    ProceduralStep,
    Product,
    Snapshot,
    Source,
    Statement,
    SubstanceAlias,
)


@pytest.fixture(scope="module")
def demo() -> facts.PortfolioFiles:
    return read_portfolio(FOLDER)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The demo's files, to be spoilt."""
    shutil.copytree(FOLDER.parent, tmp_path / "fixtures")
    return tmp_path / "fixtures" / "portfolio"


def products(files: facts.PortfolioFiles) -> dict[str, facts.ProductFile]:
    return {said.product.key: said for said in files.products.values()}


def entries(files: facts.PortfolioFiles) -> Iterator[tuple[str, facts.Entry]]:
    for said in files.products.values():
        for application in said.application:
            yield from ((application.number, entry) for entry in application.entry)


def fields(files: facts.PortfolioFiles, number: str) -> dict[str, str]:
    return {entry.field: entry.value for owner, entry in entries(files) if owner == number and entry.field}


def spoil(folder: Path, name: str, before: str, after: str) -> list[str]:
    """The problems that are told when a text in a file is replaced, once."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PortfolioProblems) as told:
        read_portfolio(folder)
    return told.value.lines


# What the files say


def test_the_demo_holds_the_six_seed_products_under_all_their_names(demo):
    names = {key: {said.product.name, *said.product.also_known_as} for key, said in products(demo).items()}
    assert names.keys() == PRODUCTS.keys()
    for key, expected in PRODUCTS.items():
        assert expected <= names[key]


def test_each_application_belongs_to_its_product(demo):
    found = {key: {application.number for application in said.application} for key, said in products(demo).items()}
    assert found == APPLICATIONS


def test_substances_are_met_under_every_alias_of_the_authorities_and_the_press(demo):
    aliases = {said.substance.name: set(said.substance.aliases) for said in products(demo).values() if said.substance}
    assert aliases["ferumoxtran-10"] == {"Sinerem", "Combidex", "Ferrotran", "iron oxide", "USPIO", "BM 24"}
    assert aliases["ferumoxytol"] == {"Feraheme", "Rienso", "FeraBright"}
    assert {"Feridex I.V.", "Endorem"} <= aliases["ferumoxides"]
    assert aliases["ferumoxsil"] == {"GastroMARK", "Lumirem"}
    assert aliases["ferucarbotran"] == {"Resovist"}


def test_the_steps_entered_by_hand_are_those_that_no_page_tells(demo):
    found = {(number, entry.procedure, entry.kind, entry.date) for number, entry in entries(demo) if entry.kind}
    assert found == STEPS


def test_combidex_says_that_its_number_is_unverified_and_ends_at_approvable(demo):
    said = products(demo)["sinerem"]
    assert fields(demo, "NDA021115")["status"] == "approvable"
    assert "unverified" in said.product.note
    assert "unverified" in next(each.reason for each in said.application if each.number == "NDA021115")


def test_the_vote_on_combidex_is_fifteen_to_four_against(demo):
    label = next(entry.label for _, entry in entries(demo) if entry.kind == "advisory-committee")
    assert label.endswith("15 to 4 against")


def test_rienso_is_withdrawn_and_its_latest_decision_is_no_step(demo):
    assert fields(demo, "EMEA/H/C/002215")["status"] == "withdrawn"
    assert fields(demo, "EMEA/H/C/002215")["ec_decision_date"] == "2015-04-13"


def test_only_the_receipt_of_the_class_1_resubmission_is_inferred(demo):
    inferred = [(number, entry.kind, entry.date) for number, entry in entries(demo) if entry.certainty == "inferred"]
    assert inferred == [("NDA022180", "resubmitted", "2008-10-30")]


def test_goal_dates_are_planned_and_letters_are_actual(demo):
    states = {entry.kind: entry.state for _, entry in entries(demo) if entry.kind}
    assert states["goal-date"] == "planned"
    assert states["complete-response"] == states["approvable-letter"] == "actual"


def test_every_fact_says_who_claims_it_and_where(demo):
    for _, entry in entries(demo):
        assert entry.source and entry.claimed_by and entry.reason
    for said in demo.products.values():
        for statement in said.statement:
            assert statement.source and statement.claimed_by


def test_what_has_no_source_says_so(demo):
    unsourced = [row for said in demo.products.values() for row in said.statement if row.certainty == "unsourced"]
    assert {row.text.split()[0] for row in unsourced} == {"Endorem", "Lumirem"}
    assert {row.source for row in unsourced} == {"No source at hand"}
    assert not [entry for _, entry in entries(demo) if entry.certainty == "unsourced"]


def test_addresses_are_only_those_of_the_authorities(demo):
    text = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml"))
    hosts = set(re.findall(r"https?://([^/\s\"']+)", text))
    assert hosts == {
        *("www.ema.europa.eu", "ec.europa.eu"),
        *("api.fda.gov", "www.fda.gov", "www.federalregister.gov"),
    }


def test_all_nine_disagreements_between_the_documents_are_there(demo):
    """The second names two products, Endorem and Resovist, and stands under both."""
    found = {(key, conflict.subject) for key, said in products(demo).items() for conflict in said.conflict}
    assert found == {
        ("nanotherm", "NanoTherm: who has approved it?"),
        ("feridex", "Endorem: an approval of EMA?"),
        ("resovist", "Resovist: an approval of EMA?"),
        ("sinerem", "Is Sinerem a name on the European market?"),
        ("sinerem", "What the active substance is called"),
        ("feraheme", "Who has approved ferumoxytol"),
        ("sinerem", "Whether it finds affected lymph nodes"),
        ("sinerem", "The date of EMA's page"),
        ("sinerem", "Day 175 of the procedure"),
        ("sinerem", "A decision of the European Commission"),
    }


def test_every_conflict_has_two_sides_at_least(demo):
    for said in demo.products.values():
        for conflict in said.conflict:
            assert len({claim.says for claim in conflict.claim}) >= 2


def test_day_175_cannot_be_computed_from_public_dates(demo):
    conflict = next(row for row in products(demo)["sinerem"].conflict if row.subject == "Day 175 of the procedure")
    assert "413 calendar days" in conflict.explanation and "238" in conflict.explanation


def test_every_page_is_a_reconstruction_and_its_source_is_watched(demo):
    assert all(page.reconstructed for page in demo.heading.page)
    assert {page.address for page in demo.heading.page} <= {source.address for source in demo.heading.source}
    assert len(demo.heading.page) == 6


def test_the_medicines_table_is_watched_twice_a_day(demo):
    table = next(source for source in demo.heading.source if source.reader == "ema.medicines_table.json")
    assert table.interval_hours == 12


def test_no_sentence_of_the_sinerem_page_is_copied(corpus, demo):
    page = words((corpus / "ema/pages/sinerem.docling.md").read_text(encoding="utf-8"))
    runs = {tuple(page[start : start + LONGEST_QUOTE + 1]) for start in range(len(page))}
    text = words("\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")))
    copied = [run for run in zip(*(text[start:] for start in range(LONGEST_QUOTE + 1)), strict=False) if run in runs]
    assert copied == []


@pytest.mark.parametrize("number", ["EMEA/H/C/002215", "EMEA/H/C/005974"])
def test_what_stands_in_for_the_medicines_table_is_what_the_table_says(corpus, demo, number):
    body = (corpus / "ema/medicines-table/2025-03-24T1041__medicines.xlsx").read_bytes()
    page = Page(address="", retrieved_at=datetime.datetime(2025, 3, 24, tzinfo=datetime.UTC))
    row = next(record for record in XLSX_READER.read(body, page).records if record.number == number)
    said = {name: getattr(row, name, None) or row.details.get(name) for name in fields(demo, number)}
    assert fields(demo, number) == said
    dates = {(step.kind, str(step.date)) for procedure in row.procedures for step in procedure.steps}
    entered = {
        (entry.kind, entry.date)
        for owner, entry in entries(demo)
        if owner == number and entry.kind and entry.certainty == "data"
    }
    assert entered and entered <= dates


def test_the_orange_book_says_what_is_stated_about_feraheme(corpus, demo):
    def lines(name: str) -> list[str]:
        return [line for line in (corpus / "fda/orange-book" / name).read_text().splitlines() if "~022180~" in line]

    days = ("2019-09-01", "2020-05-15", "2022-07-13", "2024-06-11")
    assert [len(lines(f"{day}__patent.txt")) for day in days] == [6, 6, 1, 0]
    assert lines("2020-05-15__exclusivity.txt") == ["N~022180~001~I-767~Feb 2, 2021"]
    texts = [statement.text for statement in products(demo)["feraheme"].statement]
    assert any("six in September 2019 and May 2020, one in July 2022, none in June 2024" in text for text in texts)
    assert any("I-767 ran to 2 February 2021" in text for text in texts)


def test_no_seed_product_without_an_application_is_in_the_medicines_table(corpus):
    """What the conflicts about Endorem and Resovist rest on, at the first and the last table."""
    for name in ("2018-12-23T0208__epar.xlsx", "2025-03-24T1041__medicines.xlsx"):
        body = (corpus / "ema/medicines-table" / name).read_bytes()
        page = Page(address="", retrieved_at=datetime.datetime(2025, 3, 24, tzinfo=datetime.UTC))
        names = {record.name.casefold() for record in XLSX_READER.read(body, page).records}
        assert "rienso" in names
        assert not names & {"endorem", "resovist", "lumirem", "ferrotran", "nanotherm"}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


# How mistakes are told


def test_every_mistake_is_told_at_once_with_its_place(copy):
    (copy / "resovist.toml").write_text('[product]\nkey = "resovist"\nnaem = "Resovist"\n', encoding="utf-8")
    lines = spoil(copy, "sinerem.toml", 'kind = "resubmitted"', 'kind = "sent-again"')
    assert lines == [
        "resovist.toml, product: unknown key `naem`; known are key, name, also_known_as, note",
        "resovist.toml, product: `name` is missing",
        "sinerem.toml, NDA021115, entry 6 (sent-again): unknown kind of step `sent-again`",
    ]


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("sinerem.toml", 'date = "2005-03-03"', 'date = "3 March 2005"', "not an ISO date: '3 March 2005'"),
        ("sinerem.toml", 'date = "2005-03-03"\n', "", "a step needs a `date`"),
        ("sinerem.toml", 'value = "approvable"', 'value = "nearly"', "unknown status `nearly`"),
        ("sinerem.toml", 'number = "NDA021115"', 'number = "21-115 NDA"', "is not a number that is known here"),
        ("sinerem.toml", 'number = "NDA021115"', 'number = "NDA 21-115"', "in full, such as NDA021115"),
        ("sinerem.toml", 'wording = "Combidex is', 'quote = "x"\nwording = "Combidex is', "give either `quote`"),
        ("sinerem.toml", 'certainty = "press"', 'certainty = "rumour"', "`certainty`: invalid enum value 'rumour'"),
        ("sinerem.toml", "[product]", "[product", "not TOML"),
        ("feraheme.toml", 'key = "feraheme"', 'key = "sinerem"', "product sinerem is there 2 times"),
        ("feraheme.toml", 'application = "EMEA/H/C/002215"', 'application = "NDA000001"', "no product has"),
        ("feraheme.toml", 'quote = "Takeda', 'quote = "a b c d e f g h i j Takeda', "more than 10 words"),
        ("nanotherm.toml", 'region = "EU"', "region = 27", "`region`: expected `str`, got `int`"),
        ("portfolio.toml", "../pages/NDA022180.json", "../pages/missing.json", "there is no such file"),
        ("portfolio.toml", "2025-11-23T08:03:52Z", "2025-11-23T08:03:52", "has no time zone"),
        ("portfolio.toml", "www.ema.europa.eu/en/medicines", "example.org/en/medicines", "no reader recognises"),
        ("portfolio.toml", "interval_hours = 12", "interval_hours = 0", "`interval_hours`"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_names_the_file(copy, name, before, after, told):
    lines = spoil(copy, name, before, after)
    matching = [line for line in lines if told in line]
    assert len(matching) == 1
    assert name in matching[0] or matching[0].startswith("all files")
    assert "\n" not in matching[0]


def test_a_conflict_with_one_side_is_refused(copy):
    text = (copy / "feridex.toml").read_text(encoding="utf-8")
    (copy / "feridex.toml").write_text(text[: text.rindex("[[conflict.claim]]")], encoding="utf-8")
    with pytest.raises(PortfolioProblems, match="a conflict needs at least two claims"):
        read_portfolio(copy)


def test_a_folder_without_files_is_told(tmp_path):
    with pytest.raises(PortfolioProblems) as told:
        read_portfolio(tmp_path)
    assert len(told.value.lines) == 2


# Loading


@pytest.fixture
def loaded(db, demo) -> Summary:
    summary = load(demo)
    assert summary.failures == []
    return summary


def test_a_load_brings_products_with_their_applications(loaded):
    found = {
        product.key: set(product.applications.values_list("number", flat=True))
        for product in Portfolio.objects.get(slug="iron-oxide-nanoparticles").products.all()
    }
    assert found == APPLICATIONS


def test_the_product_that_the_machine_made_is_gone_once_its_application_is_linked(loaded):
    assert set(Product.objects.values_list("key", flat=True)) == set(PRODUCTS)
    assert Decision.objects.filter(person_name="demo portfolio").count() == 9


def test_a_load_alerts_nobody(loaded):
    assert not Change.objects.filter(alerting=True).exists()


def test_a_second_load_changes_nothing(loaded, demo):
    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    again = load(demo)
    assert [list(model.objects.order_by("pk").values()) for model in TABLES] == before
    assert not again.made
    assert again.failures == []


def test_sinerem_was_submitted_in_2006_and_withdrawn_at_day_175(loaded):
    steps = ProceduralStep.objects.filter(procedure__application__number="EMEA/H/C/000801")
    submitted = steps.get(kind="submitted")
    withdrawn = steps.get(kind="application-withdrawn")
    assert (withdrawn.date - submitted.date).days == 413
    assert withdrawn.reported_day == 175
    assert submitted.evidence.get().entry.file.startswith("Hospital Pharmacy Europe")


def test_an_entry_says_who_claims_it_how_sure_it_is_and_whose_words_they_are(loaded):
    entry = Entry.objects.get(application_number="NDA021115", kind="goal-date")
    assert (entry.claimed_by, entry.entered_by_name) == ("Advanced Magnetics", "demo portfolio")
    assert entry.quote.startswith("In our words: ")
    assert entry.reason.endswith("Certainty: a company release, a filing or the press.")
    assert "SEC exhibit of 19 October 2004" in entry.file and entry.address == ""


def test_a_month_stays_a_month(loaded):
    step = ProceduralStep.objects.get(procedure__application__number="NDA021115", label="Approvable letter")
    assert str(step.partial_date) == "2000-06"


def test_combidex_is_shown_though_no_authority_lists_it(loaded):
    combidex = Application.objects.get(number="NDA021115")
    assert (combidex.name, combidex.status, combidex.authority) == ("Combidex", "approvable", "FDA")
    assert [substance.name for substance in combidex.substances.all()] == ["ferumoxtran-10"]


def test_applications_of_both_authorities_meet_in_one_substance(loaded):
    """EMA calls it iron oxide, the company ferumoxtran-10."""
    ferumoxtran = Substance.objects.get(name="ferumoxtran-10")
    assert {each.number for each in ferumoxtran.applications.all()} == {"EMEA/H/C/000801", "NDA021115"}


def test_the_real_dates_of_supplement_9_surround_what_was_entered(loaded):
    steps = ProceduralStep.objects.filter(procedure__application__number="NDA022180", procedure__slug="SUPPL-9")
    assert [str(step.partial_date) for step in steps.filter(kind="goal-date")] == ["2013-10-21", "2014-01-21"]
    assert str(steps.get(kind="supplement-approved").partial_date) == "2018-02-02"


def test_reconstructed_sources_are_marked_and_the_medicines_table_is_not(loaded):
    assert Snapshot.objects.filter(is_reconstructed=True).count() == Snapshot.objects.count() == 6
    table = Source.objects.get(reader="ema.medicines_table.json")
    assert table.is_active and table.interval.total_seconds() == 12 * 3600


def test_a_reconstruction_is_left_out_where_the_authority_itself_was_read(db, demo):
    page = next(page for page in demo.heading.page if page.address.endswith("/sinerem"))
    source = Source.objects.create(address=page.address, reader="ema.medicine_page")
    Snapshot.objects.create(
        source=source,
        sha256="0" * 64,
        size=1,
        address=page.address,
        retrieved_at=page.retrieved_at,
        last_seen=page.retrieved_at,
    )
    summary = load(demo)
    assert source.snapshots.count() == 1
    assert any("has been read from the authority itself" in remark for remark in summary.remarks)


def test_what_a_person_corrected_is_not_loaded_again(loaded, demo):
    entry = Entry.objects.get(application_number="NDA021115", kind="resubmitted")
    entry.label = "Reply"
    entry.save()
    Statement.objects.get(region="Sweden").delete()
    Conflict.objects.get(subject="Day 175 of the procedure").delete()
    load(demo)
    assert not Conflict.objects.filter(subject="Day 175 of the procedure").exists()
    assert Entry.objects.get(application_number="NDA021115", kind="resubmitted").label == "Reply"
    assert not Statement.objects.filter(region="Sweden").exists()


def test_an_application_that_a_person_linked_elsewhere_stays_there(loaded, demo):
    own = Product.objects.create(key="sandoz", name="Ferumoxytol Sandoz")
    Application.objects.filter(number="ANDA206604").update(product=own)
    load(demo)
    assert Application.objects.get(number="ANDA206604").product == own


def test_a_substance_that_sources_brought_keeps_its_row_and_gets_the_aliases(db, demo):
    known = Substance.objects.create(name="Ferumoxytol")
    SubstanceAlias.objects.create(substance=known, name="Ferumoxytol", key="ferumoxytol")
    load(demo)
    assert {"Feraheme", "Rienso", "FeraBright"} <= set(known.aliases.values_list("name", flat=True))


def test_an_alias_of_another_substance_stays_where_it_is_and_is_told(db, demo):
    other = Substance.objects.create(name="Iron oxide")
    SubstanceAlias.objects.create(substance=other, name="Iron oxide", key="ironoxide")
    summary = load(demo)
    assert SubstanceAlias.objects.get(key="ironoxide").substance == other
    assert any("iron oxide" in remark for remark in summary.remarks)


def test_a_page_that_cannot_be_read_is_told_and_the_rest_is_loaded(db, copy):
    (copy.parent / "pages" / "NDA020416.json").write_bytes(b"not the page")
    summary = load(read_portfolio(copy))
    assert any("NDA020416.json" in failure for failure in summary.failures)
    assert Application.objects.filter(number="NDA021115").exists()


# The command


def test_the_command_says_what_it_loaded_and_its_progress_apart(db, capsys):
    call_command("load_portfolio")
    told = capsys.readouterr()
    assert "products: 6 new" in told.out and "links: 9 new" in told.out
    assert "loading pages" in told.err and "loading" not in told.out


def test_the_command_says_that_nothing_is_new_the_second_time(loaded, capsys):
    call_command("load_portfolio")
    told = capsys.readouterr().out
    assert "products: 6 there already" in told and "new" not in told


def test_the_command_refuses_wrong_files_and_loads_nothing_of_them(db, copy):
    (copy / "resovist.toml").write_text("product = 1", encoding="utf-8")
    with pytest.raises(CommandError, match=r"resovist\.toml, product: should be a table\nNothing was loaded."):
        call_command("load_portfolio", str(copy))
    assert not Product.objects.exists()


def test_the_command_ends_with_an_error_where_a_page_was_not_read(db, copy):
    (copy.parent / "pages" / "NDA020416.json").write_bytes(b"not the page")
    with pytest.raises(CommandError, match="NDA020416 is not in the catalogue"):
        call_command("load_portfolio", str(copy))


# What is watched

WATCHED = read_portfolio(FOLDER).heading.source


@pytest.mark.parametrize("source", WATCHED, ids=lambda source: source.title)
def test_each_source_is_read_by_one_reader_and_on_a_host_that_may_be_asked(source):
    assert [reader.name for reader in READERS if reader.matches(source.address)] == [choose(source.address, b"").name]
    assert urlsplit(source.address).hostname in ALLOWED_HOSTS


def test_every_list_that_keeps_its_address_is_watched():
    """What is left out changes its address with each issue, is a page for people, or one document."""
    watched = {choose(source.address, b"").origin for source in WATCHED}
    lists = {"ema.medicines", "ema.documents", "ema.post_authorisation", "ema.news", "ema.events", "ema.referrals"}
    lists |= {"ema.safety_communications", "ema.psusa", "ema.shortages", "ema.orphan_designations"}
    lists |= {"ema.paediatric_plans", "ema.other_documents", "ema.general_pages", "ema.union_register"}
    lists |= {"fda.drugsfda", "fda.complete_response_letters", "fda.orange_book", "fda.advisory_committees"}
    lists |= {"fda.federal_register", "fda.rss"}
    assert watched == lists | {"ema.medicine_page"}


def test_pages_and_zip_files_are_asked_seldom():
    hours = {source.address: source.interval_hours for source in WATCHED}
    assert all(interval == 720 for address, interval in hours.items() if "/EPAR/" in address)
    assert all(interval >= 168 for address, interval in hours.items() if "/media/" in address)
