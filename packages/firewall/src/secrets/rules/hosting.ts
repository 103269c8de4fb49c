/** Hosting, databases and infrastructure as services. */
import { type Group, group, near, token } from '../rule.ts'

export const HOSTING: readonly Group[] = [
  group(
    'heroku_api_key',
    'Heroku API key',
    'High',
    token('heroku-api-key', 'HRKU-AA{s58}', { entropy: 4 }),
    near('heroku-legacy-api-key', 'heroku', '{uuid}'),
  ),
  group(
    'flyio_token',
    'Fly.io access token',
    'High',
    token(
      'flyio-access-token',
      ['fo1_{s43}', 'fm1a_{b100-900}{=0-3}', 'fm1r_{b100-900}{=0-3}', 'fm2_{b100-900}{=0-3}'],
      { entropy: 4 },
    ),
  ),
  group(
    'vercel_token',
    'Vercel token',
    'High',
    token('vercel-token', ['vcp_{a24-80}', 'vci_{a24-80}', 'vca_{a24-80}', 'vcr_{a24-80}', 'vck_{a24-80}'], {
      entropy: 3,
    }),
    near('vercel-legacy-token', 'vercel', '{a24}', { entropy: 3.5 }),
  ),
  group(
    'netlify_token',
    'Netlify access token',
    'High',
    token('netlify-token', 'nfp_{a36-40}', { entropy: 3 }),
    near('netlify-access-token', 'netlify', '{e40-46}'),
  ),
  group('render_api_key', 'Render API key', 'High', token('render-api-key', 'rnd_{a28-36}', { entropy: 3 })),
  group(
    'scalingo_token',
    'Scalingo API token',
    'High',
    token('scalingo-api-token', ['tk-us-{s48}', 'tk-eu-{s48}']),
  ),
  group(
    'supabase_key',
    'Supabase key',
    'High',
    token('supabase-key', ['sbp_{h40}', 'sb_secret_{s20-60}'], { entropy: 3 }),
  ),
  group(
    'planetscale_token',
    'PlanetScale token',
    'High',
    token('planetscale-token', ['pscale_tkn_{p32-64}', 'pscale_oauth_{p32-64}', 'pscale_pw_{p32-64}'], {
      entropy: 3,
      cased: false,
    }),
  ),
  group(
    'clickhouse_cloud_key',
    'ClickHouse Cloud API secret',
    'High',
    token('clickhouse-cloud-api-secret-key', '4b1d{a38}', { entropy: 3 }),
  ),
  group(
    'databricks_token',
    'Databricks token',
    'High',
    token('databricks-api-token', ['dapi{h32}-{d1}', 'dapi{h32}'], { entropy: 3 }),
  ),
  group(
    'mongodb_atlas_key',
    'MongoDB Atlas service account secret',
    'High',
    token('mongodb-atlas-secret', 'mdb_sa_sk_{s40}', { entropy: 3 }),
  ),
  group(
    'hashicorp_token',
    'HashiCorp Terraform token',
    'High',
    token('hashicorp-terraform-token', '{a14}.atlasv1.{e60-70}', { entropy: 3.5, cased: false }),
  ),
  group(
    'doppler_token',
    'Doppler token',
    'High',
    token('doppler-token', [
      'dp.pt.{a40-44}',
      'dp.st.{p40-70}',
      'dp.ct.{a40-44}',
      'dp.sa.{a40-44}',
      'dp.scim.{a40-44}',
    ]),
  ),
  group('pulumi_token', 'Pulumi access token', 'High', token('pulumi-api-token', 'pul-{h40}')),
  group(
    'infracost_token',
    'Infracost API token',
    'High',
    token('infracost-api-token', 'ico-{a32}', { entropy: 3 }),
  ),
  group(
    'tailscale_key',
    'Tailscale key',
    'High',
    token('tailscale-key', ['tskey-{i3-12}-{a10-20}-{a16-40}', 'tskey-{a10-30}-{a16-40}'], {
      entropy: 2,
      inside: true,
    }),
  ),
  group(
    'defined_networking_token',
    'Defined Networking API token',
    'High',
    token('defined-networking-api-token', 'dnkey-{e26}-{e52}', { cased: false }),
  ),
  group(
    'dynatrace_token',
    'Dynatrace API token',
    'High',
    token('dynatrace-api-token', ['dt0c01.{a24}.{a64}', 'dt0s16.{a24}.{a64}', 'dt0s01.{a24}.{a64}'], {
      entropy: 3.5,
    }),
  ),
  group(
    'openshift_token',
    'OpenShift user token',
    'High',
    token('openshift-user-token', 'sha256~{s43}', { entropy: 3.5 }),
  ),
  group('prefect_token', 'Prefect API token', 'High', token('prefect-api-token', ['pnu_{a36}', 'pnb_{a36}'])),
  group(
    'ngrok_token',
    'ngrok token',
    'High',
    near('ngrok-token', 'ngrok', '{a20-40}_{a20-30}', { entropy: 3.5 }),
  ),
  group(
    'meraki_api_key',
    'Cisco Meraki API key',
    'High',
    near('cisco-meraki-api-key', 'meraki', '{h40}', { entropy: 3, word: true }),
  ),
]
