"""Pages of many kinds and languages whose bodies are known, written by us: invented outlets, persons and texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A page, and the blocks of its body in order."""

    name: str
    html: str
    body: tuple[str, ...]
    either: tuple[str, ...] = ()
    """Blocks that papers differ on: they may be in the body or not."""


NAVIGATION = {
    "en": (
        "Home",
        "World",
        "Sport",
        "Culture",
        "Subscribe to our newsletter",
        "All rights reserved. Contact us. Privacy policy.",
    ),
    "de": (
        "Start",
        "Politik",
        "Sport",
        "Kultur",
        "Newsletter abonnieren",
        "Alle Rechte vorbehalten. Impressum. Datenschutz.",
    ),
    "fr": (
        "Accueil",
        "Monde",
        "Sport",
        "Culture",
        "Inscrivez-vous à notre lettre",
        "Tous droits réservés. Mentions légales.",
    ),
    "es": (
        "Inicio",
        "Mundo",
        "Deportes",
        "Cultura",
        "Suscríbete al boletín",
        "Todos los derechos reservados. Aviso legal.",
    ),
    "ru": ("Главная", "Мир", "Спорт", "Культура", "Подпишитесь на рассылку", "Все права защищены. Обратная связь."),
    "uk": ("Головна", "Світ", "Спорт", "Культура", "Підпишіться на розсилку", "Усі права захищено. Зворотний зв'язок."),
    "ar": ("الرئيسية", "العالم", "الرياضة", "الثقافة", "اشترك في نشرتنا البريدية", "جميع الحقوق محفوظة. اتصل بنا."),
    "fa": ("خانه", "جهان", "ورزش", "فرهنگ", "عضویت در خبرنامه", "تمامی حقوق محفوظ است. تماس با ما."),
    "he": ("ראשי", "עולם", "ספורט", "תרבות", "הירשמו לניוזלטר", "כל הזכויות שמורות. צרו קשר."),
    "zh": ("首页", "国际", "体育", "文化", "订阅电子报", "版权所有。联系我们。"),
    "ja": ("トップ", "国際", "スポーツ", "文化", "メールマガジン登録", "無断転載を禁じます。お問い合わせ。"),
    "ko": ("홈", "국제", "스포츠", "문화", "뉴스레터 구독", "무단 전재 및 재배포 금지. 문의하기."),
    "hi": ("होम", "दुनिया", "खेल", "संस्कृति", "न्यूज़लेटर की सदस्यता लें", "सर्वाधिकार सुरक्षित। संपर्क करें।"),
}
RTL = frozenset({"ar", "fa", "he"})


def page(language: str, headline: str, inner: str, *, after: str = "") -> str:
    """Return a page as news sites make them: navigation, the article, what follows it, a footer."""
    *sections, letter, legal = NAVIGATION[language]
    links = "".join(f'<li><a href="/{at}">{text}</a></li>' for at, text in enumerate(sections))
    return f"""<!DOCTYPE html><html lang="{language}"{' dir="rtl"' if language in RTL else ""}><head><meta charset="utf-8">
<title>{headline} | Lantern</title><meta property="og:type" content="article"><meta property="og:title" content="{headline}"></head>
<body><header class="site-header"><a href="/">Lantern</a><nav><ul>{links}</ul></nav></header>
<main><article class="story"><h1>{headline}</h1><div class="story-body">{inner}</div></article>{after}</main>
<div class="newsletter-box"><p>{letter}</p></div><footer class="site-footer"><p>© 2031 Lantern. {legal}</p></footer></body></html>"""


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


