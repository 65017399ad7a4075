import { MemoryClaimStore } from '../../../src/adapters/memory/memory-claim-store.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { MemoryTenantHealthStore } from '../../../src/adapters/memory/memory-health-store.js';
import { MemoryQueue } from '../../../src/adapters/memory/memory-queue.js';
import type { IncomingFile } from '../../../src/adapters/teams/incoming-files.js';
import type { Actor } from '../../../src/alerts/actor.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import type { CommandPlace, CommandServices } from '../../../src/app/commands/command.js';
import { dispatch } from '../../../src/app/commands/dispatch.js';
import type { Job } from '../../../src/app/job.js';
import { tenantRegistry } from '../../../src/app/tenant-registry.js';
import type { Tenant, TenantId } from '../../../src/tenants/tenant.js';
import { avery, channelRef, Desk, homeTenant } from '../../support/desk.js';
import { digestServices } from '../../support/digest-services.js';
import { noZap } from '../../support/no-zap.js';
import { contoso } from '../../support/sample-findings.js';

export const fabrikam: Tenant = {
  id: '22222222-2222-4222-8222-222222222222' as TenantId,
  name: 'Fabrikam',
};
export const woodgrove: Tenant = {
  id: '33333333-3333-4333-8333-333333333333' as TenantId,
  name: 'Woodgrove Bank',
};

export const securityChannel: CommandPlace = {
  kind: 'channel',
  tenantId: homeTenant,
  teamId: channelRef.teamId,
  channelId: channelRef.channelId,
  conversationId: `${channelRef.channelId};messageid=1`,
  serviceUrl: channelRef.serviceUrl,
};
export const otherChannel: CommandPlace = {
  ...securityChannel,
  channelId: '19:lunch@thread.tacv2',
  conversationId: '19:lunch@thread.tacv2;messageid=1',
};
export const personalChat: CommandPlace = {
  kind: 'personal',
  tenantId: homeTenant,
  conversationId: 'a:chat',
  serviceUrl: channelRef.serviceUrl,
};

/** The commands over a desk, with every answer that was posted. */
export class CommandDesk {
  readonly desk: Desk;
  readonly documents = new MemoryDocumentStore();
  readonly health = new MemoryTenantHealthStore();
  readonly queue: MemoryQueue<Job>;
  readonly claims: MemoryClaimStore;
  readonly replies: { place: CommandPlace; card: CardContent }[] = [];
  readonly readers = new Set<string>();
  /** What people send, by the address at which it lies. */
  readonly files = new Map<string, Uint8Array>();
  tenants: Tenant[] | Error = [contoso, fabrikam, woodgrove];
  readonly services: CommandServices;

  constructor(options: ConstructorParameters<typeof Desk>[0] = {}) {
    this.desk = new Desk(options);
    const { clock } = this.desk;
    this.queue = new MemoryQueue<Job>(clock);
    this.claims = new MemoryClaimStore(clock);
    const list = (): Promise<readonly Tenant[]> =>
      this.tenants instanceof Error ? Promise.reject(this.tenants) : Promise.resolve(this.tenants);
    this.services = {
      alerts: this.desk.services,
      registry: tenantRegistry({ list }, this.documents, clock),
      health: this.health,
      documents: this.documents,
      queue: this.queue,
      reply: (place, card) => {
        this.replies.push({ place, card });
        const activityId = `r${this.replies.length}`;
        return Promise.resolve({ conversationId: place.conversationId, activityId });
      },
      sendsFiles: true,
      download: (file) => {
        const bytes = this.files.get(file.downloadUrl);
        return Promise.resolve(
          bytes ? { kind: 'bytes', bytes } : { kind: 'refused', code: 'file.gone' },
        );
      },
      zap: noZap(this.documents, clock).search,
      digest: digestServices(this.desk, this.documents),
    };
  }

  async say(
    text: string,
    actor: Actor = avery,
    place: CommandPlace = securityChannel,
    files: readonly IncomingFile[] = [],
  ): Promise<CardContent | undefined> {
    await this.desk.ready;
    const said = { text: text.replace(/\s+/g, ' '), raw: text, files, actor, place };
    return this.desk.done(dispatch(this.services, this.readers, said));
  }

  /** Everything that waits in the queue. */
  async jobs(): Promise<Job[]> {
    const jobs: Job[] = [];
    for (;;) {
      const leased = await this.queue.receive(32, 3_600_000);
      if (leased.length === 0) return jobs;
      jobs.push(...leased.map(({ item }) => item));
    }
  }
}
