"""The directory as files: nothing hidden in those for everybody, no place in those for editors."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.domain.access import Role
from referral.usecases.exchange.exporting import FORMATS
from referral.usecases.world import World
from tests.leaks.conftest import planted_at
from tests.leaks.planted import MARKS, PLACED, Sieve
from tests.web.accounts import sign_in


@pytest.fixture(scope="module")
def app(planted: World, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return planted_at(tmp_path_factory.mktemp("exports"), planted)


def unpacked(client: FlaskClient, path: str) -> str:
    """A file as text; a zip or workbook with everything in it, the names too."""
    with client.get(path) as answer:
        assert answer.status_code == 200, path
        data = answer.data
    if not data.startswith(b"PK"):
        return str(data, "utf-8")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        return "\n".join([*names, *(packed.read(one).decode() for one in names)])


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_for_everybody_holds_no_mark(app: Flask, name: str) -> None:
    sieve = Sieve([])
    for role in (None, Role.EDITOR, Role.ADMIN):
        client = app.test_client() if role is None else sign_in(app, role)
        sieve.look(f"{role}", unpacked(client, f"/id/services/export/{name}"))
    assert sieve.found == [] and sieve.seen == 3


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_for_editors_names_what_is_hidden_and_tells_no_place(app: Flask, name: str) -> None:
    text = unpacked(sign_in(app, Role.EDITOR), f"/id/manage/export/{name}")
    sieve = Sieve([])
    sieve.look("full", text, marks=PLACED)
    assert sieve.found == []
    sieve.look("full", text, marks=MARKS)
    left_out = name == "geojson"
    assert bool([one for one in sieve.found if "kenanga" in one]) is not left_out
