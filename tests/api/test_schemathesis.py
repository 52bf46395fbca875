"""The JSON interface asked by machine: no failure of the server, no answer undescribed."""

from __future__ import annotations

import pytest
from flask import Flask
from schemathesis.specs.openapi.checks import positive_data_acceptance

from referral.web.openapi import openapi_document
from tests.walking import operations, walk

DESCRIBED = openapi_document()
KNOWING_PLACES = {
    "POST /api/v1/plans",
    "POST /api/v1/places",
    "GET /api/v1/services",
    "POST /api/v1/services",
    "GET /api/v1/counters",
}
"""What a schema allows may still name a place or a region that there is not: 422."""


@pytest.mark.parametrize("label", operations(DESCRIBED))
def test_every_answer_is_one_that_is_described(app: Flask, label: str) -> None:
    left_out = [positive_data_acceptance] if label in KNOWING_PLACES else []
    assert walk(app, DESCRIBED, label, left_out=left_out) >= 1
