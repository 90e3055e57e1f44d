"""Words in classes, ids and short texts that tell an article's text from what stands around it. Data, no code."""

from __future__ import annotations

import re

_BAD = """
ad addthis addtoany ads adsbygoogle adslot adv advert advertisement advertisements advertising adverts authorbio
authorbox badge banner bio biography breadcrumb breadcrumbs byline caption captions carousel cli cmp colophon
comment commentlist comments consent cookie cookiebot cookies copyright correlati credit credits cta dateline
dfp disqus donate donation donations dropdown expandable fact factbox facts fakta faktaboks faktabox feedback
figcaption foot footer gallery gdpr hide hubpeek imagecaption infobox infokasten kasten keywords latest legal
login megamenu menu menus modal moove mostread nav navbar navigation newsletter newsletters offer onetrust
optanon ot outbrain pagenav pager pagination paging piano poll popular popup postmeta prevnext promo promos
promoted promotion quiz rail rating ratings readmore recirc recirculation recommend recommendation
recommendations recommended register regwall relacionadas relacionados related relatedarticles relatedposts
relateds respond search seealso share sharedaddy shares sharethis sharing sidebar sidebars signin signup skip
slideshow social socialmedia socials sponsor sponsored sponsors sr subscribe subscriber subscription
subscriptions taboola taglist tags teaser teasers timestamp toc toolbar tooltip topics trending visuallyhidden
vorschau wpcaption zusatzinfo
"""
BAD_WORDS = frozenset(_BAD.split())
"""An element so called is furniture, unless it holds much of the page's prose."""

BAD_EVEN_FOR_ARTICLES = frozenset(
    ["card", "comment", "footer", "modal", "popup", "promo", "recommended", "related", "sidebar", "teaser", "teasers"]
)
"""Classes of <article> and <main> list tags and topics of the text; of them only these count."""

_CONSENT = "ccpa cli cmp consent cookie cookiebot cookies didomi gdpr moove onetrust optanon ot"
CONSENT_WORDS = frozenset(_CONSENT.split())
"""An element so called is furniture even when it holds most of the prose: on short pages it does."""

BAD_TAGS = frozenset(["aside", "button", "dialog", "fieldset", "figcaption", "footer", "form", "label", "menu", "nav"])
LIST_TAGS = frozenset(["li", "dd", "dt"])

_ASIDE_TITLES = """
related
related articles
related stories
related posts
related content
related news
related topics
read more
more from
more on
more stories
more news
you may also like
you might also like
recommended
recommended for you
read also
see also
also read
also on
most read
most popular
trending
latest news
latest stories
comments
leave a comment
leave a reply
about the author
sign up
share this
share this article
what to read next
up next
next article
previous article
mehr zum thema
lesen sie auch
das könnte sie auch interessieren
auch interessant
das könnte dich auch interessieren
mehr zu diesem thema
passend zum thema
zum weiterlesen
weitere artikel
verwandte artikel
kommentare
à lire aussi
à lire également
lire aussi
sur le même sujet
articles similaires
commentaires
voir aussi
te puede interesar
lee también
leer más
noticias relacionadas
más noticias
comentarios
artículos relacionados
leia também
veja também
leia mais
notícias relacionadas
você pode gostar
saiba mais
comentários
leggi anche
articoli correlati
potrebbe interessarti
commenti
lees ook
meer over
reacties
läs också
läs mer
les også
læs også
lue myös
czytaj także
czytaj też
czytaj więcej
zobacz także
zobacz też
polecane
przeczytaj także
читайте также
читайте ще
читайте також
комментарии
коментарі
ilgili haberler
yorumlar
bunlar da ilginizi çekebilir
اقرأ أيضا
اقرأ أيضاً
関連記事
あわせて読みたい
おすすめ記事
관련기사
많이 본 뉴스
相关阅读
相关新闻
延伸閱讀
推薦閱讀
"""
ASIDE_TITLES = frozenset(_ASIDE_TITLES.strip().split("\n"))
"""Short blocks that announce something else than the article's text: lower case, no punctuation."""

