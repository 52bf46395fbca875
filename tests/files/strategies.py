"""Arbitrary well-formed services, for the tests of what must not be lost."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from referral.domain.services import (
    FACT_NAMES,
    UNKNOWN,
    Capacity,
    Hours,
    Interval,
    NeedMet,
    Phone,
    Provenance,
    Service,
    fact,
)
from referral.domain.vocabulary import (
    NEED_OF,
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    SubNeed,
    Trilean,
)

words = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=' ;|\\,"'),
    min_size=1,
    max_size=40,
).map(lambda text: "x" + text.strip())
maybe_words = st.none() | words
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
urls = st.from_regex(r"https://[a-z]{1,8}\.id/[a-z;?&=()|]{0,12}", fullmatch=True)
years = st.none() | st.integers(1945, 2100)
days = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
facts = st.builds(fact, st.sampled_from(Trilean), st.sampled_from(Basis)).filter(
    lambda known: known != UNKNOWN
)
phones = st.lists(
    st.builds(
        Phone,
        number=st.none() | st.from_regex(r"\+?[0-9]{3,14}", fullmatch=True),
        display=words | st.from_regex(r"0[0-9]{2,3}-[0-9]{6,8}", fullmatch=True),
        short_code=st.booleans(),
        open_24h=st.none() | st.booleans(),
    ),
    max_size=3,
).map(tuple)


def _interval(weekday: int, start: int, length: int) -> Interval:
    return Interval(weekday, start, start + length)


hours = st.builds(
    lambda intervals, holidays, text: Hours(
        tuple(sorted(set(intervals), key=lambda i: (i.weekday, i.start, i.end))), holidays, text
    ),
    st.lists(
        st.builds(_interval, st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)),
        max_size=9,
    ),
    st.sampled_from(Trilean),
    maybe_words,
)
needs = st.lists(
    st.builds(NeedMet, st.sampled_from(Need), st.sampled_from(How), st.sampled_from(Basis)),
    unique_by=lambda met: met.need,
    max_size=6,
).map(tuple)
lists = st.lists(words, unique=True, max_size=3).map(tuple)


@st.composite
def services(draw: st.DrawFn) -> Service:
    """A service that keeps the format's rules; secret ones have no place."""
    met = draw(needs)
    offered = {one.need for one in met}
    fitting = [sub for sub in SubNeed if NEED_OF[sub] in offered]
    secret = draw(st.booleans())
    housing = any(one.need is Need.SHELTER and one.how is How.DIRECT for one in met)
    regency = draw(st.none() | st.from_regex(r"[1-9][0-9]\.[0-9]{2}", fullmatch=True))
    level = draw(st.sampled_from(Level))
    open_place = not (secret or housing)
    pointed = open_place and draw(st.booleans())
    total = draw(st.none() | st.integers(0, 5000))
    low = draw(st.none() | st.integers(0, 60))
    return Service(
        id=draw(slugs),
        name=draw(words),
        organization=draw(words),
        kind=draw(st.sampled_from(Kind)),
        status=draw(st.sampled_from(Status)),
        level=level,
        operator=draw(st.sampled_from(Operator)),
        needs=met,
        sub_needs=tuple(draw(st.lists(st.sampled_from(fitting), unique=True))) if fitting else (),
        takes_reports=draw(st.booleans()),
        regency_code=regency,
        province_code=regency[:2] if regency else None,
        coverage=tuple(
            draw(st.lists(st.sampled_from(["ID", "53", "53.07", "MY"]), unique=True, max_size=3))
        ),
        provenance=Provenance(
            publisher=draw(words),
            year=draw(years),
            confidence=draw(st.sampled_from(Confidence)),
            verified_on=draw(days),
            phone_year=draw(years),
            source_urls=tuple(draw(st.lists(urls, unique=True, max_size=3))),
            evidence=draw(maybe_words),
        ),
        country=draw(st.sampled_from(["MY", "SA"])) if level is Level.ABROAD else None,
        kecamatan_code=f"{regency}.01" if regency and open_place and draw(st.booleans()) else None,
        acronym=draw(maybe_words),
        aliases=draw(lists),
        ecpat_member=draw(st.booleans()),
        latitude=draw(st.floats(-11, 6)) if pointed else None,
        longitude=draw(st.floats(95, 141)) if pointed else None,
        location_basis="stated" if pointed else draw(st.sampled_from(["none", "regency_seat"])),
        location_note=draw(maybe_words) if open_place else None,
        address=draw(maybe_words) if open_place else None,
        confidential=secret,
        phones=draw(phones),
        whatsapp=draw(phones),
        email=draw(st.none() | st.just("unit@example.go.id")),
        website=draw(st.none() | urls),
        min_age=low,
        max_age=draw(st.none() | st.integers(low or 0, 120)),
        boys_with_mother_max_age=draw(st.none() | st.integers(0, 17)),
        facts=draw(st.dictionaries(st.sampled_from(FACT_NAMES), facts, max_size=8)),
        hours=draw(hours),
        languages=tuple(draw(st.lists(st.sampled_from(["id", "jv", "en-GB"]), unique=True))),
        capacity=Capacity(total, draw(st.none() | st.integers(0, total or 0)), draw(days)),
        hospital_type=draw(maybe_words),
        hospital_class=draw(maybe_words),
        ownership=draw(maybe_words),
        registry_id=draw(maybe_words),
        accreditation=draw(maybe_words),
        status_note=draw(maybe_words),
    )
