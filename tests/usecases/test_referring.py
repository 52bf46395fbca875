"""A case from its plan to its end, over SQLite and PostgreSQL; time is moved by hand."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from referral.domain.access import Actor
from referral.domain.cases import Case, Closure, ContactOutcome, EventKind, FollowUpOutcome
from referral.domain.cases import HandoverCheck as Check
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need, Tier
from referral.store import cases, replies
from referral.usecases import referring
from referral.usecases.case_views import desk_cases, show_case, show_work
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.usecases.reply_codes import code_hash, read_token, spoken_code, token_of
from tests.offices import CASEWORKER, NOW, OPERATOR, SECOND, STRANGER, body

YES = Consent(Assent.GIVEN, GuardianConsent.GIVEN)


class Life:
    """One case and the people who work on it."""

    def __init__(self, office: Office, *needs: str, **more: Any) -> None:
        self.office = office
        self.now = NOW
        self.code = open_case(office, body(*needs, **more), actor=OPERATOR, now=NOW)

    @property
    def case(self) -> Case:
        with self.office.records.reading() as session:
            found = cases.case_by_code(session, self.code)
        assert found is not None
        return found

    def after(self, **more: float) -> Life:
        self.now += timedelta(**more)
        return self

    def current(self, need: str = "shelter") -> Any:
        return self.case.current(Need(need))

    def agree(self, consent: Consent = YES) -> None:
        referring.note_consent(
            self.office, OPERATOR, self.code, consent, version=self.case.version, now=self.now
        )

    def send(self, need: str = "shelter") -> None:
        ref = self.current(need).id
        referring.send(
            self.office, OPERATOR, self.code, [ref], version=self.case.version, now=self.now
        )

    def record(self, to: S, reason: str | None = None, need: str = "shelter") -> None:
        referring.record(
            self.office, OPERATOR, self.code, self.current(need).id, to,
            reason=reason, version=self.case.version, now=self.now,
        )  # fmt: skip

    def ask_next(self, need: str = "shelter", **more: Any) -> None:
        referring.ask_next(
            self.office, OPERATOR, self.code, Need(need), version=self.case.version,
            now=self.now, **more,
        )  # fmt: skip

    def counted(self) -> dict[str, int]:
        with self.office.records.reading() as session:
            found = cases.counts_since(session, date(2026, 1, 1))
        return {f"{one.need}:{one.code}": one.times for one in found}


def test_a_plan_becomes_a_case_with_a_draft_for_each_need(office: Office) -> None:
    life = Life(office, "medical", "shelter", "legal")
    made = life.case
    assert made.needs == (Need.MEDICAL, Need.SHELTER, Need.LEGAL)
    assert {one.need: one.service_id for one in made.referrals} == {
        Need.MEDICAL: "rsud-uji", Need.SHELTER: "rumah-uji", Need.LEGAL: "uptd-uji",
    }  # fmt: skip
    assert all(one.status is S.DRAFT for one in made.referrals)
    assert [c.service_id for c in made.candidates_of(Need.MEDICAL)] == ["rsud-uji", "rs-uji-kedua"]
    assert "hotline-sapa-129" in {c.service_id for c in made.candidates_of(Need.SHELTER, line=True)}
    assert life.counted() == {
        "medical:opened": 1, "shelter:opened": 1, "legal:opened": 1,
    }  # fmt: skip


def test_another_place_of_the_plan_may_be_chosen(office: Office) -> None:
    code = open_case(
        office, body("medical"), actor=OPERATOR, now=NOW, chosen={"medical": "rs-uji-kedua"}
    )
    with office.records.reading() as session:
        made = cases.case_by_code(session, code)
    assert made is not None and made.referrals[0].service_id == "rs-uji-kedua"


def test_what_is_kept_of_the_child_is_coded_and_coarse(office: Office) -> None:
    life = Life(
        office, "shelter", at={"text": "Desa Nita, Sikka"}, contact="reported", last_abuse="later",
        avoid=["53.08.01"], home="53.08.01", suspect=["police"], disability="deaf",
    )  # fmt: skip
    with office.records.engine.connect() as connection:
        row = dict(connection.exec_driver_sql("SELECT * FROM referral_case").mappings().one())
    assert row["regency_code"] == "53.07"
    text = repr({name: value for name, value in row.items() if name not in ("opened_at", "id")})
    assert "Nita" not in text and not re.search(r"53\.0\d\.\d", text)
    assert not re.search(r"\b14\b", text.replace("12-14", ""))
    assert life.case.triage.home == "53.08" and life.case.children[0].band == "12-14"


def test_nobody_without_a_desk_or_the_role_opens_a_case(office: Office) -> None:
    for actor, code in (
        (Actor("x", OPERATOR.roles), "no_desk"),
        (Actor("x", OPERATOR.roles, desk="unheard-of"), "no_desk"),
        (Actor(), "not_allowed"),
    ):
        with pytest.raises(ActionRefused) as caught:
            open_case(office, body(), actor=actor, now=NOW)
        assert caught.value.code == code


def test_nothing_is_sent_before_consent_is_noted(office: Office) -> None:
    life = Life(office)
    with pytest.raises(ActionRefused) as caught:
        life.send()
    assert caught.value.code == "wrong_state"
    life.agree()
    assert life.current().status is S.CONSENT_NOTED
    life.send()
    assert life.current().status is S.SENT


def test_urgent_care_goes_out_at_once_and_everything_else_waits(office: Office) -> None:
    life = Life(office, "medical", "shelter", contact="reported", last_abuse="<24h")
    life.send("medical")
    assert life.current("medical").status is S.SENT
    assert life.counted()["medical:urgent"] == 1
    with pytest.raises(ActionRefused):
        life.send("shelter")


def test_the_childs_no_is_kept_apart_and_sends_nothing(office: Office) -> None:
    life = Life(office)
    life.agree(Consent(Assent.REFUSED, GuardianConsent.GIVEN))
    assert life.current().status is S.DRAFT
    kinds = [event.kind for event in life.case.events]
    assert EventKind.CHILD_REFUSED in kinds
    assert life.counted()["shelter:child_refused"] == 1
    assert not any(code.startswith("shelter:declined") for code in life.counted())
    with pytest.raises(ActionRefused):
        life.send()


def test_a_guardian_of_an_implicated_family_cannot_be_noted(office: Office) -> None:
    life = Life(office, suspect=["household"])
    with pytest.raises(ActionRefused) as caught:
        life.agree()
    assert caught.value.code == "guardian_not_fitting"
    assert life.case.consent is None and life.case.version == 1, "nothing of it was written"


def test_a_no_brings_the_next_of_the_stored_plan(office: Office) -> None:
    life = Life(office)
    life.agree()
    life.send()
    life.after(minutes=20).record(S.DECLINED, "full")
    page = show_case(office, OPERATOR, life.code, now=life.now, language="id")
    (need,) = page["answers"]
    assert need["next"]["service_id"] == "rumah-uji-kedua" and need["may_ask_more"]
    assert need["referrals"][0]["reason"] == "full"
    life.ask_next()
    assert (life.current().service_id, life.current().status) == ("rumah-uji-kedua", S.SENT)
    assert life.current().attempt == 2
    assert life.counted()["shelter:declined:full"] == 1


def test_a_silence_is_noted_when_its_time_is_over_and_not_before(office: Office) -> None:
    life = Life(office)
    life.agree()
    life.send()
    assert life.current().urgent, "a bed tonight"
    with pytest.raises(ActionRefused) as caught:
        life.after(minutes=29).ask_next()
    assert caught.value.code == "answer_not_due"
    life.after(minutes=1).ask_next()
    first, second = life.case.attempts(Need.SHELTER)
    assert (first.status, first.reason) == (S.NO_ANSWER, "timer")
    assert second.status is S.SENT
    assert life.counted()["shelter:no_answer"] == 1


def test_in_danger_several_are_asked_and_the_first_yes_takes_back_the_rest(office: Office) -> None:
    life = Life(office, danger="yes")
    life.agree()
    life.send()
    life.after(minutes=1).ask_next()
    first, second = life.case.attempts(Need.SHELTER)
    assert first.status is S.SENT and second.status is S.SENT
    referring.record(
        office, OPERATOR, life.code, first.id, S.ACCEPTED, version=life.case.version, now=life.now
    )
    first, second = life.case.attempts(Need.SHELTER)
    assert first.status is S.ACCEPTED
    assert (second.status, second.reason) == (S.WITHDRAWN, "met_elsewhere")


def test_a_yes_taken_back_brings_the_next(office: Office) -> None:
    life = Life(office)
    life.agree()
    life.send()
    life.record(S.ACCEPTED)
    life.after(hours=1).record(S.WITHDRAWN, "service_retracted")
    with pytest.raises(ActionRefused):
        close(life, Closure.MET)
    life.ask_next()
    assert (life.current().service_id, life.current().status) == ("rumah-uji-kedua", S.SENT)
    assert life.counted()["shelter:retracted"] == 1


def test_after_two_of_a_tier_the_next_tier_is_asked_and_counted(office: Office) -> None:
    life = Life(office, "medical")
    life.agree()
    life.send("medical")
    life.record(S.DECLINED, "full", "medical")
    life.ask_next("medical")
    life.record(S.DECLINED, "no_specialist", "medical")
    page = show_case(office, OPERATOR, life.code, now=life.now, language="id")
    assert page["answers"][0]["next"] is None and page["answers"][0]["lines"]
    with pytest.raises(ActionRefused) as caught:
        life.ask_next("medical")
    assert caught.value.code == "nobody_left"
    assert life.counted()["medical:unmet"] == 1
    assert life.case.candidates_of(Need.MEDICAL)[0].tier is Tier.REGENCY


def test_a_named_candidate_may_be_asked_but_none_outside_the_plan(office: Office) -> None:
    life = Life(office)
    life.agree()
    life.send()
    life.record(S.DECLINED, "age")
    with pytest.raises(ActionRefused) as caught:
        life.ask_next(service_id="rsud-uji")
    assert caught.value.code == "unknown_service"
    life.ask_next(service_id="uptd-uji")
    assert life.current().service_id == "uptd-uji"


def test_the_whole_way_to_the_end_and_its_counters(office: Office) -> None:
    life = Life(office)
    life.agree()
    life.send()
    life.after(minutes=8).record(S.ACCEPTED)
    referring.check_handover(
        office, OPERATOR, life.code, life.current().id,
        [Check.VOICE_CONFIRMED, Check.ESCORT], version=life.case.version, now=life.now,
    )  # fmt: skip
    life.after(hours=2).record(S.ARRIVED)
    life.after(hours=1).record(S.SERVICE_STARTED)
    referring.follow_up(
        office, OPERATOR, life.code, "follow_up_24h", FollowUpOutcome.WELL,
        version=life.case.version, now=life.after(hours=20).now,
    )  # fmt: skip
    with pytest.raises(ActionRefused):
        close(life, Closure.MET)
    life.after(days=10).record(S.COMPLETED)
    close(life, Closure.MET)
    done = life.case
    assert not done.open and done.closure is Closure.MET
    assert life.counted() == {
        "shelter:opened": 1, "shelter:sent": 1, "shelter:accepted": 1,
        "shelter:accepted_tier:1": 1, "shelter:accepted_within:10m": 1, "shelter:completed": 1,
    }  # fmt: skip
    with pytest.raises(ActionRefused) as caught:
        life.ask_next()
    assert caught.value.code == "case_closed"


def close(life: Life, closure: Closure) -> None:
    referring.close(
        life.office, OPERATOR, life.code, closure, version=life.case.version, now=life.now
    )


def test_a_child_nobody_reaches_is_given_up_after_three_recorded_attempts(office: Office) -> None:
    life = Life(office)
    for made in range(4):
        with pytest.raises(ActionRefused) if made < 3 else _nothing():
            close(life, Closure.UNREACHABLE)
        if made < 3:
            referring.note_contact(
                office, OPERATOR, life.code, ContactOutcome.NOT_REACHED,
                version=life.case.version, now=life.now,
            )  # fmt: skip
    assert life.current().status is S.LOST_CONTACT and not life.case.open


class _nothing:  # noqa: N801 - a context that changes nothing
    def __enter__(self) -> None: ...
    def __exit__(self, *_error: object) -> None: ...


def test_a_change_of_mind_takes_back_what_has_not_begun(office: Office) -> None:
    life = Life(office, "medical", "shelter")
    life.agree()
    life.send("shelter")
    referring.withdraw_refused(office, OPERATOR, life.code, version=life.case.version, now=life.now)
    assert {one.status for one in life.case.referrals} == {S.WITHDRAWN}
    assert life.counted()["shelter:child_refused"] == 1
    with office.records.reading() as session:
        links = replies.links_of(session, [one.id for one in life.case.referrals])
    assert all(link.revoked_at for link in links.values())


def test_a_sent_referral_has_a_link_that_opens_and_a_code_that_is_kept_as_a_hash(
    office: Office,
) -> None:
    life = Life(office)
    life.agree()
    life.send()
    secret = office.records.secret
    with office.records.reading() as session:
        link = replies.links_of(session, [life.current().id])[life.current().id]
        code = spoken_code(secret, link.id)
        assert replies.link_by_code(session, code_hash(secret, code)) == link
        assert replies.link_by_code(session, code) is None
    token = token_of(secret, link.id)
    assert read_token(secret, token) == link.id
    assert read_token(b"another secret", token) is None
    for wrong in ("", token[:-1], token + "x", "0" * len(token), "é" * 40, token.upper()):
        assert read_token(secret, wrong) is None
    assert link.works(NOW + timedelta(hours=71)) and not link.works(NOW + timedelta(hours=72))


def test_who_acts_on_an_older_state_is_told(office: Office) -> None:
    life = Life(office)
    seen = life.case.version
    life.agree()
    with pytest.raises(Overtaken):
        referring.send(office, SECOND, life.code, [life.current().id], version=seen, now=life.now)
    assert life.current().status is S.CONSENT_NOTED


def test_a_case_is_the_desks_and_its_organisations_and_nobody_elses(office: Office) -> None:
    life = Life(office)
    for actor in (OPERATOR, SECOND, CASEWORKER):
        assert show_case(office, actor, life.code, now=NOW, language="en")["code"] == life.code
        assert len(show_work(office, actor, now=NOW, language="en")["cases"]) == 1
    for actor in (STRANGER, Actor(), Actor("r", frozenset(), organization="Hotline Uji")):
        with pytest.raises(NotFound):
            show_case(office, actor, life.code, now=NOW, language="en")
        with pytest.raises(NotFound):
            referring.close(office, actor, life.code, Closure.MET, version=1, now=NOW)
        with office.records.reading() as session:
            assert desk_cases(session, actor) == []


def test_the_list_begins_with_what_is_overdue(office: Office) -> None:
    quiet, late = Life(office, "legal"), Life(office)
    for life in (quiet, late):
        life.agree()
        life.send(life.case.needs[0].value)
    now: datetime = NOW + timedelta(minutes=31)
    found = show_work(office, OPERATOR, now=now, language="id")
    assert [one["code"] for one in found["cases"]] == [late.code, quiet.code]
    assert found["overdue"] == 1 and found["cases"][0]["next"]["code"] == "answer"


def test_every_step_is_written_down_and_none_can_be_changed(office: Office) -> None:
    life = Life(office)
    life.agree()
    steps = [(event.kind.value, event.actor) for event in life.case.events]
    assert steps == [("opened", "op-1")] * 2 + [("consent", "op-1"), ("moved", "op-1")]
    with pytest.raises(Exception, match="never changed"), office.records.writing() as session:
        session.connection().exec_driver_sql("UPDATE case_event SET actor = 'nobody'")
