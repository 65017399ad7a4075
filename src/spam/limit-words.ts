import type { MailLimit } from './ports.js';

/** What a limit means for the reader, with its stretch in UTC. Our own words. */
export function limitWords({ kind, span, told, of }: MailLimit): string {
  const when = `${minute(span.from)} to ${minute(span.to)}`;
  switch (kind) {
    case 'rows': {
      const told_ = told === undefined ? '' : ` after ${told} rows`;
      const of_ = of === undefined ? '' : ` of ${of}`;
      return `It stopped at its own limit${told_}${of_}: of ${when} not everything is known.`;
    }
    case 'too-far-back':
      return `It can't look back so far: of ${when} nothing is known.`;
    case 'not-ready':
      return `It is not ready yet: of ${when} not everything is known.`;
    case 'lag':
      return `It is late: mail from ${minute(span.from)} on may be missing.`;
  }
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
