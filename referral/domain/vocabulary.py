"""The exact strings of the public contract, as enumerations."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Need(StrEnum):
    """What a child may need; `return` stands for coming home (P9: pemulangan)."""

    MEDICAL = "medical"
    SHELTER = "shelter"
    PSYCHOSOCIAL = "psychosocial"
    LEGAL = "legal"
    RETURN = "return"
    REINTEGRATION = "reintegration"


class SubNeed(StrEnum):
    """A narrower need; each belongs to one Need (see `NEED_OF`)."""

    EMERGENCY_CARE = "emergency_care"
    HIV_PEP = "hiv_pep"
    EMERGENCY_CONTRACEPTION = "emergency_contraception"
    FORENSIC_EXAM = "forensic_exam"
    PREGNANCY_CARE = "pregnancy_care"
    STI_CARE = "sti_care"
    MENTAL_HEALTH_CRISIS = "mental_health_crisis"
    COUNSELLING = "counselling"
    ACCOMPANIMENT = "accompaniment"
    REPORT_TO_POLICE = "report_to_police"
    LEGAL_AID = "legal_aid"
    WITNESS_PROTECTION = "witness_protection"
    RESTITUTION = "restitution"
    CONTENT_REMOVAL = "content_removal"
    INTERPRETER = "interpreter"
    EMERGENCY_SHELTER = "emergency_shelter"
    LONG_TERM_CARE = "long_term_care"
    RISK_ASSESSMENT = "risk_assessment"
    FAMILY_TRACING = "family_tracing"
    ESCORTED_RETURN = "escorted_return"
    CIVIL_DOCUMENTS = "civil_documents"
    EDUCATION = "education"


NEED_OF: dict[SubNeed, Need] = {
    SubNeed.EMERGENCY_CARE: Need.MEDICAL,
    SubNeed.HIV_PEP: Need.MEDICAL,
    SubNeed.EMERGENCY_CONTRACEPTION: Need.MEDICAL,
    SubNeed.FORENSIC_EXAM: Need.MEDICAL,
    SubNeed.PREGNANCY_CARE: Need.MEDICAL,
    SubNeed.STI_CARE: Need.MEDICAL,
    SubNeed.MENTAL_HEALTH_CRISIS: Need.MEDICAL,
    SubNeed.COUNSELLING: Need.PSYCHOSOCIAL,
    SubNeed.ACCOMPANIMENT: Need.PSYCHOSOCIAL,
    SubNeed.REPORT_TO_POLICE: Need.LEGAL,
    SubNeed.LEGAL_AID: Need.LEGAL,
    SubNeed.WITNESS_PROTECTION: Need.LEGAL,
    SubNeed.RESTITUTION: Need.LEGAL,
    SubNeed.CONTENT_REMOVAL: Need.LEGAL,
    SubNeed.INTERPRETER: Need.LEGAL,
    SubNeed.EMERGENCY_SHELTER: Need.SHELTER,
    SubNeed.LONG_TERM_CARE: Need.SHELTER,
    SubNeed.RISK_ASSESSMENT: Need.RETURN,
    SubNeed.FAMILY_TRACING: Need.RETURN,
    SubNeed.ESCORTED_RETURN: Need.RETURN,
    SubNeed.CIVIL_DOCUMENTS: Need.REINTEGRATION,
    SubNeed.EDUCATION: Need.REINTEGRATION,
}


class Sex(StrEnum):
    """Sex as recorded for eligibility; nothing else is asked."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """Age bands of triage; `uncertain` is treated as under 18 (R5)."""

    UNDER_6 = "0-5"
    SIX_TO_11 = "6-11"
    TWELVE_TO_14 = "12-14"
    FIFTEEN_TO_17 = "15-17"
    UNCERTAIN = "uncertain"


BAND_YEARS: dict[AgeBand, tuple[int, int]] = {
    AgeBand.UNDER_6: (0, 5),
    AgeBand.SIX_TO_11: (6, 11),
    AgeBand.TWELVE_TO_14: (12, 14),
    AgeBand.FIFTEEN_TO_17: (15, 17),
    AgeBand.UNCERTAIN: (0, 17),
}


class Danger(StrEnum):
    """Answer to "danger now?"."""

    NONE = "none"
    POSSIBLE = "possible"
    YES = "yes"
    UNKNOWN = "unknown"


class Contact(StrEnum):
    """Physical sexual contact."""

    NONE = "none"
    REPORTED = "reported"
    SUSPECTED = "suspected"
    UNKNOWN = "unknown"
    ONLINE_ONLY = "online_only"


class LastAbuse(StrEnum):
    """Time since the last physical sexual contact."""

    UNDER_24H = "<24h"
    H24_TO_72 = "24-72h"
    H72_TO_120 = "72-120h"
    LATER = "later"
    UNKNOWN = "unknown"


class Suspect(StrEnum):
    """Who is suspected, as categories only."""

    HOUSEHOLD = "household"
    FAMILY = "family"
    POLICE = "police"
    OFFICIAL_VILLAGE = "official_village"
    OFFICIAL_IMMIGRATION = "official_immigration"
    OFFICIAL_SHELTER = "official_shelter"
    OFFICIAL_SCHOOL = "official_school"
    OFFICIAL_OTHER = "official_other"
    NETWORK = "network"
    NONE = "none"
    UNKNOWN = "unknown"


class Nationality(StrEnum):
    """Nationality; unknown never blocks (R8)."""

    INDONESIAN = "indonesian"
    FOREIGN = "foreign"
    STATELESS = "stateless"
    UNKNOWN = "unknown"


class Companion(StrEnum):
    """Who is with the child."""

    ALONE = "alone"
    SAFE_ADULT = "safe_adult"
    SIBLINGS = "siblings"
    OWN_BABY = "own_baby"
    UNKNOWN = "unknown"


class CameFrom(StrEnum):
    """Where the child came from."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    ABROAD = "abroad"
    UNKNOWN = "unknown"


