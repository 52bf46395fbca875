"""Referrals that were sent and their links, for tests of what a service answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from referral.domain.cases import Case
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.referrals import Referral
from referral.domain.services import Service
from referral.store import cases, replies
from referral.usecases import referring
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.usecases.reply_codes import spoken_code, token_of
from tests.offices import NOW, OPERATOR, body

YES = Consent(Assent.GIVEN, GuardianConsent.GIVEN)


@dataclass
class Sent:
    """A case whose referrals were sent."""

    office: Office
    code: str

    @property
    def case(self) -> Case:
        """The case as it is now."""
        with self.office.records.reading() as session:
            found = cases.case_by_code(session, self.code)
        assert found is not None
        return found

    @property
    def referral(self) -> Referral:
        """The first referral as it is now."""
        return self.case.referrals[0]

    def link(self, at: int = 0) -> str:
        """The id of the link of a referral."""
        ref = self.case.referrals[at].id
        with self.office.records.reading() as session:
            return replies.links_of(session, [ref])[ref].id

    def token(self, at: int = 0) -> str:
        """The last part of the address of a reply page."""
        return token_of(self.office.records.secret, self.link(at))

    def spoken(self, at: int = 0) -> str:
        """The code to read aloud."""
        return spoken_code(self.office.records.secret, self.link(at))


def send(
    office: Office, *needs: str, now: datetime = NOW, consent: Consent = YES, **more: Any
) -> Sent:
    """Open a case for a girl of 14 in Sikka and send every referral of it."""
    made = Sent(office, open_case(office, body(*needs, **more), actor=OPERATOR, now=now))
    referring.note_consent(office, OPERATOR, made.code, consent, version=1, now=now)
    ids = [one.id for one in made.case.referrals]
    version = made.case.version
    referring.send(office, OPERATOR, made.code, ids, version=version, now=now)
    return made


def unplaced(service: Service, **changes: Any) -> Service:
    """The service as the store takes it: where children live has no point but the seat's."""
    given = {"latitude": None, "longitude": None, "location_basis": "none", **changes}
    return replace(service, **given)
