"""A plan document as the core makes it, with made-up services, for pages to print."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def phone(number: str = "+62382555101", display: str = "(0382) 555101", **changes: Any) -> Document:
    return {"number": number, "display": display, "short_code": False, "open_24h": None} | changes


def offer(service_id: str = "rs-contoh", **changes: Any) -> Document:
    return {
        "service_id": service_id,
        "name": "RS Contoh Maumere",
        "organization": "Pemerintah Contoh",
        "kind": "hospital",
        "kind_label": "Rumah sakit",
        "how": "direct",
        "tier": 1,
        "region": {"code": "53.07", "name": "Kabupaten Sikka", "province": "Nusa Tenggara Timur"},
        "phones": [phone()],
        "whatsapp": [],
        "email": None,
        "website": None,
        "address": "Jalan Contoh 1",
        "latitude": -8.62,
        "longitude": 122.21,
        "distance_km": 8.8,
        "travel": {
            "minutes": 95, "band": "<=3h", "modes": ["road"], "links": [],
            "confidence": "estimated",
            "legs": [{"mode": "road", "minutes": 95, "wait": 0, "link": None}],
            "text": "±1 h 35 min by road (estimated)",
            "crossings": [],
        },
        "open": "presumed_open",
        "opens_at": None,
        "freshness": "seed_only",
        "verified_on": None,
        "source": "Penerbit Contoh, 2025",
        "warnings": [
            {"code": "call_first", "text": "Call first: nobody has checked this contact yet."},
            {"code": "unknown_accepts_boys", "text": "Do you take boys?"},
        ],
        "reasons": [{"rule": "R19", "code": "own_regency", "text": "Serves this regency."}],
    } | changes  # fmt: skip


def line(service_id: str = "sapa-129", **changes: Any) -> Document:
    sapa = phone("129", "129", short_code=True, open_24h=True)
    return offer(
        service_id, name="SAPA 129", organization="Contoh", kind="hotline", tier=4, open="open",
        phones=[sapa], whatsapp=[phone("+628111129129", "0811-1129-129")], address=None,
        distance_km=None, warnings=[], reasons=[],
        travel={"minutes": None, "band": "unknown", "modes": [], "links": [],
                "confidence": "unknown", "legs": [], "text": "travel not known",
                "crossings": []},
    ) | changes  # fmt: skip


def answer(need: str = "medical", **changes: Any) -> Document:
    return {
        "need": need,
        "added_by_rule": None,
        "tier": 1,
        "recommended": offer(),
        "alternatives": [offer("rs-kedua", name="RS Kedua"), offer("rs-ketiga", name="RS Ketiga")],
        "remaining": 4,
        "meanwhile": [line()],
        "interim": [],
        "rejected": [
            {
                "service_id": "rumah-perempuan",
                "name": "Rumah Perempuan Contoh",
                "region": {"code": "53", "name": "Nusa Tenggara Timur", "province": ""},
                "reasons": [{"rule": "R1", "code": "women_only", "text": "For women only."}],
                "overridable": False,
            }
        ],
        "gap": None,
        "notes": [{"rule": "R14", "code": "exam_with_treatment", "text": "Exam with treatment."}],
        "next_after": "No yes within 30 minutes: call the next one.",
    } | changes  # fmt: skip


def unmet(need: str = "shelter", **changes: Any) -> Document:
    return answer(
        need, tier=None, recommended=None, alternatives=[], remaining=0,
        gap={"code": "G0", "unverified": True, "text": "No service is recorded here."},
        interim=[{"code": "hospital_ward", "text": "A hospital ward, with a companion."}],
    ) | changes  # fmt: skip


def document(**changes: Any) -> Document:
    return {
        "plan_version": 1,
        "ruleset": "2026.11-abcdef",
        "directory_version": "7",
        "request": {
            "needs": ["medical", "shelter"],
            "place": {
                "code": "53.07.05", "name": "Nita", "province_code": "53",
                "province": "Nusa Tenggara Timur", "timezone": "Asia/Makassar",
                "latitude": -8.6, "longitude": 122.1, "resolved_by": "code",
            },
        },
        "now_local": "2026-11-21T22:00:00+08:00",
        "banners": [
            {"code": "immediate_danger", "text": "Immediate danger.",
             "contacts": [line("polisi-110", name="Polisi 110")]}
        ],
        "clock": [],
        "call_card": {
            "say": [{"code": "you_did_right", "text": "You did right to call."}],
            "ask": [
                {"code": "ask_danger", "text": "Is anybody in danger?", "service_id": None},
                {"code": "unknown_x", "text": "Asked of a service.", "service_id": "rs-contoh"},
            ],
            "do_not": [{"code": "no_identity", "text": "Do not ask for a name."}],
        },
        "answers": [answer(), unmet()],
        "one_stop": None,
        "chain": [],
    } | changes  # fmt: skip
