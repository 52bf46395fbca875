"""Fetching every address of the app with every object, and looking through what comes back."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from referral.domain.vocabulary import Need
from tests.leaks.planted import Sieve

LANGUAGES = ("id", "en")
NITA = {"places-0-text": "Nita, Kabupaten Sikka", "places-0-code": "53.07.05"}
NEEDS = tuple(need.value for need in Need)
Bodies = Iterator[Mapping[str, Any]]


def filled(app: Flask, rule: Rule, examples: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every address of a rule, its variables filled in with each example."""
    unknown = rule.arguments - examples.keys()
    assert not unknown, f"{rule}: give the crawl examples of {unknown}"
    adapter = app.url_map.bind("localhost")
    names = sorted(rule.arguments)
    for values in itertools.product(*(examples[name] for name in names)):
        yield adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))


def fetch_all(
    app: Flask, client: FlaskClient, examples: Mapping[str, Sequence[str]], sieve: Sieve, who: str
) -> dict[str, int]:
    """GET every address; the statuses by address."""
    statuses = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            for path in filled(app, rule, examples):
                statuses[path] = look(sieve, who, path, client.get(path))
    return statuses


def look(sieve: Sieve, who: str, path: str, response: TestResponse) -> int:
    """Look through an answer, its headers and its address included."""
    with response:
        head = "\n".join(f"{name}: {value}" for name, value in response.headers)
        said = f"{head}\n{response.get_data(as_text=True)}" if is_text(response) else head
        sieve.look(f"{who} {path}", said, asked=path)
        return response.status_code


def is_text(response: TestResponse) -> bool:
    return (response.mimetype or "").startswith(("text/", "application/", "image/svg"))


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
