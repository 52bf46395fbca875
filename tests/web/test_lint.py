"""The linter of pages sees what it is there for."""

from __future__ import annotations

import pytest

from tests.web.lint import faults

GOOD = """<!doctype html><html lang="id"><head><title>Rujuk – Catatan</title></head>
<body><h1>Cari</h1><form method="post" action="/id/plan"><label for="a">A</label>
<input id="a" name="a"></form></body></html>"""


def test_a_plain_page_passes() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<h1>Cari</h1>", "", id="no h1"),
        pytest.param("<h1>Cari</h1>", "<h1>A</h1><h1>B</h1>", id="two h1"),
        pytest.param("<h1>Cari</h1>", "<h1>A</h1><h3>B</h3>", id="a level is skipped"),
        pytest.param("Rujuk – Catatan", "Layanan anak", id="a loud title"),
        pytest.param('lang="id"', "", id="no language"),
        pytest.param('id="a" name', 'id="b" name', id="a label that leads nowhere"),
        pytest.param('for="a"', "", id="a field without a label"),
        pytest.param("</form>", "<i id='a'></i></form>", id="an id twice"),
        pytest.param("</form>", "<script>x()</script></form>", id="inline code"),
        pytest.param("</form>", "<i onclick='x()'></i></form>", id="an inline handler"),
        pytest.param("</form>", "<i style='top:0'></i></form>", id="an inline style"),
        pytest.param("</form>", "<img src='https://example.org/a.png'></form>", id="a host"),
        pytest.param("</form>", "<img src='tel:129'></form>", id="a call without a press"),
        pytest.param(
            "</form>",
            "<a href='mailto:a@example.org?body=Untuk%20anak'>x</a></form>",
            id="a loud message",
        ),
        pytest.param("</form>", "<button></button></form>", id="an empty button"),
        pytest.param("</form>", "<a href='#none'>x</a></form>", id="a link into nothing"),
        pytest.param('method="post"', 'method="get"', id="triage in an address"),
        pytest.param("</label>", "", id="a tag that is never closed"),
    ],
)
def test_a_planted_fault_is_seen(old: str, new: str) -> None:
    assert faults(GOOD.replace(old, new)) != []
