"""Pages that are more than one text: threads of comments, live blogs, recipes, slide shows, stubs and the like."""

from __future__ import annotations

from rooms.pipelines.body_kit import AR, DE, EN, ES, FA, FR, HE, HI, JA, KO, RU, UK, ZH, Kind, page, paragraphs, related

MORE_EN = (
    "Before the war the crossing took three hours, and the mail was thrown ashore in a canvas bag when the sea was too rough.",
    "Today it takes forty minutes, and the mail comes by air, but the canvas bag still hangs behind the counter.",
)


def comments(language: str, *voices: tuple[str, str]) -> str:
    """Return a thread of comments as it stands below an article."""
    posts = "".join(
        f'<li class="comment"><div class="comment-author">{name}</div><p>{text}</p><a href="#r">↩</a></li>'
        for name, text in voices
    )
    title = {"en": "Comments", "ru": "Комментарии", "ja": "コメント", "de": "Kommentare"}[language]
    return f'<section id="comments"><h3>{title}</h3><ol class="comment-list">{posts}</ol></section>'


def comment_thread() -> Kind:
    voices = (
        (
            "harbour_cat",
            "I was on that boat and it was nothing like this, the fog had lifted by the time we passed the buoy.",
        ),
        (
            "Old Tom",
            "Forty years I have taken this line. The pier was rotten in my father's day, and nobody did a thing about it.",
        ),
        ("mw_77", "Why is there no word here about the price of the tickets, which went up twice since the summer?"),
    )
    return Kind(
        name="comments-en",
        html=page("en", "Fog on the last crossing", paragraphs(*EN), after=comments("en", *voices)),
        body=EN,
    )


def comment_thread_in_japanese() -> Kind:
    voices = (
        ("港の猫", "私もその船に乗っていましたが、浮標を過ぎるころには霧はもう晴れていました。"),
        ("トム爺", "四十年この航路に乗っている。桟橋は父の代から腐っていたのに、誰も何もしなかった。"),
    )
    return Kind(
        name="comments-ja", html=page("ja", "霧の中の最終便", paragraphs(*JA), after=comments("ja", *voices)), body=JA
    )


def list_of_gifts() -> Kind:
    gifts = (
        (
            "1. A lamp for the cabin",
            "It burns for nine hours on one filling and does not mind being knocked over by a cat.",
        ),
        (
            "2. A rope with a story",
            "Made in the old walk behind the church, it has held boats through eleven winters and will hold yours.",
        ),
        (
            "3. Oysters by post",
            "They travel in seaweed and arrive before noon, if the ferry runs and the postman is awake.",
        ),
    )
    inner = f"<p>{EN[3]}</p>" + "".join(
        f'<h2>{title}</h2><p>{text}</p><div class="product-cta"><a href="/b{at}">Buy now at Harbour Shop</a></div>'
        for at, (title, text) in enumerate(gifts)
    )
    body = (EN[3], *(text for gift in gifts for text in gift))
    return Kind(
        name="list-en",
        html=page("en", "Three gifts for people who live by the sea", inner, after=related("en")),
        body=body,
    )


def slide_show() -> Kind:
    slides = (
        (
            "Das Leuchtfeuer",
            "Seit hundert Jahren weist es den Fischern den Weg, und seit zehn Jahren wohnt niemand mehr darin.",
        ),
        ("Die Werft", "Hier wurde das erste Boot der Insel gebaut, aus dem Holz eines gestrandeten Dreimasters."),
        ("Die Schule", "Elf Kinder lernen hier, und wenn Sturm ist, schlafen sie alle bei der Lehrerin."),
    )
    inner = f"<p>{DE[0]}</p>" + "".join(
        f'<section class="slide"><span class="slide-number">{at}/3</span><img src="/s{at}.jpg" width="800" height="500" alt=""><h2>{title}</h2><p>{text}</p></section>'
        for at, (title, text) in enumerate(slides, 1)
    )
    body = (DE[0], *(text for slide in slides for text in slide))
    return Kind(name="slides-de", html=page("de", "Drei Orte auf der Insel", inner, after=related("de")), body=body)


