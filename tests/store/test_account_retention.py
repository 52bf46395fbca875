"""What is over of accounts goes, on both databases; what is alive stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from referral.domain.access import Role, Scope
from referral.domain.accounts import Account, ApiToken, Invitation, SignIn
from referral.store import accounts, tokens
from referral.store.account_retention import remove_shut_accounts_before, remove_spent_before
from referral.store.sessions import reading, writing

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OLD, YOUNG = NOW - timedelta(days=400), NOW - timedelta(days=1)
CUT = NOW - timedelta(days=365)
ONE = Account(
    id="old-and-shut",
    email="lama@contoh.example.org",
    active=False,
    roles=frozenset({Role.OPERATOR}),
    desk=None,
    organization=None,
    created_at=OLD,
    uniquifier="u",
)


def account(name: str, **changes: object) -> Account:
    given = {"id": name, "email": f"{name}@contoh.example.org", "uniquifier": name}
    return replace(ONE, **{**given, **changes})  # type: ignore[arg-type]


def test_accounts_shut_for_long_go_with_their_address(engine: Engine) -> None:
    with writing(engine) as session:
        accounts.add_account(session, ONE)
        accounts.add_sign_in(session, SignIn("s-1", ONE.id, OLD, OLD))
        accounts.add_account(session, account("open", active=True))
        accounts.add_account(session, account("new", created_at=YOUNG))
        accounts.add_account(session, account("seen"))
        accounts.add_sign_in(session, SignIn("s-2", "seen", YOUNG, YOUNG))
    with writing(engine) as session:
        assert remove_shut_accounts_before(session, CUT) == 1
    with reading(engine) as session:
        assert {one.id for one in accounts.all_accounts(session)} == {"open", "new", "seen"}
        assert accounts.find_sign_in(session, "s-1") is None


def test_ended_sign_ins_spent_links_and_dead_tokens_go(engine: Engine) -> None:
    def token(name: str, expires: datetime) -> ApiToken:
        return ApiToken(name, name, frozenset({Scope.ROUTE}), OLD, None, expires)

    with writing(engine) as session:
        accounts.add_account(session, account("open", active=True))
        accounts.add_sign_in(session, SignIn("ended", "open", OLD, YOUNG, OLD))
        accounts.add_sign_in(session, SignIn("unseen", "open", OLD, OLD))
        accounts.add_sign_in(session, SignIn("alive", "open", OLD, YOUNG))
        accounts.add_invitation(session, Invitation("expired", "open", OLD, None, OLD))
        for name, ended in (("used", OLD), ("just-used", YOUNG)):
            accounts.add_invitation(session, Invitation(name, "open", OLD, None, None))
            accounts.use_invitation(session, name, ended)
        accounts.add_invitation(session, Invitation("waits", None, OLD, None, None))
        accounts.add_account(session, account("other", active=True))
        accounts.add_invitation(session, Invitation("revoked", "other", OLD, None, None))
        accounts.revoke_invitations(session, "other", OLD)
        tokens.add_token(session, token("dead", OLD), "h1")
        tokens.add_token(session, token("lives", YOUNG), "h2")
        tokens.add_token(session, token("taken back", YOUNG), "h3")
        assert tokens.revoke_token(session, "taken back", OLD)
    with writing(engine) as session:
        assert remove_spent_before(session, CUT) == 7
        assert remove_spent_before(session, CUT) == 0
    with reading(engine) as session:
        assert [one.id for one in accounts.sign_ins_of(session, "open")] == ["alive"]
        assert [one.id for one in tokens.all_tokens(session)] == ["lives"]
        assert accounts.find_invitation(session, "waits") is not None
        assert accounts.find_invitation(session, "expired") is None
        assert accounts.find_invitation(session, "used") is None
        assert accounts.find_invitation(session, "revoked") is None
        assert accounts.find_invitation(session, "just-used") is not None, "it still says so"
