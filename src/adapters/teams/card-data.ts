import type { CardContent, CardTemplate } from '../../alerts/card-content.js';
import { ContractError } from '../../lib/errors.js';
import type { CardFile, FieldList } from './card-templates.js';

type Flat = Readonly<Record<string, string | number | boolean>>;

const severityStyles = new Set(['attention', 'warning', 'good', 'default']);
/** Half an id or link is worth nothing; these are our own and short. */
const neverCut = new Set([
  'alertId',
  'groupId',
  'nonce',
  'reference',
  'tenantId',
  'consentUrl',
  'runId',
]);
const longestId = 2000;
/** Fields that name the target of a measure in a button: an object id or a short hash, never an address. */
const targetFields = new Set(['target', 'firstPerson']);
const targetForm = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Z]{26})?$/;
/** Names the run in a button. */
const runForm = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;
const consentHost = 'https://login.microsoftonline.com/';

/**
 * The data that a template is expanded with: exactly its fields, flat, text made inert. `longest` cuts every text to so
 * many UTF-16 units.
 * @throws ContractError for a missing, unknown or wrongly typed field, a style, a link or a target that is not one of ours.
 */
export function cardData(content: CardContent, file: CardFile, longest: number): object {
  const { template, data, rows } = content;
  const checked = checkFields(data, file.fields, template, longest);
  checkSpecial(checked, template);
  if (file.rowFields === undefined) {
    if (rows !== undefined) throw unfit(template, 'rows');
    return checked;
  }
  const rowFields = file.rowFields;
  const list = (rows ?? []).map((row) => checkFields(row, rowFields, `${template}.rows`, longest));
  return { ...checked, rows: list };
}

function checkFields(data: Flat, fields: FieldList, path: string, longest: number): Flat {
  const given = new Map<string, unknown>(Object.entries(data));
  for (const name of given.keys()) {
    if (!fields.has(name)) throw unfit(path, name);
  }
  const entries = [...fields].map(([name, kind]) => {
    const value = given.get(name);
    if (typeof value !== kind || (kind === 'number' && !Number.isFinite(value))) {
      throw unfit(path, name);
    }
    if (targetFields.has(name) && !targetForm.test(String(value))) throw unfit(path, name);
    const length = neverCut.has(name) ? longestId : longest;
    return [name, typeof value === 'string' ? inert(value, length) : value] as const;
  });
  return Object.fromEntries(entries) as Flat;
}

function checkSpecial(data: Flat, template: CardTemplate): void {
  const style = data['severityStyle'];
  if (style !== undefined && !severityStyles.has(String(style)))
    throw unfit(template, 'severityStyle');
  const run = data['runId'];
  if (run !== undefined && !runForm.test(String(run))) throw unfit(template, 'runId');
  const link = data['consentUrl'];
  if (link === undefined || (link === '' && data['showConsent'] === false)) return;
  if (!String(link).startsWith(consentHost) || /[\s"<>\\]/.test(String(link))) {
    throw unfit(template, 'consentUrl');
  }
}

/**
 * The second line behind the sanitiser, for text that a caller wrongly called safe: nothing in it is a template
 * expression, a `{{DATE()}}` macro or a control character, in this expansion or in any later one.
 */
export function inert(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1).toWellFormed()}…` : text;
  return cut
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]/gu, '\ufffd')
    .replace(/\$(?=\{)/g, '$ ')
    .replace(/\{(?=\{)/g, '{ ');
}

function unfit(path: string, field: string): ContractError {
  return new ContractError('Data do not fit their card template.', {
    service: 'cards',
    path: `${path}.${field}`,
  });
}
