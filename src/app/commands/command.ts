import type { AlertServices } from '../../alerts/services.js';
import type { Actor } from '../../alerts/actor.js';
import type { Alert, MessageRef } from '../../alerts/alert.js';
import type { CardContent } from '../../alerts/card-content.js';
import type { DownloadedFile } from '../../adapters/teams/file-download.js';
import type { IncomingFile } from '../../adapters/teams/incoming-files.js';
import type { DigestServices } from '../../digest/ports.js';
import type { SharedRowStore } from '../../lib/document-store.js';
import { ownText, Untrusted, type SafeText } from '../../lib/untrusted.js';
import type { WorkQueue } from '../../lib/work-queue.js';
import type { TenantHealthStore } from '../../tenants/ports.js';
import type { MessageSearchServices } from '../find-message.js';
import type { Job } from '../job.js';
import type { MailboxLiveSources } from '../mailbox-live.js';
import type { TenantRegistry } from '../tenant-registry.js';

/** Where a command was said, as far as commands care. */
export interface CommandPlace {
  readonly kind: 'channel' | 'personal';
  readonly tenantId: string;
  readonly teamId?: string | undefined;
  readonly channelId?: string | undefined;
  readonly conversationId: string;
  readonly serviceUrl: string;
}

export interface CommandServices {
  readonly alerts: AlertServices;
  readonly registry: TenantRegistry;
  readonly health: TenantHealthStore;
  readonly documents: SharedRowStore;
  readonly queue: WorkQueue<Job>;
  /** Puts a card where the command was said. Undefined when the message could not be delivered. */
  readonly reply: (place: CommandPlace, card: CardContent) => Promise<MessageRef | undefined>;
  /** False in clouds in which Teams takes no files from bots. */
  readonly sendsFiles: boolean;
  /** Fetches a file that came with a command, from Teams' own hosts only. */
  readonly download: (file: IncomingFile) => Promise<DownloadedFile>;
  readonly zap: MessageSearchServices;
  readonly digest: DigestServices;
  /** By what a tenant is asked about one of its mailboxes. Absent: only what is stored is told. */
  readonly mailboxLive?: MailboxLiveSources | undefined;
}

export interface CommandCall {
  /** What follows the command's name, on one line, at most 500 characters. */
  readonly argument: string;
  /** The same with its lines and in full. */
  readonly pasted: string;
  readonly files: readonly IncomingFile[];
  readonly actor: Actor;
  readonly place: CommandPlace;
}

/**
 * One chat command. Who may say it: `anyone` in the home tenant; `reader` in the security channel, or an approver or
 * configured reader in personal chat; `approver` only; `exporter`: an approver or configured reader, wherever it is said.
 */
export interface Command {
  /** The words that begin it, in small letters. */
  readonly name: string;
  readonly usage: string;
  readonly explanation: string;
  readonly access: 'anyone' | 'reader' | 'approver' | 'exporter';
  /** Answers with a card, or has answered by itself. */
  readonly run: (services: CommandServices, call: CommandCall) => Promise<CardContent | undefined>;
}

/** A short answer in our own words. */
export function notice(title: string, text: string, reference = ''): CardContent {
  return {
    template: 'notice',
    data: { title: ownText(title), text: ownText(text), reference: ownText(reference) },
    summary: ownText(title),
  };
}

const placeWords: Readonly<Record<Alert['kind'], string | undefined>> = {
  forward: 'forwards to',
  zap: 'from',
  spam: 'likely',
  unreadable: undefined,
};

/** Where a listed alert belongs: its customer with it, unless the alert is about the customer itself. */
export function listPlace({ kind, tenantName }: Alert, where: SafeText): SafeText {
  const place = placeWords[kind];
  return place === undefined
    ? where
    : ownText(`${Untrusted.of(tenantName).forCard()}, ${place} ${where}`);
}
