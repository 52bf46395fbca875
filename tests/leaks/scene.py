"""Two organisations with a case each, services that were asked, and somebody of every role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from referral.domain.access import Actor, Role, Scope
from referral.domain.accounts import Account
from referral.domain.approvals import ApprovalKind
from referral.domain.cases import Case
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.store import cases, replies
from referral.store.upkeep import add_tombstone
from referral.usecases import referring, tokens
from referral.usecases.find_help import find_help
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.usecases.permission import SYSTEM
from referral.usecases.reply_codes import token_of
from referral.usecases.upkeep import own_link
from referral.usecases.upkeep.approvals import ask, ask_many
from tests.hsds.examples import every_uuid
from tests.leaks.crawl import Examples
from tests.leaks.planted import hidden, opaque_ids, services
from tests.offices import body
from tests.web.accounts import make_account

OURS, THEIRS = "Hotline Uji", "Hotline Lain"
YES = Consent(Assent.GIVEN, GuardianConsent.GIVEN)


@dataclass
class Scene:
    """The app and what is in it."""

    app: Flask
    accounts: dict[str, Account]
    codes: dict[str, str]  # of the case by the desk's organisation
    tokens: Sequence[str]
    api_token: str
    own_tokens: Sequence[str] = ()
    approvals: Sequence[str] = ()
    batch: str = "nothing"

    @property
    def office(self) -> Office:
        """What the pages work with."""
        found: Office = self.app.extensions["office"]
        return found

    def case(self, whose: str) -> Case:
        """The case of an organisation, as it is now."""
        with self.office.records.reading() as session:
            found = cases.case_by_code(session, self.codes[whose])
        assert found is not None
        return found

    @property
    def examples(self) -> Examples:
        """Something for each variable of an address: what there is, and what there is not."""
        world = self.office.world
        every = [self.case(whose) for whose in self.codes]
        return {
            "filename": ["app.css"],
            "service_id": [*(one.id for one in services()), *opaque_ids(world), "nothing"],
            "code": [*self.codes.values(), "bako-bako-bako"],
            "regency_code": ["53.07", "nothing"],
            "province_code": ["53", "nothing"],
            "referral_id": [*(r.id for case in every for r in case.referrals), "nothing"],
            "token": [*self.tokens, "nothing"],
            "own_token": [*self.own_tokens, "nothing"],
            "secret": ["nothing"],
            "job_ref": ["nothing"],
            "account_id": [*(one.id for one in self.accounts.values()), "nothing"],
            "desk_id": ["meja-1", "meja-2", "nothing"],
            "token_id": ["nothing"],
            "leaflet_version": ["nothing"],
            "leaflet_file": ["leaflet.js", "nothing"],
            "outlines_version": ["nothing"],
            "approval_id": [*self.approvals, "nothing"],
            "batch_id": [self.batch, "nothing"],
            "removed_id": ["rsud-hilang", "zamrud-hilang", "nothing"],
            "kept_ref": ["rsud-uji", *opaque_ids(world)[:1], "zamrud-satu", "nothing"],
            "gone_ref": ["lbh-uji", *opaque_ids(world)[1:2], "zamrud-satu", "nothing"],
            **every_uuid(
                [*(one.id for one in services()), *opaque_ids(world)],
                {one.organization for one in services()},
            ),
        }


def stage(app: Flask) -> Scene:
    """People of every role, two cases that were sent, links, and a proposal of a service."""
    office: Office = app.extensions["office"]
    now = datetime.now(UTC)
    accounts = {
        "operator": make_account(app, [Role.OPERATOR], desk="meja-1", organization=OURS),
        "caseworker": make_account(app, [Role.CASEWORKER], desk="meja-3", organization=OURS),
        "other operator": make_account(app, [Role.OPERATOR], desk="meja-2", organization=THEIRS),
        "other caseworker": make_account(
            app, [Role.CASEWORKER], desk="meja-2", organization=THEIRS
        ),
        "coordinator": make_account(app, [Role.COORDINATOR]),
        "editor": make_account(app, [Role.EDITOR]),
        "admin": make_account(app, [Role.ADMIN]),
        "receiver": make_account(app, [Role.RECEIVER], organization="Lembaga uji"),
        "other receiver": make_account(app, [Role.RECEIVER], organization="Lembaga lain"),
    }
    codes, links = {}, []
    for whose, who in ((OURS, "operator"), (THEIRS, "other operator")):
        codes[whose] = sent(office, accounts[who], now)
        links += links_of(office, codes[whose])
    _token, secret = tokens.add_token(
        office.records, SYSTEM, now, name="uji", scopes=list(Scope), days=1
    )
    own = own_tokens(office, accounts["editor"], now)
    approvals, batch = waiting(office, now)
    return Scene(app, accounts, codes, links, secret, own, approvals, batch)


def waiting(office: Office, now: datetime) -> tuple[list[str], str]:
    """Hidden places that wait for a second editor, alone and as an import; and removed ones."""
    asker = Actor("ed-asker", frozenset({Role.EDITOR}), second_factor=True)
    with office.records.writing() as session:
        open_one = Tombstone(
            "rsud-hilang", now, RemovalReason.CLOSED, name="RSUD Hilang", region_code="53.07"
        )
        secret = Tombstone("zamrud-hilang", now, RemovalReason.CLOSED, hidden=True)
        for stone in (open_one, secret):
            add_tombstone(session, stone, by="ed-asker")
        new = hidden("menunggu")
        alone = ask(session, asker, ApprovalKind.PUBLISH, new, new.id, now)
        more = replace(new, id="zamrud-impor")
        batch = ask_many(session, asker, ApprovalKind.PUBLISH, [more], now)
    return [alone], batch


def own_tokens(office: Office, editor: Account, now: datetime) -> list[str]:
    """Links by which a hidden place and an open one look at their own records."""
    asked = [opaque_ids(office.world)[0], "panti-terbuka"]
    made = [own_link.make_link(office, editor.actor(), ref, now=now) for ref in asked]
    return [own_link.handed(office, one).token for one in made]


def sent(office: Office, account: Account, now: datetime) -> str:
    """A case for every need, sent half an hour ago."""
    actor, at = account.actor(), now - timedelta(minutes=31)
    needs = ("shelter", "medical", "psychosocial", "legal", "return", "reintegration")
    asked = body(*needs, danger="yes")
    chosen = {"shelter": hidden_offer(office, asked, at)}
    code = open_case(office, asked, actor=actor, now=at, chosen=chosen)
    referring.note_consent(office, actor, code, YES, version=1, now=at)
    with office.records.reading() as session:
        case = cases.case_by_code(session, code)
    assert case is not None
    ids = [one.id for one in case.referrals]
    referring.send(office, actor, code, ids, version=case.version, now=at)
    return code


def hidden_offer(office: Office, asked: dict[str, Any], at: datetime) -> str:
    """The public id of a hidden place that the plan offers for a bed."""
    plan = find_help(office.world, {**asked, "more": 20}, now=at, language="id")
    answer = next(one for one in plan["answers"] if one["need"] == "shelter")
    offered = [answer["recommended"], *answer["alternatives"]]
    ids = opaque_ids(office.world)
    hidden: str = next(one["service_id"] for one in offered if one and one["service_id"] in ids)
    return hidden


def links_of(office: Office, code: str) -> list[str]:
    """The last parts of the addresses of a case's reply links."""
    with office.records.reading() as session:
        case = cases.case_by_code(session, code)
        assert case is not None
        found = replies.links_of(session, [one.id for one in case.referrals])
    return [token_of(office.records.secret, one.id) for one in found.values()]
