"""Who may do what: one table of small predicates. What has no rule is refused.

Roles are those of the field brief, section 6. A clause is a list of tests that must all hold;
an action is allowed if any of its clauses holds in full.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an account is for; one account may have several."""

    OPERATOR = "operator"
    CASEWORKER = "caseworker"
    COORDINATOR = "coordinator"
    EDITOR = "editor"
    ADMIN = "admin"
    RECEIVER = "receiver"  # staff of an organisation that referrals are sent to


SECOND_FACTOR_ROLES = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ADMIN})
"""Roles that may do nothing before a second factor is set up."""


class Scope(StrEnum):
    """What an API token is for."""

    ROUTE = "route"
    DIRECTORY = "directory"
    COUNTERS = "counters"


class Action(StrEnum):
    """Everything that somebody may or may not do."""

    ROUTE = "route"
    BROWSE = "browse"
    OWN_ACCOUNT = "own_account"
    OPEN_CASE = "open_case"
    LIST_CASES = "list_cases"
    READ_CASE = "read_case"
    CHANGE_CASE = "change_case"
    HAND_OVER = "hand_over"
    LIST_RECEIVED = "list_received"
    READ_RECEIVED = "read_received"
    ANSWER_RECEIVED = "answer_received"
    READ_COUNTERS = "read_counters"
    READ_ALERTS = "read_alerts"
    SUPPOSE = "suppose"
    PLAN_ACTS = "plan_acts"
    DECIDE_PROPOSALS = "decide_proposals"
    EDIT_DIRECTORY = "edit_directory"
    READ_UPKEEP = "read_upkeep"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, a token, or nobody (`id` None).

    `open_door` is False where the installation asks everybody to sign in (REQUIRE_SIGN_IN).
    `desk` is a desk's id, `organization` the name of the institution the account belongs to.
    """

    id: str | None = None
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    desk: str | None = None
    organization: str | None = None
    second_factor: bool = False
    open_door: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about, as far as permission depends on it.

    `organization` is that of the desk whose case it is; `receivers` are the organisations that
    were asked.
    """

    desk: str | None = None
    organization: str | None = None
    opened_by: str | None = None
    receivers: frozenset[str] = field(default_factory=frozenset)


NOTHING = Subject()
Test = Callable[[Actor, Subject], bool]


def has(role: Role) -> Test:
    """A test for a role, with the second factor where the role demands it."""

    def test(actor: Actor, _subject: Subject) -> bool:
        ready = actor.second_factor or role not in SECOND_FACTOR_ROLES
        return role in actor.roles and ready

    return test


def scoped(scope: Scope) -> Test:
    """A test for a token's scope."""
    return lambda actor, _subject: scope in actor.scopes


def door_is_open(actor: Actor, _subject: Subject) -> bool:
    """Nobody need sign in here."""
    return actor.open_door


def signed_in(actor: Actor, _subject: Subject) -> bool:
    """An account that has at least one role; a token is no account."""
    return actor.id is not None and bool(actor.roles)


def of_own_desk(actor: Actor, subject: Subject) -> bool:
    """The case belongs to the actor's desk."""
    return actor.desk is not None and actor.desk == subject.desk


def of_own_organization(actor: Actor, subject: Subject) -> bool:
    """The case belongs to a desk of the actor's organisation."""
    return actor.organization is not None and actor.organization == subject.organization


def opened_it(actor: Actor, subject: Subject) -> bool:
    """The actor opened the case."""
    return actor.id is not None and actor.id == subject.opened_by


def was_asked(actor: Actor, subject: Subject) -> bool:
    """The referral was sent to the actor's organisation."""
    return actor.organization is not None and actor.organization in subject.receivers


is_operator, is_caseworker = has(Role.OPERATOR), has(Role.CASEWORKER)
is_coordinator, is_editor = has(Role.COORDINATOR), has(Role.EDITOR)
is_admin, is_receiver = has(Role.ADMIN), has(Role.RECEIVER)

_CASE: tuple[tuple[Test, ...], ...] = (
    (is_operator, of_own_desk),
    (is_caseworker, of_own_desk),
    (is_caseworker, of_own_organization),
    (is_caseworker, opened_it),
)
_DESK: tuple[tuple[Test, ...], ...] = ((is_operator,), (is_caseworker,))

RULES: Mapping[Action, tuple[tuple[Test, ...], ...]] = {
    Action.ROUTE: ((door_is_open,), (signed_in,), (scoped(Scope.ROUTE),)),
    Action.BROWSE: ((door_is_open,), (signed_in,), (scoped(Scope.DIRECTORY),)),
    Action.OWN_ACCOUNT: ((signed_in,),),
    Action.OPEN_CASE: _DESK,
    Action.LIST_CASES: _DESK,
    Action.READ_CASE: _CASE,
    Action.CHANGE_CASE: _CASE,
    Action.HAND_OVER: _DESK,
    Action.LIST_RECEIVED: ((is_receiver,),),
    Action.READ_RECEIVED: ((is_receiver, was_asked),),
    Action.ANSWER_RECEIVED: ((is_receiver, was_asked),),
    Action.READ_COUNTERS: ((is_coordinator,), (scoped(Scope.COUNTERS),)),
    Action.READ_ALERTS: ((is_coordinator,),),
    Action.SUPPOSE: ((is_coordinator,),),
    Action.PLAN_ACTS: ((is_coordinator,),),
    Action.DECIDE_PROPOSALS: ((is_editor,),),
    Action.EDIT_DIRECTORY: ((is_editor,),),
    Action.READ_UPKEEP: ((is_editor,), (is_coordinator,)),
    Action.MANAGE_ACCOUNTS: ((is_admin,),),
    Action.READ_AUDIT: ((is_admin,),),
}


def may(actor: Actor, action: Action, subject: Subject = NOTHING) -> bool:
    """True if any clause of the action holds in full; an action without a rule is refused."""
    clauses = RULES.get(action, ())
    return any(bool(clause) and all(t(actor, subject) for t in clause) for clause in clauses)