EN = (
    "The last ferry of the winter left Low Harbour on Sunday evening with eleven passengers and a crate of oysters.",
    "Nobody on the quay could remember a crossing in such fog, and the captain sounded the horn every two minutes until it was over.",
    "The company says that it will keep the line open, whatever the council decides about the old pier.",
    "“We have carried doctors, cows and once a piano,” said Ada Lind, who has sold tickets here since she was nineteen.",
)
DE = (
    "Die letzte Fähre des Winters verließ am Sonntagabend den Hafen, mit elf Fahrgästen und einer Kiste Austern an Bord.",
    "Niemand am Kai konnte sich an eine Überfahrt bei solchem Nebel erinnern, und der Kapitän ließ alle zwei Minuten das Horn ertönen.",
    "Die Reederei will die Linie offen halten, was auch immer der Rat über den alten Anleger beschließt.",
)
FR = (
    "Le dernier bac de l’hiver a quitté le port dimanche soir avec onze passagers et une caisse d’huîtres.",
    "Personne sur le quai ne se souvenait d’une traversée par un tel brouillard, et le capitaine faisait sonner la corne toutes les deux minutes.",
    "La compagnie assure qu’elle gardera la ligne ouverte, quoi que décide le conseil au sujet du vieux ponton.",
)
ES = (
    "El último transbordador del invierno salió del puerto el domingo por la noche con once pasajeros y una caja de ostras.",
    "Nadie en el muelle recordaba una travesía con tanta niebla, y el capitán hacía sonar la bocina cada dos minutos.",
    "La compañía dice que mantendrá abierta la línea, decida lo que decida el consejo sobre el viejo embarcadero.",
)
RU = (
    "Последний зимний паром вышел из гавани в воскресенье вечером с одиннадцатью пассажирами и ящиком устриц на борту.",
    "Никто на причале не мог вспомнить переправы в таком тумане, и капитан каждые две минуты подавал сигнал.",
    "Компания заявляет, что сохранит линию, что бы ни решил совет о судьбе старого причала.",
)
UK = (
    "Останній зимовий пором вийшов із гавані в неділю ввечері з одинадцятьма пасажирами та ящиком устриць на борту.",
    "Ніхто на причалі не міг пригадати переправи в такому тумані, і капітан кожні дві хвилини подавав сигнал.",
    "Компанія заявляє, що збереже лінію, хай би що вирішила рада про долю старого причалу.",
)
AR = (
    "غادرت آخر عبّارة في الشتاء الميناء مساء الأحد وعلى متنها أحد عشر راكبًا وصندوق من المحار.",
    "لم يتذكر أحد على الرصيف عبورًا في مثل هذا الضباب، وكان القبطان يطلق البوق كل دقيقتين حتى ظهر ضوء الجزيرة.",
    "وتقول الشركة إنها ستبقي الخط مفتوحًا مهما قرر المجلس بشأن الرصيف القديم.",
)
FA = (
    "آخرین کشتی مسافربری زمستان یکشنبه شب با یازده مسافر و یک جعبه صدف بندر را ترک کرد.",
    "هیچ‌کس در اسکله سفری را در چنین مهی به یاد نداشت و ناخدا هر دو دقیقه بوق را به صدا درمی‌آورد.",
    "شرکت می‌گوید خط را باز نگه می‌دارد، هر تصمیمی که شورا درباره اسکله قدیمی بگیرد.",
)
HE = (
    "המעבורת האחרונה של החורף יצאה מהנמל ביום ראשון בערב ועליה אחד עשר נוסעים וארגז צדפות.",
    "איש ברציף לא זכר הפלגה בערפל כזה, והקברניט השמיע את הצופר כל שתי דקות עד שנראה אור האי.",
    "החברה אומרת שתשאיר את הקו פתוח, תהיה אשר תהיה החלטת המועצה על המזח הישן.",
)
ZH = (
    "冬季最后一班渡轮于周日晚间驶离港口,船上有十一名乘客和一箱牡蛎。",
    "码头上没有人记得曾在这样的大雾中渡海,船长每隔两分钟鸣笛一次,直到看见岛上的灯光。",
    "公司表示,无论议会对旧码头作出什么决定,这条航线都将继续开放。",
)
JA = (
    "この冬最後のフェリーは日曜の夜、十一人の乗客と牡蠣の箱を一つ乗せて港を出た。",
    "岸壁にいた誰もが、これほどの霧の中での航海を覚えておらず、船長は島の灯が見えるまで二分ごとに汽笛を鳴らした。",
    "会社は、古い桟橋について議会が何を決めようとも、この航路を続けると話している。",
)
KO = (
    "이번 겨울의 마지막 여객선이 일요일 저녁 승객 열한 명과 굴 한 상자를 싣고 항구를 떠났다.",
    "부두에 있던 누구도 이런 안개 속의 항해를 기억하지 못했고, 선장은 섬의 불빛이 보일 때까지 이 분마다 경적을 울렸다.",
    "회사는 의회가 낡은 부두에 대해 어떤 결정을 내리든 노선을 계속 유지하겠다고 밝혔다.",
)
HI = (
    "सर्दियों की आख़िरी नौका रविवार शाम ग्यारह यात्रियों और सीपियों के एक बक्से के साथ बंदरगाह से रवाना हुई।",
    "घाट पर किसी को भी ऐसे कोहरे में यात्रा याद नहीं थी, और कप्तान हर दो मिनट में भोंपू बजाता रहा।",
    "कंपनी का कहना है कि परिषद पुराने घाट के बारे में जो भी तय करे, वह यह मार्ग खुला रखेगी।",
)
RELATED = {
    "en": (
        "Related articles",
        "Why the oysters of Low Harbour are late this year",
        "A new bell for the island's school",
    ),
    "de": ("Mehr zum Thema", "Warum die Austern in diesem Jahr spät kommen", "Eine neue Glocke für die Inselschule"),
    "fr": (
        "À lire aussi",
        "Pourquoi les huîtres sont en retard cette année",
        "Une nouvelle cloche pour l’école de l’île",
    ),
    "es": (
        "Noticias relacionadas",
        "Por qué las ostras llegan tarde este año",
        "Una campana nueva para la escuela de la isla",
    ),
    "ru": ("Читайте также", "Почему устрицы в этом году запаздывают", "Новый колокол для школы на острове"),
    "uk": ("Читайте також", "Чому устриці цього року запізнюються", "Новий дзвін для школи на острові"),
    "ar": ("اقرأ أيضا", "لماذا يتأخر محار الميناء هذا العام", "جرس جديد لمدرسة الجزيرة"),
    "fa": ("بیشتر بخوانید", "چرا صدف‌های بندر امسال دیر رسیدند", "زنگ تازه‌ای برای مدرسه جزیره"),
    "he": ("קראו גם", "מדוע הצדפות מאחרות השנה", "פעמון חדש לבית הספר של האי"),
    "zh": ("相关新闻", "今年的牡蛎为何来得晚", "岛上学校的新钟"),
    "ja": ("関連記事", "今年の牡蠣が遅れている理由", "島の学校に新しい鐘"),
    "ko": ("관련기사", "올해 굴이 늦어지는 이유", "섬 학교의 새 종"),
    "hi": ("यह भी पढ़ें", "इस साल सीपियाँ देर से क्यों आईं", "द्वीप के स्कूल के लिए नई घंटी"),
}
TEXTS = {
    "en": EN, "de": DE, "fr": FR, "es": ES, "ru": RU, "uk": UK, "ar": AR, "fa": FA, "he": HE, "zh": ZH, "ja": JA, "ko": KO, "hi": HI,
}  # fmt: skip
HEADLINES = {
    "en": "The last ferry of the winter", "de": "Die letzte Fähre des Winters", "fr": "Le dernier bac de l’hiver",
    "es": "El último transbordador del invierno", "ru": "Последний паром зимы", "uk": "Останній пором зими",
    "ar": "آخر عبّارة في الشتاء", "fa": "آخرین کشتی زمستان", "he": "המעבורת האחרונה של החורף", "zh": "冬季最后一班渡轮",
    "ja": "この冬最後のフェリー", "ko": "이번 겨울의 마지막 여객선", "hi": "सर्दियों की आख़िरी नौका",
}  # fmt: skip


def related(language: str) -> str:
    """Return a box of links below the article, each with a line of its own."""
    title, *lines = RELATED[language]
    items = "".join(f'<li><a href="/r{at}">{line}</a></li>' for at, line in enumerate(lines))
    return f'<section class="more-stories"><h3>{title}</h3><ul>{items}</ul></section>'


def plain(language: str) -> Kind:
    """Return a plain news page in *language*."""
    texts = TEXTS[language]
    html = page(language, HEADLINES[language], paragraphs(*texts), after=related(language))
    return Kind(name=f"plain-{language}", html=html, body=texts)
