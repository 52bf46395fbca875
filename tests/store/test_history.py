"""Every writer of the directory leaves a history, field by field, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from referral.domain.services import Service
from referral.store.history import Author, RecordVersion, history_of
from referral.store.history_tables import ChangeSource
from referral.store.sessions import reading, writing
from referral.store.writing import remove_service, replace_seed, save_service
from tests.builders import service, shelter
from tests.exchanging import Files

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
EDITOR = Author("ed-1", ChangeSource.EDIT)
A, B = service("a"), service("b")
SEAT = {"latitude": None, "longitude": None, "location_basis": "none"}


def seed(engine: Engine, *services: Service) -> None:
    with writing(engine) as session:
        replace_seed(session, Files(services), now=NOW)


def save(engine: Engine, one: Service, author: Author = EDITOR, *, hours: int = 0) -> None:
    with writing(engine) as session:
        save_service(session, one, now=NOW + timedelta(hours=hours), author=author)


def history(engine: Engine, ref: str = "a") -> list[RecordVersion]:
    with reading(engine) as session:
        return history_of(session, ref)


def test_the_first_load_begins_every_history_and_later_ones_are_told(engine: Engine) -> None:
    seed(engine, A, B)
    assert history(engine) == []
    seed(engine, replace(A, name="New"), service("c"))
    (told,) = history(engine)
    assert (told.number, told.by, told.source, told.what) == (1, "system", "seed", "changed")
    assert [(one.field, one.before, one.after) for one in told.changes] == [("name", "A", "New")]
    assert [one.what for one in history(engine, "b")] == ["removed"]
    assert [one.what for one in history(engine, "c")] == ["added"]


def test_a_change_tells_who_when_from_what_to_what_and_whence(engine: Engine) -> None:
    seed(engine, A)
    save(engine, replace(A, email="a@contoh.example.org"))
    save(engine, replace(A, email=None, min_age=3), Author("im-1", ChangeSource.IMPORT), hours=1)
    newest, first = history(engine)
    assert (first.number, first.by, first.source, first.at) == (1, "ed-1", "edit", NOW)
    assert (newest.number, newest.by, newest.source) == (2, "im-1", "import")
    assert newest.at == NOW + timedelta(hours=1)
    assert [(one.field, one.before, one.after) for one in newest.changes] == [
        ("email", "a@contoh.example.org", None),
        ("min_age", None, 3),
    ]


def test_saving_the_same_again_is_no_change(engine: Engine) -> None:
    seed(engine, A)
    save(engine, A)
    assert history(engine) == []


def test_the_history_outlives_the_record(engine: Engine) -> None:
    save(engine, A)
    with writing(engine) as session:
        assert remove_service(session, "a", now=NOW, author=EDITOR)
        assert not remove_service(session, "a", now=NOW, author=EDITOR)
    save(engine, A)
    assert [one.what for one in history(engine)] == ["added", "removed", "added"]


def test_what_is_rolled_back_leaves_no_history(engine: Engine) -> None:
    seed(engine, A)
    with pytest.raises(RuntimeError), writing(engine) as session:
        save_service(session, replace(A, name="New"), now=NOW, author=EDITOR)
        raise RuntimeError
    assert history(engine) == []


def test_of_a_place_that_becomes_hidden_nothing_tells_where_it_is(engine: Engine) -> None:
    known = replace(A, address="Jalan Kamboja 17", latitude=-8.6731, longitude=122.31)
    save(engine, A)
    save(engine, known)
    assert "Kamboja" in everything(engine)
    save(engine, shelter("a", **SEAT))
    assert "Kamboja" not in everything(engine) and "8.6731" not in everything(engine)
    address = [c for v in history(engine) for c in v.changes if c.field == "address"]
    assert [(one.before, one.after, one.withheld) for one in address] == [(None, None, True)] * 2


def everything(engine: Engine) -> str:
    with reading(engine) as session:
        rows = session.execute(text("SELECT * FROM service_change")).all()
        return "\n".join(map(str, rows))
