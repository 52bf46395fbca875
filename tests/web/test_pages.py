"""Every page, over the real directory: its frame, its language, what it says to the browser."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.catalogues import ROOT, catalogue_path, read
from referral.domain.errors import StartupError
from referral.web import locale
from tests.web.conftest import Visitor
from tests.web.lint import parsed

PAGES = ("/", "/plan", "/services")
NEVER = re.compile(
    r"\baib\b|suka sama suka|anak nakal|\btersangka\b|\bpelaku\b|pornografi|\bkabur\b"
    r"|\bpenampungan\b|\bcacat\b|tuna ?rungu|tuna ?netra|\bkorban\b",
    re.IGNORECASE,
)
ADDRESS_OF_KEPT_FILES = re.compile(r'"(/static/[^"]+)"')


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_page_holds_to_every_rule_in_both_languages(
    visitor: Visitor, language: str, path: str
) -> None:
    page = parsed(visitor.get(f"/{language}{path}").text)
    assert page.all("html")[0].attributes["lang"] == language
    assert [one for one in page.all("a") if "data-exit" in one.attributes]
    other = "en" if language == "id" else "id"
    switches = [e for e in page.elements if e.attributes.get("class") == "other"]
    assert [one.attributes["lang"] for one in switches] == [other]


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        pytest.param("id-ID,id;q=0.9,en;q=0.5", "/id/", id="an Indonesian browser"),
        pytest.param("en-GB,en;q=0.9", "/en/", id="an English browser"),
        pytest.param("fr", "/id/", id="any other"),
        pytest.param("", "/id/", id="none said"),
    ],
)
def test_the_front_door_opens_in_the_readers_language(
    client: FlaskClient, accept: str, target: str
) -> None:
    response = client.get("/", headers={"Accept-Language": accept})
    assert (response.status_code, response.headers["Location"]) == (302, target)


@pytest.mark.parametrize("path", ["/reply", "/services?q=Sikka&kind=ppt", "/coverage"])
def test_an_address_without_its_language_leads_to_the_readers(
    client: FlaskClient, path: str
) -> None:
    response = client.get(path, headers={"Accept-Language": "en"})
    assert (response.status_code, response.headers["Location"]) == (302, f"/en{path}")
    assert "Accept-Language" in response.headers["Vary"]
    below = client.get(path, environ_overrides={"SCRIPT_NAME": "/rujuk"})
    assert below.headers["Location"] == f"/rujuk/id{path}"
    assert client.post("/reply").status_code == 404


def test_the_neutral_page_leads_nowhere_back(visitor: Visitor) -> None:
    page = parsed(visitor.get("/kalender").text)
    assert page.all("a") == [] and page.all("script") == [] and page.all("form") == []
    assert "Rujuk" not in page.all("body")[0].text + page.all("title")[0].text


@pytest.mark.parametrize("path", ["/id/nothing", "/en/services/no-such-service", "/nothing"])
def test_what_does_not_exist_says_so_with_lines_that_answer(visitor: Visitor, path: str) -> None:
    response = visitor.get(path, status=404)
    assert 'href="tel:129"' in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unexpected_failure_gives_the_printed_page(guest: Visitor, stub: object) -> None:
    stub.plan = {}  # type: ignore[attr-defined]
    guest.client.application.testing = False
    data = {"places-0-text": "Nita", "needs": "medical"}
    response = guest.post("/en/plan", data, status=500)
    assert "The server could not answer" in response.text and 'href="tel:119"' in response.text


def test_no_cookie_is_set_anywhere(client: FlaskClient) -> None:
    for path in ("/id/", "/id/services", "/kalender"):
        assert "Set-Cookie" not in client.get(path).headers


def test_the_first_visit_is_small(client: FlaskClient) -> None:
    console = client.get("/id/", headers={"Accept-Encoding": "gzip"})
    files = ADDRESS_OF_KEPT_FILES.findall(client.get("/sw.js").text)
    assert len(files) > 5
    total = len(console.data)
    for path in files:
        with client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
            total += len(answer.data)
    assert console.headers["Content-Encoding"] == "gzip"
    assert total < 60_000, "the console with every file a page may load, compressed"


def test_compression_changes_nothing_but_the_size(client: FlaskClient) -> None:
    plain, packed = (
        client.get("/id/", headers={"Accept-Encoding": name}) for name in ("identity", "gzip")
    )
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_file_with_its_version_is_kept_and_without_it_is_asked_for(client: FlaskClient) -> None:
    with client.get("/static/app.css?v=1") as kept, client.get("/static/app.css") as asked:
        assert "immutable" in kept.headers["Cache-Control"]
        assert asked.headers["Cache-Control"] == "no-cache"


def test_the_service_worker_keeps_only_empty_pages_and_files(client: FlaskClient) -> None:
    source = client.get("/sw.js").text
    shells = re.search(r'"shells": \[([^\]]*)\]', source)
    assert shells is not None
    kept = set(re.findall(r'"([^"]+)"', shells[1]))
    assert kept == {"/kalender", "/id/", "/en/", "/id/plan", "/en/plan"}
    assert "worker.js" not in source.split("const NAME")[0]
    for path in kept:
        assert client.get(path).status_code == 200, "one refusal and nothing at all is kept"


def test_no_word_on_screen_blames_or_labels_a_child() -> None:
    for message in read(catalogue_path(ROOT, "id", "web"), "id"):
        texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        assert [text for text in texts if message.id and NEVER.search(text or "")] == []


def test_a_missing_catalogue_stops_the_start(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(StartupError) as failure:
        locale.install(Flask("empty"), tmp_path_factory.mktemp("none"))
    assert failure.value.code == "missing_catalogue"
    assert str(failure.value.facts["path"]).endswith("id/LC_MESSAGES/web.mo")
