"""The permission table: nothing without a rule, no rule that lets everybody in by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral.domain.access import (
    NOTHING,
    RULES,
    SECOND_FACTOR_ROLES,
    Action,
    Actor,
    Role,
    Scope,
    Subject,
    may,
)

OWN = Subject(desk="d", organization="o", opened_by="a", receivers=frozenset({"o"}))
OTHER = Subject(desk="x", organization="y", opened_by="z", receivers=frozenset({"y"}))
NEVER: frozenset[Action] = frozenset()
"""Actions that nobody may do; each would say here why it is in the vocabulary."""
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.OPERATOR: frozenset(
        {
            Action.OPEN_CASE, Action.LIST_CASES, Action.READ_CASE, Action.CHANGE_CASE,
            Action.HAND_OVER,
        }
    ),
    Role.CASEWORKER: frozenset(
        {
            Action.OPEN_CASE, Action.LIST_CASES, Action.READ_CASE, Action.CHANGE_CASE,
            Action.HAND_OVER,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Action.READ_COUNTERS, Action.READ_ALERTS, Action.READ_UPKEEP, Action.SUPPOSE,
            Action.PLAN_ACTS,
        }
    ),
    Role.EDITOR: frozenset(
        {Action.DECIDE_PROPOSALS, Action.EDIT_DIRECTORY, Action.READ_UPKEEP}
    ),
    Role.ADMIN: frozenset({Action.MANAGE_ACCOUNTS, Action.READ_AUDIT}),
    Role.RECEIVER: frozenset(
        {Action.LIST_RECEIVED, Action.READ_RECEIVED, Action.ANSWER_RECEIVED}
    ),
}  # fmt: skip
EVERYBODY = frozenset({Action.ROUTE, Action.BROWSE, Action.OWN_ACCOUNT})


def actor(*roles: Role, **more: object) -> Actor:
    whole = Actor(
        id="a", roles=frozenset(roles), desk="d", organization="o", second_factor=True,
        open_door=False,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def test_every_action_has_a_rule_or_is_refused_on_purpose() -> None:
    assert RULES.keys() | NEVER == set(Action)


def test_no_clause_is_empty() -> None:
    assert all(clause for clauses in RULES.values() for clause in clauses), (
        "a clause without a test holds for everybody"
    )


def test_an_empty_clause_would_not_open_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    from referral.domain import access

    monkeypatch.setattr(access, "RULES", {Action.READ_AUDIT: ((),)})
    assert not may(actor(Role.ADMIN), Action.READ_AUDIT)
    assert not may(actor(Role.ADMIN), Action.ROUTE), "and what has no rule is refused"


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_exactly_its_own_with_what_is_its_own(role: Role) -> None:
    may_do = {action for action in Action if may(actor(role), action, OWN)}
    assert may_do == ALLOWED[role] | EVERYBODY


@pytest.mark.parametrize("role", Role)
def test_nobody_reads_or_changes_what_belongs_to_others(role: Role) -> None:
    objects = (Action.READ_CASE, Action.CHANGE_CASE, Action.READ_RECEIVED, Action.ANSWER_RECEIVED)
    for subject in (OTHER, NOTHING):
        assert not any(may(actor(role), action, subject) for action in objects)


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_these_roles_do_nothing_of_theirs_without_a_second_factor(role: Role) -> None:
    half = actor(role, second_factor=False)
    assert not any(may(half, action, OWN) for action in ALLOWED[role])


def test_nobody_at_all_may_route_and_browse_only_while_the_door_is_open() -> None:
    for open_door in (True, False):
        nobody = Actor(open_door=open_door)
        found = {action for action in Action if may(nobody, action, OWN)}
        assert found == ({Action.ROUTE, Action.BROWSE} if open_door else set())


def test_an_account_without_a_role_is_nobody() -> None:
    assert not any(may(actor(), action, OWN) for action in Action)


@pytest.mark.parametrize(
    ("scope", "action"),
    [
        (Scope.ROUTE, Action.ROUTE),
        (Scope.DIRECTORY, Action.BROWSE),
        (Scope.COUNTERS, Action.READ_COUNTERS),
    ],
)
def test_a_token_does_what_its_scope_says_and_nothing_else(scope: Scope, action: Action) -> None:
    token = Actor(id="token:1", scopes=frozenset({scope}), open_door=False)
    assert {one for one in Action if may(token, one, OWN)} == {action}
