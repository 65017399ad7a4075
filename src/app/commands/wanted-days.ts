import { notice, type CommandServices } from './command.js';
import type { CardContent } from '../../alerts/card-content.js';

export type WantedDays =
  | { readonly kind: 'wanted'; readonly target: string; readonly days: number }
  /** To be asked back. */
  | { readonly kind: 'unclear'; readonly card: CardContent };

const defaultDays = 7;
const mostDays = 30;

/** A number at the end is days, unless the whole is the name of a tenant: that is taken only when it can't be days. */
export async function wantedDays(
  { registry }: Pick<CommandServices, 'registry'>,
  argument: string,
): Promise<WantedDays> {
  const split = splitDays(argument.trim());
  if (split === undefined) return { kind: 'wanted', target: argument, days: defaultDays };
  const whole = argument.trim().toLowerCase();
  const isName = (await registry.tenants()).some(({ name }) => name.toLowerCase() === whole);
  const possible = split.days >= 1 && split.days <= mostDays;
  if (!isName) return possible ? { kind: 'wanted', ...split } : { kind: 'unclear', card: noDays };
  return possible
    ? { kind: 'unclear', card: twoMeanings }
    : { kind: 'wanted', target: argument, days: defaultDays };
}

const noDays = notice('How many days?', `Say a number of days from 1 to ${mostDays}.`);
export const twoMeanings = notice(
  'A name or days?',
  'A tenant has exactly that name, with its number. Say the days after it too, or the id of the tenant that you mean.',
);

/** 'contoso 14' is two things; '14' and '14 days' are days only. */
export function splitDays(
  text: string,
): { readonly target: string; readonly days: number } | undefined {
  const match = /^(.*?)\s*(?:^|\s)(\d{1,6})(?:\s*d(?:ays?)?)?$/i.exec(text);
  return match ? { target: match[1] ?? '', days: Number(match[2]) } : undefined;
}
