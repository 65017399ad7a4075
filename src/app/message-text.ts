import { Untrusted } from '../lib/untrusted.js';
import { causeTexts } from '../tenants/cause.js';
import { analysisJson, analysisText } from '../zap/analysis-text.js';
import { locationWords } from '../zap/card-words.js';
import type { FoundMessage } from '../zap/message-card.js';
import type { CopyState } from '../zap/ports.js';

/** It is known who got it, and where each copy is. */
export function isWhole({ copies, deliveries }: FoundMessage): boolean {
  if (deliveries === undefined || deliveries.incomplete === true) return false;
  const failed = [...copies.values()].some(({ kind }) => kind === 'failed');
  return !failed && notLookedFor({ copies, deliveries }) === 0;
}

/** People who got it, beyond those whose copies were looked for. */
export function notLookedFor({
  copies,
  deliveries,
}: Pick<FoundMessage, 'copies' | 'deliveries'>): number {
  const others = (deliveries?.deliveries ?? []).filter(({ recipient }) => !copies.has(recipient));
  return new Set(others.map(({ recipient }) => recipient)).size;
}

/** What it is, as lines for a terminal. */
export function explanationLines({ analysis }: FoundMessage): readonly string[] {
  return analysis === undefined ? ['Not analysed: no copy could be read.'] : analysisText(analysis);
}

/** Where a copy is now, for a terminal. */
export function copyText(state: CopyState): string {
  switch (state.kind) {
    case 'found':
      return `${locationWords[state.location]}${readText(state.isRead)}`;
    case 'not-found':
      return 'no copy found';
    case 'failed':
      return `not known: ${causeTexts[state.cause.code].sentence}`;
  }
}

function readText(isRead: boolean | undefined): string {
  if (isRead === undefined) return '';
  return isRead ? ', marked read (state now)' : ', unread (state now)';
}

/** The message as JSON. Texts show hidden characters. What could not be asked is left out, not empty. */
export function messageJson({
  tenantName,
  refs,
  copies,
  deliveries,
  analysis,
}: FoundMessage): object {
  return {
    tenant: plain(tenantName),
    networkMessageId: plain(refs.networkMessageId ?? ''),
    internetMessageId: plain(refs.internetMessageId ?? ''),
    copies: [...copies].map(([address, state]) => ({
      recipient: plain(address),
      state: state.kind,
      ...(state.kind === 'found' ? { location: state.location } : {}),
      ...(state.kind === 'failed' ? { cause: state.cause.code } : {}),
    })),
    ...(deliveries === undefined
      ? {}
      : {
          deliveredTo: deliveries.deliveries.map(({ recipient }) => plain(recipient)),
          limits: deliveries.limits,
        }),
    ...(analysis === undefined ? {} : { analysis: analysisJson(analysis) }),
  };
}

function plain(raw: string): string {
  return Untrusted.of(raw).forPlainText();
}
