"""The sentence of every code of a plan. English here; translations hold the rest.

Nothing in these sentences names a child or a suspect (R47).
"""

from __future__ import annotations

from collections.abc import Iterable

from referral.domain.plans import Reason
from referral.domain.vocabulary import Freshness
from referral.domain.window import Window
from referral.present.labels import label
from referral.present.translate import N_, Translator

REASONS: dict[str, str] = {
    # why a service is offered
    "own_regency": N_("Serves the regency where the child is now."),
    "same_province": N_("In the same province; nothing suitable nearer comes before it."),
    "neighbour_province": N_("In a neighbouring province, and quicker to reach."),
    "national": N_("National: nothing suitable nearer comes before it."),
    "urgent_by_travel": N_("Urgent: the shortest way comes first, whatever the boundary."),
    "through_gateway": N_("A safe place whose location is kept secret; this office arranges it."),
    "arranged": N_("Does not do this itself: arranges it with others."),
    "presumed_open": N_("Emergency rooms are presumed open day and night."),
    "presumed_office_hours": N_("Presumed open at this hour; confirm by telephone."),
    "overridden": N_("Let back in by a human, with a reason; it had been rejected."),
    "all_stated": N_("The service itself has said all that matters here."),
    "national_line": N_("National line."),
    "regional_line": N_("Line of this region."),
    "can_telephone_them": N_("Can telephone a service for which no number is recorded."),
    "accompanies": N_("Can go along with the child."),
    "removes_content": N_("Has online material removed. Give no picture and no link by telephone."),
    "remote_support": N_("Supports from afar while the way is long."),
    "outreach": N_("Can send somebody to the child."),
    "tried_already": N_("Tried already; every other line was tried too. Try again."),
    # a child abroad
    "mission_abroad": N_("Indonesian mission in the country where the child is."),
    "receives_at_home": N_("Receives the child at home."),
    "mission_takes_to_care": N_("The mission takes the child to a doctor there."),
    "mission_shelters": N_("The mission gives a safe place until the child goes home."),
    "mission_protects": N_("The mission must protect an Indonesian child, at the state's cost."),
    "mission_legal_help": N_("The mission arranges legal help and an interpreter there."),
    "mission_returns": N_("The mission must arrange the way home, at the state's cost."),
    "home_reintegrates": N_("This begins at home: the mission tells the home regency."),
    "no_foreign_service": N_("Services of the other country are called by the mission only."),
    "mission_of_another_country": N_("This mission is in another country."),
    "not_abroad": N_("This service is in Indonesia; the child is abroad."),
    # how long to wait
    "next_in_danger": N_("Call several at once; no yes within {minutes} minutes: the next ones."),
    "next_urgent": N_("No yes within {minutes} minutes: call the next one."),
    "next_routine": N_("No answer within {days} working day(s): call the next one."),
    # warnings
    "call_first": N_("Call first: nobody has checked this contact yet."),
    "ageing": N_("Checked more than six months ago."),
    "historical": N_("Historical record: may no longer exist."),
    "full": N_("Full at the last count."),
    "too_few_places": N_("Room for {free} of {wanted} children at the last count."),
    "no_number": N_(
        "No telephone number is known: its agency, the protection unit or SAPA 129 can reach it."
    ),
    "closed_now": N_("Closed at this hour."),
    "near_network": N_("Near the organised network: a place in another regency is safer."),
    "approximate_location": N_(
        "Only its regency is known: the distance is counted from the seat of government."
    ),
    "low_confidence": N_("The source is weak: make sure that the service exists."),
    "small_boy_with_family": N_("Takes small boys with their mother or sister only."),
    "barrier_police_report": N_("Asks for a police report; the child need not have one."),
    "barrier_documents": N_("Asks for identity papers; the child need not have them."),
    "barrier_residence": N_("Asks for local residence; the law does not."),
    "barrier_nationality": N_("May not take foreign children; the law gives them the same right."),
    # questions to a service: not recorded, or presumed by its kind
    "unknown_accepts_boys": N_("Do you take boys?"),
    "unknown_accepts_girls": N_("Do you take girls?"),
    "unknown_accepts_either": N_("Do you take girls, and do you take boys?"),
    "unknown_accepts_unaccompanied": N_("Do you take a child who comes without an adult?"),
    "unknown_accepts_siblings": N_("Can siblings stay together?"),
    "unknown_accepts_baby": N_("Can a mother stay together with her baby?"),
    "unknown_accepts_outsiders": N_("Do you take a child from outside your area?"),
    "unknown_age_range": N_("Do you take children of this age?"),
    "unknown_apart_from_adults": N_("Do children sleep apart from adults?"),
    "unknown_apart_from_offenders": N_(
        "Do children who were harmed live apart from children in contact with the law?"
    ),
    "unknown_emergency_intake": N_("Can you take a child tonight?"),
    "unknown_hiv_pep": N_("Is HIV prevention (PEP) for children in stock now?"),
    "unknown_emergency_contraception": N_("Is emergency contraception given on site?"),
    "unknown_forensic_exam": N_("Is a trained examiner there for the forensic examination?"),
    "unknown_access_physical": N_("Can a wheelchair get in?"),
    "unknown_access_deaf": N_("Is there a sign-language interpreter?"),
    "unknown_access_blind": N_("Can you receive a blind child?"),
    "unknown_access_intellectual": N_("Can you receive a child with intellectual disability?"),
    "unknown_access_psychosocial": N_("Can you receive a child with psychosocial disability?"),
    "unknown_speaks_language": N_(
        "Does somebody there speak the child's language, or can an interpreter come?"
    ),
    "unknown_hours": N_("What are your hours, and who answers at night?"),
    "unknown_travel": N_("No way there is recorded: ask how the child can be fetched."),
    "presumed_no_accepts_boys": N_("Probably for women only: do you take boys?"),
    "presumed_no_accepts_girls": N_("Probably for boys only: do you take girls?"),
    "presumed_no_accepts_either": N_("Probably for one sex only: whom do you take?"),
    "presumed_no_accepts_unaccompanied": N_(
        "Probably not for a child alone: do you take a child without an adult?"
    ),
    "presumed_no_apart_from_adults": N_(
        "Probably houses adults too: do children sleep apart from adults?"
    ),
    "presumed_no_apart_from_offenders": N_(
        "Probably houses children in contact with the law too: do they live apart?"
    ),
    "presumed_no_emergency_intake": N_("Probably long-term care: can you take a child tonight?"),
    "presumed_no_hiv_pep": N_("Probably without HIV prevention (PEP): is it in stock now?"),
    "presumed_no_emergency_contraception": N_(
        "Probably without emergency contraception: is it given on site?"
    ),
    "presumed_no_forensic_exam": N_(
        "Probably no forensic examination: is a trained examiner there?"
    ),
    "presumed_no_accepts_siblings": N_("Probably parts siblings: can they stay together?"),
    "presumed_no_accepts_baby": N_(
        "Probably takes no baby: can a mother stay together with her baby?"
    ),
    "presumed_no_access_physical": N_("Probably with steps: can a wheelchair get in?"),
    "presumed_no_access_deaf": N_("Probably no sign-language interpreter: can one be brought in?"),
    "presumed_no_access_blind": N_("Probably not set up for it: can you receive a blind child?"),
    "presumed_no_access_intellectual": N_(
        "Probably not set up for it: can you receive a child with intellectual disability?"
    ),
    "presumed_no_access_psychosocial": N_(
        "Probably not set up for it: can you receive a child with psychosocial disability?"
    ),
    "presumed_no_speaks_language": N_(
        "Probably nobody there speaks the child's language: can an interpreter come?"
    ),
    "presumed_closed_now": N_("Probably closed at this hour: does anybody answer?"),
    "without_accepts_siblings": N_("Has said that siblings cannot stay together."),
    "without_accepts_baby": N_("Has said that it takes no baby."),
    "without_hiv_pep": N_("Has said that it has no HIV prevention (PEP)."),
    "without_emergency_contraception": N_("Has said that it gives no emergency contraception."),
    "without_forensic_exam": N_("Has said that it makes no forensic examination."),
    # why a service is not offered
    "women_only": N_("For women and girls only."),
    "boys_only": N_("For boys only."),
    "no_children": N_("Takes neither girls nor boys."),
    "age_excluded": N_("Does not take this age."),
    "mixed_adults": N_("Children sleep among adults there."),
    "not_unaccompanied": N_("Does not take a child who comes without an adult."),
    "houses_offenders": N_("Houses children in contact with the law, not apart."),
    "no_emergency_intake": N_("Does not take a child tonight."),
    "no_access": N_("Has said that it cannot give the access needed."),
    "suspended": N_("Suspended: do not send a child there."),
    "closed_down": N_("Closed for good."),
    "foreign_service": N_("Across the border: a child is not sent abroad."),
    "never_shelter": N_("Police cells and detention are never a place to stay."),
    "no_outsiders": N_("Takes nobody from outside its area."),
    "place_to_avoid": N_("To be avoided."),
    "institution_to_avoid": N_("To be avoided for this child's safety."),
    "tried_no_answer": N_("Tried: no answer."),
    "tried_full": N_("Tried: full."),
    "tried_declined": N_("Tried: cannot take the child."),
    "tried_unsafe": N_("Tried: not safe."),
    # why a service is not a candidate
    "further_down": N_("Suitable, number {position} of {total} in the order."),
    "mission_abroad_only": N_("A mission helps Indonesian children abroad only."),
    "line_is_no_place": N_("A telephone line is not a place; it stands among those to call now."),
    "takes_no_child": N_("This body does not receive children."),
    "kind_not_fit": N_("This kind of service is not suited to the need."),
    "need_not_offered": N_("Does not offer what is needed."),
    "too_far_away": N_("Not in this province, not quicker to reach, and not national."),
    # notes on an answer
    "assessment_first": N_(
        "Return waits for a risk assessment by the protection unit or the social office."
    ),
    "outreach_request": N_(
        "The way is long: ask the provincial unit to come to the child, and stay on the telephone."
    ),
    "keep_together": N_("Keep them together, unless one of them may be harming another."),
    "cannot_keep_together": N_("No place is known that keeps them together: say so, and ask."),
    "split": N_("Taken apart, {placed} of {kinds} kinds of child here could be placed."),
    "split_places": N_(
        "No place has room for all: together, those shown have room for {placed} of {wanted}."
    ),
    "assessment_not_return": N_("A risk assessment comes first; return is not arranged now."),
    "pep_window": N_("HIV prevention (PEP) works within 72 hours, the sooner the better."),
    "testing_not_pep": N_(
        "More than 72 hours ago: HIV prevention (PEP) comes too late; ask for HIV and STI testing."
    ),
    "hospital_must_report": N_(
        "A hospital must tell the police of trafficking within 24 hours (PP 9/2008 art. 14): "
        "settle first, with legal help, which police it tells."
    ),
    "contraception_window": N_("Emergency contraception works within 120 hours."),
    "exam_with_treatment": N_(
        "The forensic examination goes together with treatment, never before it."
    ),
    "no_proof_needed": N_("Help needs no proof and no police report."),
    "same_options": N_("A child without Indonesian nationality has the same right to this help."),
    "hidden_place_by_line": N_(
        "There is also a place kept secret, reached through the national line."
    ),
}

