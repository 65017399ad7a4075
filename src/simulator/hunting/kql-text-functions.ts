import { needType, stringIn, typeError } from './kql-evaluator.js';
import type { Evaluator, KqlFunction } from './kql-evaluator.js';
import { dynamicOf, isDynamic } from './kql-value.js';
import type { Cell, ScalarType } from './kql-value.js';

const TEXTS: readonly ScalarType[] = ['string', 'dynamic'];

/** The functions on texts and lists of texts, by name. Microsoft Learn: "String functions" (Kusto). */
export const TEXT_FUNCTIONS: Readonly<Record<string, KqlFunction>> = {
  strlen: {
    takes: [1, 1],
    make: ([argument]) => {
      const { read } = needType(argument, 'strlen', ...TEXTS);
      return { type: 'long', read: (row) => BigInt(Array.from(textIn(read(row))).length) };
    },
  },
  substring: { takes: [2, 3], make: substring },
  split: { takes: [2, 2], make: split },
  replace_string: {
    takes: [3, 3],
    make: (args) => {
      const [text, from, to] = args.map((argument) =>
        needType(argument, 'replace_string', 'string'),
      );
      return {
        type: 'string',
        read: (row) => {
          const wanted = textIn(from?.read(row) ?? null);
          const whole = textIn(text?.read(row) ?? null);
          return wanted === ''
            ? whole
            : whole.replaceAll(wanted, () => textIn(to?.read(row) ?? null));
        },
      };
    },
  },
  strcat_array: {
    takes: [2, 2],
    make: ([list, between]) => {
      const all = needType(list, 'strcat_array', 'dynamic');
      const glue = needType(between, 'strcat_array', 'string');
      return {
        type: 'string',
        read: (row) => {
          const cell = all.read(row);
          const items = isDynamic(cell) && Array.isArray(cell.json) ? cell.json : [];
          const texts = items.map((item) =>
            typeof item === 'string' ? item : JSON.stringify(item),
          );
          return texts.join(textIn(glue.read(row)));
        },
      };
    },
  },
  hash: { takes: [1, 2], make: hash },
};

function textIn(cell: Cell): string {
  return stringIn(cell) ?? '';
}

function substring([text, from, length]: readonly Evaluator[]): Evaluator {
  const of = needType(text, 'substring', ...TEXTS);
  const start = needType(from, 'substring', 'long', 'int');
  const size = length === undefined ? undefined : needType(length, 'substring', 'long', 'int');
  return {
    type: 'string',
    read: (row) => {
      const first = Number(start.read(row) ?? 0);
      const most = size === undefined ? undefined : first + Number(size.read(row) ?? 0);
      return textIn(of.read(row)).slice(first, most);
    },
  };
}

function split([text, separator]: readonly Evaluator[]): Evaluator {
  const of = needType(text, 'split', ...TEXTS);
  const by = needType(separator, 'split', 'string');
  return {
    type: 'dynamic',
    read: (row) => {
      const between = textIn(by.read(row));
      const whole = textIn(of.read(row));
      return dynamicOf(between === '' ? [whole] : whole.split(between));
    },
  };
}

/** A number that follows from the text. Kusto's own is another one, of which nothing but this is promised. */
function hash([value, modulus]: readonly Evaluator[]): Evaluator {
  const of = needType(value, 'hash', 'string');
  const size = modulus === undefined ? undefined : needType(modulus, 'hash', 'long').read([]);
  if (size !== undefined && (typeof size !== 'bigint' || size <= 0n)) throw typeError('hash');
  return {
    type: 'long',
    read: (row) => {
      const number = fnv(textIn(of.read(row)));
      return typeof size === 'bigint' ? number % size : number;
    },
  };
}

/** FNV-1a with 32 bits. */
function fnv(text: string): bigint {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return BigInt(sum >>> 0);
}