class Disability(StrEnum):
    """Kind of disability, for access only."""

    NONE = "none"
    PHYSICAL = "physical"
    DEAF = "deaf"
    BLIND = "blind"
    INTELLECTUAL = "intellectual"
    PSYCHOSOCIAL = "psychosocial"
    UNKNOWN = "unknown"


class Caller(StrEnum):
    """Who is calling."""

    CHILD = "child"
    FAMILY = "family"
    TEACHER = "teacher"
    OFFICER = "officer"
    WORKER = "worker"
    OTHER = "other"


class TryOutcome(StrEnum):
    """What came of a call already made (R45)."""

    NO_ANSWER = "no_answer"
    FULL = "full"
    DECLINED = "declined"
    UNSAFE = "unsafe"


class OverrideReason(StrEnum):
    """Why somebody sets a rejection aside (R40); the code is all that is kept."""

    CONFIRMED_BY_PHONE = "confirmed_by_phone"
    RECORD_OUTDATED = "record_outdated"
    NOTHING_ELSE = "nothing_else"
    SUPERVISOR = "supervisor"


class Trilean(StrEnum):
    """Yes, no, or not known: never collapsed into two (R10)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """How a fact is known; only `stated` makes a yes (order of judgement, 5)."""

    STATED = "stated"
    LAW = "law"
    KIND = "kind"
    DEFAULT = "default"


class How(StrEnum):
    """Whether a service meets a need itself or arranges it with others."""

    DIRECT = "direct"
    ARRANGED = "arranged"


class Tier(IntEnum):
    """Administrative distance of an offer (R19–R22)."""

    REGENCY = 1
    PROVINCE = 2
    NEIGHBOUR = 3
    NATIONAL = 4


class Level(StrEnum):
    """Level of the institution that runs a service."""

    DISTRICT = "district"
    PROVINCE = "province"
    NATIONAL = "national"
    ABROAD = "abroad"


class Status(StrEnum):
    """Life of a service record; only `active` is a candidate, `historical` last (R30, R32)."""

    ACTIVE = "active"
    HISTORICAL = "historical"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class OpenState(StrEnum):
    """Whether a service can be reached or entered at the asked moment."""

    OPEN = "open"
    PRESUMED_OPEN = "presumed_open"
    UNKNOWN = "unknown"
    CLOSED = "closed"


class Freshness(StrEnum):
    """Age of the last verification by a person here (R32)."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    SEED_ONLY = "seed_only"


class Band(StrEnum):
    """Travel-time bands, nearest first."""

    H1 = "<=1h"
    H3 = "<=3h"
    H6 = "<=6h"
    H24 = "<=24h"
    MORE = ">24h"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure the source is that the unit exists."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class GapCode(StrEnum):
    """The gap ladder of domain.md §7; G5 is the separate flag `unverified`."""

    NOTHING = "G0"
    NOT_THIS_NEED = "G1"
    ADULT_OR_ONE_SEX = "G2"
    TOO_FAR = "G3"
    OFFICE_HOURS = "G4"
    ARRANGED_ONLY = "G6"
    OK = "OK"


class Kind(StrEnum):
    """Kinds of service; which need a kind is fit for is policy (R41)."""

    HOSPITAL = "hospital"
    PPT_HOSPITAL = "ppt_hospital"
    PUSKESMAS = "puskesmas"
    UPTD_PPA = "uptd_ppa"
    P2TP2A = "p2tp2a"
    PPT = "ppt"
    UPPA = "uppa"
    DINAS_SOSIAL = "dinas_sosial"
    LEGAL_AID = "legal_aid"
    NGO = "ngo"
    NGO_SHELTER = "ngo_shelter"
    WOMEN_CRISIS_CENTRE = "women_crisis_centre"
    LPA = "lpa"
    SENTRA = "sentra"
    RPTC = "rptc"
    RPSA = "rpsa"
    LKSA = "lksa"
    LPKS = "lpks"
    LPSK = "lpsk"
    BP3MI = "bp3mi"
    IOM = "iom"
    IOM_RECOVERY_CENTRE = "iom_recovery_centre"
    MISSION = "mission"
    HOTLINE = "hotline"
    CONTENT_REMOVAL = "content_removal"
    IMMIGRATION = "immigration"
    DETENTION = "detention"
    KPAI = "kpai"
    NETWORK = "network"
    OTHER = "other"


class Operator(StrEnum):
    """Institution that runs a service, for exclusions (R34, R48)."""

    POLICE = "police"
    IMMIGRATION = "immigration"
    SOCIAL = "social"
    HEALTH = "health"
    CHILD_PROTECTION = "child_protection"
    VILLAGE = "village"
    SCHOOL = "school"
    MILITARY = "military"
    CIVIL_SOCIETY = "civil_society"
    OTHER_GOVERNMENT = "other_government"
    UNKNOWN = "unknown"
