/** Words that stand among the same words, folded: a line for each class. Made by `bench/train/attacks.ts`. */
export const WORD_CLASSES = `
the a your my this an our each any her his every their another ur را می من و না todays να את في και और की без از से μου است τον का somebodys को أن لا नहीं पर אני με به که του לא לי إلى تو ما दो thy δεν как у ی कि για नियम আমি این در عن हो তোমার τα برای আমার على قبل तुम मैं তুমি στο от एक 주세요 tomorows θα την מה فقط हैं η σε τη של با یک কথা τις על ثم क्या থেকে anyones είναι все בלי ولا আর 이 כל باید मत लिए हूँ কী 得 з як אתה بگو سؤال ها های هذه هر کے ने बिना সব 다 οι στον לך ام بدون حالا دون همه هیچ چه کند मालिक मेरे এখন জন্য নিয়ম বলো হয় 已 안 rahasia οδηγίες ότι из текст чи הוראות ای شود कोई मैंने এই একটা 네 hiking ένα αν πώς στη τους τώρα всё це שלי שלך التعليمات بده درباره كل كلّ نقش था भी मुझे ही আগের করো কোনো নেই 말고 einen
to and you i not can we please dont should then only wil they would now id may never must cant just could il also wel doesnt youl youd shal lets wont rather shel kindly wed hed canot pls hel nednt whod itl theyl gona inst whol thatd shalt yok haben kubectl thatl
in of for on with as at from by about or before without after into over than under betwen through above within below against behind including inside during around heres plus via acros upon throughout beyond regarding bles hows concerning towards onto incl serves namely
it me them us nothing him everything something anything someone somebody yourself yours everyone mine anyone zero everybody bread anybody himself myself bruno grandmas
is are was has were youre does whats had theres isnt thats neds arent contains hasnt becomes requires contained
that what if how so which when but there where since why until because whether while whatever imagine though unles otherwise whom supose however yesterday whenever chef howd although bc whatd pat unfortunately wherever ruben compensation cos
be tel get se ask make go take come help lok find play bring pay fel break move hear buy cut mention acept ring recomend pick learn lose cary sel teach eat contain become discus win kil wear hit measure receive spend manage weigh recognise survive atend earn anoy
no al more both some these those fewer ada
one part half sample trick tier crumb
do have say like know ned did want think love mean pretend refuse remember mind wish understand exist agre gues believe promise mis expect hate decline owe hapen demand prefer suspect nod aproach dare beg certify deserve
its im who he she ive youve nobody hes whos shes theyre weve whoever shed theyve theyd nobodys itd everyones whove someones anselm somethings nothings
first new last other next old second same ful real best per third folowing whole previous private final original opening earlier exact worst usual older entire actual iner longest oldest easiest smalest जो newest strongest tl
user asistant bot customer author owner human law guest teacher operator child guard client reader robot manager developer member comite hr speaker tenant department backup roles maker ceo
answer reply sign wait ofer confirm continue cover finish serve solve estimate
name text list code data file number table key secret pasword adres function request clas body version price task filter result comand topic size score event column path token values location url
system source search persona txt dev permisions requirements lokup vec
rules instructions notes answers names orders numbers mesages information details coments terms guidelines changes prompts limits restrictions comands secrets configuration facts rights warnings mails rows sources knowledge replies photos forms paswords laws constraints texts topics labels filters refusals fields bags guidance devices weights outputs directives reasoning
time line day page year night thing wek rom hour box place month morning row evening minute bed moment wekend quarter season kata
ben told got asked made used found lost sent kept signed changed sen paid moved turned agred bought pased ordered built typed stoped heard refused started noticed received tried decided taught brought promised grown finished droped understod trained spent mised won invented forgoten saved picked presed maried helped loved borowed crosed proposed begun inherited learnt pushed
script program forecast functions grader recipient heater peg transformer modification claimant
e p c b s u o n x m d t r w y g h f k l z v li gb ac j fr temp div ic func val leader mg lambda ola gauge dest operand awk ge noig num
out up back here down yes again once home today round twice away together alone tonight along outside afterwards aloud straight slowly ahead directly seriously anywhere
write use read give let open put kep cal show stop leave start ad check turn send run ignore change include print type hold begin forget delete drop folow share close try skip chose pres save cancel lift repeat fix push enter unlock raise
end top front botom north begining edge height bay registry asembly personel weir
minutes days years hours times weks steps months seconds percent pages hundred characters stars degres euros metres nights egs euro languages thousand lakes rounds pounds sharp dolars pairs jars spaces miles stations wekends inches bilion cakes bulets oclock kilometres truths beps centuries clicks comits lanes
า น อ ง ม ร ก เ ว ย ล บ ค ต ด ห ท ไ แ ส ะ ข ป ใ จ ำ พ ช ถ ผ โ ญ ฉ ษ ณ ธ ภ ซ ฟ ฎ ศ
step point bit digit leaf dawn nov
hi dear helo thanks hey pel quil brandt reyes paul ping lund vane ruiz tran halvorsen
aces acording za conect refer adapt đoc ability khi localhost czy confes iptables jen cease pak telemetry urge
fre forbiden learning blind baned sick fuly nervous exempt chaos alice obsolete
ip network suspicious incoming potential trusted south problems nursing writers bikes donor escalation recovery github global carbon continuous yoghurt hana mild sprint vacination junior michele confusion moths
long such beter far hard exactly od harmful biger lantern obvious partial
am halo counters paswort systemet typedef
generate implements compose inherit require sketch craft hogy qw saves vai aboard compromise csak shd emulate obtain provides kuwa becoming bred derive involving
card phone acount voice job side car dog desk flat chair scren neighbours stret licence seat laptop calendar weding boking bil parcel duty piano horse pasport tablet subscription router seler lader telephone locker suitcase
en je dan une als wat dit sans ales mijn par zijn dar lat asistent stat dis hier dag gibi kun suis cete jij ny aux dus libre moet puis
water money fod alarm ice cake engine salt milk sun air oil flour cm alcohol wod
act walk knock slightly behave panic hush stif spin
true ok else none admin public safe false valid nil flushed endif invalid
language method services seds crisis hires popular companion variety
ai agent ap service suport server lm login api portal patern md systemctl
being geting having doing making leaving giving moving caling holding seting hiding testing sending changing seling filing losing checking helping counting wearing carying bringing pasing burning buying faling puting kiling guarding blinking hanging lighting replying returning creating droping picking roling saving shoting waking fixing reaching ruining
order model note test mail chat report bok game form review group notice post coment draft sumary training contract manual claim route
trafic os modules ruleset handling ipva ranges empowered transport trash duplicates filtering functionality madame kel planers threading cliches kiel dioxide lek unoticed
blocking loging alerting subproces shutil bicycles sharing gentlemen anomaly temporarily identifying calibration ipvg leting lime defects entertainment lack specifying whatevers completenes alowing clasification lms politicians vulnerabilities lote roger
reading writing using saying teling updating answering keping ignoring taking typing breaking quoting explaining turning teaching showing modifying knowing seing ading translating sumarising aplying chosing removing reviewing editing comparing receiving describing copying microsoft repeating revealing disrupting generating presing citing obeying pid serving entering
thank contact invite hence forgive waive unsubscribe charset contributing scaling
title head subject city library travel valey harbor labs area tgz
based directory depends focus mets improvements cheating insist congratulations insists tomatoes tracker cluster especialy buble dependency embargo helpers plank privileges instruments rely nr atribute grep tours variant bun decre inputs rok chemicals glove analysts climbs crows focused quarels trips afect diamond mileage pic sensors
ones dogs tables mistakes figures pasengers efects solutions cups projects poets riders coaches
given done writen gone broken removed fixed caried caught aded charged praised eaten switched quite bu mixed acused fired poisoned scored restoring
users staf customers bots guests visitors teachers machines participants owners robots tenants calers chatbots cars managers aplications statistics supliers winers newcomers
の い で し は ま を た て す に な さ と か が り く だ ら 用 れ る う あ 文 こ っ 者 き 出 ん 前 え け お 本 最 示 三 も 答 せ 回 日 手 書 行 全 内 会 指 つ 所 部 分 密 ー 二 先 知 規 入 ど 五 後 点 生 よ 告 約 開 わ 十 合 明 理 秘 言 ず 中 場 年 方 そ 台 通 問 み ル 令 何 口 今 当 止 話 使 則 必 接 新 社 名 報 機 限 ン 付 和 私 道 長 除 ご め ス 制 声 店 正 由 設 ば へ や ト 命 ち ょ 原 常 断 更 期 注 無 算 表 記 べ ド 初 動 反 数 消 物 目 禁 装 視 越
board cofe mon river bicycle vendor mask igth dora abot
even ups everywhere cents binding benefit bol equation safer endl fig gel resets simpler soften soner cot crashes ep dum lenses rem spans
mr ms dr mrs tom hop
goes works came comes went loks ends starts runs stays stops lies stands speaks begins began stod fals sits died moves broke decides ended talks ran closes stayed dies walks arives sleps waits grows
english latin basega sequence capitals japan spanish italian peace rotie advance bold canada england physics sweden australia everyday japanese lisbon celsius spain nowhere brazil klingon porto ska asia binary emergencies pig welsh britain pandas postgresql chicago drei florida hexadecimal jail tracey finland folders graz kwh oct poland pt switzerland
q honestly mo hypotheticaly determine precisely badly perhaps qi quietly mam gc qs vex auntie bary bucks gaming gladly squawk tilda titled
example date input item max foter entry value select length image msg std fn integer socket cart tr graph sku sufix
non les le na di et ha pour che au va des io cu ni est dice qui semua fa roi sur gia ly poi sono cest pentru mut prima vous dun nous tapi avec tahw jai mu dal peux anche daca entre gak ignora istruzioni nela thang dai dei isi mwalimu tetap
pas ze thu mot po ton este meu asistente sistema voce ou roboti tout antes demande jamais casa consigne oublie reglas consignes esti firma merci nota pagina pase bana bon cai instruciones lista nada ora texto tus foi papel reglement regles todos
paper ber animals birth bes humour fridays pink gras trading sex snacks gogles
bank gren blue red tols farm yelow td
character refusal candidate buyer dealer hero citizen gardener crow
guide clasifier interface directive recomendation ps receptionist rogue calculator sober guilty snitch comision
late drunk afected bored terible encrypted
的 一 我 不 你 是 请 人 有 要 在 了 把 字 个 以 下 上 第 说 到 规 請 里 定 就 来 那 写 子 家 提 自 么 后 忘 老 解 开 成 段 话 事 户 次 这 公 助 同 好 客 小 系 问 什 天 没 面 他 作 教 条 水 管 给 也 句 意 再 别 外 学 完 现 能 大 可 念 怎 改 看 都 音 件 保 号 寫 拒 收 給 记 之 们 假 发 工 帮 并 放 略 着 码 统 說 还 为 于 从 位 個 做 哪 器 安 容 想 才 打 時 求 诉 过 這 题 信 停 关 准 切 则 加 只 地 忽 掉 服 現 电 矩 起 间 主 交 任 刚 取 始 式 格 照 真 程 空 绝 翻 被
two thre four ten five most six nine many past eleven least seven forty eight twelve thirty twenty few several km ninety fifty sixty fourten fiften nineten eighty multiple roughly thirten eighten sekarang
right sory sure dead okay speaking aslep tired sad afraid angry curious literaly glad proud shy scared stupid aware feling mad woried alright marcus
rest ending comunication duration sake president bulb bearer lentils execution remainder liter curse showers cans
instead structure critics rid cuts regardles consists kick spite comentator holders fragment interpretation
means exists
short complete corect present raw neutral detailed hateful
god wrong fine very kind great bad clear nice honest fair slow welcome helpful rude fun lovely smart comon clever serious boring thin sily equal swet ish cruel stronger
going alowed able hapy permited bound trying suposed authorised likely alergic entitled unable busy conected asigned invited pleased obliged excited surprised closer ashamed delighted forced capable matched wiling protecting
html urgent restored twets traceback
prompt machine team policy tol mode ticket section description history course tag protection wiki denied mailbox behaviour
explain describe translate quote mark provide treat reveal paste forward replace consider rewrite grant aprove disregard rank sumarise produce cite publish disable disclose edit upload sumarize recite restore atach suply wheres rename clasify alter download profread implement extend erase transcribe transform activate retrieve simplify suspend melt
legal longer medical personal positive ethical force dangerous praise spam super beautiful ofensive unused acidents foreign religious
stil always already ever realy didnt might havent couldnt simply wouldnt shouldnt mustnt actualy finaly usualy nearly quit hereby truly normaly almost wouldve hadnt potentialy hardly wana
role return eror string self status def info curent cache str struct await println extends meta cmd bolean apt buf undef nameror fb leq
safety family product schols privacy brand media competitors union competitor partners scrol insurer quarterly familys circular
people others players patients plants gods doctors candidates women humans birds sesions verbs guys bokings tourists goats gardeners witneses vehicles islands
smal litle big single diferent black large young strong modern technical soft random tiny proper magic higher toy thumbs lotery vivid horor ivy
life opinion setup makers honour shoe felings budy ears employers promises creators supervision throat cab childhod colar lodge
mising atached worth vague stored related upside shorter pwd outdated unclear ambiguous significantly
person man patient doctor cat judge driver computer nurse captain player lawyer lady visitor woman tutor clerk boy king girl crew director parot traine kid mayor fox keper pharmacist hacker guy dragon plumber librarian mate pupil chemist traveler stranger consultant waiter butler listener notary technician thief widow porter tenager curator gentleman lad prisoner devil programer rider dean
question word mesage rule leter sentence story world paragraph chapter document article film scene leson dialogue clause statement poem term piece survey memo motion tale pasage episode scheme puzle headline changelog transaction consultation
min total eur
style favour production margin documentation lots span absence weakneses discharge diaries gui criticism halves hundreds margins fluid reminders surveys
blocked aproved canceled provided raised updated verified lifted disabled cast labeled chosen reviewed flaged informed forwarded withdrawn prepared struck setled deprecated claimed damaged ofended altered revoked swalowed uploaded falen relieved recaled warned abolished insured merged overwriten
keys requests dates prices exceptions locks films sections payments potatoes rols screws rates dots views cels drawings knots bodies bugs fines posters vowels pins ids badges earplugs iv lops umbrelas scaners
main map int local sum join const src apend sub len th radius stder cout unsuported bricks
asking working runing loking waiting talking standing coming stuck paying playing thinking preparing lying siting listening eating walking hungry dying crying staying seventy practising studying
whose tonights typeror unethical mans بعد ravens deze disalow cute grit laundered suported
record export comit reverse echo अब stufed
flor rof track stairs scale square cable chart console keyboard deck pitch monitor ceiling fifth pipe baner stove rack competition wing dial pond guitar rock plane ramp fsl pegs mixing pier sil porch ratio outer roads basin partys
known neded enough posible meant ours active protected necesary cleared restricted entirely intended burned believed basicaly discrimination embeded alike recognised
set log output level copy lock label limit rate flag strip lib
re granted published instructed hired pre discused voted aplied explicitly introduced jailbroken recomended shiped apointed configured developed sworn trong tied declared isued examined modified previously studied established proven
says asks wrote tels shows knows gave cals writes uses explains finds thinks ses ate knew loses types plays wins hates believes ignores loves rang picks forgets sels showed hides hid laughs mentions demands obeys teaches liked owes whispers drives eats buys remembers shouts swears nods owned hears enjoyed trusts draws complains preses thong stole understands wound admits bites drove recomends wears wore
caled named votes adresed advised swaped tuned করে located lent rising folded repealed
switch ship strike pause cheat swim scare clap drank
rating slide reminder tip acting targets sumariser
link greting pasenger taxi heading keyword vow rhythm flower dispatch colonel gm gps
mechanism feature tent ini caption toast slogan notation benchmark complex operations ransomware stretch syntax questionaire trap award virus batle overuled regard circuit thresholds macro buletin hunger kb pirates bounty bufet slate sylabus teraform
release bucket harbour timetable rail growth segment
lead miror pilot nicely knight simon admins dein fiter
advice remarks permit flowers concern weapons restriction aids jeans stones
train fery bras tour gth steam cracked sixth petra seventh technicaly couch eve widely aquarium photographed bramble parked mons
exercise esay experiment animal election aid aray island exhibit algorithm organ acent adventure oter exhibition instrument overview asignment organiser injury alibi
adreses items boks systems erors ingredients techniques games materials entries criteria events products isues donors keywords departments
slep results deploy crash databases
dor fire window gate wal garden bus bridge road lights market counter jar bench kiosk distance exits
later therel legaly sums signals ocupation
shet conversation thread wording leaflet repo ab alphabet valve cycle dialog
apart extract loaded gretings difer acordingly rescue contest faithfuly sam roses forklift capture dana pytest bob alergens difers permits blacklist jens res pear cdk greg gwen transcribed
rot maintenance living fi thus major oi oto sep
son situation credentials todler publisher walet tes theo surname soul romate flatmate girlfriend
friday monday sunday tuesday tomorow thursday june saturday pm midnight wednesday sundays november easter thursdays mondays saturdays sept
low split sed pi کن qty improves ck args dst gim sizeof
negative fan libraries mitre medium frameworks gogle siri wise atackers protocols europe relevant claude solid vacines pl reporter smoth cautious yoga chalk leading ltd violent pregnant standards username afirmative unwrap apointments cleaners magnet lightning suicide clases etiquete rod streaming bands curtains
yet therefore sometimes burnt seating nations
buton bel pump tap slot bomb deadline race prize manuscript peny wage checkout ingredient plugin meal renewal manifest dispatcher cop ceremony disease fern backdor vacine mic quota
company project site hotel trip ward forum database website listing provider sponsor tub textbok
cold clean white warm dry dark normal hot ilegal col brown heavy lemon weak factual dirty rich clinical vision
charge cause scope taste theirs causes quotation disclosure favor cinamon
java href spokesman bash matching neural rebot ty personalised dystopian minha latex terorist threatening comprehensive conspiracy kiler partir regra kinder sua traditional
van met het op ik dat vor ki niet lang mar roman bent af mag bij nam tekst hij regels tot efter heft hoe icin vrag doe dosier verget heb instructies mij nieuwe
costs cost ofers lasts pg briefly closely simer upright
weather parking trains death malware medicine lonely shep coper launch brake vip beans folks fuse scratch tournament medicines nasty networks brewery powder fireworks thieves plague chinese princes exhibits fortnight devin tily
fake heat poison sensitive mock scam factory pet linear counterfeit charm grocery poisoning stern sunset
state proces sort query overides namespace fixme nh
court practice society restaurant crimes household bi concert wide bolt cabin universe cabinet excel cokbok relationship jun candy
emergency exam insurance sql automated adult oficial unrestricted eye ordinary uncensored automatic anonymous aceptance educational elderly excelent audio editors unfiltered apropriate expensive international inventory insider ofline emotional interesting operating android alergy overal alternate amateur openai avocado ideal ambulance ankle independent authentic esential aceptable executive extraction
plain python simple german capital natural hex asci particular british rust mid germany paris caesar apa portuguese anger everybodys san kotlin prevention riga various
co में के noi ο cho ei gi ra thi saya aku ang ted jsem itu jestes phai choi वाला chuyen dla moja namba nen tat الآن bila sheria tai
much sound smel oposite wave hinge victims
tokens
htp queue db auth py tar js ts npm org tmp argv valueror enum china esac overflow
control pan guild absolutely privilege
age и completion σου jangan itoe otis oti oati ogti otie
care respect tak
children parents students asistants models members readers agents pupils records employes volunters drivers clients residents persons authors families chats nurses enginers aps aplicants oficers selers viewers advisers traines technicians
hiden internal confidential operators general initial standard electric waranty privileged
empty early isue easy planed properly piet
lot pair combination hash cuting definition dungeon checksum screnshot palet scoter teaspon closure grain captured consumption pound demonstration timestamp trunk
specific hypothetical certain secure persuasive crosword toxic healthy smaler usb unlimited reliable heron specified lazy dating relief younger designated highly pravidla flashing peaceful
rain tea cream jam для facilities leaks amber historians tasting
detail rhyme stel brackets voters oak grams jest phase sizes pencil clauses adition fen disputes revised glob
mater sense orange banana concerns qa hury curl clue legacy comentary notification horn servant vale conditional loser recordings wonder
plan fe budget discount trial deposit procedure verdict glosary maximum photograph bonus replacement kilo panelist
due required expected requested dificult fin limited reserved mandatory harder licensed rarely unsafe wonderful cached pd contempt odo demed faulty typicaly
folows states prints remains kils lacks compares removes survives replaces treats από convinces seks sumarises
schol house ofice shop kitchen meting museum club hal vilage town firm lab sumer country corner celar parish university church gym county finance tech lane alotment depot twins auction
base wifi museums parental typical regional unlocked carmaker painters uper pos outgoing facility contractor federal ix restaurants defendant ane faculty nos republic spa enormous fifa neighbourhod nutrition
returns blocks flags notify updates caries deletes asign repeats grants watches exclude omit acepts reveals prejudice proceses supres witholding considers receives
amount folder formula viewer upstairs plural quantity gp journalists barier strets uploads genre
software christmas drug computers drugs hoax graders pensioners rumours climate protein
helper sender ci reviewer planer reviewers parser scoring đa marsh
host suplier stack earth ines glacier peoples leo merchant hedgehog
refund remote recording dres reporting basic hymn railway advocacy matres mechanic probe lifeboat
failed lifts existed tidak managed
shift tv average dans jos gus stoping tb swep abroad liberty
не в я а і що ты до с по что ти про тебе за правила бот щоб это
high programing critical suplies bone chemical capitola
spech diary quiz faq rota dictionary monologue comic starter prayer bio playlist grace eulogy hoby workshet pun hunting
fil obey fed hide pul touch draw cros throw spel hang fold wash reach mix protect wake define burn prove restart invent jump setle shake blow climb combine interupt spoil negotiate squeze reproduce chase interpret
quiet quick polite funy calm strict perfect useful quickly practical numbered realistic cherful gentle blunt concise delicious thick generous
words questions leters things lines sentences points examples reasons parts columns tasks cases ways quotes ideas methods strings arguments phrases versions conditions sugestions pictures concrete paragraphs copies levels plates blanks layers parcels synonyms titles categories panels sorts clues kinds songs litres scenes sites thirds envelopes openings themes
itself nor backwards verbatim qe twet underneath breathing emil absolute chunk greta naturaly
turns sets rings studies drinks charges beats blinks builds outranks cries pockets seals
busines lists seats actions chairs chapters lawn
radio flight bedtime circle briefing murder sync biscuit bright kernel
silence strangers mision hers drain herself romney papa pia oskar varchar nils prev zoe nora tina
der und hat ich das mit ist sie ale bite nicht mir ein wie auf fur kamu nur dir aus zu mein ohne von bei wer meine oder wir aturan steht bist eine hinweis keine nach wen zum zwei beim sol anweisungen noch uber dich regel sage sagt sich sind vergis aber auch mich regeln wurde أنت antwort dine nutzer tolong
security web regular cel comunity national washing temporary separate rental housing wild tender physical climbing resource dataset metal municipal clasrom intranet rented fax banking canon platforms
ready available included responsible interested loged listed alive worn awake grateful unsure enabled torn embarasing furious eligible muted buried compulsory
chatbot recipe joke truth song fact vilain checklist ridle haiku limerick revolution rumour sport lulaby separately mouse wraper bouncer monster fable precise storyteler sonet
online art eg existing atacker estate energy ml inteligence academic atachment oral onion american imaginary individual artificial ama ancient electronic elevator inch outstanding altogether arts outdor airlines examination advanced archivist insurers interior apron toan experienced overleaf anoyed einem explosive interactive
lower wet closing maybe prime vegan prose laughing watched
match pdf unsigned witheld remedy
unauthorized chalenge deaf teamaexample beginer frozen cidr olds registrar meals whitelisting wiring sandwiches truoc vouchers nhung copilots limiting maping mes paths automation subtitle underlined
further refunds fear discusion stres printing pets politenes marking spoilers discounts boiling puling jumping
setings directions ops binder interns
taken reported answered sold opened shown held acepted folowed filed checked spoken deleted replaced returned ignored handed tested completed described led delivered boked counted treated sorted solved pasted mentioned noted copied played reached served declined rejected covered entered repeated drawn painted considered rebuilt scheduled kiled edited translated washed pined thrown colected reversed thanked anounced joined instaled produced reduced waived extended lit rung directed discarded renewed converted driven emptied graded handled judged repaired notified remembered beaten punished traced destroyed improved paused
delivery monthly invoices stale declining
problem trace moral coin cloud trouble disclaimers hotline signal chance laundry gosip consequences maners curency louder serial jumper preamble bleach doubts fus coton placeholder dairy perfume boundary flame bargain gpu mugs
warning bug witnes verb failure jailbreak fol legend prescription gose degre habit crate prank relative victim comfort reputation premise
email invoice incident argument apointment acident abstract apology envelope exception invitation sms oath extension entity
midle united hut imperative metadata edges pasive spec shape workspace coridor lockers orchard basement chamber ditch folding repos sehr visual bathrom compound curiculum kale mountains salty arows containers navy netherlands waters ofices organisation runbok styles
case content instruction field sesion context json module response format generated docs pr
linux proposal behavior custom hil sofa planet ath cron mug boards toilet balcony mustard bom eta evasion kubernetes boarding sulk defensive quay rainy scoters shirts sina slope caravan mac ninth cpu cybersecurity dashboard elders iok olet prince
payment nest trail couple surprising duplicate generation loaf gifts slight fabric saint multiprocesing thousands ph
view lop cleaner bea handles moto roleplay
soup fridge breakfast fence sensor hedge atic brick murderer oxygen siren chlorine patches
locked printed born posted created shouting placed obviously scaned awful planted trigered
master management star quen stone twin warden butons concierge rotation diagnosis
music damage doubt alignment aples besides guilt idle trainers cables
lunch piza elm dusk curiosity
power special rice rope curtain silver storage highest clocks pram
police companys net banks nursery courier directors consumer citys vets clinics mayors towns lowest unions yearly ceos manufacturer versus testers antivirus sponsors treasury
ban khong toi kwa loi cau cua nay đuoc chu bao mia minh qua tra cong tro voi đi nha quy tao đung đong magizo kalau lan sao thuc
bin glue cokie ladies scaner landing yeast backups chmod pols fires hostel kiln vg constant memcpy archives
light shoes ketle lamp heating jacket grinder thermostat pigeons trousers obi
trust watch recal tick verify withdraw expres contradict mend sek surely rephrase spil apreciate replay squash
interview afternon outline pack agenda airport exploit apendix dough actors flow obituary contrast advert dock elected pose unhapy oportunity
talk speak lie respond listen sing laugh stick breathe shout whisper complain apologise diferently belong rise react safely disobey
prof confirmation phishing convincing holow
aplication goal anual inbox responsibilities airline repository architecture visa onboarding expense presentation improv destination acomplice objective hobies intake amp disposal oponents orchestra
tre yang hole vesel belt clk
analysis alert operation procesing upgrade fry noisy engines powered overdose
either pain refusing naming
decide vote swear advise whistle abuse apeal renew fly triger apologize
kids friends sisters coleagues cats basket rival brothers sleping daughters sons shifts grades boys husbands listeners mods insulin quens rivals hearts crypto mortgage apartment debts subscribers
purpose purchase slides pod region citizens performance salaries fredom guardian wednesdays consideration mushrom trustes
stage marketing ships cheap hospitals famous vendors tracking triage screning gros publishers youtube referes
unit instance ruth authentication feding fiting spreads flaky personx brine sideways
unknown jo minors superuser mb marit
except scenario mostly researchers measures tense bals particularly threads carnival formerly outlok
malicious external corporate unique permanent explicit unusual vpn decent authorized aditional tempo logical investment
atacks corected soap vs waste encryption twist torch stamps iso timing cloth contracts rinse fils firearm lyrics hamer rn ruber gluten lin pride sigh bekeper blade dim scisors perfectly failing hazard cardboard miten muzle pots shuters troley validation coconut corections hesitation prop proverb transfers
phones clothes bins jobs bakers lamps kepers printers subjects coperative packs buildings detectors
spring winter verse repair staging fog batch frezer tuesdays foil shower marker seatle convention
click movement cam relay signing hopeful
cup leg bowl spon tie whel tray spreadshet sticker towel brush cinema painting scop pinch dot woden portrait receiver stroke liar slice
overide create update build remove reset aply bypas warn debug convert handle execute register resolve দাও
kg surprise century sceptical spy blink vegetarian stuborn geography rejection
acounts covers controls waves chips tarif carers ips pardon scouts leaflets minds
avoid hack prevent spread prepare develop bake hire beat crack steal inject detect freze reduce flip undo boil moderate rob grom pad promote forge represent clone distinguish mary roast ruin influence bribe recruit tbsp manipulate sneak launder observe blackmail maintain smugle dislike dodge fidle investigate ky prune torture
tests files documents codes complaints ais schema contacts hoks metings chanels pasages servers programs countries wardens travelers boats areas metrics
mod rb comercial utan ved chery containing fans
sea fish parties delay mil bear metre toilets compost supermarket mornings chemists gril maintainers merger fountain kenel metric adrese quary
visit mute oslo improvise cert
de la que un el si tu mi te da ne es por con ya del dos los una ce eu para lo ti ve tres pe um hay las moi sin ta como ho yo han ia su mas esta mai sistem sei ele solo uma soy quando sobre bien wewe đe bene faire ani cada lui empresa eres pero poso giup instructiunile kdo quel regole
council audience cafe agency evaluation asociation mathematics treasurer league brigade district aplicant learner regulator comander jane resistance wim witch
chese harmles mobile pasta pie electricity hygiene fishing postgres fortune deds furniture biology elections
memory consent permision reference meaning prior aproval policies links logo equipment emojis copyright faces helpline sarcasm
wind rol chicken pot acid ash rises scandal dolores spels
heart bag clock boat dream tin breath maner bath truck pocket toth sauna blender drone tyre
colour lease depth participant parameter personid yml nail reward watchdog sylable jax
sir ana copilot chatgpt gently kim debit bro madam santa yeah ye darling svg lately dave rick
transcript shares dif theme logic asesment captions sumaries ocr gravity
brief recent masters stomach dns uniform casual workflow confident hive implementation whisk velvet zom guardrail
building planing galery colecting flods hosting john planting dining indirect initiative
wants wanted claims forgot plans likes refuses designed posts ought sems algorithms apears tries pretending agres learns listens prefers pretended pretends swore tends claiming tend dared deserves
hint
important auto invisible untrusted upset identical obedient unecesary
phrase colours wol tractor courses trumpet forth regulators
sit drink fal cok fit deal argue practise grow apear ride lean disagre operate diagnose resign compile pronounce escalate
experience jokes honesty personality somewhere gf scarf umbrela gran gueses criminology dearest capacity resignation rubric
hapens hapened belongs explained spoke tears sticks raining halfway actionable lands ocur
port sped coast technique palets registration dependencies fences
position plot solution chemistry category volume simulation crown defence presence architect mixture parliament blurb forger hungarian
sat arived lay walked hangs bow grew laid landed buses clicked hung knel leans dried roled glued
signature speling pen membership cv kit argues postcode phan dorbel quicker
til du die er den sa og pa det ar ma var nu som om jeg har och kan dig din med jag alt inte ike av fra nar meg dem mig ingen skal fat systemprompt svar ut regler vil vis skriv uden ham hva fran kunden hvad laser sig systeme vad dene eler hast mister jetzt selv skriver wszystkie hei hvis inan vara
diference frame primary aim fruit sky coins cheapest treasure nut diferences isolation jack cure punishment
plant figure core series land crane bid festival cargo comedy corpus
transfer desc ref tail thx gen grandpa whoevers rosa subscribe unread ray bears oat courage luc prety dept kesler oyelaran
है mv scheduler alias cmake
alow catch instruct deliver inform remind deny restrict enjoy forbid introduce lend borow reject bind cher sue ster convince forbade bother dm authorise browse expose
device environment tab emoji plug stable hardware charter creator dealers projector snake advisory perspective publishing transcripts tubes headed
hospital movie science clinic payrol canten east sandbox tune ui flod leds marathon obama veterinary respondent western cto golf
com em ja ca nie nao sem bir chi dela ala hai dia ao sempre aqui ea tem uno agora ano nguoi sau nunca prosze senza sou tuo pode qual sonra masz regolamento tudo vez yaz cliente finge ninguem parola pra prosim suas
park mystery tester dance locksmith nedle sock biter disapointed barel tourist
windows television companies alternatives loans labour mars nginx prod bananas
caler wolf lena farmer kevin marta adeyemi lindqvist sailor foreman ivo jean recruiter sis councilor gdpr lecturer roxy
complaint decision space condition bird theory conflict tricks emails sandwich nickname disertation draught
reason evidence material remark disclaimer moderation chip chorus regulations javascript liability stereotype gerald criterion broth
gift voucher routine voting moderators coupon regex dosage runer qr lens tomato useles yr blesing greater prep workout rash
instal htps etc sudo env lint docker eval license templates tim stdout
period purposes dish birch cons ded volumes adr became cent tear delta expenses instalation retirement cariage shirt tavern vegetable curently duke pilots
pol vault cupboard yard crowd crm direction salad grid confesion gates kitchens kingdom ocean selected
novel study bakery debate choir workshop beginers theatre pub newspaper campaign workers grenhouse tabletop potery courtrom discord friendship haunted
batery tue thou disk catalogue motivated baker sailors siter leks blinds meadow mimi nany crank exageration female lom agresive humidity
az enable ez sz fmt gz timeout iz soz oz agz egz sgz tz ebz iaz igz
near among beneath watching beside toward touching obeyed facing losen mines aditionaly sudenly soak
weight presure pip shame photographs typos luck plenty
friendly fictional creative enginering political diet plastic fresh historical similar simulated pupet loyal whelchair igos clay dispute huge coward symptom sane suden brisk pointing
grade ke eht noticing anon observation mira spit deine permanently
often marked fast neither merely purely recorded expired quoted objects faster convincingly optional easier imposible incomplete clearly huming
sh matrix ports trends ro reload br marmalade prio
blank formal drawer joint barn neat satire genuine retrieved
branch suit breach dust
action index option priority matches snipet cy goto تجاهل pager overlap
parent narator priest caretaker winer refere poet resident bump vicar conductor burglar nun genie minor skiper brochure compiler critic interlock lifeguard
pin verification bep rabit bonjour ombudsman pasphrase masks hej nouns scholarship oma pw
receipt loyalty dose domain danger chains linen rounding arabic relation comitment promotion
regards cs tags amounts income initials mina recognition ropes tabs broadcast strips screnshots dignity
retired social ghost moderator profesional virtual fraud pirate detective translator senior government leaked vending journalist carer historian wizard penetration screnwriter criminal financial novelist benevolent researcher hypothesis mentor forensic military psychologist gnome pastry suny carot lophole native diplomat pharmacists competent dj marine midwife sorel swis philosopher pleasant renowned
sounds wasnt helps maters includes fails fits smels pases fels describes hosts werent scans hits forbids hurts hums deadlines suits cursor detects cures loads rains
packets badge tram detector mita dung async tls flush resetpasword constraint muta nap performed unatended
oficer editor employe enginer administrator expert inspector actor adviser instructor analyst auditor intern oracle aprentice artist examiner interpreter npc acountant executor electrician igor alien elder investor advisor
ethics explanation evil ilnes origin angel
count nul import config target default header package load fetch decode merge escape node todo width utf bufer render asert gret handler stream vector char parse encode prefix init ofset pop validate param xml byte itemize util eq gopx foreach xg
nem jak bez jako hele minden nbsp usuario aic cum mio ol ser vagy jsi quem depois ela lucie szerint
noise scan gloves tablets defense alergies hum biscuits rye ins discipline journey horses wekdays
gets takes reads makes gives tok leaves keps holds opens pays breaks drops sends brings puts throws owns drew reaches burns weighs touches threw enters expects shred aproves wakes contradicts mises
war patch moth solar voicemail fairy kindnes meth mould badger mailing starship comandments smugling stadium tides unreleased
jonas luca kofi priya на mei sofia tariq hanah northwind atlas omar acme amy peter elena lumen contoso updatelcontent sebelum
baby homework driving holiday secretary kniting nose neck singing paw wrist mental investigation theatres
bar lake tide lighthouse garage funeral container mountain zo ridge srv acounting bedrom halway foul corn northern
compare store swap colect rotate evaluate identify simulate dump specify wipe improve anounce submit perform defend shorten analyse analyze achieve calculate consult explore unplug adopt demonstrate terminate paraphrase tighten withold conceal predict whys redo unlearn bost divide exced expand grab
crime childrens nature deployment medieval fantasy golden documentary sailing toaster thriler tutorial grumpy decade heist psychology clasic eb graphic cosy
loud efective completely fiction probably easily smile strictly unchanged measured photosynthesis nonsense wrap lively aimed speled
sugest asume propose ensure regret declare admit enclose overule narate viet herewith scrap discover
party station centre chanel panel magazine tower recipes controler education colege generator layer entrance foundation hose bils academy phil anchor framework mains swing
photo picture chain botle comparison notebok drawing sauce digest corection bang bride donation balon division ranking
quality contents sale snow inspection colection joy impact paterns understanding wax principle tens grief coverage flavor sight usefulnes
vi fri benign sag cordinator
archive audit ministry migration holder suite founder noun positions lads leadership recipients simulator tribunal
atention rehearsal auditors drama progres explanations multi lama medication army
git rm confidence doc alpha garlic ctrl
hurt harm cry worse wory strange arow weaknes
lecture video loan blog thesis podcast seminar firmware carier sermon strategy musical rap bones compliment goldfish revenge
logs programe guards cameras center treatment exercises knot plots aprovals speches
marks efect buter background hints patience nuts lectures comas coma objections gaps headings responsibility guardrails circumstances caps smoking rhubarb punctuation fotnotes exclamation talent
reports alerts features chers bits decisions bias acts feds props apeals trials
french pharmacy mat dutch beach sand polish shiping grek pale subtitles telegram elbow quarantine nearby
glas lid plate cap fever minister divorce helmet juice mount tube intro motor lanyard peas beard chil scruples sewing tyres
insert rs sec হবে ib triple
interest gramar holes frost bishop expires clearance pleasure bark penalty brain manuals icon wories pile wedings headphones flies
wishes tips aplies drafts references statements sugestion ah sugested
said left thought saw worked loked learned laughed talked felt ofered waited slept cried lived cleaned complained discovered packed puled shouted sang whispered hacked replied wished lied hated knocked advises listened ruined
work stay stand live arive themselves comply remain asist relax donate expire
atempts atempt aged colors resources contrary articles owing branches notifications
coach profesor chief volunter static mom spirit hiring lord preview chefs physician prompter lou neighbor disapeared rough subscriber heir
closed shut suitable suspended excluded refunded released nodles knit
silent careful legitimate skiped defined engaging tidy brave tal tight visible elsewhere reasonable respectful acurate frank implemented involved satisfied consistent nedles egy expeled faithful forgiven mistaken quieter relaxed candid dug seated stated ufw arested discret omegabot slim
stuf pils handwriting relatives anymore poems taxes poisons substance burst fries outage personaly shels programes
menu news template firewal newsleter protocol handbok readme biling cipher timeline ledger literature packing pipeline whatsap gist backend civil analytics anti recruiters
threats suces findings scripts candles caution flash jargon apologies cities reservations swearing violence adjectives foam skiping gain ghosts towels morals rolback caveats excuses
bo overnight ed absent kestrel quan overdue
color math minus ae pivot ul img coker shaped ji penguin speler
exit judges bateries receipts nearest owl ng kings youngest falback polen reps blades
fedback reviews stories trainer resume pens zip shelter helpdesk postcard endpoint bytes vanish laptops male cue fairly meters
lives leads retrying sings variables peper colects coks jpg regrets dated fled rode blend fractions sk definitions dictates nav undercover
milion customs wine adults onions farmers tenagers calories kilos hackers owls
oh lol politely risks forever counsel hoi truthfuly godbye wafle softly unbound
monitoring research finding coding repairs procurement ransom unlocking vacation debuging recycling clarity
starting asociated gun delivers proced frely retry queries concepts trim argued parsing deals fare initiated rub transcription concerned empathy quarel alexa arguing cares continues fods acordance charger chating cuter dealing integrated strap anounces aria creatures finishes pancakes thoroughly
translation usage units substitute buyers images lending
blod salary bulet beta fuel reservation vacum nightly ridles rulebok shade novels bond cyber dresing urine
fail yaml shot stamp automaticaly imediately resolved float destroy dictate esi leap ticks wep
mistake typo cow pil drum castle hostage tires cardigan sunrise representative
paint wa mos ga fight mud weird joe ibuprofen leather authenticity drift
stock petrol wi gardening logistics stealing olive portugal fairnes ruby pregnancy
trade pro df shadow deputy linked uk cave courtesy historic asets councils wikipedia devils maintainer compact hospice central feather newly
bos friend student mother coleague brother sister neighbour mum partner landlord wife ex husband father uncle dad daughter employer aunt supervisor cousin grandmother grandma therapist nephew grandfather principal oponent mama hip grandson sucesor nan boyfriend
tone certificate edition threshold writer outcome roster component hod watering checker dwarf quest
double spare wekly bye dental yesterdays forged minimum growing costume balanced
hand hands face eyes fet balance mouth arm coat fot ear hair kne teth fingers glases finger proxy chest thumb tongue knife knes mariage arms goals shoulder savings exams toes sleve fork rots lips clipboard maps sleves desktop shoulders grandchildren palm
το warehouse whichever slack που drafting της grading danish nhan ordering dari flet standup uh ciao
agrement oven exchange enclosed layout opera elephant harvest arangement constitution wardrobe atendance
birthday bike profile mothers maths favourite fathers wifes childs dads mums sourdough spending lai sole aunts exs farewel niece physio couples fitnes flatmates horoscope pal snap groceries rag skil
gas printer candle torque dishwasher soil storm cough potato celo lugage tank hamster scrape learners sausage liquid pity sword
idea choice authority fault opinions internet excuse conclusion objection skils brakes chocolate vehicle guarante screw violin nda
sales fund camp okafor osei ilse elephants frames pears taped
schedule grey spot shelf hok west wire ith timer sticky ribon brands harasment transparency iath leash pairing trivia leterhead tenth hedgehogs stitch
shared compared acknowledge certified registered album confused injected decoded dismised executed forwards solely bribed combined deployed fited
way drive slip bend clip symbol rush
vet fotbal demo undersigned nas vat zinc dam
object atack injection extra iron insult introduction frau increase excerpt iban opt anouncement alternative interval editorial ofence hp ion ode amendment
camera jury bal dentist cleaning duck seal oth factor bels population pole rear blanket stir canal literal balot patent quid dentists rangers microphone traveling profesionals majority searching
compliance ches coking confidentiality socks acesibility guideline sorting pricing cokies typography electronics proposals refuges
csv anex paralel ba markdown ch morse circles qatar stores mathb norwegian ws atb california india latency sx turkish unsen
diner aple speds desert conference reception sports lory stal crosing discard larger hen freight kindergarten resolution gang barbecue ver vest debrief før salon
fourth ground platform latest boiler conection erd carpet nd bas holidays surface macos chimney censor sth bth wren rivers eoth coincidence pipes rao ioth radiator bt cruise devs newer stair tenors
tickets cards men dors options papers sides places roms boxes species samples digits pieces shets legs lesons alarms speakers whels flors visits coats rhymes bars habits hats dishes beds botles experts signatures pros worlds evenings houses prizes rails responses tiles readings flats translations verses artists siblings springs modes vans
signs checks notices alows fixes sugests tastes touched
daily meter handover remaining pending elses largest ducks flap bigest monks mushroms rafle authorisation pasports sensible cfo
dep stolen sealed gap fotnote variable descriptions purple dialect equals rare credits ginger imediate grand
shops groups teams fes clubs firms voices hotels captains homes inspectors
void dul rated detected displayed readable ugly briliant narow nicer confusing disregarded cheky edible modest charming foled
march july august april autumn october september december jan prison january feb sixten surgery february france lyon ghent norway peru rome hul viena madrid ireland marakech turkey
design intent parameters encoding aws whale headers soda positives activities storms authorities dpo
range ages sys zone gpt thrice tam packages routes spray bubles
risk credit cash threat politics swiming conscience damp overwrite synthetic gese sarcastic
rose confirmed payable silently girls mal tile caused doses likewise rat suplied bids delayed separated deaths nails slips sponsored compliant prefered submited upstream viewing gov inserted controled mile movies
terminal temperature font debt poetry border ilegaly laughter soldier crust disorder lasagne canary
counts ads tuning wals advertising markers comercials flights pauses presents despite felix meat screns lag
behalf detection concept severity strength revert thoughts properties atributes packaging esays interviews basis grounds striped integrity spons forks videos borders
hearing honey skin religion secrecy bare drinking cancelation phd judgement laboratory grandad slipers faith feathers
hope bet straw dreams oxf knives tension toys
identity scores vocabulary theft symptoms retention crates duties removal importance sentiment dificulty conflicts dna elements frequency boundaries chalenges fred invention preparation providers stages licences
interviewer worker studio charity reality sana specimen journal designer vain investigator scientist specialist negotiator sergeant citation comedian peble
predefined development st packet obedience whales conduct atorney certainly fols carots gravel manipulation ram crisps crystal dragons dictation insults larch urgency aplause dong paperwork probability rev computing hering lemonade mice nerve precedence termination thunder bats chances filer godwil grandpas lanterns protest tuna undefined
activity usr sincerely vo raises tenis bat stem aug inc ag joins european wo wort gur
ago slots revision districts trout
anyway aside hm beforehand carefuly haha zed gio rep slower patched png alphabeticaly fashion nadia sounding gateway conf lam letuce mang tej
block display leak compute ken
dril band goat poster sink ski heads sim tradition trailer forest screnplay reorder stairwel curve metaphor
own tax health former future shoping direct property developers browser digital premium lawyers landlords pension felow favorite vilains grandmothers youth cousins arival linkedin unpublished browsing grandfathers probation
rent reserve blame yield atachments faint hens
sugar smoke gold ink tape baking vinegar stain acuracy plum refrain visiting pure powers quantities translators prohibitions sorow vegetables warmth flu
`
