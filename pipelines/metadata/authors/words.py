"""Words of bylines in many languages, agencies, jobs and degrees: data, no code."""

from __future__ import annotations

import re

from crawler.page.dates.months import MONTH_OF
from crawler.page.dates.zones import OFFSET_MINUTES


def _any(words: str) -> str:
    return "|".join(re.escape(word).replace("_", r"\s") for word in sorted(words.split(), key=len, reverse=True))


_DONE = """
written posted published reported story review reviewed words text article authored recipe submitted
contributed created uploaded added articles posts stories medically_reviewed
compiled analysis opinion interview reporting photos_and_text text_and_photos interviews
"""
_BY = """
by von vom par por di da af av door od przez z_tekst tarafından автор авторы автора автори аўтар yazan yazar yazı tekst
autor/in autor:in autor*in autor/innen interview: und_interview: text_und_interview: protokoll:
tekst_og_foto text_und_fotos text_und_foto text_und_bilder autor autoři autorzy autoren autorin autorinnen autores
autora
autoras author authors author(s)
authored_by auteur auteure auteurs auteures autore autrice autori redaktion: text texte
texto testo текст haber muhabir
writer writers reporter journalist journalistin verfasser verfasst_von geschrieben_von veröffentlicht_von
ein_gastbeitrag_von ein_kommentar_von ein_interview_von ein_bericht_von eine_analyse_von von_unserer_korrespondentin
von_unserem_korrespondenten de_notre_correspondant de_notre_correspondante de_notre_envoyé_spécial
de_notre_envoyée_spéciale dal_nostro_inviato dalla_nostra_inviata
erstellt_von eingestellt_von gepostet_von publiziert_von beitrag_von beiträge_von ein_beitrag_von ein_artikel_von
artikel_von gastbeitrag_von interview_von bericht_von kommentar_von alle_beiträge_von zeige_alle_beiträge_von
alle_artikel_von vom_autor von_unserem_redakteur von_unserer_redakteurin publié_par écrit_par rédigé_par posté_par
propos_recueillis_par publicado_por escrito_por redactado_por por_nuestra_redacción publicado_por postado_por
pubblicato_da
scritto_da a_cura_di geschreven_door geplaatst_door gepubliceerd_door skrevet_av skrevet_af skriven_av publicerad_av
oprac. opracował opracowała opracowanie rozmawiał rozmawiała testo_di testi_di texto_de texte_de texte_par
tekst_av tekst_af tekst_van text_av text_von da_redação:
kirjoittanut kirjoittaja teksti toimittaja szerző szerzők írta napsal napsala napísal autorka przez napisał napisała
opublikował
de_către scris_de autorul написал написала опубликовал публікація tekstas_ parengė autorius autorė autors piše piše:
pišu
γράφει γράφει_η γράφει_ο γράφουν γράφουν_οι γραφει γραφει_η γραφει_ο γραφουν γραφουν_οι του_ αρθρογράφος συντάκτης
δημοσιεύθηκε_από bởi tác_giả oleh penulis laporan_oleh editor: reporter:
بقلم كتب كتبت كتب_بواسطة نشر_بواسطة نُشر_بواسطة بواسطة توسط نوشته_شده_توسط به_قلم
إعداد الكاتب نویسنده خبرنگار نوشته تحریر گزارش_از از_ מאת כתב כתבת 文／ 文/ 作者 作者： 记者 記者 编辑： 责任编辑
撰文 執筆 筆者 文＝
글 기자: लेखक द्वारा रिपोर्ट লেখক প্রতিবেদক எழுதியவர் เขียนโดย โดย ผู้เขียน
"""
_BY_ELSEWHERE = """
müəllif: müəllif muallif: muallif muallifi: автору: муаллиф: муаллиф авторы: жазған: мақала_авторы:
бэлтгэсэн: сурвалжлагч: нийтлэлч: хэлэ: напишано_од пишува: пишува
հեղինակ՝ հեղինակ: լրագրող՝ ავტორი: ავტორი ჟურნალისტი: аўтар: аўтарка: тэкст: текст: аўтары:
shkruan: shkruar_nga autori: piše: zapisal zapisala zapisao napisao napisala pripravil pripravila priredio priredila
parengė: autors: autore: autori: sagatavoja: egilea: egileak: testua: idazlea: höfundur: höfundar: texti: blaðamaður:
skrifar: höf.: awdur: údar: le_hawdur: kitba_ta' awtur:
waxaa_qoray waxaa_qoray: qore: qoraa: w/q: w/qoray: mwandishi: mwandishi imeandikwa_na imeandaliwa_na marubuci:
wakilinmu: daga_wakilinmu onkọwe: onye_dere: umbhali: mbhali: skrywer: deur
isinulat_ni sinulat_ni ulat_ni otè: ekri_pa nivîskar: nivîs: nûçegihan: yazan: awtor: muallif awtory: ýazan:
نووسینی نووسەر: نووسینی: ئامادەکردنی: پەیامنێر: ليکوال لیکوال لیکوال: ليکوال: ليکوونکی: راپور: گزارشگر: نویسنده: تحریر:
رپورٹ: رپورٹر: نامہ_نگار: مصنف: ليکڪ: رپورٽ: مۇخبىرىمىز ئاپتور: ئاپتورى: تەييارلىغۇچى:
ຂ່າວ: ຂ່າວໂດຍ ໂດຍ: ໂດຍ ຜູ້ຂຽນ: ដោយ៖ ដោយ: អត្ថបទដោយ អត្ថបទ៖ សរសេរដោយ ရေးသားသူ ရေးသားသူ- သတင်း- သတင်းထောက်
எழுத்து: செய்தியாளர்: கட்டுரையாளர்: எழுதியவர்: రచన: రచయిత: రిపోర్టర్: ಬರಹ: ಲೇಖಕರು: ವರದಿ: എഴുതിയത്: ലേഖകൻ: തയ്യാറാക്കിയത്:
ලිපිය: වාර්තාව: සටහන: লেখক: লেখা: প্রতিবেদক: প্রতিবেদন: রিপোর্ট: লেখিকা: લેખક: લેખિકા: ਲੇਖਕ: ਰਿਪੋਰਟਰ: लेखन: लेखिका: लेखक:
रिपोर्ट: संवाददाता:
ጸሐፊ፦ ጸሐፊ፡ አዘጋጅ፡ አዘጋጅ፦ ዘጋቢ፡ ዘጋቢ፦ རྩོམ་པ་པོ།
"""
LEAD = re.compile(
    rf"^[\W_]{{0,6}}(?:(?:{_any(_DONE)})\s+(?:on\s+)?by|"
    rf"(?:(?:{_any(_BY + _BY_ELSEWHERE)})(?:\s*[:：/|]+|[,،]\s|(?=\s|$))))\s*[:：]?\s*",
    re.IGNORECASE,
)
LABELS = frozenset(
    {word.replace("_", " ").strip(" :：／/＝") for word in _BY.split()}
    | {f"{word.replace('_', ' ')} by" for word in _DONE.split()}
)
"""What a line may consist of that names nobody: the name is in the next one."""
_SHORT = r"(?:na|nga|ni)(?=\s\S+\s\S)"
"""Swahili, Albanian and Filipino for "by", in printed lines alone, for they are names too: two words must follow."""
LED_ELSEWHERE = re.compile(
    rf"^[\W_]{{0,3}}(?:{_SHORT}|(?:{_any(_BY_ELSEWHERE)})(?=[\s:：,،/|՝៖፡၊-]|(?<=[:՝៖፡፦།-])))[\s:：,،/|-]*(\S.{{1,80}})$",
    re.IGNORECASE,
)
"""A printed line that begins with one of the words of languages that have no other pattern."""
LEAD_EAST = re.compile(
    r"^(?:作者|(?:本[报報刊台网網社]|新华社)?(?:记者|記者)|撰文|執筆|文／|文/|責任編輯|责任编辑|编辑)\s{0,2}[:：/／|]?\s{0,2}|^(?:글|취재)\s?[:=·]\s?"
)
TAIL_EAST = re.compile(r"\s?(?:(?:인턴|선임|수습|전문|객원)?기자|특파원|記者|记者|通讯员|編輯|编辑|特派員|論説委員)$")
"""Jobs that are written behind the name."""
STOP = re.compile(
    r"\s+(?:\||•|·|–|—|-|/{2})\s+.*$|\s*[\[<|•·►▪◾✎].*$|"
    r"\s+(?:am|on|le|el|em|um|in|at|@)\s+(?:\w+\.?,?\s)?\d.*$|\s+@\w+.*$|"
    r"\s*\b(?:published|posted|updated|last updated|last modified|stand|datum|kategorien?|categories|categor[yí]a|"
    r"filed under|"
    r"lesezeit|lesedauer|min(?:ute)?s? read|reading time|read time|comments?|kommentare?|follow|share|teilen|"
    r"veröffentlicht|"
    r"zuletzt|aktualisiert|erschienen|publié|mis à jour|publicado|actualizado|pubblicato|gepubliceerd|view profile|"
    r"view all|"
    r"see all|read more|more from|mehr von|all posts|alle beiträge|bio|biography|website|tags?|uhr|leave a|schreibe|"
    r"date|"
    r"(?:photos?|photographs?|photography|pictures?|images?|illustrations?|graphics?) by|fotos? von|"
    r"(?:photos?|fotos?|bild(?:er)?|фото|fotoğraf)(?=\s?[:：])|reviewed by|fact[- ]checked|edit(?:ed|ing) by|medically|"
    r"contributors?:|"
    r"translated by|übersetzt von|aus dem \w+ von|advertis\w+|written by|posted by|verfasst von|geschrieben von|"
    r"founder|on behalf of|hosted by|powered by|im auftrag|"
    r"co-founder|ceo|cto|chief \w+|head of|director of|senior \w+|for the|für die|special to)\b\s*:?.*$",
    re.IGNORECASE | re.DOTALL,
)
_AND = (
    r"और|व|and|und|et|y|e|og|och|ve|и|та|і|with|mit|avec|con|med|met|en|i|a|oraz|és|ja|και|și|şi|và|dan|و|සහ|மற்றும்|మరియు|"
    r"ಮತ್ತು|এবং|اور|۽|او|နှင့်|နဲ့|និង|ແລະ|և|եւ|და|және|жана|болон|va|və|dhe|eta|û|agus|ak|และ"
)
CUT = re.compile(
    rf"\s*(?:[,;/|•·、，؛،&+]|\s(?:{_AND}|et al\.?)\s|"
    r"\s(?:im gespräch mit|in conversation with|im interview mit|interviewed by)\s)\s*",
    re.IGNORECASE,
)
AND = re.compile(rf"\s(?:{_AND})\s", re.IGNORECASE)
DEGREE = re.compile(
    r"^(?:ph\.?\s?d\.?|m\.?d\.?|d\.?o\.?|m\.?b\.?a\.?|jr\.?|sr\.?|cfa|cfp®?|cpa|rn|bsn|msn|rd|rdn|ldn|esq\.?|"
    r"m\.?sc\.?|b\.?sc\.?|"
    r"ii|iii|iv|ma|m\.a\.|ba|b\.a\.|ms|m\.s\.|bs|mph|dvm|dds|dmd|jd|j\.d\.|llm|pmp|lcsw|lmft|np|pa-c|pharmd|dpt|"
    r"cscs|ces|"
    r"facs|facp|e\.?\s?v\.?|inc\.?|llc|gmbh|ag|ltd\.?|dacvb|phd candidate|mdiv|edd|psyd)$",
    re.IGNORECASE,
)
LETTERS = re.compile(r"^[A-Z][A-Z-]{1,6}[®™]?(?:\s\d{1,3})?$")
"""What may stand behind a name for a title that is on no list."""
BEHIND_NAMES = re.compile(
    r"^(\S{2,}(?:\s\S+){1,3}?)(?:\s\d{1,2}|\s(?:the\s)?(?:associated press|canadian press|press association)|"
    r"\s(?:for|with) the associated press)$",
    re.IGNORECASE,
)
"""The number of a footnote, or the agency, behind a name of two words and more."""
_WEEKDAYS = """
mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa so montag
dienstag  mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes
martes miércoles  jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica maandag
dinsdag woensdag  donderdag vrijdag zaterdag zondag
"""
WEEKDAYS = frozenset(_WEEKDAYS.split())
_SURNAMES = "domingo sonntag montag dienstag mittwoch donnerstag freitag samstag sabato domenica dimanche"
SURNAMES = frozenset(_SURNAMES.split())
"""Weekdays that people are called by."""
_NOBODY = """
more_posts all_posts mehr_beiträge weitere_beiträge alle_beiträge more_articles all_articles
suche search skip_navigation navigation profile publisher anonymous anónimo anonym
admin administrator wpadmin webmaster guest unknown null none undefined true false n/a author autor editor redaktor
staff
contributor contributors reporter correspondent published posted updated by follow share von par por text read_more
guest_author guest_post super_user superuser default user root site_admin der_autor die_autorin über_den_autor
about_the_author
about_author the_author author_name autoren authors about contact menu home login search facebook twitter linkedin
instagram email e-mail website online news blog team_member anonymous anonym
"""
NOBODY = frozenset(
    {word.replace("_", " ") for word in _NOBODY.split()} | MONTH_OF.keys() | OFFSET_MINUTES.keys() | WEEKDAYS
)
_JOBS = """
editor reporter correspondent writer contributor redakteur redakteurin manager director analyst officer author
journalist
journalistin producer columnist strategist specialist consultant expert coach founder ceo president professor lecturer
fotograf photographer volontär volontärin chefredakteur chefredakteurin korrespondent korrespondentin redacteur
rédacteur
rédactrice périodista redactor redactora editora giornalista gardener astrologer winemaker designer developer engineer
correspondant correspondante corresponsal inviato inviata corrispondente корреспондент корреспондентка обозреватель
журналист журналистка кореспондент журналіст журналістка muhabir muhabiri مراسل مراسلة
marketer copywriter intern freelancer attorney lawyer dietitian nutritionist nurse therapist psychologist executive
"""
PHOTOS = re.compile(
    r"^(?:photos?|fotos?|photograph\w*|fotograf\w*|bild(?:er)?|illustrations?|grafik|videos?|images?|фото|фота|foto(?:ğraf)?|camera|"
    r"լուսանկար\w*|ფოტო|sawir\w*|hoto|picha|wêne|وێنە|فۆتۆ|عکس|تصویر|صورة|写真|사진|ภาพ\w*|ảnh|फोटो|छायाचित्र|ছবি|படம்|ఫోటో|ചിത്രം|"
    r"ඡායාරූප\w*|ရုပ်ပုံ|ဓာတ်ပုံ|រូបភាព|ພາບ|ፎቶ|sary|ljósmynd\w*|mynd|argazkia?|nuotr\w*)"
    r"(?:\s*[:：՝፡]|\s(?:by|von|par|por|di)\s|$)",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    rf"^(?:cc[ -](?:by|0)\b|creative commons\b|[#©]|(?:{_any(' '.join(sorted(MONTH_OF)))})\.?\s\d)", re.IGNORECASE
)
"""Licences, hashtags and dates that stand where names do."""
JOB = re.compile(
    rf"(?:^|\s)(?:{_any(_JOBS)})$|^(?:senior|junior|chief|deputy|head of|managing|associate|staff|co-founder)\s",
    re.IGNORECASE,
)
_AGENCIES = """
dpa afp ap reuters apa sid epd kna ddp dapd ots ansa efe lusa tass itar-tass interfax ria_novosti xinhua kyodo jiji
yonhap
pti ians ani upi bloomberg anadolu anadolu_ajansı aa dha iha belga anp ntb tt ritzau stt cna ctk čtk pap mti agerpres
bta tanjug hina sta mia ukrinform unian belta kazinform irna isna fars mehr tasnim wafa mena spa wam kuna petra
associated_press the_associated_press agence_france-presse agencia_efe press_association pa_media canadian_press
agencias agências agences agencies agenturen agenzie
the_canadian_press aap dpa-afx awp sda keystone-sda ats dpa/tmn tmn europa_press notimex télam telam agência_brasil
"""
AGENCIES = frozenset(name.replace("_", " ") for name in _AGENCIES.split())
_ORGS = """
redaktion redaktionsteam team staff desk agency agentur verlag magazin magazine news media zeitung newspaper press
presse pressestelle institut institute universität university stiftung foundation verband verein association gmbh ag
inc llc ltd group gruppe editorial redacción rédaction redazione redactie redakcja redakce редакция редакція newsroom
network online tv radio journal post times tribune gazette herald council society department ministry ministerium
agencia agência agence agenzia agencja agentura ajans ajansı gazeta gazete gazetesi
агентство агенство газета телеканал радио агенція газети وكالة للأنباء الأنباء صحيفة جريدة قناة إذاعة خبرگزاری روزنامه
center centre centrum contributors editors admin services solutions company studio blog .com .de .org .net .at
"""
ORG = re.compile(
    rf"(?:^|[\s.-])(?:{_any(_ORGS)})(?:$|\s)|\.(?:com|de|org|net|at|ch|fr|it|io|co)$|編集部|編輯部|编辑部|뉴스|新聞|新闻",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|de|co)/", re.IGNORECASE)
