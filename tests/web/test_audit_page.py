"""The page of the audit log: for administrators alone, by thing and by page, entered itself."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.store.audit import append, latest_entries
from referral.web.audit.wording import ACTIONS
from tests.web.accounts import client_of, make_account, records_of, send, sign_in
from tests.web.conftest import Visitor
from tests.web.lint import faults, parsed

ROOT = Path(__file__).parents[2]
LOG = "/id/admin/audit"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def enter(app: Flask, object_id: str, times: int = 1) -> None:
    with records_of(app).writing() as session:
        for _turn in range(times):
            append(session, NOW, "system", "case_read", "case", object_id)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_holds_to_the_rules(app: Flask, language: str) -> None:
    enter(app, "bako-tume-siri")
    page = Visitor(sign_in(app, Role.ADMIN)).get(f"/{language}/admin/audit")
    assert "bako-tume-siri" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_reading_it_is_entered_under_the_readers_account(app: Flask) -> None:
    admin = make_account(app, [Role.ADMIN])
    client = client_of(app, admin)
    client.get(LOG)
    with records_of(app).reading() as session:
        newest = latest_entries(session, limit=1)[0]
    assert (newest.actor_id, newest.action) == (admin.id, "audit_read")
    assert admin.email in client.get(LOG).text, "an account is named by its address"


def test_one_thing_can_be_looked_for_and_stays_in_the_form(app: Flask) -> None:
    enter(app, "dari-sini-saja")
    enter(app, "bukan-yang-ini")
    client = sign_in(app, Role.ADMIN)
    found = send(client, LOG, {"kind": "case", "object": " dari-sini-saja "})
    assert faults(found.text) == []
    rows = parsed(found.text).all("li")
    assert [one for one in rows if "dari-sini-saja" in one.text]
    assert "bukan-yang-ini" not in found.text
    assert 'value="dari-sini-saja"' in found.text


def test_many_entries_come_page_by_page(app: Flask) -> None:
    enter(app, "banyak-sekali", 101)
    client = sign_in(app, Role.ADMIN)
    first = send(client, LOG, {"object": "banyak-sekali"})
    assert re.search(r'name="page" value="2"', first.text)
    second = send(client, LOG, {"object": "banyak-sekali", "page": "2"})
    assert second.text.count("case: ") + second.text.count("kasus: ") == 1
    assert faults(second.text) == []


@pytest.mark.parametrize("page", ["x", "-1", "0", "99999999999999999999", "²"])
def test_a_strange_page_is_no_failure(app: Flask, page: str) -> None:
    client = sign_in(app, Role.ADMIN)
    assert send(client, LOG, {"page": page, "kind": "nonsense"}).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_else_reads_it(app: Flask, role: Role) -> None:
    client = sign_in(app, role, desk="meja-1")
    assert client.get(LOG).status_code == 403
    assert client.post(LOG).status_code in (400, 403)


def test_who_has_not_signed_in_is_led_to_the_sign_in(app: Flask) -> None:
    assert app.test_client().get(LOG).status_code == 302


def test_no_action_has_words_twice(app: Flask) -> None:
    assert len({str(text) for text in ACTIONS.values()}) == len(ACTIONS)


def entered_actions() -> set[str]:
    """Every action that a use case enters: the literal before the kind of the object."""
    found = set()
    for path in sorted((ROOT / "referral" / "usecases").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                called = ast.unparse(node.func)
                at = {"audit.append": 3, "log.append": 3, "finish": 1}.get(called)
                if at is not None and isinstance(action := node.args[at], ast.Constant):
                    found.add(str(action.value))
    return found


def test_every_action_that_is_entered_has_its_words() -> None:
    entered = entered_actions()
    assert len(entered) > 20
    assert entered - ACTIONS.keys() == set(), "say it in referral/web/audit/wording.py"
