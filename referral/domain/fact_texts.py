"""What each yes/no fact of a service means: for every format that documents its words."""

from __future__ import annotations

FACT_TEXTS: dict[str, str] = {
    "accepts_girls": "Takes girls.",
    "accepts_boys": "Takes boys.",
    "accepts_unaccompanied": "Takes a child who comes without an adult.",
    "accepts_siblings": "Takes siblings together.",
    "accepts_baby": "Takes a girl with her baby.",
    "accepts_foreign": "Takes a foreign or stateless child.",
    "accepts_outsiders": "Takes children from outside the area it covers.",
    "child_specific": "For children only; `no` means not only for children.",
    "apart_from_adults": "Children live apart from adults.",
    "apart_from_offenders": "Children live apart from offenders.",
    "emergency_intake": "Has a bed tonight, without an appointment.",
    "walk_in": "One may come without an appointment.",
    "inpatient": "Patients can stay overnight.",
    "open_24h": "The place itself is open day and night.",
    "line_24h": "A telephone or message line answers day and night.",
    "requires_documents": "Demands identity documents.",
    "requires_residence": "Demands residence in its area.",
    "requires_police_report": "Demands a police report.",
    "child_trained_staff": "Staff are trained to work with children.",
    "hiv_pep": "Has HIV prophylaxis in stock.",
    "emergency_contraception": "Dispenses emergency contraception on site.",
    "forensic_exam": "Makes forensic examinations (visum).",
    "transport": "Can fetch a child or take one on.",
    "access_physical": "Can be used with a physical disability.",
    "access_deaf": "Can be used by a deaf child.",
    "access_blind": "Can be used by a blind child.",
    "access_intellectual": "Can be used with an intellectual disability.",
    "access_psychosocial": "Can be used with a psychosocial disability.",
}
