"""The two ways into a page without an account: a signed address, and a code to read aloud.

Both follow from the link's random id and the installation's secret, so that the page can show
them again while the database alone opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

from referral.domain.case_codes import REPLY_SYLLABLES, code_of, read_code
from referral.domain.referrals import Referral
from referral.store.replies import ReplyLink
from referral.usecases.office import Change, new_id

SIGNATURE_BYTES = 16
REPLY, OWN = "reply", "own"
"""What a link is for: a referral to answer, or a service's own record. Neither opens the other."""


def new_link(change: Change, referral: Referral) -> ReplyLink:
    """A link for a referral that was just sent, for as long as the policy says."""
    link_id = new_id()
    secret = change.office.records.secret
    return ReplyLink(
        id=link_id,
        referral_id=referral.id,
        code_hash=code_hash(secret, spoken_code(secret, link_id)),
        made_at=change.now,
        made_by=change.by,
        expires_at=change.now + timedelta(hours=change.office.policy.link_hours),
    )


def token_of(secret: bytes, link_id: str, purpose: str = REPLY) -> str:
    """The last part of a link's address: its id and a signature."""
    return f"{link_id.replace('-', '')}{_signature(secret, link_id, purpose)}"


def read_token(secret: bytes, token: str, purpose: str = REPLY) -> str | None:
    """The link's id of an address whose signature is ours; None of any other."""
    plain, signature = token[:32], token[32:]
    if len(plain) != 32 or not plain.isascii() or not plain.isalnum():
        return None
    link_id = "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))
    expected = _signature(secret, link_id, purpose)
    same = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    return link_id if same else None


def spoken_code(secret: bytes, link_id: str, purpose: str = REPLY) -> str:
    """The code to read aloud."""
    return code_of(_digest(secret, f"{purpose}-code", link_id), REPLY_SYLLABLES)


def code_hash(secret: bytes, code: str, purpose: str = REPLY) -> str:
    """What the database keeps of a spoken code."""
    return _digest(secret, f"{purpose}-code-hash", code).hex()


def typed_code(text: str) -> str | None:
    """A reply code as somebody typed it; None where it is none."""
    return read_code(text, REPLY_SYLLABLES)


def _signature(secret: bytes, link_id: str, purpose: str) -> str:
    digest = _digest(secret, f"{purpose}-link", link_id)[:SIGNATURE_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _digest(secret: bytes, purpose: str, text: str) -> bytes:
    return hmac.new(secret, f"{purpose}:{text}".encode(), hashlib.sha256).digest()
