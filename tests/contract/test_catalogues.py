"""Both languages say everything that the source says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from referral.catalogues import (
    DOMAINS,
    LANGUAGES,
    as_text,
    catalogue_path,
    compile_all,
    extract,
    is_translated,
    read,
    updated,
)

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd%]|\{(\w*)[^}]*\}")
EACH = pytest.mark.parametrize(
    ("language", "domain"), [(language, domain) for language in LANGUAGES for domain in DOMAINS]
)


def placeholders(text: str | None) -> set[str]:
    """The names that a text has filled in; a plural that is not written has none."""
    return {match[0] for match in PLACEHOLDER.finditer(text or "") if match[0] != "%%"}


@EACH
def test_the_catalogue_holds_exactly_the_texts_of_the_source(language: str, domain: str) -> None:
    kept = {m.id for m in read(catalogue_path(ROOT, language, domain), language) if m.id}
    wanted = {m.id for m in extract(ROOT, domain) if m.id}
    assert wanted, "nothing was extracted"
    assert (wanted - kept, kept - wanted) == (set(), set()), "run: make translations"


@EACH
def test_every_text_is_translated_and_none_is_a_guess(language: str, domain: str) -> None:
    catalogue = read(catalogue_path(ROOT, language, domain), language)
    assert [m.id for m in catalogue if m.id and not is_translated(m)] == []


@EACH
def test_a_translation_fills_in_what_its_original_does(language: str, domain: str) -> None:
    wrong = []
    for message in read(catalogue_path(ROOT, language, domain), language):
        ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        named = {name for one in ids for name in placeholders(one)}
        wrong += [text for text in texts if message.id and placeholders(text) - named]
        if len(ids) == 1 and message.id and placeholders(texts[0]) != named:
            wrong.append(texts[0])
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_english_repeats_the_source_and_indonesian_mostly_does_not(domain: str) -> None:
    english = read(catalogue_path(ROOT, "en", domain), "en")
    assert [m.id for m in english if m.id and isinstance(m.id, str) and m.string != m.id] == []
    indonesian = [m for m in read(catalogue_path(ROOT, "id", domain), "id") if m.id]
    same = [m.id for m in indonesian if m.string == m.id and len(str(m.id).split()) > 3]
    assert same == [], "an English sentence in the Indonesian catalogue"


def test_updating_keeps_a_translation_drops_what_went_and_marks_what_is_new(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "referral/present"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text('N_("Old")\nN_("New")\n')
    path = catalogue_path(tmp_path, "id", "plan")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Old"\nmsgstr "Lama"\n\nmsgid "Gone"\nmsgstr "Hilang"\n')

    catalogue = updated(tmp_path, "id", "plan")
    assert {m.id: m.string for m in catalogue if m.id} == {"Old": "Lama", "New": ""}
    path.write_bytes(as_text(catalogue))
    assert path.with_suffix(".mo") in compile_all(tmp_path)
    assert path.with_suffix(".mo").stat().st_size > 0
