"""The vocabulary as HSDS taxonomies: all of it, each word once, under stable identifiers."""

from __future__ import annotations

from collections import Counter

from referral.domain.services import FACT_NAMES
from referral.domain.vocabulary import NEED_OF, Kind, Level, Need, Operator, SubNeed, Trilean
from referral.hsds import ids
from referral.hsds.terms import BY_ID, TAXONOMIES, TERMS, fact_code, term_document, term_uuid
from referral.store.rows import organization_id


def codes(taxonomy: str) -> set[str]:
    return {term.code for term in TERMS if term.taxonomy == taxonomy}


def test_every_word_of_the_vocabulary_is_a_term() -> None:
    assert codes("need") == {*Need, *SubNeed}
    values = {fact_code(name, value) for name in FACT_NAMES for value in Trilean}
    assert codes("fact") == {*FACT_NAMES, *values}
    assert codes("kind") == set(Kind)
    assert codes("level") == set(Level)
    assert codes("operator") == set(Operator)
    assert {term.taxonomy for term in TERMS} == TAXONOMIES.keys()


def test_terms_hang_below_what_they_narrow() -> None:
    parents = {term.code: term.parent for term in TERMS if term.taxonomy == "need"}
    assert all(parents[sub] == NEED_OF[sub] for sub in SubNeed)
    assert all(parents[need] is None for need in Need)
    assert all(BY_ID[term_uuid(t.taxonomy, t.parent)] for t in TERMS if t.parent)


def test_no_two_terms_share_an_identifier_and_each_has_a_text() -> None:
    assert max(Counter(term.id for term in TERMS).values()) == 1
    assert all(term.name and term.text for term in TERMS)
    document = term_document(TERMS[0])
    assert document["taxonomy_detail"]["id"] == document["taxonomy_id"]


def test_identifiers_never_change() -> None:
    """Others keep them: a change here would double every record of theirs."""
    assert ids.service_uuid("sapa-129") == "963c170f-f522-5df7-ad09-6c39bd749952"
    assert term_uuid("need", "medical") == "a75e1aa9-44bd-50e1-a38b-b1411d87ffbf"
    assert ids.organization_uuid("Dinas Uji") == organization_id("Dinas Uji")
