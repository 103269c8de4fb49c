/** Passwords beside their names in other scripts than ASCII, which the keywords are of. */
import { type Generic, passwordAt } from './generic.ts'

const NAMES = [
  'contraseñ',
  'hasł',
  'lösenord',
  'şifre',
  'parolă',
  'jelszó',
  'slaptažod',
  'mật khẩu',
  'парол',
  'лозинк',
  'κωδικ[όο]ς πρ[όο]σβασης',
  'συνθηματικ[όο]',
  'סיסמ',
  'كلمة المرور',
  'كلمة السر',
  'كلمة مرور',
  'رمز عبور',
  'گذرواژه',
  'पासवर्ड',
  'পাসওয়ার্ড',
  'รหัสผ่าน',
  '密码',
  '密碼',
  '口令',
  'パスワード',
  '暗証番号',
  '비밀번호',
  '암호',
]

/** A name, the rest of its word, and what assigns: a sign, or a word that languages without blanks say it with. */
const NAME = new RegExp(
  `(?:${NAMES.join('|')})\\p{L}{0,8}(?:[ \\t]\\p{L}{1,3})?["'\`\\]]{0,2}[ \\t]{0,3}(?:[:=：＝]>?|(?<=密[码碼]|口令)[是为為])[ \\t]{0,3}`,
  'giu',
)
const ASCII = /^[\0-\x7f]*$/

export function* foreignPasswords(text: string): Generator<Generic> {
  if (ASCII.test(text)) return
  for (const { index, 0: name } of text.matchAll(NAME)) {
    const from = index + name.length
    const quote = /["'`]/.test(text.charAt(from)) ? text.charCodeAt(from) : 0
    const found = passwordAt(text, quote === 0 ? from : from + 1, quote, 'sign')
    if (found !== undefined) yield found
  }
}
