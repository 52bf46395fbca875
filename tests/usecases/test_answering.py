"""A service answers by its link, or signed in: what it sees, what it may do, what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from referral.domain.access import Actor, Role
from referral.domain.cases import Closure
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.referrals import DeclineReason, WithdrawalReason
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need
from referral.store import audit, cases, replies
from referral.usecases import answering, referring
from referral.usecases.case_views import show_case
from referral.usecases.office import Office
from tests.offices import NOW, OPERATOR, RECEIVER
from tests.usecases.replying import Sent, send
from tests.usecases.test_at_once import together

HOUR = timedelta(hours=1)
OTHER = Actor("re-2", frozenset({Role.RECEIVER}), organization="Yayasan Uji Kedua")


def shown(sent: Sent, at: int = 0, **more: Any) -> dict[str, Any]:
    given = {"now": NOW, "language": "id", **more}
    return answering.show_reply(sent.office, sent.link(at), **given)


def say(sent: Sent, to: S, reason: str | None = None, at: int = 0, now: Any = NOW) -> None:
    answering.answer(sent.office, sent.link(at), to, reason, now=now)


def test_the_page_says_who_asks_whom_for_what_and_until_when(sqlite_office: Office) -> None:
    page = shown(send(sqlite_office))
    assert page["desk"] == {"desk": "Meja Uji", "organization": "Hotline Uji", "phone": "129"}
    assert (page["service"], page["need"]) == ("Rumah Uji", "shelter")
    assert page["need_label"] == "Tempat aman sementara"
    assert page["sent_at"] == NOW and page["sent_at"].utcoffset() == 8 * HOUR
    assert page["due_at"] > NOW and not page["overdue"]
    assert page["may"] == ["acknowledged", "accepted", "declined"]


def test_to_look_changes_nothing_at_all(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    link = sent.link()
    with sqlite_office.records.reading() as session:
        before = (sent.case, sent.case.events, list(audit.every_entry(session)))
    for _look in range(3):
        answering.show_reply(sqlite_office, link, now=NOW, language="en")
    with sqlite_office.records.reading() as session:
        assert (sent.case, sent.case.events, list(audit.every_entry(session))) == before


def test_a_service_goes_all_the_way_by_its_link(office: Office) -> None:
    sent = send(office)
    for to in (S.ACKNOWLEDGED, S.ACCEPTED, S.ARRIVED, S.SERVICE_STARTED):
        assert to.value in shown(sent)["may"]
        say(sent, to)
        assert sent.referral.status is to
    assert shown(sent)["may"] == []
    by = {event.actor for event in sent.case.events if event.to_status is S.ACCEPTED}
    assert by == {f"link:{sent.link()}"}
    with office.records.reading() as session:
        last = audit.latest_entries(session, "case", sent.code, limit=1)[0]
    assert (last.actor_id, last.action) == (f"link:{sent.link()}", "referral_answered")


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_every_reason_for_a_no_is_kept_counted_and_proposes_the_next(
    sqlite_office: Office, reason: DeclineReason
) -> None:
    sent = send(sqlite_office)
    say(sent, S.DECLINED, reason.value)
    assert (sent.referral.status, sent.referral.reason) == (S.DECLINED, reason.value)
    need = show_case(sqlite_office, OPERATOR, sent.code, now=NOW, language="id")["answers"][0]
    assert need["next"]["name"] == "Rumah Uji Kedua", "the desk sees whom to ask next at once"
    assert need["may_ask_more"]
    with sqlite_office.records.reading() as session:
        counted = {one.code for one in cases.counts_since(session, NOW.date())}
    assert f"declined:{reason.value}" in counted


@pytest.mark.parametrize("reason", [None, "", "because"])
def test_a_no_needs_one_of_the_reasons(sqlite_office: Office, reason: str | None) -> None:
    sent = send(sqlite_office)
    with pytest.raises(ActionRefused):
        say(sent, S.DECLINED, reason)
    assert sent.referral.status is S.SENT


@pytest.mark.parametrize("to", [S.COMPLETED, S.WITHDRAWN, S.UNSAFE_STOP, S.NO_ANSWER, S.SENT])
def test_what_is_the_desks_to_say_no_service_says(sqlite_office: Office, to: S) -> None:
    sent = send(sqlite_office)
    with pytest.raises(ActionRefused, match="wrong_state"):
        say(sent, to)


def test_a_yes_takes_back_what_was_asked_beside_it(office: Office) -> None:
    sent = send(office, danger="yes")
    referring.ask_next(
        office, OPERATOR, sent.code, Need.SHELTER, version=sent.case.version, now=NOW
    )
    other = sent.link(1)
    say(sent, S.ACCEPTED)
    parallel = sent.case.referrals[1]
    assert (parallel.status, parallel.reason) == (S.WITHDRAWN, WithdrawalReason.MET_ELSEWHERE)
    with pytest.raises(ActionRefused, match="link_ended"):
        answering.answer(office, other, S.ACCEPTED, now=NOW)


def test_the_same_button_twice_counts_once(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    say(sent, S.ACCEPTED)
    version = sent.case.version
    say(sent, S.ACCEPTED)
    say(sent, S.ACKNOWLEDGED)
    assert sent.case.version == version


def test_a_service_that_answers_late_is_told_whom_to_call(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    link = sent.link()
    late = NOW + timedelta(days=2)
    referring.ask_next(
        sqlite_office, OPERATOR, sent.code, Need.SHELTER, version=sent.case.version, now=late
    )
    assert sent.referral.status is S.NO_ANSWER
    for step in (
        lambda: answering.answer(sqlite_office, link, S.ACCEPTED, now=late),
        lambda: answering.show_reply(sqlite_office, link, now=late, language="id"),
    ):
        with pytest.raises(ActionRefused) as told:
            step()
        assert told.value.code == "link_ended"
        assert told.value.facts["phone"] == "129" and told.value.facts["desk"] == "Meja Uji"
    assert sent.referral.status is S.NO_ANSWER


def test_a_link_ends_at_its_hour(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    hours = sqlite_office.policy.link_hours
    assert shown(sent, now=NOW + (hours - 0.001) * HOUR)["waiting"]
    with pytest.raises(ActionRefused, match="link_ended"):
        shown(sent, now=NOW + hours * HOUR)
    with pytest.raises(ActionRefused, match="link_ended"):
        say(sent, S.ACCEPTED, now=NOW + hours * HOUR)
    assert sent.referral.status is S.SENT


def test_the_link_of_a_closed_case_has_ended(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    say(sent, S.ACCEPTED)
    version = sent.case.version
    referring.close(
        sqlite_office, OPERATOR, sent.code, Closure.TRANSFERRED, version=version, now=NOW
    )
    with pytest.raises(ActionRefused, match="link_ended"):
        shown(sent)


def test_a_token_is_ours_or_none(sqlite_office: Office) -> None:
    token = send(sqlite_office).token()
    assert answering.link_of_token(sqlite_office, token)
    wrong = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[1:], token + "A", "", "x" * 54]
    wrong += [("0" if token[0] != "0" else "1") + token[1:], token.upper(), "é" * 54]
    for text in wrong:
        with pytest.raises(NotFound):
            answering.link_of_token(sqlite_office, text)


def test_a_code_is_taken_as_it_was_heard(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    code, token = sent.spoken(), sent.token()
    plain = code.replace("-", "")
    spaced = " ".join(plain[at : at + 2] for at in range(0, len(plain), 2))
    for typed in (code, code.upper(), plain, spaced, f"  {code.title()}. ", code.replace("-", " ")):
        assert answering.token_of_code(sqlite_office, typed) == token
    for wrong in ("", "halo", plain[:-2], plain + "ba", "ba" * 8, "'; --"):
        with pytest.raises(NotFound):
            answering.token_of_code(sqlite_office, wrong)


def test_a_yes_by_link_and_a_silence_noted_at_once_leave_one_of_them(office: Office) -> None:
    for _round in range(6):
        sent = send(office)
        link, version, ref = sent.link(), sent.case.version, sent.referral.id

        def yes(link: str = link) -> None:
            answering.answer(office, link, S.ACCEPTED, now=NOW)

        def silence(sent: Sent = sent, version: int = version, ref: str = ref) -> None:
            referring.record(
                office, OPERATOR, sent.code, ref, S.NO_ANSWER,
                reason="not_picked_up", version=version, now=NOW,
            )  # fmt: skip

        ends = together(yes, silence)
        won = S.ACCEPTED if ends[0] == "done" else S.NO_ANSWER
        assert ends == (["done", "overtaken"] if won is S.ACCEPTED else ["link_ended", "done"])
        assert sent.referral.status is won
        both = {S.ACCEPTED, S.NO_ANSWER}
        assert [e.to_status for e in sent.case.events if e.to_status in both] == [won]


def test_a_yes_is_not_lost_because_the_desk_notes_something_else(office: Office) -> None:
    from referral.domain.cases import ContactOutcome

    for _round in range(6):
        sent = send(office)
        link, version = sent.link(), sent.case.version

        def yes(link: str = link) -> None:
            answering.answer(office, link, S.ACCEPTED, now=NOW)

        def note(sent: Sent = sent, version: int = version) -> None:
            referring.note_contact(
                office, OPERATOR, sent.code, ContactOutcome.REACHED, version=version, now=NOW
            )

        ends = together(yes, note)
        assert ends[0] == "done" and ends[1] in ("done", "overtaken")
        assert sent.referral.status is S.ACCEPTED


def received(office: Office, actor: Actor = RECEIVER) -> list[dict[str, Any]]:
    return answering.list_received(office, actor, now=NOW, language="id")


def test_an_institution_sees_what_was_sent_to_it_the_newest_waiting_first(
    sqlite_office: Office,
) -> None:
    first = send(sqlite_office, now=NOW - 3 * HOUR)
    second = send(sqlite_office, now=NOW - 2 * HOUR)
    third = send(sqlite_office, now=NOW - HOUR)
    say(third, S.ACCEPTED)
    drafted = referring_draft(sqlite_office)
    assert [one["code"] for one in received(sqlite_office)] == [second.code, first.code, third.code]
    assert drafted not in {one["code"] for one in received(sqlite_office)}
    assert received(sqlite_office, OTHER) == [] == received(sqlite_office, OPERATOR)


def referring_draft(office: Office) -> str:
    from referral.usecases.open_case import open_case
    from tests.offices import body

    return open_case(office, body(), actor=OPERATOR, now=NOW)


def test_staff_see_and_do_the_same_as_by_the_link(office: Office) -> None:
    sent = send(office)
    ref = sent.referral.id
    by_account = answering.show_received(office, RECEIVER, ref, now=NOW, language="id")
    assert by_account == shown(sent)
    answering.answer_received(office, RECEIVER, ref, S.ACCEPTED, now=NOW)
    assert sent.referral.status is S.ACCEPTED
    assert {e.actor for e in sent.case.events if e.to_status is S.ACCEPTED} == {"re-1"}
    with office.records.reading() as session:
        read = audit.latest_entries(session, "referral", ref)
    assert [(one.actor_id, one.action) for one in read] == [("re-1", "received_read")]


@pytest.mark.parametrize("actor", [OTHER, OPERATOR, Actor()])
def test_a_referral_to_another_institution_is_not_there(
    sqlite_office: Office, actor: Actor
) -> None:
    ref = send(sqlite_office).referral.id
    with pytest.raises(NotFound):
        answering.show_received(sqlite_office, actor, ref, now=NOW, language="id")
    with pytest.raises(NotFound):
        answering.answer_received(sqlite_office, actor, ref, S.ACCEPTED, now=NOW)


def test_what_was_not_sent_yet_is_not_there_for_the_institution(sqlite_office: Office) -> None:
    code = referring_draft(sqlite_office)
    ref = Sent(sqlite_office, code).referral.id
    with pytest.raises(NotFound):
        answering.show_received(sqlite_office, RECEIVER, ref, now=NOW, language="id")


@pytest.mark.parametrize(
    ("to", "reason", "told"),
    [
        (S.WITHDRAWN, "child_refused", "ended"),
        (S.UNSAFE_STOP, None, "ended"),
        (S.LOST_CONTACT, None, "ended"),
        (S.DECLINED, "full", "declined"),
    ],
)
def test_how_a_referral_ended_is_the_childs_matter_unless_the_service_ended_it(
    sqlite_office: Office, to: S, reason: str | None, told: str
) -> None:
    sent = send(sqlite_office)
    version, ref = sent.case.version, sent.referral.id
    referring.record(
        sqlite_office, OPERATOR, sent.code, ref, to, reason=reason, version=version, now=NOW
    )
    page = answering.show_received(sqlite_office, RECEIVER, ref, now=NOW, language="id")
    assert (page["status"], page["may"], page["ended"]) == (told, [], True)
    assert page["reason"] == ("full" if to is S.DECLINED else None)


def test_a_hidden_place_is_its_gateway_on_its_own_reply_page(sqlite_office: Office) -> None:
    sent = send(sqlite_office)
    with sqlite_office.records.writing() as session:
        from sqlalchemy import update

        from referral.store.tables import metadata

        table = metadata().tables["referral"]
        session.execute(update(table).values(service_id="rumah-rahasia"))
    page = shown(sent)
    assert "Rahasia" not in str(page) and page["service"]
    assert page["record"] == {"total": None, "free": None, "hours": []}


def test_links_and_codes_of_two_referrals_differ(sqlite_office: Office) -> None:
    sent = send(sqlite_office, "shelter", "medical")
    assert len({sent.token(0), sent.token(1), sent.spoken(0), sent.spoken(1)}) == 4
    with sqlite_office.records.reading() as session:
        found = replies.link_by_id(session, sent.link(0))
    assert found is not None and sent.spoken(0) not in str(found), "only a hash of it is kept"
