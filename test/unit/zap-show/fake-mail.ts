import type { AccountControl } from '../../../src/alerts/contain.js';
import type { ZapKindParts } from '../../../src/zap/kind.js';
import type {
  BlockedSender,
  CopyChange,
  CopyState,
  MessageActions,
  MessageFinder,
  SenderBlocks,
} from '../../../src/zap/ports.js';
import type { ZapRecord, ZapRecordStore } from '../../../src/zap/records.js';
import { view } from './fixture.js';

/** Mailboxes that hold copies of one message. What a test sets is what a look finds. */
export class FakeMail implements Pick<MessageFinder, 'locate'>, MessageActions {
  readonly copies = new Map<string, CopyState>();
  readonly failing = new Set<string>();
  readonly log: string[] = [];
  how: 'per-mailbox' | 'accepted' = 'per-mailbox';
  fault: Error | undefined;

  locate(
    _tenant: unknown,
    _message: unknown,
    recipients: readonly string[],
  ): Promise<Map<string, CopyState>> {
    if (this.fault) return Promise.reject(this.fault);
    return Promise.resolve(
      new Map(recipients.map((one) => [one, this.copies.get(one) ?? { kind: 'not-found' }])),
    );
  }

  removeEverywhere(
    ...[, message, recipients, order]: Parameters<MessageActions['removeEverywhere']>
  ): ReturnType<MessageActions['removeEverywhere']> {
    this.log.push(`remove ${message.networkMessageId ?? ''} ${order.alertId} ${recipients.join()}`);
    return this.#change(recipients, () => ({ kind: 'found', location: 'removed' }));
  }

  putBack(
    ...[, , recipients]: Parameters<MessageActions['putBack']>
  ): ReturnType<MessageActions['putBack']> {
    this.log.push(`back ${recipients.map(({ address, to }) => `${address}:${to}`).join()}`);
    const places = new Map(recipients.map(({ address, to }) => [address, to]));
    return this.#change([...places.keys()], (address) => ({
      kind: 'found',
      location: places.get(address) ?? 'junk',
    }));
  }

  release(
    ...[, , recipients]: Parameters<MessageActions['release']>
  ): ReturnType<MessageActions['release']> {
    this.log.push(`release ${recipients.join()}`);
    return this.#change(recipients, () => ({ kind: 'found', location: 'inbox' }));
  }

  #change(
    recipients: readonly string[],
    to: (address: string) => CopyState,
  ): ReturnType<MessageActions['release']> {
    if (this.fault) return Promise.reject(this.fault);
    const byRecipient = new Map<string, CopyChange>();
    for (const address of recipients) {
      const found = this.copies.get(address)?.kind === 'found';
      const done = this.failing.has(address) ? 'failed' : found ? 'done' : 'not-found';
      byRecipient.set(address, done);
      if (done === 'done') this.copies.set(address, to(address));
    }
    return Promise.resolve({ how: this.how, byRecipient });
  }
}

export class FakeBlocks implements SenderBlocks {
  readonly entries = new Map<string, BlockedSender>();
  readonly notes: string[] = [];
  fault: Error | undefined;

  find(_tenant: unknown, sender: string): Promise<BlockedSender | undefined> {
    return this.fault ? Promise.reject(this.fault) : Promise.resolve(this.entries.get(sender));
  }

  block(_tenant: unknown, value: string, expiresAt: string, note: string): Promise<void> {
    if (this.fault) return Promise.reject(this.fault);
    this.entries.set(value, { value, expiresAt });
    this.notes.push(note);
    return Promise.resolve();
  }

  unblock(_tenant: unknown, sender: string): Promise<void> {
    this.entries.delete(sender);
    return Promise.resolve();
  }
}

export function storeOf(record?: ZapRecord): Pick<ZapRecordStore, 'read'> {
  return {
    read: () => Promise.resolve(record && { record, etag: 'x' as never }),
  };
}

const accounts: AccountControl = {
  read: () => Promise.resolve({ accountEnabled: true }),
  revokeSessions: () => Promise.resolve(),
  setSignIn: () => Promise.resolve(),
};

export function fakeParts(record?: ZapRecord): {
  readonly mail: FakeMail;
  readonly blocks: FakeBlocks;
  readonly parts: ZapKindParts;
} {
  const mail = new FakeMail();
  const blocks = new FakeBlocks();
  const parts: ZapKindParts = {
    finder: mail,
    records: storeOf(record),
    actions: mail,
    blocks,
    accounts,
    clock: { now: () => view.now },
    isSharedDomain: (domain) => domain === 'gmail.com',
  };
  return { mail, blocks, parts };
}
