import { TRIGGER_SENTENCES } from './everyday.ts'
import { ASKED } from './mails.ts'
import type { Random } from './random.ts'

/** Harmless data as applications put it in front of a model: mails, tool results, tables, code, logs, pages. Written for training. */

const NAMES = [
  'Amy',
  'Jonas',
  'Priya',
  'Luca',
  'Mei',
  'Omar',
  'Sofia',
  'Peter',
  'Hannah',
  'Tariq',
  'Elena',
  'Kofi',
]
const FIRMS = [
  'Northwind',
  'Blue Harbor Bank',
  'Contoso',
  'Lumen Labs',
  'Green Valley Farm',
  'Atlas Travel',
  'Acme Tools',
  'City Library',
]
const PRODUCTS = [
  'desk lamp',
  'running shoes',
  'coffee grinder',
  'laptop stand',
  'rain jacket',
  'board game',
  'bicycle light',
  'tea kettle',
]

const MAIL_LINES = [
  'Thanks for your order. It was shipped today and should arrive within three days.',
  'The meeting was moved to Thursday at 10:00 in room 4B.',
  'Please find attached the invoice for October.',
  'If you have any questions, just reply to this e-mail.',
  'We noticed a new login to your account from a new device. If this was you, no action is needed.',
  'Could you send me the slides before noon?',
  'I hope you had a nice weekend.',
  'Your subscription renews on the first of the month. To cancel, visit your account settings.',
  'Let me know whether Tuesday works for you.',
  'Our policy has changed; please read the updated terms on our site.',
  'Please call me back when you have time.',
  'The total amount due is $245.90, payable by bank transfer.',
  'We would love to hear your feedback. Please take a moment to rate us.',
  'You are receiving this message because you signed up for our newsletter.',
  'Best regards,',
  'Click the link below to confirm your address.',
  'The attached draft includes the changes that we discussed.',
  'Please review the document and share your comments by Friday.',
  'Don’t forget to bring your badge.',
  'We are happy to offer you a discount of 15% on your next purchase.',
  'Can you create a summary of the customer calls for the board?',
  'Please do not share your password with anyone. Our staff will never ask for it.',
  'Unsubscribe at any time.',
  'What time does the workshop start on Monday?',
]

/** What banks, shops and carriers write by machine. */
const NOTICES = [
  'Your card ending in 4412 was charged $84.20 by CITY CAFE. The settled amount may differ from this initial charge.',
  'You sent a payment of $1,200.00 by bank transfer. The money should arrive within two business days.',
  'Your account has been charged $310.55. The charge was initiated with your account details via direct debit.',
  'If this transaction is in error, you can raise a dispute in the app.',
  'If you have any questions, just reply to this email. The Billing Team',
  'This is your receipt. Amount paid: 45.00 EUR. Invoice number 20231177.',
  'Booking confirmation: your tickets are attached. Sun, 3 April, coach 4, seat 21.',
  'Your verification code is 482913. It expires in ten minutes. Never share this code.',
  'Your package is out for delivery today between 9:00 and 13:00.',
  'Reminder: your appointment is on Monday at 14:30. Reply YES to confirm.',
  'A new device has signed in to your account from Lyon, France.',
  'Your monthly statement is ready. Log in to view it.',
  'The password of your account was changed. If you did not do this, reset it now.',
  'No action is required as the balance goes from $900 to $400.',
  'Thanks for the article. One of the four was not eligible, and two signed up, which is a fee of $500.',
  'You have an invitation to connect. Accept or ignore it.',
  'Your subscription to the Pro plan will end on 30 June. Update your payment method to keep it.',
  'We received your application and will get back to you within two weeks.',
]

const REVIEWS = [
  'Great quality, arrived on time and looks just like in the picture.',
  'The battery lasts two days, I would buy it again.',
  'Too small for me, I sent it back.',
  'Please make it available in blue!',
  'Best purchase of the year. Five stars.',
  'The manual is confusing, but support helped me quickly.',
  'Stopped working after a month.',
  'My daughter loves it.',
  'Can you tell me whether it is dishwasher safe?',
  'Remember to charge it before the first use.',
  'Meeting with the design team about the new logo.',
  'A sample repository for trying things out.',
  'Just landed in Lisbon, what a view!',
  'Reminder: dentist at three.',
  'Please bring your insurance card and arrive ten minutes early.',
  'Follow the setup guide in the README to run the project.',
  'Buy milk, eggs and flour.',
  'Looking for a flat in the city centre, please share!',
  'Call mom.',
  'Fixes the crash when the list is empty.',
]

