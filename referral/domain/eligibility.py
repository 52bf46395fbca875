"""Whether a service may take these children for this need: out, asked about, or in.

Place, time and travel play no part here, so a verdict holds for a profile wherever it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral.domain.plans import Reason
from referral.domain.policy import Policy
from referral.domain.requests import HelpRequest
from referral.domain.services import Service
from referral.domain.vocabulary import (
    Basis,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    Level,
    Nationality,
    Need,
    Sex,
    Status,
    SubNeed,
    Suspect,
    Trilean,
)

SPEAKS = "speaks_language"
INDONESIAN = "id"


@dataclass(frozen=True, slots=True)
class Profile:
    """All of a request that eligibility depends on; equal profiles get equal verdicts."""

    need: Need
    sub_needs: frozenset[SubNeed]
    sexes: frozenset[Sex]
    ages: tuple[tuple[int, int], ...]
    boys_oldest: int | None
    unaccompanied: bool
    with_family: bool  # a sister or a safe adult is with a boy (R1)
    siblings: bool
    baby: bool
    foreign: bool
    disability: Disability
    language: str | None  # one that has to be asked about
    from_abroad: bool
    risk_assessment: bool
    province: str  # set only where a province ranks kinds its own way
    wanted: frozenset[str]  # facts that rules make matter: PEP, contraception, examination

    @property
    def after_treatment(self) -> frozenset[str]:
        """What must not send a child past the nearest treatment while its hours run (R12, R14)."""
        urgent = [name for name in ("hiv_pep", "emergency_contraception") if name in self.wanted]
        later = self.wanted - set(urgent[:1]) if urgent else frozenset()
        return later | {SPEAKS} if self.need is Need.MEDICAL else later

    @classmethod
    def of(cls, request: HelpRequest, need: Need, policy: Policy) -> Profile:
        """The profile of a request for one of its needs."""
        children = request.children
        boys = [child.years[1] for child in children if child.sex is Sex.MALE]
        girls = any(child.sex is Sex.FEMALE for child in children)
        return cls(
            need=need,
            sub_needs=frozenset(request.sub_needs_of(need)),
            sexes=frozenset(child.sex for child in children),
            ages=tuple(sorted({child.years for child in children})),
            boys_oldest=max(boys) if boys else None,
            unaccompanied=request.unaccompanied,
            with_family=girls or Companion.SAFE_ADULT in request.companions,
            siblings=len(children) > 1 or Companion.SIBLINGS in request.companions,
            baby=any(child.own_baby for child in children)
            or Companion.OWN_BABY in request.companions,
            foreign=request.nationality in (Nationality.FOREIGN, Nationality.STATELESS),
            disability=request.disability,
            language=None if request.language == INDONESIAN else request.language,
            from_abroad=request.came_from is CameFrom.ABROAD,
            risk_assessment=need is Need.RETURN and needs_assessment(request),
            province=own if (own := request.place.province_code) in policy.province_ranks else "",
            wanted=_wanted(request, need),
        )


def needs_assessment(request: HelpRequest) -> bool:
    """True while return must wait for a risk assessment (R15): silence is not safety."""
    # naming an officer says nothing of the family; only "nobody" does
    unassessed = Suspect.NONE not in request.suspect or request.family_implicated
    danger = request.danger is not Danger.NONE
    return unassessed or danger or request.urgent_health


def _wanted(request: HelpRequest, need: Need) -> frozenset[str]:
    if need is not Need.MEDICAL:
        return frozenset()
    subs = set(request.sub_needs)
    wanted = set()
    if request.recent_contact or SubNeed.HIV_PEP in subs:
        wanted.add("hiv_pep")
    if request.contraception_window or SubNeed.EMERGENCY_CONTRACEPTION in subs:
        wanted.add("emergency_contraception")
    if SubNeed.FORENSIC_EXAM in subs or (
        request.contact in (Contact.REPORTED, Contact.SUSPECTED) and request.recent_contact
    ):
        wanted.add("forensic_exam")
    return frozenset(wanted)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of judging a service: `out` reasons remove it; the rest rank and ask."""

    out: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    presumed_no: bool = False
    certain: bool = True
    barriers: int = 0


