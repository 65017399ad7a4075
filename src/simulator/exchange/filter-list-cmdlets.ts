import { rowsOf } from '../scenario/tenant-source.js';
import type { TenantState } from '../tenant-state.js';
import type { Cmdlet } from './cmdlet.js';
import { choicesOf, domainsOf, lets } from './report-filters.js';
import { ACTIONS, EVENT_TYPES, SPOOF_ACTIONS } from './report-words.js';

/** What other reports may be asked for, by the thing to choose. Microsoft Learn: "Get-MailFilterListReport". */
const VALUES: Readonly<Record<string, (tenant: TenantState) => readonly string[]>> = {
  Actions: () => [...ACTIONS, ...SPOOF_ACTIONS],
  DlpPolicy: () => [],
  DlpRule: () => [],
  Domain: ({ acceptedDomains }) => acceptedDomains.map(({ DomainName }) => DomainName),
  EventTypes: () => EVENT_TYPES,
  FindOnPremConnector: () => [],
  TransportRule: () => [],
};
const TARGETS = Object.keys(VALUES);

/**
 * Microsoft Learn: "Get-MailFilterListReport"; the properties are those of "MailFilterList report" of the reporting web
 * service. Without SelectionTarget it lists everything.
 *
 * Assumption: Display and Value are the same.
 */
export const getMailFilterListReport: Cmdlet = {
  parameters: { SelectionTarget: 'list', Domain: 'list' },
  limitsItself: true,
  properties: {
    Organization: 'String',
    SelectionTarget: 'String',
    ParentTarget: 'String',
    ParentValue: 'String',
    Display: 'String',
    Value: 'String',
  },
  entity: 'MailFilterListReport',
  run: ({ tenant, parameters }) => {
    const chosen = choicesOf(parameters, 'SelectionTarget', TARGETS);
    const domains = domainsOf(tenant, parameters);
    const targets = TARGETS.filter((target) => lets(chosen, target));
    const rows = targets.flatMap((SelectionTarget) =>
      (VALUES[SelectionTarget]?.(tenant) ?? [])
        .filter((value) => SelectionTarget !== 'Domain' || lets(domains, value))
        .map((Value) => ({
          Organization: tenant.initialDomain,
          SelectionTarget,
          ParentTarget: '',
          ParentValue: '',
          Display: Value,
          Value,
        })),
    );
    return { kind: 'rows', rows: rowsOf(rows) };
  },
};
