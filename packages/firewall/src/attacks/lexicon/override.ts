/**
 * How one asks a model to drop what it was told, in the languages that people attack in. `_` joins words that stand side by side, `*` is
 * any ending. Written as people write it: it is folded when it is read.
 */
export const OVERRIDE = {
  drop: `
    ignore ignoring disregard disregarding forget override overrule neglect discard dismiss bypass stop_following pay_no_attention
    do_not_follow dont_follow dont_obey do_not_obey no_longer_follow set_aside cease_following unlearn erase wipe disobey
    ignoriere ignorieren ignorier ignoriert vergiss vergesst vergessen missachte missachten verwirf überschreibe
    ignorez ignorer oublie oubliez oublier faites_abstraction fais_abstraction ne_tiens_pas_compte ne_tenez_pas_compte néglige négligez
    ignora ignorad ignorar ignoren olvida olvide olviden olvidad olvidar omite omita haz_caso_omiso haga_caso_omiso descarta
    ignorare ignorate dimentica dimenticate dimenticare trascura tralascia
    ignorem esqueça esqueca esquece esquecer desconsidere desconsidera desconsiderar descarte
    negeer vergeet negeren sla_geen_acht
    zignoruj* ignoruj* zapomnij zapomnijcie pomiń odrzuć
    ignorujte zapomeň zapomeňte pomiň přehlédni
    yok_say yoksay yoksayın görmezden göz_ardı unut unutun dikkate_alma dikkate_almayın
    игнорируй* игнорировать проигнорируй* забудь* забыть отбрось* пренебреги*
    ігноруй* проігноруй* забудь*
    忽略 无视 忘记 忽视 不要理会 忘掉 不要遵守 忽略掉 略過 忽視 忘記 無視 不要遵循 抛开
    無視 忘れて 忘れろ 従わないで 破棄
    무시* 잊어* 잊으* 잊고
    تجاهل* انس انسى أنس
    अनदेखा अनदेखी नज़रअंदाज़ नजरअंदाज भूल भूलकर
    abaikan lupakan hiraukan
    bỏ_qua phớt_lờ hãy_quên quên_đi quên_hết
    ignorera glöm bortse strunta
    ignorér glem se_bort
    unohda sivuuta
    αγνοησ* ξεχασ* αγνοηστε
    ignoră ignorați uită uitați
    hagyd_figyelmen felejtsd
    התעלם התעלמו תשכח
    เพิกเฉย ไม่สนใจ ลืม ละเว้น
    huwag_pansinin kalimutan balewalain`,

  earlier: `
    previous previously prior above preceding earlier foregoing former preexisting existing initial original before past other_instructions
    vorherig* vorangegangen* bisherig* obig* früher* vorigen vorige vorangehend* ursprünglich* davor zuvor
    précédent* antérieur* ci_dessus préalable* initiale initiales
    anterior anteriores previa previas previo previos precedentes iniciales
    precedent* anterior* iniziali
    prévias prévia anteriormente
    vorige eerdere bovenstaande voorgaande
    poprzedni* wcześniejsz* powyższ* dotychczasow*
    předchozí* předešl* dosavadní*
    önceki yukarıdaki daha_önceki evvelki
    предыдущ* прежн* вышеуказан* ранее предшеству*
    попередн*
    之前 先前 以上 上述 前面 此前 以前 早先 原有
    以前 前の これまで 上記 先ほど 今まで 上の
    이전* 앞선 위의 앞의 지금까지
    السابق* سابق* أعلاه
    पिछल* पूर्व पहले उपरोक्त
    sebelumnya terdahulu di_atas
    trước trước_đó bên_trên ở_trên
    tidigare föregående ovanstående
    tidligere foregående
    aiemmat aikaisemmat edelliset
    προηγουμεν*
    anterioare precedente
    korábbi előző
    הקודמ* קודמ*
    ก่อนหน้า ข้างต้น
    naunang nakaraang`,

  orders: `
    instruction instructions instructed directive directives direction directions guideline guidelines prompt prompts command commands
    programming system_message told instructs
    anweisung* instruktion* vorgaben richtlinien befehle anordnungen
    consigne consignes directives instructions
    instrucción instrucciones indicaciones directrices órdenes
    istruzioni istruzione indicazioni direttive
    instruções instrução diretrizes comandos orientações
    instructies opdrachten richtlijnen
    instrukcj* polece* wytyczn*
    pokyn* instrukc* příkaz*
    talimat* komut* yönerge*
    инструкц* указани* команд* директив* распоряжен*
    інструкц* вказівк*
    指令 指示 说明 提示词 命令 指引 提示 說明
    指示 命令 プロンプト ルール
    지시* 명령* 지침* 프롬프트*
    التعليمات تعليمات* الأوامر أوامر* التوجيهات
    निर्देश* आदेश* हिदायत*
    instruksi perintah arahan petunjuk
    hướng_dẫn chỉ_dẫn chỉ_thị mệnh_lệnh lệnh
    instruktioner anvisningar
    instrukser instruktioner
    ohjeet ohjeita
    οδηγι* εντολ*
    instrucțiuni instrucțiunile
    utasítás*
    ההוראות הוראות
    คำสั่ง คำแนะนำ
    tagubilin`,

  rules: `
    rule rules restriction restrictions constraint constraints policy policies safeguard safeguards filter filters limitation limitations
    protocol protocols context training moderation censorship safety_measures content_policy ethics ethical everything orders boundaries
    regeln beschränkungen einschränkungen richtlinie filter sicherheitsvorkehrungen
    règles restrictions contraintes filtres
    reglas restricciones límites filtros
    regole restrizioni filtri limitazioni
    regras restrições filtros
    regels beperkingen
    zasad* reguł* ograniczen*
    pravidl* omezen*
    kurallar* kısıtlama*
    правил* ограничен*
    规则 限制 规定 約束 规范 規則
    ルール 制限 規則
    규칙* 제한*
    القواعد القيود
    नियम* प्रतिबंध*
    aturan batasan
    quy_tắc hạn_chế giới_hạn
    regler begränsningar`,

  all: `
    all any every everything your you the_system these those each entire
    alle aller allen deine ihre sämtliche
    toutes tous vos tes
    todas todos tus sus
    tutte tutti tue
    suas teus
    jouw alle
    wszystki* twoje
    všechny všechna
    tüm bütün
    все всё все_твои
    所有 你的 一切 全部 任何
    すべて 全て あなたの
    모든 모두
    جميع كل
    सभी सारे
    semua segala
    tất_cả mọi
    alla dina`,
} as const
