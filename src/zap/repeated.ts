import { networkOf } from '../lib/infrastructure.js';
import type { ZapRecord } from './records.js';

export type SharedKind = 'sender-domain' | 'network' | 'link-host' | 'ptr' | 'attachment';

/** One thing that several messages have in common. The value is raw. */
export interface RepeatedThing {
  readonly kind: SharedKind;
  readonly value: string;
  readonly messages: number;
  readonly recipients: number;
}

/** What a message was sent with, by kind; each value once. */
export const sharedValues: Readonly<Record<SharedKind, (record: ZapRecord) => readonly string[]>> =
  {
    'sender-domain': ({ senderDomain }) => present(senderDomain),
    network: ({ senderIp }) => present(senderIp && networkOf(senderIp)),
    'link-host': ({ linkHosts }) => [...new Set(linkHosts)].filter((host) => host !== ''),
    ptr: ({ ptr }) => present(ptr?.toLowerCase()),
    attachment: ({ attachments }) => [
      ...new Set(attachments.flatMap(({ sha256 }) => present(sha256?.toLowerCase()))),
    ],
  };

const kinds = Object.keys(sharedValues) as readonly SharedKind[];

function present(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

/** Everything that at least two messages share; most messages first. */
export function repeatedInfrastructure(records: readonly ZapRecord[]): readonly RepeatedThing[] {
  const things = new Map<string, RepeatedThing>();
  for (const record of records) {
    for (const kind of kinds) {
      for (const value of sharedValues[kind](record)) {
        const key = `${kind}|${value}`;
        const before = things.get(key) ?? { kind, value, messages: 0, recipients: 0 };
        things.set(key, {
          ...before,
          messages: before.messages + 1,
          recipients: before.recipients + record.recipients.length,
        });
      }
    }
  }
  return [...things.values()]
    .filter(({ messages }) => messages > 1)
    .sort(
      (a, b) =>
        b.messages - a.messages ||
        b.recipients - a.recipients ||
        (`${a.kind}|${a.value}` < `${b.kind}|${b.value}` ? -1 : 1),
    );
}
