import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { longestHref } from './raw-link.js';

/** What a reader of HTML is told, tag by tag. Names are lower case. */
export interface HtmlListener {
  open(tag: string, attributes: ReadonlyMap<string, string>): void;
  close(tag: string): void;
  text(text: string): void;
}

/** Text within these is not shown. */
const unshown = new Set(['script', 'style', 'title', 'noembed', 'noframes', 'template']);
/** Outlook shows what stands in such comments: <!--[if mso]> … <![endif]-->. */
const conditional = /^\s{0,9}\[if[^\]]{0,200}\]>/i;

/**
 * Reads HTML in one pass without building a tree: hostile nesting costs no more than any text of that length. Attributes
 * keep their first value, as in browsers, cut at 8,000 characters.
 */
export function readHtml(
  html: string,
  wanted: ReadonlySet<string>,
  listener: HtmlListener,
  inComment = false,
): void {
  const tokenizer = new Tokenizer({}, new TagReader(html, wanted, listener, inComment));
  tokenizer.write(html);
  tokenizer.end();
}

class TagReader implements TokenizerCallbacks {
  readonly #html: string;
  readonly #wanted: ReadonlySet<string>;
  readonly #listener: HtmlListener;
  readonly #inComment: boolean;
  #tag = '';
  #attributes = new Map<string, string>();
  #attribute: string | undefined;
  #value = '';
  #hiddenBy = '';

  constructor(
    html: string,
    wanted: ReadonlySet<string>,
    listener: HtmlListener,
    inComment: boolean,
  ) {
    this.#html = html;
    this.#wanted = wanted;
    this.#listener = listener;
    this.#inComment = inComment;
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#name(start, end);
    this.#attributes = new Map();
  }

  onattribname(start: number, end: number): void {
    const name = this.#name(start, end);
    const first = this.#wanted.has(name) && !this.#attributes.has(name);
    this.#attribute = first ? name : undefined;
    this.#value = '';
  }

  onattribdata(start: number, end: number): void {
    if (this.#attribute === undefined) return;
    const room = longestHref - this.#value.length;
    if (room > 0) this.#value += this.#html.slice(start, Math.min(end, start + room));
  }

  onattribentity(codepoint: number): void {
    if (this.#attribute === undefined || this.#value.length >= longestHref) return;
    this.#value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    if (this.#attribute !== undefined) this.#attributes.set(this.#attribute, this.#value);
    this.#attribute = undefined;
  }

  onopentagend(): void {
    if (unshown.has(this.#tag)) this.#hiddenBy = this.#tag;
    this.#listener.open(this.#tag, this.#attributes);
  }

  onselfclosingtag(): void {
    this.#listener.open(this.#tag, this.#attributes);
  }

  onclosetag(start: number, end: number): void {
    const tag = this.#name(start, end);
    if (tag === this.#hiddenBy) this.#hiddenBy = '';
    this.#listener.close(tag);
  }

  ontext(start: number, end: number): void {
    // A copy in pieces of bounded size: a listener keeps only the first ones.
    if (this.#hiddenBy === '') this.#listener.text(this.#html.slice(start, end));
  }

  ontextentity(codepoint: number): void {
    if (this.#hiddenBy === '') this.#listener.text(String.fromCodePoint(codepoint));
  }

  oncomment(start: number, end: number): void {
    if (this.#inComment) return;
    const opening = conditional.exec(this.#html.slice(start, Math.min(end, start + 220)));
    if (opening === null) return;
    const inner = this.#html.slice(start + opening[0].length, end);
    readHtml(inner, this.#wanted, this.#listener, true);
  }

  oncdata(): void {
    // A section that HTML does not have; browsers take it for a comment.
  }

  ondeclaration(): void {
    // A document type leads nowhere.
  }

  onprocessinginstruction(): void {
    // Neither does an instruction.
  }

  onend(): void {
    // Nothing is held back.
  }

  #name(start: number, end: number): string {
    return this.#html.slice(start, Math.min(end, start + 60)).toLowerCase();
  }
}
