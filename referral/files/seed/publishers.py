"""Who published a fact, by the source's address; the address itself is never shown."""

from __future__ import annotations

from urllib.parse import urlsplit

_COPIES: tuple[tuple[str, str], ...] = (
    ("data%20uptd%20ppa_2025", "KemenPPPA, survei UPTD PPA (salinan publik)"),
    ("fpl%20database", "Daftar anggota FPL (salinan publik)"),
    ("polresterdugaseeder", "Daftar Polres, Divpropam Polri (salinan publik)"),
    ("data-pusdatin-kemenkes", "Kementerian Kesehatan, registrasi rumah sakit"),
    ("satu-data/", "Kementerian Kesehatan, registrasi rumah sakit"),
    ("datarumahsakit.js", "Daftar rumah sakit nasional COVID-19 (salinan publik)"),
)
"""Copies on code hosting sites, by a part of their path, in lower case."""

_HOSTS: tuple[tuple[str, str], ...] = (
    ("kemensos.go.id", "Kementerian Sosial"),
    ("kemsos.go.id", "Kementerian Sosial"),
    ("kemenpppa.go.id", "Kementerian Pemberdayaan Perempuan dan Perlindungan Anak"),
    ("kp2mi.go.id", "Kementerian Pelindungan Pekerja Migran Indonesia"),
    ("bp2mi.go.id", "Badan Pelindungan Pekerja Migran Indonesia"),
    ("kemenkumham.go.id", "Kementerian Hukum dan HAM"),
    ("kemenkum.go.id", "Kementerian Hukum"),
    ("menpan.go.id", "Kementerian PANRB"),
    ("polri.go.id", "Kepolisian Negara Republik Indonesia"),
    ("lpsk.go.id", "LPSK"),
    ("infopublik.id", "InfoPublik"),
    ("antaranews.com", "Antara"),
    ("kompas.com", "Kompas"),
    ("kompasiana.com", "Kompasiana"),
    ("tempo.co", "Tempo"),
    ("detik.com", "detikcom"),
    ("cnnindonesia.com", "CNN Indonesia"),
    ("republika.co.id", "Republika"),
    ("mediaindonesia.com", "Media Indonesia"),
    ("tribunnews.com", "Tribun"),
    ("tribun-maluku.com", "Tribun Maluku"),
    ("jpnn.com", "JPNN"),
    ("jawapos.com", "Jawa Pos"),
    ("disway.id", "Disway"),
    ("bacakoran.co", "Baca Koran"),
    ("idntimes.com", "IDN Times"),
    ("inews.id", "iNews"),
    ("okezone.com", "Okezone"),
    ("merdeka.com", "Merdeka"),
    ("suara.com", "Suara"),
    ("suaramerdeka.com", "Suara Merdeka"),
    ("pikiran-rakyat.com", "Pikiran Rakyat"),
    ("solopos.com", "Solopos"),
    ("krjogja.com", "Kedaulatan Rakyat"),
    ("harianjogja.com", "Harian Jogja"),
    ("tirto.id", "Tirto"),
    ("viva.co.id", "Viva"),
    ("voi.id", "VOI"),
    ("timesindonesia.co.id", "TIMES Indonesia"),
    ("times.co.id", "TIMES Indonesia"),
    ("gatra.com", "Gatra"),
    ("metrotvnews.com", "Metro TV"),
    ("tvonenews.com", "tvOne"),
    ("sonora.id", "Sonora"),
    ("wahananews.co", "WahanaNews"),
    ("murianews.com", "Murianews"),
    ("jubi.id", "Jubi"),
    ("suarapapua.com", "Suara Papua"),
    ("iom.int", "IOM Indonesia"),
    ("ecpatindonesia.org", "ECPAT Indonesia"),
    ("databank-kpap.jakarta.go.id", "Komisi Penanggulangan AIDS Provinsi DKI Jakarta"),
    ("unp.ac.id", "Universitas Negeri Padang"),
    ("ubaya.ac.id", "Universitas Surabaya"),
    ("lokadaya.id", "Lokadaya"),
)
"""By the end of the host's name; the longest that fits wins."""

_ORGANISATIONS = frozenset(
    {
        "bantuanhukum.or.id",
        "buruhmigran.or.id",
        "bwcc.or.id",
        "darkbali.org",
        "dondersfoundation.org",
        "embunpelangibatam.or.id",
        "jalastoria.id",
        "lbhsemarang.or.id",
        "lpantb.or.id",
        "migrantcare.net",
        "parinama-astha.com",
        "pkpaindonesia.org",
        "pkpm-aceh.org",
        "rifka-annisa.org",
        "sahabatinsan.org",
        "savyamirawcc.com",
        "sbmi.or.id",
        "setarakita.org",
        "sinodegmit.or.id",
        "spekham.org",
        "yayasanhamba.org",
        "ykai.net",
    }
)
_BLOGS = ("blogspot.com", "wordpress.com", "tripod.com", "hive.blog")
_DOCUMENTS = ("scribd.com", "docplayer.info", "pdfslide.tips", "dokumen.tech", "123dok.com")

_CITATIONS: tuple[tuple[str, str], ...] = (
    ("UU 23/2014", "UU 23/2014"),
    ("UPR submission", "Laporan koalisi nasional untuk UPR"),
    ("Journal article", "Artikel jurnal tentang ECPAT Indonesia"),
)
"""Sources that have no address, by the beginning of their citation."""

UNNAMED = "Sumber publik tanpa nama"


def publisher_of(url: str | None, citation: str | None = None) -> str:
    """The publisher of a source by its address, or by its citation where it has none."""
    if not url:
        return next(
            (name for start, name in _CITATIONS if (citation or "").startswith(start)), UNNAMED
        )
    for part, name in _COPIES:
        if part in url.lower():
            return name
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    fitting = [(end, name) for end, name in _HOSTS if host == end or host.endswith("." + end)]
    if fitting:
        return max(fitting, key=lambda pair: len(pair[0]))[1]
    return _by_type(host)


def _by_type(host: str) -> str:
    if host.endswith(".go.id"):
        return "Pemerintah daerah (situs resmi)"
    if host in _ORGANISATIONS:
        return "Situs organisasi itu sendiri"
    if host.endswith(_BLOGS):
        return "Blog"
    if host.endswith(_DOCUMENTS):
        return "Dokumen yang diunggah publik"
    return "Media daring daerah"
