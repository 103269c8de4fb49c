/** Chat, mail, telephony and social networks. */
import { runEnd, runStart, SLUG, WORD } from '../characters.ts'
import { entropyOf } from '../entropy.ts'
import { type Check, type FindRule, find, type Group, group, mixed, near, token } from '../rule.ts'

/** What ends with a dash was cut off or masked behind it. */
const whole: Check = value => (value.endsWith('-') ? false : undefined)
const BOT_ID = { least: 8, most: 10 }
const BOT_SECRET = 35

/** A token of a Telegram bot by itself, found by the `:AA` in it: the number of the bot, and 35 characters. */
const telegramAt: FindRule['find'] = (text, from, _to, found) => {
  const start = runStart(text, from, WORD, from - BOT_ID.most - 1)
  const end = runEnd(text, from + 1, SLUG, from + 2 + BOT_SECRET)
  if (end - from - 1 !== BOT_SECRET || !text.startsWith(':AA', from)) return
  if (from - start < BOT_ID.least || !/^[1-9]\d{7,9}$/.test(text.slice(start, from))) return
  const secret = text.slice(from + 1, end)
  if (!/[0-9]/.test(secret) || entropyOf(secret, 0, BOT_SECRET) < 3.8) return
  found(start, end, 0.95, 'structure')
}

