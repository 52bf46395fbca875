"""What a person read out of the seed's records one by one; each entry rests on its record.

Keys are ids of the seed. Nothing here is presumed: presumptions by kind are routing policy.
"""

from __future__ import annotations

from referral.domain.services import Fact, fact
from referral.domain.vocabulary import Basis, Kind, Operator, Trilean

YES = fact(Trilean.YES, Basis.STATED)
NO = fact(Trilean.NO, Basis.STATED)

MERGED: dict[str, str] = {
    "rs-bhayangkara-banda-aceh": "rs-bhayangkara-banda-aceh-rumah-sakit",
    "rs-bhayangkara-manado": "rs-bhayangkara-manado-rumah-sakit",
    "rsj-menur-surabaya": "rs-jiwa-menur-kota-surabaya",
    "rsj-soerojo-magelang": "rs-jiwa-prof-dr-soerojo-kota-magelang",
    "rsud-abdul-moeloek": "rsud-dr-h-abdul-moeloek-kota-bandar-lampung",
    "rsud-adjidarmo-lebak": "rsud-dr-adjidarmo-lebak",
    "rsud-bdh-surabaya": "rsud-bhakti-dharma-husada-kota-surabaya",
    "rsud-embung-fatimah": "rsud-embung-fatimah-kota-batam",
    "rsud-palemai-tandi-palopo": "rs-dokter-palemmai-tandi-kota-palopo",
    "rsud-ratu-zalecha": "rsud-ratu-zalecha-banjar",
    "rsud-sekarwangi": "rsud-sekarwangi-sukabumi",
    "rsud-soewandhie": "rsud-dr-mohamad-soewandhie-kota-surabaya",
    "rsud-undata-palu": "rsud-undata-palu-rumah-sakit",
    "rsud-zainoel-abidin": "rsud-dr-zainoel-abidin-kota-banda-aceh",
    "rsup-kandou-manado": "rsup-prof-dr-r-d-kandou-kota-manado",
    "visum-rsu-adhyaksa": "rsu-adhyaksa-jakarta-timur",
}
"""Hospitals that stand in the seed twice: the second record goes into the first."""

KINDS: dict[str, Kind] = {
    # a new municipal hospital of 2024, in no registry extract yet
    "rsud-eka-candrarini": Kind.HOSPITAL,
    "iom-indonesia-bantuan-korban": Kind.IOM,
    "iom-makassar": Kind.IOM,
    # the ministry's child protection house
    "rpsa-handayani": Kind.RPSA,
    # family-style care by arrangement: children's homes, not crisis shelters
    "sos-bali": Kind.LKSA,
    "sos-banda-aceh": Kind.LKSA,
    "sos-flores": Kind.LKSA,
    "sos-jakarta": Kind.LKSA,
    "sos-lembang": Kind.LKSA,
    "sos-medan": Kind.LKSA,
    "sos-meulaboh": Kind.LKSA,
    "sos-semarang": Kind.LKSA,
    "yayasan-hamba": Kind.LKSA,
    "peduli-anak-ntb": Kind.LKSA,
    # `pusdokkes-polri` (an office that coordinates) and `rumah-sapa-kemenpppa` (taken in only
    # through SAPA 129, for cases handled nationally) stay `other`: listed, offered for no need
}

OPERATORS: dict[str, Operator] = {
    "dki-jakarta-112-ppa": Operator.CHILD_PROTECTION,
    "hotline-kemensos-171": Operator.SOCIAL,
    "hotline-tepsa-1500771": Operator.SOCIAL,
    "hotline-sapa-129": Operator.CHILD_PROTECTION,
    "hotline-sejiwa-119-8": Operator.CHILD_PROTECTION,
    "psc-119": Operator.HEALTH,
    "rumah-sapa-kemenpppa": Operator.CHILD_PROTECTION,
    "ecpat-iwf-portal": Operator.CIVIL_SOCIETY,
    "rsu-adhyaksa-jakarta-timur": Operator.OTHER_GOVERNMENT,
}
"""Where the kind does not tell who runs it."""

