import { ContractError } from '../lib/errors.js';
import { domainOf, registrableDomain } from '../lib/infrastructure.js';
import type { MailRow } from './mail-row.js';

/** One row with what every count of it needs to know. */
export interface SeenRow {
  readonly row: MailRow;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `own`: sent by a user of the tenant, to the outside or inside. `outside`: everything else. */
  readonly side: 'own' | 'outside';
  readonly unwanted: boolean;
  /** What somebody registered; '' where the sender has none. Undefined where the row names no sender. */
  readonly senderDomain: string | undefined;
  /** It came from outside and uses a domain of the tenant. */
  readonly claimsOwnDomain: boolean;
  /** Whose name was used by somebody else, if it was: a domain of the tenant or another one. */
  readonly spoofed: 'internal' | 'external' | undefined;
}

/** Domains are looked up once; when there are too many of them the memory of them begins anew. */
const mostRemembered = 20_000;

interface KnownDomain {
  readonly registered: string;
  readonly isOwn: boolean;
}

/** Turns rows into what is counted. `ownDomains` in lower case; their subdomains are own too. */
export class RowReader {
  readonly #own: ReadonlySet<string>;
  readonly #known = new Map<string, KnownDomain>();

  constructor(ownDomains: readonly string[]) {
    this.#own = new Set(ownDomains.map((name) => name.toLowerCase()));
  }

  /** @throws ContractError for a row without a time. */
  read(told: MailRow): SeenRow {
    const row = shortened(told);
    const { direction, verdict, sender } = row;
    const at = Date.parse(row.at);
    if (Number.isNaN(at)) {
      throw new ContractError('A row of mail flow has no time.', { service: 'mail', path: 'at' });
    }
    const side = direction === 'outbound' || direction === 'intra-org' ? 'own' : 'outside';
    const domain = sender === undefined ? undefined : this.#domainOf(sender);
    const claimsOwnDomain = side === 'outside' && domain?.isOwn === true;
    return {
      row,
      at,
      side,
      unwanted: verdict !== 'clean',
      senderDomain: domain?.registered,
      claimsOwnDomain,
      spoofed: side === 'outside' ? spoofOf(row, claimsOwnDomain) : undefined,
    };
  }

  #domainOf(sender: string): KnownDomain {
    const raw = sender.slice(sender.lastIndexOf('@') + 1);
    const known = this.#known.get(raw);
    if (known !== undefined) return known;
    if (this.#known.size >= mostRemembered) this.#known.clear();
    const domain = sender.includes('@') ? (domainOf(sender) ?? '') : '';
    const found = {
      registered: registrableDomain(domain) ?? domain,
      isOwn: this.#isOwn(domain),
    };
    this.#known.set(raw, found);
    return found;
  }

  #isOwn(domain: string): boolean {
    for (let rest = domain; rest !== '';) {
      if (this.#own.has(rest)) return true;
      const dot = rest.indexOf('.');
      rest = dot < 0 ? '' : rest.slice(dot + 1);
    }
    return false;
  }
}

/** The longest address (RFC 5321, 4.5.3.1: 64 + 1 + 255); whatever claims to be longer is cut, so that none takes all room. */
const longestAddress = 320;

function shortened(row: MailRow): MailRow {
  const { sender = '', recipient = '' } = row;
  if (sender.length <= longestAddress && recipient.length <= longestAddress) return row;
  return {
    ...row,
    sender: row.sender?.slice(0, longestAddress),
    recipient: row.recipient?.slice(0, longestAddress),
  };
}

/**
 * A domain of ours that was not proven: composite authentication 'fail' or 'none' stands for the reasons 010 and 6xx, which
 * only headers tell (Microsoft Learn: "Anti-spam message headers"). Services that send in the organisation's name without
 * being set up for it look the same.
 */
function spoofOf(
  { spoof, verdict, compauth }: MailRow,
  claimsOwnDomain: boolean,
): SeenRow['spoofed'] {
  if (spoof === 'internal') return 'internal';
  if (claimsOwnDomain) {
    const unproven = compauth === 'fail' || compauth === 'none';
    return unproven || spoof !== undefined || verdict === 'spoof' ? 'internal' : undefined;
  }
  return spoof === 'external' || verdict === 'spoof' ? 'external' : undefined;
}
