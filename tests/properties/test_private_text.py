"""Whatever stands around it: what identifies somebody is found, and clean notes stay clean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from referral.domain.private_text import cleaned, findings, problems_of
from tests.notes import CLEAN, DIRTY, PLACES

SEPARATORS = st.lists(st.sampled_from([" ", "-", ".", "/", "(", ")", " - ", "\u00a0"]), max_size=1)
AROUND = st.text(max_size=60)


@st.composite
def parted(draw: st.DrawFn, digits: st.SearchStrategy[str]) -> str:
    """A number as somebody writes it: with anything usual between its digits."""
    number = draw(digits)
    return "".join(one + "".join(draw(SEPARATORS)) for one in number[:-1]) + number[-1]


PHONES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["08", "628", "+628", "0382", "021"]),
        st.text("0123456789", min_size=6, max_size=10),
    ),
)
NIKS = st.text("0123456789", min_size=16, max_size=16)


@given(AROUND, st.one_of(PHONES, parted(PHONES)), AROUND)
def test_a_telephone_number_is_found_wherever_it_is_planted(
    before: str, number: str, after: str
) -> None:
    found = set(problems_of(f"{before}{number}{after}"))
    assert found & {"phone", "nik", "number"}


@given(AROUND, st.one_of(NIKS, parted(NIKS)), AROUND)
def test_an_identity_number_is_found_wherever_it_is_planted(
    before: str, number: str, after: str
) -> None:
    assert set(problems_of(f"{before}{number}{after}")) & {"nik", "phone", "number"}


@given(st.sampled_from(CLEAN), st.sampled_from(sorted(sum(DIRTY.values(), ()))))
def test_no_clean_words_before_it_hide_what_identifies(clean: str, dirty: str) -> None:
    assert problems_of(f"{clean}\n{dirty}", PLACES) != ()


@given(st.text(max_size=200))
def test_anything_can_be_looked_through(text: str) -> None:
    length = max(len(cleaned(text)), len(text))
    assert all(0 <= one.start < one.end <= length for one in findings(text))


@given(st.lists(st.sampled_from([one for one in CLEAN if one]), min_size=1, max_size=3))
def test_clean_notes_stay_clean_together(notes: list[str]) -> None:
    assert set(problems_of("\n".join(notes), PLACES)) <= {"too_long"}
