"""Names and words that speak of dates: data, no code."""

from __future__ import annotations

import re

_PUBLISHED_META = """
article:published_time og:published_time datepublished date pubdate publishdate publish_date publish-date
dc.date dc.date.issued dcterms.date dcterms.created dcterms.issued dc.date.created parsely-pub-date
sailthru.date cxenseparse:recs:publishtime article.published published_time publication_date
article:published article:post_date og:article:published_time published-date citation_publication_date
citation_date citation_online_date date.issued datecreated created timestamp rnews:datepublished
weibo:article:create_at originalpublicationdate displaydate article_date_original vr:published_time
iso-8601-publish-date shareaholic:article_published_time publisheddate article:created_time w-published-date
publication-date release_date firstpublished dc.created prism.publicationdate eprints.date bepress_citation_date
"""
PUBLISHED_META = tuple(_PUBLISHED_META.split())
_MODIFIED_META = """
article:modified_time og:updated_time datemodified lastmod last-modified last-modified-date dc.date.modified
dcterms.modified revised article:updated_time updated_time dateupdate lastmodified
"""
MODIFIED_META = tuple(_MODIFIED_META.split())

PUBLISHED_LIKE = re.compile(
    r"(?:publish(?:ed|ing)?|publication|pub|posted|created?|upload(?:ed)?|released?|issued|available)(?:date|time|at|on)$|"
    r"date(?:time)?(?:published|publication|pub|created|posted|available|issued)$|published$|articledate$"
)
"""What the letters of a <meta>'s name hold when it is not one of the known names but speaks of publication."""
MODIFIED_LIKE = re.compile(r"(?:modif\w{2,8}|updated?|revis\w{2,4})(?:date|time|at|on)?$|lastmod\w{0,12}$")

DATE_CLASS = re.compile(
    r"publi|date(?!-?picker)|time(?!line)|posted|datum|fecha|zeit|created|stamp|entry-meta|byline|meta|veroeffent|"
    r"pubdate|"
    r"dateline|tarih|datetime|\bdatos\b|stand\b",
    re.IGNORECASE,
)
MODIFIED_CLASS = re.compile(r"modif|updated?(?:[-_ ]|$)|date-?updat|revis|changed|lastmod|datemodified", re.IGNORECASE)
PUBLISHED_CLASS = re.compile(r"publi(?:sh|c)|posted|created|datepublished|pubdate|veroeffentlicht", re.IGNORECASE)
MODIFIED_WORDS = re.compile(
    r"updat|modified|revised|reviewed|edited|changed|aktualisiert|geändert|überarbeitet|bearbeitet|letzte änderung|"
    r"\bstand\b|"
    r"mis à jour|mise à jour|modifié|actualizad|actualización|modificad|atualizad|atualização|aggiorna|modificat|"
    r"modificaci|modifica il|güncelle|"
    r"son güncel|"
    r"обновлен|обновлён|изменен|оновлен|змінен|zaktualiz|aktualizacja|aktualizováno|upraveno|bijgewerkt|gewijzigd|"
    r"uppdaterad|"
    r"ändrad|opdateret|oppdatert|päivitetty|muokattu|ενημερ|τροποποι|актуализ|ажурирано|ažurirano|posodobljeno|"
    r"frissítve|actualizat|cập nhật|diperbarui|kemas kini|تحديث|آخر تعديل|به‌روز|بروزرسانی|ویرایش|עודכן|"
    r"更新|修改|수정|업데이트|แก้ไข|"
    r"ปรับปรุง|अपडेट|हालनाकीकृत|আপডেট|புதுப்பிக்க",
    re.IGNORECASE,
)
PUBLISHED_WORDS = re.compile(
    r"publi[sc]|publié|posted|written|first published|created|added|issued|released|veröffentlich|erstellt|"
    r"eingestellt|"
    r"erschienen|gepostet|geschrieben|vom\b|publicad|pubblicat|escrito|posté|paru|geplaatst|gepubliceerd|yayın|eklenme|"
    r"опубликован|дата публикации|опубліковано|opublikowan|dodano|vydáno|publikováno|zverejnené|publicerad|publiceret|"
    r"publisert|julkaistu|δημοσ|публикув|објављено|objavljeno|megjelent|közzétéve|publicat|đăng|diterbitkan|"
    r"dipublikasikan|"
    r"نشر|تاریخ انتشار|منتشر|פורסם|发布|發布|發佈|发表|發表|公開|掲載|投稿|配信|입력|등록|게시|승인|"
    r"oluşturul|เผยแพร่|प्रकाशित|প্রকাশ|வெளியிட",
    re.IGNORECASE,
)
NOT_OF_THE_ARTICLE = re.compile(
    r"©|copyright|\(c\)|all rights|since \d|seit \d|expires|deadline|birth|geboren|\bborn\b|\bdied\b|joined|"
    r"member since|"
    r"mitglied seit|registriert|beigetreten|dabei seit|valid (?:until|through)|gültig|anmeldeschluss|retrieved|"
    r"accessed|abgerufen|"
    r"(?:\btoday|\bheute|aujourd[’']hui|\bhoy|\boggi|\bhoje|\bavui|\bvandaag|\bi\s?dag|tänään|dziś|dzisiaj|\bdnes|"
    r"\bdanas|astăzi|\bazi|σήμερα|bugün|bu gün|сегодня|сьогодні|сёння|\bднес|\bденес|данас|бүгін|бүгүн|"
    r"bugun|өнөөдөр|այսօր|დღეს|היום|اليوم|امروز|ئەمڕۆ|آج|आज|আজ|இன்று|hari ini|hôm nay|วันนี้|"
    r"今天|今日|本日|오늘)(?:\s?[:：]| is\b| ist\b| es\b| è\b|是|은)"
    r"\s?(?:[^\W\d_]{1,16}[,،.]?\s?)?$",
    re.IGNORECASE,
)
SCRIPT_STEMS = ("ublish", "ublicat", "ateCreat", "reated_at", "odified", "pdated")
"""Every name of a date in the data of scripts has one of them; they are looked for first, since that is quick."""
_VALUE = r"""(?:\\{0,3}["']|&quot;)\s{0,3}:\s{0,3}(?:\\{0,3}["']|&quot;)((?:19|20)\d\d-\d\d-\d\d[^"\\&']{0,30})"""
IN_SCRIPTS = re.compile(
    r"(date_?published|published_?(?:at|date|time|on)?|publish_?(?:date|ed_time|time)|\w{0,8}publication_?(?:date|"
    r"time)|"
    r"first_?publish(?:ed)?_?(?:at|date)?|date_?created|created_at|\w{0,4}publishingdate|date_?modified|"
    r"modified_?(?:at|date)?|"
    r"updated_?at)" + _VALUE,
    re.IGNORECASE,
)
DATE_IN_SCRIPTS = re.compile(r"""(?<=["';])(date)""" + _VALUE)
