import { mailQuirksSchema } from '../../../src/simulator/mail/mail-quirks.js';
import type { MailQuirks } from '../../../src/simulator/mail/mail-quirks.js';
import type {
  BlockEntry,
  MailCopy,
  MailLicence,
  MailRecord,
  TenantMail,
} from '../../../src/simulator/mail/mail-record.js';

/** The moment at which the tests ask. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');

export function minutesAgo(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString();
}

export function hoursAgo(hours: number): string {
  return minutesAgo(hours * 60);
}

export interface SampleMail extends TenantMail {
  readonly quirks: MailQuirks;
}

/** A tenant's mail made by hand. */
export function mailOf(
  messages: readonly MailRecord[],
  quirks: Partial<MailQuirks> = {},
  defender: MailLicence['defender'] = 'P2',
): SampleMail {
  const all = [...messages];
  const blocks: BlockEntry[] = [];
  return {
    licence: { defender, messageTrace: 'ready' },
    quirks: mailQuirksSchema.parse(quirks),
    messages: () => all,
    message: (id) => all.find(({ networkMessageId }) => networkMessageId === id),
    copiesOf: (mailbox) =>
      all.flatMap((message) =>
        message.copies
          .filter(({ mailboxObjectId }) => mailboxObjectId === mailbox)
          .map((copy) => ({ message, copy })),
      ),
    deliver: (message) => {
      all.push(message);
    },
    blocks,
    blockedSenders: [],
    signIns: [],
  };
}

/** A phishing message of ten hours ago with a clean look; what is given replaces the rest. */
export function message(given: Partial<MailRecord> = {}): MailRecord {
  return {
    networkMessageId: '11111111-1111-4111-8111-111111111111',
    internetMessageId: '<one@sender.example>',
    subject: 'Your parcel',
    senderName: 'Parcel Desk',
    senderAddress: 'desk@sender.example',
    mailFrom: 'bounce@mailer.example',
    senderIp: '203.0.113.9',
    helo: 'mx.mailer.example',
    ptr: 'mx.mailer.example',
    country: 'NL',
    receivedAt: hoursAgo(10),
    direction: 'Inbound',
    authentication: { spf: 'pass', dkim: 'none', dmarc: 'fail', compauth: 'pass', reason: '109' },
    html: '',
    text: '',
    urls: ['https://login.sender.example/a'],
    files: [],
    clusterId: '9007199254740993123',
    copies: [copy()],
    ...given,
  };
}

/** A copy that lies unread in Ida's inbox; her UPN isn't her address. */
export function copy(given: Partial<MailCopy> = {}): MailCopy {
  return {
    recipient: 'ida@contoso.example',
    mailboxObjectId: '22222222-2222-4222-8222-222222222222',
    upn: 'ida.holm@corp.contoso.example',
    immutableId: `copy of ${given.recipient ?? 'ida'}`,
    deliveredTo: 'inbox',
    place: 'inbox',
    isRead: false,
    lastModifiedAt: hoursAgo(10),
    postDelivery: [],
    clicks: [],
    ...given,
  };
}

/** Zapped to quarantine nine hours ago, an hour after it came. */
export function zappedCopy(given: Partial<MailCopy> = {}): MailCopy {
  return copy({
    place: 'quarantine',
    postDelivery: [
      {
        at: hoursAgo(9),
        actionType: 'Phish ZAP',
        result: 'Success',
        from: 'inbox',
        to: 'quarantine',
      },
    ],
    ...given,
  });
}