SUSPENDED: dict[str, str] = {
    "wcc-cahaya-melati": "Ada peringatan terbit agar anak tidak dirujuk ke sini (2014).",
}

DIRECT_MEDICAL = frozenset({"ykb"})
"""Organisations whose own clinic treats; the others arrange health care."""

FACTS: dict[str, dict[str, Fact]] = {
    # a house of the Handayani complex, whose Sentra has housed children in conflict with the law
    "rpsa-handayani": {"apart_from_offenders": fact(Trilean.NO, Basis.KIND)},
    # "takes women and children of both sexes where the act took place in DIY"
    "balai-ppa-diy": {"accepts_boys": YES, "accepts_girls": YES},
    # "psychological accompaniment to all child victims, boys included, even where no police
    # report was made"
    "uptd-ppa-kab-tulungagung": {"accepts_boys": YES, "requires_police_report": NO},
    # the city publishes a residence requirement
    "uptd-ppa-kota-bandung": {"requires_residence": YES},
    # "round-the-clock, free, by phone or walk-in"
    "uptd-ppa-kota-bukittinggi": {"open_24h": YES, "walk_in": YES},
    # "the … office, on duty 24 hours"
    "uptd-ppa-kota-makassar": {"open_24h": YES},
    # "weekday walk-in hours"
    "uptd-ppa-provinsi-jawa-timur": {"walk_in": YES},
    # "walk-in victims", "walk-in", "by phone or walk-in", "or in person"
    "layanan-ppa-kab-seluma": {"walk_in": YES},
    "uptd-ppa-kab-bojonegoro": {"walk_in": YES},
    "uptd-ppa-kab-lampung-tengah": {"walk_in": YES},
    "uptd-ppa-kota-jambi": {"walk_in": YES},
    # "response team, which fetches the victim"
    "uptd-ppa-kab-gresik": {"transport": YES},
    # "take reports round the clock with no special conditions"
    "uptd-ppa-provinsi-bengkulu": {"requires_police_report": NO, "requires_documents": NO},
    # "separate boys' and girls' dormitories"
    "sentra-budi-perkasa-palembang": {"accepts_boys": YES, "accepts_girls": YES},
    # "children in contact with the law, including victims": offenders live there too
    "sentra-abiseka-pekanbaru": {"apart_from_offenders": NO},
    # has housed child victims and child offenders (2019)
    "sentra-handayani-jakarta": {"apart_from_offenders": NO},
    # "serves any sex and age"
    "parinama-astha": {"accepts_boys": YES, "accepts_girls": YES},
    # "separate consulting and inpatient rooms"
    "ppt-ktpa-rsud-beriman": {"inpatient": YES},
    # forensic examinations are made there, as the records of the merged entries say
    "rs-bhayangkara-manado-rumah-sakit": {"forensic_exam": YES},
    "rsud-dr-h-abdul-moeloek-kota-bandar-lampung": {"forensic_exam": YES},
    "rsud-dr-adjidarmo-lebak": {"forensic_exam": YES},
    "rsud-embung-fatimah-kota-batam": {"forensic_exam": YES},
    "rs-dokter-palemmai-tandi-kota-palopo": {"forensic_exam": YES},
    "rsud-sekarwangi-sukabumi": {"forensic_exam": YES},
    "rsu-adhyaksa-jakarta-timur": {"forensic_exam": YES},
    "pkt-rscm": {"forensic_exam": YES},
}

CAPACITY: dict[str, int] = {
    "wcc-palembang": 12,  # "Secret safe house for 12"
}

NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    # the village is where it is, not what it is called; raised from RPTC to Sentra in 2026
    "rptc-tanjungpinang": ("Sentra Tanjungpinang", ("RPTC Tanjungpinang",)),
    "sentra-efata-kupang": ("Sentra Efata Kupang", ()),
    "sos-jakarta": ("SOS Children's Village Jakarta", ()),
}
"""Names shortened so that they do not tell where children live, with the aliases added."""

