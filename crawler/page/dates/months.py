"""Month names of many languages: data, no code."""

from __future__ import annotations

import unicodedata

from crawler.page.dates.languages import ALSO_WORDS, MORE, numbered

# One paragraph a month; a hyphen stands for a space.
_NAMES = """
january jan januar jänner jaenner janvier janv enero ene janeiro gennaio gen januari ocak oca январь января
янв січень січня січ stycznia styczeń sty يناير كانون-الثاني janvāris janvārī leden ledna január ianuarie ian
tammikuuta tammikuu ιανουαρίου ιανουάριος ιαν jaanuar sausio sausis януари siječnja siječanj januára januarja gener
tháng-1 tháng-một ינואר มกราคม ม.ค студзеня студзень јануар јануари janar janúar yanvar қаңтар
հունվարի հունվար იანვარი იანვარს जनवरी জানুয়ারি জানুয়ারি ஜனவரி جنوری urtarrilaren jän जानेवारी जन ژانویه جانفي

february feb febr februar feber février févr fevrier febrero fevereiro fev febbraio febbr februari şubat şub
февраль февраля фев февр лютий лютого лют lutego luty lut فبراير شباط فيفري únor února február helmikuuta
helmikuu φεβρουαρίου φεβρουάριος φεβ veebruar vasario vasaris февруари veljače veljača februarie februára febrer
februārī februarja פברואר กุมภาพันธ์ ก.พ лютага фебруар febrúar fevral shkurt ақпан pebruari tháng-2 tháng-hai
փետրվարի փետրվար თებერვალი फरवरी ফেব্রুয়ারি ফেব্রুয়ারি பிப்ரவரி فروری otsailaren subat फ़रवरी फ़रवरी
फेब्रुवारी فوریه فبروری

march mar märz maerz mrz mär mars marzo março marco maart mrt mart март марта мар березень березня бер marca
marzec مارس آذار březen března březnu március márc maaliskuuta maaliskuu μαρτίου μάρτιος μαρ märts kovo kovas
ožujka ožujak martie marec març martā מרץ มีนาคม มี.ค сакавіка maret mac наурыз tháng-3 tháng-ba մարտի մարտ მარტი
मार्च মার্চ மார்ச் مارچ maart martxoaren

april apr avril avr abril abr aprile nisan nis апрель апреля апр квітень квітня квіт kwietnia kwiecień kwi
أبريل ابريل نيسان أفريل duben dubna április ápr huhtikuuta huhtikuu απριλίου απρίλιος απρ aprill balandžio
balandis април travnja travanj aprilie apríla aprīlī אפריל เมษายน เม.ย красавіка aprel prill apríl сәуір tháng-4
tháng-tư ապրիլի ապրիլ აპრილი अप्रैल এপ্রিল ஏப்ரல் اپریل apirilaren एप्रिल آوریل نیسان

may mai mayo maio maggio mag mei mayıs май мая травень травня трав maja maj مايو أيار ماي květen května máj
május maijā toukokuuta toukokuu μαΐου μαϊου μάιος μαϊ gegužės gegužė svibnja svibanj mája maig מאי พฤษภาคม พ.ค мај
мая траўня maí мамыр tháng-5 tháng-năm մայիսի մայիս მაისი मई মে மே مئی maiatzaren mayis मे مه می ايار

june jun juni juin junio junho giugno giu haziran haz июнь июня июн червень червня черв czerwca czerwiec cze
يونيو يونيه حزيران جوان červen června június jún kesäkuuta kesäkuu ιουνίου ιούνιος ιουν juuni birželio birželis
юни lipnja lipanj iunie iun júna jūnijā junija juny יוני มิถุนายน มิ.ย чэрвеня јун јуни iyun qershor júní маусым
tháng-6 tháng-sáu հունիսի հունիս ივნისი जून জুন ஜூன் جون ekainaren ژوئن

july jul juli juillet juil julio julho luglio lug temmuz tem июль июля июл липень липня лип lipca lipiec lip
يوليو يوليه تموز جويلية červenec července július júl heinäkuuta heinäkuu ιουλίου ιούλιος ιουλ juuli liepos liepa
юли srpnja srpanj iulie iul júla jūlijā julija juliol יולי กรกฎาคม ก.ค ліпеня јул јули iyul korrik júlí шілде julai
tháng-7 tháng-bảy հուլիսի հուլիս ივლისი जुलाई জুলাই ஜூலை جولائی uztailaren juill जुलै ژوئیه جولای يوليوز

august aug août aout agosto ago augustus ağustos ağu август августа авг серпень серпня серп sierpnia
sierpień sie أغسطس اغسطس آب أوت srpen srpna augusztus elokuuta elokuu αυγούστου αύγουστος αυγ rugpjūčio rugpjūtis
kolovoza kolovoz augusta augustā avgusta avgust agost אוגוסט สิงหาคม ส.ค жніўня ágúst gusht тамыз agustus ogos
tháng-8 tháng-tám օգոստոսի օգոստոս აგვისტო अगस्त আগস্ট ஆகஸ்ட் اگست abuztuaren agustos ऑगस्ट اوت آگوست غشت

september sept sep septembre septiembre setiembre setembro set settembre sett eylül eyl сентябрь сентября
сен сент вересень вересня вер września wrzesień wrz سبتمبر أيلول září zari szeptember szept syyskuuta syyskuu
σεπτεμβρίου σεπτέμβριος σεπ rugsėjo rugsėjis септември septembar септембар rujna rujan septembrie septembra
septembrī setembre ספטמבר กันยายน ก.ย верасня sentyabr shtator қыркүйек tháng-9 tháng-chín սեպտեմբերի սեպտեմբեր
სექტემბერი सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் ستمبر irailaren eylul सप्टेंबर سپتامبر سپتمبر شتنبر ايلول

october oct oktober okt octobre octubre outubro out ottobre ott ekim eki октябрь октября окт жовтень жовтня
жовт października październik paź أكتوبر اكتوبر تشرين-الأول říjen října október lokakuuta lokakuu οκτωβρίου
οκτώβριος οκτ oktoober spalio spalis октомври oktobar октобар listopada listopad octombrie októbra oktobra oktobrī
אוקטובר ตุลาคม ต.ค кастрычніка oktyabr tetor қазан tháng-10 tháng-mười հոկտեմբերի հոկտեմբեր ოქტომბერი अक्टूबर
অক্টোবর அக்டோபர் اکتوبر urriaren अक्तूबर ऑक्टोबर اکتبر تشرين-الاول

november nov novembre noviembre novembro kasım kas ноябрь ноября ноя нояб листопад листопада лист listopad
lis نوفمبر تشرين-الثاني listopadu marraskuuta marraskuu νοεμβρίου νοέμβριος νοε lapkričio lapkritis ноември
novembar новембар studenoga studenog studeni noiembrie novembra novembrī נובמבר พฤศจิกายน พ.ย лістапада noyabr
nëntor nóvember қараша tháng-11 tháng-mười-một նոյեմբերի նոյեմբեր ნოემბერი नवंबर नवम्बर নভেম্বর நவம்பர் نومبر
azaroaren kasim листоп नोव्हेंबर نوامبر نونبر

december dec dezember dez décembre decembre déc diciembre dic dezembro dicembre aralık ara декабрь декабря
дек грудень грудня груд grudnia grudzień gru ديسمبر كانون-الأول prosinec prosince joulukuuta joulukuu
δεκεμβρίου δεκέμβριος δεκ detsember gruodžio gruodis декември decembar децембар prosinca prosinac decembrie
decembra decembrī desembre desember des דצמבר ธันวาคม ธ.ค снежня dekabr dhjetor желтоқсан disember tháng-12
tháng-mười-hai դեկտեմբերի դեկտեմբեր დეკემბერი दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் دسمبر abenduaren aralik डिसेंबर
دسامبر دجنبر كانون-الاول
"""
MONTH_OF = {
    unicodedata.normalize("NFC", name.replace("-", " ")): number
    for number, names in enumerate(_NAMES.split("\n\n"), start=1)
    for name in names.split()
}
"""Number of each month by its name or abbreviation, lower case, its letters composed, in the languages met most."""
ANY_MONTH_OF = {**MORE, **MONTH_OF}
"""The same in all languages that are known."""
BEFORE_FULL_YEARS = ALSO_WORDS - MONTH_OF.keys()
"""Names that are months only before a year of four figures, since they are other words, too."""