export const MESSAGING: readonly Group[] = [
  group(
    'slack_token',
    'Slack token',
    'Critical',
    token(
      'slack-token',
      [
        'xoxb-{d8-14}-{s10-120}',
        'xoxa-{d8-14}-{s10-120}',
        'xoxo-{d8-14}-{s10-120}',
        'xoxr-{d8-14}-{s10-120}',
        'xoxs-{d8-14}-{s10-120}',
        'xoxp-{d8-14}-{d8-14}-{d8-14}-{s24-80}',
        'xoxp-{d8-14}-{s10-14}',
        'xoxe-{d8-14}-{d8-14}-{d8-14}-{s24-80}',
        'xoxe-{d8-14}-{s10-14}',
        'xoxa-{d1}-{s8-120}',
        'xoxr-{d1}-{s8-120}',
        'xoxa-{a8-48}',
        'xoxr-{a8-48}',
        'xoxd-{c60-300}',
        'xoxc-{d8-14}-{s10-120}',
      ],
      { entropy: 2, check: whole },
    ),
    token('slack-app-token', 'xapp-{d1}-{a5-20}-{d5-20}-{a20-100}', { cased: false }),
    token(
      'slack-config-token',
      ['xoxe.xoxp-{d1}-{a140-200}', 'xoxe.xoxb-{d1}-{a140-200}', 'xoxe-{d1}-{a140-200}'],
      { cased: false },
    ),
  ),
  group(
    'slack_webhook',
    'Slack webhook',
    'High',
    token(
      'slack-webhook-url',
      [
        'hooks.slack.com/services/{b20-60}',
        'hooks.slack.com/workflows/{b20-80}',
        'hooks.slack.com/triggers/{b20-80}',
      ],
      { entropy: 2, inside: true },
    ),
  ),
  group(
    'teams_webhook',
    'Microsoft Teams webhook',
    'High',
    token(
      'microsoft-teams-webhook',
      '.webhook.office.com/webhookb2/{a8}-{a4}-{a4}-{a4}-{a12}@{a8}-{a4}-{a4}-{a4}-{a12}/IncomingWebhook/{a32}/{a8}-{a4}-{a4}-{a4}-{a12}',
      { inside: true, open: true },
    ),
  ),
  group(
    'discord_secret',
    'Discord token or secret',
    'High',
    token(
      'discord-webhook',
      ['discord.com/api/webhooks/{d17-20}/{s60-90}', 'discordapp.com/api/webhooks/{d17-20}/{s60-90}'],
      { inside: true, entropy: 3 },
    ),
    near('discord-bot-token', 'discord', '{s23-28}.{s6}.{s27-45}', { entropy: 3.5 }),
    near('discord-api-token', 'discord', '{h64}'),
    near('discord-client-secret', 'discord', '{e32}'),
  ),
  group('discord_client_id', 'Discord client id', 'Low', near('discord-client-id', 'discord', '{d18}')),
  group(
    'telegram_token',
    'Telegram bot token',
    'High',
    near(
      'telegram-bot-api-token',
      ['telegr', 'bot_token', 'bot token', 'bottoken', '.org/bot'],
      '{d5-16}:A{s34}',
    ),
    token('telegram-bot-url', 'api.telegram.org/bot{d5-16}:A{s34}', { inside: true }),
    find('telegram-bot-token', ':aa', telegramAt),
  ),
  group(
    'mattermost_token',
    'Mattermost access token',
    'High',
    near('mattermost-access-token', 'mattermost', '{a26}', { check: mixed }),
  ),
  group('gitter_token', 'Gitter access token', 'High', near('gitter-access-token', 'gitter', '{s40}')),
  group('intercom_key', 'Intercom API key', 'High', near('intercom-api-key', 'intercom', '{e60}')),
  group(
    'twilio_key',
    'Twilio key',
    'High',
    token('twilio-api-key', 'SK{h32}', { entropy: 3 }),
    near('twilio-auth-token', 'twilio', '{h32}', { entropy: 3 }),
  ),
  group(
    'messagebird_key',
    'MessageBird key',
    'High',
    near('messagebird-api-token', ['messagebird', 'message-bird', 'message_bird'], ['{a25}', '{uuid}']),
  ),
  group('sendbird_key', 'Sendbird key', 'High', near('sendbird-access-key', 'sendbird', ['{uuid}', '{h40}'])),
  group(
    'sendgrid_key',
    'SendGrid API key',
    'High',
    token('sendgrid-api-token', ['SG.{s16-32}.{s40-50}', 'SG.{p66}'], { entropy: 3 }),
  ),
  group(
    'sendinblue_key',
    'Brevo (Sendinblue) API key',
    'High',
    token('sendinblue-api-token', ['xkeysib-{h64}-{a16}', 'xsmtpsib-{h64}-{a16}']),
  ),
  group(
    'mailgun_key',
    'Mailgun key',
    'High',
    token('mailgun-private-api-token', 'key-{h32}', { entropy: 3 }),
    near('mailgun-key', 'mailgun', ['pubkey-{h32}', '{g32}-{g8}-{g8}']),
  ),
  group(
    'mailchimp_key',
    'Mailchimp API key',
    'High',
    token('mailchimp-api-key', '{h32}-us{d1-2}', { entropy: 3 }),
  ),
  group('postmark_token', 'Postmark server token', 'High', near('postmark-token', 'postmark', '{uuid}')),
  group(
    'resend_key',
    'Resend API key',
    'High',
    token('resend-api-key', 're_{a8}_{a24}', { entropy: 3.5, check: mixed }),
  ),
  group('twitch_token', 'Twitch API token', 'High', near('twitch-api-token', 'twitch', '{a30}')),
  group(
    'twitter_secret',
    'X (Twitter) key or token',
    'High',
    // Its number is small and stands in front, so that base64 begins with zeros; a percent-encoded sign follows.
    token('twitter-bearer-token', 'AAAAAAAAAAAAAAAAAAAAA{a4-60}%{h2}{c30-120}', { entropy: 3.5 }),
    near(
      'twitter-key',
      ['twitter', 'tweepy'],
      ['{a45}', '{d15-25}-{a20-40}', '{a25}', '{a50}', 'AAAAAAAAAAAAAAAAAAAAAA{c80-120}'],
    ),
  ),
  group(
    'facebook_token',
    'Facebook (Meta) token or secret',
    'High',
    token('facebook-page-access-token', ['EAAM{a100-500}', 'EAAC{a100-500}'], { entropy: 4 }),
    near(
      'facebook-secret',
      ['facebook', 'fb_app_secret', 'fb_secret'],
      ['{h32}', '{d15-16}|{s27-40}', '{d15-16}%{s27-40}'],
      { entropy: 3 },
    ),
  ),
  group(
    'linkedin_secret',
    'LinkedIn client secret',
    'High',
    near('linkedin-client-secret', ['linkedin', 'linked_in', 'linked-in'], ['{a16}', 'WPL_AP1.{p16-60}'], {
      check: mixed,
    }),
  ),
  group(
    'linkedin_client_id',
    'LinkedIn client id',
    'Low',
    near('linkedin-client-id', ['linkedin', 'linked_in', 'linked-in'], '{a14}', { check: mixed }),
  ),
  group('beamer_token', 'Beamer API token', 'High', near('beamer-api-token', 'beamer', 'b_{e44}')),
  group('flickr_token', 'Flickr access token', 'High', near('flickr-access-token', 'flickr', '{a32}')),
]
