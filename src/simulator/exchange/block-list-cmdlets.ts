import { seededGuid } from '../scenario/seeded-guid.js';
import { rowsOf } from '../scenario/tenant-source.js';
import type { BlockEntry } from '../mail/mail-record.js';
import { entriesInForce, isValidEntry, LIMITS, listTypeOf, sameEntry } from './block-entries.js';
import type { BlockAction, ListType } from './block-entries.js';
import { dateOf, text, textsOf } from './cmdlet.js';
import type { Cmdlet, CmdletCall, CmdletResult, Parameters } from './cmdlet.js';
import { badParameter, duplicateEntry, notFound, tooManyEntries } from './failures.js';
import type { PropertyTypes } from './output.js';
import { DAY_MS } from './report-window.js';

const ITEM: PropertyTypes = {
  Identity: 'String',
  ListType: 'String',
  Value: 'String',
  Action: 'String',
  ExpirationDate: 'DateTime',
  RemoveAfter: 'Int32',
  Notes: 'String',
  CreatedDateTime: 'DateTime',
  LastModifiedDateTime: 'DateTime',
};

/**
 * Microsoft Learn: "New-TenantAllowBlockListItems". Entries of one type per call; an entry that is refused lets none of
 * them in. Without a date an entry ends after 30 days.
 */
export const newTenantAllowBlockListItems: Cmdlet = {
  parameters: {
    ListType: 'text',
    Block: 'switch',
    Allow: 'switch',
    Entries: 'texts',
    ExpirationDate: 'date',
    NoExpiration: 'switch',
    RemoveAfter: 'whole',
    Notes: 'text',
  },
  required: ['ListType', 'Entries'],
  writes: 'security',
  properties: ITEM,
  entity: 'TenantAllowBlockListItem',
  run: addEntries,
};

function addEntries(call: CmdletCall): CmdletResult {
  const { context, tenant, parameters } = call;
  const now = context.clock();
  const type = neededType(parameters);
  const action = neededAction(parameters);
  const expiresAt = expiryOf(parameters, action, now.getTime());
  const values = textsOf(parameters['Entries']) ?? [];
  refuseValues(call, type, action, values);
  const { blocks } = tenant.mail;
  for (const value of values) {
    blocks.push({
      id: seededGuid(`${tenant.tenantId} ${type} ${value} ${now.toISOString()}`),
      listType: type,
      action,
      value,
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
      notes: text(parameters, 'Notes') ?? '',
      createdAt: now.toISOString(),
    });
  }
  return changed(call, 'block-list-add', { listType: type, action, values });
}

/** @throws CmdletFailure before anything is added */
function refuseValues(
  { context, tenant }: CmdletCall,
  type: ListType,
  action: BlockAction,
  values: readonly string[],
): void {
  const there = entriesInForce(tenant.mail.blocks, type, context.clock().getTime());
  if (values.length === 0) throw badParameter("Cannot bind argument to parameter 'Entries'.");
  if (!values.every((value) => isValidEntry(type, value))) {
    throw badParameter(`An entry is not valid in the list ${type}.`);
  }
  const lower = new Set(values.map((value) => value.toLowerCase()));
  const isThere = there.some((entry) => lower.has(entry.value.toLowerCase()));
  if (isThere || lower.size < values.length) throw duplicateEntry();
  const most = LIMITS[tenant.mail.licence.defender][action];
  const count = there.filter((entry) => entry.action === action).length + values.length;
  if (count > most) throw tooManyEntries(most);
}

function neededType(parameters: Parameters): ListType {
  const type = listTypeOf(text(parameters, 'ListType'));
  if (type === undefined) throw badParameter("Cannot convert a value of 'ListType'.");
  return type;
}

function neededAction(parameters: Parameters): BlockAction {
  const [block, allow] = [parameters['Block'] === true, parameters['Allow'] === true];
  if (block === allow) throw badParameter('Exactly one of Block and Allow is needed.');
  return block ? 'Block' : 'Allow';
}

const USUAL_MS = 30 * DAY_MS;
const REMOVE_AFTER_DAYS = 45;

