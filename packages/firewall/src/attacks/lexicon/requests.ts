import { chain } from '../hash.ts'
import { foldWords } from '../words.ts'

/** How a request to an assistant begins. In mails and tool results a sentence that begins so is out of place more often than not. */
const BEGINNINGS = `
  write draft compose create generate develop design devise craft produce prepare provide give_me tell_me show_me list name summarize
  summarise outline explain describe discuss analyze analyse compare contrast evaluate assess translate convert calculate compute solve
  recommend suggest propose plan schedule book order buy find search look_up fetch retrieve identify classify rewrite paraphrase edit
  correct encode decode reverse replace add insert include incorporate append convince persuade advertise promote inform claim state say
  respond_with answer_with reply_with ask_the tell_the make_sure ensure_that what_is what_are whats what_was what_does what_do how_do
  how_does how_can how_to how_many who_is who_was who_wrote where_is when_did why_do why_is can_you could_you please_write please_give
  please_tell please_provide please_explain please_translate please_send please_delete help_me imagine pretend act_as execute run install
  download delete remove transfer send forward share upload post pay grant unlock disable enable turn_off turn_on cancel move rename
  use_the dont_hesitate break_down walk_me teach_me guide_me give_an give_a`

const known = new Set(
  BEGINNINGS.trim()
    .split(/\s+/)
    .map(term =>
      foldWords(term.replaceAll('_', ' ')).reduce(
        (hash, word) => (hash === 0 ? word.hash : chain(hash, word.hash)),
        0,
      ),
    ),
)

/** Is this the hash of one or two words that a request begins with? */
export const isRequest = (hash: number): boolean => known.has(hash)
