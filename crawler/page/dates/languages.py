"""Month names of more languages: data, no code."""

from __future__ import annotations

import unicodedata

# The twelve of one language: a slash parts forms, a hyphen stands for a space, a dot for none that `months.py` has not.
# Lines that begin with a space go on with the one above.
_EUROPE = """
januara februara marta aprila . juna jula . . . . .
јануара фебруара . априла маја јуна јула . септембра октобра новембра децембра
. . . . . јунија јулија . . . . .
. . . . . junij julij . . . . .
. . měrca apryla meje . . awgusta . . nowembra .
. люты сакавік красавік . чэрвень ліпень жнівень верасень кастрычнік лістапад снежань
janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris
xaneiro febreiro . . . xuño xullo . . . . decembro
xineru febreru marzu . mayu xunu xunetu agostu . ochobre payares avientu
genièr febrièr . . . junh julhet/julhòl . . octòbre . .
ghjennaghju ferraghju . . maghju ghjugnu lugliu aostu sittembre uttobre nuvembre .
schaner favrer . avrigl matg zercladur fanadur avust settember . . .
. . mäerz abrëll mee . . . . . . .
januarie . . . . junie julie . . . . .
jannewaris febrewaris maartmoanne . maaie . . . septimber . novimber desimber
ođđajagemánnu/ođđajagemánu guovvamánnu/guovvamánu njukčamánnu/njukčamánu cuoŋománnu/cuoŋománu miessemánnu/miessemánu
 geassemánnu/geassemánu suoidnemánnu/suoidnemánu borgemánnu/borgemánu čakčamánnu/čakčamánu golggotmánnu/golggotmánu
 skábmamánnu/skábmamánu juovlamánnu/juovlamánu
januaari februaari marsi apriili maaji . . aggusti/aggusto septemberi/septembari oktobari novembari decembari
jannar frar . . mejju ġunju lulju awwissu/awissu settembru ottubru novembru diċembru
ionawr chwefror mawrth ebrill fai mehefin gorffennaf awst medi/fedi hydref tachwedd rhagfyr
eanáir feabhra márta aibreán bealtaine/bhealtaine meitheamh iúil lúnasa meán-fómhair deireadh-fómhair
 samhain/mí-na-samhna nollaig/mí-na-nollag
faoilleach gearran màrt giblean cèitean ògmhios iuchar lùnastal sultain dàmhair . dùbhlachd
genver . meurzh ebrel mae mezheven gouere eost gwengolo . . kerzu
urtarrila/urtarrilak otsaila/otsailak martxoa/martxoak apirila/apirilak maiatza/maiatzak ekaina/ekainak
 uztaila/uztailak abuztua/abuztuak iraila/irailak urria/urriak azaroa/azaroak abendua/abenduak
januaro februaro marto aprilo majo . . aŭgusto septembro oktobro . .
իանվ փետ մրտ ապր մյս հնս հլս օգս սեպ հոկ նոյ դեկ
յունուար/յունուարի փետրուար/փետրուարի . . . յունիս/յունիսի յուլիս/յուլիսի . . . . .
იანვრის/იან თებერვალს/თებერვლის/თებ მარტს/მარტის/მარ აპრილს/აპრილის/აპრ მაისს/მაისის/მაი ივნისს/ივნისის/ივნ
 ივლისს/ივლისის/ივლ აგვისტოს/აგვ სექტემბერს/სექტემბრის/სექ ოქტომბერს/ოქტომბრის/ოქტ ნოემბერს/ნოემბრის/ნოე
 დეკემბერს/დეკემბრის/დეკ
יאַנואַר/יאנואר פֿעברואַר/פעברואר מאַרץ/מערץ אַפּריל מײַ/מיי . . אויגוסט/אױגוסט סעפּטעמבער/סעפטעמבער
 אָקטאָבער/אקטאבער נאָוועמבער/נאוועמבער/נאװעמבער דעצעמבער
"""
_AFRICA = """
janaayo/jannaayo/janawari/jeenaayo febraayo/feebraayo/febarwari/feberwari maarso/maarij/maars/maarj abriil/abriile
 maajo juun/juunyo/juunyio luulyo/luuliyo/julaay/juulay agoosto/ogosto/ogoosto
 sebtembar/sebteembar/sebtember/sabteembar oktoobar/octoobar nofembar/nofeembar/noofembar
 desembar/diseembar/diisembar/deseembar
janairu fabrairu/febrairu maris afrilu . yuni yuli agusta satumba/saptamba oktoba nuwamba disamba
. . machi aprili . . . agosti septemba . novemba desemba
sẹ́rẹ́/sere èrèlè/erele ẹrẹ̀nà/erena ìgbé/igbe ẹ̀bibi/ebibi òkúdu/okudu agẹmọ/agemo ògún/ogun owewe/owéwe
 ọ̀wàrà/owara bélú/belu ọ̀pẹ̀/ope
jenụwarị/jenuwari febụwarị/febuwari maachị/maachi eprel/eprelu me . julaị ọgọọst/ogoost/ọgọst . ọktoba nọvemba
 disemba
januwari/ujanuwari februwari/ufebruwari mashi/umashi/matshi ephreli/epreli meyi/umeyi ujuni julayi/ujulayi
 agasti septhemba/usepthemba okthoba/okthobha unovemba udisemba
masingana/umasingana nhlolanja/unhlolanja ndasa/undasa mbasa/umbasa nhlaba/unhlaba nhlangulana/unhlangulana
 ntulikazi/untulikazi ncwaba/uncwaba mandulo/umandulo mfumfu/umfumfu lwezi/ulwezi .
eyomqungu eyomdumba eyokwindla utshazimpuzi eyecanzibe eyesilimela eyekhala eyethupha eyomsintsi eyedwarha eyenkanga
 eyomnga
ndira kukadzi kurume kubvumbi chivabvu chikumi chikunguru nyamavhuvhu gunyana gumiguru mbudzi zvita
pherekgong hlakola hlakubele mmesa motsheanong phupjane phupu phato lwetse/leotse mphalane pudungwana/pulungoana
 tshitwe
ferikgong tlhakole mopitlo moranang motsheganang seetebosigo phukwi phatwe . diphalane ngwanatsele sedimonthole
sunguti nyenyenyani nyenyankulu dzivamisoko mudyaxihi khotavuxika mawuwani mhawuri ndzhati nhlangula hukuri .
mutarama gashyantare werurwe mata gicurasi/gicuransi kamena nyakanga kanama nzeli/nzeri ukwakira ugushyingo ukuboza
nzero ruhuhuma ntwarante ndamukiza rusama ruheshi mukakaro nyandagaro . gitugutu munyonyo kigarama
janwali/gatonnya febwali/febwaali marisi/maaki apuli maayi . julaayi agusito/agusto sebuttemba okitobba . .
januwale/januware febuluwale/febuluware malichi epulo/epulu mayi . julaye ogasiti/ogositi seputembala okutobala
 novembala disembala
yanuáli/yanwali febwáli mársi apríli/apili máyi yúni yúli augústo/augusto sɛtɛ́mbɛ/setembe ɔkɔtɔ́bɛ/okotobe
 novɛ́mbɛ/novembe dɛsɛ́mbɛ/desembe
janoary febroary martsa aprily mey jona/jiona jolay aogositra/aogostra septambra . novambra desambra
amajjii/ammajjii guraandhala/gurraandhala bitootessa/bitooteessa ebla/eebila/elba caamsaa waxabajjii
 adooleessa/adoolessa hagayya fuulbana/fulbaana onkololeessa/onkoloolessa sadaasa muddee
ጃንዩወሪ/ጃንዋሪ/ጃኑዋሪ/ጃንዩዋሪ ፌብሩወሪ/ፌብሩዋሪ/ፌብርዋሪ ማርች ኤፕሪል/ኤፕረል/አፕሪል ሜይ/ሜ ጁን ጁላይ ኦገስት/ኦገስ ሴፕቴምበር/ሰፕቴምበር/ሴፕተምበር
 ኦክቶበር/ኦክተውበር/ኦክቶብር ኖቬምበር/ኖቨምበር/ኖቬምብር ዲሴምበር/ዲሰምበር/ዲሴምብር
ጥሪ ለካቲት . . . ሰነ ሓምለ ነሓሰ . ጥቅምቲ . .
janvye fevriye mas . . jen jiyè/jiye . septanm oktòb/oktob novanm desanm
zanvie/zanvye . . . . zin/zyen zilie/zilye . septam octob novam desam
yanüari/yanuari febrüari/febuari . . . yüni yüli ougùstùs sèptèmber òktober novèmber desèmber
"""
_ASIA = """
. . . . . . . avqust sentabr oktabr . .
. . . . . iyün iyül . sentâbr oktâbr . .
январ феврал . апрел . . . . сентябр октябр ноябр декабр
январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри
январы февралы марты . майы июну июлу августу сентябры октябры ноябры декабры
гыйнвар/ғинуар/гыйнварь феврале . апреле мае июне июле августы сентябре октябре ноябре декабре
қаңтардың/қаңтарда ақпанның/ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда
 қарашада/қарашаның желтоқсанда
qańtar/qaŋtar/qañtar aqpan naýryz/nauryz sáýir/säuır/säuir mamyr maýsym/mausym shilde/şılde/şilde tamyz
 qyrkúıek/qyrküiek qazan qarasha/qaraşa jeltoqsan
ýanwar/ýanwary fewral/fewraly marty apreli maý/maýy iýun/iýuny iýul/iýuly awgust/awgusty sentýabr/sentýabry
 oktýabr/oktýabry noýabr/noýabry dekabry
يانۋار/يانىۋار فېۋرال مارت ئاپرېل . ئىيۇن ئىيۇل ئاۋغۇست سېنتەبىر ئۆكتەبىر نويابىر دېكابىر
нэгдүгээр хоёрдугаар гуравдугаар дөрөвдүгээр тавдугаар зургаадугаар/зургадугаар долоодугаар/долдугаар наймдугаар
 есдүгээр аравдугаар арваннэгдүгээр арванхоёрдугаар
كانون-ثاني/كانون-ثان/جانفيي فيڤري/فيبراير اذار/آدار/أذار إبريل مايس/آيار يونية جويليه/يولية/جويليا اب/أغشت شتمبر
 تشرين-أول/تشرين-اول تشرين-ثاني/تشرين-ثان/نوفنبر/نوڤمبر كانون-أول/كانون-اول/ديسنبر
. النوار الربيع الطير . . ناصر هانيبال الفاتح التمور الحرث الكانون
کانوونی-دووەم/کانونی-دووەم شوبات/شەبات ئازار/ئادار . ئایار/مایس حوزەیران تەمووز/تەمموز/تەممووز ئاب ئەیلوول/ئەیلول
 تشرینی-یەکەم تشرینی-دووەم کانوونی-یەکەم/کانونی-یەکەم
کانوونی-دووەمی/کانونی-دووەمی شوباتی/شەباتی ئازاری/ئاداری نیسانی ئایاری/مایسی حوزەیرانی تەمووزی/تەمموزی/تەممووزی ئابی
 ئەیلوولی/ئەیلولی تشرینی-یەکەمی تشرینی-دووەمی کانوونی-یەکەمی/کانونی-یەکەمی
çile/rêbendan/kanûna-duyê/kanûna-duyem sibat/reşemî adar nîsan/avrêl gulan hezîran/pûşper/pûşber tîrmeh/temûz
 tebax/gelawêj îlon/rezber cotmeh/çiriya-pêşîn mijdar/çiriya-paşîn/sermawez
 kanûn/berfanbar/kanûna-pêşîn/kanûna-yekem
çileyê/rêbendanê sibatê/reşemiyê adarê nîsanê/avrêlê gulanê hezîranê/pûşperê tîrmehê tebaxê/gelawêjê îlonê/rezberê
 cotmehê mijdarê kanûnê/berfanbarê
çileya/rêbendana sibata adara nîsana/avrêla gulana hezîrana/pûşpera tîrmeha tebaxa/gelawêja îlona/rezbera cotmeha
 mijdara kanûna/berfanbara
. . . . . . . . . . . دیسمبر
جنوري فبروري . اپريل/اپرېل مۍ/مې . جولاي اګست/اګسټ سپټمبر/سېپټمبر/سپټېمبر اکټوبر نوېمبر ډیسمبر/ډسمبر/دېسمبر
. فيبروري/فيبرواري . . مئي . جولاءِ/جولاء/جولائي آگسٽ سيپٽمبر/سيپٽيمبر آڪٽوبر . ڊسمبر
ਜਨਵਰੀ ਫਰਵਰੀ/ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ/ਅਪਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ
. फर . अप्रिल मइ जुन जुलाइ अगस्ट सेप्टेम्बर/सेप्टेम्वर अक्टोबर/अक्टुबर नोभेम्बर/नोभेम्वर/नवं डिसेम्बर/डिसेम्वर/दिसं
जाने/ज़नवरी फेब्रु/फेब्रुअरी/फेब्रुवरी . एप्रि . . जुलाय ऑग/ऑगस्त सप्टें ऑक्टो नोव्हें डिसें
জানুয়ারী ফেব্রুয়ারী . . . . . অগস্ট/আগষ্ট . অক্টোবার নবেম্বর .
জানুৱাৰী/জানুৱাৰি ফেব্ৰুৱাৰী/ফেব্ৰুৱাৰি মাৰ্চ এপ্ৰিল . . . . ছেপ্টেম্বৰ/চেপ্তেম্বৰ অক্টোবৰ নৱেম্বৰ/নবেম্বৰ ডিচেম্বৰ
ଜାନୁଆରୀ/ଜାନୁଆରି ଫେବୃଆରୀ/ଫେବ୍ରୁଆରୀ/ଫେବୃୟାରୀ/ଫେବ୍ରୁଆରି ମାର୍ଚ୍ଚ/ମାର୍ଚ ଅପ୍ରେଲ/ଏପ୍ରିଲ ମଇ/ମେ ଜୁନ୍/ଜୁନ ଜୁଲାଇ ଅଗଷ୍ଟ/ଅଗସ୍ଟ
 ସେପ୍ଟେମ୍ବର ଅକ୍ଟୋବର ନଭେମ୍ବର ଡିସେମ୍ବର
જાન્યુઆરી/જાન્યુ ફેબ્રુઆરી/ફેબ્રુ માર્ચ એપ્રિલ મે જૂન/જુન જુલાઈ/જુલાઇ ઑગસ્ટ/ઓગસ્ટ સપ્ટેમ્બર/સપ્ટે
 ઑક્ટોબર/ઓક્ટોબર/ઓક્ટો નવેમ્બર/નવે ડિસેમ્બર/ડિસે
ஜன பெப்ரவரி/பிப் . ஏப் . யூன் யூலை/ஜுலை ஆகஸ்டு/ஓகஸ்ட்/ஆவணி செப்டெம்பர்/செப்தெம்பர்/செப் ஒக்டோபர்/ஒக்ரோபர்/அக்
 நவெம்பர்/நவ டிசெம்பர்/டிச
జనవరి ఫిబ్రవరి మార్చి/మార్చ్ ఏప్రిల్/ఏప్రిలు మే జూన్/జూను జూలై/జులై ఆగస్టు/ఆగస్ట్/ఆగష్టు సెప్టెంబర్/సెప్టెంబరు
 అక్టోబర్/అక్టోబరు నవంబర్/నవంబరు డిసెంబర్/డిసెంబరు
ಜನವರಿ ಫೆಬ್ರವರಿ/ಫೆಬ್ರುವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್/ಎಪ್ರಿಲ್/ಏಪ್ರಿಲ ಮೇ ಜೂನ್/ಜೂನ ಜುಲೈ/ಜೂಲೈ ಆಗಸ್ಟ್/ಆಗಷ್ಟ್/ಆಗಸ್ಟ
 ಸೆಪ್ಟೆಂಬರ್/ಸೆಪ್ಟಂಬರ್/ಸಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್/ಅಕ್ಟೋಬರ ನವೆಂಬರ್/ನವಂಬರ್ ಡಿಸೆಂಬರ್/ಡಿಸಂಬರ್
ജനുവരി ഫെബ്രുവരി മാർച്ച്/മാര്ച്ച് ഏപ്രിൽ/ഏപ്രില് മേയ്/മെയ് ജൂൺ/ജൂണ് ജൂലൈ/ജൂലായ് ഓഗസ്റ്റ്/ആഗസ്റ്റ്/ആഗസ്ത്
 സെപ്റ്റംബർ/സെപ്തംബർ/സെപ്റ്റംബര്/സെപ്തംബര്/സപ്തംബർ ഒക്ടോബർ/ഒക്ടോബര് നവംബർ/നവമ്പർ/നവംബര് ഡിസംബർ/ഡിസംബര്
ජනවාරි පෙබරවාරි/පෙබරවාරී මාර්තු අප්රේල්/අපේල් මැයි/මයි ජූනි/ජුනි ජූලි/ජුලි අගෝස්තු සැප්තැම්බර්/සැප්තැම්බර
 ඔක්තෝබර්/ඔක්තෝම්බර්/ඔක්තෝබර නොවැම්බර්/නොවැම්බර දෙසැම්බර්/දෙසැම්බර
ޖެނުއަރީ/ޖަނަވަރީ ފެބުރުއަރީ/ފެބްރުއަރީ މާރިޗު/މާޗް/މާރޗް އެޕްރިލް/އޭޕްރިލް/އެޕްރީލް މެއި/މޭ/މެއީ ޖޫން ޖުލައި
 އޮގަސްޓު/އޮގަސްޓް/އޯގަސްޓް ސެޕްޓެމްބަރު/ސެޕްޓެންބަރު/ސެޕްޓެމްބަރ އޮކްޓޯބަރު/އޮކްޓޫބަރު
 ނޮވެމްބަރު/ނޮވެންބަރު/ނޮވެމްބަރ ޑިސެމްބަރު/ޑިސެންބަރު/ޑިސެމްބަރ
ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ
មករា កុម្ភៈ/កុម្ភះ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា/វិច្ឆកា ធ្នូ
ဇန်နဝါရီ ဖေဖော်ဝါရီ/ဖေဖေါ်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ်/သြဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ
. pebrero marso . . hunyo hulyo . setyembre/septiyembre oktubre nobyembre disyembre
janeiru fevereiru marsu abríl maiu juñu jullu . setembru outubru . dezembru
. . . . . . . . . . nopember .
hānuere pēpuere māehe āperira . hune hūrae ākuhata hepetema oketopa nōema/noema tīhema
kohitātea huitanguru poutūterangi paengawhāwhā haratua pipiri hōngongoi hereturikōkā mahuru . . hakihea
ianuari fepuari mati aperila . iuni iulai aokuso setema . novema tesema
ianuali pepeluali malaki ʻapelila/apelila . iune . ʻaukake/aukake kepakemapa ʻokakopa/okakopa nowemapa kēkēmapa
sānuali fēpueli maʻasi ʻepeleli mē sune siulai ʻaokosi sepitema ʻokatopa nōvema tīsema
janueri feperueri maji epereli . . jiulai okosita seviteba okotova noveba tiseba
"""


def numbered(text: str) -> dict[str, int]:
    """Return the number of each month in lines that name all of them; several names of one are parted by slashes.

    A line that begins with a space goes on with the one above.
    """
    rows = (enumerate(line.split(), start=1) for line in text.strip().replace("\n ", " ").splitlines())
    found = ((name, number) for row in rows for number, names in row for name in names.split("/"))
    return {unicodedata.normalize("NFC", name.replace("-", " ")): number for name, number in found if name != "."}


MORE = {name: number for part in (_EUROPE, _AFRICA, _ASIA) for name, number in numbered(part).items()}
"""Number of each month by its name."""
_ALSO_WORDS = """
adar adara agemo elba eost fedi gulan haratua hune igbe jen jona kanûn kerzu mae mahuru malaki mas mata
mati mayi me medi mee ndira ogun ope pipiri sere sune zin çile ئاب اب التمور الحرث الربيع الطير الفاتح
الكانون النوار مۍ مې ناصر هانيبال नवं फर নবেম্বর મે ମଇ அக் ஏப் செப் ஜன டிச நவ பிப் మే ಮೇ မေ
"""
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
"""Those of them that are other words, too: they are months only before a year of four figures."""
