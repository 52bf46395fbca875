"""A removed record comes back as it was, under its id; over either database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from referral.domain.errors import ActionRefused, NotFound
from referral.store.history import history_of
from referral.store.writing import replace_seed
from referral.usecases.browse import show_service
from referral.usecases.office import Office
from referral.usecases.upkeep import deciding
from referral.usecases.upkeep.removing import bring_back, list_removed, show_removed
from referral.usecases.world import World
from tests.offices import EDITOR, NOW, OPERATOR, SERVICES
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.replying import unplaced
from tests.usecases.test_removing import LATER, REF, TWIN, put_together, taken_out
from tests.usecases.upkeep_office import HIDDEN, SECOND, public_id, record, stored_office


@pytest.fixture
def either(engine: Engine, world: World) -> Office:  # noqa: F811 - the fixture
    """An office over a database of each kind."""
    return stored_office(engine, world)


def test_what_was_removed_comes_back_as_it_was(either: Office) -> None:
    before = record(either, REF)
    assert before is not None
    taken_out(either)
    assert bring_back(either, EDITOR, REF, now=LATER) is None
    assert record(either, REF) == before and list_removed(either, EDITOR) == []
    assert show_service(either.world, REF, now=NOW, language="id")["name"] == before.name
    with either.records.reading() as session:
        newest = history_of(session, REF)[0]
    assert (newest.what, newest.source, newest.by) == ("added", "restore", EDITOR.id)
    with pytest.raises(ActionRefused) as twice:
        bring_back(either, SECOND, REF, now=LATER)
    assert twice.value.code == "already_there"

    class Files:
        services = (replace(unplaced(SERVICES[0]), name="Nama dari berkas"),)
        statements = ()
        problems = ()

    with either.records.writing() as session:
        assert replace_seed(session, Files(), now=LATER).spent == 0
    assert record(either, REF) == before, "the files leave it alone, as any that was edited here"
    assert taken_out(either) is None, "and it can be removed once more"


def test_where_children_live_a_second_editor_agrees_to_the_return(either: Office) -> None:
    before = record(either, "rumah-uji")
    assert before is not None and not before.hidden
    asked = taken_out(either, "rumah-uji")
    assert asked is not None
    deciding.approve(either, SECOND, [asked], now=LATER)
    waiting = bring_back(either, EDITOR, "rumah-uji", now=LATER)
    assert waiting is not None and record(either, "rumah-uji") is None
    (refusal,) = deciding.approve(either, EDITOR, [waiting], now=LATER)
    assert refusal.code == "own_request"
    assert show_removed(either, SECOND, "rumah-uji").waiting[0].approval_id == waiting
    assert deciding.approve(either, SECOND, [waiting], now=LATER) == ()
    after = record(either, "rumah-uji")
    assert after is not None and (after.name, after.needs) == (before.name, before.needs)
    assert after.address is None and list_removed(either, EDITOR) == []


def test_who_was_merged_or_is_hidden_does_not_come_back(either: Office) -> None:
    put_together(either)
    with pytest.raises(ActionRefused) as refused:
        bring_back(either, EDITOR, TWIN, now=LATER)
    assert refused.value.code == "not_returnable"
    waiting = taken_out(either, public_id(either))
    assert waiting is not None
    deciding.approve(either, SECOND, [waiting], now=LATER)
    taken_out(either)
    for actor, ref in ((EDITOR, HIDDEN), (OPERATOR, REF), (EDITOR, "never-was")):
        with pytest.raises(NotFound):
            bring_back(either, actor, ref, now=LATER)
    assert record(either, REF) is None
