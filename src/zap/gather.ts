import type { Cause } from '../tenants/cause.js';
import type { MailboxFailure } from '../tenants/coverage.js';
import { causeOf } from '../tenants/diagnose.js';
import type { TenantId } from '../tenants/tenant.js';
import { capabilitiesOf, type CapabilityServices } from './capabilities.js';
import { type Capability } from '../tenants/capabilities.js';
import {
  saidEverything,
  type SourceFailure,
  type SourceRead,
  type ZapCoverage,
} from './coverage.js';
import {
  overlapMs,
  readNextMailboxes,
  readSomeMailboxes,
  type MailboxesReading,
} from './mailbox-reading.js';
import { indexPeople, type PeopleIndex } from './people.js';
import type { DirectoryPerson, MailboxZapSource } from './ports.js';
import type { TimeSpan } from '../lib/time-span.js';
import type { ZapSighting } from './sighting.js';
import { readTenantSources, type SourcesReading } from './tenant-reading.js';

export interface GatherOptions {
  readonly span: TimeSpan;
  readonly mailbox?: string | undefined;
  readonly everyMailbox: boolean;
  readonly mailboxesPerRun: number;
  readonly now: Date;
}

/** Everything that the sources said, before anything is joined. */
export interface ZapReading extends Pick<
  ZapCoverage,
  'span' | 'sourcesRead' | 'absent' | 'sourceFailures' | 'failures'
> {
  readonly sightings: readonly ZapSighting[];
  /** Empty when the directory could not be read; then there is a failure of it. */
  readonly people: readonly DirectoryPerson[];
  /** The primary address of the mailbox asked for, by which it stands in records. */
  readonly mailbox?: string | undefined;
  /** To be called when everything is stored: moves the rotation on. */
  commit(): Promise<void>;
}

/**
 * Reads the best sources that a tenant has. Mailboxes are read one after the other in a rotation where no source speaks
 * for the whole tenant; where one does, only those to which it says that mail was moved, for whether it was read.
 */
export async function gatherZaps(
  tenantId: TenantId,
  services: CapabilityServices,
  options: GatherOptions,
): Promise<ZapReading> {
  const { span, now } = options;
  const capabilities = await capabilitiesOf(tenantId, services, now);
  const directory = await readDirectory(tenantId, services.mailboxes);
  const index = indexPeople(directory.people);
  const asked = options.mailbox === undefined ? undefined : personAsked(index, options.mailbox);
  const tenantWide = await readTenantSources(tenantId, services, capabilities, span, now);
  const task = { ...options, index, asked, tenantWide, people: directory.people };
  const mailboxes = await readMailboxes(tenantId, services, capabilities.get('mailbox'), task);
  const sightings = [...tenantWide.sightings, ...(mailboxes.reading?.sightings ?? [])];
  return {
    span,
    sightings: asked === undefined ? sightings : sightings.filter(isOf(asked.address, index)),
    people: directory.people,
    mailbox: asked?.address,
    sourcesRead: [...tenantWide.read, ...mailboxes.read],
    absent: [...tenantWide.absent, ...mailboxes.absent],
    sourceFailures: [...directory.failures, ...tenantWide.failures, ...mailboxes.failures],
    failures: [...unfound(asked, directory), ...(mailboxes.reading?.failures ?? [])],
    commit: () => mailboxes.reading?.commit() ?? Promise.resolve(),
  };
}

interface Directory {
  readonly people: readonly DirectoryPerson[];
  readonly failures: readonly SourceFailure[];
}

async function readDirectory(tenantId: TenantId, source: MailboxZapSource): Promise<Directory> {
  try {
    return { people: await source.people(tenantId), failures: [] };
  } catch (error) {
    return { people: [], failures: [{ source: 'directory', cause: causeOrRethrow(error) }] };
  }
}

interface Asked {
  readonly address: string;
  readonly person: DirectoryPerson | undefined;
}

