import { z } from 'zod';
import { expectShape } from '../../lib/http/answer.js';
import type { Row } from './command-answer.js';

/** A row whose property names are compared without blanks and without case. */
export type LooseRow = ReadonlyMap<string, unknown>;

/** Reports name their columns 'ZAP Time' in one place and 'ZapTime' in another; both are the same here. */
export function looseRow(row: Row): LooseRow {
  return new Map(
    Object.entries(row).map(([name, value]) => [name.replaceAll(' ', '').toLowerCase(), value]),
  );
}

/** The text of a property; undefined when it is empty. */
export function textIn(row: LooseRow, name: string): string | undefined {
  const value = row.get(name.toLowerCase());
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A property that must hold text. Throws ContractError. */
export function requiredText(row: LooseRow, name: string, cmdlet: string): string {
  return expectShape(z.string(), textIn(row, name), place(name, cmdlet));
}

/** A list of texts, or one text alone. */
export function textsIn(row: LooseRow, name: string): readonly string[] {
  const value = row.get(name.toLowerCase());
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string').filter((item) => item.trim() !== '');
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/i;

/** UTC ISO 8601; undefined for what is no ISO time. Without an offset it is UTC, as Microsoft's reports are. */
export function utcTime(text: string | undefined): string | undefined {
  const match = isoTime.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const at = new Date(match[1] === undefined ? `${match[0]}Z` : match[0]);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** A whole number, also one in text; undefined when it is empty. Throws ContractError for anything else. */
export function countIn(row: LooseRow, name: string, cmdlet: string): number | undefined {
  const value = row.get(name.toLowerCase());
  const text = typeof value === 'number' ? value.toString() : textIn(row, name)?.trim();
  if (text === undefined) return undefined;
  const count = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return expectShape(z.number(), count, place(name, cmdlet));
}

/**
 * A time in UTC ISO 8601; undefined when the property is empty. Reports are in UTC, so a time without an offset is. Throws
 * ContractError for anything else.
 */
export function timeIn(row: LooseRow, name: string, cmdlet: string): string | undefined {
  const text = textIn(row, name)?.trim();
  if (text === undefined) return undefined;
  const valid = utcTime(text);
  return expectShape(z.string(), valid, place(name, cmdlet));
}

function place(name: string, cmdlet: string): { service: string; path: string } {
  return { service: 'exchange', path: `${cmdlet}.value.${name}` };
}