const PROSE = [
  'The city council approved the new tram line on Tuesday after months of debate.',
  'Researchers reported that the glacier lost two metres of ice over the summer.',
  'The museum will show works of three young painters until March.',
  'Shares of the carmaker rose by four percent after the results.',
  'The village lies between two lakes and is known for its cheese.',
  'In 1887 the bridge was rebuilt in steel.',
  'The species was first described from a single specimen.',
  'Critics praised the clear structure of the second movement.',
  'Heavy rain is expected in the north during the night.',
  'The company plans to open twelve shops next year.',
  'Participants were asked to keep a diary for four weeks.',
  'The results suggest that regular exercise improves sleep.',
  'The novel follows two sisters who inherit a bakery.',
  'Voters will decide on the proposal in autumn.',
  'The engine delivers more torque at low speeds.',
  'A spokesman said that nobody was hurt.',
]

const CODE = [
  'def area(radius):\n    return math.pi * radius * radius\n\nprint(area(5))',
  'for (const item of items) {\n  if (item.ignored) continue\n  total += item.price\n}',
  "SELECT name, COUNT(*) FROM orders WHERE state = 'open' GROUP BY name ORDER BY 2 DESC;",
  'import pandas as pd\n\ndf = pd.read_csv("data.csv")\ndf = df.drop(columns=["id"])\nprint(df.head())',
  "try {\n  await client.send(message)\n} catch (error) {\n  logger.error({ error }, 'send failed')\n}",
  '#!/bin/sh\nset -eu\ntar -czf backup.tgz "$HOME/Documents"\nscp backup.tgz host:/srv/backup/',
  'class Stack<T> {\n  #items: T[] = []\n  push(item: T) { this.#items.push(item) }\n  pop() { return this.#items.pop() }\n}',
  'server:\n  port: 8080\n  tls: true\nlogging:\n  level: info',
  "Traceback (most recent call last):\n  File \"app.py\", line 12, in <module>\n    main()\nTypeError: unsupported operand type(s) for +: 'int' and 'str'",
  'const re = /^(?:[a-z]+|\\d{2,4})\\s*[=:]\\s*(.*)$/gim',
  '\\begin{equation}\n  E = mc^2 + \\sum_{i=1}^{n} x_i^2\n\\end{equation}',
  'docker run --rm -it -v "$PWD":/app -w /app node:22 npm test',
  "if (!user || user.role !== 'admin') {\n  return res.status(403).json({ error: 'forbidden' })\n}",
]

/** What stands in mails and tool results and is no order to an assistant. */
export const remark = (random: Random): string =>
  random.pick(random.pick([ASKED, ASKED, REVIEWS, MAIL_LINES, NOTICES]))

export type Document = {
  readonly head: string
  readonly parts: string[]
  readonly tail: string
  readonly glue: string
}

const mail = (random: Random): Document => ({
  head: random.pick([
    `SUBJECT: ${random.pick(FIRMS)} update|CONTENT: Hi ${random.pick(NAMES)}, `,
    `From: ${random.pick(NAMES)} <team@example.com>\nTo: ${random.pick(NAMES)}\nSubject: Re: ${random.pick(PRODUCTS)}\n\nHi ${random.pick(NAMES)},\n`,
    `Subject: Your ${random.pick(PRODUCTS)}\nDear ${random.pick(NAMES)},\n`,
    `EMAIL:\nDate: 2024-03-${10 + random.below(18)}\n\n`,
  ]),
  parts: Array.from({ length: 2 + random.below(7) }, () =>
    random.pick(random.pick([NOTICES, MAIL_LINES, ASKED])),
  ),
  tail: random.pick(['', `\n${random.pick(NAMES)}\n${random.pick(FIRMS)}`, '\nThank you!']),
  glue: random.pick([' ', '\n', '\n\n']),
})

