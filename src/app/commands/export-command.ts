import type { CardContent } from '../../alerts/card-content.js';
import { randomId } from '../../lib/digest.js';
import { exportFileName } from '../exports/export-file-name.js';
import type { ExportKind } from '../exports/export-kind.js';
import { exportKindNamed, exportKinds } from '../exports/export-kinds.js';
import {
  areDays,
  daysHint,
  exportRequest,
  parseWeek,
  type Asked,
} from '../exports/export-request.js';
import { addExport, changeExport, readExport, type StoredExport } from '../exports/export-store.js';
import { exportTenants } from '../exports/export-tenants.js';
import { exportWords, kindsText } from '../exports/export-words.js';
import { notice, type Command, type CommandCall, type CommandServices } from './command.js';
import { findTargets } from './scan-target.js';
import { splitDays, twoMeanings } from './wanted-days.js';

const names = exportKinds.map(({ name }) => name);

export const exportCommand: Command = {
  name: 'export',
  usage: 'export <what> [tenant] [days]',
  explanation: `Gives you a file (CSV) in our personal chat, of ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}. For approvers and readers.`,
  access: 'exporter',
  run: async (services, call) => {
    const wanted = await wantedOf(services, call.argument);
    if ('template' in wanted) return wanted;
    if (!services.sendsFiles) {
      const line = `inbox-warden export ${wanted.kind.name}`;
      return notice(
        'No files here',
        `Teams takes no files from bots in this cloud. On the command line, "${line}" writes the same rows.`,
      );
    }
    return start(services, call, wanted);
  },
};

interface Wanted extends Asked {
  readonly kind: ExportKind;
}

/** What was asked for, or a card that asks back. It never guesses. */
async function wantedOf(
  services: CommandServices,
  argument: string,
): Promise<Wanted | CardContent> {
  const [word = '', ...others] = argument.trim().split(' ');
  const kind = exportKindNamed(word.toLowerCase());
  if (kind === undefined)
    return notice('Export what?', `Say "export" and: ${kindsText(exportKinds)}`);
  const rest = others.join(' ').trim();
  return kind.asks === 'week' ? ofWeek(services, kind, rest) : ofTenant(services, kind, rest);
}

async function ofWeek(
  services: CommandServices,
  kind: ExportKind,
  rest: string,
): Promise<Wanted | CardContent> {
  const tenants = await allTenants(services);
  if (rest === '') return { kind, tenants };
  const week = parseWeek(rest);
  return week === undefined
    ? notice(
        'Which week?',
        'Say a week such as 2026-W48, or nothing for the last one that is over.',
      )
    : { kind, tenants, week };
}

async function ofTenant(
  services: CommandServices,
  kind: ExportKind,
  rest: string,
): Promise<Wanted | CardContent> {
  const { named, days } = await daysOf(services, kind, rest);
  if (days === 'two-meanings') return twoMeanings;
  if (days === 'none') return notice('How many days?', daysHint(kind));
  if (named === '') return { kind, tenants: await allTenants(services), days };
  const target = await findTargets(services, named);
  if (target.kind === 'unclear') return notice('Which tenant?', target.hint);
  return target.mailbox === undefined
    ? { kind, tenants: target.tenants, days }
    : notice(
        'Which tenant?',
        'A file is of whole tenants: say the name, a domain or the id of one.',
      );
}

interface Days {
  readonly named: string;
  readonly days: number | undefined | 'none' | 'two-meanings';
}

/** A number at the end is days, unless the whole is the name of a tenant: that is taken only when it can't be days. */
async function daysOf(services: CommandServices, kind: ExportKind, rest: string): Promise<Days> {
  const split = splitDays(rest);
  if (split === undefined) return { named: rest, days: undefined };
  const whole = rest.toLowerCase();
  const tenants = await services.registry.tenants();
  const isName = tenants.some(({ name }) => name.toLowerCase() === whole);
  const possible = areDays(kind, split.days);
  if (!isName) return { named: split.target, days: possible ? split.days : 'none' };
  return possible ? { named: rest, days: 'two-meanings' } : { named: rest, days: undefined };
}

function allTenants({
  registry,
  alerts,
  health,
}: CommandServices): ReturnType<typeof exportTenants> {
  return exportTenants(registry, alerts.store, health);
}

/** Says that it is being prepared, and hands the rest to a worker: counting can take longer than Teams waits. */
async function start(
  services: CommandServices,
  { actor, place }: CommandCall,
  { kind, ...asked }: Wanted,
): Promise<undefined> {
  const { alerts, documents, queue } = services;
  const now = alerts.clock.now();
  const request = exportRequest(kind, asked, now);
  const { tenantId, teamId, channelId, conversationId, serviceUrl } = place;
  const row: StoredExport = {
    id: randomId(),
    kind: kind.name,
    request: { ...request, tenants: [...request.tenants] },
    fileName: exportFileName(kind, request, alerts.options.timeZone),
    asker: { tenantId: actor.tenantId, objectId: actor.objectId },
    place: { kind: place.kind, tenantId, teamId, channelId, conversationId, serviceUrl },
    state: 'asked',
    tries: 0,
    changedAt: now.toISOString(),
  };
  await addExport(documents, row);
  const { title, text } = exportWords(row);
  const message = await services.reply(place, notice(title, text));
  const held = await readExport(documents, row.id);
  if (held && message) await changeExport(documents, held, { notice: message });
  await queue.send({ kind: 'export-file', exportId: row.id });
  return undefined;
}