UNCHECKED: dict[tuple[bool, bool], str] = {
    (True, False): REASONS["call_first"],
    (True, True): N_("Call first: this contact was last checked more than a year ago."),
    (False, False): N_("Nobody has checked this record yet."),
    (False, True): N_("This record was last checked more than a year ago."),
}
"""What `call_first` says where there is a number to call or none, never checked or long ago."""

SAY: dict[str, str] = {
    "safe_to_talk": N_("Is it safe for you to talk now? You may answer just yes or no."),
    "if_cut_off": N_("If we are cut off, call 129 again, or send a message when it is safe."),
    "cut_off_abroad": N_("If we are cut off, send a WhatsApp message to +62 811 1129 129."),
    "you_did_right": N_("You did right to call. I believe you."),
    "not_your_fault": N_("What happened is not your fault."),
    "thank_caller": N_("Thank you for calling. Stay with the child if you can."),
    "hospital_soon": N_("A doctor can prevent illness if the child comes soon, today if possible."),
    "exam_is_choice": N_("The examination is the child's choice, with a companion beside."),
    "keep_messages": N_("Keep the messages. Do not pay, do not delete, do not send them on."),
    "call_before_going": N_("I call them first, so that they know you are coming."),
    "told_before_going": N_("I see to it that they are told before you set out."),
    "stay_until_received": N_("I stay in touch until the child has been received."),
}