/** Undefined: it never ends. RemoveAfter counts from the last use, and the simulator uses no entry. */
function expiryOf(parameters: Parameters, action: BlockAction, now: number): number | undefined {
  const given = ['ExpirationDate', 'NoExpiration', 'RemoveAfter'].filter(
    (name) => parameters[name] !== undefined && parameters[name] !== false,
  );
  if (given.length > 1) throw badParameter(`${given.join(' and ')} exclude each other.`);
  const date = dateOf(parameters['ExpirationDate']);
  if (date !== undefined) {
    if (date <= now) throw badParameter('ExpirationDate must be in the future.');
    return date;
  }
  if (parameters['NoExpiration'] === true) {
    if (action === 'Allow') throw badParameter('NoExpiration is for block entries.');
    return undefined;
  }
  if (parameters['RemoveAfter'] === undefined) return now + USUAL_MS;
  if (action !== 'Allow' || Number(parameters['RemoveAfter']) !== REMOVE_AFTER_DAYS) {
    throw badParameter(`RemoveAfter is for allow entries, and must be ${REMOVE_AFTER_DAYS}.`);
  }
  return now + REMOVE_AFTER_DAYS * DAY_MS;
}

/** Microsoft Learn: "Get-TenantAllowBlockListItems". Expired entries are gone. */
export const getTenantAllowBlockListItems: Cmdlet = {
  parameters: { ListType: 'text', Block: 'switch', Allow: 'switch', Entry: 'text' },
  required: ['ListType'],
  limitsItself: true,
  properties: ITEM,
  entity: 'TenantAllowBlockListItem',
  run: ({ context, tenant, parameters }) => {
    const value = text(parameters, 'Entry');
    const hidden = [
      parameters['Block'] === true ? 'Allow' : '',
      parameters['Allow'] === true ? 'Block' : '',
    ];
    const { blocks } = tenant.mail;
    const found = entriesInForce(blocks, neededType(parameters), context.clock().getTime()).filter(
      (entry) =>
        !hidden.includes(entry.action) && (value === undefined || sameEntry(entry.value, value)),
    );
    return { kind: 'rows', rows: rowsOf(found.map(rowOf)) };
  },
};

function rowOf(entry: BlockEntry): object {
  return {
    Identity: entry.id,
    ListType: entry.listType,
    Value: entry.value,
    Action: entry.action,
    ExpirationDate: entry.expiresAt ?? null,
    RemoveAfter: null,
    Notes: entry.notes,
    CreatedDateTime: entry.createdAt,
    LastModifiedDateTime: entry.createdAt,
  };
}

/** Microsoft Learn: "Remove-TenantAllowBlockListItems". By value or by identity; one that isn't there lets none go. */
export const removeTenantAllowBlockListItems: Cmdlet = {
  parameters: { ListType: 'text', Entries: 'texts', Ids: 'texts' },
  required: ['ListType'],
  writes: 'security',
  properties: ITEM,
  entity: 'TenantAllowBlockListItem',
  run: (call) => {
    const { context, tenant, parameters } = call;
    const type = neededType(parameters);
    const [values, ids] = [textsOf(parameters['Entries']), textsOf(parameters['Ids'])];
    if ((values === undefined) === (ids === undefined)) {
      throw badParameter('Exactly one of Entries and Ids is needed.');
    }
    const there = entriesInForce(tenant.mail.blocks, type, context.clock().getTime());
    const gone = (values ?? ids ?? []).map((wanted) => {
      const entry = there.find((one) => sameEntry(ids === undefined ? one.value : one.id, wanted));
      if (entry === undefined) throw notFound(wanted);
      return entry;
    });
    const { blocks } = tenant.mail;
    for (const entry of new Set(gone)) blocks.splice(blocks.indexOf(entry), 1);
    return changed(call, 'block-list-remove', {
      listType: type,
      values: gone.map(({ value }) => value),
    });
  },
};

function changed(
  { context, tenant }: CmdletCall,
  what: string,
  detail: { readonly values: readonly string[]; readonly [name: string]: unknown },
): CmdletResult {
  context.ledger.record({ kind: 'change', tenantId: tenant.tenantId, what, detail });
  return { kind: 'written', changed: detail.values.length > 0 };
}
