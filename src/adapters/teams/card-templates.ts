import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CardTemplate } from '../../alerts/card-content.js';
import { ContractError } from '../../lib/errors.js';

/** Name and kind of every field that a template reads. */
export type FieldList = ReadonlyMap<string, 'string' | 'number' | 'boolean'>;

export interface CardFile {
  readonly payload: object;
  readonly fields: FieldList;
  /** Undefined for a template without a repeated part. */
  readonly rowFields: FieldList | undefined;
}

export const cardTemplates: readonly CardTemplate[] = [
  'forward-alert',
  'forward-group',
  'zap-alert',
  'zap-report',
  'spam-alert',
  'spam-report',
  'spam-view',
  'message',
  'analysis',
  'who',
  'digest',
  'digest-details',
  'mailbox',
  'unreadable-tenant',
  'scan-progress',
  'alert-list',
  'status',
  'help',
  'welcome',
  'notice',
];

const flat = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const sample = z.strictObject({ data: flat, rows: z.array(flat).min(1).optional() });
const payload = z.looseObject({ type: z.literal('AdaptiveCard') });

/** The folder with `<name>.json` and `<name>.sample.json`; the same distance from the sources as from the built code. */
export const cardsFolder = new URL('../../../cards/', import.meta.url);

/**
 * Reads a template and the list of its fields, which is its sample.
 * @throws ContractError when a file is not what it should be.
 */
export function loadCardFile(name: CardTemplate, folder = cardsFolder): CardFile {
  const template = payload.safeParse(readJson(name, `${name}.json`, folder));
  const example = sample.safeParse(readJson(name, `${name}.sample.json`, folder));
  if (!template.success || !example.success) throw broken(name);
  const { data, rows } = example.data;
  return {
    payload: template.data,
    fields: fieldsOf(data),
    rowFields: rows?.[0] && fieldsOf(rows[0]),
  };
}

function readJson(name: CardTemplate, file: string, folder: URL): unknown {
  try {
    return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  } catch (cause) {
    throw broken(name, cause);
  }
}

function broken(name: CardTemplate, cause?: unknown): ContractError {
  return new ContractError('A card template can not be read.', {
    service: 'cards',
    path: name,
    cause,
  });
}

function fieldsOf(data: z.infer<typeof flat>): FieldList {
  return new Map(Object.entries(data).map(([name, value]) => [name, kindOf(value)]));
}

function kindOf(value: string | number | boolean): 'string' | 'number' | 'boolean' {
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? 'number' : 'boolean';
}
