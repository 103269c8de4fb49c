import assert from 'node:assert/strict'
import type { Say } from './index.ts'

/** Words, phrases, wildcards and expressions in the message. */
export function describeWords(say: Say): void {
  say('a word matches whole tokens only', async room => {
    await room.messages(
      'refused',
      'connection refused',
      'refused!',
      '(refused)',
      'unrefused',
      'refusedx',
      'refused1',
      'x',
    )
    await room.finds('refused', ['refused', 'connection refused', 'refused!', '(refused)'])
  })

  say('underscore and punctuation separate tokens, digits and letters do not', async room => {
    await room.messages('user_7', 'user7', 'user-7', 'user.7', '7user', 'the user')
    await room.finds('user', ['user_7', 'user-7', 'user.7', 'the user'])
    await room.finds('7', ['user_7', 'user-7', 'user.7'])
    await room.finds('user_7', ['user_7'])
  })

  say('non-ASCII characters are token characters', async room => {
    await room.messages(
      'café',
      'caf',
      'café au lait',
      'caf é',
      '日本語',
      '本',
      '日 本 語',
      'ok😀',
      'ok 😀',
      'ok',
    )
    await room.finds('caf', ['caf', 'caf é'])
    await room.finds('café', ['café', 'café au lait'])
    await room.finds('本', ['本', '日 本 語'])
    await room.finds('ok', ['ok 😀', 'ok'])
    await room.finds('😀', ['ok 😀'])
  })

  say('half of a surrogate pair never matches', async room => {
    await room.messages('😀', '😁', '😀😁')
    await room.finds('😀', ['😀'])
    await room.finds('*😀*', ['😀', '😀😁'])
  })

  say('case is ignored for ASCII letters alone', async room => {
    await room.messages(
      'Connection REFUSED',
      'École',
      'école',
      'STRASSE',
      'straße',
      'ſet',
      'set',
      '\u212a',
      'k',
      'Kelvin \u0130',
    )
    await room.finds('connection', ['Connection REFUSED'])
    await room.finds('"CONNECTION refused"', ['Connection REFUSED'])
    await room.finds('école', ['école'])
    await room.finds('ÉCOLE', ['École'])
    await room.finds('Écol*', ['École'])
    await room.finds('ÉCOL*', ['École'])
    await room.finds('strasse', ['STRASSE'])
    await room.finds('set', ['set'])
    await room.finds('k', ['k'])
    await room.finds('\u212a', ['\u212a'])
    await room.finds('i', [])
  })

  say('a phrase matches its characters exactly, spaces and punctuation included', async room => {
    await room.messages('a b', 'a  b', 'a-b', 'a b c', 'xa b', 'a bx', 'a\tb', 'say "a b"')
    await room.finds('"a b"', ['a b', 'a b c', 'say "a b"'])
    await room.finds('"a-b"', ['a-b'])
    await room.finds('"a\\tb"', ['a\tb'])
    await room.finds('"\\"a b\\""', ['say "a b"'])
  })

  say('a phrase that begins or ends with punctuation has no boundary there', async room => {
    await room.messages('[error] x', 'a[error]b', 'error', '->x', 'a->', '- > ')
    await room.finds('"[error]"', ['[error] x', 'a[error]b'])
    await room.finds('"->"', ['->x', 'a->'])
    await room.finds('"[error"', ['[error] x', 'a[error]b'])
    await room.finds('"a["', ['a[error]b'])
    await room.finds('" "', ['[error] x', '- > '])
  })

  say('a match inside a token does not hide a later one on boundaries', async room => {
    await room.messages('aa aaa aa', 'aaa', 'baa aab aa', 'baa aab')
    await room.finds('aa', ['aa aaa aa', 'baa aab aa'])
    await room.messages('a.a.a')
    await room.finds('"a.a"', ['a.a.a'])
  })

  say('an open end of a wildcard needs no boundary, a closed one does', async room => {
    await room.messages('connection', 'conn', 'reconnect', 'disconn', 'the conns')
    await room.finds('conn*', ['connection', 'conn', 'the conns'])
    await room.finds('*conn', ['conn', 'disconn'])
    await room.finds('*conn*', ['connection', 'conn', 'reconnect', 'disconn', 'the conns'])
  })

  say('an inner wildcard is any run of characters, empty ones and line feeds too', async room => {
    await room.messages('GET /a HTTP', 'get http', 'GETHTTP', 'HTTP GET', 'GET\n\nhttp', 'GET https')
    await room.finds('get*http', ['GET /a HTTP', 'get http', 'GETHTTP', 'GET\n\nhttp'])
    await room.finds('get*http*', ['GET /a HTTP', 'get http', 'GETHTTP', 'GET\n\nhttp', 'GET https'])
    await room.messages('b a b', 'ab ba', 'a1b2c')
    await room.finds('b*a*b', ['b a b'])
    await room.finds('*a*b*c*', ['a1b2c'])
  })

  say('the literals of a wildcard do not overlap', async room => {
    await room.messages('aba', 'ab ba', 'abba')
    await room.finds('*ab*ba*', ['ab ba', 'abba'])
  })

  say('a star in quotes or behind a backslash is a star', async room => {
    await room.messages('a*b', 'axb', '**', 'a * b')
    await room.finds('"a*b"', ['a*b'])
    await room.finds('a\\*b', ['a*b'])
    await room.finds('"**"', ['**'])
    await room.finds('"*"', ['a*b', '**', 'a * b'])
  })

  say('percent, underscore, backslash and quotes are ordinary characters', async room => {
    const odd = [
      '100%',
      '100x',
      'a_b',
      'axb',
      'c:\\dir',
      'c:xdir',
      "it's",
      'its',
      'a`b',
      'x{y:String}',
      '$1 ?1 :a @b',
    ]
    await room.messages(...odd)
    await room.finds('"100%"', ['100%'])
    await room.finds('a_b', ['a_b'])
    await room.finds('a_*', ['a_b'])
    await room.finds('1*0%*', ['100%'])
    await room.finds('"c:\\\\dir"', ['c:\\dir'])
    await room.finds('"c:\\\\"', ['c:\\dir'])
    await room.finds("it's", ["it's"])
    await room.finds('"a`b"', ['a`b'])
    await room.finds('"{y:String}"', ['x{y:String}'])
    await room.finds('"$1 ?1 :a @b"', ['$1 ?1 :a @b'])
  })

  say('text that looks like SQL is text', async room => {
    const evil = [
      "'; DROP TABLE events; --",
      "\\'; DROP TABLE events; --",
      "' OR '1'='1",
      '/* */ OR 1=1',
      'ordinary',
    ]
    await room.messages(...evil)
    await room.finds(`"'; DROP TABLE events; --"`, evil.slice(0, 2))
    await room.finds(`"\\\\'; DROP TABLE events; --"`, evil.slice(1, 2))
    await room.finds(`"' OR '1'='1"`, evil.slice(2, 3))
    await room.finds(`message="' OR '1'='1"`, evil.slice(2, 3))
    await room.finds(`*OR*=*1*`, evil.slice(2, 4))
    await room.finds('', evil)
  })

  say('message: is the phrase, message= the whole message, message!= its opposite', async room => {
    await room.messages('ok', 'OK', 'ok then')
    await room.load({ name: 'silent' })
    await room.finds('message:ok', ['ok', 'OK', 'ok then'])
    await room.finds('message=ok', ['ok'])
    await room.finds('message="ok then"', ['ok then'])
    await room.finds('message!=ok', ['OK', 'ok then', undefined])
  })

  say(
    'an event without a message matches no word, wildcard or expression, and all their opposites',
    async room => {
      await room.labelled({ silent: {} })
      await room.picks('x')
      await room.picks('*x*')
      await room.picks('/^$/')
      await room.picks('/(?:)/')
      await room.picks('message:*')
      await room.picks('""')
      await room.picks('message=""')
      await room.picks('message>=""')
      await room.picks('-x -*x* -/x/ -message:* -message="" -message>=""', 'silent')
    },
  )

  say('an expression searches anywhere, by case, and its dot stops at a line feed', async room => {
    await room.messages('status 503', 'Status 200', 'a\nb', 'a b')
    await room.finds('/5\\d\\d$/', ['status 503'])
    await room.finds('/status/', ['status 503'])
    await room.finds('/(?i)status/', ['status 503', 'Status 200'])
    await room.finds('/^S.*0$/', ['Status 200'])
    await room.finds('/a.b/', ['a b'])
    await room.finds('/(?s)a.b/', ['a\nb', 'a b'])
    await room.finds('/^b/', [])
    await room.finds('/(?m)^b/', ['a\nb'])
    await room.finds('/a$/', [])
    await room.finds('/(?m)a$/', ['a\nb'])
  })

  say('an expression knows code points, classes, alternatives, repeats and escaped slashes', async room => {
    await room.messages('😀', '😀😀', 'é', 'a/b', 'foo bar', 'foobar', '日本', "it's")
    await room.finds('/^.$/', ['😀', 'é'])
    await room.finds('/^.{2}$/', ['😀😀', '日本'])
    await room.finds('/\\p{Han}+/', ['日本'])
    await room.finds('/(?i)É/', ['é'])
    await room.finds('/a\\/b/', ['a/b'])
    await room.finds('/\\bbar\\b/', ['foo bar'])
    await room.finds('/^(foo|x) ?bar$/', ['foo bar', 'foobar'])
    await room.finds("/t's/", ["it's"])
    await room.finds('/[^\\x00-\\x7f]/', ['😀', '😀😀', 'é', '日本'])
  })

  say('AND, OR, NOT and parentheses combine, OR weakest', async room => {
    await room.messages('a', 'b', 'c', 'a b', 'b c', 'a c', 'a b c')
    await room.finds('a b', ['a b', 'a b c'])
    await room.finds('a AND b', ['a b', 'a b c'])
    await room.finds('a b OR c', ['c', 'a b', 'b c', 'a c', 'a b c'])
    await room.finds('a (b OR c)', ['a b', 'a c', 'a b c'])
    await room.finds('a -b', ['a', 'a c'])
    await room.finds('NOT a NOT b', ['c'])
    await room.finds('-(a OR b)', ['c'])
    await room.finds('-(a b)', ['a', 'b', 'c', 'b c', 'a c'])
    await room.finds('--a -b', ['a', 'a c'])
    await room.finds('or', [])
  })

  say('an empty filter and a star are every event, and their opposite none', async room => {
    await room.messages('a', 'b')
    await room.finds('', ['a', 'b'])
    await room.finds('*', ['a', 'b'])
    await room.finds('-*', [])
    await room.finds('-* OR a', ['a'])
    await room.finds('* OR a', ['a', 'b'])
  })

  say('a filter of 256 terms works', async room => {
    await room.messages('w7', 'w255', 'none')
    const terms = Array.from({ length: 256 }, (_, i) => `w${i}`)
    await room.finds(terms.join(' OR '), ['w7', 'w255'])
    await room.finds(terms.map(term => `-${term}`).join(' '), ['none'])
  })

  say('a filter nested 60 deep works', async room => {
    await room.messages('a', 'b')
    await room.finds(`${'-(b OR '.repeat(30)}a${')'.repeat(30)}`, ['a'])
    await room.finds(`${'('.repeat(60)}a${')'.repeat(60)}`, ['a'])
  })

  say('a phrase is found among long messages, short ones and events that have none', async room => {
    const long = (text: string) => `${'x1 '.repeat(200)}${text}`
    const all = [
      'login failed for user 7',
      'Login failed for user8',
      '2login failed',
      'login failed2',
      'é1 login failed',
      'é1login failed',
      '…',
      long('login failed'),
      long('login  failed'),
      long('1login failed'),
    ]
    const found = [all[0]!, all[1]!, all[4]!, all[7]!]
    await room.messages(...all)
    await room.load({ name: 'silent' })
    await room.finds('"login failed"', found)
    await room.finds('-"login failed"', [...all.filter(text => !found.includes(text)), undefined])
    await room.finds('"login failed" "for user" level:INFO', [all[0]!])
    await room.finds('"login failed" OR "…"', [...found.slice(0, 3), '…', found[3]!])
    await room.finds('"user 7" OR "x1 login failed"', [all[0]!, all[7]!])
    await room.rows('"login failed" | count() by level, message', [
      ['INFO', found[1]!, 1],
      ['INFO', found[0]!, 1],
      ['INFO', found[3]!, 1],
      ['INFO', found[2]!, 1],
    ])
    const [level] = await room.fields('"login failed"', { names: ['level'] })
    assert.deepEqual([level?.count, level?.top], [4, [{ value: 'INFO', count: 4 }]])
  })

  say('a long message is searched to its end', async room => {
    const long = `${'filler '.repeat(20_000)}needle`
    await room.messages(long, 'short')
    await room.finds('needle', [long])
    await room.finds('fill*needle', [long])
    await room.finds('/needle$/', [long])
  })
}
