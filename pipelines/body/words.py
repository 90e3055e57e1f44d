"""Words in classes, ids and short texts that tell an article's text from what stands around it. Data, no code."""

from __future__ import annotations

BAD_WORDS = frozenset(
    """
    related relatedarticles relatedposts relateds relacionadas relacionados recommended recommend recommendation
    recommendations recirc recirculation teaser teasers promo promos promotion promoted newsletter newsletters subscribe
    subscription subscriptions signup share sharing shares sharedaddy sharethis addthis addtoany social socials socialmedia
    comment comments commentlist disqus respond authorbox authorbio bio biography byline credit credits footer foot
    colophon sidebar sidebars nav navbar navigation menu menus breadcrumb breadcrumbs tags taglist topics keywords
    ad ads adv advert adverts advertisement advertisements adsbygoogle adslot advertising dfp sponsor sponsored sponsors
    cookie cookies cookiebot consent gdpr onetrust ot optanon cli cmp moove popup modal trending popular
    mostread latest pagination pager paging toolbar rating ratings poll quiz toc outbrain taboola banner skip login
    register search gallery slideshow carousel feedback visuallyhidden sr cta postmeta
    dateline timestamp caption captions figcaption wpcaption imagecaption copyright legal donate donation donations
    rail expandable hide fact facts badge hubpeek signin
    infobox factbox faktaboks faktabox fakta infokasten kasten zusatzinfo regwall piano offer subscriber
    megamenu dropdown tooltip readmore seealso prevnext pagenav correlati vorschau
    """.split()
)
"""An element so called is furniture, unless it holds much of the page's prose."""
BAD_EVEN_FOR_ARTICLES = frozenset(
    "related teaser teasers promo recommended card comment sidebar footer popup modal".split()
)
"""Classes of <article> and <main> list tags and topics of the text; of them only these count."""
CONSENT_WORDS = frozenset("cookie cookies cookiebot consent gdpr onetrust ot optanon cli cmp moove didomi ccpa".split())
"""An element so called is furniture even when it holds most of the prose: on short pages it does."""
GOOD_WORDS = frozenset(
    """
    article articlebody body content contents entry entrycontent post postcontent story storybody text main maincontent
    articletext articlecontent richtext wysiwyg prose paragraph detail details news artikel artikeltext inhalt texte
    contenido cuerpo corpo testo noticia nota conteudo materia
    """.split()
)
STANDFIRST_WORDS = frozenset(
    """
    standfirst lead lede leadtext leadin summary intro introduction introtext dek deck chapo vorspann sapo ingress subtitle
    subheadline subhead excerpt abstract teasertext kicker descripcion bajada copete entradilla sottotitolo occhiello
    catenaccio subtitulo linhafina preamble manchet anreisser
    """.split()
)
BAD_TAGS = frozenset({"nav", "footer", "form", "button", "aside", "figcaption", "dialog", "menu", "label", "fieldset"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LIST_TAGS = frozenset({"li", "dd", "dt"})

_ASIDE_TITLES = (
    "related|related articles|related stories|related posts|related content|related news|related topics|read more|more from|more on|more stories|more news|"
    "you may also like|you might also like|recommended|recommended for you|read also|see also|also read|also on|most read|"
    "most popular|trending|latest news|latest stories|comments|leave a comment|leave a reply|about the author|sign up|"
    "share this|share this article|what to read next|up next|next article|previous article|"
    "mehr zum thema|lesen sie auch|das könnte sie auch interessieren|weitere artikel|verwandte artikel|kommentare|"
    "à lire aussi|lire aussi|sur le même sujet|articles similaires|commentaires|voir aussi|"
    "te puede interesar|lee también|leer más|noticias relacionadas|más noticias|comentarios|artículos relacionados|"
    "leia também|veja também|leia mais|notícias relacionadas|você pode gostar|saiba mais|comentários|"
    "leggi anche|articoli correlati|potrebbe interessarti|commenti|"
    "lees ook|meer over|reacties|läs också|läs mer|les også|læs også|lue myös|"
    "czytaj także|czytaj też|czytaj więcej|zobacz także|zobacz też|polecane|przeczytaj także|"
    "читайте также|читайте ще|читайте також|комментарии|коментарі|"
    "ilgili haberler|yorumlar|bunlar da ilginizi çekebilir|اقرأ أيضا|اقرأ أيضاً|"
    "関連記事|あわせて読みたい|おすすめ記事|관련기사|많이 본 뉴스|相关阅读|相关新闻|延伸閱讀|推薦閱讀"
)
ASIDE_TITLES = frozenset(_ASIDE_TITLES.split("|"))
"""Short blocks that announce something else than the article's text, folded to lower case without punctuation."""
