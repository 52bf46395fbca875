"""Records that go: tombstones, merges, and what still leads to them."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from referral.domain.errors import ActionRefused, Gone, NotFound, Overtaken
from referral.domain.merging import Side, differences, merged
from referral.domain.services import Phone, Service
from referral.domain.tombstones import RemovalReason
from referral.domain.vocabulary import Need
from referral.files.services import dumps
from referral.store.history import history_of
from referral.store.writing import replace_seed, save_service
from referral.usecases import referring
from referral.usecases.browse import show_service
from referral.usecases.case_views import show_case
from referral.usecases.exchange.importing import import_services
from referral.usecases.find_help import find_help
from referral.usecases.office import Office
from referral.usecases.upkeep import deciding
from referral.usecases.upkeep.merging import list_merged, merge, set_side_by_side, tell_apart
from referral.usecases.upkeep.removing import list_removed, remove, see, show_removed
from referral.usecases.world import World
from tests.builders import hospital, shelter
from tests.offices import EDITOR, NOW, OPERATOR, SERVICES, body
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.replying import send, unplaced
from tests.usecases.upkeep_office import (
    HIDDEN,
    SECOND,
    public_id,
    record,
    sqlite_office,
    stored_office,
)

REF, TWIN = "rsud-uji", "rs-uji-kedua"
LATER = NOW + timedelta(hours=1)
OTHER_HIDDEN = shelter(
    "rumah-rahasia-kedua", organization="Yayasan Uji Rahasia", confidential=True, regency="53.08"
)


@pytest.fixture
def office(tmp_path: Path, world: World) -> Iterator[Office]:
    with sqlite_office(tmp_path, world, (*SERVICES, OTHER_HIDDEN)) as made:
        yield made


@pytest.fixture
def either(engine: Engine, world: World) -> Office:  # noqa: F811 - the fixture
    """An office over a database of each kind."""
    return stored_office(engine, world)


def taken_out(office: Office, ref: str = REF) -> str | None:
    mark = see(office, EDITOR, ref, now=NOW).mark
    return remove(office, EDITOR, ref, RemovalReason.CLOSED, mark=mark, now=NOW)


def put_together(office: Office, kept: str = REF, gone: str = TWIN, **choices: Side) -> str | None:
    seen = set_side_by_side(office, EDITOR, kept, gone, now=NOW)
    marks = (seen.kept.mark, seen.gone.mark)
    return merge(office, EDITOR, kept, gone, choices, marks=marks, now=NOW)


def gone(office: Office, ref: str) -> Gone:
    with pytest.raises(Gone) as error:
        show_service(office.world, ref, now=NOW, language="id")
    return error.value


def test_what_was_removed_says_so_and_its_history_stays(office: Office) -> None:
    before = record(office, REF)
    assert taken_out(office) is None and record(office, REF) is None
    told = gone(office, REF)
    assert (told.reason, told.region, told.successor) == ("closed", "53.07", None)
    found = show_removed(office, EDITOR, REF)
    assert (found.last, found.versions[0].by) == (before, EDITOR.id)
    assert [one.what for one in found.versions] == ["removed", "added"]
    assert [one.service_id for one in list_removed(office, EDITOR)] == [REF]


def test_nothing_at_all_writes_under_an_id_that_is_spent(office: Office) -> None:
    before = record(office, REF)
    assert before is not None
    taken_out(office)
    with pytest.raises(ValueError, match="removed_id"), office.records.writing() as session:
        save_service(session, before, now=NOW)
    assert record(office, REF) is None


def test_who_saw_an_older_state_does_not_remove_it(office: Office) -> None:
    mark = see(office, EDITOR, REF, now=NOW).mark
    put_together(office)
    with pytest.raises(Overtaken):
        remove(office, EDITOR, REF, RemovalReason.MISTAKE, mark=mark, now=NOW)
    assert record(office, REF) is not None


def test_only_editors_remove_and_merge(office: Office) -> None:
    for act in (
        lambda: see(office, OPERATOR, REF, now=NOW),
        lambda: remove(office, OPERATOR, REF, RemovalReason.CLOSED, mark="x", now=NOW),
        lambda: set_side_by_side(office, OPERATOR, REF, TWIN, now=NOW),
        lambda: merge(office, OPERATOR, REF, TWIN, {}, marks=("", ""), now=NOW),
        lambda: tell_apart(office, OPERATOR, REF, TWIN, now=NOW),
        lambda: list_removed(office, OPERATOR),
        lambda: show_removed(office, OPERATOR, REF),
        lambda: set_side_by_side(office, EDITOR, REF, REF, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_of_a_hidden_place_that_is_gone_nothing_is_told(office: Office) -> None:
    ref = public_id(office)
    waiting = taken_out(office, ref)
    assert waiting is not None and record(office, HIDDEN) is not None
    deciding.approve(office, SECOND, [waiting], now=LATER)
    for asked in (ref, HIDDEN, "nothing-at-all"):
        with pytest.raises(NotFound) as error:
            show_service(office.world, asked, now=NOW, language="id")
        assert not isinstance(error.value, Gone), "as any id that never was"
    with pytest.raises(NotFound):
        show_removed(office, EDITOR, HIDDEN)
    assert list_removed(office, EDITOR) == []


def test_the_files_do_not_bring_back_what_was_removed(office: Office) -> None:
    taken_out(office)

    class Files:
        services = (unplaced(SERVICES[0]), hospital("rs-dari-berkas"))
        statements = ()
        problems = ()

    with office.records.writing() as session:
        report = replace_seed(session, Files(), now=NOW)
    assert (report.read, report.loaded, report.spent) == (2, 1, 1)
    assert record(office, REF) is None and record(office, "rs-dari-berkas") is not None


@pytest.mark.parametrize(
    ("merging", "code"), [(False, "removed_id"), (True, "merged_id")], ids=["removed", "merged"]
)
def test_an_import_does_not_bring_it_back_and_says_why(
    office: Office, merging: bool, code: str
) -> None:
    ref = TWIN if merging else REF
    row = record(office, ref)
    assert row is not None
    put_together(office) if merging else taken_out(office)
    report = import_services(
        office.world, office.records, io.BytesIO(dumps([row]).encode()), "uji.csv", now=NOW,
        commit=True,
    )  # fmt: skip
    (problem,) = report.problems
    assert (problem.code, problem.column, problem.line) == (code, "id", 2)
    assert problem.facts.get("successor") == (REF if merging else None)
    assert record(office, ref) is None


def test_an_export_of_a_hidden_place_does_not_come_back_once_it_is_gone(office: Office) -> None:
    ref = public_id(office)
    waiting = taken_out(office, ref)
    assert waiting is not None
    deciding.approve(office, SECOND, [waiting], now=LATER)
    row = replace(unplaced(hospital(ref)), id=ref)
    report = import_services(
        office.world, office.records, io.BytesIO(dumps([row]).encode()), "uji.csv", now=NOW
    )
    assert [one.code for one in report.problems] == ["removed_id"]


def test_a_merge_keeps_both_histories_and_leads_on(office: Office) -> None:
    number = Phone("+62382111222", "(0382) 111222")
    twin = record(office, TWIN)
    assert twin is not None
    with office.records.writing() as session:
        save_service(session, replace(twin, phones=(number,)), now=NOW)
    assert put_together(office) is None
    kept = record(office, REF)
    assert kept is not None and number in kept.phones and twin.name in kept.aliases
    assert record(office, TWIN) is None
    assert gone(office, TWIN).successor == REF
    with office.records.reading() as session:
        assert history_of(session, REF)[0].what == "changed"
    assert [one.service_id for one in list_merged(office, REF)] == [TWIN]
    assert show_removed(office, EDITOR, TWIN).versions[0].what == "removed"


def test_of_two_who_merge_crosswise_at_once_one_does(either: Office) -> None:
    seen = set_side_by_side(either, EDITOR, REF, TWIN, now=NOW)
    marks = (seen.kept.mark, seen.gone.mark)
    ways = ((REF, TWIN, marks), (TWIN, REF, marks[::-1]))
    start, told = threading.Barrier(2), []

    def press(kept: str, gone_ref: str, both: tuple[str, str]) -> None:
        start.wait()
        try:
            merge(either, EDITOR, kept, gone_ref, {}, marks=both, now=NOW)
            told.append("merged")
        except (NotFound, Overtaken) as late:
            told.append(late.code)

    people = [threading.Thread(target=press, args=way) for way in ways]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(told)[0] == "merged" and len(set(told)) == 2
    left = [ref for ref in (REF, TWIN) if record(either, ref) is not None]
    assert len(left) == 1
    assert {one.successor_id for one in either.tables.directory.tombstones.values()} == set(left)


def test_the_way_leads_through_several_merges_and_ends_where_the_last_is_gone(
    office: Office,
) -> None:
    put_together(office, TWIN, "lbh-uji")
    put_together(office, REF, TWIN)
    assert gone(office, "lbh-uji").successor == REF
    taken_out(office)
    assert gone(office, "lbh-uji").successor is None


def test_two_hidden_places_are_merged_by_two_people(office: Office) -> None:
    kept, twin = public_id(office), public_id(office, OTHER_HIDDEN.id)
    waiting = put_together(office, kept, twin)
    assert waiting is not None and record(office, OTHER_HIDDEN.id) is not None
    shown = deciding.show_waiting(office, SECOND, waiting, now=NOW)
    assert shown.leaving is not None and shown.leaving.id == OTHER_HIDDEN.id
    assert deciding.approve(office, SECOND, [waiting], now=LATER) == ()
    assert record(office, OTHER_HIDDEN.id) is None
    found = record(office, HIDDEN)
    assert found is not None and found.confidential and OTHER_HIDDEN.name in found.aliases
    plan = find_help(
        office.world,
        body("shelter", tried=[{"service_id": twin, "outcome": "full"}]),
        now=NOW,
        language="id",
    )
    rejected = {one["service_id"] for one in plan["answers"][0]["rejected"]}
    assert kept in rejected, "who tried the one has tried the other"


def test_what_one_of_them_keeps_secret_stays_so(office: Office) -> None:
    open_one = record(office, "rumah-uji")
    assert open_one is not None
    waiting = put_together(office, "rumah-uji", public_id(office))
    assert waiting is not None, "a hidden place would go: two people"
    deciding.approve(office, SECOND, [waiting], now=LATER)
    after = record(office, "rumah-uji")
    assert after is not None and after.confidential
    with pytest.raises(NotFound):
        show_service(office.world, "rumah-uji", now=NOW, language="id")


def test_a_merge_that_would_show_a_hidden_place_is_refused(office: Office) -> None:
    with pytest.raises(ActionRefused) as refused:
        put_together(office, REF, "rumah-uji", needs=Side.KEPT)
    assert refused.value.code == "uncovers_hidden_place"
    with pytest.raises(ActionRefused) as nonsense:
        put_together(office, REF, TWIN, name=Side.BOTH)
    assert nonsense.value.code == "no_such_choice"


@pytest.fixture
def asked_twin(office: Office) -> str:
    """A case whose medical referral went to the record that is then merged into the other."""
    sent = send(office, "medical")
    assert sent.referral.service_id == TWIN
    put_together(office, REF, TWIN)
    return sent.code


def test_an_open_case_goes_on_with_the_record_that_stays(office: Office, asked_twin: str) -> None:
    shown = show_case(office, OPERATOR, asked_twin, now=LATER, language="id")
    (answer,) = shown["answers"]
    service = answer["referrals"][0]["service"]
    kept = record(office, REF)
    assert kept is not None
    assert (service["service_id"], service["name"], service["gone"]) == (REF, kept.name, False)
    offered = [answer["next"], *answer["others"]]
    assert REF not in {one["service_id"] for one in offered if one}, "it was asked already"
    with pytest.raises(ActionRefused):
        referring.ask_next(
            office, OPERATOR, asked_twin, Need.MEDICAL, service_id=REF,
            version=shown["version"], now=LATER + timedelta(days=3),
        )  # fmt: skip


def test_a_case_whose_service_was_removed_shows_that_it_is_gone(office: Office) -> None:
    sent = send(office, "medical")
    taken_out(office, sent.referral.service_id)
    shown = show_case(office, OPERATOR, sent.code, now=LATER, language="id")
    service = shown["answers"][0]["referrals"][0]["service"]
    assert service["gone"] and service["name"] == office.tables.directory.tombstones[TWIN].name


def test_a_plan_that_was_open_still_works(office: Office) -> None:
    taken_out(office, TWIN)
    asked = body("medical", tried=[{"service_id": TWIN, "outcome": "no_answer"}], avoid=[TWIN])
    plan = find_help(office.world, asked, now=NOW, language="id")
    assert plan["answers"][0]["recommended"]["service_id"] == REF


DAY = date(2026, 5, 1)


def of(**changes: object) -> Service:
    return hospital("a", **changes)


@pytest.mark.parametrize(
    ("kept", "twin", "part", "side"),
    [
        pytest.param(of(), of(email="x@uji.example"), "email", Side.GONE, id="filled over empty"),
        pytest.param(of(email="x@uji.example"), of(), "email", Side.KEPT, id="empty never wins"),
        pytest.param(
            of(facts={"inpatient": "yes"}), of(facts={"inpatient": "no"}), "facts.inpatient",
            Side.KEPT, id="both stated, the one that stays",
        ),
        pytest.param(of(phones=(Phone("+621", "1"),)), of(phones=(Phone("+622", "2"),)), "phones",
                     Side.BOTH, id="numbers of both"),
        pytest.param(of(name="A"), of(name="B"), "name", Side.KEPT, id="the name of the first"),
    ],
)  # fmt: skip
def test_what_is_proposed(kept: Service, twin: Service, part: str, side: Side) -> None:
    found = {one.part: one.proposed for one in differences(kept, twin)}
    assert found[part] is side


def test_the_newer_verified_wins(office: Office) -> None:
    old, new = of(min_age=1), of(min_age=2)
    new = replace(new, provenance=replace(new.provenance, verified_on=DAY))
    assert {one.proposed for one in differences(old, new) if one.part == "ages"} == {Side.GONE}
    assert merged(old, new, {}).min_age == 2 and merged(new, old, {}).min_age == 2
    assert merged(old, new, {"ages": Side.KEPT}).min_age == 1