ASK: dict[str, str] = {
    "confirm_place": N_("Which of the places is it? This plan is for the hardest of them."),
    "ask_danger": N_("Is anybody in danger right now?"),
    "ask_contact": N_("Ask the adult, not the child: was there physical sexual contact?"),
    "ask_last_abuse": N_("Roughly how long ago was the last time?"),
    "ask_age": N_("About how old is the child?"),
    "ask_sex": N_("Is it a girl or a boy?"),
    "ask_companions": N_("Who is with the child now?"),
    "ask_suspect": N_("Is there anybody the child must be kept away from, at home or in office?"),
    "ask_self_harm": N_("Has the child spoken of hurting themself?"),
    "ask_nationality": N_("Is the child Indonesian? Help does not depend on it."),
    "ask_access": N_("Does the child need help to move, see, hear or understand?"),
    "ask_meeting": N_("Is a meeting planned? One planned for tonight is danger now."),
    "ask_home": N_("Which regency is the child's home?"),
    "ask_came_from": N_("Is the child from here, from elsewhere, or back from abroad?"),
}

DO_NOT: dict[str, str] = {
    "no_identity": N_("Do not ask for a name, address, school or identity number."),
    "no_story": N_("Do not ask the child to tell what happened."),
    "no_mediation": N_("Do not suggest mediation or a family settlement."),
    "no_washing": N_(
        "If possible, no washing or change of clothes before the hospital; treatment comes first."
    ),
    "no_paying": N_("Do not pay, delete or pass on anything."),
    "no_material": N_("Never ask for pictures, recordings or a link to them."),
    "no_family_phone": N_("Do not call the family's telephone."),
    "no_home": N_("Do not send the child home."),
    "no_local_police": N_("Do not contact the local police, nor 110."),
    "no_village_letters": N_("Do not ask the village for a letter or for help."),
    "no_embassy_yet": N_(
        "Do not call the embassy or immigration: a supervisor decides first, for the child may "
        "need asylum."
    ),
    "no_cell": N_("A police cell or detention is never a place for the child to sleep."),
}

