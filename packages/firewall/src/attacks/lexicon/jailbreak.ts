/** Role play that is to take a model out of its bounds. */
export const JAILBREAK = {
  persona: `
    act_as act_like pretend pretending role_play roleplay roleplaying you_are_now you_will_now_be from_now_on you_will_be you_are_going_to
    simulate simulating persona impersonate take_on_the_role play_the_role assume_the_role speak_as respond_as answer_as become you_become
    immerse_yourself stay_in_character in_character alter_ego
    du_bist_jetzt ab_jetzt spiele_die_rolle tu_so_als von_nun_an verhalte_dich_wie
    tu_es_maintenant vous_êtes_maintenant à_partir_de_maintenant fais_semblant joue_le_rôle agis_comme agissez_comme
    ahora_eres a_partir_de_ahora actúa_como finge hazte_pasar desde_ahora
    ora_sei da_ora_in_poi fai_finta fingi agisci_come comportati_come
    agora_você a_partir_de_agora finja aja_como
    je_bent_nu vanaf_nu doe_alsof gedraag_je
    jesteś_teraz od_teraz udawaj zachowuj_się
    jsi_teď od_teď předstírej chovej_se
    artık_sen bundan_sonra gibi_davran
    теперь_ты ты_теперь отныне притворись представь_что веди_себя
    你现在是 从现在开始 扮演 假装 假裝 從現在開始 從現在起 从现在起 模拟
    あなたは今 今から これから 演じ ふりをして になりきって
    지금부터 역할 척해 이제부터
    أنت_الآن من_الآن تظاهر تصرف
    अब_तुम अब_आप अभिनय
    mulai_sekarang berpura_pura bertindak_sebagai
    từ_bây_giờ giả_vờ đóng_vai bây_giờ_bạn_là
    du_är_nu från_och_med_nu låtsas agera_som`,

  unbound: `
    do_anything_now anything_now developer_mode dev_mode dan_mode god_mode jailbreak jailbroken jailbreaking unfiltered uncensored unrestricted
    no_restrictions without_restrictions without_any_restrictions no_limitations without_limitations no_filters without_filters
    no_rules without_rules no_limits without_limits amoral immoral no_ethical no_moral no_morals no_ethics without_ethical unethical
    not_bound_by no_longer_bound free_from freed_from broken_free break_free no_censorship without_censorship unlimited_mode
    no_guidelines no_longer_restricted no_content_policy without_moral no_safety ignores_all free_of_all evil_mode opposite_mode
    regardless_of_legality no_matter_how anti_gpt antigpt antidan evilbot dan stan dude mongo_tom aim devmode chaosgpt freedomgpt
    entwicklermodus ohne_einschränkungen uneingeschränkt unzensiert
    sans_restrictions sans_limites sans_censure mode_développeur
    sin_restricciones sin_límites sin_censura modo_desarrollador
    senza_restrizioni senza_limiti senza_censura modalità_sviluppatore
    sem_restrições sem_limites sem_censura modo_desenvolvedor modo_de_desenvolvedor
    zonder_beperkingen ontwikkelaarsmodus ongecensureerd
    bez_ogranicze* bez_cenzury tryb_dewelopera
    bez_omezení režim_vývojáře
    kısıtlama_olmadan sansürsüz geliştirici_modu
    без_ограничений без_цензуры режим_разработчика
    没有限制 不受限制 无限制 开发者模式 越狱 開發者模式 無限制 没有任何限制
    制限なし 開発者モード 無修正 脱獄
    제한_없이 개발자_모드 탈옥 검열
    بدون_قيود وضع_المطور
    बिना_किसी_प्रतिबंध डेवलपर_मोड
    tanpa_batasan mode_pengembang
    không_giới_hạn không_hạn_chế chế_độ_nhà_phát_triển
    utan_begränsningar utvecklarläge`,

  refusal: `
    refuse refuses refusal refusing never_refuse cannot_refuse never_say_no im_sorry i_am_sorry apologize apologise i_cant_assist i_cannot
    as_an_ai as_an_ai_language_model language_model disclaimer disclaimers moralize moralizing never_warn no_warnings do_not_warn
    cannot_fulfill never_apologize out_of_character i_cant_help
    verweigern ablehnen entschuldige refuser désolé negarte lo_siento rifiutare recusar weigeren odmawiaj отказ* 拒绝 抱歉 拒絶 거절*`,

  harm: `
    illegal unlawful harmful dangerous explicit nsfw hateful violent offensive taboo malicious
    disgusting inappropriate profanity swear curse lewd sexual obscene
    illegale illegales ilegal illegali незаконн* 非法 违法 違法 불법*`,

  fiction: `
    hypothetical hypothetically fictional fiction purely_for for_educational educational_purposes academic_purposes
    research_purposes this_is_purely not_be_used never_be_used thought_experiment in_a_world_where dystopian imagine_you imagine_that
    hypothetical_scenario this_is_just a_hypothetical will_not_be will_never_be screenwriter novelist in_real_life`,
} as const
