"""Small pages written by us, with bodies that are known: pages of two or three paragraphs are rare in a corpus.

A table that has seen no small page takes every full sentence of one. The same number gives the same page.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.body_pages import STEPS, labelled
from crawler.archive.sources import page_capture
from crawler.page import Page, run_steps
from spiders.reading import SiteReading

if TYPE_CHECKING:
    from benchmarks.body_pages import LabelledPage

PART = "small"
PAGES = 240
SENTENCES = {
    "en": """
The mill at the end of the lane has ground no flour since the spring, and the miller now keeps bees.
Three of the houses by the weir were painted green last year, which nobody in the village will explain.
A clerk found the missing ledgers in a cupboard behind the stairs, wrapped in a wet coat.
“It was never about the money,” said the treasurer, who resigned before the vote was counted.
Snow is forecast for the high valleys, and the pass will be closed from Friday noon.
The library opens again on Thursday with longer hours and one more reading room.
Few of those who signed the letter had read it to the end, as one of them told this paper.
Workers laid the last of the new pipes on Tuesday; the street will be paved within a month.
The orchestra plays without a conductor this season, after two of them fell ill.
Prices at the market fell for the third week, and growers fear for the harvest.
""",
    "de": """
Die Mühle am Ende der Gasse mahlt seit dem Frühjahr kein Mehl mehr, der Müller hält nun Bienen.
Drei Häuser am Wehr wurden im vergangenen Jahr grün gestrichen, was im Dorf niemand erklären mag.
Eine Schreiberin fand die vermissten Bücher in einem Schrank hinter der Treppe.
„Um das Geld ging es nie“, sagte der Kassenwart, der vor der Auszählung zurücktrat.
Für die hohen Täler ist Schnee angesagt, der Pass wird ab Freitagmittag gesperrt.
Die Bücherei öffnet am Donnerstag wieder, mit längeren Zeiten und einem Lesesaal mehr.
""",
    "fr": """
Le moulin au bout de la ruelle ne moud plus depuis le printemps, et le meunier élève des abeilles.
Trois maisons près du barrage ont été peintes en vert l’an dernier, ce que personne n’explique.
Une employée a retrouvé les registres dans un placard derrière l’escalier.
La neige est annoncée dans les hautes vallées, et le col sera fermé dès vendredi midi.
La bibliothèque rouvre jeudi, avec des horaires plus longs et une salle de plus.
""",
    "es": """
