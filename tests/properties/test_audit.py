"""Wherever the chain of the audit log is changed, cut or exchanged, it is found there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from referral.domain.audit import GENESIS, ObjectKind, SealedEntry, entry_hash, verify
from tests.seals import NOW, chain, head_of

CHANGES: dict[str, Any] = {
    "at": NOW + timedelta(days=9),
    "actor_id": "a-2",
    "action": "change_case",
    "object_kind": ObjectKind.SERVICE,
    "object_id": "another",
}


@given(st.integers(0, 12))
def test_an_untouched_chain_holds(length: int) -> None:
    entries = chain(length)
    assert verify(entries, GENESIS, head_of(entries)) is None


@given(st.integers(1, 12), st.data(), st.sampled_from(sorted(CHANGES)))
def test_a_changed_field_breaks_the_chain_there(
    length: int, data: st.DataObject, name: str
) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = chain(length)
    forged = replace(entries[at].entry, **{name: CHANGES[name]})
    entries[at] = replace(entries[at], entry=forged)
    assert verify(entries, GENESIS) == at + 1


@given(st.integers(2, 12), st.data())
def test_an_entry_sealed_anew_breaks_the_next(length: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, length - 2))
    entries = chain(length)
    forged = replace(entries[at].entry, actor_id="a-2")
    before = entries[at - 1].hash if at else GENESIS.hash
    entries[at] = SealedEntry(forged, entry_hash(before, forged))
    assert verify(entries, GENESIS) == at + 2


@given(st.integers(1, 12), st.data())
def test_an_entry_taken_out_is_missed(length: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, length - 1))
    entries = chain(length)
    head = head_of(entries)
    del entries[at]
    assert verify(entries, GENESIS, head) == at + 1


@given(st.integers(2, 12), st.data())
def test_two_entries_exchanged_are_found(length: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, length - 2))
    entries = chain(length)
    entries[at], entries[at + 1] = entries[at + 1], entries[at]
    assert verify(entries, GENESIS) == at + 1
