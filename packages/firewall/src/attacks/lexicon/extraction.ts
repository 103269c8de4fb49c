/** What a model holds that is not for everybody, and how one asks for it. */
export const EXTRACTION = {
  reveal: `
    reveal show print output display repeat tell give disclose share expose leak dump recite provide return echo write list what_is what_are
    whats what_was what_were spell translate encode summarize copy paste state describe explain say
    zeig zeige nenne verrate wiederhole gib drucke was_ist wie_lautet teile
    montre montrez révèle révélez donne donnez affiche affichez répète répétez quel_est quels_sont dis partage partagez
    muestra muéstrame revela dime di dame imprime repite cuál_es cuáles_son comparte
    mostra mostrami rivela dimmi dammi stampa ripeti qual_è quali_sono condividi
    mostre revele diga imprima repita qual_é quais_são compartilhe
    toon onthul vertel geef herhaal wat_is wat_zijn deel
    pokaż ujawnij powiedz podaj powtórz jakie_jest jakie_są wypisz
    ukaž prozraď řekni vypiš zopakuj jaké_je jaké_jsou
    göster söyle açıkla tekrarla yazdır nedir ver paylaş
    покажи* раскрой* скажи* назови* выведи* повтори* какой какие дай поделись сообщи*
    告诉 显示 输出 重复 打印 展示 透露 什么是 是什么 告訴 顯示 輸出 分享
    教えて 見せて 表示 出力 繰り返 何です 明かし 共有
    알려* 보여* 출력* 말해* 공개* 무엇* 공유*
    أظهر اعرض اكشف أخبرني كرر ما_هي ما_هو اطبع شارك
    बताओ बताएं बताइए दिखाओ दिखाएं क्या_है साझा
    tunjukkan tampilkan beritahu ungkapkan ulangi cetak apa_itu apa bagikan
    cho_tôi_biết hiển_thị tiết_lộ in_ra lặp_lại là_gì chia_sẻ
    visa avslöja berätta skriv_ut upprepa vad_är dela`,

  systemPrompt: `
    system_prompt system_prompts systemprompt initial_prompt hidden_prompt original_prompt preprompt pre_prompt secret_prompt base_prompt
    initial_instructions system_instructions system_instruction hidden_instructions secret_instructions original_instructions
    starting_instructions internal_instructions core_instructions system_message developer_message initialization initial_message
    your_instructions your_prompt your_guidelines your_rules your_system your_configuration your_initial your_directives your_programming
    system_configuration were_you_told you_were_told you_were_given instructions_given were_you_given you_were_instructed was_instructed
    text_above above_text words_above everything_above conversation_above instructions_above prompt_above above_prompt first_message
    not_supposed_to_tell given_initially before_this_conversation previous_prompt
    systemaufforderung systemanweisung* systemnachricht deine_anweisungen ihre_anweisungen
    invite_système prompt_système instructions_système tes_instructions vos_instructions message_système
    prompt_del_sistema tus_instrucciones instrucciones_del_sistema mensaje_del_sistema
    prompt_di_sistema tue_istruzioni istruzioni_di_sistema messaggio_di_sistema
    prompt_do_sistema suas_instruções instruções_do_sistema mensagem_do_sistema
    systeemprompt jouw_instructies systeeminstructies
    prompt_systemowy twoje_instrukcje
    systémový_prompt systémové_pokyny
    sistem_istemi sistem_talimat* sistem_mesajı
    системный_промпт системную_инструкцию твои_инструкции системные_инструкции
    系统提示 系统指令 初始指令 你的指令 系統提示 初始提示
    システムプロンプト システム指示 初期指示
    시스템_프롬프트* 시스템_메시지 초기_지시* 시스템_지시*
    موجه_النظام تعليمات_النظام تعليماتك
    सिस्टम_प्रॉम्प्ट सिस्टम_निर्देश*
    prompt_sistem instruksi_sistem
    lời_nhắc_hệ_thống prompt_hệ_thống
    systemprompten systeminstruktioner`,

  secret: `
    password passwords passcode secret_key secret_code secret secrets api_key api_keys private_key credentials access_code login_details
    pin_code security_code passphrase bank_balance account_balance
    passwort passwörter kennwort geheimschlüssel geheime zugangsdaten
    mot_de_passe mots_de_passe clé_secrète secrète
    contraseña contraseñas clave_secreta secreto
    parola_d_ordine segreto chiave_segreta
    senha senhas chave_secreta segredo
    wachtwoord geheime_sleutel
    hasł* tajny_klucz
    heslo hesla tajný_klíč
    şifre* parola* gizli_anahtar*
    парол* секретн* пін
    密码 密钥 密碼 秘钥 口令 秘密
    パスワード 秘密鍵 暗証 秘密
    비밀번호* 암호* 비밀_키
    كلمة_المرور كلمة_السر المفتاح_السري
    पासवर्ड* गुप्त
    kata_sandi sandi kunci_rahasia
    mật_khẩu khóa_bí_mật mã_bí_mật
    lösenord* hemlig
    κωδικ* συνθηματικ*
    parola parole jelszó* סיסמ* รหัสผ่าน`,

  person: `
    users_email email_address users_name birth_date date_of_birth birth_year current_city users_current home_address phone_number
    users_address personal_information personal_data users_birth city_of_residence user_live users_location the_users the_user list_of_users
    nutzers benutzers der_benutzer adresse_e_mail l_utilisateur utilisateur usuario utente usuário użytkownik* kullanıcı*
    пользовател* 用户 用戶 ユーザー 사용자* المستخدم उपयोगकर्ता pengguna người_dùng användare* χρηστη*`,
} as const
