import type { Tenant } from '../tenants/tenant.js';
import { factKinds, type FactKind, type MailboxFact, type Part } from './mailbox-fact.js';
import { nowLines, type NowLine } from './mailbox-now.js';
import { coverageLines, isCovered } from './mailbox-rest.js';
import type { HistoryInput } from './mailbox-trace.js';

/** Everything known of one mailbox. Nothing in it says that there is nothing, unless that was read. */
export interface MailboxHistory {
  readonly address: string;
  readonly owner?: Tenant | undefined;
  /** Its other addresses, in order. */
  readonly aliases: readonly string[];
  readonly objectIds: readonly string[];
  readonly now: readonly NowLine[];
  /** The newest first; each fact once. */
  readonly facts: readonly MailboxFact[];
  /** What the above rests on, and what is not known. */
  readonly rest: readonly (readonly Part[])[];
  /** All that is looked at here was read to its end in the tenant that owns the domain. */
  readonly covered: boolean;
  readonly timeZone: string;
}

/** Puts together what was gathered. Pure. */
export function mailboxHistory(input: HistoryInput): MailboxHistory {
  const { address, owner, traces, timeZone } = input;
  const aliases = new Set(traces.flatMap(({ identity }) => [...identity.addresses]));
  aliases.delete(address);
  const objectIds = new Set(traces.flatMap(({ identity }) => [...identity.objectIds]));
  return {
    ...{ address, owner, timeZone },
    aliases: [...aliases].sort(),
    objectIds: [...objectIds].sort(),
    now: nowLines(input),
    facts: newestFirst(traces.flatMap(({ facts }) => facts)),
    rest: coverageLines(input),
    covered: isCovered(input),
  };
}

/** Each fact once, by its key; of the same moment, what was written last comes first. The same for facts in any order. */
export function newestFirst(facts: readonly MailboxFact[]): readonly MailboxFact[] {
  const once = new Map(facts.map((fact) => [fact.key, fact]));
  return [...once.values()].sort(laterFirst);
}

function laterFirst(a: MailboxFact, b: MailboxFact): number {
  return Date.parse(b.at) - Date.parse(a.at) || b.order - a.order || (a.key < b.key ? -1 : 1);
}

/** As many facts as there is room for, and how many of each kind there are beside them. */
export interface Timeline {
  /** In the order in which they came. */
  readonly shown: readonly MailboxFact[];
  /** Only kinds of which something is left. */
  readonly left: readonly { readonly kind: FactKind; readonly count: number }[];
}

/** A third of the room is for what is newest, whatever it is; the rest for what weighs most, the newest of it first. */
const newestShare = 3;

/** Chooses `most` of facts that are the newest first. Pure; shown and left are together exactly what came in. */
export function bounded(facts: readonly MailboxFact[], most: number): Timeline {
  if (facts.length <= most) return { shown: facts, left: [] };
  const newest = Math.ceil(most / newestShare);
  const chosen = new Set(facts.slice(0, newest));
  for (const weight of [2, 1, 0]) {
    for (const fact of facts) {
      if (chosen.size >= most) break;
      if (fact.weight === weight) chosen.add(fact);
    }
  }
  const rest = facts.filter((fact) => !chosen.has(fact));
  return {
    shown: facts.filter((fact) => chosen.has(fact)),
    left: factKinds.flatMap((kind) => {
      const count = rest.filter((fact) => fact.kind === kind).length;
      return count > 0 ? [{ kind, count }] : [];
    }),
  };
}
