"""The links as CSV, against the links as collected."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral.geo.atlas import Atlas
from referral.geo.build.links import read_jsonl, to_row, write_links
from referral.geo.links import COLUMNS, read_links
from tests.needs import require

DATA = Path(__file__).parents[2] / "data" / "links" / "links.csv"
COLLECTED = Path(__file__).parents[2].parent / "shared" / "seed" / "links.jsonl"


def test_nothing_of_the_collected_links_is_lost() -> None:
    require(COLLECTED.is_file(), "links.jsonl is not beside the repository (../shared/seed)")
    collected, kept = read_jsonl(COLLECTED), read_links(DATA)
    assert [link["id"] for link in collected] == [link.id for link in kept]
    for link, same in zip(collected, kept, strict=True):
        for name in COLUMNS:
            value = getattr(same, name)
            value = list(value) if isinstance(value, tuple) else value
            assert (value or None) == (link.get(name) or None), (same.id, name)
            assert (value is False) == (link.get(name) is False), (same.id, name)


def test_writing_and_reading_again_gives_the_same_links(tmp_path: Path) -> None:
    links = read_links(DATA)
    rows = [{name: getattr(link, name) for name in COLUMNS} for link in links]
    rows = [row | {"other_urls": list(row["other_urls"])} for row in rows]
    assert write_links(rows, tmp_path / "links.csv") == 244
    assert read_links(tmp_path / "links.csv") == links


def test_every_end_of_a_link_is_in_a_known_regency(atlas: Atlas) -> None:
    for link in atlas.links:
        for code in (link.from_regency_code, link.to_regency_code):
            assert atlas.find_code(code) == code, link.id


def test_a_field_that_the_format_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        to_row({"id": "x", "colour": "red"})
    with pytest.raises(ValueError, match="separator"):
        to_row({"id": "x", "other_urls": ["a;b"]})


def test_a_cell_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    text = DATA.read_text(encoding="utf-8").replace(",yes,", ",maybe,", 1)
    (tmp_path / "links.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="maybe"):
        read_links(tmp_path / "links.csv")