OUT_WHEN_NO: dict[str, tuple[str, str]] = {
    "accepts_boys": ("R1", "women_only"),
    "accepts_girls": ("R1", "boys_only"),
    "accepts_either": ("R1", "no_children"),
    "apart_from_adults": ("R3", "mixed_adults"),
    "accepts_unaccompanied": ("R3", "not_unaccompanied"),
    "apart_from_offenders": ("R4", "houses_offenders"),
    "emergency_intake": ("R41", "no_emergency_intake"),
    "access_physical": ("R9", "no_access"),
    "access_deaf": ("R9", "no_access"),
    "access_blind": ("R9", "no_access"),
    "access_intellectual": ("R9", "no_access"),
    "access_psychosocial": ("R9", "no_access"),
}
"""A fact recorded as "no" that removes the service, with the rule and the reason."""

RULE_OF_FACT: dict[str, str] = {
    **{name: rule for name, (rule, _) in OUT_WHEN_NO.items()},
    SPEAKS: "R9",
    "accepts_siblings": "R33",
    "accepts_baby": "R33",
    "hiv_pep": "R12",
    "emergency_contraception": "R12",
    "forensic_exam": "R14",
}

BARRIERS: tuple[tuple[str, str, str], ...] = (
    ("requires_police_report", "R6", "barrier_police_report"),
    ("requires_documents", "R7", "barrier_documents"),
    ("requires_residence", "R7", "barrier_residence"),
)

OUT_STATUS: dict[Status, str] = {Status.SUSPENDED: "suspended", Status.CLOSED: "closed_down"}


def fits(service: Service, profile: Profile, policy: Policy) -> bool:
    """Whether the service is of a kind fit for the need and offers it (R41, R15)."""
    kind, need = service.kind, profile.need
    if need is Need.SHELTER and kind in policy.never_shelter:
        return service.meets(need) is not None  # a candidate only to be rejected by R18
    if kind in policy.never or service.level is Level.ABROAD:
        return False
    if profile.risk_assessment:
        return kind in policy.risk_assessors
    return service.meets(need) is not None and _kind_fits(service, profile, policy)


def _kind_fits(service: Service, profile: Profile, policy: Policy) -> bool:
    kind, need = service.kind, profile.need
    if any(kind in policy.sub_need_ranks.get(sub, {}) for sub in profile.sub_needs):
        return True
    if need is Need.MEDICAL and service.hospital_type == "psychiatric":
        return bool(profile.sub_needs & policy.psychiatric_only_for)
    return kind in policy.kind_ranks[need.value]


def kind_rank(service: Service, profile: Profile, policy: Policy) -> int:
    """Rank of the kind for the need, lower first (order of judgement, 6)."""
    tables = [policy.sub_need_ranks.get(sub, {}) for sub in profile.sub_needs]
    ranks = [table[service.kind] for table in tables if service.kind in table]
    if ranks:
        return min(ranks)
    abroad = profile.need is Need.RETURN and profile.from_abroad
    name = "return_from_abroad" if abroad else profile.need.value
    table = policy.kind_ranks[name]
    own = policy.province_ranks.get(profile.province, {}).get(name, {})
    return own.get(service.kind, table.get(service.kind, policy.default_rank))


def judge(service: Service, profile: Profile, policy: Policy) -> Verdict:
    """Judge one service for a profile; every reason is kept, not only the first."""
    out: list[Reason] = []
    if service.status in OUT_STATUS:
        out.append(Reason("R30", OUT_STATUS[service.status]))
    if service.country is not None:
        out.append(Reason("R24", "foreign_service"))
    if profile.need is Need.SHELTER and service.kind in policy.never_shelter:
        out.append(Reason("R18", "never_shelter"))
    warnings: list[Reason] = []
    out.extend(_age(service, profile, warnings))
    presumed_no = service.status is Status.HISTORICAL
    certain = not (presumed_no or warnings)
    for name in _facts_that_matter(profile, policy):
        known = _known(service, profile, name, policy)
        if known == "no" and name in OUT_WHEN_NO:
            rule, code = OUT_WHEN_NO[name]
            out.append(Reason(rule, code))
        elif known == "small_boy":
            certain = False  # whether the adult is his mother, only the shelter can say
            warnings.append(Reason("R1", "small_boy_with_family"))
        elif known in ("no", "presumed_no"):
            certain = False
            presumed_no |= name not in profile.after_treatment
            prefix = "without" if known == "no" else "presumed_no"
            warnings.append(Reason(RULE_OF_FACT[name], f"{prefix}_{name}"))
        elif known == "unknown":
            certain = False
            warnings.append(Reason(RULE_OF_FACT[name], f"unknown_{name}"))
        elif known == "presumed_yes":
            certain = False
    barriers = _barriers(service, profile)
    return Verdict(tuple(out), tuple(warnings + barriers), presumed_no, certain, len(barriers))