_ADS = """
ad
ads
advert
advertisement
advertisements
advertising
article continues after ad
article continues after advertisement
article continues below advertisement
article continues below this ad
continue reading below advertisement
story continues below advertisement
story continues after advertisement
advertisement scroll to continue
scroll to continue with content
advertentie
annons
annonce
annonse
anuncio
anzeige
artikel wird unter der anzeige fortgesetzt
continua después de la publicidad
continua después del anuncio
la suite après cette publicité
la suite après la publicité
hirdetés
iklan
mainos
publicidad
publicidade
continua após a publicidade
publicité
pubblicità
quảng cáo
reclama
reklam
reklama
reklame
reklamı geç
werbung
реклама
διαφήμιση
إعلان
اعلان
تبلیغات
פרסומת
広告
광고
广告
廣告
"""
AD_LABELS = frozenset(_ADS.strip().split("\n"))
"""Lines that are nothing but these stand above advertisements."""
MOST_AD_LABEL_CHARS = max(map(len, AD_LABELS)) + 8

_READING = (
    r"(?:(?:continue|keep|go on)(?: reading|\s?[.:!]|$)|keep on reading|read (?:on|more)(?: (?:of|from)\b|\s?[.:!]|$)|"
    r"read (?:(?:the|this) (?:\w+ ){0,2}|full |more )(?:article|story|text|report|rest)s?\b)"
)
_END = r"\s?(?:[?.:!]|$)"
_ALSO = (
    r"(?:baca juga|(?:à )?lire aussi|à lire également|le[ae] también|leia também|leggi anche|lees ook|lesen sie auch|"
    r"lies auch|läs (?:också|även)|l[eæ]s også|lue myös|czytaj (?:także|też|również)|čtěte také|citește și|"
    r"читайте (?:также|також)|διαβάστε (?:επίσης|ακόμα)|xem thêm|đọc thêm|อ่านเพิ่มเติม|[اإ]قرأ (?:أيضا|أيضاً|المزيد)|"
    r"بیشتر بخوانید|(?:यह|ये) भी पढ़ें|আরও পড়ুন)"
)
"""Before the colon of a link to another story; on English blogs such lines are part of the text."""
NOTICE = re.compile(
    rf"\W*(?:{_ALSO}\s?[:：]|"
    rf"(?:subscribe|sign (?:in|up)|log in|register)(?: now| today| or \w+(?: in| up)?)? to {_READING}|"
    r"already (?:a (?:paid )?(?:subscriber|member)|subscribed|have an account)\s?[?.:!]|"
    r"you(?:[’']ve| have) (?:read|reached|used) .{0,30}\b(?:free (?:articles|stories)|(?:article|monthly) limit)\b|"
    r"(?:(?:sie sind |du bist )?(?:bereits|schon) (?:plus-?)?abonnent(?:in)?|"
    r"(?:sie haben |du hast )?(?:bereits|schon) ein abo|(?:vous êtes )?déjà abonnée?|"
    r"ya (?:eres|soy) suscriptora?|(?:sei )?già abbonat[oa]|(?:você )?já é assinante|"
    rf"al abonnee|allerede abonnent|redan prenumerant|вже передплатник){_END}|уже подписаны\s?(?:\?|$)|"
    r"(?:copyright )?[©ⓒ] ?(?:copyright )?\d{4}\b|저작권자 ?\(?[©ⓒc]\)? ?\w{1,20},? 무단 ?전재[\w ,·-]{0,30}금지|"
    r"無断(?:転載|複製).{0,20}禁(?:じます|(?:止(?:です|します)?|ずる?|じる)?(?:\W|$))|"
    r"未经.{0,12}(?:不得|禁止|严禁|请勿)(?:转载|复制)(?!的)|版权所有(?![者人权方])|انتهای پیام\s?(?:[^\w\s]|$))",
    re.IGNORECASE,
)
"""How lines begin that lead to a subscription, and those that say whose a text is or that it ends there."""
MOST_NOTICE_WORDS, LONGEST_NOTICE_CHARS = 40, 200
