/** A brand that phishing borrows, and the domains that are really its own. */
export interface Brand {
  readonly name: string;
  /** How names show it: lower case, one space between words. */
  readonly words: readonly string[];
  /** Registrable domains. */
  readonly domains: readonly string[];
  /** The brand's own label under 'com' and the domains of countries: amazon.de. */
  readonly family?: string | undefined;
  /** Domains of the brand at which anybody has an address, or that only its links use. */
  readonly alsoLinks: readonly string[];
  /** True when the word is an ordinary one or a surname: it counts alone, or beside words such as 'security'. */
  readonly ordinary: boolean;
}

type Row = readonly [
  name: string,
  words: string,
  domains: string,
  more?: { family?: string; alsoLinks?: string; ordinary?: true },
];

/** Words are separated by commas, domains by spaces. */
const rows: readonly Row[] = [
  [
    'Microsoft',
    'microsoft,office 365,office365,microsoft 365,onedrive,sharepoint,outlook team,windows defender,ms teams',
    'microsoft.com microsoftonline.com office.com office365.com sharepointonline.com azure.com azure.net windows.com xbox.com skype.com yammer.com microsoft365.com cloud.microsoft',
    {
      alsoLinks:
        'outlook.com live.com hotmail.com msn.com aka.ms sharepoint.com office.net onmicrosoft.com bing.com onedrive.com 1drv.ms windows.net',
    },
  ],
  [
    'Google',
    'google,gmail team,google drive,google workspace',
    'google.com youtube.com withgoogle.com googlemail.com',
    { family: 'google', alsoLinks: 'gmail.com goo.gl g.co googleusercontent.com youtu.be' },
  ],
  [
    'Apple',
    'apple,apple id,icloud,itunes',
    'apple.com itunes.com',
    { alsoLinks: 'icloud.com me.com', ordinary: true },
  ],
  [
    'Amazon',
    'amazon,amazon prime,aws,amazon web services',
    'amazon.com amazonaws.com aws.com amazonses.com amazon.jobs primevideo.com audible.com amazonbusiness.com amazon-business.com',
    { family: 'amazon', alsoLinks: 'amzn.to a.co' },
  ],
  ['PayPal', 'paypal', 'paypal.com paypal.me paypalobjects.com xoom.com', { family: 'paypal' }],
  [
    'Facebook',
    'facebook,meta for business,meta business,meta support',
    'facebook.com facebookmail.com fb.com meta.com metamail.com workplace.com',
    { alsoLinks: 'fb.me instagram.com messenger.com' },
  ],
  ['Instagram', 'instagram', 'instagram.com facebookmail.com meta.com', { alsoLinks: 'ig.me' }],
  ['WhatsApp', 'whatsapp', 'whatsapp.com facebookmail.com meta.com', { alsoLinks: 'wa.me' }],
  ['LinkedIn', 'linkedin', 'linkedin.com', { alsoLinks: 'lnkd.in' }],
  ['X', 'twitter', 'twitter.com x.com', { alsoLinks: 't.co' }],
  ['TikTok', 'tiktok', 'tiktok.com tiktokv.com bytedance.com'],
  ['Netflix', 'netflix', 'netflix.com'],
  ['Spotify', 'spotify', 'spotify.com'],
  ['Disney+', 'disney plus,disneyplus', 'disneyplus.com disney.com'],
  ['Adobe', 'adobe,acrobat sign', 'adobe.com adobesign.com echosign.com'],
  ['DocuSign', 'docusign', 'docusign.com docusign.net', { family: 'docusign' }],
  ['Dropbox', 'dropbox', 'dropbox.com dropboxmail.com hellosign.com', { alsoLinks: 'db.tt' }],
  ['Box', 'box com', 'box.com'],
  ['WeTransfer', 'wetransfer', 'wetransfer.com', { alsoLinks: 'we.tl' }],
  ['Zoom', 'zoom', 'zoom.us zoom.com zoomgov.com', { ordinary: true }],
  ['Slack', 'slack', 'slack.com', { ordinary: true }],
  ['GitHub', 'github', 'github.com githubusercontent.com', { alsoLinks: 'github.io' }],
  ['GoDaddy', 'godaddy', 'godaddy.com secureserver.net'],
  [
    'Norton',
    'norton,nortonlifelock,norton lifelock',
    'norton.com nortonlifelock.com gendigital.com lifelock.com',
    { ordinary: true },
  ],
  ['McAfee', 'mcafee', 'mcafee.com'],
  ['Avast', 'avast', 'avast.com'],
  ['Geek Squad', 'geek squad', 'bestbuy.com geeksquad.com'],
  [
    'Intuit',
    'intuit,quickbooks,turbotax',
    'intuit.com quickbooks.com turbotax.com',
    { alsoLinks: 'mailchimp.com' },
  ],
  ['DHL', 'dhl', 'dhl.com dhl.de dhl-news.com deutschepost.de dpdhl.com', { family: 'dhl' }],
  ['FedEx', 'fedex', 'fedex.com', { family: 'fedex' }],
  ['UPS', 'ups', 'ups.com', { family: 'ups', ordinary: true }],
  ['USPS', 'usps,us postal service', 'usps.com usps.gov'],
  ['DPD', 'dpd', 'dpd.com dpdgroup.com', { family: 'dpd' }],
  ['Royal Mail', 'royal mail,royalmail', 'royalmail.com parcelforce.com'],
  ['Correos', 'correos', 'correos.es correos.com'],
  ['La Poste', 'la poste,chronopost,colissimo', 'laposte.fr chronopost.fr colissimo.fr'],
  ['Hermes', 'evri', 'evri.com'],
  ['eBay', 'ebay', 'ebay.com', { family: 'ebay' }],
  ['Walmart', 'walmart', 'walmart.com'],
  ['Costco', 'costco', 'costco.com', { family: 'costco' }],
  ['Booking.com', 'booking com', 'booking.com'],
  ['Airbnb', 'airbnb', 'airbnb.com', { family: 'airbnb' }],
  ['Coinbase', 'coinbase', 'coinbase.com', { alsoLinks: 'cb.me' }],
  ['Binance', 'binance', 'binance.com binance.us', { family: 'binance' }],
  ['MetaMask', 'metamask', 'metamask.io consensys.net consensys.io'],
  ['Ledger', 'ledger', 'ledger.com ledgerwallet.com', { ordinary: true }],
  ['Trezor', 'trezor', 'trezor.io satoshilabs.com'],
  ['Trust Wallet', 'trust wallet,trustwallet', 'trustwallet.com'],
  ['Kraken', 'kraken', 'kraken.com', { ordinary: true }],
  ['Crypto.com', 'crypto com', 'crypto.com'],
  ['Blockchain.com', 'blockchain com', 'blockchain.com'],
  ['Wells Fargo', 'wells fargo,wellsfargo', 'wellsfargo.com'],
  [
    'Chase',
    'chase,chase bank,jp morgan,jpmorgan',
    'chase.com jpmorgan.com jpmchase.com',
    { ordinary: true },
  ],
  ['Bank of America', 'bank of america', 'bankofamerica.com bofa.com'],
  ['Citibank', 'citibank,citi bank', 'citi.com citibank.com'],
  ['Capital One', 'capital one', 'capitalone.com'],
  ['American Express', 'american express,amex', 'americanexpress.com aexp.com'],
  ['HSBC', 'hsbc', 'hsbc.com', { family: 'hsbc' }],
  ['Barclays', 'barclays', 'barclays.com barclays.co.uk', { family: 'barclays' }],
  ['Santander', 'santander', 'santander.com gruposantander.com', { family: 'santander' }],
  ['Sparkasse', 'sparkasse', 'sparkasse.de s-finanzgruppe.de'],
  ['Volksbank', 'volksbank', 'vr.de volksbank.de'],
  ['ING', 'ing', 'ing.com ing-diba.de', { family: 'ing', ordinary: true }],
  ['Itaú', 'itau', 'itau.com itau.com.br itau-unibanco.com.br'],
  ['Bradesco', 'bradesco', 'bradesco.com.br bradesco.com'],
  ['Nubank', 'nubank', 'nubank.com.br nubank.com'],
  ['Mastercard', 'mastercard', 'mastercard.com', { family: 'mastercard' }],
  ['Stripe', 'stripe', 'stripe.com', { ordinary: true }],
  ['HM Revenue & Customs', 'hmrc', 'hmrc.gov.uk service.gov.uk'],
  ['IRS', 'internal revenue service', 'irs.gov'],
  ['T-Mobile', 't mobile', 't-mobile.com telekom.de', { family: 't-mobile' }],
  ['Vodafone', 'vodafone', 'vodafone.com', { family: 'vodafone' }],
  ['Verizon', 'verizon', 'verizon.com verizonwireless.com'],
  ['Telekom', 'deutsche telekom', 'telekom.de telekom.com'],
];

const listed = (text: string, separator: string): readonly string[] =>
  text === '' ? [] : text.split(separator);

/** About seventy much-abused brands. Domains as their owners publish them; ordinary words are marked. */
export const brands: readonly Brand[] = rows.map(([name, words, domains, more = {}]) => ({
  name,
  words: listed(words, ','),
  domains: listed(domains, ' '),
  family: more.family,
  alsoLinks: listed(more.alsoLinks ?? '', ' '),
  ordinary: more.ordinary === true,
}));
