"""The production server's own log: it says that something failed, never for whom nor on what."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine, LimitRequestLine
from gunicorn.workers.base import Worker

from referral.cli.serve import server_options
from referral.cli.server_log import DiscreetLogger
from referral.settings import Settings

ADDRESS = ("203.0.113.77", 40_404)
MARKS = ("203.0.113.77", "40404", "amahora", "rahasia")


@pytest.fixture
def told() -> Iterator[tuple[DiscreetLogger, io.StringIO]]:
    """The server's logger at its most talkative, and where it writes."""
    config = Config()
    options = server_options(Settings.from_env({"LOG_LEVEL": "debug"}))
    for name, value in options.items():
        if name in config.settings:
            config.set(name, value)
    logger, sink = DiscreetLogger(config), io.StringIO()
    handler = logging.StreamHandler(sink)
    logger.error_log.addHandler(handler)
    yield logger, sink
    logger.error_log.removeHandler(handler)


class Request:
    """What a worker has read of a request."""

    method = "POST"
    uri = "/id/plan?place=Lamahora"
    query = "place=Lamahora"
    version = (1, 1)
    body = io.BytesIO(b"rahasia")
    headers = ()


def worker(logger: DiscreetLogger) -> Worker:
    made = Worker.__new__(Worker)
    made.log = logger
    made.cfg = logger.cfg
    return made


@pytest.mark.parametrize(
    ("request_read", "error"),
    [
        pytest.param(None, InvalidRequestLine("GET /Lamahora rahasia"), id="a line"),
        pytest.param(None, InvalidHeader("Cookie: rahasia"), id="a header"),
        pytest.param(None, LimitRequestLine(4000, 2000), id="a long line"),
        pytest.param(Request(), RuntimeError("Lamahora rahasia"), id="a failure of the program"),
        pytest.param(None, RuntimeError("Lamahora rahasia"), id="a failure before that"),
    ],
)
def test_a_request_that_fails_is_not_repeated(
    told: tuple[DiscreetLogger, io.StringIO], request_read: Any, error: Exception
) -> None:
    logger, sink = told
    ours, theirs = socket.socketpair()
    with ours, theirs:
        try:
            raise error
        except Exception as raised:
            worker(logger).handle_error(request_read, ours, ADDRESS, raised)
    assert [mark for mark in MARKS if mark in sink.getvalue()] == []


def test_a_failure_of_the_program_is_said_with_its_place(
    told: tuple[DiscreetLogger, io.StringIO],
) -> None:
    logger, sink = told
    try:
        raise RuntimeError("Lamahora rahasia")
    except RuntimeError:
        logger.exception("Error handling request %s", "/id/plan?place=Lamahora")
    assert "Unexpected RuntimeError in test_a_failure_of_the_program" in sink.getvalue()
    assert [mark for mark in MARKS if mark in sink.getvalue()] == []


def test_what_the_server_murmurs_holds_no_error_of_a_request(
    told: tuple[DiscreetLogger, io.StringIO],
) -> None:
    logger, sink = told
    logger.debug("Closing connection. %s", InvalidRequestLine("GET /Lamahora"))
    assert "Closing connection." in sink.getvalue()
    assert "amahora" not in sink.getvalue()


def test_there_is_no_access_log(told: tuple[DiscreetLogger, io.StringIO]) -> None:
    logger, sink = told
    assert server_options(Settings.from_env({}))["accesslog"] is None
    logger.access(None, Request(), {}, None)  # returns at once where no access log is set up
    assert sink.getvalue() == ""


def test_a_warning_of_the_server_itself_is_heard(
    told: tuple[DiscreetLogger, io.StringIO],
) -> None:
    logger, sink = told
    logger.warning("No keepalived connections can be handled.")
    assert "keepalived" in sink.getvalue()
