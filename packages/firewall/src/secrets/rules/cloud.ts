/** Clouds, hosting, and what keeps their secrets. */
import { isIn, WORD } from '../characters.ts'
import { entropyOf, longestSequence } from '../entropy.ts'
import { isPublicGoogleKey } from '../published.ts'
import { type Check, find, type Group, group, near, token } from '../rule.ts'

/** Keys of the documentation spell the alphabet; others are published with open-source samples for everybody's use. */
const googleKey: Check = value =>
  longestSequence(value) >= 10 || isPublicGoogleKey(value) ? false : undefined

/** AWS issues ids in base32: a word of capitals alone is a word. */
const awsId: Check = value => (/[2-7]/.test(value.slice(4)) || /EXAMPLE$/.test(value) ? 'structure' : false)

/** A secret that directly follows its key id: CSV downloads, "id / secret", "id:secret". */
const AWS_PAIR = /["'\\]{0,4}[\s,:;|/]{1,3}["'\\]{0,4}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/y

export const CLOUD: readonly Group[] = [
  group(
    'aws_access_key_id',
    'AWS access key id',
    'High',
    token('aws-access-key-id', ['AKIA{u16}', 'ASIA{t16}', 'ABIA{t16}', 'ACCA{t16}', 'A3T{u1}{t16}'], {
      entropy: 2.5,
      check: awsId,
    }),
  ),
  group(
    'aws_secret_access_key',
    'AWS secret access key',
    'Critical',
    near(
      'aws-secret-access-key',
      [
        'secret_access_key',
        'secretaccesskey',
        'secret access key',
        'secret-access-key',
        'aws_secret',
        'aws secret',
        'awssecret',
        'aws_key',
        'aws_token',
        'secret_key',
      ],
      '{b40}',
      { entropy: 4 },
    ),
    find('aws-secret-beside-id', ['akia', 'asia'], (text, from, _to, found) => {
      const id = from + 20
      if (isIn(text, id, WORD) || !/^A[KS]IA[A-Z2-7]{16}$/.test(text.slice(from, id))) return
      AWS_PAIR.lastIndex = id
      const match = AWS_PAIR.exec(text)
      if (match === null) return
      const start = AWS_PAIR.lastIndex - 40
      if (entropyOf(text, start, start + 40) >= 4) found(start, start + 40, 0.95, 'context')
    }),
  ),
  group(
    'aws_session_token',
    'AWS session token',
    'High',
    near(
      'aws-session-token',
      ['session_token', 'sessiontoken', 'security_token', 'security-token'],
      '{B100-2000}',
      {
        entropy: 4,
      },
    ),
  ),
  group(
    'aws_bedrock_api_key',
    'Amazon Bedrock API key',
    'Critical',
    token('aws-bedrock-api-key-long-lived', 'ABSK{b109-269}{=0-2}', { entropy: 3 }),
    token('aws-bedrock-api-key-short-lived', 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{B0-2000}', {
      entropy: 3,
    }),
  ),
  group(
    'azure_client_secret',
    'Microsoft Entra (Azure AD) client secret',
    'Critical',
    token('azure-ad-client-secret', '{z3}{d1}Q~{z31-34}', { entropy: 3 }),
  ),
  group(
    'azure_storage_key',
    'Azure storage or service key',
    'Critical',
    near(
      'azure-storage-account-key',
      ['accountkey', 'account_key', 'storage_key', 'storagekey', 'storage_account_key', 'access_key'],
      '{b86}==',
      { entropy: 4 },
    ),
    near('azure-shared-access-key', ['sharedaccesskey', 'shared_access_key'], '{b43}=', { entropy: 4 }),
    near(
      'azure-openai-key',
      ['azure_openai', 'azureopenai', 'azure-openai', 'ocp-apim-subscription-key'],
      ['{h32}', '{a84}'],
      { entropy: 3 },
    ),
  ),
  group(
    'azure_sas_signature',
    'Azure shared access signature',
    'High',
    near('azure-sas-signature', ['&sig', '?sig'], ['{c43-90}', '{c43}='], { entropy: 4 }),
  ),
  group(
    'azure_directory_id',
    'Azure tenant, client or subscription id',
    'Info',
    near(
      'azure-directory-id',
      ['azure_client', 'azure_tenant', 'azure_subscription', 'ad_tenant', 'ad_client'],
      '{uuid}',
    ),
  ),
  group(
    'google_api_key',
    'Google API key',
    'High',
    token('gcp-api-key', 'AIza{s35}', { entropy: 4, check: googleKey }),
  ),
  group(
    'google_oauth_secret',
    'Google OAuth secret or token',
    'High',
    token('google-oauth-client-secret', 'GOCSPX-{s28}', { entropy: 3 }),
    token('google-oauth-access-token', 'ya29.{s30-500}', { entropy: 3.5 }),
    token('google-oauth-refresh-token', '1//0{s40-120}', { entropy: 3.5 }),
  ),
  group(
    'alibaba_key',
    'Alibaba Cloud key',
    'High',
    token('alibaba-access-key-id', 'LTAI{a20}'),
    near('alibaba-secret-key', ['alibaba', 'aliyun'], '{a30}'),
  ),
  group('tencent_key', 'Tencent Cloud key', 'High', token('tencent-secret-id', 'AKID{a32}', { entropy: 3 })),
  group(
    'digitalocean_token',
    'DigitalOcean token',
    'Critical',
    token('digitalocean-token', ['doo_v1_{h64}', 'dop_v1_{h64}', 'dor_v1_{h64}'], {
      entropy: 3,
      cased: false,
    }),
  ),
  group(
    'cloudflare_key',
    'Cloudflare key',
    'High',
    token('cloudflare-origin-ca-key', 'v1.0-{h24}-{h146}'),
    token('cloudflare-token', ['cfat_{a40}{h8}', 'cfut_{a40}{h8}', 'cfk_{a40}{h8}'], { entropy: 3 }),
    near('cloudflare-api-key', 'cloudflare', '{s40}', { entropy: 3 }),
    near('cloudflare-global-api-key', 'cloudflare', '{h37}'),
  ),
  group(
    'ibm_cloud_key',
    'IBM Cloud API key',
    'High',
    near('ibm-cloud-api-key', ['ibm_cloud', 'ibmcloud', 'bluemix', 'watson'], '{s44}', { entropy: 3.5 }),
  ),
  group(
    'yandex_token',
    'Yandex Cloud token',
    'High',
    near('yandex-access-token', 'yandex', 't1.{p88-200}'),
    near('yandex-api-key', 'yandex', 'AQVN{s35-38}'),
    near('yandex-aws-access-token', 'yandex', 'YC{s38}'),
  ),
  group(
    'vault_token',
    'HashiCorp Vault token',
    'Critical',
    token('vault-token', ['hvs.{s90-120}', 'hvb.{s90-300}', 'hvr.{s90-300}'], { entropy: 3.5 }),
    token('vault-legacy-service-token', 's.{a24}', {
      entropy: 3.5,
      check: value => (/[0-9]/.test(value) ? undefined : false),
    }),
  ),
]
