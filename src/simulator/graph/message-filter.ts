import type { MailCopy, MailRecord } from '../mail/mail-record.js';
import type { CopyInMailbox, LiveMail } from '../mail/tenant-mail.js';
import { QUOTED, splitClauses, unquoted } from './filter-clauses.js';
import { refuse } from './route.js';
import type { Refusal } from './route.js';

/** Property sets in which ZAP's header may stand. */
const PROPERTY_SETS = {
  common: '00062008-0000-0000-c000-000000000046',
  'internet-headers': '00020386-0000-0000-c000-000000000046',
} as const;
const ZAP_PROPERTY = 'X-Microsoft-Antispam-ZAP-Message-Info';

const TIME = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)`;
const RECEIVED = new RegExp(`^receivedDateTime (ge|le|gt|lt) ${TIME}$`);
const MESSAGE_ID = new RegExp(`^internetMessageId eq ${QUOTED}$`);
const PROPERTY = new RegExp(
  String.raw`^singleValueExtendedProperties/any\((\w+):\s*\1/id eq ${QUOTED} and (?:\1/value ne null|startswith\(\1/value,\s*''\))\)$`,
);
const EXPANSION = new RegExp(
  String.raw`^singleValueExtendedProperties\(\$filter=id eq ${QUOTED}\)$`,
);

type Test = (entry: CopyInMailbox) => boolean;

interface Clause {
  readonly property: 'receivedDateTime' | 'internetMessageId' | 'singleValueExtendedProperties';
  readonly fits: Test;
}

export interface MessageQuery {
  readonly fits: Test;
  readonly oldestFirst: boolean;
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  ge: (left, right) => left >= right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  lt: (left, right) => left < right,
};

/**
 * `$filter` and `$orderby` of a list of messages. What is sorted by must be filtered by, and before anything else.
 * Microsoft Learn: "List messages", "Filter by extended properties".
 */
export function readMessageQuery(query: URLSearchParams, mail: LiveMail): MessageQuery | Refusal {
  const filter = query.get('$filter');
  const clauses = filter === null ? [] : readClauses(filter, mail);
  if (clauses === undefined) {
    const text = `Invalid filter clause: ${filter ?? ''}`;
    return refuse(400, 'ErrorInvalidUrlQueryFilter', text, { rule: 'unsupported-filter' });
  }
  const order = query.get('$orderby');
  if (order !== null && !/^receivedDateTime( (asc|desc))?$/.test(order)) {
    const text = `Invalid orderby clause: ${order}`;
    return refuse(400, 'ErrorInvalidUrlQuery', text, { rule: 'unsupported-order' });
  }
  if (order !== null && clauses.length > 0 && clauses[0]?.property !== 'receivedDateTime') {
    const text = 'The restriction or sort order is too complex for this operation.';
    return refuse(400, 'InefficientFilter', text, { rule: 'inefficient-filter' });
  }
  return {
    fits: (entry) => clauses.every((clause) => clause.fits(entry)),
    oldestFirst: order !== null && !order.endsWith(' desc'),
  };
}

function readClauses(filter: string, mail: LiveMail): readonly Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const text of splitClauses(filter, ['and'])) {
    const clause = readClause(text, mail);
    if (clause === undefined) return undefined;
    clauses.push(clause);
  }
  return clauses;
}

function readClause(text: string, mail: LiveMail): Clause | undefined {
  const [, operator = '', time = ''] = RECEIVED.exec(text) ?? [];
  const compare = COMPARISONS[operator];
  if (compare !== undefined) {
    const bound = Date.parse(time);
    const fits: Test = ({ message }) => compare(wholeSecond(message), bound);
    return Number.isNaN(bound) ? undefined : { property: 'receivedDateTime', fits };
  }
  const wanted = MESSAGE_ID.exec(text)?.[1];
  if (wanted !== undefined) {
    const id = unquoted(wanted);
    return {
      property: 'internetMessageId',
      fits: ({ message }) => message.internetMessageId === id,
    };
  }
  const property = PROPERTY.exec(text)?.[2];
  if (property === undefined) return undefined;
  return {
    property: 'singleValueExtendedProperties',
    fits: ({ copy }) => propertyOf(copy, property, mail) !== undefined,
  };
}

/** Graph shows and compares whole seconds. */
function wholeSecond(message: MailRecord): number {
  return Math.floor(Date.parse(message.receivedAt) / 1000) * 1000;
}

/** The value of an extended property. Names are case-sensitive; a property of another set is another one. */
export function propertyOf(copy: MailCopy, id: string, mail: LiveMail): string | undefined {
  const [, set = '', name] = /^String \{([0-9a-fA-F-]{36})\} Name (\S+)$/.exec(id) ?? [];
  const isZap =
    name === ZAP_PROPERTY && set.toLowerCase() === PROPERTY_SETS[mail.settings.zapProperty];
  return isZap ? copy.zapStamp : undefined;
}

/** The property that `$expand` asks for; undefined when it asks for none. */
export function readExpansion(query: URLSearchParams): string | Refusal | undefined {
  const expand = query.get('$expand');
  if (expand === null) return undefined;
  const id = EXPANSION.exec(expand)?.[1];
  if (id !== undefined) return unquoted(id);
  return refuse(400, 'BadRequest', `Invalid expand clause: ${expand}`, {
    rule: 'unsupported-expand',
  });
}
