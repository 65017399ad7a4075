import type { MailParts, OwnSide } from '../input.js';
import { recipientsOf } from '../people.js';
import type { AnalysedLink, MailPeople, Observation } from '../report.js';
import { claimOf } from '../claimed-domain.js';
import { htmlLinks } from './html-links.js';
import { judgeLink } from './judge-link.js';
import { keptTarget, keptWrapper } from './kept-target.js';
import type { RawLink, RawLinks } from './raw-link.js';
import { recipients, type Recipients } from './recipients.js';
import { shownText } from './shown-text.js';
import { longestText, textLinks } from './text-links.js';
import { unwrap, type Unwrapped } from './unwrap.js';

/** Different links that are analysed; what comes after them is counted. */
const mostLinks = 500;
/** Different spellings of links that are read in search of those. */
const mostSpellings = 1_000;
const mostListed = 5_000;

export interface LinkReport {
  readonly links: readonly AnalysedLink[];
  /** Links beyond the limits that were not looked at. */
  readonly leftOut: number;
  /** True when a body was longer than what is read. */
  readonly cut: boolean;
}

/**
 * Analyses every link of a message: HTML first, then text, then what a source lists. The same target with the same claim is
 * one link. Nothing of the result holds a wrapped link, a query or a recipient's address. Linear in the size of the bodies.
 */
export function judgeLinks(parts: MailParts, people: MailPeople, own: OwnSide): LinkReport {
  const found = collect(parts);
  const table = new LinkTable(
    people,
    own,
    recipients(recipientsOf(parts.headers), own, people.fromAddress),
  );
  for (const { links, base } of found) for (const link of links) table.add(link, base);
  const listed = (parts.urls ?? []).slice(0, mostListed);
  for (const href of listed) table.add({ href, text: '', where: 'listed' }, '');
  const unlisted = (parts.urls?.length ?? 0) - listed.length;
  return {
    links: table.links(),
    leftOut: table.leftOut + unlisted,
    cut: found.some(({ cut }) => cut),
  };
}

function collect(parts: MailParts): readonly (RawLinks & { readonly base: string })[] {
  return [parts, ...(parts.nested ?? [])].flatMap(({ html, text }) => {
    const fromHtml = html === undefined ? undefined : htmlLinks(html);
    if (fromHtml === undefined) return [{ ...textLinks(text ?? '', longestText.alone), base: '' }];
    const written = [fromHtml.prose, text ?? ''].map((one) =>
      textLinks(one, longestText.besideHtml),
    );
    // A text that is cut beside HTML is no loss: programs show the HTML.
    return [fromHtml, ...written.map(({ links }) => ({ links, base: '', cut: false }))];
  });
}

interface Group {
  readonly link: Omit<AnalysedLink, 'observations'>;
  readonly observations: Map<string, Observation>;
}

class LinkTable {
  leftOut = 0;
  readonly #groups = new Map<string, Group>();
  readonly #spellings = new Set<string>();
  readonly #people: MailPeople;
  readonly #own: OwnSide;
  readonly #recipients: Recipients;

  constructor(people: MailPeople, own: OwnSide, known: Recipients) {
    this.#people = people;
    this.#own = own;
    this.#recipients = known;
  }

  add(raw: RawLink, base: string): void {
    const spelling = `${raw.where}\0${raw.href}\0${raw.text.slice(0, 300)}`;
    if (this.#spellings.has(spelling)) return;
    if (this.#groups.size >= mostLinks || this.#spellings.size >= mostSpellings) {
      this.leftOut++;
      return;
    }
    this.#spellings.add(spelling);
    const unwrapped = unwrap(raw.href, base);
    if (unwrapped.target.kind !== 'none') this.#judge(raw, unwrapped);
  }

  links(): readonly AnalysedLink[] {
    return [...this.#groups.values()].map(({ link, observations }) => ({
      ...link,
      observations: [...observations.values()],
    }));
  }

  #judge(raw: RawLink, unwrapped: Unwrapped): void {
    const kept = this.#kept(unwrapped);
    const found = judgeLink({
      raw,
      unwrapped,
      kept,
      people: this.#people,
      own: this.#own,
      recipients: this.#recipients,
    });
    const group = this.#group(raw, unwrapped, kept);
    for (const one of found)
      if (!group.observations.has(one.code)) group.observations.set(one.code, one);
  }

  #kept({ target, opaque }: Unwrapped): string {
    if (opaque && target.kind === 'web') return keptWrapper(target.url);
    const kept = keptTarget(target);
    return target.kind === 'mail' ? this.#recipients.hideIn(kept) : kept;
  }

  #group(raw: RawLink, { target, wrappedBy }: Unwrapped, kept: string): Group {
    const parts = target.kind === 'web' ? target.parts : undefined;
    const claimed = claimOf(raw.text)?.domain ?? '';
    const claim = claimed === parts?.domain ? '' : claimed;
    const key = `${raw.where === 'form' ? 'form' : ''}\0${kept}\0${claim}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group: Group = {
      link: {
        target: kept,
        host: parts?.host ?? '',
        domain: parts?.domain ?? '',
        text: shownText(raw.text, this.#recipients),
        wrappedBy,
        where: raw.where,
      },
      observations: new Map(),
    };
    this.#groups.set(key, group);
    return group;
  }
}
