"""Scripts, the languages written in them, and the commonest words of each language: data, no code."""

from __future__ import annotations

import re

SCRIPTS = {
    "latin": re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "han": re.compile(r"[\u4e00-\u9fff]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
    "bengali": re.compile(r"[\u0980-\u09ff]"),
    "tamil": re.compile(r"[\u0b80-\u0bff]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
    "georgian": re.compile(r"[\u10a0-\u10ff]"),
    "armenian": re.compile(r"[\u0530-\u058f]"),
    "gurmukhi": re.compile(r"[\u0a00-\u0a7f]"),
    "gujarati": re.compile(r"[\u0a80-\u0aff]"),
    "odia": re.compile(r"[\u0b00-\u0b7f]"),
    "telugu": re.compile(r"[\u0c00-\u0c7f]"),
    "kannada": re.compile(r"[\u0c80-\u0cff]"),
    "malayalam": re.compile(r"[\u0d00-\u0d7f]"),
    "sinhala": re.compile(r"[\u0d80-\u0dff]"),
    "lao": re.compile(r"[\u0e80-\u0eff]"),
    "tibetan": re.compile(r"[\u0f00-\u0fff]"),
    "burmese": re.compile(r"[\u1000-\u109f]"),
    "ethiopic": re.compile(r"[\u1200-\u137f]"),
    "khmer": re.compile(r"[\u1780-\u17ff]"),
    "thaana": re.compile(r"[\u0780-\u07bf]"),
}
_LATIN = (
    "en de fr es pt it nl tr pl sv da no nb nn fi cs sk hu ro hr bs sl et lv lt vi id ms ca eu gl sq sw az uz tl af "
    "ku is ga cy mt lb so ha yo zu sr la eo"
)
LANGUAGES_OF_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": tuple(_LATIN.split()),
    "cyrillic": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn"),
    "arabic": ("ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"),
    "hebrew": ("he", "yi"),
    "greek": ("el",),
    "han": ("zh", "ja"),
    "kana": ("ja",),
    "hangul": ("ko",),
    "devanagari": ("hi", "mr", "ne"),
    "bengali": ("bn", "as"),
    "tamil": ("ta",),
    "thai": ("th",),
    "georgian": ("ka",),
    "armenian": ("hy",),
    "gurmukhi": ("pa",),
    "gujarati": ("gu",),
    "odia": ("or",),
    "telugu": ("te",),
    "kannada": ("kn",),
    "malayalam": ("ml",),
    "sinhala": ("si",),
    "lao": ("lo",),
    "tibetan": ("bo", "dz"),
    "burmese": ("my", "shn", "mnw"),
    "ethiopic": ("am", "ti"),
    "khmer": ("km",),
    "thaana": ("dv",),
}
_WORDS = {
    "en": "the of and to in a is that for it was on with as are by be at this from have has not or an they which their",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus hat",
    "fr": "de la le et les des en un une du dans est que pour qui par sur au pas plus ce avec sont il ne aux se son",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ha este",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao das foi são pelo",
    "it": "di e il la che in a un per è una del con non sono da della i le si al dei nel alla più ha gli anche",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als bij die hij naar uit door maar",
    "tr": "ve bir bu için da de ile olarak olan çok daha en gibi kadar sonra ne olduğu ise var ancak dedi değil",
    "pl": "w i na z się nie do że jest to o jak po od za przez są dla ale czy tym było oraz który roku ze",
    "sv": "och i att det som en på är av för med till den har de inte om ett han var men så från vi kan",
    "da": "og i at det er en til på som af for de med den der har ikke et han var om fra men vi også blev",
    "no": "og i det er på som en til av for å at med har de den ikke om et han var fra men vi så også ble",
    "fi": "ja on ei se että hän oli ovat mutta kun myös joka kuin ole mukaan voi sen mitä vuoden jos niin",
    "cs": "a se na v je že s z do o i to jako za by pro jsou ale podle však který už jeho také po které",
    "hu": "a az és hogy nem is egy ez meg van volt már csak mint de ha azt még el vagy szerint aki lesz",
    "ro": "de și în a la cu nu care din o pe că este un pentru mai au fost sunt să se al ca dar iar",
    "hr": "i je u na se da su za od s a o koji ne što kao bi iz će to nije ali ili po sam",
    "vi": "và của là có trong được cho không với các một những người đã khi này tại về năm để từ ra",
    "id": "yang dan di dengan untuk dari dalam ini itu pada adalah tidak akan ke oleh juga telah sebagai karena",
    "ca": "de la i el que a en les els per un amb una del és no es al ha més com dels són",
    "ru": "в и на не что с по он как к из за его от это для о но у же до так было также который года",
    "uk": "в і на не що з у до та за як це для від по про його але є й під так було також які року",
    "bg": "на и в за се да от с е по че не са като до ще има при със но това която след го",
    "be": "і ў на не што з да у па як гэта для за ад але яго быў яна таксама",
    "sr": "и је у на се да су за од о који не као са што би из то није али ће",
    "mk": "на и во да се за од со не е што по ќе како ги ја кои во",
    "ar": "في من على أن إلى عن التي مع هذا الذي ما كان لا هذه بعد قد بين أو كما ذلك",
    "fa": "و در به از که این را با است برای آن می یک خود بر تا شد های کرد هم شده بود",
    "ur": "کے کی میں ہے کا اور سے کو نے کہ پر یہ ہیں اس بھی کر ایک نہیں تھا",
    "hi": "के में की है और से का को ने कि पर यह हैं भी एक नहीं कर इस हो था",
    "mr": "आहे आणि या च्या ते हे की नाही होते त्यांनी केले मध्ये तर एक आहेत",
    "ne": "को र छ मा हो गरेको पनि लाई छन् भने यो गर्न एक नेपाल",
}
STOPWORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
STOPWORDS["nb"] = STOPWORDS["no"]
STOPWORDS["bs"] = STOPWORDS["hr"]
"""Languages that are told apart; others of the same script are believed when declared."""
_CYRILLIC = "абвгдежзклмнопрстуфхцч"
_LETTERS = {
    "en": "",
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúü", "pt": "áâãàçéêíóôõúü", "it": "àèéìíòóù", "nl": "éëïóöèü",
    "tr": "çğıöşüâîûi̇", "pl": "ąćęłńóśźż", "sv": "åäöé", "da": "æøåé", "no": "æøåéòôê", "fi": "äöåšž",
    "cs": "áčďéěíňóřšťúůýž",
    "hu": "áéíóöőúüű", "ro": "ăâîșşțţ", "hr": "čćđšž", "id": "é", "ca": "àçéèíïóòúü·",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "ru": f"{_CYRILLIC}ёийшщъыьэюя", "uk": f"{_CYRILLIC}ґєиіїйшщьюя", "bg": f"{_CYRILLIC}ийшщъьюя",
    "be": f"{_CYRILLIC}ёійўшыьэюя", "sr": f"{_CYRILLIC}ђијљњћџш", "mk": f"{_CYRILLIC}ѓѕијљњќџш",
}  # fmt: skip
LETTERS = {language: frozenset(letters) for language, letters in _LETTERS.items()}
LETTERS["nb"], LETTERS["bs"] = LETTERS["no"], LETTERS["hr"]
"""Letters of each language, for Latin script those beyond a to z."""
LANGUAGES_OF_WORD = {
    word: tuple(language for language, words in STOPWORDS.items() if word in words)
    for word in frozenset().union(*STOPWORDS.values())
}
