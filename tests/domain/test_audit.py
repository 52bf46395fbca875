"""The chain of the audit log: whatever is changed, taken out or slipped in is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from referral.domain.audit import GENESIS, SealedEntry, checked_entry, entry_hash, verify
from tests.seals import NOW, chain, entry, head_of


def test_a_tail_cut_off_is_found_by_the_noted_head_alone() -> None:
    entries = chain(5)
    assert verify(entries[:3], GENESIS) is None
    assert verify(entries[:3], GENESIS, head_of(entries)) == 4


def test_an_entry_beyond_the_noted_head_is_found() -> None:
    entries = chain(5)
    assert verify(entries, GENESIS, head_of(entries[:3])) == 4


def test_a_chain_rewritten_to_its_end_differs_from_the_noted_head() -> None:
    entries = chain(3)
    forged = replace(entries[2].entry, actor_id="a-2")
    rewritten = [*entries[:2], SealedEntry(forged, entry_hash(entries[1].hash, forged))]
    assert verify(rewritten, GENESIS) is None
    assert verify(rewritten, GENESIS, head_of(entries)) == 3


def test_a_number_left_out_is_missed_though_every_seal_fits() -> None:
    """Who can seal anew may leave out what was never noted; the numbers tell."""
    entries = chain(2)
    after = entry(4)
    skipped = [*entries, SealedEntry(after, entry_hash(entries[-1].hash, after))]
    assert verify(skipped, GENESIS) == 3


def test_what_follows_an_anchor_holds_without_what_stood_before() -> None:
    entries = chain(6)
    anchor = head_of(entries[:4])
    assert verify(entries[4:], anchor, head_of(entries)) is None
    assert verify(entries[5:], anchor, head_of(entries)) == 5
    assert verify([], head_of(entries), head_of(entries)) is None


def test_the_seal_is_the_same_in_every_zone_and_release() -> None:
    there = timezone(timedelta(hours=9))
    moved = replace(entry(1), at=entry(1).at.astimezone(there))
    assert entry_hash(GENESIS.hash, moved) == entry_hash(GENESIS.hash, entry(1))
    # pinned: a change of the canonical form would call every existing log broken
    assert entry_hash(GENESIS.hash, entry(1)) == PINNED


PINNED = "86bc1f42fa87d1e608ea3f6f8574d7bfb06a519500ae0a89b52ccd9a6671018e"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"actor_id": "siti@example.org"}, id="an e-mail"),
        pytest.param({"actor_id": "Ibu Siti"}, id="a name"),
        pytest.param({"action": "read case"}, id="words for an action"),
        pytest.param({"object_id": "Jl. Melati 3"}, id="an address"),
        pytest.param({"object_id": "+62811"}, id="a number"),
        pytest.param({"object_id": ""}, id="nothing"),
        pytest.param({"object_kind": "child"}, id="an unknown kind"),
        pytest.param({"at": NOW.replace(tzinfo=None)}, id="a moment without zone"),
    ],
)
def test_nothing_but_codes_and_ids_can_be_entered(wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "at": NOW,
        "actor_id": "a-1",
        "action": "read_case",
        "object_kind": "case",
        "object_id": "bako-tume-siri",
    }
    assert checked_entry(1, **given).object_kind == "case"
    with pytest.raises(ValueError, match=r"^audit_entry$"):
        checked_entry(1, **{**given, **wrong})


def test_nobody_is_entered_as_nobody() -> None:
    assert checked_entry(1, NOW, None, "sign_in_failed", "account", "x").actor_id == "nobody"