def _facts_that_matter(profile: Profile, policy: Policy) -> list[str]:
    names: list[str] = []
    for name in policy.matters[profile.need]:
        if name == "accepts_sex":
            names.extend(_SEX_FACTS[sex] for sex in Sex if sex in profile.sexes)
        elif name not in _moot(profile):
            names.append(name)
    if profile.need is Need.SHELTER:
        names += ["accepts_siblings"] * profile.siblings + ["accepts_baby"] * profile.baby
    if profile.disability not in (Disability.NONE, Disability.UNKNOWN):
        names.append(f"access_{profile.disability.value}")
    if profile.language is not None:
        names.append(SPEAKS)
    return names + sorted(profile.wanted)


def _moot(profile: Profile) -> set[str]:
    """Facts that do not matter for this child: an escort lifts R3, long care needs no bed now."""
    moot: set[str] = set()
    if not profile.unaccompanied:
        moot |= {"accepts_unaccompanied", "apart_from_adults"}
    if profile.sub_needs == {SubNeed.LONG_TERM_CARE}:
        moot.add("emergency_intake")
    return moot


_SEX_FACTS = {
    Sex.FEMALE: "accepts_girls",
    Sex.MALE: "accepts_boys",
    Sex.UNKNOWN: "accepts_either",
}


def _known(service: Service, profile: Profile, name: str, policy: Policy) -> str:
    """`yes`, `no`, `unknown`, `presumed_yes` or `presumed_no`: only a statement is more (R10)."""
    if name == "accepts_either":
        return _known_for_unknown_sex(service, profile, policy)
    if name == SPEAKS:
        return _known_language(service, profile)
    if name == "accepts_boys" and service.boys_with_mother_max_age is not None:
        return _known_by_limit(service, profile)
    fact = service.fact(name)
    if fact.basis is Basis.STATED and fact.value is not Trilean.UNKNOWN:
        return fact.value.value
    presumed = fact.value
    if presumed is Trilean.YES and profile.need is Need.SHELTER:
        presumed = Trilean.UNKNOWN  # the law's default says nothing of this house
    if presumed is Trilean.NO and fact.basis is Basis.LAW:
        return "no"
    if presumed is Trilean.UNKNOWN:
        presumed = policy.presumption(service.kind, name)
    return "unknown" if presumed is Trilean.UNKNOWN else f"presumed_{presumed.value}"


def _known_language(service: Service, profile: Profile) -> str:
    """R9: a list of languages without the child's is "probably no": an interpreter may come."""
    if profile.language in service.languages:
        return "yes"
    return "presumed_no" if service.languages else "unknown"


def _known_for_unknown_sex(service: Service, profile: Profile, policy: Policy) -> str:
    """A child whose sex is not known may be a boy: a place for one sex is "probably no"."""
    both = {_known(service, profile, name, policy) for name in ("accepts_boys", "accepts_girls")}
    if both == {"no"}:
        return "no"
    if both & {"no", "presumed_no"}:
        return "presumed_no"
    return "unknown" if "unknown" in both else "yes" if both == {"yes"} else "presumed_yes"


def _known_by_limit(service: Service, profile: Profile) -> str:
    """R1: an age limit for boys with their mother says that no other boy is taken."""
    if service.fact("accepts_boys").stated_yes:
        return "yes"
    limit, oldest = service.boys_with_mother_max_age, profile.boys_oldest
    small = oldest is not None and limit is not None and oldest <= limit
    return "small_boy" if small and profile.with_family else "no"


def _age(service: Service, profile: Profile, warnings: list[Reason]) -> list[Reason]:
    """R2: out if the range excludes a child for certain; asked where a band straddles it."""
    low, high = service.min_age, service.max_age
    straddles = False
    for youngest, oldest in profile.ages:
        if (low is not None and oldest < low) or (high is not None and youngest > high):
            facts = tuple((k, v) for k, v in (("min_age", low), ("max_age", high)) if v is not None)
            return [Reason("R2", "age_excluded", facts)]
        straddles |= (low is not None and youngest < low) or (high is not None and oldest > high)
    if straddles:
        warnings.append(Reason("R2", "unknown_age_range"))
    return []


def _barriers(service: Service, profile: Profile) -> list[Reason]:
    found = [
        Reason(rule, code)
        for name, rule, code in BARRIERS
        if service.fact(name).value is Trilean.YES
    ]
    if profile.foreign and service.fact("accepts_foreign").value is Trilean.NO:
        found.append(Reason("R8", "barrier_nationality"))
    return found