def live_blog() -> Kind:
    posts = (
        ("18:40", "The harbour master has closed the outer gate, and no boat will leave before the morning tide."),
        (
            "18:05",
            "Two fishing boats are back at the quay. Their crews say that the swell beyond the mole is four metres high.",
        ),
        (
            "17:30",
            "The school has opened its hall for those who cannot go home tonight, and the baker has brought bread.",
        ),
    )
    items = "".join(
        f'<div class="live-post"><time datetime="2031-03-05T{at}">{at}</time><p>{text}</p></div>' for at, text in posts
    )
    inner = f'<p>{EN[1]}</p><div class="live-feed">{items}</div>'
    return Kind(
        name="live-en",
        html=page("en", "Storm reaches Low Harbour: live", inner, after=related("en")),
        body=(EN[1], *(text for _, text in posts)),
        either=tuple(time for time, _ in posts),
    )


def live_blog_in_persian() -> Kind:
    posts = (
        ("۱۸:۴۰", "رئیس بندر دروازه بیرونی را بست و هیچ قایقی تا مد صبح حرکت نخواهد کرد."),
        ("۱۸:۰۵", "دو قایق ماهیگیری به اسکله بازگشتند و خدمه آن‌ها می‌گویند موج بیرون از موج‌شکن چهار متر است."),
    )
    items = "".join(f'<div class="live-post"><time>{at}</time><p>{text}</p></div>' for at, text in posts)
    inner = f'<p>{FA[1]}</p><p>{FA[0]}</p><div class="live-feed">{items}</div>'
    return Kind(
        name="live-fa",
        html=page("fa", "توفان به بندر رسید: گزارش زنده", inner, after=related("fa")),
        body=(FA[1], FA[0], *(text for _, text in posts)),
        either=tuple(time for time, _ in posts),
    )


def questions_and_answers() -> Kind:
    pairs = (
        (
            "Madame Lind, pourquoi garder une ligne qui perd de l’argent ?",
            "Parce qu’une île sans bateau est une île sans école, sans médecin et bientôt sans personne.",
        ),
        (
            "Et si le conseil refuse de réparer le ponton ?",
            "Alors nous accosterons sur la plage, comme le faisait mon grand-père, et nous porterons les passagers.",
        ),
        (
            "Que répondez-vous à ceux qui parlent d’un pont ?",
            "Qu’ils viennent le construire un soir de novembre, et que nous leur apporterons la soupe.",
        ),
    )
    inner = f"<p>{FR[0]}</p>" + "".join(f"<p><strong>{asked}</strong></p><p>{told}</p>" for asked, told in pairs)
    body = (FR[0], *(text for pair in pairs for text in pair))
    return Kind(name="questions-fr", html=page("fr", "« Une île sans bateau »", inner, after=related("fr")), body=body)


def recipe() -> Kind:
    things = ("Una docena de ostras frescas", "Dos cucharadas de mantequilla", "Un vaso de sidra seca del año")
    steps = (
        "Abra las ostras con cuidado y guarde el agua en un cuenco pequeño.",
        "Derrita la mantequilla a fuego lento, añada la sidra y deje que hierva un minuto.",
        "Cubra las ostras con la salsa y sírvalas enseguida, con pan del día anterior.",
    )
    inner = (
        f"<p>{ES[0]}</p><h2>Ingredientes</h2><ul>{''.join(f'<li>{thing}</li>' for thing in things)}</ul>"
        f"<h2>Preparación</h2><ol>{''.join(f'<li>{step}</li>' for step in steps)}</ol>"
    )
    return Kind(
        name="recipe-es",
        html=page("es", "Ostras a la sidra, como en la isla", inner, after=related("es")),
        body=(ES[0], "Ingredientes", *things, "Preparación", *steps),
    )


def box_of_key_points() -> Kind:
    points = (
        "The line stays open through the winter",
        "The old pier is closed to lorries",
        "Tickets will cost the same as last year",
    )
    box = f'<div class="key-points"><h2>In short</h2><ul>{"".join(f"<li>{point}</li>" for point in points)}</ul></div>'
    # The box is the paper's own text about the article: it stays, and whole.
    return Kind(
        name="key-points-en",
        html=page("en", "What the council decided", box + paragraphs(*EN, *MORE_EN), after=related("en")),
        body=("In short", *points, *EN, *MORE_EN),
    )


