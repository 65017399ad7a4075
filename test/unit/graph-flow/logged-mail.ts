import type { Asked } from '../graph-mail/graph-server.js';
import type { Scripted } from '../lib-http/scripted-server.js';

/** One delivery as EmailEvents has it, and whether the query tells it one by one. */
export interface Logged {
  readonly at: string;
  readonly told: boolean;
  readonly row: Readonly<Record<string, unknown>>;
}

export const id = '11111111-0000-4000-8000-000000000001';

export function told(at: string, more: object = {}): Logged {
  return {
    at,
    told: true,
    row: {
      Id: id,
      Recipient: 'ida@contoso.example',
      Subject: 'Invoice 4711',
      SenderFromAddress: 'X@Bad.example',
      SenderFromDomain: 'bad.example',
      SenderIPv4: '203.0.113.9',
      SenderIPv6: '',
      EmailDirection: 'Inbound',
      DeliveryAction: 'Junked',
      DeliveryLocation: 'Junk folder',
      ThreatTypes: 'Spam',
      DetectionMethods: '{"Spam":["General filter"]}',
      BulkComplaintLevel: 4,
      AuthenticationDetails: '{"SPF":"pass","CompAuth":"Pass"}',
      ClusterId: '18446744073709551615',
      ...more,
    },
  };
}

export function summed(at: string, more: object = {}): Logged {
  return {
    at,
    told: false,
    row: {
      FromUs: false,
      Who: 'ida@contoso.example',
      EmailDirection: 'Inbound',
      DeliveryAction: 'Delivered',
      DeliveryLocation: 'Inbox/folder',
      ...more,
    },
  };
}

const columns = {
  count: ['Part', 'Mails', 'ToldMails'],
  told: ['Timestamp', ...Object.keys(told('').row)],
  sums: [...Object.keys(summed('').row), 'Mails', 'Recipients', 'First'],
};

export interface Habits {
  /** Rows of an answer at most, without a word. */
  readonly cap?: number | undefined;
  readonly upper?: boolean | undefined;
}

/** Answers the three questions of the source for what is logged, as the service would: windows are half open. */
export function hunting(
  logged: readonly Logged[],
  { cap = 100_000, upper = false }: Habits = {},
): (asked: Asked) => Scripted {
  return (asked) => {
    const query = (asked.body as { Query: string }).Query;
    const [from, to] = windowIn(query);
    const within = logged.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
    const take = Number(/take (\d+)/.exec(query)?.[1] ?? Infinity);
    const kind = query.includes('ToldMails')
      ? 'count'
      : query.includes('not(Told)')
        ? 'sums'
        : 'told';
    const rows = { count: counts, told: toldRows, sums: sumRows }[kind](within, query);
    const schema = columns[kind].map((name) => (upper ? { Name: name } : { name }));
    const results = rows.slice(0, Math.min(cap, take));
    return { body: upper ? { Schema: schema, Results: results } : { schema, results } };
  };
}

function windowIn(query: string): readonly [from: number, to: number] {
  const times = [...query.matchAll(/Timestamp (?:>=|<) datetime\(([^)]+)\)/g)].map(([, at = '']) =>
    Date.parse(at),
  );
  const [, to = NaN, from = NaN] = times;
  return [from, to];
}

function counts(logged: readonly Logged[], query: string): object[] {
  const [, offset = '', size = ''] = /bin\(Timestamp - (\d+)ms, (\d+)ms\)/.exec(query) ?? [];
  const parts = new Map<number, Logged[]>();
  for (const one of logged) {
    const part = Math.floor((Date.parse(one.at) - Number(offset)) / Number(size)) * Number(size);
    parts.set(part, [...(parts.get(part) ?? []), one]);
  }
  return [...parts].map(([part, found]) => ({
    Part: new Date(part).toISOString(),
    Mails: found.length,
    ToldMails: found.filter(({ told: isTold }) => isTold).length,
  }));
}

function toldRows(logged: readonly Logged[]): object[] {
  return logged.filter((one) => one.told).map(({ at, row }) => ({ Timestamp: at, ...row }));
}

function sumRows(logged: readonly Logged[]): object[] {
  const groups = new Map<string, Logged[]>();
  for (const one of logged.filter((other) => !other.told)) {
    const key = `${String(one.row['Who'])} ${one.at.slice(0, 13)}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((found) => ({
    ...found[0]?.row,
    Mails: found.length,
    Recipients: found.length,
    First: found.map(({ at }) => at).sort()[0],
  }));
}
