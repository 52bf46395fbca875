"""The child's own no, and what may be asked after it; services by the name the public knows."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.errors import ActionRefused
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need
from referral.store.tables import metadata
from referral.usecases import referring
from referral.usecases.case_views import show_case
from referral.usecases.office import Office
from tests.offices import OPERATOR
from tests.usecases.test_referring import Life

NO = Consent(Assent.REFUSED, GuardianConsent.GIVEN)


def refuse(life: Life) -> None:
    referring.withdraw_refused(
        life.office, OPERATOR, life.code, version=life.case.version, now=life.now
    )


def test_what_was_agreed_and_then_refused_is_not_sent(office: Office) -> None:
    life = Life(office, "shelter")
    life.agree()
    life.agree(NO)
    with pytest.raises(ActionRefused) as refused:
        life.send()
    assert refused.value.code == "consent_refused"
    assert life.current().status is S.CONSENT_NOTED


def test_urgent_care_does_not_wait_for_a_yes(office: Office) -> None:
    life = Life(office, "medical", danger="yes", contact="reported", last_abuse="<24h")
    life.agree(NO)
    life.send("medical")
    assert life.current("medical").status is S.SENT


def test_the_childs_later_no_stands_until_another_word_is_noted(office: Office) -> None:
    life = Life(office, "shelter")
    life.agree()
    life.send()
    refuse(life)
    consent = life.case.consent
    assert consent is not None and consent.assent is Assent.REFUSED
    life.ask_next()
    assert life.current().status is S.DRAFT  # another service hears nothing of it either


def test_one_no_of_the_child_is_counted_once(office: Office) -> None:
    life = Life(office, "shelter")
    life.agree(NO)
    refuse(life)
    assert life.counted()["shelter:child_refused"] == 1


def test_a_child_who_thinks_again_may_have_the_same_place(office: Office) -> None:
    life = Life(office, "shelter")
    life.agree(NO)
    first = life.current().service_id
    refuse(life)
    life.agree()
    life.ask_next()
    assert (life.current().service_id, life.current().status) == (first, S.SENT)


def test_a_need_that_is_met_is_asked_of_nobody_else(office: Office) -> None:
    life = Life(office, "shelter")
    life.agree()
    life.send()
    for step in (S.ACCEPTED, S.ARRIVED, S.SERVICE_STARTED, S.COMPLETED):
        life.record(step)
    with pytest.raises(ActionRefused) as refused:
        life.ask_next()
    assert refused.value.code == "answer_not_due"
    assert len(life.case.attempts(Need.SHELTER)) == 1


def test_a_hidden_place_is_asked_by_its_public_id_alone(office: Office) -> None:
    life = Life(office, "shelter")
    table = metadata().tables["referral_candidate"]
    second = update(table).where(table.c.position == 1, table.c.line.is_(False))
    with office.records.writing() as session:
        session.execute(second.values(service_id="rumah-rahasia"))
    life.agree()
    life.send()
    life.record(S.DECLINED, "full")
    document = show_case(office, OPERATOR, life.code, now=life.now, language="id")
    shown = document["answers"][0]["next"]
    assert shown["hidden"] and "rahasia" not in str(document)
    with pytest.raises(ActionRefused) as refused:
        life.ask_next(service_id="rumah-rahasia")
    assert refused.value.code == "unknown_service"
    life.ask_next(service_id=shown["service_id"])
    assert life.current().service_id == "rumah-rahasia"
