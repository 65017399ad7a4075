import type { MessageKind } from '../scenario/mail-schema.js';
import type { MailRecord } from './mail-record.js';

type Content = Omit<
  MailRecord,
  | 'kind'
  | 'replyTo'
  | 'networkMessageId'
  | 'internetMessageId'
  | 'receivedAt'
  | 'clusterId'
  | 'files'
  | 'copies'
> & { readonly files: readonly { name: string; contentType: string; text: string }[] };

const WEAK = { spf: 'pass', dkim: 'none', dmarc: 'bestguesspass', compauth: 'pass', reason: '109' };
const STRONG = { spf: 'pass', dkim: 'pass', dmarc: 'pass', compauth: 'pass', reason: '100' };

const PHISH_URL = 'https://login.microsoftonline.account-verify.example/session/keep?id=7731';

/** What a message of each kind looks like when a scenario or a story doesn't say. All domains are reserved names. */
export const MAIL_KINDS: Readonly<Record<MessageKind, Content>> = {
  phish: {
    subject: 'Your password expires today',
    senderName: 'IT Service Desk',
    senderAddress: 'servicedesk@account-verify.example',
    mailFrom: 'bounce@account-verify.example',
    senderIp: '203.0.113.45',
    helo: 'mail.account-verify.example',
    ptr: 'host45.cheap-hosting.example',
    country: 'NL',
    direction: 'Inbound',
    authentication: WEAK,
    html: [
      '<p>Your password expires today. Keep it to go on working.</p>',
      `<p><a href="${PHISH_URL}">https://login.microsoftonline.com/keep</a></p>`,
      '<form action="https://collect.account-verify.example/p" method="post"><input name="pw" type="password"></form>',
      '<script>document.title = "signed in"</script>',
    ].join('\n'),
    text: `Your password expires today. Keep it to go on working.\n\n${PHISH_URL}\n`,
    urls: [PHISH_URL],
    files: [],
  },
  malware: {
    subject: 'Overdue invoice 20417',
    senderName: 'Accounts Receivable',
    senderAddress: 'billing@parts-supply.example',
    mailFrom: 'billing@parts-supply.example',
    senderIp: '203.0.113.99',
    helo: 'smtp.parts-supply.example',
    ptr: 'InfoDomainNonexistent',
    country: 'RO',
    direction: 'Inbound',
    authentication: { spf: 'softfail', dkim: 'none', dmarc: 'none', compauth: 'none', reason: '' },
    html: '<p>Please find the overdue invoice attached.</p>',
    text: 'Please find the overdue invoice attached.\n',
    urls: [],
    files: [
      {
        name: 'invoice_20417.pdf.js',
        contentType: 'application/javascript',
        text: '// A harmless stand-in for an attachment that a filter dislikes.\n',
      },
    ],
  },
  spam: {
    subject: 'Last hours: 90 % off everything',
    senderName: 'Bargain Club',
    senderAddress: 'offers@bargain-club.example',
    mailFrom: 'bounces@mailer.bargain-club.example',
    senderIp: '203.0.113.140',
    helo: 'mta4.mailer.bargain-club.example',
    ptr: 'mta4.mailer.bargain-club.example',
    country: 'US',
    direction: 'Inbound',
    authentication: STRONG,
    html: '<p>Everything must go. <a href="https://click.bargain-club.example/t/90">Shop now</a></p>',
    text: 'Everything must go: https://click.bargain-club.example/t/90\n',
    urls: ['https://click.bargain-club.example/t/90'],
    files: [],
  },
  bulk: {
    subject: 'News from the garden, this week',
    senderName: 'Garden Weekly',
    senderAddress: 'news@garden-weekly.example',
    mailFrom: 'bounces@news.garden-weekly.example',
    senderIp: '198.51.100.60',
    helo: 'mta2.news.garden-weekly.example',
    ptr: 'mta2.news.garden-weekly.example',
    country: 'IE',
    direction: 'Inbound',
    authentication: STRONG,
    bcl: 5,
    html: '<p>What grows now. <a href="https://garden-weekly.example/u/1">Unsubscribe</a></p>',
    text: 'What grows now. Unsubscribe: https://garden-weekly.example/u/1\n',
    urls: ['https://garden-weekly.example/u/1'],
    files: [],
  },
  spoof: {
    subject: 'Change of our bank details',
    senderName: 'Harbour Bank',
    senderAddress: 'service@harbour-bank.example',
    mailFrom: 'www-data@vps-31.cheap-hosting.example',
    senderIp: '203.0.113.31',
    helo: 'vps-31.cheap-hosting.example',
    ptr: 'vps-31.cheap-hosting.example',
    country: 'MD',
    direction: 'Inbound',
    authentication: {
      spf: 'fail',
      dkim: 'none',
      dmarc: 'fail',
      compauth: 'fail',
      reason: '001',
    },
    forged: 'other-domain',
    filtered: { threat: 'Phish', technology: 'Spoof external domain' },
    html: '<p>From today please use the account in the letter.</p>',
    text: 'From today please use the account in the letter.\n',
    urls: [],
    files: [],
  },
  clean: {
    subject: 'Agenda for Thursday',
    senderName: 'Paula Partner',
    senderAddress: 'paula@partner.example',
    mailFrom: 'paula@partner.example',
    senderIp: '198.51.100.20',
    helo: 'mail.partner.example',
    ptr: 'mail.partner.example',
    country: 'DE',
    direction: 'Inbound',
    authentication: STRONG,
    html: '<p>The agenda is in the <a href="https://partner.example/agenda">usual place</a>.</p>',
    text: 'The agenda is in the usual place: https://partner.example/agenda\n',
    urls: ['https://partner.example/agenda'],
    files: [],
  },
};

/** Where answers to the usual sender go. */
export const USUAL_REPLY_TO: Readonly<Partial<Record<MessageKind, string>>> = {
  phish: 'answers@second-mailbox.example',
};

/** What a message is; one that nobody says anything of is dangerous. */
export function kindOf({ kind, files }: Pick<MailRecord, 'kind' | 'files'>): MessageKind {
  return kind ?? (files.length > 0 ? 'malware' : 'phish');
}
