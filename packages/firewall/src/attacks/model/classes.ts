/** Words that stand among the same words, folded: a line for each class. Made by `bench/train/attacks.ts`. */
export const WORD_CLASSES = `
the a your my no this an al each our her any his every their both some these those another ur را в می من و todays না να somebodys את في και я और की без از से everyones μου است τον а का को і що أن لا नहीं पर אני thy με ты به که του до с у לא לי إلى تو ما दो δεν как по что ی कि για नियम আমি everyday ти این در عن हो তোমার tomorows τα для برای আমার على قبل तुम मैं তুমি 什 στο от एक 주세요 θα την про מה فقط हैं η σε τη тебе של با یک কথা 完 能 anyones aturan είναι τις על ثم क्या থেকে все за правила בלי ولا আর 可 怎 改 都 이 כל باید मत लिए हूँ কী 得 з як אתה بگو سؤال ها های هذه هر کے ने बिना সব 们 假 帮 다 οι στον לך ام بدون حالا دون همه هیچ چه کند मालिक मेरे এখন জন্য নিয়ম বলো হয় 已 這 안 rahasia οδηγίες ότι бот из текст чи это הוראות الآن ای شود कोई मैंने এই একটা 服 네 grandpas
to you i can we dont please then should they wil would may now never id must cant could il wel also doesnt youl youd shal wont lets didnt shel kindly might wed hed canot pls couldnt nednt hel wouldnt whod theyd mustnt shouldnt itl theyl itd whol thatd shalt wana yok thatl maynt
in of for on with at as from by about or without after into over than under thats betwen through within above below against behind inside past including during around heres plus near acros via upon beneath among beside beyond throughout regarding toward bles concerning hows towards incl onto facing containing जो whereas namely
it me them us nothing him something everything anything someone yourself yours everyone mine anyone itself everybody anybody himself themselves theirs marta dong
is are its was has im were youre whats theres isnt am theyre arent nor hasnt became saves somethings nothings meanwhile everythings couldve
and that what if so how which when but before there where since until why because today whether while whatever though imagine yet otherwise unles whom supose however yesterday whenever hence although howd bc whatd simon wherever pat unfortunately besides agnes gary marguerite
be hear mention learn obey sel touch hide contain become discus kil reach strike measure wake catch protect identify receive invent withdraw enjoy manage reduce restrict steal compute survive recognise fly spoil operate sek ster distinguish earn withold anoy conceal scare convince diagnose launder
one person player candidate edition tier crumb tina respondent memcpy
do have say like ned let did want help think love try mean remember pretend refuse exist believe promise mis expect decline prefer suspect dare
who he she ive youve nobody hes whos somebody shes weve whoever shed theyve nobodys tom therel whove someones ruth wouldve roger
first last other next old second same ful per best most third folowing whole hiden least final opening single earlier exact entire actual iner remaining heading tl newest щоб
user asistant bot customer team owner author law guest human teacher operator child guard reader cat patient client manager lead host master developer member speaker hr parent
answer reply act sign begin confirm continue vote respond proced resume
name order prompt code page number rule file example card date secret pasword acount adres request price state version size fe amount login location
time line day word year leter way night thing wek sentence hour paper month morning evening minute refusal moment term wekend season concert
rules instructions notes names ones orders mesages terms advice details coments guidelines results files prompts limits restrictions comands secrets boks warnings mails papers tips paswords remarks laws topics texts constraints arguments filters refusals devices directives guardrails reservations signals aids masks
people children kids others students members models visitors dogs men players pupils employes participants shops plants robots volunters coleagues candidates residents persons ais families guards bes teams birds enginers women humans judges researchers metings reviewers aplicants companies listeners homes monks riders tenors hackers
out up back down here again once home round away twice together alone along outside aloud straight slowly apart anywhere
ben told said got had asked left made used found lost paid sent changed thought moved stoped bought ordered built heard typed started tried refused noticed finished taught hit brought forgot promised won learned mised spent understod trained forgoten invented felt eaten designed talked ofered voted loved maried helped crosed learnt complained begun discovered thanked whispered owned existed inherited hacked pushed managed studied watched hated ruined guesed
write use read give get ask se make put kep take show leave turn find change play bring hold folow move break cut buy chose ring pres fil lift recomend pick cary lose eat cover fed enter swap draw wear throw mix sudenly
god right fre wrong fine very safe kind bad great nice warm quiet honest hard fair dark slow quick friendly polite strong helpful rude lovely funy strict fun smart thin clever serious sily boring dul swet cherful terible sceptical vegetarian genuine grumpy stronger nicer
e p c b s u n o x m d t r g w y h f row k l v z gb ac j minus fr za ic func ae val jsem shd jestes awk ctrl operand ge
script interface projects grader heater siter guilty transformer feries lanterns humidity
more beter longer legal later further fewer biger higher larger strange oats simpler
end start level point top begining edge height speds cent
minutes days years hours times weks steps months seconds percent hundred characters degres milion euros stars nights metres thousand euro languages votes adults rounds concrete pairs pounds screws dolars miles layers ducks kilos thirds bulets cakes inches bilion clicks oclock kilometres beps centuries truths centimetres decades
text list mesage model note mail report clas bok function form group review tol post coment guide draft shet section sumary description thread document transcript motion করে
step click digit dawn phase tile dusk segment
go come stop lok work talk speak stay notice pay pas fel wait stand live sit slep listen fal drink drive arive fit shot breathe cry grow cheat ride apear lean resign
า น อ ง ม ร ก เ ว ย ล บ ค ต ด ห ท ไ แ ส ะ ข ป ใ จ ำ พ ช ถ ผ โ ญ ฉ ษ ณ ธ ภ ซ ฟ ฎ
pel quil brandt okafor paul osei reyes adeyemi lund lindqvist ruiz vane haloran hale tran winters falk obi santos oyelaran
aces acording conect leads refer obedience belong adapt apt godbye wednesdays đoc localhost aye relation taped urge ver cease visibility
open set cal ad run send check ignore log print type delete drop forget close block skip contact remove save aply push upload apend
half part place roughly liter borower
not only just stil always rather already ever realy havent simply actualy nearly usualy therefore merely finaly probably quite truly werent hardly almost normaly potentialy presumably
generate compose produce design disable hack propose simulate prepare invite develop perform specify hire inherit require boil inject defend rob consult enclose roast clone represent ruin explore forge terminate promote compromise confes prune bled bribe emulate observe obtain charm maintain provides thereafter citing derive descale dislike dodge fidle kuwa
ip suspicious predefined incoming trusted nursing recovery writers tonights bikes hygiene folks continuous screning sprint github hana outdor crystal versus prevention climate michele
en je van dan het op ik mot als dat vor ki wat po niet lang dit ales mar mijn bent zijn gen ou stat dar lat asistent hier dag af gibi halo mag mars suis bij kun merci nam tekst hij jamais nada regels tot firma heft hoe cete consignes doe icin pagina regel tus vrag cai deze dosier jij locale ny
else means stops exists smels doubt raining rains
language cel jar cart popular resource comentator
schol board family meting fire museum club garden town vilage hotel lab bakery hospital ward choir holiday newsleter parish workshop fery harbour theatre companys pub gym warehouse clinic kiosk finance newspaper swiming medieval nursery clubs regional hospitals hotels sailing towns municipal procurement intranet whatsap auction potery clinics standup ceos
even except potato everywhere entirely mad lentils interupt leaks particularly soften
being reading writing using asking saying doing having teling geting making leaving giving answering holding closing keping seting taking caling turning typing ignoring breaking hiding changing refusing quoting explaining sending finding testing acting seling showing filing ading seing losing modifying wearing helping cuting hiring buying naming puting burning chosing sumarising carying translating leting touching aplying editing removing saving ordering comparing hanging picking guarding presing receiving droping replying blinking copying repeating revealing creating generating obeying serving witholding beging canceling describing disrupting publishing replacing waking pid
chat ap ofice shop service mode ticket suport server site project web chanel archive forum το portal profile readme biling repo nhan alias
true ok none eror body admin false nul status zero generated await invalid endif itemize eq gopx
thank dm forbade authorise
program scenario mets drug inteligence clasifier mal hogy courses nerve viet csak joins charging districts recomends belief ilegaly ji rumours bounty expresion
til fri gm mister hugs
going alowed able hapy sick permited lying bound curious trying suposed listening gona alergic alive loged deaf authorised hungry busy entitled dying unable invited conected pleased bringing ashamed excited briliant basicaly alright capable fond
title bank subject library tols travel re
trafic packets modules ruleset detection ladies atackers peper ipva ranges dioxide packages empowered violent ivo madame wages filtering lemonade nos wedings curtains kel planers prejudice revoke unatended czech eligible grapes
side wal chair glas botom behalf coat corner fot plate arm kne leg keyboard fifth hedge shoulder album license elbow interviews clipboard
data staf users systems operators schols roles chatbots parties aps products donors winers
overide output count create build update record reset import proces bypas convert target default comit format package load execute fetch register insert decode todo echo render fn asert gret parse init validate mv nameror
story paragraph recipe world article novel film scene dialogue statement song poem complaint piece quiz esay survey dream video blog theory tale haiku headline pasage comic limerick changelog comedy lulaby thriler workshet courtrom heist fable sonet bibliography
adreses threats erors ingredients activity techniques animals criteria events materials features parameters skils tuning aged resources functions medicines protocols cities posters headers networks european graders keywords generaly
came went tok loked sat worked wasnt arived stod died broke ran walked laughed rang stayed waited slept cried spoke dies lived hid sleps hadnt shouted sang wished threw drove swore pointed knocked rode wept
such convincing
blocking monitoring updating loging alerting download acesibility sharing reviewing identifying temporarily grading grandmas hele calibration declining specifying discrimination reaching whitelisting completenes hiking indirect unlocking viewing alowing copilots entering pensioners spies vulnerabilities becoming computing
mr ms dr mrs lena yesterdays sam ilse esi
game light soup ketle lamp jacket behaviour grinder biscuits thermostat
based directory depends focus han crash tomatoes whoevers congratulations expires fry rn buble lime located patent privileges rok clicked flaky sandwiches acts grep halves transparency whatevers crows loudly tours variant folders trips analysts crashes mileage quarels sensors focused lava
q git aside mate doc knowing qi hypotheticaly radius gc qs vex auntie bary predict
return item input string self max html foter items select def length path index str range escape node width std bufer utf integer socket qty stream vector char struct ofset stable sku qw تجاهل sufix xg foreach sizeof
の い で し は ま を た て す に な さ と か が り く だ ら 要 れ る う あ こ 了 文 っ き 者 出 ん 前 え け お 以 本 最 示 上 三 も 答 せ 回 日 手 書 内 会 指 つ 所 部 密 忘 解 ー 先 知 規 入 ど 五 後 生 よ 告 約 開 わ 十 合 明 理 秘 言 ず 中 公 場 年 そ 台 通 問 教 み ル 何 口 今 再 当 止 使 則 必 接 新 社 名 報 機 私 ン 付 和 長 除 ご め ス 制 由 略 設 ば へ や ト 命 ち ょ 原 常 断 更 期 注 無 算 表 記
english german french latin basega dutch capitals hex advance spanish italian asci japan bold rotie morse sweden germany lisbon lyon major yoga portuguese spain welsh apa norway brazil circles klingon pig stores viena bananas binary asia graz kwh qatar typography chicago florida india pandas poland postgresql turkey finland glob hexadecimal jail
non si di ya ha ca tres che pe va ho chi kwa ala dela qui hai chu sei solo semua fa saya poi sono ly gia prima sempre cada tapi bene mu senza tuo entre gak istruzioni kalau
head gren blue city farm valey jonas priya luca kofi mei tariq hanah sofia atlas harbor labs northwind omar acme amy peter elena lumen contoso updatelcontent
dog boat crew horse hair fence goat lader candle dishwasher cough brain celo moto belt hamster suitcase drone wardrobe feather rash
rest delay performance printing crowd pricing meadow checksum pipes actionable execution modification coverage
empty od older absent ofline aws untrusted ugly upset unclear ambiguous
sory sure dead speaking tired blind paying sad careful afraid angry literaly responsible glad proud shy interested brave aware scared stupid nervous surprised legaly woried joking
com honesty org sincerely teamaexample dispatch repos contradiction larder paso
network comunity kniting storage coast dental progres quarterly sixth camp multi consumer lama mushrom strap sumaries tyres sewing wafle yearly grocery northern retro organic pasports
instead ahead structure rid inst regardles anymore duplicates gemini
character ber hero dam atendance clasification
filter lock badge lights paint bins দাও embargo
front favour south production sequence asembly crates subtitles principle adition dificulty gist acounting hundreds sight frequency spite perspective
complete corect raw reserve exclude compact
done closed kept signed gone broken turned taken locked shut held opened sold printed shown caried ignored droped handed counted boked reached switched picked mixed presed posted cleared painted worn puled considered burnt thrown washed struck packed torn folded rung
的 一 我 不 你 是 请 人 有 用 在 把 字 个 下 第 说 到 规 請 里 定 行 全 就 来 那 写 子 家 提 自 么 分 后 老 二 开 成 点 段 话 事 户 次 这 助 同 好 客 小 方 系 问 天 没 面 他 作 条 水 管 给 也 令 句 意 别 外 学 现 話 大 念 看 限 音 件 保 号 寫 拒 收 給 记 道 之 发 声 工 并 店 放 時 正 着 码 统 說 还 为 于 从 位 個 做 哪 器 安 容 想 才 打 求 诉 起 过 题 信 停 关 准 切 则 加 只 地 掉 現 电 矩 间
mising pending bu fin exempt cracked licensed outdated faulty survived odo owed
says does asks gets wrote reads makes tels gives knows gave shows turns cals keps holds writes uses opens saw explains finds breaks thinks ses pays ate rings helps loses knew types sets plays wins puts sends fels hates brings believes forgets picks sels loves ignores notices hides showed demands laughs eats mentions caries drew obeys owes owns remembers teaches buys drives shouts insists swears forbids raises hears charges complains draws watches burns nods acepts preses touches trusts wore enters builds colects expects understands bites thong wakes aproves stole wears mises swaps advises catches cries croses empties
explain describe share translate quote mark cancel repeat treat forward compare provide reveal replace paste rewrite raise unlock consider colect aprove disregard rank sumarise cite publish disclose edit evaluate recite restore sumarize wipe atach submit suply dump improve rename clasify lend alter shorten waive combine profread renew extend implement analyze erase unplug transcribe adopt retrieve activate simplify rephrase suspend supres expand
late cofe rain weather tea age laptop bicycle parcel trains honey piza surgery
machine company contract chatbot conversation tenant firm country leaflet handbok chats listing provider sponsor revision
cold clear dry hot soft perfect heavy equal lantern neat perfectly ken cheky cute frezing mira lom
hand phone voice car life face heart bag signature mouth choice fault breath basket cap super tongue shoe mariage masters pocket colege suit stomach throat neck surname uniform childhod
far urgent sys carefuly naturaly bucks dolores
numbers keys requests dates cards prices parts documents forms mistakes tables gloves figures fields phrases colours shets cameras cels potatoes sections controls decisions coats dots seds grades grams sizes headings outputs titles fines mods parcels vowels pins bodies flats plots comits ids artists
main total int sum local curent join const color src sub tar math df stder argv cout bricks charset fb
training course rating debate sale marketing maintenance purchase replacement automation
history critics threshold leader properties resolution invention pirates interpretation ph
mon pump tue ci latest bride parameter fern troley cert
new real security public safety whose private tax internal insurance medical health general credit personal former sealed standard
style midle margin development united spirit pasive span discharge credits leap margins curiculum diaries genre criticism
mind memory regret creators confesion
known enough forbiden meant posible easy baned worse likely requested easier restricted mandatory harder intended easiest esential
runing working loking waiting talking standing coming aslep stuck playing thinking moving born siting eating preparing walking awake shouting crying faling pasing laid staying laughing seventy elected chating practising leaning muted
neded atached due ready expected required included available void valid purely adresed afected protected necesary binding suitable limited visible obliged displayed enabled rarely readable unsafe nowhere wonderful refunded compulsory demed liable
information prof permision evidence confirmation material damage benefit lack stereotype trading dna inflation newcomers
test copy rate sort strip aditionaly
tone meaning track scrol bearer hinge tenth lighter flavor
caled named caught swaped kiled asigned lit driven involved furious scored touched matched blown
search python menu template firewal sql requirements lokup seating rogue cidr triage manifest browsing
tel trust teach avoid prove define forgive remind forbid introduce ping bother escalate recruit
blocked acepted canceled returned provided confirmed sorted drawn disabled rejected covered repeated reserved detected suspended deprecated excluded lent damaged extended waived released discarded insured graded foled recognised
efects tracker admins routes buses exercises pads iptables detectors
rom dor house desk flor window gate hal bus bridge fridge clock bel pol river counter tank
min low high col temp float eur unchanged docker napies
link sender prescription taxi keyword operations gifts khi registration rhythm colonel checkpoint
met win quit coked performed
council party comite cafe director band vendor mil maker asociation controler ministry hut education brigade mathematics league district foundation photosynthesis supermarket facilities anselm learner regulator larch jane witch democracy pickle
bos friend mother son student brother coleague sister neighbour mum lawyer wife landlord partner father husband dad uncle ex aunt daughter employer supervisor cousin grandmother kid grandma therapist lawyers grandfather nephew lord mom oponent principal mama todler publisher sucesor grandson rabit soul superior girlfriend
clean smaler blunt reasonable narow obeyed respectful weird parked technicaly disregarded hunger rented roled fatal dug photographed puding totaly overheard relaxed
sound smel deal taste feling badly fever
charge scope danger disclosure sue
tonight afterwards stone myself honestly backwards politely properly directly mo automaticaly qe verbatim nicely gently imediately diferently elsewhere herself seriously thrice silently truthfuly gladly quicker remotely carol holt permanently
takes neds costs cost becomes lasts hits suits
friday monday sunday tuesday march thursday tomorow june spring saturday july august april pm midnight autumn wednesday october september sundays november december easter january february feb mondays nov wekdays sept
rot setings sudo skiped ο queries equation benign anon satisfied disalow
money fod cake music bread parking wod alcohol socks fuel thursdays drinking
early overnight tech altogether obviously mainly wheat
case method customs patern verdict loan region habit workflow probability
ofer wish claim hope hate owe demand blame apeal beg tend deserve
court lighthouse church society vault restaurant funeral conference puzle undersigned scaner shelter hardware tutorial enemy mines plague toys probe lodge investigation
manual planer legend suite rulebok ro framework
table label source map column kamu cy mut হবে
key plan box buton alarm batery slot
changes objects goats vpn sites deliveries
exercise atack argument experiment abstract envelope island aid aray instance audio extension asesment apendix obituary exhibition android advert alternative emperor encyclopaedia
train shift privacy ghost donor arival gros vacination gear
die der und den hat das ich ist sie mit bite nicht ale um net mir auf ein ab fur wie dem zu nur dir aus frau wer wir ohne von wen eine mein keine nach sol steht bei noch oder auch meine rat beim sich uber zwei bist dein nr sind vom dich drei sagt aber einen haben sage vergis wort zum anweisungen darf ihn mich nichts deine jetzt nen regeln wurde einem
bed scren silence lunch bar seat sumer breakfast zone bay
mechanism feature checklist kit cokie glosary slogan packing scheduled notation strategy authentication syntax award benchmark complex pg questionaire relief balon metaphor ransomware virus calculator tak mnemonic claiming kinder mechanic prep hunting ips cheque donations grip pit
present
ice orange arow ram tenis mb stones aples carots crisps flu hering synthetic rabits tuna gin ivy leterhead
oficer editor enginer employe expert inspector actor worker aprentice auditor analyst algorithm artist owl interpreter acountant npc instrument architect curator organiser investigator oto alien checker igor brine elder investor negotiator
tests logs ups contacts workers solutions pasages spec programs travelers drawings trash carers earplugs cocoa
lot photo receipts photographs doses
co ban thu ve khong toi के noi loi cau cua nay hop ei nas gi mia đuoc thi minh ang qua tra bien cong tro voi đi nha quy tao đung itu phai choi đong वाला chuyen magizo moja tat ciao lan lista ora
system role content previous info queue persona htp db config header txt debug auth msg py denied active js ts env matrix vs meta bolean enum
care respect aproach mary ag sew
control camera papa viewer containers
goes works comes loks leaves ends starts runs stays hapens stands lies begins lives speaks began moves fals sits decides belongs ended fails talks remains closes pases walks somewhere hangs arives apears drinks scans waits grows weighs lands shuts blinks ocur boils leans
java secure href bash spokesman surprising ted personalised slight kubectl latex san dystopian partir rural canary comprehensive threatening cr highly jira kiler kotlin
emergency automated auto adult evil average oficial ordinary automatic existing unrestricted uncensored anonymous aceptance excelent academic elderly electric oral educational editors operating unfiltered xml apropriate individual international insider artificial unusual alternate unread electronic openai arts examination ideal independent obvious unpaid advanced inheritance authentic era espreso executive experienced interior toan aceptable audition ev instant ofside overleaf
lower natural prime conditional
failed hapened matches lifts tries cracks
mater recal gods pause concept race chorus causes curency nonsense penalty loser recordings transcripts
know lie decide understand agre laugh swear argue shout verify whisper hapen swim apologise complain wave wory nod panic disagre insist rely atend knel wonder depend
fake modern certain regular surprise sensitive phishing temporary mock famous vilains literal dating mental leser
base parental carmaker global pos flower kiln outgoing aug ix facility ravens obama aquarium publishers trout ane defendant alergen hardest mailing ministers neighbourhod
spech diary notebok dictionary toast monologue simulation bio parser eulogy cab playlist peble username blurb draught horoscope culture
radio pen wifi mystery biscuit briefing weak sauna mans comercial dependency shirt yr
kitchen flat stret property garage chest lease rival pan mountain pension meals strets
reason budget risk trace policies fear theme hotline moderation disclaimer substitute bonus singing circumstances apologies liability notification swearing pun
yes dear hi helo thanks hey okay lol में thx chers που της bonjour luc dari hej zoe ib
ai agent asistants agents helper lm hint copilot ps helpers oat lote đa 忽
warning cop bep spy revolution variables benevolent scheduler burst symbol spider stufed pawn
refund licence payment receipt bil deposit loyalty permit checkout hymn
implements returns contains overides blocks prints includes covers requires describes reaches asign updates deletes fils handles repeats grants beats discard equals outranks replaces reveals proceses receives skips
either pain speling incomplete grounds lightning
pul spel fold burn spread beat climb flip sneak spin
software services crimes bolt pipeline guideline
confidential harmful expired privileged από
given sen removed spoken granted asociated charged published updated described instructed praised cast hired lifted noted discused pre aplied chosen informed withdrawn acused rebuilt reviewed setled explicitly fired flaged translated tuned forwarded prepared jailbroken shiped configured tied instaled ofended dried renewed trong abolished altered declared warned relieved revoked converted frightened previously recaled selected examined deployed interupted overwriten
long smal red litle white big black large wet yelow grey comon brown spare sharp rich thick
engine exit equipment hose alergy forklift marking serial dispatcher resets
watch wash scan spend setle shake weigh fight expres squeze overule relax clap dispute tighten reproduce enjoyed divide shred swalow drank improvise interpret straighten apreciate
busines seats actions isues shifts
clause remark memo seal valve caption cam transaction macro peg genie
judge gues storm fol sock vera diplomat slepy subscriber
tre gap knife blanket quarel censor
two thre four five ten six nine many eleven seven eight forty twelve thirty twenty few several fifty ninety fiften sixty fourten nineten eighten seventen
much exactly precisely perhaps tense quietly determine convincingly grandpa upstairs suplies briefly felix softly pd plainly shots paye
sea gas games dentist dance container moth peoples compost toilets shower painters chery marsh forth quary badger
specific carbon beginer forged vacum heron lazy civil quorum dorbel specified younger suden ruby bekepers candid designated golf
field query event json values image pdf docs priority fi dif schema snipet esac
match flag prefix namespace gain timeout nh
export и σου itoe अब oti otis
view greting nature font variety citation
bin ours hers tmp mud romney gerald vg wim sweat
colour shares plum consists cons sentiment firearm companion painting stroke barel yml validation faculty holders
power circle drawing depth tail batch electricity highest comas crate packaging palet grain horor cans saint gui thousands
question chapter leson sample winter verse movement episode knot participant criterion glove hopeful
water salt air milk oil flour sugar buter rice chicken ink energy holes sand acid vinegar onions steam glue pasta gras pink chocolate garlic nail oxygen meat pegs simer fractions cables cumin
sir bi jo mam debit noticing bro ye yeah phil alice grandad personaly tahw calum jax
welcome hereby efective completely ada mg critical pwd forced doubled
purpose sake gentlemen dust packet remainder ded mes bias volumes marmalade consideration plums sip donkey
job product original configuration knowledge goal initial prior setup meter cv guidance credentials handwriting walet plugin objective nickname unpublished creator
folows counts marks ads sings bears presents compares fixes serves treats contained ocurs
words questions things leters lines sentences points pages examples reasons facts rows sources options cases columns places ideas ways strings boxes pictures versions methods samples paragraphs sugestions pieces digits chairs films measures units dice rols speakers tricks statements problems whels plates bals bars verbs habits signatures songs synonyms blanks categories clues scenes spons envelopes siblings
sun wind iron pot ash rye wax yeast powder halfway sarcasm urgency
man doctor robot driver computer captain boy king caler clerk girl parot keper traine dragon plumber guy pasenger stranger cleaner poet porter waiter warden widow notary thief butler listener lad hen foreman recruiter dean lecturer painter
не certainly john flods nany cha
exam online art incident anual atacker airline american intern alotment auditors atic ed imaginary amateur improv amber insurers electrician amp overdose
problem sense moral internet nuts disclaimers brakes coma maners consequences jargon vesel violin helmet eval intro sensible coton doubts broth courts flame fus tempo perfume sword blades boundary chil discounts exclamation placeholder bargain lip mugs
email invoice isue object alert aple invitation estimate insult sms upgrade increase emotional anouncement overal engines amendment editorial ode quan hp
detail brackets conclusion particular programing poetry jest regex fotnote javascript adjectives blender caps blesing scrap sorow
module background paralel curl byte spending descriptions asignment superuser
often loud fast mostly fuly quickly sometimes vague faster quoted easily shorter strictly optional smoth imposible unlimited clearly salty stuborn warmly wep certificates
police ships firms beautiful corporate kings ins airlines inspectors florist
chese soap patience ml printers insulin acuracy friendship protein geography wit guter
release fix store rotate prevent solve stack anounce detect undo calculate reject achieve bump destroy moderate bury disturb
fish death species frost museums shame experts barier boiling peas gel asets ombudsman resistance mice diferences lifeguard nouns ocupation
writen agred aproved fixed pased received decided aded raised verified resolved proposed introduced sworn poisoned placed recomended reversed apointed caused replied falen isued scaned swalowed prefered submited uploaded modified planted watered established merged
folder mailbox cinema rotation pile circuit compound dialog functionality confident tavern consumption cotage palace
linux bench threat condition scale custom behavior ath sticky planet cron surface macos articles reward dataset pedal kubernetes mixing courtesy evasion quay sulk canon eve fabric screns slate blacklist boarding clarity couch defensive rainy streaming sylabus videos widely caravan cruise dashboard mac sina dual iok
context calendar response md inbox pr markdown param crm valueror
unit demo volume usage quotation trail duplicate favor diamond
interview outline agenda dough onboarding layout oter actors exploit flow contrast pose alibi contributing unhapy henceforth
kg suces bye ah gravel gus laser letuce daylight png tidepol conf sunset chunk
phrase movie ridle formula concern fairy directive variable ropes santa thresholds sausage substance jens proverb
consent rights contents weights logo lyrics duties clauses ability dreams poets sorel
bit cup chain pair spon bowl tray crack twist jumper brush pinch dot ribon female slice
mod ref mornings rb
policy task result instruction entry comand value limit topic sesion score action tokens token cache url
unauthorized pod shutil anomaly olds oslo clases registrar workspace rolback wiring vouchers truoc advisers fastest maping nhung sep underlined paths
unknown desc systemd
rof duty stairs platform boiler earth mat skin core disk holidays wing exams outcome sth chains defects discipline
finish sing cok serve comply bake bear restart practise remain behave borow asist hush negotiate safely tim dictate vanish blend chase pronounce
stage damp domain basic tracking voicemail fuse hedgehog pleasant cage spa
learning building planing teaching metadata huming drafting minors abroad hosting colecting planting dining shoting fixing
important dangerous useful expensive toxic dificult closer relevant invisible safer obedient
phones brand flowers clothes hoks whales wories minds bats packs buildings investment
visit vat mute citizens unsubscribe omit overwrite ltd
reported answered folowed filed checked replaced deleted tested delivered led completed explained played solved served pasted mentioned declined entered colected advised measured edited joined believed pined anounced produced claimed reduced repaired implemented emptied judged remembered directed fetched fited handled notified traced injected overiden ruled bypased decoded destroyed dismised executed improved paused
weight area verification checking endl watering efort
acounts shep pils sesions contracts atorney rivals groceries
dors windows roms bags coins alarms bels hats stations chanels lamps countries captains dishes wardens alike exits historians witneses maps departments
park depot contest interval coridor towels pt iv halt barley
port harvest ray srv freight skiping authorized fireworks unused rhubarb knives lenses
aplication permisions responsibilities findings acordingly conduct chips presentation destination expenses gp lighting insults anthem intake cashier chances leftovers pardon
audience election atachment president aplicant bth ambulance ancient entity inch apron overdue heir edible eighth ion
brief direct pencil roleplay ditch velvet implementation
wants wanted claims plans likes refuses ought sems liked pretending learns agres whispers burned listens pretended lied pretends prefers regrets tends admits dared fled insisted listened
plant lop sink laundry joint layer cabinet kitchens flap arows clouds glaze hamlet
handle confidentiality procesing hosts analyse foam mend despite prod counterfeit bramble
trip weding decision space website chart proposal contrary lawn runer outage prince
analysis architecture improvements powered relay
device protection hil monitor tab rack wage hires trap projector deadlines advisory comedian
picture botle tin bucket cloud comparison category tune spreadshet prayer theft ocr bathrom chamber constitution coling heap
sounds fits sticks cuts lacks feds removes protects spreads tastes cures cols deserves contradicts detects seks binds loads
gift reference wide moderators foil stamps corection hamer loyal ruber pram qr tomato physician precise dim liar sane
lady woman fox narator pharmacist hacker caretaker dealer chemist traveler baker winer gardener boys journalist resident wizard tenager hypothesis servant burglar gnome devil merchant murderer nun researcher mentor prisoner psychologist sailor prompter lophole programer critic headmistres philosophers
api htps az proxy handler aku ez fmt gz sz iz oz soz cmake agz egz
diference prize sky zo treasure crust crow fires rounding backdor constant isolation jack originals
instal gosip celsius jpg pols nginx porto nums absolute lima
li td th tr div ul
noise stuf mos fat pure aplause horses thunder vegetables basil
transfer tie population courage swep subscribe upstream dentists instalation ioth weir
malicious potential external slack solar usb hens moths aditional advocacy rev saints multiprocesing
atacks encryption pole mild timing ginger atributes liquid mina lin quantities sounding guilt scisors sigh failing maintainers phan shuters borders inputs microsoft brides pots soldiers notifications
machines complaints voters strangers pasengers aplications jobs bateries beans bicycles relatives tenagers oficers vacines flies poems ghosts grit jeans vesels metrics traines chemicals lms babies
os ke subproces shiping ports dns iso escalation ng chmod capture greater threading traps cliches
regards extract loaded gretings restored difer income wol bao traceback refrain telegram carot difers powers pytest dated helpline closure recognition broadcast liner nel spels gwen leftover subtract carl
include acept switch warn grant alow display resolve instruct advise deliver deny notify triger enable kick atribute
blod salary handover beta fishing television dads gardening reservation ridles quens phd novels corn dresing bond headphones nap couples hungarian
branch department temperature birth kepers hod designer kingdom transcription lads slipers preparation trousers
joke bug mistake blank leaf sandwich prank remedy
hands shoes friends eyes fet sisters ear fingers glases finger thumb teth brothers arms knes heads membership nose conscience ears goals cousins budy grandmothers savings carier employers thoughts thumbs toes initials sleve tractor fork lips hearts sleves shoulders palm grandchildren pockets temper elbows
option extra pip explicit identical bol args paw goto brenda mbeki
split nil len rm println cents unsigned buf xs dest oxf ls
study leak campaign rental recomendation japanese pie documentary cluster cokbok nightly plank marathon stif tb sober eb surgeon bufet
customers bots parents guests readers teachers patients owners tenants doctors drivers calers clients banks cars authors nurses managers buyers supliers twins selers mayors gardeners victims administrators islands rats
du er sa og pa det ma ar var som nu om jeg har kan och dig alt jag med din inte ike av fra meg nar mig ingen skal systemprompt vis svar ut regler sag vil skriv uden hva fran kunden utan hvad sig ska systeme vad dene eler hast aux hvor
station centre database university agency recipes charity forecast secretary thus catalogue fund guild journal founder coperative scientist blinds tub integrity
efect authority opinions silver flags personality lectures felings rescue comentary responsibility comander politenes shade spoilers smoking judgement diagnosis switches drones greg jumping
hurt cleaned ra hurts unsure cruel lucky
news protocol figure enginering timeline digest cipher literature documentation sport positions backend
period purposes comunication century duration chalenge lory nest holder couple scop adr decade pilots cariage dwarf clearing finder
pin tablet router rota nan donation scarf physio charger dearest lawnmower scholarship spil
short plain diferent normal simple neutral tiny random technical proper separate detailed fresh bulet practical persuasive numbered elses absolutely multiple everybodys rare vivid foreign
heat cream smoke gold tape lemon salad straw zinc fig dragons imediate overflow drift
idea opinion explanation apointment apology excuse honour evaluation adviser operation introduction oath objection expense umbrela acent ankle overview ofence nda angel advantage
oh ago anyway beforehand forever hm hoi haha zed gio rep marcus nadia witheld darling alphabeticaly
tickets photos reviews labels entries alerts stories refunds invoices lesons pens payments boats guys bokings flights knots readings threads templates laptops penguins
road snow drawer lake lane bath ceiling sofa reporter balcony ramp grom trunk basin wig hob
war lonely courier waranty brake retention sums rebot tournament mould kiling importance knit merger thieves uh princes fries smugling termination tides unreleased claimant drains exhibits holm
experience slides washing jokes luck flash promises markers preamble medication vale lag oters caveats resignation rubric hesitation overlap
na da em ja eu nie ze nao sem bir ia meu dia voce bez ao ty ea uno aqui oi sobre tem wewe agora ano minha nguoi sau depois nunca pode prosze sou vez ani dla mais namba qual sonra tudo masz
slip stick harm rise bid improves technique disobey drown
trick oven hole verb magic chance fruit cow curtain bulb regulations scoter wraper
young sports golden typical ridge cautious fortune pastry clinical hostage veterinary federal historic kindergarten leaking relative chinese cyber duke frog starship tourist lifeboat maritime
birthday bike driving pasport mothers podcast maths fathers favourite mobile daughters childs sons sourdough wifes favorite hip mums husbands wrist aunts exs hoby linkedin familys mortgage niece grandfathers flatmates skil flatmate disertation pal personas
grade tick بعد taxes
knock bet smile curse compliment snitch
position subscription colection locker treatment craft murder sandbox lib presence tradition screnplay corpus hive retirement farewel ranking
slide spot tv pack shelf vo kestrel petra clip sylable pager sugested overtime
stock soil prison grek leds france england roman australia olive britain portugal rome labour peru broad london atb fatou various america nearby
tag hints references zip drum slots organ lou permits restriction vets poisons polen unions
baby mayor jury buyer tide union medicine fog priest farmer treasurer vicar gentleman gran
cros calm watching counting biter anoyed roling traveling
diner vi pi reception staging ga crosing elm saturdays meal curently donate
retired social pirate profesional virtual detective translator senior vegan leaked government wise carer crisis criminal novelist penetration screnwriter financial military forensic confused devils dj junior suny swis compliant conspiracy marine pharmacists competent compiler hospice
delivery sales beginers christmas computers repairs sorting postgres sailors alignment dealers godwil beck electronics
shared sync grenhouse gaps linked bedrom waters striped halway visual
answers wishes reports ofers quotes states drops sauce ages tags aplies drafts emails rhymes hums strikes
cm completion torque politics aim birch bruno especialy ocean voltage enemies waiters
daily gun toy diet routine feding noun cue rafle nut bouncer dairy authorisation cursor encrypted stair cfo
fail rhyme flors separately upright metric dock knead
sh npm rinse fridays grace trends loans reload br counters databases
translation competitor housing recipient falback politicians ransom
agrement exchange animal county oak estate anex alphabet series enclosed repository inventory imperative opera arangement extraction orchestra
own neighbours boking bras browser qa cs premium telephone landlords partners visa disposal
codes planed fes vocabulary clocks bits rates fredom
dep stolen plastic petrol similar permanent factory physical prety coal casual weaker
presure cash cable praise signal fotbal locks whistle juice vehicle chalk pl violence weaknes motor beard excuses morals ish
rent injection mitre breathing colors roses soda lowest journalists mountains victim harasment restaurants tabs berlin
walk rol hang lay slightly jump bend blow tear receiver hike
star patch duck minister vending degre stal ham growing lens brewery grand marker native gang ser roundabout miten
worst usual square longest maximum nearest smalest vendors largest cheapest directors lotery youngest sole strongest councils leather bigest distribution
है
sugest asume ensure inform wheres declare acknowledge admit regard demonstrate losen narate herewith discover melt certify unlearn
csv yaml wekly factual registered tourists pivot rider compile gim creatures
discount special voucher recent factor matching kernel mita nasty dung linear reliable rough tls chalenges fiter
ethics fiction wals advertising origin legacy comercials arithmetic scoters
fedback reminder warmth postcard consultation
north west east pond toilet ui rear purple atachments lockers basement cleaners stairwel kenel ofices runbok rangers vent netherlands binder corners platforms
plot identity maner symptoms loaf generation relationship weakneses uncles formerly gravity oponents gps
replies lists tasks maters posts voices twets areas responses closely showers fods cares
trade severity concierge bob surely uk deds central navy whys
crime waste fraud healthy cabin jailbreak minor vip gluten soldier wren chlorine parliament clasic furniture hoax meth mole symptom carnival coward graphic youtube hitman pears
double tidy unique blink fen ipvg useles folding huge balanced mint
fictional creative hypothetical childrens national crosword voting fantasy sec historical youth simulated clay decent whelchair igos clasrom hostel tabletop fax wikipedia haunted cosy cabage chili fitnes
interest gramar humour candles bark tube clearance yoghurt kindnes division fols pride paperwork lids precedence bach benefits
lecture coin living thesis discusion seminar stres pet musical mouse bun goldfish cardigan philosophy
visitor profesor chef pupil thou volunter static brick bea technician kim theo leo preview joe ruben councilor neighbor sis tilda nora forger
starting delivers frely compared retry certified logistics argues cheating rub trim argued concepts parsing signing likewise deals fare continues male returning initiated arguing coker forwards fashion pancakes scrub cuter dealt finishes monster presented acordance anounces aria dealing integrated outdors
bo ba underneath excel jos indors ir
certificate wa dose grid roster screw bang ingredient rails tarif component curve couplet
etc ops whichever ch ghent bis noisy stdout tbsp dst greta oskar dave nils madrid dec kiel
truth fact bird gose stoping fairnes vest
ground console erd gth nd ith stove oth dial plane canal competition typeror fountain mount radiator iath outer seventh slope fsl vehicles eoth isth porch laboratory dept devs ninth rao
neither maybe risks joy plenty alpha slower pauses unsuported awful fans rained cinamon colder
quality intent conflict impact salaries images defence paterns privilege rots guardian developed plural comfort basis quantity grief custody hail
records future groups makers developers insurer understanding servers bils bones subjects tens absence learners tasting probation viewers hobies circular
silent drunk bored grateful tal engaging louder frank delighted acurate embarasing async concerned consistent disapointed forgiven confusing generous cached contempt delicious mistaken stated discret egy expeled quieter arested charming combined comfortable embarased jealous
tap whel yang plug drain personid trainers inc tidak vacine whisk stern playground
fourth wolf carpet studies conection eht chimney coincidence governor newer fences
schedule baner stretch cher renewal undefined buletin comision etiquete openings hedgehogs helmets quarantine kb reds cpu limiting
tip faq banana twet cho bubles balot idle vain sumariser ep pity mins foul plaque
atention views pleasure lots faces translators captions revert esays subscribers aprentices
marked worth stored treated recorded sleping labeled listed upside tight defined rated rising concise aimed embeded buried modest
на ines extends jangan tgz
de la que les le un el tu et mi te ne es por los con del dos lo una pour ce para ti hay las au moi sin ta une des io yo est como cu ni mas su sans dans ton esta par asistente este mai vous sistem antes ele roi sistema soy sur tes quando uma dis cest nous tout avec casa pentru roboti usuario dun demande jai đe dal consigne deux faire lui mio oublie pase pero peux reglas esti nota avant bana bon daca dire doit empresa eres instruciones libre
coach nurse tutor witnes reviewer moderator vilain chief trainer librarian writer knight tester felow consultant locksmith conductor kevin receptionist historian specialist maintainer midwife
nem jako minden nbsp yusuf img aic leks climbs lucie nowadays cos cum kis ol personx shaped vagy jsi
merge usr encode pop wrap stir typos util flush
research legitimate neural transform chaos entertainment
ship mask land typo scratch rivers colar landed rumour trivia reorder
sped cleaning gentle minimum unlocked pale holow bat delta stem nutrition mains pickup
atempts atempt related algorithms react alternatives owing acidents czy liberty sideways pointing comitment jen
signs checks throws alows kils targets contradict sugests survives ticks
homework competitors pharmacy sugestion divorce lai recycling vacation apartment curiosity
miror ini کن flushed gates patched sehr gateway harnes jean
egs exceptions cats conditions links butons emojis spaces wekends objections evenings explanations litres prizes gese gueses punctuation brands corections nedles plasters dependencies fotnotes
hearing jam alergies secrecy tuesdays visiting gf stealing faith china initiative guesing
management procedure ana studio farmers rosa launch peny piet pigeons emil sal jun abot dora
practice dish concerns clue quid snake fiting arabic afect
reverse stel confidence tears peace british mid waves paris anger caesar hul norwegian gaming popcorn grease switzerland ws alphabetical instalments marble
rose created payable motivated jak visits girls rises growth delayed instruments suplied bugs nails separated alergens conflicts overuled manipulation sponsored umbrelas badges judging lately slips solely deaths founded frames inserted lops mile transcribed aisle pepers snacks gather gov herbs
suplier malware handling migration drugs bids bekeper scouts muzle requester lek
wine sed tablets amounts st baking chatgpt pets faithfuly calories weapons props bleach gogles dictation bridges
wording directions scores shape removal elements manuals boundaries fred capacity strips
afternon eg eye acident environment household reality excerpt sana direction adventure universe dana tires soak angle
compliance coking trouble wi caution cokies disease empathy mushroms interns
quarter metre castle breach kilo barbecue fortnight swift junction kata
terminal solution seler pitch starter mision debt refere strength pasphrase laughter vow lasagne disorder skiper
deadline glacier manuscript frezer bas guarante guitar coupon dosage costume siren watchdog cure drip trumpet mic
ethical rs cycle encoding gpt siri pil frameworks gogle graph madam ilnes claude ofensive aboard pia pregnant standards scandal soner alexa apointments positives activities bands cd gustav injury patches premise reputation uploads warmer bef dilema exageration
heating tower deploy rehearsal canten uper sermon cancelation linen contractor apeals adrese
vet panel sensor wiki magazine pilot deck crane timer airport generator aprover cord payload
piano remote cheap truck toth bare religion metal deputy crypto desktop romate
positive negative harmles ilegal bedtime dres formal medium failure rust realistic pupet satire solid leading rap faint partial suicide agresive
shoping digital monthly pro political coding reporting citys scoring debuging faithful scheduling vision newly
tram printer media tyre climbing pear stale anchor backups bom eta gauge icon cork stitch
backup payrol oldest fixme iban flet ceremony varchar
balance programe situation postcode sergeant copyright debts supervision seize definitions
celar tent yard ledger barn center cupboard wild tender mustard edges orchard transport cave galery kale wings chemists archives flask aprovals dorway hils meantime
ches chemistry physics toaster discord biology criminology revenge ibuprofen penguin
dril flight bomb fan poster detector deployment towel lugage firmware citizen landing sim scrape trailer forest telescope cot lively ved flyer rod bely naughty
ending audit aproval exception inspection exhibit instructor onion emoji retrying opt elevator ama elephant outstanding army avocado observation eleventh sk admision identification oportunity
force science primary libraries spam hury statistics polish scripts canada europe prose paraphrase unethical danish dialect emergencies disputes logical unwrap afirmative storms partly
frame chip pipe mug dirty blade reasoning triple
grown saved corected copied borowed grew hung wound scraped beaten
lid stamp rope hok wire torch sticker cloth nedle boards whale woden tiles stain horn magnet cardboard chefs hazard leash lanyard microphone pairing syrup pound rides captured
market jan desert timetable beach crown distance registry rail rock ski bow frozen entrance railway bone swing igth sil ola charter gril matres pier academy chemical cereal providers western antivirus
oposite capital logic definition dungeon screnshot ratio replay
quen recording combination ceo photograph twin bishop flod personel mixture teaspon manufacturer gut
route defense coper bright yield journey nodles hunt endpoint oct spray tomasz compensation mimi res disapeared
sides copies legs lakes cups chapters levels bakers beds botles jars kinds coks pros houses panels sorts palets worlds branches roads stages bytes mons tubes owls shirts springs seals modes newspapers translations verses vilages forks meters reminders shelves zones phases
cause repair poison freze hum abuse bind pad scam vai snap influence protest apologize
dev lint cmd helpdesk tam undef
interviewer administrator counsel oracle shadow specimen examiner interesting executor archivist acomplice acrostic crank
km eighty sixten ck thirten sunrise
trial bal tour scheme sketch border hash cargo festival drama litre portrait batle ruling decre psychology majority
`
