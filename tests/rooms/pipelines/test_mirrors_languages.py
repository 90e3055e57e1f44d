"""Claims of other addresses in other languages than English."""

from __future__ import annotations

import pytest
from rooms.pipelines.mirror_kit import ONION, WEB, Case, draft_of, told

from pipelines.mirrors import read_mirrors

CASES = [
    Case(
        name="ru own words",
        body="<p>Наш сайт также доступен по адресам:</p><p>gavan-news.org, gavan-news.info</p>",
        claims=((WEB, "http://gavan-news.org/"), (WEB, "http://gavan-news.info/")),
        url="https://gavan-news.com/a",
        outlet="Гавань",
    ),
    Case(
        name="ru mirror and name behind it",
        body="<p>Зеркало сайта «Гавань»: <a href='https://gavan.global.ssl.fastly.net/'>gavan.global.ssl.fastly.net</a></p>",
        claims=(("cdn", "https://gavan.global.ssl.fastly.net/"),),
        url="https://gavan-news.com/a",
        outlet="Гавань",
    ),
    Case(
        name="uk",
        body="<p>Дзеркало нашого сайту: <a href='https://pristan.info/'>pristan.info</a></p>",
        claims=((WEB, "https://pristan.info/"),),
        url="https://pristan.com.ua/a",
        outlet="Пристань",
    ),
    Case(
        name="ar vowel marks and letter variants",
        body="<p>العناوين البديلة لموقعنا:</p><p>almarsa.net</p>",
        claims=((WEB, "http://almarsa.net/"),),
        url="https://almarsa.com/a",
        outlet="المرسى",
    ),
    Case(
        name="ar new pages",
        body="<p>وبإمكانكم الآن متابعة موقعنا على العنوان البديل: almarsa.net</p>",
        claims=((WEB, "http://almarsa.net/"),),
        url="https://almarsa.com/a",
        outlet="المرسى",
    ),
    Case(
        name="fa with and without half-spaces, Arabic letters",
        body="<p>نشانيهاي جايگزين ما: bandar-news.net</p><p>آدرس جایگزین: bandar-news.org</p>",
        claims=((WEB, "http://bandar-news.net/"), (WEB, "http://bandar-news.org/")),
        url="https://bandar-news.ir/a",
        outlet="بندر نیوز",
    ),
    Case(
        name="zh no spaces around the address",
        body="<p>本站最新网址：www.gangwan123.com，请收藏。</p>",
        claims=(("successor", "http://www.gangwan123.com/"),),
        url="https://gangwan.com/a",
        outlet="港湾报",
    ),
    Case(
        name="zh mirror label",
        body="<p>镜像网站：</p><p>https://gangwan.s3.amazonaws.com/index.html</p>",
        claims=(("bucket", "https://gangwan.s3.amazonaws.com/index.html"),),
        url="https://gangwan.com/a",
        outlet="港湾报",
    ),
    Case(
        name="tr address before the phrase",
        body="<p>Erişim engeli nedeniyle limanhaber2.com adresi ile yayınımıza devam ediyoruz.</p>",
        claims=(("successor", "http://limanhaber2.com/"),),
        url="https://limanhaber1.com/a",
        outlet="Liman Haber",
    ),
    Case(
        name="tr new address",
        body="<p>Liman Haber yeni adresiyle yayında: limanhaber3.com</p>",
        claims=(("successor", "http://limanhaber3.com/"),),
        url="https://limanhaber2.com/a",
        outlet="Liman Haber",
    ),
    Case(
        name="es",
        body="<p>Nuestras direcciones alternativas son elpuerto.info y elpuerto.ml.</p>",
        claims=((WEB, "http://elpuerto.info/"), (WEB, "http://elpuerto.ml/")),
        url="https://elpuerto.com/a",
        outlet="El Puerto",
    ),
    Case(
        name="es new domain",
        body="<p>El Puerto estrena nuevo dominio: elpuerto.info</p>",
        claims=(("successor", "http://elpuerto.info/"),),
        url="https://elpuerto.com/a",
        outlet="El Puerto",
    ),
    Case(
        name="pt onion",
        body=f"<p>O Porto pode ser acessado através de um endereço Tor: http://{ONION}/</p>",
        claims=(("onion", f"http://{ONION}/"),),
        url="https://oporto.com.br/a",
        outlet="O Porto",
    ),
    Case(
        name="fr",
        body="<p>Notre site est également accessible aux adresses suivantes :</p><p>leport.info</p><p>leport.net</p>",
        claims=((WEB, "http://leport.info/"), (WEB, "http://leport.net/")),
        url="https://leport.fr/a",
        outlet="Le Port",
    ),
    Case(
        name="de internationalised name",
        body="<p>Sie erreichen uns auch unter hafenblätter.net.</p>",
        claims=((WEB, "http://xn--hafenbltter-r8a.net/"),),
        url="https://hafenblatt.de/a",
        outlet="Hafenblatt",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_claims(case: Case) -> None:
    draft = draft_of(case.body, url=case.url, outlet=case.outlet)
    assert told(draft) == list(case.claims)
    assert read_mirrors(draft).article.block_notice is None
