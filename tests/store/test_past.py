"""The directory of an earlier moment, put together again from its history, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from alembic import command
from sqlalchemy import Engine, text

from referral.domain.past import differing, undo
from referral.domain.services import Service
from referral.store import past
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.migrate import _config, upgrade_engine
from referral.store.reading import load_services
from referral.store.sessions import reading, writing
from referral.store.writing import remove_service, replace_seed, save_service
from tests.builders import service, shelter
from tests.exchanging import Files

START = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
EDITOR = Author("ed-1", ChangeSource.EDIT)
A, B, C = service("a"), service("b"), service("c")
SEAT = {"latitude": None, "longitude": None, "location_basis": "none"}


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def seed(engine: Engine, on: int, *services: Service) -> None:
    with writing(engine) as session:
        replace_seed(session, Files(services), now=day(on))


def save(engine: Engine, on: int, one: Service) -> None:
    with writing(engine) as session:
        save_service(session, one, now=day(on), author=EDITOR)


def remove(engine: Engine, on: int, ref: str) -> None:
    with writing(engine) as session:
        remove_service(session, ref, now=day(on), author=EDITOR)


def stored(engine: Engine) -> dict[str, Service]:
    with reading(engine) as session:
        return {one.id: one for one in load_services(session)}


def then(engine: Engine, on: int) -> dict[str, Service]:
    with reading(engine) as session:
        steps = past.steps_since(session, day(on))
        return {one.id: one for one in undo(load_services(session), steps).services}


def test_every_state_that_was_stored_comes_back_whatever_happened_since(engine: Engine) -> None:
    verified = replace(A.provenance, verified_on=date(2026, 11, 3))
    seed(engine, 0, A, B)
    states = {0: stored(engine)}
    acts: tuple[Callable[[], None], ...] = (
        lambda: save(engine, 1, replace(A, name="New", min_age=6)),
        lambda: seed(engine, 2, B, C),  # a is kept, as it was edited here
        lambda: save(engine, 3, replace(A, provenance=verified)),
        lambda: remove(engine, 4, "a"),
        lambda: seed(engine, 5, C),  # b goes with the files
        lambda: save(engine, 6, replace(A, name="Once more")),
        lambda: remove(engine, 7, "a"),
        lambda: save(engine, 8, shelter("d", **SEAT)),
    )
    for on, act in enumerate(acts, 1):
        act()
        states[on] = stored(engine)
    assert [sorted(one) for one in states.values()][4:] == [
        ["b", "c"], ["c"], ["a", "c"], ["c"], ["c", "d"],
    ]  # fmt: skip
    assert {on: then(engine, on) for on in states} == states
    assert differing(states[0], states[2]) == {"a", "c"}


def test_the_history_begins_with_the_first_record(engine: Engine) -> None:
    with reading(engine) as session:
        assert past.history_begin(session) is None
    seed(engine, 0, A, B)
    save(engine, 2, replace(A, name="New"))
    remove(engine, 3, "b")
    with reading(engine) as session:
        begin = past.history_begin(session)
        assert begin is not None and day(0) <= begin <= day(2)
        assert [past.count_since(session, day(n)) for n in range(4)] == [2, 2, 1, 0]


def test_an_older_installation_says_since_when_it_knows(engine: Engine) -> None:
    seed(engine, 0, A)
    with writing(engine) as session:
        session.execute(text("UPDATE directory_state SET history_since = '2026-11-05 03:00:00'"))
    with reading(engine) as session:
        assert past.history_begin(session) == day(4)


def test_what_is_there_before_the_upgrade_begins_its_history_with_it(engine: Engine) -> None:
    """What was changed and removed before has left gaps: nothing is told of those days."""
    seed(engine, 0, A, B)
    save(engine, 1, replace(A, name="New"))
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0009")
    before = datetime.now(UTC)
    upgrade_engine(engine)
    with reading(engine) as session:
        begin = past.history_begin(session)
    assert begin is not None and before <= begin <= datetime.now(UTC)


def test_what_is_kept_of_a_removed_hidden_place_tells_no_place(engine: Engine) -> None:
    known = replace(A, address="Jalan Kamboja 17", latitude=-8.6731, longitude=122.31)
    save(engine, 0, known)
    remove(engine, 1, "a")
    assert "Kamboja" in kept(engine)
    save(engine, 2, shelter("a", **SEAT))  # the same record comes back as a hidden one
    assert "Kamboja" not in kept(engine) and "8.6731" not in kept(engine)
    assert then(engine, 0)["a"].address is None and then(engine, 0)["a"].name == "A"
    remove(engine, 3, "a")
    assert then(engine, 2)["a"].houses_children


def kept(engine: Engine) -> str:
    with reading(engine) as session:
        rows = session.execute(text("SELECT fields FROM service_removed")).scalars()
        return "\n".join(map(repr, rows))
