/** Words that stand among the same words, folded: a line for each class. Made by `bench/train/attacks.ts`. */
export const WORD_CLASSES = `
the a your my this no an al our any each her his every their both some these those another ur را می من в todays να و না я في और את τον की μου است से از को без і पर του а का नहीं somebodys що أن до दो για δεν с אני আমি তোমার به τα در ما که আমার по إلى برای कि नियम मैं हो everyday θα לי این با تو على لا یک complex как ти 주세요 tomorows η σε τη тебе у לא عن فقط قبل ی एक तुम हैं তুমি είναι בלי מה लिए কী τις про як כל ثم ها हूँ সব tapi οι з правила чи что אתה על של باید بگو سؤال شود क्या ने बिना আর কথা থেকে αν הוראות كلّ های هر همه कोई এই এখন 안 bei rahasia ένα οδηγίες στη все от це ام ای بدون حالا هذه هیچ چه کند कर भी भूल मेरे मैंने ही একটা করো লেখা হয় 已 得 네 이 einen ierung στον τι τους τώρα ότι пароль текст מי עם שלך التعليمات باشد مدیر نامه هل هم ولا আছে জন্য নেই 并 다 bisa cach κανόνες πώς він день который но хочу это איך יש לפני שלי بازی بده بلا تا دارد دون لطفاً متن نقش يا کنم گوید किसी गई दिया न मत मालिक रहा हर কোনো নিয়ম বলো ভুল ভুলে 两 내가 말고 dong
to not can please should dont wil would may never cant must could also il doesnt shal lets wont rather didnt kindly might canot pls nednt couldnt shouldnt simply actualy wouldnt mustnt hereby inst whol wana dare shalt kubectl yok haben
in of for on with as at from by about or only without before after into over than betwen under through above within below against behind including during around heres inside via plus near except acros upon beneath regarding toward efter
it me them us him nothing everything something anything someone somebody yourself yours everyone mine anyone everybody anybody quil elephants
is are its was im has were youre whats theres isnt thats gets becomes
that what if how which when where since why until because whether while whatever though unles however whenever chef although literaly bc whatd simon nicely howd underneath wherever pirates whatve
contain become cause produce specify develop leak spend enjoy restrict invent recognise reduce remain negotiate reject potentialy survive represent ruin involve persuade configure
do have like ned does did let want remember promise wanted hope forgot mis expect hate owe beg sang anoy typedef deserve
one part half ones chapter player candidate
who he ive she youve nobody hes whos shes weve theyre whoever theyve nobodys whove someones oli
user asistant bot model customer agent admin author owner operator guest manager reader developer employe на management spec
write use get make kep take send include find leave play bring hold break buy chose sugest ofer move acept recomend provide pick teach sel lose hide paste cary raise draw kil compose wear protect reach propose define receive invite shake lend enclose require redo
first new last other next old second own same real ful best per third previous whole final earlier black fourth worst usual entire oldest जो strongest щоб
system mechanism ve repository ini slogan trainer interface pens temp caption visa aps briefing prize starter benchmark gardener descriptions framework ips peg standards tak chips comision mouse tarif curiculum eulogy formerly literal trap disposal kb macro reglene simer tire typewriter
name text prompt data role file number mail date pasword key request clas body task version foter result comand description results sesion persona values
list state copy comparison jar env pod endpoint
script function program database complaints route thou argues mal folks forecast thief transformer viet phan lms comanded mitigation recruiter
ai language safety lm research automated audit maintenance reviewer unrestricted coding editors grading procurement artificial powered đa asigne competent
rules instructions notes orders numbers mesages terms guidelines restrictions prompts secrets setings phones codes reports constraints papers roms criteria refusals devices isues alarms colours guardrails alike
there here fine besides
time day year way wek night hour month morning evening minute moment term wekend mistake digit
told got asked made used found lost changed sent kept gone paid thought moved ordered bought heard hurt noticed refused started built saw stoped typed opened taught promised tried caried brought mised trained finished learned talked invented won felt maried ofered picked loved proposed crosed discovered hacked inherited fred sounded
p e c b s u n x o d t r m w g y h f l v k git ac gb ic len th j ae stder func gim jako operand ctrl gen val agora czy sau tem lund sonra agb anglais awk ib ica ls pra suas aca aqui gba
people kids others students parents children models visitors members employes machines men pupils forms tasks players candidates calers owners strings coleagues women residents families adults persons birds aplicants speakers companies listeners babies fences scholars tenors
out up back down again once home twice away round together outside along straight aloud ahead slowly frely
god more fre long smal wrong great very beter kind bad litle nice cold big hard slow od lovely clever higher narow stronger
de la na que le un si tu di el mi da te et ya ne es con por del los eu ca ha ce pe lo una ti para pour todo nao moi cu ta han sin um las che ho sem ni est io yo des como su bu mas esta mai minh roi dela ia bao ton gia roboti voce dar este meu sistema solo ele mut nas pentru sans uma sei qual sono tout wewe dis faire ignora oublie đe instruciones istruzioni poi quando regole sobre antes avec consigne daca dei dun gui instructiunile nela nous prima seu sou sur acum bien casa demande fara giup jai mais mea mu mua pakai pase pero poso reglement sempre sua sula tetap texto vous abaikan basi dele doit dono empresa eres faz fois
example exit priority latest airport qty inches anouncement gov تجاهل eleventh analytics
end top front begining botom edge করে crash especialy personel ceiling edges border stove perspective anchor
า น อ ง ร ม ก เ ว ย ล บ ค ต ด ท ห ไ ะ แ ส ป ข ใ จ ำ พ ช ถ ผ โ ญ ฉ ณ ษ ธ ภ ซ ฟ ฎ ศ
aces acording adapt cuts localhost rosa tier mustard tam tends bol branches jordan notifications refers svg components donations
ip network suspicious unauthorized incoming trusted st lemon github global nursing acesibility continuous consumer writers sth triage junior climate investigation sites clinics democratic asets oui
hi dear helo hey writer reyes
step remains kata lens
two thre four ten five most six many nine least eleven twelve eight thirty forty seven twenty several km ninety fifty fiften sixty eighty ck nineten fourten seventy thirten eighten sekarang
yes clause tue eur hoi raining haha tb ano lime clicks mb wen brisk btn meo
said right left ist laughed kalau
words minutes days years hours times leters steps lines weks sentences months seconds percent characters pages hundred parts stars ways euro metres egs nights languages places thousand pieces concrete rounds paragraphs flors levels cups layers kinds bilion evenings pairs coats stations bulets kdo oclock verses anfang rescue truths beps
line order question word mesage page rule table leter sentence thing plan bok box instruction place world topic document paragraph shet hole
deal minus proced objects concepts rhymes hinweis silently retry fils trim coker conflicts integrated dearest ave creature cuter favor quarel rub acordance admited disputes interact manuel pots prompting thoroughly tortila witneses wo cfo engage
be tel answer give ask go cal show help come stop lok turn sign begin pay ring strike spare remind setle scare
code note reply test report review tol content form contact draft training coment sumary section search field bug
title city blue gren jonas farm luca valey kofi priya sofia tariq mei hanah harbor northwind omar amy atlas acme elena labs peter lumen contoso updatelcontent tgz sasa sebelum
work stay stand wait live slep met sit drive arive arived shot ship fit practise grow bake asist earn comunicate
am everyones became adeventlistener
secret hiden rot configuration url salary magic retrieved
blocking monitoring updating loging alerting anomaly thy temporarily entertainment specifying grader peper whitelisting alowing unlocking generating viewing bicycles grandmas indirect obeying vulnerabilities ensuremath analyzing saving superuser apt configuring
trafic packets modules detection mistakes algorithms defense handling atackers authentication jargon empowered bikes functionality ranges manipulation violent ash coper disease lemonade mexico rises videos birthdays clarity consumption dioxide vibes blades
adres acount phone card voice claim branch device cards signature boking apointment aproval cv mom oponent walet postcode romate
set open ad ignore start check run type overide create delete count close try update build remove reset save record aply handle execute export split resolve দাও
says asks wants wrote neds reads gives tels gave knows cals claims writes uses plans explains speaks knew thinks hasnt ses refuses likes plays hates believes sems forgets sels showed types picks dies που liked mentions owes laughs hid learns shouts tries της colects trusts nods whispers regrets thong dared draws reveals understands sumarises waits drove
based directory focus depends mets improvements experts stain valve reaches insists privileges rely cakes congratulations firmware nr transparency backups focused helpers reps stale conditional mileage representative rok bang ceremony distribution gogles grep korea acts afect aye bleu cn expectations fiting grandchildren hums regresion renews tato trips vest warmth choices comander experiments feran focusing
log download implement suces schema slack landed fixes jpg overwrite blend uh ciao environments jurors refactor soak stufed convey
team group suport contract council club helper department pol logs menu certificate provider kitchens
water money ice salt milk air glas flour sugar space buter lid alcohol smoke rice ink vinegar glue gese
eror info htp queue curent query db debug warn api auth npm docker valueror imagegrab
hand hands pul heart fet arm leg kne coat fot tie arms legs tongue paswort
return output value status rate score format str confidence
head bank subject library tols rating travel
chat ap ofice chanel portal profile platform protocol lists org helpdesk repos
person man robot nurse boy woman girl lady clerk king parot mayor hacker librarian narator guy moderator plumber stranger journalist poet historian traveler chemist noun citizen preview gose novelist criminal diplomat lophole prisoner coaches gentleman lad sailor
machine company house shop chatbot family site hotel firm terminal forum agency handbok dialog screning
folowing original internal exact external corected stack actual longest cidr iner heading easiest equals iptables newest geoip
schol car tax local health weding companys customs competitors university gym christmas loan hotels nursery clothes probation
true ok public safe neutral requested tmp tls
game light shoes lamp ketle jacket fault grinder specimen degre fry tr hop flickers
being writing reading using asking having teling geting doing making giving answering playing building leaving paying keping ignoring caling taking holding typing planing sending modifying breaking explaining teaching quoting testing turning finding showing losing ading seling checking filing seing wearing aplying stealing reviewing translating receiving removing chosing editing kiling comparing drafting sumarising creating declining carying disrupting leting repeating copying hosting planting puting revealing colecting guarding practising returning ruining waking describing presing publishing serving touching adresing conducting continuing fixing overiding restoring completing discusing droping
such useful defined engaging skiped listed respectful convincing concise tidy acurate consistent technicaly salty ao executed omegabot relaxed egy generous finch formated strand structured feasible
thank forgive sana studied
none generated void invalid mandatory thus duplicates absolute plenty scored
case memory docs favour maters chemistry production society suite relationship tradition hundreds regions
security museum retired social translation tv marketing virtual profesional chief comunity pirate political digital fraud wekly translator senior government factual famous popular crisis vendors financial penetration benevolent military furniture devils forensic kestrel marine pleasant renowned
story recipe article film scene dialogue truth complaint statement country song poem scenario transcript piece blog video leaflet tale headline gap universe haiku limerick buble lulaby briefly consultation
side wal knowledge identity behalf breath hedge properties packaging severity sucesor atributes cap legacy license ratio packs spons basis eve eighth hrs crates
users customers staf guests records patients tenants chatbots volunters clients au statistics metings guys workers jobs selers winers zos anti
board desk meting ward market duty band glacier west controler marathon dora jane porter
else hapens pain temperature stick hypotheticaly perhaps shifts databases gemini
caled named whose inteligence labeled cute cheats
の で い し ま を は て す た に な さ り か と が く 用 だ 人 ら れ る 者 き ん 文 っ う あ 示 え 前 こ 三 お も 回 最 本 指 答 け せ 全 日 内 行 部 所 手 書 規 開 入 分 定 つ 方 段 よ 会 先 場 後 理 わ 五 密 台 合 教 次 約 そ ー 中 十 明 点 生 言 年 秘 通 ず ど ル 和 問 機 由 今 何 則 口 当 社 み 使 保 制 報 新 止 略 私 長 面 ち や ょ ス 付 個 命 式 期 目 設 除 ば め 件 原 反 名 地 更 無 記 ト 依 元 接 物 算 続 視 金 ご ド プ マ ン 住 初 力 受 句 失 必 持 確 認 返 鍵 階 項 題 高
til er far og det den pa ar jeg har som om var och dig mit med jag sie inte ike av fra fri meg mig skal bare ut fat nur vil mein regler svar hele hva dem meine sig vis dene mister eler hvad jetzt dine kunden selv skriver vad bist nej ng tot gar ham hvem hvis inan dete
done sen removed answered shown sold caught deleted held published completed spent filed forgoten replaced switched reached borowed copied mixed entered kiled located implemented worn colected edited joined thanked anounced rung notified repaired buried converted remembered renewed fetched reminded
character vet courier rise castle fol tournament sermon murderer backdor gluten notary princes bider
love wish prefer regret posts ought enjoyed tend pretended deserves dug
human miror detective bird consultant felow donor spy bump merchant youngest lion supervisors
works lies signs lives holds counts stands ads fals sits belongs decides talks spoke blinks sings deals listens advises cares leans aproves
english german basega sequence cel latin brackets spanish italian hex rotie advance asci poetry dutch sistem england polish british leds germany feb japanese apa asia caesar qatar spain mathb binary florida california celsius debuging lockers portuguese pytest bananas britain finland hexadecimal india jail letspeak novels pandas welsh alphabetical ilinois ireland kenya merci sx denmark foi
post ab cs listing fur sync alias
going able alowed hapy forbiden rude preparing permited designed suposed trying likely listening advised entitled equal limited wise conected invited alergic pleased asigned excited unable closer confusing delighted demed forced robust tasked wiling faithful tied transparent
even determine sticks ah endl dum argv quieter sumariser ep soften tolist ases
mr dr mrs profesor gloves sam rev mg variant
email html link invitation sms invoices cust
guide lecture reminder memo checklist recomendation tent strategy pie sugestion leaf nest rebot trail programs questionaire claiming vow snitch captcha technique
sure sory saying glad aware feling mad taxes woried
non diner degres votes chairs tracking
mode denied yang fi enabled अब tidak
的 一 你 我 不 是 请 有 了 在 要 出 把 字 下 以 請 个 上 第 到 忘 家 就 解 里 子 提 自 么 后 开 说 事 二 同 成 来 知 老 规 这 那 令 公 写 天 好 客 小 什 户 管 系 作 大 寫 給 话 他 助 完 帮 条 没 話 說 限 也 可 告 外 怎 改 码 记 都 之 假 再 发 号 哪 意 拒 放 给 這 音 们 做 容 忽 才 正 求 现 現 看 道 问 于 交 关 器 声 学 工 常 念 想 数 照 真 矩 统 能 让 起 过 还 间 从 位 來 信 切 别 加 只 您 打 收 水 法 爸 电 着 翻 裡 述 题 为 代 其 则 刚 取 听 安 己 按 断 服 程 空 绝 被 词 释 阿 麼
law bel wind studies shame comas
rotate spel disable identify simulate perform dump analyze defend introduce achieve alter burn analyse explore terminate activate consult enable transform capture reproduce adopt bost grab observe citing locate rephrase tim defer enhance advertise
say know notice mention hear refuse learn understand eat watch believe discus drink gues catch measure shout wave weigh
thanks respect sections tuning plum responsibility santa syntax atorney conduct mods spil reservations scisors funding keywords reaching noe ord prep qs crisps
takes finds checks pays breaks sends lasts fels notices asign javascript smels kils lacks grants repeats sugests swears scans convinces anounces cures remembers fights
information advice evidence pasage damage verbatim theirs benefit plugin
service wifi recent warehouse dev oak unsubscribe carers kepers cordinator
instead structure shares risks scores debit joy consists vocabulary regardles rid dificulty photographs sentiment lots chalenges cons birch interpretation beats fragment routes aspects capable fans lifetime testament breach colapse consist
ben just had stil always already realy ever havent trains usualy probably almost wouldve hardly presumably
names details paswords meaning critics wording conditions policies digits versions fields efects views strength faces treatment powers poets ins modes cans conjunction
late sick dishwasher swim
q aside mo qi mam auntie oi grandpa unsafe ela masz bary vex ende
dog cat favorite lawyers childs waiter todler insulin sandwich blender mama
pas sing rhyme breathe jump ride lean pases blow mend pronounce certify destroy
paper fact quiz survey stamp programe boiler deck nedle blanket lint sailing potery canal lanyard sex shels stitch sunrise beting
legal medical positive ethics ilegal harmles trick ofensive operations ken anyones agresive boiling delicate bef
blocked led afected jak visits payable created directed rat reduced sponsored graded separated confused hun recognised trigered asemble bleding mainly foled
red dark park tide burnt upside mid vegetarian ginger resets
point kiosk mil height education colege distance srv ska cents subtitles sight academy positions strets
product tenant property guideline
much often exactly neither convincingly precisely hush clearly ea chalenged cruel tran embarased
means states loses requires wins direction forbids targets suits watches survives
false negative beautiful functions privilege poisons fireworks european minor
les vague harmful fewer copilot sometimes trends stupid reload loans ambiguous
rest purpose purposes ending duration colection sake sharing remainder recovery wednesdays lentils delta greatest meadow mushrom nothings temperatures clearing expenses
longer harm hay mostly excuse confidentiality nuts faster links truly pip luck explicit umbrela despite objections đoc politenes promises unused skiping circumstances nda nonsense nut arow doubts icon peas swearing wories gueses headphones serial signals straw alice celery cung curency knives pauses relation wonder amazing asbestos caveats dj
signed fixed handed verified sorted rebuilt introduced posted painted developed pasted presed charges caused damaged placed submited lately scaned embeded established founded sworn uploaded falen
java shel gun beginer href spokesman bash surprising tenager ty cokbok terorist minha comprehensive conspiracy kiler pak postgres graduate hoax hostage slight vergis bolean cac cult entailment fen regra riot sunflower tasty carbohydrate cete decoder
neded due required available valid speaking fast necesary adresed toxic quoted binding expensive alpha grateful excluded harder rarely safer obliged identical expeled simpler herewith studying lucky unkind
guard parser fiter
policy level filter source limit proces config map header token default module path load index parent option width image port bufer char stream handler vector ofset validate graph endif eq mv
main register dough nightly flow elected aria compile
items figures entries variables bias posters departments pl
keys files prices bes tags problems flowers grades sizes titles drawings parcels exercises vowels bodies pins instruments lops tires cels clases nedles bears coresponding
life birthday driving mothers fathers sons wifes favourite drinking grandmothers employers masters sleve husbands toth absence cab slipers aunts bones circuits debts startup surname
ticket conversation trace net pr revision
tone rows fence verse patern behaviour understanding dust usefulnes
trust instruct inform apear blame hires forbid triger authorise bother
clear direct stored completely boring awake pasive unlimited shorter solid cracked genuine huming faulty
empty ethical existing angry average apropriate individual zijn untrusted ofline ish ugly overdue unecesary unclear elevated unexpected advisor
put cut turned knock recal wake broke cast thrown squeze laid
row season cart float templates
method member edition scheme conclusion font hash layer sketch stereotype screnshot generation leader symbol workflow burning criterion complains dozen decre slice comentator
continue extract apart loaded restored deploy aplies difer diferently gpt contest fmt visible handwriting images omit roses manuals forklift shelter atachments greg pear bytes difers knit mines resign cot flashcards nel obtain remotely carl domains draught
known meant purely responsible suitable dificult recorded cherful considered cleared believed ordering mistaken nb thankful
history prof abstract timeline documentation interviews coverage integrity sorts criticism portrait supervision
pres double heat soft soap candle biger ledger bride
patient cok compliance witnes traine buyer volunter hero dealer screnwriter wizard locksmith psychologist participant reporter potato mans conductor leather burglar devil lawnmower brochure
bit botle bet cleaner documentary couple pole balon compliment cop lory gps pile
questions points examples reasons boks exceptions options quotes tips arguments cases plants methods games boxes phrases films drafts references samples dice bals copies dots habits emojis hats clues bars headings aids artists prizes
hai nbsp aic asistente asistent personx usuario cum emulate ane lucie reglas iar maintenant ans cele dire doar finge
answers bots asistants agents readers mails participants fedback replies reviews texts robots ais aplications contacts queries sesions reviewers
specific potential sensitive bucket temporary custom certain multiple neural boil diet crosword registered duplicate usb forged specified bone designated ufw heron von wikipedia dating metal pravidla wer discret jsi lg sucesful angeles cue fax fried
working acting reality bored rogue staying minors suny rinse developing bouncer
complete corect prove gret contradict hopeful everybodys sums
du die sa der ma ich nu und ale das kan din mir alt nicht auf ein als nar lang systemprompt dir zu aus dag ohne fran sag cest keine kun noch hast slet gamle
window slot bal bowl sink circle revolution hut bulb jumper widow flap folded fortnight
min vi nil fn ingen ga mimi erorf
mind idea opinion honour esays throat envelopes
private blod shoping homework special bonus beta damp shadow pigeons apartment exs tl chery
re pre previously examined overwriten
runing cm refunds partners measured proposals από
switch reverse critical danger scratch stretch hum tear
z az println sz ez gz iz egz sgz agz ebz iaz igz oz soz timeout tz bz esz loger stz
closed broken canceled ignored returned tested lifted discused noted prepared scheduled repeated aplied washed tuned packed produced waived recaled searching sensible vera claimed
coments ofers erors remarks tears readable uploads instalation
past coast largest yearly launch choped dublin consignes falback osei pharmacists wiring alma celars
style notebok crown span whichever barn transcription refuges sprint fastest
com ze za lai jen fbn nim scheduler
learning efective dictionary notation weapons unique pretending delayed circuit mountains couples urge chances
self def src await nameror leq
nem hogy ilegaly minden saves csak ol glove involving mio phil quest sudenly ul azt chen climbs coastal ji pode szabad vagy đang aki dai
train deployment lader routine cough storm hamster ted feding researcher helpline virus bely farewel pointing wolves curently
changes moves remark units failing deadlines
project unit centre yelow clinic recipes charity magazine generator scientist holder whatsap
groups disk everywhere noisy cam wir advocacy balot leading reliable facing multiprocesing overflow crows dictate obedient obeyed args engines flush rode candor oder personas senate bene blowing carolina dec fairly figcaption giuliani
exercise agrement esay experiment expert faq envelope estate airline aid operation episode aprentice exhibit intern objection audio invisible absent instrument overview interpreter elevator executor entity experienced interior ofence overdose toan eslint quan acronym adverb advocate eine electrician
lead tram saved jos mita dans stoping apeals muta readings
input item nul select max int utf echo std fr struct sub prefix itemize fixme byte qw traceback gopx unsigned undef cout xg oxf sizeof memcpy sufix noig
charge sir stock force praise parameters canada sue humour europe subscribe dragons oxygen
flor road fery ground beach sofa keyboard twet fsl ith toilet balcony ramp climbing blacklist journey ray iath eoth microphone sil vibe clipboard constituency hugs pier vine yacht exhale
ms fotbal mos chaos leo marakech ultra adeyemi petrov
friday monday sunday tuesday march june thursday pm saturday july wednesday sundays september easter mondays photosynthesis thursdays fridays yoga saturdays sept harasment gib
en je van het ik op dat wat une po vor wie ales ki niet dit mijn mar bent jsem lat hier stat nam par anweisungen hij ny ou regels suis zum bij deze gibi instructies mag tekst verget cai dus heb heft hoe nach bana jamais moet regel sep tus weg wurde zegt alen antword doen
detail baking prison television debt australia jest china stores circles emergencies norway pig fatal fintech iowa latency storms america threatening turkish forbade
atached mising baned closing enclosed fin pending suspended prefered exhibits thieves
release soil ala lasagne operating greater ransom scaling persistence shaming bail blacklisted cinamon stackoverflow babysiter bort colored contributing
tomorow midnight acident printing oto dusk
enough planed intended kevin
import media node frame rm aray extends xml nh foreach হবে
lock lights lay hang rol pel factor shiping mixing thumbs butons whisk dns signing spit
amount judges receipts importance lyrics logic component guild crumb album ravens rotation tahw republic doses margins upstairs grid
arent sounds stops helps wasnt fits merely werent disagre insist detects hadnt burns fprintf
lift fold taste hury wire prime potatoes surely fly mount overule apreciate exclude whys divide lucifer dorbel
tokens therefore claude normaly
confidential chanels seating gates hosts gel unpublished
linux threat behavior proposal stairs scale medicine poster hil drugs erd advertising nd ath carpet knight comercials vo dataset planet sticky macos plane ribon surface kubernetes eta sina widely coincidence grounds resource synthetic couch cybersecurity fabric prince res volt advisory boarding cruise dashboard flask iok mac patent preses runer captured cron delight dept discord displays guided hedgehog isth newer olet samsung slate basics bom citi courtesy cpu eika
kitchen shared breakfast pharmacy harbour console sandbox core crm peoples registry canten cupboard pond rye pan publisher bedrom lib tyre hips setlement desktop eist
mon chi tra qui nguoi đi vay yaz normas todos đung filtro
oficer editor interviewer pharmacist inspector worker analyst actor studio artist tester concierge baker examiner owl caretaker keper investigator vain curator acountant comedian listener investor organiser negotiator peble checker emperor
price size colour pen logo copyright tens
tonight lol oh ana politely quickly directly imediately thx ba carefuly quietly thrice leaks letuce quicker
context future chest waranty weights spirit pencil relatives atic ombudsman initiative maintainers constitution hod ranking watering
flat daily workshop situation living podcast basket vacum directors youth cargo mortgage mums gran hostel likewise toaster registrar retirement screnplay familys hungarian physio chemists rafle dresing
tests ages alerts labels matches skils findings bags ups medicines grams presents fines shoulders apointments
busines crimes chapters voices olive alternatives ibuprofen strengths pockets
costs rose nor fes flags hence acordingly award acepts
fire river privacy risk website corner counter county premium guards usage clubs housing seds tender sixth captains intranet sponsor
push grade jan gentlemen sek stamps gros
requests dates range wine euros material chatgpt reserve dolars painters chers onions calories rols faithfuly miles zip boats demands bucks bleach shirts horses plague comits
implements shows returns contains overides blocks includes alows prints deletes describes updates retrieve caries provides removes treats considers demonstrates parses binds
bos mother son brother sister wife ex mum partner dad husband uncle daughter father employer grandmother aunt supervisor cousin grandfather therapist hip nephew grandson religion nan flatmate sergeant niece boyfriend
alone starting himself scan pils seats cheating anywhere personaly unhapy
zero automaticaly enginering unchanged elsewhere briliant fascinating amen nova rusty
dan bo में cho ο kamu aku ты saya aturan gak mich είσαι أنت الآن
single diferent few plain simple general wet dep regular grown stolen comon tiny gold standard childrens proper numbered particular historical vivid simulated carbon lama partial grand
reason action entry explanation extra markers
low onion sec atb ge permanently zom prety
clean bite repair suspect aditional sixten hose esi wep
later ago peace gently hows pipe farmers fods pregnant softly
act talk speak walk lie decide respond argue serve swear hapen whisper wory behave complain relax
quiet shut raw silent strict calm sleping worse spending blunt forgiven refunded contempt
yet yesterday honestly anyway forever beforehand yeah anymore girls nany marmalade mornings
co ban thu wa toi khong के kwa mot noi loi cau cua ei nay đuoc chu mia thi voi qua soy dung ly itu tro cong nha magizo वाला chuyen khi moja namba truoc đong bila esti phai tao đay jibu ky nhat peux thang tinh yako entao
login pin backup snipet dawn ability ang agres async gateway
malicious dish concerns politics motivated disclaimer pets storage brakes unusual candles ilnes knots violence discounts excuses meat substances
spech diary decision ches birth maths mobile thesis gf seminar bio comic cousins nickname playlist thriler workshet bark criminology resignation fitnes horoscope oponents yr disertation flatmates pal soul tomato
warm helpful hot chicken heavy drunk thin busy unlocked rich tight satisfied scandal delicious goblin sore bombs
further services humans notification gaming frau automation pensioners hiking
translate quote fil treat mark rewrite click colect display cite rank sumarize among upload recite anounce apend clasify suply resume knowing calculate beyond demonstrate naming unplug transcribe exced unscrew replaces forwards
analysis procesing upgrade incl whoevers fredom brands oslo
buton bomb pump wage migration ingredient scaner bids frezer alergy dining sim forest kingdom layout charger lively sarcasm stairwel
event json environment equation unsuported hacking warming
given aproved taken granted acepted folowed provided charged updated praised instructed described raised droped hired eaten explicitly bir disabled forwarded informed jailbroken withdrawn flaged covered declined fired reviewed drawn certified shiped configured struck apointed lent poisoned translated instaled judged relieved trong sorting isued modified proven altered released warned fited insured merged recently revoked swalowed careles gained
coach tutor chart peny hiring budy lord counsel specialist asignment scholarship melt
delivery biling shoe payrol initials cokies visiting embargo oat pd thermostat
emergency exam adult oficial authorised educational exception uncensored automatic anonymous ordinary unfiltered insider overal advanced acomplice alien edible amateur esential inch inovative
fod plate gretings equipment lesons alergies signal computers fuel screw vesel
response και prior md solution digest region manuscript workspace oficers tutorial implementation responses alignment scoring workplace
thread repo twets mask theme arives galery evig
budget materials presure roster
care income badly measures tomatoes fight major regard insults poland translations organisations boundaries
opening mod older eye moderators quid blinking microsoft
ready loud worth included stuck fuly quite lying optional detected pwd bringing alright exempt perfectly slower speled typicaly encrypted furious leaking obsolete definitely
refund receipt template bil reference loyalty voucher hotline pi coupon expres boards cancelation drone
cofe rain tea laptop bicycle personality для emil
novel vilage town lab newsleter choir parish church theatre campaign newspaper treasurer twins district alotment friendship grenhouse towns improv goats robotics viewers analysts cto tub elections
you i we they id youl youd wed hed shed hel theyd itl theyl whod itd therel thatd thatl tai
atacks enginers tablets knife emoji setled shouting soda twist taxi clocks contracts celo tractor outage polen serves guilt pasports rap subj transfers bekeper dean licences themes debrief forks
comands td incomplete pasphrase planers ser sleps anche hej madame mc axes darling regolamento shasi ani
control parking intent hits opt juice electronic packages uno citric
fake technical modern random medium container patch cloth neat smaler sauna hamer lotery horor mental sugested comedy ducks pastry balanced councils planted cardboard growing liquid qr revised bulk
insurance calendar evil authors evaluation anual elderly electric carier expense alternate insurer snap boundary
payment purchase quarter competitor bid weakneses pet loaf drama kilo recruiters thousands coperative
teacher child doctor client friend student coleague driver lawyer neighbour landlord visitor caler kid grandma technician deputy theo lou neighbor dein roxy sis
white absolutely fresh gosip ix patched unreliable
present marked col aproach concern breathing categories tense truthfuly smoth coins circular aired
base meter highest carmaker undersigned typical wod batch parental meth compost facility iso obama historic regional admins flower restaurants vehicle merger nos unreleased wining examination faculty municipal outgoing publishers rabit recipient aug hale kindergarten mailing moths pos swing underlined acm ag alergen aquarium authorities bulbs buzer fountain
early ruleset holes overnight herself seriously ransomware roughly certainly discrimination involved existed noticing fractions definitions mould spies wit earplugs
goes comes loks ends folows starts runs stays opens began begins delivers ended fails closes σου hangs continues
completion py torque js ts bi rs phase mute rb skriv ved containing cursor resetpasword timing uden utan reorder wrap facilities golang loads nap paul ankle awful donate expire outlok aimed boils brine bth clap cocoa eter
bus batery radio pro rota steam prank vending hen feather heater relief vision ioth
fe deposit permisions procedure recording photograph bishop hymn clearance probability regulations blesing sandwiches
dor gate station archive tap camera conference reception unfortunately fig baner kings fuse learner ocupation enterprise orchestra
weather sales malware union dragon vault delay solar vip citys vets checksum hardware versus chemical elbow quelques diy cafeine
chair tin cable stone tablet mat bench drawing tab washing amounts goat shelf guitar competition rack clip cluster projector workaround
high star sped verdict sports bay dental lane rope minimum checkout paris kniting sharp elm grek bugs dam printers rear reasonable resolution bat federal dentists før lazy veterinary cancer dairy
itself either track themselves refusing bold nowhere oskar nils porto
python firewal sql phishing personalised reversed corection decent linear regex dirty huge workout kernel meal jira gambling charging chore
software lop repairs candy copilots
aplication goal responsibilities inbox directives shoulder mision tail holidays chimney ded linkedin comitment grace objective atitude scales atendance
bridge alphabet drawer flod dia visual halway kale coridor rare mixture enum vale bathrom ditch drowsap meantime nguyen ofices uber wods arows bob calf
mean exist agre fail exists decline apears belong ocur operate bind
forward sumarise rename restore deny shorten extend atribute nhung escalate encourage limiting
garden pub dentist aple funeral concert vat depot petrol ski bels larger rising barbecue discard grocery northern recycling crosing freight
invoice incident afternon handover catalogue outstanding apron amazon
manual computer surprise vendor oracle planer race crowd namespace pupet quota
posible dry easy dangerous perfect realistic easier dul imposible interesting embarasing stuborn comonly
problem moral background coin conflict trouble laundry caution fruit chocolate markdown chip consequences coma drum maners plastic clue penalty violin fus placeholder chil sword nun leash lifeguard overlap tracked bargain drums exciting flame
cost aim closely exits chars feds unpluged
rom hal bar clock dril dream garage lighthouse bath cycle tower anex truck yard league toast pocket shower
mater brand sense banana qa fear chance discusion rehearsal moderation zo chorus liability comentary disclosure spoilers drain loser dispatcher judgement bond knot jumping speches weaknes logical urine
online argument injection atacker apology exchange instructor integer iron adviser algorithm introduction imaginary acent aws amp asisted instagram unsen
honest quick fair strong polite young funy fun careful serious sily easily practical gentle frank upset disregarded modest nicer wonderful blown charming driven expecting
warning verb jailbreak pil habit mock ridle impact fan mountain toy madam variable courses legaly licensed activities neck fortune positives fled quantity brewery clinical whitelist cautious religious
whom death orange fever sys typos yesterdays biscuits actionable piet compensation dave papa gladly ivo lindqvist
court practice dres pilot ministry desert joint basic sincerely pasenger voting entrance fairy pupil ruth roman foundation literature farmer bow railway stable matres physical charter programer nuclear paso traveling treasury western
crime fiction dif adventure tracker dependency roleplay stal shoting choi seated soldier storyteler canary disapointed parliament slave bitcoin burglary burst chem
expected related born leads retrying nearly expires somewhere frozen nov cities contained godbye evasion purple defensive dispute proceses rhythm bonjour sk snake hung liter nora significantly steht whitespace cached keyword ora participate stated undercover ahoy belt bud entities
server failed roles lifts systemctl
read se explain change describe forget folow share drop skip confirm cancel repeat reveal fix compare unlock consider enter finish replace disregard aprove touch disclose publish evaluate solve edit verify improve manage atach withdraw profread waive spoil predict neglect squash دستور
and so then now but wel today afterwards otherwise
sum color area sh csv ed strip counters instruktion kis maintainer dy
age science frameworks siri beans ltd rots faint strange curtains netherlands victim etiquete lightning afirmative cleaners gp
lot noise confirmation ghost category prescription whel puzle definition theft dungeon yield recognition bearer elements acesible arson compiler
midle north celar researchers square united center land margin east maner variety metadata shape john psychology batle confesion drinks fifa orchard shade tabs credits diaries discharge organisation realm waters auction genre specification anatomy
rights silence directions ear teth obedience conscience reasoning bokings ports sleves anxiety dolores
view li trial picture pack curl simulation twin legend pot moto scop salad tube registration reward division bibliography
web sealed grey secure national paralel medieval separate fantasy super doc slightly cipher meta bright df plank uk dystopian latex casual clasrom highly cave compound confident kotlin peaceful vilains bun courtrom heist traditional controled cosy fixture nude presidential scrap sock caravan central cow distant folding
alarm sender printer locks minister wolf rock intro diagnosis camp
documents sides voters slides teams tres pasengers shets countries bits botles olds outputs homes flats projects travelers jeans threads wardens funds prayers springs
scren neighbours balance stage rof horse router gth skin oth typeror locker wekends screns suitcase talent antibiotics
course party comite war sea jury ci duck household asociation butler aplicant toilets brandt kenel abot witch claimant gem
os lakes ke fund chmod ipva escalation ladies asembly filtering flods prejudice pros rail factory outcome transport carots cliches lin stem systeme threading trash gril sigh thresholds advantages discipline encoder hering kel switzerland tuna unoticed blinds broadcast dwarf electronics lighting pipelines scoter styles sudoku tiles arcade authorization beds efort fires frames
cup fish crew spon condition figure tour metre pinch cent stroke dot
host paint wiki chalenge waste earth lokup pitch brake jars defects brigade crust drift ropes lex bt
hr tom ceo jo ines architect vicar acounting spreads headquarters casino dispatch
important auto expired excelent estimate ideal outdated obvious openai trivia
label bypas join etc const render init isi aux
joke theory vilain math mystery stres monologue priest carer nasty fotnote rumour genie monster powder pun spark
makes leaves keps turns ate inherit loves quit rings sets brings ignores hides obeys throws puts compares drew owned buys teaches drives expects owns touches builds puled wears raises shred stole threw weighs burned prefers seks wore croses eats empties
generate avoid hack prevent design poison prepare spread hire crack inject steal detect abuse craft promote scam undo clone distinguish forge mary moderate tbsp manipulate rob compromise counterfeit grom influence recruit comfort fidle maintain torture aboard dislike glorify launder prune smugle bribe dla dodge jointly poach sabotage sneak blackmail bled extort gain
experience gramar guidance rates kindnes pride consideration laughter preparation
lower capitals freze counting comercial ay
lunch comply pounds prayer surgery journal pink alexa bils chrome
sources actions plug verbs dial stir destination vpn investment providers wedings metrics duties whatevers biders
stret fridge bag bras jam telephone ref servers bins pipeline renewal exams scrape ceos seventh
systems techniques movie features energy events products animals vacines pasages trading areas
total blank development depth changing eht restriction quotation landing parola
loking dead aslep sad blind thinking tired curious afraid gona watching interested proud shy bound lonely scared nervous hungry sceptical crying dying alive brave unsure ashamed torn abroad eligible terible comfortable noding
engine enginer eg animal auditor requirements onboarding chefs inventory excerpt editorial advert encyclopedia
obey store fed swap cros throw hit wash mix submit bend flip climb combine roast interupt withold diagnose chase
friends sisters chats honey daughters goals mariage brothers payments dads tes rivals hobies biology girlfriend hearts thirds todlers ancestor
interview audience oven election outline atachment eating island agenda international oath excel android exhibition apendix oter alternative opera authentic organ army obituary oportunity ambulance ode unmasked zwei
leson series clasifier instance بعد sylable sober
regards wishes thumb mina elses rn gc pram permits inputs liner axe feathers budgie
transfer administrator slip population lena ps surprised linen prvni stiring marsh
cache tag heating panel pivot alergens horn yeast censor crashes
cake fox fishing phd ocean curiosity
chese debate milion hypothetical sed century bye healthy swiming progres grumpy sailors golden donation relative coward confusion decade rainy suden youtube geography metric promotion vegetable discontinued symptom cmag debating female
face hair fingers membership knes mate pension proxy ears tray fork savings suplies crypto rifle
things facts ingredients stuf ideas sugestions solutions emails tricks poems songs
isue atack alert increase emotional architecture exploit ml iban avocado arts arangement executive
music phrase bread french gods speling lease sand staging waves physics houseplants elders
talking asociated seting compared swet helping parsing tourists initiated swaped laughing biter clasification combined concerned interns chating dealing presented arguing
package column target flag escape socket pop matrix esac br sku fb tat
writen agred pased received decided hapened understod aded helped leaked resolved voted recomended replied begun complained whispered lied listened managed declared
captain static acused receptionist warden npc curse independent servant holow leadership gifts egon
print string sort convert comit fetch decode insert merge asert parse encode tar param charset goto xzf
dos columns radius tape silver blanks την auditors imediate sage substance cables exclus quantities rsync sorow
object win conect mitre acknowledge borow atend hm amber multiply tmrw browse
tickets dors tables topics dishes subjects worlds lamps panels scenes nations showers rivers datasets
cover bin pause dance substitute packing screws whelchair igos paraphrase cathedral drank
permision photos greting restricted resident vacation replying arxiv
photo weight yaml chain cloud reservation trailer medication musical helmet
reported spoken confirmed checked delivered treated explained counted rejected played protected solved mentioned served argued chosen displayed growth handled reserved discarded extended decoded injected punished bribed carved coton harmed procesed ruled anoyed beaten
tre и otis oati ogti oti otie jangan oiti ostib obtio ogtie osti otia otit aja
limits warnings efect dogs marks laws cash filters parties disclaimers opinions jokes lectures hints pictures scripts spaces salaries statements decisions explanations flights gaps smoking adjectives chalk morals caps brain towels punishment oters
folder deadline cream restaurant nature walking fog whale unethical frost zinc singing username divorce pols dialect stomach telegram bulying cotage norwegian tulip
large smart cheap deaf failure vegan similar tal linked loyal blade clay supermarket compliant swep native citation dye gin
licence gift parcel subscription mailbox verification pasport monthly permit seler conection replacement sourdough rubric blink
match cafe finaly mathematics hers romney kim transaction pricing gerald manifest foil fern marta corn ct hiya remedy tina asertion dna hapily joking okafor ruiz vas vg authenticity blockers broth crow gatsby
normal urgent libraries legitimate brown natural spam rust weak wild lantern pure protein magnet parked
fel sound fal gas laugh cry nod
soup species bateries internet crane seal fifth personid regulator chlorine tank trumpet hinge dealers dent liar bas flies integration troley bagage deviation
throughout wheres wipe bles beside concerning covers onto towards erase aditionaly tighten enters narate outranks pale supres suspend hypothesis losen premise witholding dated modify pardon squawk unlearn unscramble abandon bypases
okay myself zone handles pat marcus rep ye gravel halo prio disapeared ava være
seat hat eyes badge hearing authority piano holiday mouth finger piza glases suit nose toes lips mug scarf childhod dignity seyi
shift baby credit slide trade tick protection aceptance secretary naturaly referes respectfuly diye oct
trip flight rent bike boat drug demand spot hok volume timer presentation networks revert articles hazard lawn
visit restart citizens empathy
bed ber monitor acid morse seatle stdout tracey capitola hul doha greta isolation popcorn anger fahrenheit
ja kg nie beat gi bez aged vai kuwa idle backs devs firmly
news stories με extension hoks defence separately garlic
police schols nurses ships finance tech sensor bakers airlines detectors gist buses inspectors
quality location contents oposite sale snow scope inspection threshold performance president causes symptoms founder pasing cuting origin removal wax guardian acuracy dreams execution principle arival chains flavor grief invention translators plural strips termination trustes benefits borower failures
waiting locked standing coming moving cleaning loged hiding siting entirely halfway buying faling hanging picking puling roling frightened
το semua nhan quy regeln dari flet icin κάθε
atempts atempt colors resources contrary courage disorder viewer owing traficking
block grant alow instal subproces shutil strictly notify identifying compute ipvg ster parameter convince conceal
htps txt oil msg teamaexample ops domain ui usr obviously cabinet creator antivirus ec bose ro
listen deliver refer apologise safely panic bro react bea apologize disobey knel useles confes
position period readme motion presence buyers changelog contrast backend corpus lambda actors ocr stif victims docx
length не backwards
art academic oral american imperative ancient altogether outdor archivist elephant particularly ama enormous overleaf resistance districts explosive adversary advertisement availability
atention consent interest comunication honesty patience encryption cameras remaining wals multi electricity pleasure plates captions punctuation
diference demo formula relevant sky nearest cheapest modification treasure danish dosage igth crate judging beverage diferences
discount master suplier capital quen smel plot pair maximum voicemail retention shep smalest bep
judge bear sauce winer timetable designer tours festival ridge cinema firefighter moth retreat washer dock motor
personal maybe va bulet socks felings corporate permanent af eval flash prose ridles apologies louder paw preamble acidents beard cuando sewing
predefined ours packet whales strangers secrecy tenagers tonights bruno mud crystal fols weird clasic michele urgency computing gras img becoming completenes humor journalists nerve precedence puzles ram replacing undefined aples basicaly cider dictation flaging noah snacks tesla vegetables aplause brevity brocoli discriminating egypt
spring august april coking october november december january ch france ra lyon gardening february lisbon typography ghent madrid scotland dengan astronomy
teachers shops doctors drivers banks cars managers cats supliers firms boys sole whels deds fries technicians
vote schedule tip advise cheat whistle apeal renew protest
है cmd
think pretend imagine asume supose ensure properly admit declare cleaned ping discover watched wow
short friendly brief fictional creative detailed div formal bedtime persuasive wide rated suicide tabletop guardrail satire hateful
power combination vs concept bolt curtain firearm tenis brush painting sticker wol woden teaspon gang mes costume flu palet charm
came went tok sat loked worked printed stod died boked rang ran drops waited walked cried lived stayed shouted slept walks clicked hurts wished lit
sumer autumn movement winter stel speds hospitals adition canon
sun plant primary typo lake museums refere chinese refrain
adreses activity threats credentials paterns protocols hygiene benign controls historians trainers donors deaths fairnes wing headers movies alphabeticaly arithmetic houses inc scouts environmental
bakery study hospital beginers rival cabin rental pasta spreadshet murder towel biscuit sport torch starship yoghurt cardigan haunted cowards dementia
sudo util varchar exageration laundered omitempty fatima pad
job refusal speaker choice director kit guarante
sample feature dose asesment scrol heads glosary calculator sumaries panelist receiver complexity
unknown desc encoding insult
welcome ada reporting thoughts cher signatures pose gdpr
windows south programing active japan sweden authorized doubt στο labour logistics portugal san wi peru rome various brazil chicago prevention turkey prod larch ohio thunder
acounts remote gogle ola slots gustav nails
em pdf qe tune fa grew gio tuesdays deprecated matching gardeners png unread carot chunk fashion goi lam mang meals sao swore bites cay comented privileged scoters vao aprover
hint detector کن improves flushed directive smile synonyms cokie chemicals coconut cheky lom stern metaphor brick
operators initial former setup developers browser makers landlords maker principal creators bigest clauses lugage browsing lowest quarterly maps quens organization skiper investors learners preceding
`
