import { maxPairs } from './header-limits.js';
import { splitStructured, type Token } from './structured-text.js';

/** One method's result, with what stands after it up to the next. All raw. */
export interface MethodResult {
  /** 'spf', 'dkim', 'dmarc', 'compauth' …, lower case. */
  readonly method: string;
  readonly value: string;
  /** The comments, joined. */
  readonly comment: string;
  /** 'smtp.mailfrom', 'header.d', 'action', 'reason' …, lower case. */
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

export interface AuthenticationResults {
  /** Who says so. '' in Microsoft's form, which starts with the first result. */
  readonly stampedBy: string;
  readonly results: readonly MethodResult[];
}

/** Methods begin a new result also where a semicolon is missing. */
const methods = new Set(
  'spf dkim dmarc compauth arc auth iprev sender-id dkim-adsp dkim-atps dkim2 bimi dara x-dkim-signer'.split(
    ' ',
  ),
);

/**
 * Reads an Authentication-Results value (RFC 8601, and Microsoft's form without an authserv-id). Results stay in their
 * order, each DKIM signature on its own. Never throws; at most 200 results.
 */
export function parseAuthenticationResults(text: string): AuthenticationResults {
  const [first = [], ...others] = splitStructured(text);
  const lead = stamp(first);
  const clauses = lead.isStamp ? others : [first, ...others];
  const inner = lead.isStamp && lead.text.startsWith('i=') ? arcStamp(clauses) : undefined;
  return {
    stampedBy: inner?.text ?? lead.text,
    results: (inner?.rest ?? clauses).flatMap(resultsIn).slice(0, maxPairs),
  };
}

interface Building {
  method: string;
  value: string;
  comments: string[];
  properties: { name: string; value: string }[];
}

/** 'mx.google.com', 'mx.microsoft.com 1', 'i=2' of ARC: anything that is not a result. */
function stamp(clause: readonly Token[]): { readonly isStamp: boolean; readonly text: string } {
  const word = clause.find(({ kind }) => kind === 'word')?.text ?? '';
  const isResult = word.includes('=') && word.split('=')[0]?.toLowerCase() !== 'i';
  return isResult || word === '' ? { isStamp: false, text: '' } : { isStamp: true, text: word };
}

/** In ARC-Authentication-Results the instance 'i=' comes first, then the one who stamped it. */
function arcStamp(clauses: readonly (readonly Token[])[]): {
  readonly text: string;
  readonly rest: readonly (readonly Token[])[];
} {
  const [next = [], ...rest] = clauses;
  const { isStamp, text } = stamp(next);
  return isStamp ? { text, rest } : { text: '', rest: clauses };
}

function resultsIn(clause: readonly Token[]): readonly MethodResult[] {
  const found: Building[] = [];
  for (const { kind, text } of clause) {
    const current = found.at(-1);
    if (kind === 'comment') {
      current?.comments.push(text);
      continue;
    }
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? '' : text.slice(equals + 1);
    if (current === undefined || methods.has(name)) {
      found.push({ method: name, value, comments: [], properties: [] });
    } else current.properties.push({ name, value });
  }
  return found.map(({ method, value, comments, properties }) => ({
    method,
    value,
    comment: comments.join('; '),
    properties: properties.slice(0, maxPairs),
  }));
}