LEAST_PLAIN_CHARS = 4


def plain_letters(name: str) -> str:
    """Return *name* without the accents of Latin and Greek letters, which people leave out in haste and in capitals."""
    marked = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in marked if not "\u0300" <= letter <= "\u036f")


PLAIN_MONTH_OF = {
    plain: number
    for name, number in ANY_MONTH_OF.items()
    if name < "\u0400" and len(plain := plain_letters(name)) >= LEAST_PLAIN_CHARS and plain not in ANY_MONTH_OF
}
"""The same for names without their accents."""

_JALALI = """
فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان/ابان آذر/اذر دی بهمن اسفند
حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت
وری غویی/غوایی/غوايي غبرګولی/غبرگولی چنګاښ/چنگاښ زمری/زمرى وږی/وږى تله لړم لیندۍ/لینده مرغومی سلواغه کب
خاکەلێوە/نەورۆز گوڵان/بانەمەڕ جۆزەردان پووشپەڕ گەلاوێژ خەرمانان ڕەزبەر/رەزبەر گەڵاڕێزان/خەزەڵوەر سەرماوەز
 بەفرانبار ڕێبەندان/رێبەندان ڕەشەمە/رەشەمە/ڕەشەمێ/رەشەمێ
"""
JALALI = numbered(_JALALI)
"""Number of each month of the Iranian solar calendar by its name, in Iran, in Afghanistan and among Kurds."""
_ETHIOPIAN = """
መስከረም ጥቅምት/ጥቅምተ ኅዳር/ህዳር/ሕዳር ታኅሣሥ/ታኅሳስ/ታህሳስ/ታህሣሥ/ታሕሳስ ጥር የካቲት መጋቢት ሚያዝያ/ሚያዚያ/ሚዝያ ግንቦት ሰኔ ሐምሌ/ሀምሌ/ሃምሌ/ኃምሌ
 ነሐሴ/ነሃሴ/ነሀሴ ጳጉሜን/ጳጉሜ/ጷጉሜን/ጷግሜን
"""
ETHIOPIAN = numbered(_ETHIOPIAN)
"""Number of each month of the Ethiopian calendar by its Amharic name."""
_NEPALI = """
वैशाख/बैशाख/वैसाख/बैसाख जेठ/जेष्ठ/ज्येष्ठ असार/आषाढ/अषाढ साउन/श्रावण भदौ/भाद्र/भदो असोज/आश्विन/अशोज कात्तिक/कार्तिक/कात्तीक
 मंसिर/मङ्सिर/मङसिर/मंसीर/मार्ग पुस/पौष/पूस माघ फागुन/फाल्गुन/फाल्गुण चैत/चैत्र
"""
NEPALI = numbered(_NEPALI)
"""Number of each month of Bikram Sambat by its name."""
