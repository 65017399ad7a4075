import { parseAlertId, type Alert } from '../alerts/alert.js';
import type { CardContent } from '../alerts/card-content.js';
import { ownText } from '../lib/untrusted.js';
import { isSharedHost } from '../zap/analysis/shared-host.js';
import { correlate } from '../zap/correlate.js';
import { parseZapFacts } from '../zap/facts.js';
import { messageCard } from '../zap/message-card.js';
import { recordCard } from '../zap/record-card.js';
import type { ZapRecord } from '../zap/records.js';
import type { CommandServices } from './commands/command.js';
import { findMessage } from './find-message.js';

/** The alert, when it is one of a zapped message. */
export async function zappedAlert(
  { alerts }: CommandServices,
  alertId: string,
): Promise<Alert | undefined> {
  const id = parseAlertId(alertId);
  const alert = id && (await alerts.store.locate(id))?.row;
  return alert?.kind === 'zap' ? alert : undefined;
}

/** What a zapped message's card has no room for: its analysis with what belongs to it, then where its copies are and who got it. */
export async function* zapDetails(
  services: CommandServices,
  alert: Alert,
): AsyncGenerator<CardContent> {
  const { zap, alerts } = services;
  const facts = parseZapFacts(alert.facts);
  const record = (await zap.records.read(alert.tenantId, facts.key))?.record;
  if (record) {
    const relations = correlate(record, await everyRecord(services), {
      isSharedDomain: isSharedHost,
    });
    yield recordCard(record, ownText(alert.id), relations);
  }
  const { networkMessageId, internetMessageId } = facts;
  if (networkMessageId === undefined && internetMessageId === undefined) return;
  const tenant = { id: alert.tenantId, name: alert.tenantName };
  const refs = { networkMessageId, internetMessageId };
  const { found } = await findMessage(zap, [tenant], refs, alerts.clock);
  const { timeZone } = alerts.options;
  for (const one of found) yield messageCard(one, { timeZone });
}

/** Of all customers: an attacker uses the same servers and hosts against many. */
async function everyRecord({ registry, zap }: CommandServices): Promise<readonly ZapRecord[]> {
  const records: ZapRecord[] = [];
  for (const { id } of await registry.tenants()) {
    for await (const { record } of zap.records.list(id)) records.push(record);
  }
  return records;
}
