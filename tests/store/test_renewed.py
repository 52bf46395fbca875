"""A snapshot made out of the last one is the same as one that is read whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.store.reading import load_directory, renew_directory
from referral.store.sessions import writing
from referral.store.writing import remove_service, save_service
from tests.builders import hospital, service


def test_what_has_not_changed_is_kept_and_the_rest_is_read_again(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/rujuk.db"
    upgrade(address)
    made = make_engine(address)
    with writing(made) as session:
        for one in (hospital("a"), service("b", "legal"), service("c", "legal")):
            save_service(session, one)
        first = renew_directory(session, None)
    with writing(made) as session:
        save_service(session, replace(hospital("a"), email="a@contoh.example.org"))
        remove_service(session, "b")
        save_service(session, service("d", "psychosocial"))
        second = renew_directory(session, first)
        assert second.directory == load_directory(session)
    a, c, d = second.directory.services
    assert (a.email, d.id) == ("a@contoh.example.org", "d")
    assert c is first.directory.get("c"), "kept, not read again"
    made.dispose()
