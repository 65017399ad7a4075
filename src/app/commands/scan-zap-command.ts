import { runCardBefore } from '../zap-run.js';
import { notice, type Command, type CommandServices } from './command.js';
import { findTargets } from './scan-target.js';
import { startScan } from './start-scan.js';

const defaultDays = 7;

export const scanZapCommand: Command = {
  name: 'scan zap',
  usage: 'scan zap [tenant or mailbox] [days]',
  explanation:
    'Looks now at what ZAP took away: in every tenant, in one (name, domain or id), or in one mailbox (address).',
  access: 'reader',
  run: async (services, call) => {
    const { target: named, days } = await wantedOf(services, call.argument);
    if (days === 'no-days') return notice('How many days?', 'Say a number of days from 1 to 30.');
    if (days === 'two-meanings') {
      return notice(
        'A name or days?',
        'A tenant has exactly that name, with its number. Say the days after it too, or the id of the tenant that you mean.',
      );
    }
    const target = await findTargets(services, named);
    if (target.kind === 'unclear') return notice('Which tenant or mailbox?', target.hint);
    return startScan(services, call, { ...target, zapDays: days }, runCardBefore);
  },
};

interface Wanted {
  readonly target: string;
  readonly days: number | 'no-days' | 'two-meanings';
}

/** A number at the end is days, unless the whole is the name of a tenant: that is taken only when it can't be days. */
async function wantedOf({ registry }: CommandServices, argument: string): Promise<Wanted> {
  const split = splitDays(argument.trim());
  if (split === undefined) return { target: argument, days: defaultDays };
  const whole = argument.trim().toLowerCase();
  const isName = (await registry.tenants()).some(({ name }) => name.toLowerCase() === whole);
  if (!isName) return split;
  return split.days === 'no-days'
    ? { target: argument, days: defaultDays }
    : { ...split, days: 'two-meanings' };
}

/** 'contoso 14' is two things; '14' and '14 days' are days only. */
function splitDays(text: string): Wanted | undefined {
  const match = /^(.*?)\s*(?:^|\s)(\d{1,6})(?:\s*d(?:ays?)?)?$/i.exec(text);
  if (!match) return undefined;
  const days = Number(match[2]);
  return { target: match[1] ?? '', days: days >= 1 && days <= 30 ? days : 'no-days' };
}
