/**
 * Letters that look like ASCII ones and that NFKC leaves alone (cf. Unicode UTS #39, confusables): Cyrillic, Greek, Armenian, Cherokee,
 * phonetic small capitals and others. Pairs of a look-alike and its letter, in one text.
 */
const PAIRS = `
аaвbсcԁdеeғfԍgһhіiјjкkӏlмmпnоoрpԛqгrѕsтtцuѵvԝwхxуyєeїiёeӧoҽeɡgшw
АAВBСCЕEԌGНHІIЈJКKМMОOРPԚQЅSТTѴVԜWХXУYҮYӀIЗ3Ь6
αaβbγyεeζzηnικιiκkνvοoρpσoτtυuωwχxϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹC
աwբpգqեtհhոnսuցgօoքfյjզqԱUՕOՍUԼL
ᎪAᏴBᏟCᎠDᎬEᎶGᎻHᎥiᎫJᏦKᏞLᎷMᏢPᎡRᏚSᎢTᏙVᎳWᏃZ
ɑaƅbɗdɛeƒfɦhıiɩiʝjƙkɭlɱmɲnɵoƥpʠqɾrʂsƭtʋvɯwɏyʐzꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU
ⲟoⲥcⲣpⲓiⲕkⲭxⲛnꬲeꬵfℓlℯeℴoℊg`

/** A look-alike's code point → the ASCII letter. */
export const CONFUSABLE: ReadonlyMap<number, string> = new Map(PAIRS.trim().split('\n').flatMap(pairsOf))

function pairsOf(line: string): [number, string][] {
  const letters = [...line]
  return letters.flatMap((from, i) => (i % 2 === 0 ? [[from.codePointAt(0)!, letters[i + 1]!]] : []))
}

/**
 * Look-alikes that no language writes words in, and that NFKC leaves alone: small capitals of phonetic notation, negative circled and negative squared letters (Unicode block
 * Enclosed Alphanumeric Supplement).
 */
export const DECORATED: ReadonlyMap<number, string> = new Map([
  ...pairsOf('ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'),
  ...[0x1f150, 0x1f170].flatMap(first =>
    Array.from({ length: 26 }, (_, i) => [first + i, String.fromCharCode(65 + i)] as const),
  ),
])
