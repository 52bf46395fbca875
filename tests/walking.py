"""Asking an interface whatever its description allows, and whatever it forbids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import CheckFunction, GenerationMode
from schemathesis.core.result import Err
from schemathesis.schemas import APIOperation, BaseSchema

UNPACKED = {"Accept-Encoding": "identity"}
EXAMPLES = 15
Operation = APIOperation[Any, Any, Any, Any]


def operations(document: dict[str, Any]) -> list[str]:
    """The operations of a description, as `GET /services`."""
    schema = schemathesis.openapi.from_dict(document)
    return [one.label for one in _operations(schema)]


def _operations(schema: BaseSchema) -> Iterator[Operation]:
    for result in schema.get_all_operations():
        if isinstance(result, Err):
            raise result.err()
        yield result.ok()


def walk(
    app: Flask,
    document: dict[str, Any],
    label: str,
    *,
    left_out: Sequence[CheckFunction] = (),
    only: Sequence[CheckFunction] | None = None,
    forbidden_too: bool = True,
    examples: int = EXAMPLES,
) -> int:
    """Ask one operation many ways and look at every answer; how often it was asked.

    Looked for are answers of 500 and above, statuses and types that the description does not
    name, bodies that do not fit their schema, and what was refused or let through wrongly.
    `left_out` are checks that cannot hold, `only` the ones to make.
    """
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    operation = next(one for one in _operations(schema) if one.label == label)
    asked = 0
    cases = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if forbidden_too:
        cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: schemathesis.Case[Operation]) -> None:
        nonlocal asked
        asked += 1
        response = case.call(headers=UNPACKED)
        case.validate_response(
            response, checks=None if only is None else list(only), excluded_checks=list(left_out)
        )

    ask()
    return asked
