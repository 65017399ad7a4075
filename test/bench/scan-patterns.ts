import { tenantsAtOnce } from '../../src/app/forward-scan.js';
import pLimit from 'p-limit';
import { z } from 'zod';
import { readReaderConfig } from '../../src/app/config.js';
import { forwardScanner } from '../../src/app/forward-scan.js';
import { systemClock } from '../../src/lib/clock.js';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import type { tenantSetting } from './bench-tenants.js';

type Tenants = ReturnType<typeof tenantSetting>;

export interface ScanPattern {
  /** Scans the tenants, and gives the number of external forwards found; undefined where nothing is judged. */
  readonly run: (url: string, tenants: Tenants) => Promise<number | undefined>;
}

/** Tenants that the product reads at once; the bare requests keep to the same. */
export { tenantsAtOnce };

/** The product, by the way of the command line: `scan forwards`. */
const product: ScanPattern = {
  run: async (url, tenants) => {
    const config = readReaderConfig({
      WARDEN_LOGIN_URL: `${url}/login`,
      WARDEN_EXCHANGE_URL: `${url}/exchange`,
      WARDEN_READER_ID: DEMO.reader.appId,
      WARDEN_READER_SECRET: DEMO.reader.secret,
      WARDEN_TENANTS: JSON.stringify(tenants),
    });
    const scanner = forwardScanner(config, systemClock);
    const list = await scanner.tenants();
    if (list.kind === 'unreadable') throw new Error('The list of tenants can not be read.');
    const result = await scanner.scan({ tenants: list.tenants });
    if (!result.report.complete) throw new Error('A scan was not complete.');
    return Array.from(result.rows()).length;
  },
};

const rowsSchema = z.object({
  value: z.array(z.record(z.string(), z.unknown())),
  '@odata.nextLink': z.string().optional(),
});
type RowsAnswer = z.infer<typeof rowsSchema>;

async function postJson(url: string, token: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'client-request-id': crypto.randomUUID(),
      prefer: 'odata.maxpagesize=1000',
    },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

async function tokenFor(url: string, tenantId: string): Promise<string> {
  const response = await fetch(`${url}/login/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: DEMO.reader.appId,
      client_secret: DEMO.reader.secret,
      scope: 'https://outlook.office365.com/.default',
    }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

function cmdlet(name: string, parameters: Readonly<Record<string, string>>): object {
  return { CmdletInput: { CmdletName: name, Parameters: parameters } };
}

/**
 * The bound: for each tenant one token and one batch, as many tenants at once as the product takes, and nothing done with
 * the answer but to read it.
 */
const bound: ScanPattern = {
  run: async (url, tenants) => {
    await pLimit(tenantsAtOnce).map(tenants, async ({ tenantId }) => {
      const token = await tokenFor(url, tenantId);
      const root = `${url}/exchange/adminapi/beta/${tenantId}`;
      const filter = 'ForwardingSmtpAddress -ne $null -or ForwardingAddress -ne $null';
      const calls = [
        cmdlet('Get-AcceptedDomain', {}),
        cmdlet('Get-Mailbox', { ResultSize: 'Unlimited', Filter: filter }),
      ];
      const requests = calls.map((body, index) => ({
        ...{ id: String(index), method: 'POST', url: `${root}/InvokeCommand`, body },
        headers: { Prefer: 'odata.maxpagesize=1000', 'Content-Type': 'application/json' },
      }));
      await postJson(`${root}/$batch`, token, { requests });
    });
    return undefined;
  },
};

/**
 * The usual way of the scripts that people run: tenant after tenant, one request after the other; every mailbox in full,
 * page by page, then each target of a forward that lies in the organisation by a Get-Recipient of its own.
 */
const usual: ScanPattern = {
  run: async (url, tenants) => {
    let external = 0;
    for (const { tenantId } of tenants) {
      const token = await tokenFor(url, tenantId);
      const call = `${url}/exchange/adminapi/beta/${tenantId}/InvokeCommand`;
      const domains = await allPages(call, token, cmdlet('Get-AcceptedDomain', {}));
      const own = new Set(domains.map((row) => String(row['DomainName'])));
      const everything = cmdlet('Get-Mailbox', { ResultSize: 'Unlimited' });
      for (const mailbox of await allPages(call, token, everything)) {
        const target = targetOf(mailbox);
        if (target === undefined) continue;
        if (!(await staysInside(target, own, { call, token }))) external += 1;
      }
    }
    return external;
  },
};

async function allPages(
  call: string,
  token: string,
  body: object,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows: RowsAnswer['value'] = [];
  for (let next: string | undefined = call; next !== undefined;) {
    const page: RowsAnswer = rowsSchema.parse(await postJson(next, token, body));
    rows.push(...page.value);
    next = page['@odata.nextLink'];
  }
  return rows;
}

type Target = { readonly recipient: string } | { readonly address: string };

function targetOf(mailbox: Readonly<Record<string, unknown>>): Target | undefined {
  const { ForwardingAddress: recipient, ForwardingSmtpAddress: address } = mailbox;
  if (typeof recipient === 'string') return { recipient };
  return typeof address === 'string' ? { address: address.replace(/^smtp:/i, '') } : undefined;
}

async function staysInside(
  target: Target,
  own: ReadonlySet<string>,
  { call, token }: { readonly call: string; readonly token: string },
): Promise<boolean> {
  if ('address' in target && !isIn(target.address, own)) return false;
  const identity = 'address' in target ? target.address : target.recipient;
  const found = await allPages(call, token, cmdlet('Get-Recipient', { Identity: identity }));
  const outward = found[0]?.['ExternalEmailAddress'];
  return typeof outward !== 'string' || isIn(outward.replace(/^smtp:/i, ''), own);
}

function isIn(address: string, domains: ReadonlySet<string>): boolean {
  return domains.has(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

export const scanPatterns = { bound, product, usual } as const;
export type PatternName = keyof typeof scanPatterns;
