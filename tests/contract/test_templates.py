"""Every template can be read, and every page says its title."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NOT_PAGES = {"layouts", "components", "partials"}
INLINE = re.compile(
    r"<script(?![^>]*\b(src=|type=\"application/json\"))|<style|\son[a-z]+\s*=\s*[\"\']|\sstyle\s*=\s*[\"\']"
)


def environment(app: Flask) -> Environment:
    """The app's own environment, so that its filters and extensions are known."""
    env: Environment = app.jinja_env
    return env


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_parses_and_a_page_has_a_title(path: Path, app: Flask) -> None:
    text = path.read_text(encoding="utf-8")
    tree = environment(app).parse(text)
    if path.relative_to(ROOT / "templates").parts[0] in NOT_PAGES:
        return
    blocks = {block.name for block in tree.find_all(nodes.Block)}
    assert "title" in blocks or "<title>" in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_code_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == [], "the policy forbids it"


def test_the_check_sees_inline_code() -> None:
    assert INLINE.search('<p onclick="x()">') and INLINE.search("<script>x()</script>")
    assert not INLINE.search('<script type="application/json">{}</script>')
    assert not INLINE.search('<script type="module" src="a.js"></script>')
