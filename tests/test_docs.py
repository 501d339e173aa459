"""The documentation says what is there, all of it, and nothing else."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

PROJECT = Path(__file__).resolve().parent.parent
DOCS = PROJECT / "docs"
README = PROJECT / "README.md"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))

OURS = {name: room for name, room in get_commands().items() if room.startswith("tracker")}
TARGETS = set(re.findall(r"^([a-z][a-z-]*):.*## ", (PROJECT / "Makefile").read_text(), re.MULTILINE))
CHECKS = set(re.findall(r"\blint-[a-z]+", (PROJECT / "Makefile").read_text()))
EVERY_COMMAND_HAS = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no-color", "force-color"}
EVERY_COMMAND_HAS |= {"skip-checks"}

API = "api/v1/"
TEXTS = (".py", ".md", ".txt", ".toml", ".yaml", ".html", ".css", ".js", ".json", ".svg", "")
TREE = ("scrapers", "tracker", "tests", "fixtures", "docs", "docker", "requirements", ".ci")

MADE_BY_PEOPLE = {"docker/.env"}

REGISTRY = re.compile(
    r"https?://(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs|registry|mirrors?|index|proxy)\.[\w.-]+|-url\s+http"
)
"""An address from which packages come, or an option that names one."""

MACHINE = re.compile(r"(?<![\w.:/}-])/(?:home|root|Users|work|mnt|opt)/\w|\b[A-Z]:\\\w")
"""A path that only one machine has."""


def id_of(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```[\s\S]*?^```$|^ {4}.*$", "", text(page), flags=re.MULTILINE)


def code(page: Path) -> Iterator[str]:
    """What a page shows as code: in a line, indented, or between fences."""
    shown = r"`([^`\n]+)`|^ {4}(.+)$|^```([\s\S]*?)^```$"
    for inline, indented, fenced in re.findall(shown, text(page), re.MULTILINE):
        yield inline or indented or fenced


def sections() -> dict[str, str]:
    """The sections of docs/commands.md by their heading: `manage.py ingest`, `make run`."""
    parts = re.split(r"^##? (.+)$", text(DOCS / "commands.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def files() -> Iterator[Path]:
    """Every text file of the project."""
    yield from (path for path in PROJECT.iterdir() if path.is_file() and path.suffix in TEXTS)
    for folder in TREE:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
                yield path


class TestCommands:
    def test_each_command_has_a_section_and_each_section_a_command(self) -> None:
        told = {heading.removeprefix("manage.py ") for heading in sections() if heading.startswith("manage.py ")}
        assert told == set(OURS)

    def test_each_make_target_has_a_section_and_each_section_a_target(self) -> None:
        assert len(TARGETS) > 5
        told = {heading.removeprefix("make ") for heading in sections() if heading.startswith("make ")}
        assert told == TARGETS

    @pytest.mark.parametrize("name", sorted(OURS))
    def test_a_section_names_all_arguments_of_its_command_and_no_others(self, name: str) -> None:
        section = sections()[f"manage.py {name}"]
        parser = load_command_class(OURS[name], name).create_parser("manage.py", name)
        options = {option.removeprefix("--") for action in parser._actions for option in action.option_strings}
        own = {option for option in options if not option.startswith("-")} - EVERY_COMMAND_HAS
        usage = section.strip().splitlines()[0]
        assert set(re.findall(r"--([a-z][\w-]+)", usage)) == own
        for action in parser._actions:
            if not action.option_strings:
                assert str(action.metavar or action.dest).upper() in usage, action.dest
        for option in own:
            assert f"`--{option}`" in section, option

    @pytest.mark.parametrize("name", sorted(OURS))
    def test_a_section_has_an_example_and_says_how_the_command_ends(self, name: str) -> None:
        section = sections()[f"manage.py {name}"]
        assert f"    $ manage.py {name}" in section
        assert re.search(r"[Ee]xit code|exits \d", section)

    @pytest.mark.parametrize("page", PAGES, ids=id_of)
    def test_a_command_that_a_page_names_exists(self, page: Path) -> None:
        for shown in code(page):
            for name in re.findall(r"manage\.py ([a-z]\w+)", shown):
                assert name in {*get_commands(), "help"}, name
            for target in re.findall(r"\bmake ([a-z][a-z-]*)", shown):
                assert target in TARGETS | CHECKS, target


class TestSettings:
    OPERATIONS = DOCS / "operations.md"

    def read_by_settings(self) -> set[str]:
        """The variables that tracker/settings.py asks its `env` for."""
        tree = ast.parse(text(PROJECT / "tracker" / "settings.py"))
        return {
            call.args[0].value
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == "env"
            and isinstance(call.args[0], ast.Constant)
            and isinstance(call.args[0].value, str)
        }

    def test_each_variable_has_its_row_and_each_row_a_variable(self) -> None:
        read = self.read_by_settings()
        assert len(read) > 10
        assert set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", text(self.OPERATIONS), re.MULTILINE)) == read

    def test_nothing_else_of_the_product_reads_the_environment(self) -> None:
        for path in (PROJECT / "tracker").rglob("*.py"):
            assert not re.findall(r"environ(?:\.get\(|\[)|getenv\(", text(path)), path

    def test_the_variables_of_tests_are_named(self) -> None:
        read = {
            name
            for path in (PROJECT / "tests").glob("*.py")
            for name in re.findall(r'(?:environ\.get\(|_server\()"([A-Z_]+)"', text(path))
        }
        assert "CORPUS_DIR" in read
        for name in read - self.read_by_settings():
            assert f"`{name}" in text(self.OPERATIONS), name


class TestApi:
    PAGE = DOCS / "api.md"

    def endpoints(self) -> set[str]:
        """The addresses below `/api/v1/`, each part that varies as `{}`: `applications/{}/timeline/`.

        What answers to all other addresses, with an error, is none of them.
        """
        return {
            re.sub(r"\(\?P<\w+>[^)]+\)|<[^>]+>", "{}", path.removeprefix(API)).replace("$", "").replace("^", "")
            for path in _paths(get_resolver())
            if path.startswith(API) and path != API and ".*" not in path
        }

    def test_each_endpoint_is_documented(self) -> None:
        told = re.sub(r"\{[^}/]+\}|(?<=/)\d+(?=/)", "{}", text(self.PAGE))
        endpoints = self.endpoints()
        assert len(endpoints) > 20
        # `applications/{}/` goes without saying where `applications/` is a list.
        said = {path for path in endpoints if path.endswith("/{}/") and path.count("/") == 2}
        for path in sorted(endpoints - said):
            name = re.escape(path.removesuffix("/"))
            assert re.search(rf"(?<![\w-]){name}(?![\w-]|/\{{)", told), path

    @pytest.mark.parametrize("page", PAGES, ids=id_of)
    def test_an_address_of_the_api_that_a_page_names_exists(self, page: Path) -> None:
        for address in re.findall(r"/api/v1/[\w{}/-]*", text(page)):
            path = re.sub(r"\{[^}]+\}", "1", address)
            assert path == f"/{API}" or _is_served(path), address


def _is_served(path: str) -> bool:
    """Whether something better than an error answers at an address."""
    try:
        return ".*" not in resolve(path).route
    except Resolver404:
        return False


def _paths(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from _paths(pattern, path)


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether a link of a page leads to the web, or to a file, and there to a heading."""
    if target.startswith(("https://", "http://", "mailto:")):
        return True
    name, _, anchor = target.partition("#")
    there = (page.parent / name).resolve() if name else page
    if not anchor or not there.exists():
        return there.exists()
    return anchor in map(slug, re.findall(r"^#+ (.+)$", text(there), re.MULTILINE))


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=id_of)
    def test_links_and_images_lead_somewhere(self, page: Path) -> None:
        links = re.findall(r"\]\(([^)\s]+)\)", prose(page))
        assert [target for target in links if not leads_somewhere(page, target)] == []

    @pytest.mark.parametrize("page", PAGES, ids=id_of)
    def test_files_that_a_page_names_exist(self, page: Path) -> None:
        for name in re.findall(r"`((?:scrapers|tracker|tests|docker|fixtures|docs)/[\w/.-]+)`", prose(page)):
            assert (PROJECT / name).exists() or name in MADE_BY_PEOPLE, name

    def test_pages_that_the_code_names_exist(self) -> None:
        for path in set(files()) - set(PAGES):
            for name in re.findall(r"\bdocs/[\w/-]+\.(?:md|png|svg)\b", text(path)):
                assert (PROJECT / name).exists(), f"{id_of(path)}: {name}"

    def test_every_page_can_be_reached_from_the_readme(self) -> None:
        linked = {
            (page.parent / target.partition("#")[0]).resolve()
            for page in PAGES
            for target in re.findall(r"\]\(([^)\s]+)\)", prose(page))
        }
        for page in PAGES[1:]:
            assert {page, page.parent} & linked - {DOCS}, id_of(page)

    def test_the_readme_is_at_most_one_page(self) -> None:
        assert len(text(README).splitlines()) <= 60

    @pytest.mark.parametrize("page", DECISIONS, ids=id_of)
    def test_a_decision_says_why_and_what_follows_on_one_page(self, page: Path) -> None:
        assert len(text(page).splitlines()) <= 35
        for part in ("Context", "Decision", "Consequences"):
            assert re.search(rf"^(?:\*\*{part}\.\*\*|## {part}$)", text(page), re.MULTILINE), part


class TestNothingSlipsIn:
    @pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["where packages come from", "where somebody works"])
    def test_no_file_says(self, pattern: re.Pattern[str]) -> None:
        found = [f"{id_of(path)}: {match[0]}" for path in files() for match in pattern.finditer(text(path))]
        assert found == []
