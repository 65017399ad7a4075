import { analyse } from '../../../src/zap/analysis/analyse.js';
import type { MailParts, OwnSide } from '../../../src/zap/analysis/input.js';
import type { MessageAnalysis, Observation } from '../../../src/zap/analysis/report.js';
import type { MailHeader } from '../../../src/zap/sighting.js';

export const contoso: OwnSide = {
  domains: ['contoso.com', 'contoso.onmicrosoft.com'],
  people: [
    { name: 'Ida Berg', address: 'ida@contoso.com' },
    { name: 'Support', address: 'support@contoso.com' },
  ],
};
export const nobody: OwnSide = { domains: [], people: [] };

export interface Letter {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly replyTo?: string;
  readonly returnPath?: string;
  /** Value of Authentication-Results. */
  readonly authentication?: string;
  readonly html?: string;
  readonly text?: string;
  readonly urls?: readonly string[];
  readonly attachments?: MailParts['attachments'];
}

/** A message from a plain sender to Ida, but for what a test says. */
export function letter(given: Letter): MailParts {
  const headers: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Return-Path', given.returnPath],
    ['Authentication-Results', given.authentication],
    ['From', given.from ?? 'Fabrikam <news@fabrikam.com>'],
    ['Reply-To', given.replyTo],
    ['To', given.to ?? 'Ida Berg <ida@contoso.com>'],
    ['Subject', given.subject ?? 'Hello'],
  ];
  return {
    headers: headers.flatMap(([name, value]): MailHeader[] =>
      value === undefined ? [] : [{ name, value }],
    ),
    html: given.html,
    text: given.text,
    urls: given.urls,
    attachments: given.attachments ?? [],
  };
}

export function analysed(given: Letter, own: OwnSide = contoso): MessageAnalysis {
  return analyse(letter(given), own);
}

/** Codes of names, links and attachments with their weights: what this folder judges. */
export function found(analysis: MessageAnalysis): ReadonlyMap<string, string> {
  return new Map(all(analysis).map(({ code, weight }) => [code, weight]));
}

export function all({ names, links, attachments }: MessageAnalysis): readonly Observation[] {
  return [
    ...names,
    ...links.flatMap(({ observations }) => observations),
    ...attachments.flatMap(({ observations }) => observations),
  ];
}

/** The codes of one link in HTML. */
export function ofLink(
  href: string,
  text = 'here',
  given: Letter = {},
): ReadonlyMap<string, string> {
  const written = href.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return found(analysed({ ...given, html: `<p><a href="${written}">${text}</a></p>` }));
}