El molino al final de la calle no muele desde la primavera, y el molinero cría abejas.
Tres casas junto a la presa se pintaron de verde el año pasado, cosa que nadie explica.
Una empleada encontró los libros perdidos en un armario detrás de la escalera.
Se espera nieve en los valles altos, y el paso se cerrará desde el viernes al mediodía.
La biblioteca vuelve a abrir el jueves, con más horas y una sala más.
""",
}
HEADLINES = {
    "en": ("Mill falls silent", "Green houses puzzle village", "Ledgers found", "Snow closes the pass"),
    "de": ("Mühle steht still", "Grüne Häuser geben Rätsel auf", "Schnee sperrt den Pass"),
    "fr": ("Le moulin s’est tu", "Des maisons vertes", "La neige ferme le col"),
    "es": ("El molino calla", "Casas verdes", "La nieve cierra el paso"),
}
_TABLES = {
    "en": (("Weir", "Height"), ("Old", "two"), ("New", "three")),
    "de": (("Wehr", "Höhe"), ("Altes", "zwei"), ("Neues", "drei")),
    "fr": (("Barrage", "Hauteur"), ("Ancien", "deux"), ("Nouveau", "trois")),
    "es": (("Presa", "Altura"), ("Vieja", "dos"), ("Nueva", "tres")),
}
_PARTS = {
    "en": ("What comes next", "A new hand", "Two more weeks"),
    "de": ("Wie es weitergeht", "Eine neue Hand", "Noch zwei Wochen"),
    "fr": ("Et après", "Une autre main", "Deux semaines encore"),
    "es": ("Lo que sigue", "Otra mano", "Dos semanas más"),
}
_FURNITURE = (
    "<div class='{related}'><p>{0}</p></div>",
    "<div class='{related}'><h3>{head}</h3><p>{0}</p><p>{1}</p></div>",
    "<section id='{related}'><a href='/1'>{head}</a><p>{0}</p></section>",
    "<div id='{letter}'><p>{0}</p></div>",
    "<div class='{letter}'><p>{0}</p><form><input name=mail></form></div>",
    "<aside><p>{0}</p></aside>",
    "<aside class='{box}'><h4>{head}</h4><p>{0}</p></aside>",
    "<div class='{consent}'><p>{0}</p><p>{1}</p></div>",
    "<div id='{consent}'><p>{0}</p><p>{1}</p><p>{2}</p></div>",
    "<section class='{author}'><p>{0}</p></section>",
    "<div class='{author}'><img src=/p.jpg><p>{0}</p></div>",
    "<ul><li><a href=/1>{0}</a></li></ul>",
    "<ul class='{related}'><li><a href=/1>{0}</a></li><li><a href=/2>{1}</a></li></ul>",
    "<p><a href=/1>{0}</a></p>",
    "<figure><img src=/a.jpg><figcaption>{0}</figcaption></figure>",
    "<div class='{caption}'><img src=/a.jpg><p>{0}</p></div>",
    "<article class='{card}'><p>{0}</p></article>",
    "<article class='{card}'><h2>{head}</h2><p>{0}</p></article>",
    "<div class='{comments}'><p>{0}</p><p>{1}</p></div>",
    "<footer><p>{0}</p></footer>",
    "<nav><p>{0}</p></nav>",
    "<div class='{promo}'><p>{0}</p></div>",
    "<div class='{share}'><span>{0}</span></div>",
)
_NAMES = {
    "related": "related-stories relatedPosts more-related read-next-related teaser-list recommended similar-posts",
    "letter": "newsletter newsletter-box signup-form subscribe-cta mail-newsletter",
    "box": "sidebar factbox info-box widget",
    "consent": "cookie-notice consent-layer gdpr-cookie cookieBar",
    "author": "author-bio authorBox bio-box about-author-bio author-card-bio",
    "caption": "caption wp-caption image-caption",
    "card": "teaser card related-card teaser-small promo-card",
    "comments": "comments comment-list commentlist",
    "promo": "promo ad-slot sponsored advert-box paywall-promo",
    "share": "share share-bar social-share",
}
_BODY = (
    "<p>{}</p>",
    "<p>{}</p>",
    "<p>{}</p>",
    "<div>{}</div>",
    "<blockquote><p>{}</p></blockquote>",
    "<ul><li>{}</li></ul>",
)
_AROUND = (
    "<div>{}</div>",
    "<div class='text'>{}</div>",
    "<article>{}</article>",
    "<article class='post'><div class='entry-content'>{}</div></article>",
    "<main><div id='content'>{}</div></main>",
    "<section>{}</section>",
    "{}",
)


def small_pages() -> list[LabelledPage]:
    """Return the pages with the labels of their blocks."""
    site = SiteReading()
    found = []
    for number in range(PAGES):
        html, body = small_page(number)
        capture = page_capture(html.encode(), url=f"https://small{number}.example/news/{number}")
        draft = run_steps(site.begin(Page(capture)), STEPS)
        gold = {"id": f"{PART}-{number}", "url": capture.url, "body": "\n\n".join(body)}
        found.append(labelled(PART, gold, draft))
    return found


def small_page(number: int) -> tuple[str, list[str]]:
    """Return the page of that number, and the texts of its body."""
    chance = random.Random(number)
    language = chance.choice(sorted(SENTENCES))
    sentences = SENTENCES[language].strip().split("\n")
    chance.shuffle(sentences)
    headline = chance.choice(HEADLINES[language])
    body = [sentences.pop() for _ in range(chance.choice((2, 3, 3, 4)) if language == "en" else 2)]
    shape = chance.choice(_BODY)
    pieces = [(shape if chance.random() < 0.3 else _BODY[0]).format(text) for text in body]
    at = chance.randrange(1, len(pieces))
    if chance.random() < 0.25:
        body.insert(at, chance.choice(_PARTS[language]))
        pieces.insert(at, f"<h2>{body[at]}</h2>")
    elif chance.random() < 0.25:
        rows = _TABLES[language]
        body[at:at] = [" ".join(row) for row in rows]
        pieces.insert(at, f"<table>{''.join(f'<tr><td>{one}<td>{two}' for one, two in rows)}</table>")
    strange = _furniture(chance, sentences, chance.choice(HEADLINES[language]))
    inside = chance.random() < 0.6
    if inside:
        pieces.insert(chance.randrange(1, len(pieces) + 1), strange)
    title = f"<h1>{headline}</h1>"
    within = chance.random() < 0.5
    inner = chance.choice(_AROUND).format((title if within else "") + "".join(pieces))
    html = ("" if within else title) + inner + ("" if inside else strange)
    if chance.random() < 0.4:
        html = f"<header><nav><a href=/>Lamp</a> <a href=/a>A</a></nav></header>{html}<footer><p>© Lamp</p></footer>"
    head = f"<head><title>{headline} | Lamp</title></head>" if chance.random() < 0.6 else ""
    return f"<!DOCTYPE html><html lang={language}>{head}<body>{html}</body></html>", body


def _furniture(chance: random.Random, sentences: list[str], headline: str) -> str:
    """Return a box that is no part of the article, with full sentences in it."""
    shape = chance.choice(_FURNITURE)
    names = {key: chance.choice(words.split()) for key, words in _NAMES.items()}
    return shape.format(*sentences[:3], head=headline, **names)
