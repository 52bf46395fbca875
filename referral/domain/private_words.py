"""Words that the guard of short notes knows: what may be written with a capital, what is a name.

All in small letters. Places are no part of it: the caller hands in those of the map.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OPERATIONAL = _words(
    """
    senin selasa rabu kamis jumat jum'at sabtu minggu
    januari februari maret april mei juni juli agustus september oktober november desember
    jan feb mar apr jun jul agu sep okt nov des
    monday tuesday wednesday thursday friday saturday sunday
    wib wita wit i
    rs rsud rsup rsu rsia rsj igd ugd icu ppt pkt puskesmas pustu posyandu psc hiv pep ppp ims visum
    uptd ppa p2tp2a puspaga patbm sapa kpai kemenpppa kemensos kemlu kp2mi lpsk lpa lbh wcc
    dinas dinsos dp3a dp3akb sosial sentra rptc rpsa lksa lpks bp3mi p4mi
    polri polda polres polresta polsek unit kemenkes bpjs kis ktp kk nik
    satpol pp tni imigrasi disdukcapil capil bandara pelabuhan terminal stasiun
    km kmp kri pelni asdp lion garuda wings damri
    cctv gps sms wa whatsapp
    indonesia jawa sumatera kalimantan sulawesi papua bali flores timor sumba maluku nusa tenggara
    barat timur utara selatan tengah kabupaten kota provinsi kecamatan
    """
)
"""Words that may stand with a capital anywhere: days, months, offices, ships, wide regions."""

COMMON_NAMES = _words(
    """
    siti nurul aisyah aminah fatimah khadijah maryam zahra nabila salsabila rahma rahmawati
    lestari wulandari handayani susanti yuliana yanti yuni rina rini dwi tri eka novi
    dian fitri fitriani indah kartika ratna wati sulastri suryani ningsih rahayu
    maria magdalena yohana elisabeth theresia agnes yosefina
    muhammad mohammad mohamad ahmad achmad abdul abdullah ali umar usman hasan husein ibrahim
    ismail yusuf yunus ridwan rizki rizky fajar bagus agus budi joko slamet sutrisno
    supriyadi suparman suharto wahyu hidayat setiawan kurniawan saputra pratama nugroho santoso
    wijaya gunawan hendra eko andi asep ujang dedi deni doni rudi roni yudi made wayan
    nyoman ketut komang putu gede yohanes petrus paulus markus yosef fransiskus antonius stefanus
    simanjuntak sitompul siregar nasution harahap hutapea sinaga
    """
)
"""Given and family names that are nothing else, and are found however they are written."""

DIGIT_WORDS = _words(
    """
    nol kosong satu dua tiga empat lima enam tujuh delapan lapan sembilan
    zero one two three four five six seven eight nine
    """
)
SHORT_CODES = _words("110 112 115 118 119 129 148 171")
"""National numbers that anybody may write down."""
MONTHS = tuple(
    sorted(
        _words(
            """
    januari februari maret april mei juni juli agustus september oktober november desember
    january february march may june july august october december
    jan feb mar apr jun jul agu sep okt nov des
    """
        )
    )
)
ROADS_MEANT = tuple(
    sorted(_words("kaki darat tol rusak putus ditutup tutup lain banjir macet keluar pulang buntu"))
)
"""What may follow "jalan" without making an address of it."""
