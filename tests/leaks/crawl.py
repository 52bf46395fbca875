"""Fetching every address of the app with every object, and looking through what comes back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from referral.domain.vocabulary import Need
from tests.leaks.forms import Sending, forms_in
from tests.leaks.planted import MARKS, PLACED, Sieve

LANGUAGES = ("id", "en")
NITA = {"places-0-text": "Nita, Kabupaten Sikka", "places-0-code": "53.07.05"}
NEEDS = tuple(need.value for need in Need)
Bodies = Iterator[Mapping[str, Any]]


Examples = Mapping[str, Sequence[str]]


def filled(app: Flask, rule: Rule, examples: Examples) -> Iterator[str]:
    """Every address of a rule, its variables filled in with each example."""
    listed = {
        name: sorted(converter.items)
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }
    unknown = rule.arguments - examples.keys() - listed.keys()
    assert not unknown, f"{rule}: give the crawl examples of {unknown}"
    adapter = app.url_map.bind("localhost")
    names = sorted(rule.arguments)
    choices = {**listed, **examples}
    for values in itertools.product(*(choices[name] for name in names)):
        yield adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))


@dataclass
class Crawler:
    """Somebody who asks for everything, and what was found in the answers.

    `whole` are addresses at which the reader may have everything but where a place is.
    """

    app: Flask
    enter: Callable[[], FlaskClient]
    who: str
    sieve: Sieve
    foreign: tuple[str, ...] = ()
    whole: re.Pattern[str] | None = None
    statuses: dict[str, int] = field(default_factory=dict)
    forms: dict[tuple[str, ...], Sending] = field(default_factory=dict)
    pressed: set[tuple[str, ...]] = field(default_factory=set)

    @cached_property
    def client(self) -> FlaskClient:
        """The browser that asks."""
        return self.enter()

    def fetch_all(self, examples: Examples) -> None:
        """GET every address; the forms of the pages are remembered.

        The sign-in's own pages end the session of whoever comes to them out of turn: each of
        them is asked by a browser of its own.
        """
        for rule in self.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()):
                for path in filled(self.app, rule, examples):
                    own = rule.endpoint.startswith("security.")
                    self.take(path, (self.enter() if own else self.client).get(path))

    def press_all(self, leave_out: Callable[[str], bool], rounds: int = 2) -> None:
        """Press every button of every page seen, as it stands, and of the pages that come."""
        for _round in range(rounds):
            waiting = [key for key in self.forms if key not in self.pressed]
            for key in waiting:
                self.pressed.add(key)
                sending = self.forms[key]
                if not leave_out(sending.path):
                    answer = self.client.post(sending.path, data=sending.data)
                    self.take(sending.path, answer, f"POST {sending.data}")

    def take(self, path: str, response: TestResponse, asked: str = "") -> None:
        """Look through an answer, its headers included, and remember its forms."""
        with response:
            head = "\n".join(f"{name}: {value}" for name, value in response.headers)
            text = response.get_data(as_text=True) if is_text(response) else ""
            where = f"{self.who} {path} {asked[:60]}"
            # who holds a reply link may see the code of the case that it belongs to
            foreign = () if "/reply" in path else self.foreign
            marks = PLACED if self.whole and self.whole.fullmatch(path) else MARKS
            self.sieve.look(where, f"{head}\n{text}", f"{path} {asked}", foreign, marks)
            assert response.status_code < 500, where
            self.statuses[path] = response.status_code
            if response.mimetype == "text/html":
                for sending in forms_in(text, path):
                    self.forms.setdefault(sending.key, sending)


PACKED = ("application/zip", "application/vnd.openxmlformats")
"""Files that a test of their own unpacks and looks through (`test_exports`)."""


def is_text(response: TestResponse) -> bool:
    kind = response.mimetype or ""
    return kind.startswith(("text/", "application/", "image/svg")) and not kind.startswith(PACKED)


def plan_bodies(hidden_ids: Sequence[str], real_ids: Sequence[str]) -> Bodies:
    """Requests for a plan: each need, all at once, many more, and about each hidden place."""
    at = {"at": {"code": "53.07.05"}}
    for need in NEEDS:
        yield {**at, "needs": [need], "age": 14, "sex": "female", "more": 60}
    yield {**at, "needs": list(NEEDS), "age": 10, "sex": "male", "more": 60, "danger": "yes"}
    yield {"at": {"code": "53.08"}, "needs": list(NEEDS), "suspect": ["police", "household"]}
    for ref in (*hidden_ids, *real_ids):
        yield {**at, "needs": ["shelter"], "why": ref}
        yield {**at, "needs": ["shelter"], "avoid": [ref]}
        yield {**at, "needs": ["shelter"], "tried": [{"service_id": ref, "outcome": "full"}]}
    yield {"at": {"code": "53.07"}, "needs": ["nonsense"], "age": 99}


def form_bodies(hidden_ids: Sequence[str], real_ids: Sequence[str]) -> Bodies:
    """The same as the console's form sends them."""
    for need in NEEDS:
        yield {**NITA, "needs": need, "more": "60", "children-0-sex": "female"}
    yield {**NITA, "needs": list(NEEDS), "more": "60", "danger": "yes"}
    for ref in (*hidden_ids, *real_ids):
        yield {**NITA, "needs": "shelter", "why": ref}
        yield {**NITA, "needs": "shelter", "tried": f"{ref}:full"}
        yield {**NITA, "needs": "shelter", "try": f"{ref}:unsafe"}
    yield {**NITA, "needs": "nonsense"}
