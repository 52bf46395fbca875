"""Nothing odd reaches a use case: each nasty body is refused with a code."""

from __future__ import annotations

import json

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from referral.web.json_body import MAX_BYTES, BadBody, read_object

BARE = Flask("bare")


def read(raw: bytes, kind: str = "application/json") -> dict[str, object]:
    with BARE.test_request_context("/", method="POST", data=raw, content_type=kind):
        return read_object(request)


def test_a_plain_object_arrives_as_it_is() -> None:
    body = {"at": {"text": "Désa Nita – 楽"}, "needs": ["medical"], "age": 14, "none": None}
    assert read(json.dumps(body).encode()) == body
    assert read(json.dumps(body).encode(), "application/json; charset=utf-8") == body


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"", "malformed_json", id="empty"),
        pytest.param(b"{", "malformed_json", id="cut off"),
        pytest.param(b'{"a": NaN}', "malformed_json", id="not a number"),
        pytest.param(b'{"a": -Infinity}', "malformed_json", id="infinity"),
        pytest.param(b'{"a": 1e999}', "unusable_value", id="too large for a float"),
        pytest.param(b'{"a": 1' + b"0" * 400 + b"}", "unusable_value", id="huge integer"),
        pytest.param(b'{"a": 1' + b"0" * 9000 + b"}", "malformed_json", id="integer of a page"),
        pytest.param(b"\xff\xfe{}", "not_utf8", id="not UTF-8"),
        pytest.param(b'{"a": "\xc3\x28"}', "not_utf8", id="broken UTF-8 in a text"),
        pytest.param(b'{"a": "\\ud800"}', "unusable_value", id="half a character"),
        pytest.param(b'{"a\\u0000": 1}', "unusable_value", id="NUL in a key"),
        pytest.param(b'{"a": "\\u0000"}', "unusable_value", id="NUL in a text"),
        pytest.param(b"[]", "not_an_object", id="a list"),
        pytest.param(b'"x"', "not_an_object", id="a text"),
        pytest.param(b"null", "not_an_object", id="null"),
        pytest.param(b'{"a": 1, "a": 2}', "repeated_key", id="a key twice"),
        pytest.param(b'{"a": "' + b"x" * 501 + b'"}', "unusable_value", id="a long text"),
        pytest.param(
            b'{"a":' + b"[" * 9 + b"1" + b"]" * 9 + b"}", "unusable_value", id="nine deep"
        ),
        pytest.param(b"[" * 30000 + b"]" * 30000, "malformed_json", id="thousands deep"),
    ],
)
def test_a_nasty_body_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(BadBody) as caught:
        read(raw)
    assert (caught.value.code, caught.value.status) == (code, 400)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type_is_refused(kind: str) -> None:
    with pytest.raises(BadBody) as caught:
        read(b"{}", kind)
    assert (caught.value.code, caught.value.status) == ("not_json_type", 415)


def test_a_body_over_the_limit_is_not_read() -> None:
    with pytest.raises(RequestEntityTooLarge):
        read(b'{"a": "' + b"x" * MAX_BYTES + b'"}')