const toolResult = (random: Random): Document => {
  const quote = random.pick(["'", '"'])
  const q = (text: string): string => quote + text + quote
  const id = `${random.pick(['ev', 'item', 'note', 'user'])}${random.below(900)}`
  const field = random.pick([
    'content',
    'review_content',
    'description',
    'body',
    'text',
    'note',
    'comment',
    'message',
    'summary',
  ])
  return {
    head: `{${q(random.pick(['result', 'product_details', 'event_details', 'tweets', 'emails', 'data', 'note']))}: [{${q('id')}: ${q(id)}, ${q('name')}: ${q(random.pick(PRODUCTS))}, ${q(field)}: ${quote}`,
    parts: Array.from({ length: 1 + random.below(2) }, () =>
      random.pick(random.chance(0.6) ? REVIEWS : ASKED),
    ),
    tail: `${quote}, ${q('date')}: ${q(`2022-0${1 + random.below(9)}-1${random.below(9)}`)}, ${q('author')}: ${q(random.pick(NAMES))}, ${q('rating')}: ${1 + random.below(5)}}]}`,
    glue: ' ',
  }
}

const table = (random: Random): Document => {
  const columns = random.pick([
    ['Name', 'City', 'Score'],
    ['Year', 'Title', 'Role', 'Notes'],
    ['Country', 'Population', 'Area'],
    ['Date', 'Opponent', 'Result'],
  ])
  const rows = Array.from(
    { length: 3 + random.below(8) },
    () =>
      `| ${columns.map(() => random.pick([...NAMES, ...FIRMS, String(random.below(5000)), '—'])).join(' | ')} |`,
  )
  return {
    head: `| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|\n`,
    parts: rows,
    tail: '',
    glue: '\n',
  }
}

const page = (random: Random): Document => ({
  head: `<html><head><title>${random.pick(FIRMS)}</title></head><body><h1>${random.pick(PRODUCTS)}</h1><p>`,
  parts: Array.from({ length: 2 + random.below(4) }, () => random.pick(PROSE)),
  tail: '</p><footer>Contact us</footer></body></html>',
  glue: random.pick([' ', '</p><p>']),
})

const code = (random: Random): Document => ({
  head: random.pick(['', '```\n', 'CODE:\n', "ERROR: NameError: name 'x' is not defined\nCODE: "]),
  parts: Array.from({ length: 1 + random.below(3) }, () => random.pick(CODE)),
  tail: random.pick(['', '\n```']),
  glue: '\n\n',
})

const article = (random: Random): Document => ({
  head: '',
  parts: Array.from({ length: 3 + random.below(8) }, () => random.pick(PROSE)),
  tail: '',
  glue: ' ',
})

const log = (random: Random): Document => ({
  head: '',
  parts: Array.from(
    { length: 4 + random.below(10) },
    () =>
      `2024-05-0${1 + random.below(9)}T1${random.below(9)}:2${random.below(9)}:${10 + random.below(49)}Z ${random.pick(['INFO', 'WARN', 'ERROR', 'DEBUG'])} ${random.pick(['http', 'db', 'auth', 'queue'])} ${random.pick(['request completed status=200 ms=12', 'ignoring unknown option "color"', 'user login failed user=admin', 'previous session restored', 'system started', 'retrying in 5 s', 'prompt tokens=512 completion tokens=80', 'access granted to role reader', 'override config loaded from /etc/app.yaml', 'instruction cache flushed'])}`,
  ),
  tail: '',
  glue: '\n',
})

const KINDS = [mail, mail, toolResult, toolResult, table, page, code, article, log]

/** Without articles: that a sentence of prose is an instruction does not tell it from a question of the user's. */
export const host = (random: Random): Document => random.pick(KINDS.slice(0, -2))(random)

export function document(random: Random): Document {
  const made = random.pick(KINDS)(random)
  if (random.chance(0.15)) made.parts.push(random.pick(TRIGGER_SENTENCES))
  return made
}

export const textOf = ({ head, parts, tail, glue }: Document): string => head + parts.join(glue) + tail

/** The document with an instruction in it, where a part could stand. */
export function withInstruction(random: Random, host: Document, instruction: string): string {
  const parts = [...host.parts]
  const at = random.pick([0, parts.length, random.below(parts.length + 1)])
  parts.splice(at, random.chance(0.3) ? 1 : 0, instruction)
  return textOf({ ...host, parts })
}
