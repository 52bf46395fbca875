"""The snapshot follows the store, at little cost, and outlives its failures."""

from __future__ import annotations

import threading

import pytest

from referral.domain.directory import Directory
from referral.usecases.world import CurrentDirectory


class Store:
    """A store that counts, and that can fail."""

    def __init__(self) -> None:
        self.stored = "1"
        self.asked = self.loaded = 0
        self.broken = False
        self.now = 0.0

    def version(self) -> str:
        self.asked += 1
        if self.broken:
            raise OSError
        return self.stored

    def load(self) -> Directory:
        self.loaded += 1
        if self.broken:
            raise OSError
        return Directory.of((), version=self.stored, opaque_key=b"key")

    def current(self) -> CurrentDirectory:
        return CurrentDirectory(self.version, self.load, every=1.0, clock=lambda: self.now)


def test_it_is_loaded_once_and_the_version_asked_once_a_second() -> None:
    store = Store()
    current = store.current()
    first = current()
    assert [current() for _ in range(5)] == [first] * 5
    assert (store.loaded, store.asked) == (1, 0)
    store.now = 1.5
    assert current() is first and current() is first
    assert (store.loaded, store.asked) == (1, 1)


def test_a_changed_version_is_loaded_anew() -> None:
    store = Store()
    current = store.current()
    current()
    store.stored, store.now = "2", 1.0
    assert current().version == "2"
    assert store.loaded == 2


def test_the_last_snapshot_serves_while_the_store_is_broken_and_the_new_one_after() -> None:
    store = Store()
    current = store.current()
    first = current()
    store.broken, store.now = True, 2.0
    assert current() is first
    asked = store.asked
    assert current() is first and store.asked == asked, "a broken store is not asked every time"
    store.broken, store.stored, store.now = False, "2", 4.0
    assert current().version == "2"


def test_without_a_first_snapshot_the_failure_is_seen() -> None:
    store = Store()
    store.broken = True
    with pytest.raises(OSError):
        store.current()()


def test_while_one_thread_reads_anew_the_others_get_the_last_snapshot() -> None:
    store = Store()
    reading, go_on = threading.Event(), threading.Event()
    load = store.load

    def slow() -> Directory:
        if store.loaded:
            reading.set()
            assert go_on.wait(10)
        return load()

    current = CurrentDirectory(store.version, slow, every=1.0, clock=lambda: store.now)
    first = current()
    store.stored, store.now = "2", 2.0
    thread = threading.Thread(target=current)
    thread.start()
    assert reading.wait(10)
    assert current() is first
    go_on.set()
    thread.join(10)
    assert current().version == "2"
