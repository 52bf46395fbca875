"""Words for the acts of a province: kinds, owners and states."""

from __future__ import annotations

from collections.abc import Mapping

from referral.domain.act_plans import ActKind, ActOwner, ActState, Standing
from referral.usecases.tonight import Hour
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

KINDS: Mapping[ActKind, LazyText] = {
    ActKind.NUMBER: _l("Find a number"),
    ActKind.VERIFY: _l("Telephone and confirm"),
    ActKind.AGREEMENT: _l("Agreement"),
    ActKind.NIGHT: _l("A line at night"),
    ActKind.TRANSPORT: _l("Transport"),
    ActKind.BEDS: _l("Room"),
    ActKind.CENTRE: _l("New centre"),
}
OWNERS: Mapping[ActOwner, LazyText] = {
    ActOwner.PROVINCE_UNIT: _l("UPTD PPA of the province"),
    ActOwner.REGENCY_UNIT: _l("UPTD PPA of the regency or city"),
    ActOwner.WOMEN_CHILD_OFFICE: _l("Women and children’s office (Dinas PPPA)"),
    ActOwner.SOCIAL_OFFICE: _l("Social office (Dinas Sosial)"),
    ActOwner.HEALTH_OFFICE: _l("Health office (Dinas Kesehatan)"),
    ActOwner.TRANSPORT_OFFICE: _l("Transport office (Dinas Perhubungan)"),
    ActOwner.PLANNING_OFFICE: _l("Planning office (Bappeda)"),
    ActOwner.POLICE: _l("Police unit for women and children"),
    ActOwner.CIVIL_SOCIETY: _l("Community organisations"),
    ActOwner.EDITORS: _l("Editors of this directory"),
    ActOwner.WOMEN_CHILD_MINISTRY: _l("Ministry for women and children (KemenPPPA)"),
    ActOwner.SOCIAL_MINISTRY: _l("Ministry of social affairs (Kemensos)"),
}
STATES: Mapping[ActState, LazyText] = {
    ActState.PROPOSED: _l("proposed"),
    ActState.PLANNED: _l("planned"),
    ActState.UNDER_WAY: _l("under way"),
    ActState.DONE: _l("done"),
    ActState.DROPPED: _l("dropped"),
}
STANDINGS: Mapping[Standing, LazyText] = {
    Standing.OPEN: _l("Measured again: the gap is still there."),
    Standing.REACHED: _l("Measured again: the gap is gone."),
}
HOURS: Mapping[Hour, LazyText] = {
    Hour.TONIGHT: _l("Tonight at 21:00"),
    Hour.STANDARD: _l("A Tuesday at 10:00"),
}
