export type Wire = 'tables' | 'queues' | 'simulator';

interface SeenRequest {
  readonly wire: Wire;
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Names requests after what they do to whom. Undefined for polling and probing, which say nothing about the work. */
export function stepNames(): (seen: SeenRequest) => string | undefined {
  /** Which task an outbox row holds, for the deletion that names only its key. */
  const tasks = new Map<string, string>();
  return (seen) => {
    switch (seen.wire) {
      case 'tables':
        return tableStep(seen, tasks);
      case 'queues':
        return queueStep(seen);
      case 'simulator':
        return simulatorStep(seen);
    }
  };
}

function tableStep(
  { method, url, body }: SeenRequest,
  tasks: Map<string, string>,
): string | undefined {
  if (url.includes('/Tables')) return undefined;
  const target = decodeURIComponent(url);
  if (method === 'GET') {
    const kind = /RowKey(?:='| ge ')([a-z-]+)\|?/.exec(target)?.[1];
    return kind === undefined || isIdle(target) ? undefined : `tables: read ${kind}`;
  }
  if (method === 'DELETE') {
    const key = /RowKey='([^']*)'/.exec(target)?.[1] ?? '';
    return `tables: delete ${key.split('|')[0] ?? ''}(${tasks.get(key) ?? ''})`;
  }
  const rows = rowsOf(body).filter(({ PartitionKey }) => !isIdle(String(PartitionKey)));
  if (rows.length === 0) return undefined;
  return `tables: write ${[...new Set(rows.map((row) => rowName(row, tasks)))].sort().join(', ')}`;
}

/** What the service writes by the clock and not for the work. */
function isIdle(text: string): boolean {
  return /schedule|registry/.test(text);
}

/** The entities in a request, alone or in the parts of a batch: each stands on a line of its own. */
function rowsOf(body: string): readonly Row[] {
  return body
    .split(/\r?\n/)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Row);
}

function rowName(row: Row, tasks: Map<string, string>): string {
  const key = String(row['RowKey']);
  const kind = key.split('|')[0] ?? '';
  const value = JSON.parse(String(row['p0'])) as Row;
  if (row['PartitionKey'] === 'index') return `index(${kind})`;
  if (kind === 'audit') return `audit(${String(value['what'])})`;
  if (kind === 'alert') return `alert(${String(value['state'])})`;
  if (kind !== 'outbox') return kind;
  const task = String((value['task'] as Row)['kind']);
  tasks.set(key, task);
  return `outbox(${task} ${phaseOf(value)})`;
}

/** How far an outbox entry is, by the marks that it has. */
function phaseOf(entry: Row): string {
  if (entry['state'] !== 'claimed') return String(entry['state']);
  if (entry['answeredAt'] !== undefined) return 'answered';
  return entry['actingSince'] === undefined ? 'claimed' : 'acting';
}

function queueStep({ method, url, body }: SeenRequest): string | undefined {
  if (!url.includes('/messages') || method === 'GET') return undefined;
  if (method !== 'POST') return `queues: ${method === 'DELETE' ? 'finish' : 'renew'} job`;
  const text = /<MessageText>([^<]*)</.exec(body)?.[1] ?? '';
  const job = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Row;
  const later = /visibilitytimeout=[1-9]/i.test(url) ? ' for later' : '';
  return `queues: send ${String(job['kind'])}${later}`;
}

function simulatorStep({ method, url, body }: SeenRequest): string | undefined {
  const [path = ''] = url.split('?');
  if (path.startsWith('/exchange')) {
    const cmdlets = [...body.matchAll(/"CmdletName":"([^"]+)"/g)].map((match) => match[1]);
    return `exchange: ${[...new Set(cmdlets)].join('+') || path}`;
  }
  if (path.startsWith('/connector')) return `teams: ${connectorStep(method, body)}`;
  if (path.startsWith('/graph')) return accountStep(method, path);
  if (path.startsWith('/login')) return 'login: token';
  return undefined;
}

/** What is done to one account, without whose it is: 'graph: PATCH user', 'graph: POST user/revokeSignInSessions'. */
function accountStep(method: string, path: string): string | undefined {
  if (path.endsWith('/analyzedEmails/remediate')) return `graph: ${method} remediate`;
  const match = /\/users\/[0-9a-f-]{36}(\/\w+)?$/i.exec(path);
  return match ? `graph: ${method} user${match[1] ?? ''}` : undefined;
}

/** Cards are told apart by the title in their summary, which changes with the state. */
function connectorStep(method: string, body: string): string {
  const sent = JSON.parse(body || '{}') as { summary?: string; activity?: { summary?: string } };
  const summary = sent.summary ?? sent.activity?.summary ?? '';
  return `${method} card(${summary.split(':')[0] ?? ''})`;
}
