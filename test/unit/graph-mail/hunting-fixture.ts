import type { Asked } from './graph-server.js';
import { refused } from './graph-server.js';
import type { Scripted } from '../lib-http/scripted-server.js';

export const first = '11111111-0000-4000-8000-000000000001';
export const second = '11111111-0000-4000-8000-000000000002';
export const span = { from: '2026-11-18T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' };

export type HuntingTables = Record<string, object[] | 'unknown'>;

/** The columns that a table has even when it is empty. */
const columns: Readonly<Record<string, readonly string[]>> = {
  EmailPostDeliveryEvents: Object.keys(event({})),
  EmailEvents: Object.keys(mail({})),
  UrlClickEvents: Object.keys(click({})),
  EmailUrlInfo: ['NetworkMessageId', 'Url'],
  EmailAttachmentInfo: ['NetworkMessageId', 'FileName', 'FileType', 'SHA256', 'FileSize'],
};

export function queryOf({ body }: Asked): string {
  return (body as { Query: string }).Query;
}

/** Answers by the table that a query begins with; it does not filter. Keys in the case that the service likes today. */
export function hunting(tables: HuntingTables, upper = false): (asked: Asked) => Scripted {
  return (asked) => {
    const query = queryOf(asked);
    const table = query.split('\n', 1)[0] ?? '';
    const rows = tables[table] ?? [];
    if (rows === 'unknown') return refused(400, 'BadRequest');
    if (query.includes('count()')) {
      return answer(['Total'], [{ Total: rows.length }], upper);
    }
    const limit = Number(/take (\d+)/.exec(query)?.[1] ?? Infinity);
    const names = new Set([...(columns[table] ?? []), ...rows.flatMap((row) => Object.keys(row))]);
    return answer([...names], rows.slice(0, limit), upper);
  };
}

function answer(names: readonly string[], rows: readonly object[], upper: boolean): Scripted {
  const schema = names.map((name) =>
    upper ? { Name: name, Type: 'String' } : { name, type: 'String' },
  );
  return { body: upper ? { Schema: schema, Results: rows } : { schema, results: rows } };
}

export function event(more: object): object {
  return {
    Timestamp: '2026-11-19T08:49:40.1234567Z',
    NetworkMessageId: first,
    InternetMessageId: '<m1@bad.example>',
    RecipientEmailAddress: 'Ida@contoso.example',
    ActionType: 'Phish ZAP',
    ActionResult: 'Success',
    DeliveryLocation: 'Quarantine',
    ThreatTypes: 'Phish, Spam',
    ReportId: 'r1',
    ...more,
  };
}

export function mail(more: object): object {
  return {
    Timestamp: '2026-11-19T08:02:11Z',
    NetworkMessageId: first,
    InternetMessageId: '<m1@bad.example>',
    Subject: 'Invoice " | union',
    SenderFromAddress: 'X@Bad.example',
    SenderDisplayName: 'Support',
    SenderMailFromDomain: 'bounce.bad.example',
    SenderIPv4: '203.0.113.9',
    SenderIPv6: '',
    RecipientEmailAddress: 'ida@contoso.example',
    EmailDirection: 'Inbound',
    AuthenticationDetails: '{"SPF":"pass","DKIM":"none","DMARC":"fail","CompAuth":"pass"}',
    ThreatTypes: '',
    OrgLevelPolicy: '',
    DeliveryLocation: 'Inbox/folder',
    LatestDeliveryLocation: 'Quarantine',
    ClusterId: '18446744073709551615',
    ...more,
  };
}

export function click(more: object): object {
  return {
    Timestamp: '2026-11-19T08:10:00Z',
    ActionType: 'ClickAllowed',
    AccountUpn: 'Ida.Berg@contoso.example',
    NetworkMessageId: first,
    Workload: 'Email',
    IPAddress: '198.51.100.7',
    IsClickedThrough: false,
    ReportId: 'c1',
    ...more,
  };
}