function personAsked(index: PeopleIndex, mailbox: string): Asked {
  return { address: index.addressOf(mailbox), person: index.personOf(mailbox) };
}

function isOf(address: string, index: PeopleIndex): (sighting: ZapSighting) => boolean {
  return ({ recipient }) => index.addressOf(recipient) === address;
}

/** Nobody of that name in a directory that was read: never "nothing found". */
function unfound(asked: Asked | undefined, directory: Directory): readonly MailboxFailure[] {
  if (asked === undefined || asked.person !== undefined || directory.failures.length > 0) return [];
  return [{ mailbox: asked.address, cause: { code: 'mailbox-not-found' } }];
}

interface MailboxTask extends GatherOptions {
  readonly index: PeopleIndex;
  readonly asked: Asked | undefined;
  readonly tenantWide: SourcesReading;
  readonly people: readonly DirectoryPerson[];
}

interface MailboxPart {
  readonly reading?: MailboxesReading | undefined;
  readonly read: readonly SourceRead[];
  readonly absent: SourcesReading['absent'];
  readonly failures: readonly SourceFailure[];
}

async function readMailboxes(
  tenantId: TenantId,
  services: CapabilityServices,
  capability: Capability | undefined,
  task: MailboxTask,
): Promise<MailboxPart> {
  if (capability?.kind === 'absent') {
    const absent = [{ source: 'mailbox' as const, why: capability.why }];
    return { read: [], absent, failures: [] };
  }
  const reading = await chooseMailboxes(tenantId, services, task);
  if (reading === undefined) return { read: [], absent: [], failures: [] };
  const { sourceFailure, sightings, mailboxes } = reading;
  const answered = mailboxes.read > 0 || sourceFailure === undefined;
  return {
    reading,
    read: answered
      ? [{ name: 'mailbox', sightings: sightings.length, truncated: false, mailboxes }]
      : [],
    absent: [],
    failures: sourceFailure === undefined ? [] : [sourceFailure],
  };
}

async function chooseMailboxes(
  tenantId: TenantId,
  { mailboxes, documents }: CapabilityServices,
  task: MailboxTask,
): Promise<MailboxesReading | undefined> {
  const { people, asked, tenantWide, span, mailboxesPerRun: size, now } = task;
  const earlier = new Date(Date.parse(span.from) - overlapMs).toISOString();
  if (asked !== undefined) {
    if (asked.person === undefined) return undefined;
    return readSomeMailboxes(tenantId, mailboxes, [asked.person], { ...span, from: earlier });
  }
  const whole = tenantWide.read.some(saidEverything);
  if (!whole) {
    if (people.length === 0) return undefined;
    const everybody = task.everyMailbox;
    return readNextMailboxes(tenantId, mailboxes, {
      documents,
      people,
      span,
      size,
      everybody,
      now,
    });
  }
  const named = peopleWithMovedMail(tenantWide.sightings, task.index).slice(0, size);
  if (named.length === 0) return undefined;
  return readSomeMailboxes(tenantId, mailboxes, named, { ...span, from: earlier });
}

/** Whose mailbox holds what ZAP moved; who got the latest first. */
function peopleWithMovedMail(
  sightings: readonly ZapSighting[],
  index: PeopleIndex,
): readonly DirectoryPerson[] {
  const timeOf = ({ zapAt, receivedAt }: ZapSighting): number =>
    Date.parse(zapAt?.at ?? receivedAt ?? '') || 0;
  const people = sightings
    .filter(({ location }) => location === 'junk' || location === 'deleted-items')
    .sort((a, b) => timeOf(b) - timeOf(a))
    .flatMap(({ recipient }) => index.personOf(recipient) ?? []);
  return [...new Set(people)];
}

function causeOrRethrow(error: unknown): Cause {
  const cause = causeOf(error);
  if (cause === undefined) throw error;
  return cause;
}
