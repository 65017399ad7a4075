import { sha256Hex } from '../../../src/lib/digest.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { parseTenantId } from '../../../src/tenants/tenant.js';
import { mergeSightings } from '../../../src/zap/merge.js';
import type { ZapMessage } from '../../../src/zap/message.js';
import type { DirectoryPerson } from '../../../src/zap/ports.js';
import { recordOf } from '../../../src/zap/record-of.js';
import type { ZapRecord } from '../../../src/zap/records.js';
import type { ZapSighting } from '../../../src/zap/sighting.js';

const id = parseTenantId('10000000-0000-4000-8000-000000000001');
if (id === undefined) throw new Error('not a tenant id');
export const tenant: Tenant = { id, name: 'Contoso' };

export const now = new Date('2026-11-20T12:00:00.000Z');
export const received = '2026-11-20T08:00:00.000Z';

/** `minutes` after the delivery of the sample message. */
export function after(minutes: number): string {
  return new Date(Date.parse(received) + minutes * 60_000).toISOString();
}

export function networkId(name: string): string {
  const hex = sha256Hex(name);
  return [8, 4, 4, 4, 12]
    .reduce<[string[], number]>(
      ([parts, at], length) => [[...parts, hex.slice(at, at + length)], at + length],
      [[], 0],
    )[0]
    .join('-');
}

export function person(name: string, upn = `${name}@contoso.example`): DirectoryPerson {
  return {
    objectId: networkId(`person ${name}`),
    userPrincipalName: upn,
    addresses: [`${name}@contoso.example`, `${name}@alias.contoso.example`],
    displayName: name,
    accountEnabled: true,
  };
}

export const alice = person('alice', 'a.smith@corp.contoso.example');
export const bob = person('bob');
export const people = [alice, bob];

/** A phishing message that hunting saw ZAP take from Alice's inbox after 47 minutes. */
export function sighting(change: Partial<ZapSighting> = {}): ZapSighting {
  return {
    source: 'hunting',
    networkMessageId: networkId('one'),
    internetMessageId: '<one@evil.example>',
    recipient: 'alice@contoso.example',
    subject: 'Invoice 4711',
    senderAddress: 'billing@evil.example',
    senderName: 'Billing',
    senderIp: '203.0.113.9',
    threat: 'phish',
    result: 'moved',
    location: 'junk',
    receivedAt: received,
    zapAt: { kind: 'exact', at: after(47) },
    ...change,
  };
}

/** The same as the mailbox shows it: no threat, no purge, an item. */
export function item(change: Partial<ZapSighting> = {}): ZapSighting {
  return sighting({
    source: 'mailbox',
    threat: 'unknown',
    zapAt: { kind: 'last-change', at: after(90) },
    isRead: false,
    itemId: 'immutable-1',
    ...change,
  });
}

export function recordsOf(messages: readonly ZapMessage[]): readonly ZapRecord[] {
  return messages.map((message) => recordOf(message, { tenantId: tenant.id, now }));
}

export function recordFrom(
  sightings: readonly ZapSighting[],
  known: readonly ZapRecord[] = [],
  at = now,
): ZapRecord {
  const [message] = mergeSightings(sightings, people, known);
  if (message === undefined) throw new Error('nothing was sighted');
  const previous = known.find(({ key }) => key === message.key);
  return recordOf(message, { tenantId: tenant.id, previous, now: at });
}
