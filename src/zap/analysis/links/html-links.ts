import { readHtml, type HtmlListener } from './html-reader.js';
import { longestText, mostRawLinks, type RawLink, type RawLinks } from './raw-link.js';

/** Bodies are read up to this many characters; most clients cut far shorter ones. */
const longestHtml = 1_000_000;
/** Text outside of links is kept up to this length: clients make links of what looks like one. */
const longestProse = 60_000;

const wanted = new Set([
  'href',
  'xlink:href',
  'originalsrc',
  'action',
  'formaction',
  'content',
  'http-equiv',
  'alt',
]);
/** Tags whose href is no link to click. */
const notClicked = new Set(['base', 'link', 'image', 'use']);

export interface HtmlLinks extends RawLinks {
  /** The first <base href>, '' when there is none. */
  readonly base: string;
  /** Visible text outside of links, for links that a client makes itself. */
  readonly prose: string;
}

/**
 * Every place to which HTML leads: links, areas, forms and their buttons, refreshes, also within Outlook's conditional
 * comments. In the order of the body. Linear in its length.
 */
export function htmlLinks(html: string): HtmlLinks {
  const collector = new LinkCollector();
  readHtml(html.slice(0, longestHtml), wanted, collector);
  return collector.finish(html.length > longestHtml);
}

class LinkCollector implements HtmlListener {
  readonly #links: RawLink[] = [];
  #open: { href: string; original: string | undefined } | undefined;
  #text = '';
  #alt = '';
  #base: string | undefined;
  readonly #prose: string[] = [];
  #proseLength = 0;
  #cut = false;

  open(tag: string, attributes: ReadonlyMap<string, string>): void {
    this.#special(tag, attributes);
    const href = attributes.get('href') ?? attributes.get('xlink:href');
    if (href === undefined || notClicked.has(tag)) {
      this.#space(tag);
      return;
    }
    this.#closeLink();
    if (tag === 'area') this.#add({ href, text: attributes.get('alt') ?? '', where: 'html' });
    else this.#open = { href, original: attributes.get('originalsrc') };
  }

  #special(tag: string, attributes: ReadonlyMap<string, string>): void {
    const valueOf = (name: string): string => attributes.get(name) ?? '';
    if (tag === 'base') this.#base ??= attributes.get('href');
    if (tag === 'meta') this.#refresh(attributes);
    if (tag === 'img' && this.#alt === '') this.#alt = valueOf('alt');
    if (tag === 'form') this.#add({ href: valueOf('action'), text: '', where: 'form' });
    this.#add({ href: valueOf('formaction'), text: '', where: 'form' });
  }

  close(tag: string): void {
    if (tag === 'a' || tag.startsWith('v:')) this.#closeLink();
    else this.#space(tag);
  }

  text(text: string): void {
    if (this.#open !== undefined) {
      const room = longestText - this.#text.length;
      if (room > 0) this.#text += text.slice(0, room);
      return;
    }
    const room = longestProse - this.#proseLength;
    if (room <= 0) return;
    this.#prose.push(text.slice(0, room));
    this.#proseLength += Math.min(room, text.length);
  }

  finish(cut: boolean): HtmlLinks {
    this.#closeLink();
    return {
      links: this.#links,
      cut: cut || this.#cut,
      base: this.#base ?? '',
      prose: this.#prose.join(''),
    };
  }

  /** Words of different cells and lines are different words; those of spans are one. */
  #space(tag: string): void {
    if (/^(?:br|p|div|t[dhr]|li|h\d|hr)$/.test(tag)) this.text(' ');
  }

  #refresh(attributes: ReadonlyMap<string, string>): void {
    if (attributes.get('http-equiv')?.trim().toLowerCase() !== 'refresh') return;
    const target = /url\s{0,20}=\s{0,20}["']?([^"']{1,8000})/i.exec(
      attributes.get('content') ?? '',
    );
    this.#add({ href: target?.[1] ?? '', text: '', where: 'html', refresh: true });
  }

  #closeLink(): void {
    if (this.#open !== undefined) {
      const { href, original } = this.#open;
      const text = this.#text.trim() === '' ? this.#alt : this.#text;
      this.#add({ href, text, where: 'html', original });
    }
    this.#open = undefined;
    this.#text = '';
    this.#alt = '';
  }

  #add(link: RawLink): void {
    if (link.href.trim() === '') return;
    if (this.#links.length < mostRawLinks) this.#links.push(link);
    else this.#cut = true;
  }
}
