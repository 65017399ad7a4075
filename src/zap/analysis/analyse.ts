import { judgeAttachments } from './attachments.js';
import { readHeaders } from './headers/read-headers.js';
import type { MailParts, OwnSide } from './input.js';
import { judgeLinks } from './links/links.js';
import { judgeNames } from './names.js';
import { peopleOf } from './people.js';
import type { MessageAnalysis } from './report.js';
import { verdictOf } from './verdict.js';

/**
 * Explains one message: headers, names, links, attachments, and a verdict with its reasons. Pure: it fetches nothing, and the
 * same message always gets the same answer. It never throws, whatever the message holds, and takes time in proportion to
 * the size of the message. Texts in the result are raw; no link in it is wrapped or holds a query or a recipient's address.
 */
export function analyse(parts: MailParts, own: OwnSide): MessageAnalysis {
  const headers = readHeaders(parts.headers);
  const people = peopleOf(parts.headers);
  const { links, leftOut, cut } = judgeLinks(parts, people, own);
  const whole = cut ? { ...parts, incomplete: true } : parts;
  const names = judgeNames(whole, people, headers.values, own);
  const attachments = judgeAttachments(parts.attachments);
  const judged = { headers, people, names, links, attachments };
  return {
    ...judged,
    linksLeftOut: leftOut,
    verdict: verdictOf(judged, hasContent(parts)),
  };
}

function hasContent({ headers, html = '', text = '', urls = [], attachments }: MailParts): boolean {
  const written = `${html.slice(0, 1)}${text.slice(0, 1)}` !== '';
  return written || headers.length + urls.length + attachments.length > 0;
}