OLD_NAMES: dict[str, tuple[str, ...]] = {
    "sentra-abiseka-pekanbaru": ("BRSAMPK Rumbai Pekanbaru", "PSBR Rumbai"),
    "sentra-alyatama-jambi": ("BRSAMPK Alyatama Jambi", "PSBR Alyatama Jambi"),
    "sentra-antasena-magelang": ("BRSAMPK Antasena Magelang", "PSMP Antasena Magelang"),
    "sentra-darussaadah-aceh": ("BRSAMPK Darussa'adah Aceh", "PSAA Darussa'adah"),
    "sentra-handayani-jakarta": ("BRSAMPK Handayani Jakarta", "PSMP Handayani Jakarta"),
    "sentra-mulya-jaya-jakarta": ("PSKW Mulya Jaya", "RPSW Mulya Jaya"),
    "sentra-paramita-mataram": ("BRSAMPK Paramita Mataram", "PSMP Paramita Mataram"),
    "sentra-toddopuli-makassar": ("BRSAMPK Toddopuli Makassar", "PSMP Toddopuli Makassar"),
}
"""Earlier names of the social ministry's centres, as its own pages print them."""

HOSTED: dict[str, str] = {
    "p2tp2a-rsup-ngoerah": "rsup-prof-dr-i-g-n-g-ngoerah-kota-denpasar",
    "pkt-rscm": "rsupn-dr-cipto-mangunkusumo-jakarta-pusat",
    "ppt-ktpa-rsud-beriman": "rsud-beriman-kota-balikpapan",
    "ppt-rs-bhayangkara-balikpapan": "rs-bhayangkara-balikpapan",
    "ppt-rs-bhayangkara-medan": "rs-bhayangkara-tk-ii-medan",
    "ppt-rs-bhayangkara-surabaya": "rs-bhayangkara-h-s-samsoeri-mertojoso-kota-surabaya",
    "ppt-rs-polri-kramat-jati": (
        "rs-bhayangkara-tk-i-r-said-sukanto-rs-polri-kramat-jati-jakarta-timur"
    ),
    "ppt-rsud-budhi-asih": "rsud-budhi-asih-jakarta-timur",
    "ppt-rsud-cengkareng": "rsud-cengkareng-jakarta-barat",
    "ppt-rsud-duren-sawit": "rskd-duren-sawit-jakarta-timur",
    "ppt-rsud-koja": "rsud-koja",
    "ppt-rsud-pasar-minggu": "rsud-pasar-minggu-jakarta-selatan",
    "ppt-rsud-pasar-rebo": "rsud-pasar-rebo-jakarta-timur",
    "ppt-rsud-tarakan": "rsud-tarakan-jakarta",
}
"""A hospital's centre and the hospital it is in, whose door and switchboard are its own too."""

EVIDENCE_EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "embun-pelangi-batam": (("office in Lubuk Baja, 13", "13"),),
    "iom-recovery-centre-kramat-jati": (("inside the police hospital ", ""),),
    "jpic-kupang": ((" because the convent hall was in use", ""),),
    "kkppmp-batam": ((" at the shelter site", ""),),
    "lbh-banda-aceh": (
        (" inside its own building", ""),
        (", and the office address is withheld for that reason", ""),
    ),
    "migrant-care": (
        ("found in an AI-written code file equals", "printed elsewhere equals"),
    ),
    "parinama-astha": (
        ("The brief places it in Surabaya, but its own pages mention", "Its own pages mention"),
    ),
    "sentra-antasena-magelang": ((" (Salaman, Magelang)", ""),),
    "sentra-efata-kupang": ((", Naibonat", ""),),
    "sentra-handayani-jakarta": ((" in the Bambu Apus complex", ""),),
    "sentra-inten-soeweno-cibinong": ((" at Karadenan, Cibinong", ""),),
    "sentra-mulya-jaya-jakarta": (("Centre in Pasar Rebo", "Centre"),),
    "sentra-toddopuli-makassar": ((" at Salodong, Biringkanaya", ""),),
    "truk-f": (
        ("Because victims are housed with the office, the address is withheld here;",
         "Address withheld;"),
    ),
    "yayasan-hamba": (("in Pakem, Sleman", "in Kabupaten Sleman"),),
}  # fmt: skip
"""Words that tell where children live, or how the facts were gathered, and what replaces them."""
