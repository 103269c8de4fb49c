import type { JsonObject } from '@tallystick/core'
import type { Say } from './index.ts'

/** Fields: text forms, equality, presence, ordering. */
export function describeValues(say: Say): void {
  say('a value equals by its text form, whatever its type', async room => {
    await room.labelled({
      number: { v: 500 },
      text: { v: '500' },
      float: { v: 500.5 },
      padded: { v: '500.0' },
      spaced: { v: ' 500' },
      array: { v: [500] },
      nested: { v: { v: 500 } },
    })
    await room.picks('v:500', 'number', 'text')
    await room.picks('v=500', 'number', 'text')
    await room.picks('v:"500"', 'number', 'text')
    await room.picks('v:500.0', 'padded')
    await room.picks('v:[500]', 'array')
    await room.picks('v.v:500', 'nested')
  })

  say('numbers have their RFC 8785 form', async room => {
    await room.labelled({
      big: { v: 1e21 },
      small: { v: 1e-7 },
      tenth: { v: 0.1 },
      safe: { v: Number('9007199254740993') },
      zero: { v: -0 },
      integer: { v: 1.0 },
      long: { v: Number('12345678901234567890') },
      tiny: { v: 5e-324 },
      huge: { v: 1.7976931348623157e308 },
    })
    await room.picks('v:1e+21', 'big')
    await room.picks('v:1e21')
    await room.picks('v:1e-7', 'small')
    await room.picks('v:0.1', 'tenth')
    await room.picks('v:9007199254740992', 'safe')
    await room.picks('v:0', 'zero')
    await room.picks('v:-0')
    await room.picks('v:1', 'integer')
    await room.picks('v:12345678901234567000', 'long')
    await room.picks('v:5e-324', 'tiny')
    await room.picks('v:1.7976931348623157e+308', 'huge')
  })

  say('booleans are the texts true and false and no numbers', async room => {
    await room.labelled({ yes: { v: true }, no: { v: false }, text: { v: 'true' }, one: { v: 1 } })
    await room.picks('v:true', 'yes', 'text')
    await room.picks('v:false', 'no')
    await room.picks('v>=0', 'one')
    await room.picks('v>=e', 'yes', 'no', 'text')
  })

  say('an array is its canonical JSON text', async room => {
    await room.labelled({
      strings: { v: ['a', 'b'] },
      mixed: { v: [1, 'x', null, true, { b: 2, a: [1e21] }] },
      empty: { v: [] },
      text: { v: '["a","b"]' },
    })
    await room.picks('v:"[\\"a\\",\\"b\\"]"', 'strings', 'text')
    await room.picks('v:"[1,\\"x\\",null,true,{\\"a\\":[1e+21],\\"b\\":2}]"', 'mixed')
    await room.picks('v:[]', 'empty')
    await room.picks('v:*x*', 'mixed')
    await room.picks('v:/^\\[/', 'strings', 'mixed', 'empty', 'text')
  })

  say('null and objects are absent, the empty string is not', async room => {
    await room.labelled({
      nil: { v: null },
      object: { v: { x: 1 } },
      hollow: { v: {} },
      blank: { v: '' },
      none: {},
    })
    await room.picks('v:*', 'blank')
    await room.picks('v:""', 'blank')
    await room.picks('v!=""', 'nil', 'object', 'hollow', 'none')
    await room.picks('-v:*', 'nil', 'object', 'hollow', 'none')
    await room.picks('v.x:*', 'object')
    await room.picks('v>=""', 'blank')
    await room.picks('v<a', 'blank')
    await room.picks('v:/^$/', 'blank')
  })

  say('an absent field equals nothing, differs from everything and is in no order', async room => {
    await room.labelled({ with: { v: 5 }, without: { w: 5 } })
    await room.picks('v:5', 'with')
    await room.picks('v!=5', 'without')
    await room.picks('v!=6', 'with', 'without')
    await room.picks('v<6', 'with')
    await room.picks('v>4', 'with')
    await room.picks('NOT v<6', 'without')
    await room.picks('v<z', 'with')
    await room.picks('v:*5*', 'with')
    await room.picks('-v:*5*', 'without')
    await room.picks('-v:/5/', 'without')
    await room.picks('nowhere:*')
    await room.picks('nowhere!=x', 'with', 'without')
  })

  say('an absent envelope field is absent, not empty and not zero', async room => {
    await room.load({ name: 'bare' }, { name: 'full', service: 'api', line: 0, user_id: '0' })
    await room.picks('service:*', 'full')
    await room.picks('service:""')
    await room.picks('service!=""', 'bare', 'full')
    await room.picks('service<z', 'full')
    await room.picks('service>=""', 'full')
    await room.picks('service:/^/', 'full')
    await room.picks('line:0', 'full')
    await room.picks('line<1', 'full')
    await room.picks('line:*', 'full')
    await room.picks('-line:0', 'bare')
    await room.picks('user_id<1', 'full')
  })

  say('equality and wildcards of fields respect case and the whole value', async room => {
    await room.load(
      ...['user_7', 'user_70', 'User_7', 'my user_7', 'user7', 'user_', 'a*b'].map(id => ({
        name: id,
        user_id: id,
      })),
    )
    await room.picks('user_id:user_7', 'user_7')
    await room.picks('user_id:user_7*', 'user_7', 'user_70')
    await room.picks('user_id:*user_7', 'user_7', 'my user_7')
    await room.picks('user_id:u*7', 'user_7', 'user7')
    await room.picks('user_id:*e*_*', 'user_7', 'user_70', 'User_7', 'my user_7', 'user_')
    await room.picks('user_id:"user_7*"')
    await room.picks('user_id:"a*b"', 'a*b')
    await room.picks('user_id:a\\**', 'a*b')
    await room.picks('user_id!=user_7*', 'User_7', 'my user_7', 'user7', 'user_', 'a*b')
    await room.picks('user_id:*', 'user_7', 'user_70', 'User_7', 'my user_7', 'user7', 'user_', 'a*b')
  })

  say('literals of a value wildcard do not overlap, and stars may match nothing', async room => {
    await room.labelled({
      aba: { v: 'aba' },
      abba: { v: 'abba' },
      ab: { v: 'ab' },
      lines: { v: 'ab\nba' },
      abab: { v: 'abab' },
    })
    await room.picks('v:ab*ba', 'abba', 'lines')
    await room.picks('v:a*b', 'ab', 'abab')
    await room.picks('v:a*b*ba', 'abba', 'lines')
    await room.picks('v:ab*ab', 'abab')
    await room.picks('v:ab*', 'aba', 'abba', 'ab', 'lines', 'abab')
    await room.picks('v:*', 'aba', 'abba', 'ab', 'lines', 'abab')
  })

  say('wildcards take the special characters of LIKE, GLOB and expressions literally', async room => {
    const values = {
      percent: '50%x',
      under: 'a_x',
      class: '[a]x',
      question: 'a?x',
      dot: 'a.x',
      back: 'a\\x',
      plain: 'abx',
    }
    await room.labelled(Object.fromEntries(Object.entries(values).map(([label, v]) => [label, { v }])))
    await room.picks('v:50%*', 'percent')
    await room.picks('v:a_*', 'under')
    await room.picks('v:[a]*', 'class')
    await room.picks('v:a?*', 'question')
    await room.picks('v:a.*', 'dot')
    await room.picks('v:a\\\\*', 'back')
    await room.picks('v:a*x', 'under', 'question', 'dot', 'back', 'plain')
  })

  say('a number as literal compares what is a number, or text that is exactly a JSON number', async room => {
    await room.labelled({
      number: { v: 500 },
      text: { v: '500' },
      exponent: { v: '5e2' },
      padded: { v: '500.0' },
      spaced: { v: ' 500' },
      signed: { v: '+500' },
      zeros: { v: '0500' },
      hex: { v: '0x1f4' },
      dotted: { v: '500.' },
      bare: { v: '.5' },
      word: { v: 'five' },
      blank: { v: '' },
      infinite: { v: '1e999' },
      nan: { v: 'NaN' },
      array: { v: [500] },
      truth: { v: true },
      lines: { v: '500\n' },
      nine: { v: 9 },
    })
    await room.picks('v>=500', 'number', 'text', 'exponent', 'padded')
    await room.picks('v<=500', 'number', 'text', 'exponent', 'padded', 'nine')
    await room.picks('v>500')
    await room.picks('v<500', 'nine')
    await room.picks('v>=-1e308 v<=1e308', 'number', 'text', 'exponent', 'padded', 'nine')
  })

  say('numbers compare as doubles, to the last bit', async room => {
    await room.labelled({
      below: { v: 0.3 },
      above: { v: 0.1 + 0.2 },
      text: { v: '0.30000000000000004' },
      rounded: { v: '0.30000000000000002' },
      big: { v: 9007199254740992 },
      odd: { v: '9007199254740993' },
      negative: { v: -5 },
      zero: { v: '-0' },
      tiny: { v: 5e-324 },
    })
    await room.picks('v>0.3 v<1', 'above', 'text', 'rounded')
    await room.picks('v<=0.3 v>0.1', 'below')
    await room.picks('v<=9007199254740992 v>1', 'big', 'odd')
    await room.picks('v<0', 'negative')
    await room.picks('v>=0 v<=0', 'zero')
    await room.picks('v>0 v<1e-300', 'tiny')
    await room.picks('v>=-0 v<0.2', 'zero', 'tiny')
  })

  say('any other literal, and a quoted number, compares text by code point', async room => {
    await room.labelled({
      upper: { v: 'B' },
      lower: { v: 'b' },
      accent: { v: 'é' },
      private: { v: '\ue000' },
      last: { v: '\uffee' },
      astral: { v: '😀' },
      ten: { v: 10 },
      nine: { v: 9 },
      prefix: { v: 'b ' },
    })
    await room.picks('v>b', 'accent', 'private', 'last', 'astral', 'prefix')
    await room.picks('v<=b', 'upper', 'lower', 'ten', 'nine')
    await room.picks('v>="\ue000"', 'private', 'last', 'astral')
    await room.picks('v>"\uffee"', 'astral')
    await room.picks('v<"😀" v>="é"', 'accent', 'private', 'last')
    await room.picks('v<"9"', 'ten')
    await room.picks('v>="10" v<="9"', 'ten', 'nine')
  })

  say('an attribute path is the same nested, dotted or mixed', async room => {
    await room.labelled({
      nested: { http: { status: { code: 500 } } },
      dotted: { 'http.status.code': 500 },
      early: { 'http.status': { code: 500 } },
      late: { http: { 'status.code': 500 } },
      other: { http: { status: 500 } },
    })
    await room.picks('http.status.code:500', 'nested', 'dotted', 'early', 'late')
    await room.picks('attributes.http.status.code>=500', 'nested', 'dotted', 'early', 'late')
    await room.picks('http.status:500', 'other')
  })

  say('where a path stands twice the first in canonical key order that has a value wins', async room => {
    await room.labelled({
      both: { 'a.b': 2, a: { b: 1 } },
      inner: { a: { 'b.c': 2, b: { c: 1 } } },
      nil: { 'a.b': 2, a: { b: null } },
      hollow: { 'a.b': 2, a: { b: {} } },
      three: { 'a.b.c': 3, 'a.b': { c: 2 }, a: { x: 1 } },
    })
    await room.picks('a.b:1', 'both')
    await room.picks('a.b:2', 'nil', 'hollow')
    await room.picks('a.b.c:1', 'inner')
    await room.picks('a.b.c:2', 'three')
  })

  say('keys with spaces, dots, quotes, unicode and __proto__ are reached by quoting them', async room => {
    const odd = (key: string): JsonObject => JSON.parse(`{${JSON.stringify(key)}:1}`) as JsonObject
    await room.labelled({
      space: odd('my key'),
      quote: odd('a"b'),
      single: odd("it's"),
      back: odd('a\\b'),
      unicode: odd('ключ😀'),
      proto: odd('__proto__'),
      constructor_: odd('constructor'),
      empty: odd(''),
      trailing: odd('x.'),
      star: odd('*'),
      tick: odd('a`b'),
      percent: odd('%s{0}?'),
      line: odd('a\nb'),
      deep: { 'my key': { 'x y': 1 } },
    })
    await room.picks('attributes."my key":1', 'space')
    await room.picks('attributes."a\\"b":1', 'quote')
    await room.picks('attributes."it\'s":1', 'single')
    await room.picks('attributes."a\\\\b":1', 'back')
    await room.picks('ключ😀:1', 'unicode')
    await room.picks('__proto__:1', 'proto')
    await room.picks('__proto__:*', 'proto')
    await room.picks('constructor:*', 'constructor_')
    await room.picks('attributes."":1', 'empty')
    await room.picks('x."":1', 'trailing')
    await room.picks('attributes."*":1', 'star')
    await room.picks('attributes."a`b":1', 'tick')
    await room.picks('attributes."%s{0}?":1', 'percent')
    await room.picks('attributes."a\\nb":1', 'line')
    await room.picks('attributes."my key"."x y":1', 'deep')
    await room.picks('toString:* OR hasOwnProperty:*')
  })

  say('an attribute with the name of an envelope field needs the prefix', async room => {
    await room.load(
      { name: 'envelope', service: 'api' },
      { name: 'attribute', attributes: { service: 'api', level: 'deep', message: 'api', seq: 'x' } },
    )
    await room.picks('service:api', 'envelope')
    await room.picks('attributes.service:api', 'attribute')
    await room.picks('attributes.level:deep', 'attribute')
    await room.picks('attributes.message:api', 'attribute')
    await room.picks('attributes.seq:*', 'attribute')
  })

  say('values that look like SQL are values', async room => {
    const evil = [
      "' OR 1=1 --",
      "'; DROP TABLE events; --",
      '" OR ""="',
      '\\',
      "\\'",
      '{x:String}',
      '$1',
      '?1',
      '%',
      '`',
      '/*',
    ]
    await room.load(
      ...evil.map(text => ({ name: text, service: text, attributes: { v: text, [text]: 'key' } })),
    )
    for (const text of evil) {
      const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`
      await room.picks(`v:${quoted}`, text)
      await room.picks(`service=${quoted}`, text)
      await room.picks(`service:${quoted} v>=${quoted} v<=${quoted}`, text)
      await room.picks(`attributes.${quoted}:key`, text)
    }
  })

  say('level is compared by name for equality and by severity_number for order', async room => {
    await room.load(
      { name: 'error', level: 'ERROR' },
      { name: 'error2', level: 'ERROR', severity_number: 18 },
      { name: 'security', level: 'SECURITY' },
      { name: 'warning', level: 'WARNING' },
      { name: 'audit', level: 'AUDIT' },
      { name: 'odd', level: 'INFO', severity_number: 24 },
    )
    await room.picks('level:ERROR', 'error', 'error2')
    await room.picks('level:err', 'error', 'error2')
    await room.picks('level!=error', 'security', 'warning', 'audit', 'odd')
    await room.picks('level>ERROR', 'error2', 'odd')
    await room.picks('level>=warn', 'error', 'error2', 'security', 'warning', 'odd')
    await room.picks('level<WARNING', 'audit')
    await room.picks('level<=audit', 'audit')
    await room.picks('level:e*', 'error', 'error2')
    await room.picks('level:/^(ERROR|AUDIT)$/', 'error', 'error2', 'audit')
    await room.picks('severity_number>=18', 'error2', 'odd')
    await room.picks('severity_number:24', 'odd')
    await room.picks('level:*', 'error', 'error2', 'security', 'warning', 'audit', 'odd')
  })

  say('stream, tenant, seq, id, line and the others are fields like any', async room => {
    const [first, second] = await room.load(
      { name: 'a', stream: 'scan', line: 7, ip: '10.0.0.1', trace_id: '0af7651916cd43dd8448eb211c80319c' },
      { name: 'b', stream: 'log', line: 12 },
    )
    await room.picks('stream:SCAN', 'a')
    await room.picks('stream:s*', 'a')
    await room.picks(`tenant:${room.tenant}`, 'a', 'b')
    await room.picks('tenant:other')
    await room.picks('seq:0', 'a')
    await room.picks('seq>=1', 'b')
    await room.picks(`id:${first!.id}`, 'a')
    await room.picks(`id!=${second!.id}`, 'a')
    await room.picks('line>=8', 'b')
    await room.picks('line:1*', 'b')
    await room.picks('ip:10.0.*', 'a')
    await room.picks('trace_id:0af7651916cd43dd8448eb211c80319c', 'a')
    await room.picks('name:b', 'b')
  })
}
