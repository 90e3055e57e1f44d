"""Notices and ordinary pages, written for the tests in the manner of real ones: (name, state, html)."""

from __future__ import annotations


def bare(title: str, *lines: str, head: str = "") -> str:
    """Return a page as a registrar, a provider or an authority writes it."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def news(headline: str, *lines: str, links: int = 6) -> str:
    """Return a page of a small paper without any marks of publishing software."""
    menu = "".join(f'<li><a href="/part-{n}">Part {n}</a></li>' for n in range(links))
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><title>{headline} - The Quay Herald</title></head><body><ul>{menu}</ul>"
        f"<h1>{headline}</h1>{body}</body></html>"
    )


NOTICES: tuple[tuple[str, str, str], ...] = (
    ("en warrant", "seized", bare(
        "quay-herald.example", "This domain name has been seized by the Bureau of Invented Affairs in accordance with a warrant "
        "issued by the District Court of Nowhere.")),
    ("en heading", "seized", bare("Notice", "<h1>THIS WEBSITE HAS BEEN SEIZED</h1>", "Operation Low Tide")),
    ("en joined", "seized", bare("Seized", "<b>This&nbsp;hidden <i>site</i></b> has been seized", "by the joint task force.")),
    ("en title alone", "seized", bare("This Website Has Been Seized", '<img src="banner.jpg">')),
    ("picture", "seized", bare("", '<img src="/img/seizure_banner_v2.jpg" width="100%">')),
    ("alt text", "seized", bare("", '<img src="1.png" alt="This domain has been seized by the Office of Examples">')),
    ("de", "seized", bare("Beschlagnahmt", "Diese Domain wurde beschlagnahmt.", "Staatsanwaltschaft Musterstadt")),
    ("fr", "seized", bare("Avis", "Ce site a été saisi par la gendarmerie dans le cadre d'une procédure judiciaire.")),
    ("es", "seized", bare("Aviso", "Este dominio ha sido incautado por orden de un juzgado.")),
    ("it", "seized", bare("Avviso", "SITO SOTTOPOSTO A SEQUESTRO", "Procura della Repubblica di Esempio")),
    ("ru", "seized", bare("Внимание", "Этот домен конфискован по решению суда города Примерск.")),
    ("tr", "seized", bare("Uyarı", "Bu internet sitesine el konulmuştur.")),
    ("ar", "seized", bare("تنبيه", "تمت مصادرة هذا الموقع بأمر من المحكمة.")),
    ("fa", "seized", bare("هشدار", "این دامنه توقیف شده است.")),
    ("zh", "seized", bare("公告", "本网站已被查封。")),
    ("en isp", "blocked", bare("Blocked", "Access to this website has been blocked under an order of the High Court of Examples.")),
    ("en directive", "blocked", bare("", "Your requested URL has been blocked as per the directions of the Department of Examples, Government of Nowhere.")),
    ("en surf", "blocked", bare("Surf Safely!", "This website is not accessible.", "The site you wish to see holds content that is prohibited.")),
    ("iran frame", "blocked", '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>M1-6</title></head><body><iframe src="http://10.10.34.36?type=Invalid Site&policy=MainPolicy " style="width: 100%; height: 100%" scrolling="no"></iframe></body></html>'),
    ("fa", "blocked", bare("پیوندها", "مشترک گرامی، دسترسی به این سایت امکان‌پذیر نیست.")),
    ("ru", "blocked", bare("Доступ ограничен", "Доступ к запрашиваемому ресурсу ограничен на основании Федерального закона № 149-ФЗ.")),
    ("ru court", "blocked", bare("Блокировка", "Уважаемый абонент!", "Доступ к ресурсу заблокирован по решению суда.", "Проверить адрес можно в реестре.")),
    ("uk", "blocked", bare("Доступ заблоковано", "Доступ до ресурсу заблоковано відповідно до рішення РНБО.")),
    ("tr", "blocked", bare("Erişim Engeli", "Bu internet sitesi hakkında verilen karar uyarınca 5651 sayılı Kanun gereği erişime engellenmiştir.")),
    ("ar gulf", "blocked", bare("محجوب", "عفواً، الموقع المطلوب غير متاح.", "إذا كنت ترى أن هذه الصفحة لا ينبغي أن تحجب فاضغط هنا.")),
    ("ar blocked", "blocked", bare("تنبيه", "تم حجب هذا الموقع لمخالفته أنظمة وقوانين البلد.")),
    ("fr ministry", "blocked", bare("Accès bloqué", "Vous avez été redirigé vers cette page du ministère car ce site appelle à la violence.")),
    ("de copyright", "blocked", bare("Gesperrt", "Diese Webseite ist aus urheberrechtlichen Gründen nicht verfügbar.", "Zu den Hintergründen der Sperrung dieser Webseite")),
    ("de sanctions", "blocked", bare("Sperre", "Der Zugang zu dieser Webseite ist gesperrt. Grundlage ist eine Verordnung der EU.")),
    ("es operator", "blocked", bare("Aviso", "Contenido bloqueado por requerimiento de la autoridad competente, comunicado a esta operadora.")),
    ("it authority", "blocked", bare("Avviso", "Accesso al sito inibito", "in esecuzione di un provvedimento dell'Autorità di Esempio.")),
    ("id", "blocked", bare("Internet Positif", "Mohon maaf, akses ditutup.")),
    ("ko", "blocked", bare("WARNING", "불법·유해 정보(사이트)에 대한 차단 안내", "귀하가 접속하고자 하는 사이트는 접속이 차단되었습니다.")),
    ("zh filing", "blocked", bare("网站暂时无法访问", "网站暂时无法访问", "该网站未根据工信部相关法律法规进行备案。")),
    ("en sale", "parked", bare("quay.example", "This domain is for sale.", '<a href="/offer">Make an offer</a>')),
    ("adsense", "parked", '<html data-adblockkey="MFwwDQ"><head><title>quay.example</title></head><body><div id="ads"></div><script>var x=1</script></body></html>'),
    ("lander", "parked", '<html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>'),
    ("en free", "parked", bare("quay.example", "This Web page is parked for free, courtesy of a registrar.", *(f'<a href="/{n}">Related search {n}</a>' for n in range(18)))),
    ("de", "parked", bare("quay.example", "Diese Domain steht zum Verkauf!")),
    ("fr", "parked", bare("quay.example", "Ce nom de domaine est à vendre.")),
    ("es", "parked", bare("quay.example", "¡Hola! Este dominio está en venta.")),
    ("ru", "parked", bare("quay.example", "Этот домен продаётся. Узнать цену.")),
    ("tr", "parked", bare("quay.example", "Bu alan adı satılıktır.")),
    ("zh", "parked", bare("quay.example", "该域名正在出售")),
    ("challenge", "bot-wall", bare(
        "Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>", head="<script>window._cf_chl_opt={}</script>")),
    ("ddos", "bot-wall", bare("DDoS-Guard", "Checking your browser before accessing quay.example.")),
    ("puzzle", "bot-wall", bare("quay.example", '<div id="px-captcha"></div>', "Press and hold")),
    ("cookie", "bot-wall", '<html><body><script src="/aes.js"></script><script>function toNumbers(d){}var a=toNumbers("f6")</script></body></html>'),
    ("weighing", "bot-wall", bare("Making sure you're not a bot!", "Loading...")),
    ("ru", "bot-wall", bare("Проверка", "Подтвердите, что вы не робот")),
    ("fa transfer", "bot-wall", bare("", "در حال انتقال به سایت مورد نظر هستید...")),
    ("de", "bot-wall", bare("Einen Moment", "Bitte bestätigen Sie, dass Sie kein Roboter sind.")),
    ("zh", "bot-wall", bare("安全验证", "请完成以下验证后继续访问")),
)  # fmt: skip

ORDINARY: tuple[tuple[str, str], ...] = (
    ("story of a seizure", news("Domain of the Lantern seized", "The domain of The Lantern has been seized by the customs office. “This domain has been seized,” reads a notice there now.")),
    ("story with the notice quoted", news("Readers meet a banner", "Since Monday readers find a banner: 'This website has been seized'. The paper goes on under another name.")),
    ("story with the notice as headline", news("This website has been seized: what next?", "That is what readers of The Lantern saw. Its editor told us the paper will go on.")),
    ("reported sentence", news("A paper goes dark", "The notice says that this website has been seized and names a court in Nowhere.")),
    ("ship", news("Tanker seized off the coast", "The ship has been seized by the coast guard and lies in the harbour now.")),
    ("history of seizures", news("Ten years of seizures", *["In the first year three domains were taken, in the second none, and nobody could tell why that was so."] * 12)),
    ("blocked road", news("Access blocked", "The road to the pier is closed by order of the council until the wall is mended.")),
    ("blocked in a country", news("Herald blocked again", "Access to the Herald has been blocked since Friday under a law of last year. Mirrors are listed below.")),
    ("our own blocking", news("In our own matter", "Our site is blocked in two countries. Readers there can use the addresses below, or our channel.")),
    ("numbers of blocks", news("1,400 sites blocked", "The regulator has blocked 1,400 sites by court order in one year, its register shows.")),
    ("search page", news("Search", "Nothing was found, as usual. Try other words.")),
    ("imprint", news("Imprint", "The Quay Herald, 1 Quay Street. Registered at the court of Nowhere under number 12.")),
    ("privacy", news("Privacy", "We keep no data by law. Access to the pages is logged for seven days and the logs are then destroyed.")),
    ("house for sale", news("Lighthouse for sale", "The old lighthouse is for sale. Make an offer to the town hall by Friday.")),
    ("domain dispute", news("Town sells its domain", "The town's domain is for sale. This domain, bought in 1999, brought little but trouble, the mayor said.")),
    ("parking fees", news("Parked cars fined", "Parking on the quay costs more from May. Cars that are parked on the pier will be towed.")),
    ("advice on robots", news("Are you human?", "A play about a robot that checks its guests opens tonight in the old theatre by the harbour.")),
    ("captcha column", news("Just a moment", "Each day I am asked whether I am a robot, and each day I prove with three pictures of boats that I am not.")),
    ("security at the port", news("Security check at the ferry", "Passengers have to pass a security check from Monday. It takes nine minutes on average.")),
    ("empty list", news("No stories", "There is nothing here yet.")),
    ("not found", bare("404 Not Found", "<h1>Not Found</h1>", "The requested URL was not found on this server.")),
    ("forbidden", bare("403 Forbidden", "<h1>Forbidden</h1>", "You don't have permission to access this resource.")),
    ("maintenance", bare("Maintenance", "We are mending the presses and will be back at six.")),
    ("unavailable", bare("503 Service Unavailable", "The server is busy. Try again later.")),
    ("welcome", bare("Welcome to nginx!", "If you see this page, the web server is successfully installed and working.")),
    ("moved", bare("Moved", 'It is <a href="/there">here</a> now.')),
    ("login", bare("Sign in", "Subscribers of the Herald sign in here.", '<a href="/lost">Lost your password?</a>')),
    ("paywall", news("Subscribers only", "You have read your three free stories of this month. Subscribe to go on reading.")),
    ("consent", bare("Cookies", "We value your privacy. Accept all or manage choices.")),
    ("de story", news("Webseite beschlagnahmt", "Die Webseite der Laterne ist beschlagnahmt worden, teilte das Gericht mit. Der Zugang war schon vorher gesperrt.")),
    ("de road", news("Zugang gesperrt", "Der Zugang zum Strand ist nach einem Beschluss des Rates bis Mai gesperrt.")),
    ("fr story", news("Un site saisi", "Le site de La Lanterne a été saisi lundi, a annoncé le parquet. « Ce site a été saisi », lit-on.")),
    ("fr road", news("Accès bloqué au port", "Un arrêté de la mairie ferme le quai. La loi prévoit une amende pour les voitures.")),
    ("es story", news("Incautan un dominio", "El dominio del diario ha sido incautado por orden judicial. El diario sigue en otra dirección.")),
    ("it story", news("Sequestro in porto", "La nave è stata sottoposta a sequestro con un provvedimento dell'autorità portuale.")),
    ("ru story", news("Роскомнадзор заблокировал сайт", "Доступ к сайту «Фонарь» ограничен по решению суда, сообщили в редакции. Читать можно через зеркало.")),
    ("ru bridge", news("Доступ ограничен", "Движение по мосту закрыто до мая по решению администрации. Объезд через посёлок.")),
    ("uk story", news("Сайт заблоковано", "Доступ до сайту «Ліхтар» заблоковано, повідомили в редакції. Указ підписано вчора.")),
    ("tr story", news("Gazeteye erişim engeli", "Gazetenin sitesi mahkeme kararıyla erişime kapatıldı. Editör, yeni adresi açıkladı.")),
    ("ar story", news("حجب موقع الفانوس", "قال رئيس التحرير إن السلطات حجبت موقع الصحيفة منذ يوم الاثنين. وتم حجب الموقع من قبل مرتين.")),
    ("fa story", news("سایت فانوس فیلتر شد", "سردبیر گفت این سایت فیلتر شده است و خوانندگان می‌توانند از نشانی تازه استفاده کنند.")),
    ("zh story", news("又一家网站被查封", "该报的网站上周被查封，编辑部发言人表示将使用新地址。")),
    ("id story", news("Situs diblokir", "Situs surat kabar itu diblokir sejak Senin. Redaksi mengatakan akan terus terbit.")),
    ("ko story", news("사이트 차단", "신문의 사이트가 차단되었다고 편집장이 밝혔다. 새 주소는 아래와 같다.")),
    ("pt story", news("Site bloqueado no Brasil", "A justiça bloqueou o site do jornal, disse o editor. O jornal segue em outro endereço.")),
    ("scripts only", "<html><head><title>The Quay Herald</title><script src='/app.js'></script></head><body><div id='root'></div></body></html>"),
    ("challenge script on a page", news("Ferry runs again", "It is back.", "<script>var s='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>")),
    ("empty", ""),
)  # fmt: skip
