"""Words for the codes of the audit log."""

from __future__ import annotations

from collections.abc import Mapping

from referral.domain.audit import NOBODY, SYSTEM, ObjectKind
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

KINDS: Mapping[str, LazyText] = {
    ObjectKind.CASE: _l("case"),
    ObjectKind.REFERRAL: _l("referral"),
    ObjectKind.REPLY_LINK: _l("reply link"),
    ObjectKind.HANDOVER: _l("shift hand-over"),
    ObjectKind.SERVICE: _l("service"),
    ObjectKind.PROPOSAL: _l("proposal"),
    ObjectKind.APPROVAL: _l("request to a second editor"),
    ObjectKind.COUNTERS: _l("figures"),
    ObjectKind.ACCOUNT: _l("account"),
    ObjectKind.INVITATION: _l("invitation"),
    ObjectKind.SESSION: _l("sign-in"),
    ObjectKind.TOKEN: _l("token"),
    ObjectKind.DESK: _l("desk"),
    ObjectKind.ACT: _l("act of a province"),
    ObjectKind.AUDIT: _l("audit log"),
    ObjectKind.RETENTION: _l("retention"),
}
ACTIONS: Mapping[str, LazyText] = {
    "account_changed": _l("changed what the account is for"),
    "account_disabled": _l("disabled the account"),
    "account_enabled": _l("enabled the account"),
    "account_invited": _l("invited the account"),
    "act_decided": _l("decided on an act of a province"),
    "approval_approved": _l("approved, as the second editor"),
    "approval_asked": _l("asked for a second editor"),
    "approval_read": _l("looked at what waits for a second editor"),
    "approval_rejected": _l("rejected, as the second editor"),
    "approval_withdrawn": _l("withdrew the own request"),
    "audit_read": _l("read the audit log"),
    "call_closed": _l("noted by telephone that the service no longer works"),
    "call_correct": _l("verified the service by telephone"),
    "call_corrected": _l("corrected and verified the service by telephone"),
    "call_no_answer": _l("called the service: nobody answered"),
    "call_undone": _l("took a noted call back"),
    "call_wrong_number": _l("called the service: wrong number"),
    "case_changed": _l("changed the case"),
    "case_opened": _l("opened the case"),
    "case_read": _l("read the case"),
    "cases_listed": _l("listed the desk’s cases"),
    "counters_read": _l("read the figures"),
    "desk_changed": _l("changed the desk"),
    "desk_made": _l("made the desk"),
    "directory_exported": _l("took the whole directory with the editors’ fields"),
    "handover_accepted": _l("took over the shift"),
    "handover_given": _l("handed over the shift"),
    "hidden_service_read": _l("opened the record of a protected place"),
    "link_made": _l("made a one-time link"),
    "link_revoked": _l("took the one-time link back"),
    "link_taken_up": _l("set the password by a one-time link"),
    "own_link_made": _l("made the service’s own link"),
    "own_link_revoked": _l("took the service’s own link back"),
    "password_changed": _l("changed the own password"),
    "proposal_accepted": _l("accepted the proposal"),
    "proposal_made": _l("proposed a change"),
    "proposal_rejected": _l("rejected the proposal"),
    "purged": _l("carried out retention"),
    "received_read": _l("read the referral received"),
    "referral_answered": _l("answered the referral"),
    "recovery_codes_changed": _l("made or used recovery codes"),
    "second_factor_changed": _l("changed the own second factor"),
    "second_factor_forgotten": _l("had the second factor forgotten"),
    "service_changed": _l("changed the service"),
    "service_merged": _l("merged the service into another"),
    "service_removed": _l("removed the service"),
    "service_brought_back": _l("brought the removed service back"),
    "service_restored": _l("restored an earlier state of the service"),
    "service_verified": _l("took over that the service confirms its record"),
    "services_imported": _l("imported services from a file"),
    "services_told_apart": _l("found two records to be two places"),
    "sign_in_failed": _l("gave a wrong password or code"),
    "sign_in_locked": _l("gave a wrong password or code once too often: shut for a while"),
    "sign_ins_ended": _l("signed out everywhere else"),
    "signed_in": _l("signed in"),
    "signed_out": _l("signed out"),
    "token_made": _l("made the token"),
    "token_revoked": _l("took the token back"),
}
"""Every action that a use case enters, in words."""


def action(code: str) -> str:
    """What was done; a code without words stands for itself."""
    return str(ACTIONS.get(code, code))


def kind(code: str) -> str:
    """To what kind of thing."""
    return str(KINDS.get(code, code))


def actor(actor_id: str) -> str:
    """Who, where it is no account that there still is."""
    named = {SYSTEM: _l("the system"), NOBODY: _l("nobody signed in")}
    return str(named.get(actor_id, actor_id))
