"""Whatever a service file can say the form can say: real records typed anew come out the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral.domain.services import FACT_NAMES, UNKNOWN, Phone, Service
from referral.domain.upkeep_fields import PLACE
from referral.files.services import service_from
from referral.usecases.upkeep.record_inputs import Typed, inputs_of, typed_hours
from referral.usecases.world import World
from tests.builders import hospital

EVERY = 40
"""Records of the directory that are left out between two that are typed."""


def typed_anew(service: Service, world: World, language: str) -> Service:
    """The record that an editor makes who types everything that the form shows of another one."""
    inputs = inputs_of(service, world.atlas, language)
    for name in FACT_NAMES:
        if service.fact(name) != UNKNOWN:
            inputs[f"{name}-basis"] = str(service.fact(name).basis)
    for met in service.needs:
        inputs[f"needs-{met.need}-basis"] = str(met.basis)
    typed = Typed(inputs, None, world.atlas, language)
    verified = service.provenance.verified_on
    given = {"id": service.id, "verified_on": verified.isoformat() if verified else ""}
    made, problems = service_from({**typed.cells(), **given})
    assert made is not None, (service.id, problems)
    assert typed.mistakes == [], service.id
    return made


def ordered(service: Service) -> Service:
    """The same, its sets in one order; of a hidden place without how its seat is known."""
    more: dict[str, Any] = {}
    if service.confidential or service.houses_children:
        more = {**dict.fromkeys(PLACE), "location_basis": "none"}
    return replace(
        service,
        needs=tuple(sorted(service.needs, key=str)),
        sub_needs=tuple(sorted(service.sub_needs)),
        **more,
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_record_typed_anew_is_the_same(world: World, language: str) -> None:
    some = world.directory().services[:: EVERY if language == "id" else EVERY * 5]
    assert len(some) > 50
    for service in some:
        assert ordered(typed_anew(service, world, language)) == ordered(service)


def test_numbers_that_say_more_than_their_print_stay_so(world: World) -> None:
    phones = (
        Phone("129", "Hubungi SAPA", short_code=True, open_24h=True),
        Phone("+6238221617", "21617; pes. 3", open_24h=False),
        Phone(None, "(0382) 21617"),
    )
    service = hospital("rsud-uji", phones=phones)
    assert typed_anew(service, world, "id").phones == phones


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "cell", ["24/7", "Mo-Fr 08:00-16:00;PH off", "Sa 20:00-04:00", "PH open", "Mo,We 08:00-09:00"]
)
def test_hours_are_shown_in_words_that_are_read_back(
    world: World, language: str, cell: str
) -> None:
    made, problems = service_from(
        {**typed_cells(world), "hours": cell.replace("Mo,We", "Mo 08:00-09:00;We").strip()}
    )
    assert made is not None, problems
    assert typed_anew(made, world, language).hours == made.hours
    if cell.startswith("Mo-Fr"):
        assert {"id": "Senin–Jumat 08.00", "en": "Monday–Friday 08:00"}[language] in typed_hours(
            made.hours, language
        )


def typed_cells(world: World) -> dict[str, str]:
    """The cells of a made-up hospital."""
    service = hospital("rsud-uji")
    inputs = inputs_of(service, world.atlas, "id")
    return {**Typed(inputs, None, world.atlas, "id").cells(), "id": service.id}
