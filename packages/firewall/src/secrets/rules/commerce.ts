/** Payments, shops, markets and banking. */
import { type Group, group, mixed, near, token } from '../rule.ts'

export const COMMERCE: readonly Group[] = [
  group(
    'stripe_key',
    'Stripe secret key',
    'Critical',
    token(
      'stripe-access-token',
      ['sk_test_', 'sk_live_', 'sk_prod_', 'rk_test_', 'rk_live_', 'rk_prod_'].map(
        prefix => `${prefix}{a10-250}`,
      ),
      { entropy: 2.8 },
    ),
    token('stripe-webhook-secret', 'whsec_{B32-64}', { entropy: 3.5 }),
  ),
  group(
    'square_token',
    'Square token',
    'Critical',
    token('square-access-token', ['EAAA{s22-60}', 'sq0atp-{s22-60}', 'sq0csp-{s22-60}', 'sq0idp-{s22-60}'], {
      entropy: 3,
      check: mixed,
    }),
  ),
  group(
    'braintree_token',
    'Braintree (PayPal) access token',
    'Critical',
    token('braintree-access-token', `access_token$production$${'{a16}'}$${'{h32}'}`, { entropy: 3 }),
  ),
  group(
    'plaid_secret',
    'Plaid key or token',
    'High',
    near(
      'plaid-key',
      'plaid',
      ['access-sandbox-{uuid}', 'access-development-{uuid}', 'access-production-{uuid}', '{a24}', '{a30}'],
      { entropy: 3 },
    ),
  ),
  group(
    'gocardless_token',
    'GoCardless API token',
    'High',
    near('gocardless-api-token', 'gocardless', ['live_{e40}', 'sandbox_{e40}']),
  ),
  group(
    'flutterwave_key',
    'Flutterwave key',
    'High',
    token('flutterwave-key', [
      'FLWSECK_TEST-{g32}-X',
      'FLWPUBK_TEST-{g32}-X',
      'FLWSECK-{g32}-X',
      'FLWSECK_TEST-{g12}',
    ]),
  ),
  group(
    'razorpay_key',
    'Razorpay key',
    'High',
    token('razorpay-key', ['rzp_live_{a14}', 'rzp_test_{a14}'], { entropy: 3 }),
  ),
  group(
    'paystack_key',
    'Paystack key',
    'High',
    near('paystack-key', 'paystack', ['sk_live_{h40}', 'sk_test_{h40}'], { entropy: 3 }),
  ),
  group('adyen_key', 'Adyen API key', 'High', token('adyen-api-key', 'AQE{a3}{B100-200}', { entropy: 4.5 })),
  group(
    'coinbase_token',
    'Coinbase access token',
    'High',
    near('coinbase-access-token', 'coinbase', ['{s64}', '{a32}'], { entropy: 3 }),
  ),
  group('binance_key', 'Binance API key', 'High', near('binance-key', 'binance', '{a64}', { entropy: 4 })),
  group('bittrex_key', 'Bittrex key', 'High', near('bittrex-key', 'bittrex', '{a32}')),
  group('kraken_token', 'Kraken access token', 'High', near('kraken-access-token', 'kraken', '{k80-90}')),
  group('kucoin_key', 'KuCoin key', 'High', near('kucoin-key', 'kucoin', ['{h24}', '{uuid}'])),
  group('finicity_key', 'Finicity key', 'High', near('finicity-key', 'finicity', ['{h32}', '{a20}'])),
  group('finnhub_token', 'Finnhub access token', 'High', near('finnhub-access-token', 'finnhub', '{a20}')),
  group(
    'freshbooks_token',
    'FreshBooks access token',
    'High',
    near('freshbooks-access-token', 'freshbooks', '{a64}'),
  ),
  group(
    'shopify_token',
    'Shopify token',
    'Critical',
    token(
      'shopify-token',
      ['shpat_{a32-64}', 'shpca_{a32-64}', 'shppa_{a32-64}', 'shpss_{a32-64}', 'shpua_{a32-64}'],
      { entropy: 2.5 },
    ),
  ),
  group(
    'etsy_token',
    'Etsy access token',
    'High',
    near('etsy-access-token', 'etsy', '{a24}', { entropy: 3, word: true, check: mixed }),
  ),
  group(
    'squarespace_token',
    'Squarespace access token',
    'High',
    near('squarespace-access-token', 'squarespace', '{uuid}'),
  ),
  group(
    'easypost_token',
    'EasyPost API token',
    'High',
    token('easypost-api-token', ['EZAK{a54}', 'EZTK{a54}']),
  ),
  group(
    'shippo_token',
    'Shippo API token',
    'High',
    token('shippo-api-token', ['shippo_live_{h40}', 'shippo_test_{h40}']),
  ),
  group(
    'duffel_token',
    'Duffel API token',
    'High',
    token('duffel-api-token', ['duffel_test_{e43}', 'duffel_live_{e43}']),
  ),
  group(
    'lob_key',
    'Lob API key',
    'High',
    near('lob-api-key', 'lob', ['live_{h35}', 'test_{h35}', 'live_pub_{h31}', 'test_pub_{h31}']),
  ),
  group(
    'freemius_key',
    'Freemius secret key',
    'High',
    near('freemius-secret-key', 'secret_key', 'sk_{V29}', { entropy: 3 }),
  ),
]
