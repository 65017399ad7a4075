import { rowsOf } from '../scenario/tenant-source.js';
import type { Cmdlet, CmdletCall, CmdletResult } from './cmdlet.js';
import type { PropertyTypes } from './output.js';
import { choicesOf, lets } from './report-filters.js';
import { reportRows } from './report-keys.js';
import { DAY_MS, pageOf, reportWindow } from './report-window.js';
import { SPOOF_ACTIONS } from './report-words.js';
import { spoofedMail } from './spoofed-mail.js';
import type { SpoofedMail } from './spoofed-mail.js';

const RULES = {
  names: ['StartDate', 'EndDate'],
  usualMs: 90 * DAY_MS,
  widestMs: 90 * DAY_MS,
  farthestMs: 90 * DAY_MS,
} as const;
const PAGES = { usual: 1000, most: 5000 };
const INSIGHT_MS = 30 * DAY_MS;

const SPOOF: PropertyTypes = {
  Date: 'DateTime',
  EventType: 'String',
  Direction: 'String',
  Domain: 'String',
  Action: 'String',
  SpoofedSender: 'String',
  TrueSender: 'String',
  SenderIp: 'String',
  SendingInfrastructure: 'String',
  MessageCount: 'Int32',
  SpoofType: 'String',
  Source: 'String',
  CompAuthResult: 'String',
  CompAuthReason: 'String',
  SpfAuthStatus: 'String',
  DkimAuthStatus: 'String',
  DmarcAuthStatus: 'String',
};
const PAGE_NAMES = {
  SpoofedSender: 'Spoofed User',
  SenderIp: 'Sender IP',
  MessageCount: 'Count',
  CompAuthResult: 'Result',
  CompAuthReason: 'Result Code',
  SpfAuthStatus: 'SPF',
  DkimAuthStatus: 'DKIM',
  DmarcAuthStatus: 'DMARC',
};

/**
 * Microsoft Learn: "Get-SpoofMailReport". Mail of the last 90 days whose sender was forged, by UTC day and by who sent it
 * as whom. The usual names of the properties are those that scripts read; the page has others.
 *
 * Assumptions: messages are counted here, not recipients; it is caught when it was kept out of any inbox; the true
 * sender's organizational domain is the last two labels of the PTR record.
 */
export const getSpoofMailReport: Cmdlet = {
  parameters: {
    StartDate: 'date',
    EndDate: 'date',
    Action: 'list',
    Direction: 'list',
    EventType: 'list',
    Page: 'whole',
    PageSize: 'whole',
  },
  limitsItself: true,
  properties: SPOOF,
  entity: 'SpoofMailReport',
  run: report,
};

function report({ context, tenant, parameters }: CmdletCall): CmdletResult {
  const window = reportWindow(parameters, RULES, context.clock().getTime());
  const actions = choicesOf(parameters, 'Action', SPOOF_ACTIONS);
  choicesOf(parameters, 'Direction', ['Inbound']);
  choicesOf(parameters, 'EventType', ['SpoofMail']);
  const groups = new Map<string, { readonly row: object; count: number }>();
  for (const one of spoofedMail(tenant, window)) {
    const row = groupOf(one);
    if (!lets(actions, row.Action)) continue;
    const key = Object.values(row).join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { row, count: 1 });
    else group.count += 1;
  }
  const rows = [...groups.values()].map(({ row, count }) => ({ ...row, MessageCount: count }));
  return reportRows(tenant.mail, pageOf(rows, parameters, PAGES), SPOOF, PAGE_NAMES);
}

function groupOf({ message, isInternal, domain, spoofed, trueDomain, isCaught }: SpoofedMail) {
  const { authentication, receivedAt, senderIp } = message;
  return {
    Date: `${receivedAt.slice(0, 10)}T00:00:00Z`,
    EventType: 'SpoofMail',
    Direction: 'Inbound',
    Domain: domain,
    Action: isCaught ? 'CaughtAsSpam' : 'GoodMail',
    SpoofedSender: spoofed,
    TrueSender: trueDomain ?? '',
    SenderIp: trueDomain === undefined ? senderIp : '',
    SendingInfrastructure: trueDomain ?? senderIp,
    SpoofType: isInternal ? 'Internal' : 'External',
    Source: 'Spoof intelligence',
    CompAuthResult: authentication.compauth,
    CompAuthReason: authentication.reason,
    SpfAuthStatus: authentication.spf,
    DkimAuthStatus: authentication.dkim,
    DmarcAuthStatus: authentication.dmarc,
  };
}

/**
 * Microsoft Learn: "Get-SpoofIntelligenceInsight". Who sent as whom in the last 30 days, and whether spoof intelligence let
 * it in. `-Identity` is there and isn't used.
 *
 * Assumption: a pair is blocked when its newest message was caught.
 */
export const getSpoofIntelligenceInsight: Cmdlet = {
  parameters: { Identity: 'identity' },
  limitsItself: true,
  properties: {
    SpoofedUser: 'String',
    SendingInfrastructure: 'String',
    MessageCount: 'Int32',
    LastSeen: 'DateTime',
    SpoofType: 'String',
    Action: 'String',
  },
  entity: 'SpoofIntelligenceInsight',
  run: ({ context, tenant }) => {
    const now = context.clock().getTime();
    const pairs = new Map<string, { readonly newest: SpoofedMail; count: number }>();
    for (const one of spoofedMail(tenant, { from: now - INSIGHT_MS, to: now })) {
      const key = `${one.spoofed}\n${infrastructureOf(one)}`;
      const pair = pairs.get(key);
      if (pair === undefined) pairs.set(key, { newest: one, count: 1 });
      else pair.count += 1;
    }
    return { kind: 'rows', rows: rowsOf([...pairs.values()].map(insightRow)) };
  },
};

function insightRow({ newest, count }: { newest: SpoofedMail; count: number }): object {
  return {
    SpoofedUser: newest.spoofed,
    SendingInfrastructure: infrastructureOf(newest),
    MessageCount: count,
    LastSeen: newest.message.receivedAt,
    SpoofType: newest.isInternal ? 'Internal' : 'External',
    Action: newest.isCaught ? 'Block' : 'Allow',
  };
}

function infrastructureOf({ trueDomain, message }: SpoofedMail): string {
  return trueDomain ?? message.senderIp;
}