INTERIM: dict[str, str] = {
    "hospital_ward": N_("A hospital ward for the night, with a companion."),
    "vetted_family": N_("A family vetted by the social office."),
    "provincial_outreach": N_("Outreach by the provincial protection unit."),
    "never_a_cell": N_("Never a police cell or detention."),
    "who_decides": N_("The protection unit or social office decides; look again in the morning."),
}

CHAIN: dict[str, str] = {
    "from_mission": N_(
        "The mission gives protection and travel papers, and sends somebody along; the state pays."
    ),
    "at_landing": N_("At the landing point the child is met and brought to the home province."),
    "to_home_province": N_("The home province receives the child and hands over to the regency."),
    "to_home_regency": N_("The home regency assesses the risk, then receives the child."),
    "assess_here": N_("Here the risk is assessed, with the child; nobody at home is told."),
    "assess_at_home": N_(
        "The unit at home looks at the situation there, quietly, and answers to the unit here."
    ),
    "home_unknown": N_("Ask which regency the child comes from, to name who receives it there."),
}

BANNERS: dict[str, str] = {
    "danger_abroad": N_(
        "Immediate danger: the emergency number of the country where the child is, then the "
        "mission. 110 and 119 do not work from abroad."
    ),
    "immediate_danger": N_("Immediate danger. Get help on the way before anything else."),
    "self_harm": N_("Thoughts of self-harm. Do not leave the child alone; stay on the line."),
    "within_72_hours": N_(
        "Hospital first: prevention works within 72 hours, and sooner is better."
    ),
    "police_suspected": N_("Do not use the local police or 110; use the numbers in this plan."),
    "not_safe_to_talk": N_("Not safe to talk: ask questions that need only yes or no."),
}

CLOCK_LEFT = N_("{what}: at most {most} hours are left, perhaps only {least}.")
CLOCK_ENDING = N_("{what}: at most {most} hours are left, perhaps almost none.")
CLOCK_UNKNOWN = N_("{what}: the time is not known; count it as still within {limit} hours.")


def clock(window: Window, translator: Translator) -> str:
    """What is left of a treatment's time, as far as the band of time tells (R12)."""
    what = label("window", window.code, translator)
    facts = {"what": what, "limit": window.limit, "least": window.least, "most": window.most}
    if window.most is None:
        return translator.fill(CLOCK_UNKNOWN, facts)
    return translator.fill(CLOCK_LEFT if window.least else CLOCK_ENDING, facts)


def sentence(reason: Reason, translator: Translator) -> str:
    """The sentence of a reason, warning or note."""
    return translator.fill(REASONS[reason.code], dict(reason.facts))


def warning_documents(
    warnings: Iterable[Reason], translator: Translator, *, dialled: bool, age: Freshness
) -> list[dict[str, str]]:
    """Warnings in words; nobody is told to call where no number is known (`dialled`)."""
    unchecked = UNCHECKED[dialled, age is Freshness.STALE]
    return [
        {
            "code": one.code,
            "text": translator.gettext(unchecked)
            if one.code == "call_first"
            else sentence(one, translator),
        }
        for one in warnings
    ]


def question(code: str, translator: Translator) -> str:
    """A question of the call card, to the caller or to a service."""
    return translator.gettext(ASK.get(code) or REASONS[code])
