/** Words that stand among the same words, folded: a line for each class. Made by `bench/train/attacks.ts`. */
export const WORD_CLASSES = `
the a your my no this an al each our any her his every their both some these those another ur را है в می من و todays না να somebodys את και я في और की без а از से است μου का whichever τον і को що أن لا नहीं אני पर thy με с ты به که yesterdays до у για του לא לי إلى تو दो δεν по что ما ی कि हो আমি τη как ти این در عن তোমার tomorows τα для برای قبل तुम আমার على मैं তুমি 주세요 στο την от grading είναι θα про מה فقط एक 什 完 η σε τις тебе של با یک কথা 怎 能 이 anyones aturan על ثم क्या থেকে все з за בלי ولا हैं আর 可 改 indirect правила כל باید बिना मत लिए हूँ কী 得 ένα як אתה الآن بگو سؤال ها های هذه هر کے ने সব 们 假 帮 다 percal rahasia στον לך ام بدون حالا دون همه هیچ چه کند मालिक मेरे এখন জন্য নিয়ম বলো হয় 這 안
to you can we dont please then should wil would may must cant could il also doesnt youl shal lets wont rather didnt shel kindly might canot pls couldnt nednt hel wouldnt mustnt shouldnt itl theyl whol shalt yok wana
in of for on with at as from by about before without after into over than under betwen through within above below against behind inside including during around heres plus acros via near upon beneath among beyond beside regarding toward bles throughout concerning towards onto incl facing whereas
it me them us nothing him something everything anything someone somebody yourself yours everyone mine anyone everybody bread anybody theirs marta
is are its was has im were youre does whats theres isnt thats arent returns nor becomes contained everythings devanagari
that what if so how which when but where since why because while whether whatever though unles imagine whom either sir supose however yesterday whenever honestly hence although bc howd nicely underneath hows whatd simon pat wherever tam besides yeah gm
be ofer sugest recomend become contain avoid produce receive identify perform specify spend deliver develop invent restrict ride withdraw reduce reject survive introduce defend recognise borow spoil moderate reproduce operate negotiate ster atend earn diagnose convey convince arange
one sample verse ber dish screw crumb cuter
do have say like know ned want did help think love mean refuse remember mind understand gues believe promise hate quit owe whisper prefer suspect nod dare sek bother
i who he they she ive youve nobody hes whos youd shes theyre weve whoever wed hed shed theyve whod theyd nobodys itd everyones therel whove someones thatd romney somethings nothings
name role key type date true version state input content status default comand format target header property register android url rs category matrix param metadata extends stdout fixme দাও elif gopx
first new last next other old second same ful secret real per best third folowing whole empty hiden previous final opening single earlier exact usual entire corected strongest
user asistant ai bot model customer machine agent author admin owner law guest operator human reader client guard cat manager lm master developer computer speaker
answer explain change sign describe share acept fil quote confirm corect cancel finish treat replace cover enter compare provide swap paste consider colect aprove disregard edit cite disclose solve recite declare shorten
time day year way night wek thing hour month place morning evening minute moment term mistake wekend procedure concert
c p n b s x r m d t u o f w h g v q k l z sum ac range col j ic func df opt eur ch ga ni eb za alpha ag kb printf ws awk ef fs gf cg gd ge ie mib ct fo rev fl proto bs fb fg ft grep sep sizeof chronicle cr sp tx cb ka oid atom bd oc mnt lc pf chr fc
rules instructions notes names answers orders terms coments details limits prompts guidelines secrets restrictions rights warnings codes replies paswords remarks tips conditions arguments laws filters constraints directions refusals sections weights bokings guardrails aids
out up back down again home round away together alone along outside straight ahead diferently upright
end min length msg ts edge height stack strip ctx sufix atrs
ben told said got had asked left thought wanted bought ordered typed heard tried refused saw noticed decided taught brought grown promised forgot learned won mised understod felt talked liked waited slept helped loved maried crosed inherited leaked learnt proposed complained discovered whispered wished lied studied ruined dared
order acount email instruction entry invoice argument apointment apology evaluation introduction sms oath amendment
use set open cal run ad start stop send check include ignore begin delete pas overide close block lock try skip remove fix reset save push repeat raise aply bypas unlock display restart
write read get give make let kep put take leave turn find play bring hold move break cut chose ring pres lift pick cary fed draw throw wear sudenly
script program sender forecast ps prescription grader unicode heater contractor viet dorbel claiming feries
god right long fre wrong fine kind very safe beter bad great nice big hard honest fair quick friendly strong polite fun lovely funy smart perfect clever magic serious sily weak cherful nicer
de la que les le el un si tu et sa es te da mi ne con por del los ma ya dos ce pour una para ti ze hay ta au las moi sin des une va su yo mas como han ia ele loi qui sans ton esta vous este meu mai antes sistem tes roi dis soy quando tout cest uma bien nous avec pentru jai oublie cada demande deux dun đe doit faire lista lui pase pero daca esti
example com org web htps login api archive location require proxy jan registry interface debian springframework migration relay dc smtp logaj xmlns uri deb maven dnl ubuntu groupid clasname
minutes days years hours times lines weks steps months seconds percent hundred pages degres characters metres stars milion nights euros thousand euro languages samples votes rounds pairs concrete levels pounds jars miles bars layers kinds kilos thirds bulets cakes inches bilion clicks oclock kilometres centuries truths siblings winters centimetres decades
text list code prompt note mail pasword request plan mode coment copy description section ticket label guide sumary recipe link document photo menu reminder করে
line word question page leter rule step sentence part point paragraph chapter article clause leson piece slide survey chart pair figure hole episode
า น อ ง ม ก ร เ ว ย ล บ ค ต ห ด ท ไ ส แ ะ ข ป ใ จ พ ำ ช ถ ผ โ ญ ฉ ษ ธ ณ ภ ซ ฟ ฎ
aces alert conect apeal colors increase react tabs disputes promote ver telemetry
hand voice hands face eyes seat fet coat fot arm hair ear eye fingers breath kne leg glases thumb teth chest brothers knife arms knes tongue nose shoulder pension ears savings throat kepers thoughts toes duties rabit sleve fork lips sleves wrist ankle elbow palm grandchildren pockets
am nie improves jsem uh ob
else cents clk qs tm rst unexpected cnt ri esac ier priv
file test case main task py server query index sesion queue event helper view cache token decode profile bufer worker parser rw handler mailbox writer encode socket router compile suite exec indent adm fixture pts
ip network suspicious malicious incoming potential external development higher inteligence voting writers lan hygiene rolback anomaly slight outdor clarity ish lemonade crystal
says asks wants gets wrote reads makes tels gives knows gave shows cals turns keps uses writes holds opens explains finds speaks thinks ses pays hasnt ate helps loses likes refuses knew sets decides plays sends puts wins talks fels hates brings believes forgets picks sels loves hides showed laughs eats caries mentions drew obeys owes learns owns remembers teaches agres buys drives shouts insists swears forbids hears sugests charges complains draws burns listens nods colects touches trusts wore enters expects forbade prefers understands admits creates thong wakes wears
and or only now there here yes wel once today twice instead otherwise yet tonight early afterwards
generate implements compose propose prepare simulate mets craft boil inherit meg asign became clone nbsp saves consult enclose roast hogy presents vai despite rsync observe recomends csak provides
rom dor house box side car desk window flor kitchen mon wal fire hal gate bus chair scren town bed bridge fridge bar folder bag glas tap piano celar corner mil fence jar boiler lane sink yard
के helpers hoi ko drafting जो itu đa वाला
reading using answering keping testing changing ignoring quoting explaining sending showing ading modifying checking naming chosing sumarising translating editing removing reviewing aplying ordering touching comparing colecting copying guarding instaling presing receiving revealing generating obeying witholding describing disrupting
given made used done found writen lost kept gone changed paid sen sent moved removed broken taken stoped built held opened answered received sold aded folowed caried deleted hit droped spoken updated forgoten raised spent tested trained caught invented counted planed eaten reached copied drawn lifted designed served pasted cleared painted borowed forwarded prepared poisoned rung claimed
even hapens ups hypotheticaly determine explicitly mam interesting thrice papa indors rat sal aceptable gladly soften crashes quicker shots
adres team bok form group ofice job company shet contract style field product site branch boking country suplier
id count item nul row max select limit total match apend qty ofset flushed foreach oxio wgray
thank spare waive dari
until til mister
data table clas function public private map record method json template primary pub frozen resource
going alowed able forbiden meant hapy learning blind permited bound lying likely suposed busy trying alive listening proud gona authorised alergic deaf hungry swet entitled conected dying unable exempt invited pleased excited briliant basicaly ken alright owed
level pol console az disk gz res ez oz bg sz iz runtime consignment tz
own life busines birthday sisters pasport mothers salary favourite shoe membership daughters childs sons masters grandmothers stomach favorite husbands sole aunts physio grandfathers flatmates skil flatmate
trafic adreses packets modules ruleset defense bikes symbols peper unused ranges playlist draught dioxide handlers ivo madame masks nos schemas cliches grave
head bank library city tols travel calendar farm valey
such phishing factual salty snapshots cracking presented
game lighthouse quil rebot mould ilse gmt
story world spech novel scene film diary dialogue song complaint poem esay quiz trial scenario dream video series caption haiku tale theory toast timeline twet simulation changelog monologue comic limerick universe fairy descriptions thriler eulogy heist workshet courtrom fable
goes came works comes went tok loks leaves loked sat lies stands worked breaks lives wasnt hapened moves stod began died broke rings sits fals ran walked laughed smels rang stayed walks cried dies spoke lived lifts hid sleps sings waits grew hadnt hung sang cracks threw wound drove swore climbs pointed fled rode wept bites
people words questions ones things leters sentences points mesages models requests boks tickets cards examples parts men stuf shops papers roms plants cases strings places coleagues ideas games ways candidates entries methods mistakes boxes versions seats sugestions metings shifts countries bals categories dishes songs scenes closely historians
based depends focus crash tomatoes cheating expires congratulations insist libs rn unpack improvements rely clicked flaky mounted trips renews snake decre ici rebase depend distributed pancakes analysts compas
non di ha pe wa che toi ho cu est kwa destination dela dans fa hai sei sur saya solo sono poi gia ly prima sempre tapi wewe cara dal ignora bene tuto
paper course locks tube stain tutorial sensors potery blinds golf
smal red gren blue white black large yelow wild
er du pa ar og det om som nu jeg har alt och kan dig din med als inte ike av af fat fra nar mig skal ut svar vil laser sag einen hva skv kunden regler vad aux fran hast hvad dene eler
pay wait slep listen pause estimate gain forth knead
english german french brackets basega hex spanish capitals dutch asci advance bold british italian markdown pt rotie reality lisbon morse everyday lyon germany paris anger apa danish ghent portuguese spain welsh benign brazil circles porto viena klingon asia india graz jail nums chicago florida
の い で し ま を は た す て に な さ と か く り が だ れ ら 用 要 う こ る 文 あ っ き 者 出 前 ん け お え 以 本 最 三 も 答 せ 回 日 書 手 忘 指 内 つ ど 会 部 所 入 告 知 規 解 先 わ 五 後 約 言 よ ー 十 合 生 ず 中 公 場 方 理 秘 開 そ 台 明 通 再 問 年 新 み 口 意 何 当 止 ば ル 使 則 必 接 社 名 報 機 設 都 ン 付 和 更 道 長 除 ご め ス 由 私 へ べ や ト 略
means notices politely cy
log eror rot htp db info var host failed port dev warn debug auth loger npm cfg tcp postgres pid retry localhost pkg nginx php global inc mv kubectl retrying rf flush mysql cpu eval failures metrics ls indio bl cls nameror svc
rest purpose production duration logic critics sake execution remainder ocr guardian liter sumaries finder clearing margins victims curiculum duke
directory tracker everywhere programs overflow cam routes corpus buses exercises crows iptables lucie cord
reason hint permision reference trick slot delay trace confirmation greting weaknes
dog bos teacher doctor friend mother son student brother coleague sister neighbour mum landlord wife lawyer ex father husband king partner dad baby uncle profesor daughter aunt supervisor grandmother employer cousin kid grandma therapist oponent grandfather priest nephew principal mom lord nan mama brain insurer todler publisher theo sucesor grandson gran sergeant soul niece heir neighbor superior couples
character notebok contacts hero gardener slave ted toaster wren belief groceries
os re python module sys io csv loging erors platform std signal encoding fmt pytest math util subproces decimal traceback colections ext datetime pd kestrel scheduler django vec shutil testcase sl glob hypothesis deps threading pickle utils flask numpy argparse sqlite celery openai timezone sympy anotations guides kotlin pkgs tempfile unitest abc asyncio dart etre getext maper dbus environ fernet
report review post draft complete release grant listing
ok none mising atached acepted
late sory sure dead speaking aslep rude tired sad sick afraid angry responsible curious glad shy interested aware brave lonely scared stupid crying mad surprised sam terible nervous ashamed woried alice furious pregnant
top front midle botom begining south sequence center crown mid crates perspective subtitles gist uk acounting adition kitchens ska
more longer legal harm fewer fear nuts disclaimers reservation vegan jargon multi circumstances consequences prose skiping leading legaly explicit swearing boiling smoking transform wories comercials resets generic kx oats rhubarb excuses pragma usable comented exclamation
bit lot combination photograph twist sandwich hamer bang pinch division ribon palet blesing teaspon rash
的 一 我 你 不 是 请 人 有 在 了 把 字 示 个 下 上 到 第 定 請 说 行 全 提 规 里 分 密 就 来 那 写 家 自 么 后 开 老 二 子 成 点 段 系 话 这 事 作 次 助 同 好 客 小 问 天 没 面 他 户 条 水 管 也 别 句 给 令 件 外 学 统 話 今 大 收 教 念 现 看 码 记 诉 音 之 保 发 号 寫 并 給 限 位 切 声 工 店 拒 放 時 正 着 說 还 为 于 从 個 做 制 安 容 想 才 打 掉 求 起 题
service suport sales το biling seler ro nhan scheduling
two thre four five ten half six most nine many eleven past seven eight forty least twelve thirty twenty few customs several fifty ninety fiften sixty fourten nineten eighty roughly sixten eighten seventy keycode thirten seventen
not never just stil always already ever realy havent simply actualy usualy merely finaly truly hardly almost normaly wouldve potentialy presumably couldve
signed aproved saved sorted led setled joined isued caused scaned reversed owned replied falen swalowed uploaded managed survived founded truncated
litle cold dry clear flat warm slow hot wet loud brown heavy rich frezing
rain cofe tea milk km heating earth frost mos dough bruno drift
staf users customers children bots asistants parents guests students members agents readers visitors pupils patients participants owners employes drivers robots tenants volunters calers residents authors ais aps invoices managers pasengers reviewers twins aplicants oficers islands winers administrators advisers
much far exactly completely precisely quietly clearly pandas convincingly halvorsen naturaly oe warmly tran
files tests tasks super features namespace scripts resources spec paths makefile privileges plugins
contact object layout acknowledge combine sincerely br swalow
training fedback workshop duty marketing workers pending vendors admins whatsap था
information chatbot advice phrase documents damage guidance credentials directive replica directives certificates
later maybe overnight girls separately altogether fig viewing
switch ship strike refer cheat scratch mute stretch curse tear
whose frely variable saturdays tonights typeror containing hopeful linear screning anon بعد disalow grit ravens ep ohl ruben variant aproves hiking privileged cute
continue loaded difer restored chers کن excerpt unitlen recovery faithfuly threads uid exported difers godbye nm bleach atr vanish resign derive dictation spray subtract tomasz dolores
robot driver nurse lady clerk parot mayor fox dragon pilot guy hacker pharmacist librarian caretaker dealer chemist historian poet baker waiter consultant journalist winer thief butler citizen tenager lou psychologist burglar merchant murderer researcher prisoner critic sailor councilor nova programer sis
items rows pos events val unwrap ty europe iv periodid bindings lsn
met jag lag skriv uden sig boils utan ved
runing working loking waiting standing talking coming stuck nearly born siting walking acting loged awake staying laughing arguing chating encrypted practising
mr ms dr mrs copilot lena whoevers gros minors gus whatevers
zero age normal syntax spam kwh claude quantity
known baned purely burned conduct cached esential frightened
thread repo vault pasage cargo snipet probe burst dialog
tone temperature meaning comparison vocabulary threshold holder packet moto hod sentiment courage bearer outcome laughter vow disease vacination gps clasification
clean binary ib
enough neded required due posible ready valid available dangerous worse reserved enabled binding necesary protected afected limited restricted easier detected suitable grateful harder excluded obliged easiest rarely recognised safer cruel faulty compulsory computed liable
caled named swaped tuned kiled driven adapted
blocked bir deprecated disabled covered reviewed bu sorting damaged declared developed altered trong lucky matched merged warned insured relieved established
council party comite captain vendor band jury maker union controler asociation ceo ministry treasurer brigade mathematics league district segment aplicant bone regulator founder personel comander anselm abot learner kenel jane witch
lead reserve tester maintainer facility inch aria ruling falback mines surgeon liberty pharmacists
museum hospital remote comunity cloud sports nursery hut medieval regional guild hospitals hotels youth supermarket consumer civil transcription clinics variety chemists manufacturer probation tub chemical
body html foter href hash font meta cart widget gen transport headi
manual truth wording dril leaflet handbok motion edition treatment literature rotation charter
proces sort comit response scan environment inst instalation
low high maintenance critical utc permanently loads
output search unit stream storage minimum mem inodb cli
weather theme surprise substitute coper locksmith hm powder participant vip pricing carot postcard nasty dispatcher metric badger
tel se ask show folow forget mention trust obey hide touch reveal decline burn evaluate prove forgive instruct improve remind lend calculate surely anoy seize authorise
en je van het lang dat mar ik mot vor po wat niet fr dit lat par ales ou vis bent mijn zijn locale ny dar jako systemprompt asistent hier wr dag mag casa roboti mars suis tekst bij gibi jamais kun merci nam consigne heft hij nada tot cete doe firma partir regels systeme consignes
security control vet hardware
build config bin etc instal sh usr lib backup fi env yaml sudo deploy rm conf upgrade pip sync cmd apache srv staging curl lint nightly ini docker exclude cmake larder sbin bash apt brok ruby perl shd volumes dist tidewatch amdga postgresql pythone artifactid defaults eotit migrate mbg builtin venv cachemand corvid
expected created skiped requested licensed related visible belong payable mandatory ambiguous whitespace embeded imutable planers discrimination
friday monday sunday tuesday march thursday june tomorow spring sumer saturday pm july august autumn april midnight wednesday october september christmas november sundays december easter february january mondays dawn dusk wekdays yusuf lately sept
train shift rof holiday crew zone tour shadow launch
changes claims lists unsubscribe responses doubts oters fods interfaces
charge scope danger disclosure politenes palets dj lads
software news faq qi rogue tarif vex parliament
takes neds costs cost lasts raises acepts
court bel restaurant conference bolt crowd donor fuse hen dam joe colonel plague prompter vacine
topic fe budget deposit chain material bonus atendance
money fod cake smoke wod patience alcohol honey socks plastic computers petrol caution gardening drinking alignment insulin stealing
present roles ipva revision unread lin failing lighting technicaly eligible ranks escalate generaly
exercise atack iron experiment envelope extension animal island aid atachment election invitation exhibit algorithm airline insult onion entity artist owl apendix oter ambulance elevator ama amber elephant alternative avocado apron encoder eleventh expiry
exit echo defined stder ο unix upstream crc cri eof nologin
itself silence himself themselves ours mo refusing qe hers fin ray leo photosynthesis declining oskar nils sunset
go come lok work talk act speak stay notice fel stand live sit sound lie decide agre vote exist respond fal drive sing drink slip arive fit deal laugh rhyme breathe comply argue practise cry complain swim apologise rise remain panic behave grow wave apear lean disagre sue knel ocur protest
aplication inbox templates manifest definitions expenses intake organiser hobies
context configuration setings txt setup requirements rb elg uploads
tax neighbours medical health credit schols driving privacy banks companys premium landlords fathers wifes fishing divorce dads employers directors lowest mums exs citys familys taxes versus ceos
die der und den hat dan das ist sie ich mit nicht bite dir ale um auf mir ein fur wie ki zu dem nur aus frau ohne von wer wir eine wen keine mein nach noch nr oder sind steht bei bis sol auch beim bist meine sich uber zwei darf dich halo vom drei gib sagt aber dein haben jetzt sage wort wurde zum ihn mich nichts werden anweisungen
warning patch failure condition dif mock ridle gose gpt voicemail solid compact
buton alarm engine oven atempt inventory expensive checkout arow cheapest embargo ingredient espreso
clock boat quen truck cursor microphone
lower uper prime literal hits thick
co ban ve bi khong chi ke noi cau cua nay gi hop đuoc chu thi minh tra cong qua tro voi đi dung nha quy tao mu nguoi phai đung đong chuyen dla
mechanism feature checklist dictionary glosary regex strategy bio prayer qualified slogan spokesman benchmark virus calculator complex lulaby rivals award questionaire relief balon latex batle criterion metaphor tak nickname rider scoring bouncer mnemonic mechanic submision sylabus
rating recording rota pipeline president synonyms atorney regulations insider quid lindqvist nodles prep
number price result rate results score amount tide
false option ev hoks arg parameter visibility xg btn
stret county energy repository ceiling alphabet brick relationship seventh personid strets
care favour advise permisions hedge responsibilities ping insults superuser warns
exam emergency insurance isue online ending incident automated anual element audio architecture onboarding electrician hourly inheritance
ends starts runs stays stops starting begins ended closes throws pases somewhere hangs arives reaches delivers fils stir rises spreads grows lands likewise weighs continues shuts blinks hums leans shred finishes
forward transfer visit praise invite proced rename resume wory extend renew especialy hush subscribe relax confes dictate
linux threat sticky television kubernetes crate macos basis eht prod vain dataset revert slope sw mac sulk cascade pairing rainy sieve dh dual forks
station centre market terminal magazine university agency desert bow entrance ui railway anchor grace framework sil loans bils phil academy mains analytics ips
column values parent schema desc track depth tags region byte eq carier sku atributes rd cx
system language policy tol filter source safety persona refusal flag confidentiality अब
family vilage hotel firm choir newsleter parish theatre gym blog church garage oak sauce podcast newspaper rival campaign grenhouse alotment seminar contest screnplay absence coperative improv discord esays canon repos tabletop
tenant witnes thou dishwasher toth generator restriction undersigned intended sponsor viewer marsh courts florist rabits vents
mater sense concept zo strength comentary shade relation motor pile conditional loser technique judgement registration tempo diagnosis scrap screns cure laboratory recordings bond
fake modern gold medium smaler elses forged snap woden prop tenis firearm growing heron gardeners peg districts mental quantum stern
delivery payment purchase cleaning sharing renewal cokies fabric helmets
except sleping coats yml suported udp particularly poisons bundle
water ice salt music oil flour heat sugar buter rice sand fuel acid vinegar ash lemon silver glue onions steam pasta chocolate yeast ram straw nonsense chalk oxygen forklift meat foam imediate aples carots pauses pegs dragons hering simer sweat daylight paperwork tuna cumin gin
dark thin cheap storm frezer tuesdays ginger narow vegetarian liquid perfectly disapointed casual
being writing asking saying doing having teling making geting leaving playing giving holding thinking closing paying seting moving taking typing caling turning breaking hiding watching finding seling teaching eating filing knowing preparing counting seing faling losing shouting wearing helping cuting buying hiring puting burning carying visiting leting bringing signing returning saving chaos hanging picking roling sounding creating droping blinking repeating shoting beging canceling fixing
device certificate leaf timetable scaner venue wage cork
radio bomb sock mystery cough biscuit gnome shelter mans trailer comedy hedgehog washer
hi dear helo thanks hey oh okay lol में thx bep haha bonjour hej zoe
power special rope maximum oldest highest quotation horor vpn governor thousands
refund receipt loyalty alerts hotline skils hymn government triage đoc forced helpline
stage suces fog cabin ines situation holidays tracking rising projector archives
light shoes lamp ketle jacket bags grinder bob maps lite choices
further orange discusion brakes serial feding authentication matching notification responsibility ipvg marking spoilers wonder acidents wafle caveats ord posting
blocking monitoring updating instance qa alerting tuning printing repairs neural parsing tourists pady temporarily identifying calibration lime grandmas hele sm entertainment reaching hunting recycling specifying unlocking whitelisting completenes navigation alowing automation copilots entering
folows counts checks aplies matches drinks fixes serves strikes reveals
internal confidential important urgent standard harmful expired toxic artificial relevant
drop translate mark convert rewrite merge extract sumarise overides render deny sumarize suply gret profread discard simplify unset predict
specific custom persuasive usb carbon surprising fortune fetched lazy rafle vivid furniture quorum specified younger ransomware suden
coach tutor reviewer moderator duck jo mate trainer charity planer kevin preview sb bro safely auntie santa vera
fixed trusted pre kamu tidak
systems fields tres parties movie products beans chanels servers aged companies vo pil networks vacines medicines posters releases vehicles activities platforms scoters
tokens salaries showers
colour household prize deployment scrol heading nest heap litre painting reward sylable saint
comands atackers rots chatgpt pasphrase thresholds discipline afirmative axes earplugs mice tires bands sockets artists deds
memory consent efect evidence knowledge prior behaviour policies moderation comas companion microsoft ombudsman replying
numbers keys dates prices regards complaints colours pils packages solutions homes fines mods roses vowels conections permits signals atachments courses dana lgtm
store handle execute kiosk await denied pam destroy validate xzf
od fast easy ilegal useful boring vague shorter dul imposible dificult blunt identical engaging weird confusing ugly upset acurate anoyed embarasing demed
sea fish gas bal bear internet dance coast laundry race compost toilets harvest brewery resistance quary
hear buy lose learn eat sel teach watch discus win mis reach serve recal measure wake shout protect manage setle enjoy shake aproach weigh contradict clap mend scare drank drown
wind cm circle drain rye nel
sun container distance canten airport fare cert brenda
void generated optional undefined readonly erorf calback expr pading tolist typename stdin doctype
person man child patient judge member player boy woman visitor girl candidate traine narator buyer pupil pasenger listener traveler cow farmer stranger widow technician vicar gentleman revolution servant ds rumour foreman subscriber delegate
mod badge hosts dot pwd
air holes gras mud linen trainers china corn arows ofices slipers grease
schol shop club garden lab warehouse dentist competitors pharmacy studio tech procurement
prof remark confidence arabic photographs privilege partition benefit
reasons purposes pictures birds feling dolars understanding moderators lentils bones debts emergencies tens actionable tubes gems probability
unknown ang recipient nb charset
welcome acording hereby adresed obedience bea που της contributing lote
oficer editor audience enginer employe expert director administrator interviewer inspector adult actor estate instructor auditor aprentice analyst intern oracle warden examiner interpreter acountant npc instrument architect executor alien archivist investigator igor tilda brine elder
oficial ordinary atacker uncensored aceptance excelent elderly oral apropriate unfiltered imaginary alternate overal emotional instant invisible amateur army electronic implementation inline editorial independent overview advanced ideal unpaid acomplice interior oponents quan executive experienced
detail stel particular poetry javascript major jest fotnote fen sugested vim fstab nested sorow
often marked mostly worth therefore fuly equal sometimes efective faster probably upside similar torn useles odo
problem moral candle whistle bishop smile coma castle refere suit bid maners explanations vesel violin chimney helmet caps intro nun coton boundary flame beard fus dairy leash placeholder sword hitman bargain
reported confirmed treated explained solved played compared advised entered unsafe extended closer pined produced argued reduced tied delighted involved touched fited disregarded emptied remembered directed handled foled stated traced buried combined decoded destroyed
title subject не northwind labs atlas harbor lumen acme contoso updatelcontent नियम
hr management ruth untrusted facilities dispatch larch
kg jam wals xbg gravel dora xargs tina trout
curent raw sensitive partial unlimited
alow и alias σου systemctl ogti oti jangan itoe
git ci dependency cho cron nas oct bat cp img aug tidepol
e y na em ja ca sem ba ea ae ala ao dia ec tc dg ano gpio aqui sau tuo alef prosze senza ani cliente
heart hearing mouth cap finger lader honesty torch conscience pencil bare celo scrape thumbs drone colar phd hazard crypto lanyard
interview afternon aple outline agenda emoji equation flow excel obituary exploit actors advert asignment pose alibi coker identifier ode coastal nowadays plums unhapy
aloud slowly apart anyway myself backwards quickly literaly directly verbatim automaticaly beforehand gently carefuly concern elsewhere herself seriously silently anywhere truthfuly anymore briefly loudly softly
capital chief duplicate foil breach dungeon pure caesar physician strips replay favor comentator nutrition declaration
chese bakery debate soap healthy bye pie quarterly musical hearts biology
agred pased started finished arived asociated completed resolved registered watched compatible dealt framed
building planing direction timing huming tradition abroad hosting planting dining flods edible
sounds fails maters belongs fits sems werent apears tries sticks suits prety cols halfway deadlines cures seks binds
tag labels parameters headers buckets
unauthorized ages ingen workspace cidr clases olds redirect registrar timers wiring scouts yearly vouchers european fastest timerfd truoc extent
police ships clinic nurses statistics firms edges folks fireworks inspectors antivirus vesels recipients vilages
position readme basket cv colection journal digest sandbox walet presence cf circuit hive credits culture shalow
vi
cup eg stick stamp spon bowl pack potato towel cloth blanket brush whale couple stroke belt rub scop wraper snapshot
fail verify catch hapen triger wrap
parking risk handover swiming shame pets juice alergies corporate bark liability pet progres apologies drama props synthetic discounts
period firewal mask century mountain delta swing cinema kilo starship matres decade pilots haunted
net zip gogle stat teamaexample basic foundation wdt catalog extensions bokworm misc
card signature cable pen plug jumper neck noticing scarf shirt charm
sql escape priority aws anotation username maping hibernate
cok kil hack poison bake beat crack hire fol detect spread steal inject analyse abuse configure mary pad rob represent ruin distinguish forge prune tbsp obtain bribe rebuild bled blend manipulate sneak blackmail
friends phones brand cars bes refunds shep fes bins goals clothes findings partners cousins biscuits exams flights dealers minds fries
turned shut handed ofered picked puled burnt washed believed shouted thanked folded obeyed hacked pushed roled fred dug hated knocked
lop season shelf tab batch valve tank transaction tile pr constant dup tg
parcel bike logistics lugage suitcase taxi thermostat quarel chery concepts charger lasagne horoscope
pin discount tablet wifi boards swep visa clipboard carers spil bely
weight tail idle ids oat overdue transfers
string value str xs integer args width aray flags bytes endif th curency xsl opts trim backend enum atribute bolean println payload impl lon utfb numeric rec ident lvm gtk nulable sym migrations isbn mapsrv
brief recent enginering briefing ra initials jos confesion velvet zsh
print def path local join load options define split node asert parse init usage tar tmp sub prefix utf chmod lt aku valueror bricks
plant seal movement layer joint thus clasifier education cabinet buble rel landed obviously clouds glaze transformer
shared mixed measured certified pasing laid delayed suplied album inserted striped submited forwards confused sponsored
stock predefined ml leds garlic grams norway france england sweden mustard australia yoghurt olive britain portugal friendship rome san peru pig bananas broad london various
trip subscription loan website behavior demand detection telephone sketch planet runer contrary cue presentation deals filesystem lawn videos cruise
acounts amounts counsel grades boats knots operations standards authorized overuled
bil horse kit religion pia dave
dors windows lights sides services copies legs heads tiles whels bels hats pl butons botles toilet stages captains evenings popular rivers comercial lotery mons exits witneses zones shirts springs trailing
double sed st average mb blink knit
park js soil depot rinse torque oxo okafor discharge expire anyhow stairwel ocured nap golang
route yield req component ins pic barier pear revenue male endpoint journey nx ue lvl delimiter
short plain diferent simple general neutral harmles random tiny technical direct certain proper separate bedtime detailed sharp bulet practical multiple numbered beautiful famous roman continuous everybodys comprehensive dumy
space memo drug slots dial rescue weapons nerve dated
art anonymous american united academic imperative individual international opera ancient exhibition novels examination meanwhile authentic cyber era
expect forbid unsuported
joke bug leak typo formal vilain pupet satire corection scam prank contradiction comfort rap liar
daily meter wekly monthly interval border benevolent lima enemies
dogs gloves flowers clocks supliers whales travelers bodies drawings chips flies alike bats thieves apointments ghosts sandwiches modification tyres jeans faults hackers rats diferences
image conection domain ada properties stable systemd variables kiln reload apender icon chrony pager stale tgz fluent ntp synopsis ck btnagiorna
picture botle tin pot maner pan tune barn chorus pocket spreadshet definition knot rulebok barel chamber constitution mixture costume curve blurb kingdom lex remedy bibliography cage
study beginers living headline cokie rental minor sailing cokbok jpg standup pawn
weding washing science piza funeral gun kniting toy colege dental ski elm lai hoby retirement farewel grocery kindergarten disposal
machines forms gods topics chatbots animals jobs materials aplications crimes goats bicycles farmers relatives donors grounds projects poems trading cables horses pads traines vegetables
pump whel crane starter nedle hose crust ropes fsl hinge fern fiting bt troley charging
color lokup
photos mails reviews texts stories pens guys manuals gogles boundaries envelopes graders laptops meters
presure ink fotbal vat unchanged hens gese morals cleaners knives
plot tower knight courier habit cop factor loaf cab filtering gravity uncles anthem chalenges
pretend claim asume ensure anounce inform regret respect admit overule regard losen enjoyed narate discover herewith certify melt
atacks contracts drugs markers mild inputs mina nails maintainers quantities scisors ye guilt learners sigh strap suplies phan shuters substance borders unions brides cos gut
diference verb injection comunication pitch performance disclaimer jailbreak bulb noun defence treasure journalists plural crow lightning barbecue broth rounding victim etiquete amp
idea opinion explanation authority excuse adviser conclusion objection asesment anouncement adjectives engines pun ofence nda angel
logs recipes outputs shiping positions resolution meals petra mornings exports felix intervals harnes
noise death fridays secrecy checksum urgency emil trends dna marmalade compensation
reports wishes ofers dose humans drafts readings alarms payments articles bears branches acts apeals
mesage reply chat history conversation transcript emails components roleplay paye
columns quotes paralel units references paragraphs pieces films sizes dots titles twets views parcels blanks inv containers
river counter bucket cafe tent deck stove atic beach equipment reporter plane surface tender bas metal helpdesk galery siter gril censor hunt wings blacklist
facts sources activity ingredients species techniques objects actions functions procesing bits devices sesions isues pasages verbs protocols reasoning waves asets nodes chemicals departments
gift voucher wide routine packing recomendation vilains peny paraphrase donation nut qr tomato reliable dating huge fitnes mole triple personalised
interest blod speling background measures tears stres capacity physics clearance typos certainly biter headphones limitations precedence wedings
marks aside hints decisions budy towels ridles leks ticker yields
locked printed stored boked quite quoted switched presed posted considered placed thrown cleaned anounced located coked converted aimed awful planted
road lid stone snow bench lake bath glacier sofa curtain packaging sauna balcony competition forest bedrom ocean basin lively trunk tarn caravan
analysis tb handling queries fredom acuracy pipes empathy arithmetic identification
pg ref doc berth tif oslo togle shipment seq toml dbo wp
records future clients trains families chats ports peoples locker rock towns moths sport zealand advocacy alpine
signs groups states remains risks efects scores tricks rhymes plum argues areas conflicts proceses waters joins slips tastes folders ticks cares scrub
others kids players teachers doctors cats persons guards remaining enginers judges lawyers buyers boys listeners ducks pigeons councils newspapers
war fraud solar brake festival stones gluten kindnes chlorine clasic prefered faith kiling tides meth carnival computing hale
blank positive kernel unique permanent tight slug dict lineno suny purge
caler bird plumber wolf competitor minister notary grandpa debit mentor protein fiter
digit cel vowel pi mg trap norm floating
tre frame plate wire monitor tray pipe dirty hcube rack mug graph canary
helpful careful recorded smoth wise loyal reasonable sceptical fatal incomplete louder pale linked unsure convincing frank genuine respectful wonderful concerned consistent rented simpler stuborn serving defensive faithful photographed sarcastic totaly concise discontinued discret
hurt smel properly badly imediately raining hurts rains xk faint
nao nem jak asistente bez sistema voce minden uno sobre usuario mio tem minha depois jsi vez choi cum
original operators former older initial existing makers iner verification operating dns electric parental clauses creator mayors quens airlines unpublished utility creators publishers bigest browsing extraction governing
batery panel soft chicken dres cycle humour porter cot witheld soner scandal patches agresive curtains
cros calm shot bored easily asist
dep sealed stolen browser fresh lantern temporary factory pasive rated physical dialect purple capture coal dystopian rare parked folding yarn weaker pleasant rural
rank atach notify handles divide gather replaces emit taped apr
audit acident abstract pro operation copyright editors outstanding sphinx observation curently
import java base src package core xml requires ledger secure plugin orbit desktop arch rem pk bean codec spol junit resetpasword
statement decision goal lease flight studies sourdough mision manuscript guideline ded linkedin stanza mortgage workflow consultation
ethics personal ethical unrestricted honour educational origin expense madam aditional ilnes unusual outdated obvious interactive
fact social conflict doubt nature concerns asembly peace stoping fairnes stores norwegian aye guesing
grade balance undo noisy withold dec diamond
winter drawer bay flod cupboard pond vacum crm sana orchard shower coridor interviews halway contrast wardrobe bathrom kale lockers basement visual ditch greta sehr wim dock northern qatar vent
comon reverse square wi celsius contrib labour precise fatou
grek latin minus hebrew dt shape grid cyrilic np leader halt xr lambda uoib dim exp xo armenian builder dtype oai jestes sx trunc extender gl
included fiction ah headings slower punctuation equals nadia letuce lops disobey alphabeticaly xe doubled fotnotes
lecture practice coin poster detector firmware sugestion clue crosword murder verbose sermon resident yoga cher magnet sensible telescope compliment sober pity syrup
schedule spot stairs programe proposal land baner clip ratio tractor tournament cancelation evasion buletin comision slate reorder hedgehogs cereal
strict tv evil biger daemon replacement stronger rough devils
agrement design exchange verdict structure criteria anex inspection enclosed organ strictly circular arangement
department protection ladies provider adventure surname promises packs tasting gear
quiet silent forever gentle drunk realistic acordingly absent tal bright readable stif guilty forgiven hunger generous plainly cheky delicious expeled mistaken
translation developers income
diner completion reception rehearsal speds lory crosing freight landing stal sim timestamp dispute meal marathon fires hostname bufet flyer sideways sunrise
identity behalf retention theft population acent arts consideration frequency providers spite integrity preparation
worst oposite longest auditors nearest smalest kings largest selers distribution youngest newest insurers vets polen leather chefs
young housing museums golden typical ax flower carmaker grumpy outgoing painters gnu gur veterinary federal historic hostage restaurants leaking ransom defendant graphic
contents shares symptoms elements paterns consists lyrics tenagers sorts removal grain subjects translators validation dificulty ingres dreams fols halves manipulation plots poets portrait closure flu nedles powers sight faculty ownership benefits consumption expresions
walk pul click knock rol hang spel fold lay slightly jump tie bend tidy climb flip blow spin
rose lesons puzle phase visits bugs growth motivated pols separated bids alergens dst grom umbrelas badges formerly judging powered solely tours asemble intact transcribed aisle
star mat degre receiver blade ruber lens marker gang grand pedal greater glove genie dwarf puding romeo ser citation comedian
ap project chanel database pdf md wiki ops pod catalogue cluster rok
experience jokes luck umbrela gp gueses grandad goldfish resignation rubric dearest hesitation
north ground east latest erd gth rail oth bakers rear ridge canal bth counterfeit quay ramp outer fountain pier radiator patent trash newer streaming dentists dept eoth isth porch humidity ninetenth rangers weir
rent malware skin freze gretings aim blame breathing hatch
sped unlocked singing seating acused ceremony
trade regular deputy cave central pastry runbok courtesy leap swis compliant frog
tue thu fri nov alexa
action auto actual automatic beta tl varchar ofline
force pain trouble opinions politics polish felings absolutely exageration
grey natural fruit moth pink larger rosa neat traveling
negative intent libraries legitimate tls cd perhaps expres siri frameworks ack canada logical ltd sd unethical cautious relative aboard positives unclear ofensive ansible zeile gustav premise storms violent
wine strangers tablets tape receipts baking wol wax warmth soda calories refrain broadcast corections recognition liner politicians exe
tip tick ghost banana margin abort bubles gel sumariser toys
atention drawing secretary electricity pleasure mes ability lama medication captions mushrom cans lifetime custody
bo ei ed mia jun paul aplause personaly
cash fever damp lectures flash strange violence peas preamble perfume sewing chil
cs programing iso rails cipher ng stamps targets bom pram yr bulk captured
exception extra aproval alergy iban penalty nowhere watering endings
fictional creative hypothetical childrens national sec historical foreign fantasy documentary simulated clay decent plank female telegram whelchair igos mouse clasrom hostel bun fax gama wikipedia confident coward cosy
neither cons rid citizens gentlemen joy plenty cuts birch lack regardles lots duplicates wednesdays defects coverage hundreds gifts functionality capable contempt fans gui interpretation
keper tom volunter twin conductor receptionist scientist curator compiler wizard designer novelist checker oto peble diplomat negotiator screnwriter
protocol reporting trail ctrl escalation mt scoter leser specification controlers
lo eu todo mov vale agora lu
board meting ward forum harbour media portal ab west society finance payrol ith clubs ath climbing igth intranet municipal auction transparency buildings
fourth bras hok nd hil medicine fifth carpet mount advertising sth nail sixth blender iath merger eve tenth coincidence dashboard hul ioth aquarium boarding couch widely devs
paint wash mix taste waste fight fly salad interupt fry mixing overlap chase quarantine exced
retired profesional detective pirate virtual translator senior felow vending crisis carer spy beginer financial penetration native forensic criminal clinical marine junior renowned storyteler competent
research homework ches crime shoping coking chemistry digital thesis maths mobile coding political prison mariage japanese nursing sailors debuging geography
li td tr div span researchers ul vs specimen semua nav dp cutof ol payslip pubdate
priya luca jonas kofi amy hanah mei elena omar на peter sofia tariq hires
camera logo fund spirit sticker cleaner sums bump pole horn roster ham macro cardboard devil feather navy coling
compliance encryption acesibility japan debt surgery alternatives pivot zlib crisps fractions mushroms godwil typography databases
gb voters gc gateway gauge qw png gio ola libc debounce amt opensl
wish hope swear bet hury existed beg compromise
closed shown ignored filed returned checked replaced delivered noted listed instaled rebuilt rejected discused mentioned declined repeated worn withdrawn colected praised scheduled translated struck edited asigned suspended implemented lent displayed lit eo ofended released waived repaired renewed discarded refunded satisfied scored judged revoked upgraded examined graded notified recaled egy executed
canceled provided granted published described charged cast verified instructed voted labeled aplied hired chosen informed fired flaged shiped modified configured begun packed sworn recomended introduced apointed jailbroken dried elected selected abolished previously
sensor chalenge quota dust zinc replication vg meadow sprint gerald compound isolation obama bary cariage popcorn thunder basil dong
tables posts teams adults shets women digits cels chairs rates lakes dice rols cups speakers controls screws stations potatoes problems chapters seds voices experts beds lamps plates flors pins printers coks habits signatures pros wardens houses panels comits worlds flats roads modes monks owls openings seals spons translations spies
tram printer yang tyre wing cracked hip ix spending backups balot camp eta mita flap advisory darling expresion mc publishing
types drops demands scans bao whispers leaks survives absolute spels stole gwen
ago chef ana pel brandt kim zed osei piet unfortunately rep reyes adeyemi john marcus lund ruiz vane haloran luc agnes counters falk
create update export insert fetch alter upload active enable submit resolve severity overwrite
phone laptop bicycle fery scale keyboard birth diet personality vehicle uniform postcode paw dresing romate
soup lunch breakfast cream thursdays gosip sarcasm authorisation
licence choice fault solution permit chip waranty handwriting guarante objections efort
egs exceptions slides figures links phrases cameras statements coins spaces emojis wekends litres faces prizes clues beps brands bucks plasters verses fences
patern scheme keyword symbol voltage keywords prev elt rhythm stereotype
quality sale gramar documentation causes images impact arival concierge bias principle importance supervision genre mountains psychology termination flet grief wages weakneses viewers invention diaries
int const struct static char temp adc async rx dl unsigned dest align chunk uinte num ucmeib erno typedef mutex uintb floatga
return self size op len nil exists fn timeout volume float buf timer argv adr bol vector axis fd invalid pop rc ret mut radius compute iter ns reg filename goto gt asertequal undef idx proc fprintf stem cur wdev oxf fh kw esc devm
area tense entirely constraint hana sk fashion aprover
atempts plans ought leads updates algorithms pretending notation defer pretended owing pretends khi cease replicas tend tends czy refers urge estimated
cause repair bind hum squeze kick conceal influence imerse wep
deadline goat gap demo legend sky formula bateries drum hamster watchdog bride coupon guitar dosage bekeper enemy siren sausage drip trumpet whisk
publish disable rotate dump prevent restore wipe wheres download erase clasify analyze terminate adapt implement omit modify unplug achieve retrieve transcribe explore demonstrate tighten adopt revoke squash tim expand supres suspend activate aditionaly
docs github feb dependencies mx
license fan rust mitre upstairs lad shoulders harasment rod newline injury clang
miror slack legacy screnshot gates soldier oi chains mime trivia western
quarter chance metre cent slice tier generation holow checkpoint fortnight kata symptom mile
threats candles gaps cities sites doses instruments mal reservations frames latency segments switches blades deaths vulnerabilities
contains ads blocks prints includes covers ignores alows describes compares kils grants deletes lacks repeats watches beats builds dm feds removes treats preses receives outranks protects deserves skips contradicts
`