def second_article() -> Kind:
    texts = (
        "Учитель музыки вернулся на остров через двадцать лет и привёз с собой колокол для школы.",
        "Колокол отлили в городе, и деньги на него собирали всем островом, даже дети отдали свои копилки.",
        "Первый урок начался с того, что каждый ударил в него по разу, от самого младшего до самого старшего.",
    )
    after = f'<article class="story"><h1>Новый колокол для школы</h1><div class="story-body">{paragraphs(*texts)}</div></article>'
    return Kind(name="endless-ru", html=page("ru", "Последний паром зимы", paragraphs(*RU), after=after), body=RU)


def paywall_stub() -> Kind:
    wall = (
        '<div class="paywall"><h3>Continue reading with a subscription</h3><p>Subscribe now for unlimited access to all our stories, '
        'or log in if you have an account. Cancel at any time.</p><a href="/pay">See all offers</a></div>'
    )
    return Kind(
        name="paywall-en",
        html=page("en", "The pier that nobody owns", paragraphs(*EN[:3]) + wall, after=related("en")),
        body=EN[:3],
    )


def paywall_stub_in_chinese() -> Kind:
    wall = (
        '<div class="paywall"><h3>订阅后阅读全文</h3><p>立即订阅,畅读所有报道;如已有账户,请登录。可随时取消。</p></div>'
    )
    return Kind(
        name="paywall-zh", html=page("zh", "无人拥有的码头", paragraphs(*ZH) + wall, after=related("zh")), body=ZH
    )


def note_on_the_author() -> Kind:
    note = '<div class="author-bio"><img src="/a.jpg" width="60" height="60" alt=""><p>Мара Лінд пише про море і острови. Вона живе в гавані з двома котами.</p></div>'
    return Kind(
        name="author-uk", html=page("uk", "Останній пором зими", paragraphs(*UK), after=note + related("uk")), body=UK
    )


def note_on_the_author_in_hebrew() -> Kind:
    note = '<div class="author-box"><h4>על הכותבת</h4><p>מרה לינד כותבת על הים ועל האיים. היא גרה בנמל עם שני חתולים.</p></div>'
    return Kind(
        name="author-he", html=page("he", "המעבורת האחרונה", paragraphs(*HE) + note, after=related("he")), body=HE
    )


def sharing_buttons() -> Kind:
    share = '<div class="share-bar"><span>شارك المقال</span> <a href="/f">فيسبوك</a> <a href="/t">تلغرام</a> <a href="/w">واتساب</a></div>'
    return Kind(
        name="share-ar", html=page("ar", "آخر عبّارة", share + paragraphs(*AR) + share, after=related("ar")), body=AR
    )


def letter_in_the_midst() -> Kind:
    letter = '<div class="newsletter-signup"><p>매일 아침 뉴스레터로 섬의 소식을 받아 보세요.</p><a href="/n">구독하기</a></div>'
    return Kind(
        name="letter-ko",
        html=page("ko", "마지막 여객선", paragraphs(*KO[:2]) + letter + paragraphs(KO[2]), after=related("ko")),
        body=KO,
    )


def plain_divs() -> Kind:
    inner = "".join(f"<div>{text}</div>" for text in HI)
    return Kind(name="divs-hi", html=page("hi", "आख़िरी नौका", inner, after=related("hi")), body=HI)


KINDS = (
    comment_thread(),
    comment_thread_in_japanese(),
    list_of_gifts(),
    slide_show(),
    live_blog(),
    live_blog_in_persian(),
    questions_and_answers(),
    recipe(),
    box_of_key_points(),
    second_article(),
    paywall_stub(),
    paywall_stub_in_chinese(),
    note_on_the_author(),
    note_on_the_author_in_hebrew(),
    sharing_buttons(),
    letter_in_the_midst(),
    plain_divs(),
)
