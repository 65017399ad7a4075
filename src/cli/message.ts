import { readReaderConfig } from '../app/config.js';
import {
  copyText,
  explanationLines,
  isWhole,
  messageJson,
  notLookedFor,
} from '../app/message-text.js';
import { zapScanner } from '../app/zap-scan.js';
import { systemClock } from '../lib/clock.js';
import type { FoundMessage } from '../zap/message-card.js';
import { parseMessageQuery } from '../zap/message-query.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, UsageError, type ExitCode } from './exit-code.js';
import { jsonText } from './json-text.js';
import { listedTenants } from './list-tenants.js';
import { pickTenants } from './pick-tenants.js';
import { plain, textTable } from './text-table.js';

export interface MessageOptions {
  readonly id: string;
  readonly tenant?: readonly string[];
  readonly format: 'table' | 'json';
}

/** `message`: one message wherever it is now: its copies, who got it, and what it is. */
export async function messageCommand(
  { id, tenant, format }: MessageOptions,
  { env, terminal }: CommandContext,
): Promise<ExitCode> {
  const refs = parseMessageQuery(id);
  if (refs === undefined) {
    throw new UsageError('expected an InternetMessageId or a NetworkMessageId (a GUID).');
  }
  const scanner = zapScanner(readReaderConfig(env), systemClock);
  const watched = listedTenants(await scanner.tenants(), terminal);
  if (watched === undefined) return exitCodes.incomplete;
  const { found, notAsked } = await scanner.message(pickTenants(watched, tenant), refs);
  if (format === 'json') await terminal.print(jsonText(found.map(messageJson)));
  else for (const one of found) await terminal.print(textOf(one));
  for (const { tenant: unasked, why } of notAsked) {
    terminal.say(`Not asked: ${plain(unasked.name)}: ${why}`);
  }
  if (notAsked.length > 0 || !found.every(isWhole)) return exitCodes.incomplete;
  if (found.length > 0) return exitCodes.found;
  terminal.say('No tenant has it, as far as 10 days back.');
  return exitCodes.clean;
}

function textOf(found: FoundMessage): string {
  const { tenantName, refs, copies, deliveries } = found;
  const more = notLookedFor(found);
  const rows = [...copies].map(([address, state]) => [address, copyText(state)]);
  return [
    `Tenant: ${plain(tenantName)}`,
    `NetworkMessageId: ${plain(refs.networkMessageId ?? '(not known)')}`,
    `InternetMessageId: ${plain(refs.internetMessageId ?? '(not known)')}`,
    '',
    textTable(['Recipient', 'Where it is now'], rows),
    ...(more > 0 ? [`Not looked for: the copies of ${more} more.`] : []),
    ...(deliveries === undefined ? ['Not read: who else received it could not be asked.'] : []),
    ...(deliveries?.limits ?? []).map((limit) => `Limit: ${limit}`),
    '',
    ...explanationLines(found),
    '',
    '',
  ].join('\n');
}
