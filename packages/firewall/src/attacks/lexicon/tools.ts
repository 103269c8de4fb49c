/** What a text that is only data asks of the assistant that reads it, and how a payload is hidden from filters. */
export const TOOLS = {
  send: `
    send forward upload post transmit exfiltrate transfer deliver submit mail_it email_it append_it encode_it
    sende schicke weiterleiten envoie envoyez envía enviar envie invia stuur wyślij pošli gönder отправь* отправьте 发送 發送 送信 보내* أرسل भेज* kirim* gửi skicka`,

  goods: `
    payment_methods payment_method saved_addresses credit_card browsing_history purchase_history conversation_history chat_history
    medical_records health_records genetic_data contact_list personal_files private_messages bank_account account_details transaction_history
    search_history my_contacts phone_numbers stored_addresses saved_payment password_reset session_token cookies environment_variables`,

  act: `
    grant_access grant_permanent give_access delete_all unlock disable_the transfer_all schedule_a make_a_payment deposit withdraw install
    please_delete please_grant please_transfer please_send please_share please_unlock please_move please_disable please_update please_post
    please_schedule please_provide please_retrieve please_fetch please_access please_remove please_forward please_use please_initiate
    please_add please_create please_execute please_export please_give please_help please_order please_leave please_generate please_install`,

  reader: `
    when_you_summarize when_summarizing when_you_summarise when_summarising before_summarizing to_the_assistant ai_assistant if_you_are_an_ai
    note_to_the_ai attention_ai ai_agent language_models llm assistant_must the_assistant dear_assistant hey_assistant as_the_assistant
    to_any_ai ai_reading instructions_for_the_ai without_telling do_not_tell_the_user dont_tell_the_user do_not_mention without_informing
    in_your_summary in_your_response include_in_your add_this_to_your use_the_tool call_the_tool invoke_the call_the_function`,

  urgent: `
    important_ignore strictly_adhere must_follow new_instructions new_instruction new_task your_new updated_instructions real_instructions
    actual_task following_instruction following_instructions instead_do urgent_instruction system_override admin_override override_code
    administrator_override maintenance_mode debug_mode test_mode sudo root_access system_mode verification_mode emergency_override
    neue_anweisung* nouvelles_instructions nuevas_instrucciones nuove_istruzioni novas_instruções nieuwe_instructies nowe_instrukcje
    новые_инструкции 新指令 新的指令 新しい指示 새로운_지시*`,

  decode: `
    decode decipher decrypt decoding dekodiere entschlüssele décode décodez decodifica decodifique descifra расшифруй* декодируй* 解码 解密 解読 디코드* 해독*
    unscramble interlace concatenate concatenation combine_the reverse_the backwards`,

  cipher: `
    base64 base_64 rot13 rot_13 caesar_cipher cipher hexadecimal hex_string binary_string morse_code pig_latin leetspeak leet_speak ascii_codes
    braille atbash vigenere encoded_string encoded_text encoded_message base32 substitution_cipher unicode_string reversed_text`,

  obey: `
    execute_it follow_it obey_it do_what_it_says follow_the_decoded carry_out and_execute and_follow then_execute then_follow answer_it
    respond_to_it and_respond then_respond do_not_decode_out_loud without_saying never_mention the_decoded what_it_says
    part_1 part_2 part_one part_two first_part second_part string_a string_b`,
} as const
