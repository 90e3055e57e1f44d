"""Month names of many languages, offsets of zone abbreviations: data, no code."""

from __future__ import annotations

# One paragraph a month; a hyphen stands for a space.
_NAMES = """
january jan januar jänner jaenner janvier janv enero ene janeiro gennaio gen januari ocak oca январь января
янв січень січня січ stycznia styczeń sty يناير كانون-الثاني janvāris leden ledna január ianuarie tammikuuta
tammikuu ιανουαρίου ιαν jaanuar sausio януари siječnja januára januára gener tháng-1 ינואר มกราคม

february feb febr februar feber février févr fevrier febrero fevereiro fev febbraio febbr februari şubat şub
февраль февраля фев февр лютий лютого лют lutego luty lut فبراير شباط únor února február helmikuuta helmikuu
φεβρουαρίου φεβ veebruar vasario февруари veljače februarie februára febrer פברואר กุมภาพันธ์

march mar märz maerz mrz mär mars marzo março marco maart mrt mart март марта мар березень березня бер marca
marzec مارس آذار březen března březnu március maaliskuuta maaliskuu μαρτίου μαρ märts kovo ožujka martie
marec març מרץ มีนาคม

april apr avril avr abril abr aprile nisan nis апрель апреля апр квітень квітня квіт kwietnia kwiecień kwi
أبريل ابريل نيسان duben dubna április huhtikuuta huhtikuu απριλίου απρ aprill balandžio април travnja
aprilie apríla אפריל เมษายน

may mai mayo maio maggio mag mei mayıs май мая травень травня трав maja maj مايو أيار ماي květen května
május toukokuuta toukokuu μαΐου μαϊ gegužės svibnja mája maig מאי พฤษภาคม

june jun juni juin junio junho giugno giu haziran haz июнь июня июн червень червня черв czerwca czerwiec cze
يونيو يونيه حزيران červen června június kesäkuuta kesäkuu ιουνίου ιουν juuni birželio юни lipnja iunie júna
juny יוני มิถุนายน

july jul juli juillet juil julio julho luglio lug temmuz tem июль июля июл липень липня лип lipca lipiec lip
يوليو يوليه تموز červenec července július heinäkuuta heinäkuu ιουλίου ιουλ juuli liepos юли srpnja iulie
júla juliol יולי กรกฎาคม

august aug août aout agosto ago augustus ağustos ağu август августа авг серпень серпня серп sierpnia
sierpień sie أغسطس اغسطس آب srpen srpna augusztus elokuuta elokuu αυγούστου αυγ rugpjūčio kolovoza augusta
agost אוגוסט สิงหาคม

september sept sep septembre septiembre setiembre setembro set settembre sett eylül eyl сентябрь сентября
сен сент вересень вересня вер września wrzesień wrz سبتمبر أيلول září zari szeptember syyskuuta syyskuu
σεπτεμβρίου σεπ rugsėjo септември rujna septembrie septembra setembre ספטמבר กันยายน

october oct oktober okt octobre octubre outubro out ottobre ott ekim eki октябрь октября окт жовтень жовтня
жовт października październik paź أكتوبر اكتوبر تشرين-الأول říjen října október lokakuuta lokakuu οκτωβρίου
οκτ oktoober spalio октомври listopada octombrie októbra אוקטובר ตุลาคม

november nov novembre noviembre novembro kasım kas ноябрь ноября ноя нояб листопад листопада лист listopad
lis نوفمبر تشرين-الثاني listopadu marraskuuta marraskuu νοεμβρίου νοε lapkričio ноември studenoga noiembrie
novembra נובמבר พฤศจิกายน

december dec dezember dez décembre decembre déc diciembre dic dezembro dicembre aralık ara декабрь декабря
дек грудень грудня груд grudnia grudzień gru ديسمبر كانون-الأول prosinec prosince joulukuuta joulukuu
δεκεμβρίου δεκ detsember gruodžio декември prosinca decembrie decembra desembre desember des דצמבר ธันวาคม
"""
MONTH_OF = {
    name.replace("-", " "): number
    for number, names in enumerate(_NAMES.split("\n\n"), start=1)
    for name in names.split()
}
"""Number of each month by its name or abbreviation, lower case."""

_JALALI = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
JALALI = _JALALI.split()
"""Months of the Iranian solar calendar, in order."""

OFFSET_MINUTES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "irst": 210, "ist": 330, "pkt": 300, "hkt": 480, "sgt": 480, "awst": 480,
    "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "brt": -180, "sast": 120, "wib": 420, "wat": 60,
    "eat": 180, "trt": 180,
}  # fmt: skip
