import type { CardContent, CardTemplate } from '../../alerts/card-content.js';
import { ContractError } from '../../lib/errors.js';
import { ownText } from '../../lib/untrusted.js';
import { cardData, inert } from './card-data.js';
import { cardTemplates, loadCardFile, type CardFile } from './card-templates.js';
import { templating, type Template } from './templating.js';

/** An attachment, and the toast that goes with it. */
export interface RenderedCard {
  readonly contentType: 'application/vnd.microsoft.card.adaptive';
  readonly content: Readonly<Record<string, unknown>>;
  readonly summary: string;
}

/** Bytes of a card's JSON. Far below Teams' limit, so that what Teams adds around it never matters. */
export const largestCard = 24 * 1024;

/**
 * The digest says in one card what a week brought, and may be larger: characters of its JSON, of which Teams takes about
 * 50,000, two bytes each (Microsoft Learn: "Format your bot messages").
 */
export const largestDigest = 40_000;

/** UTF-16 units that each text may have: as the sanitiser leaves it, then shorter until the card fits. */
const textLengths = [1000, 160, 60];
const longestSummary = 300;

/**
 * Draws cards from the templates in cards/, which are read once. One pass over flat data: what is in the data is never
 * evaluated, and a drawn card is never a template again.
 */
export class CardRenderer {
  readonly #files: ReadonlyMap<CardTemplate, CardFile>;
  readonly #templates: ReadonlyMap<CardTemplate, Template>;

  /** @throws ContractError when a template can't be read. */
  constructor() {
    this.#files = new Map(cardTemplates.map((name) => [name, loadCardFile(name)]));
    this.#templates = new Map(
      [...this.#files].map(([name, file]) => [name, new templating.Template(file.payload)]),
    );
  }

  /**
   * At most 24 KB of JSON (the digest: 40,000 characters): texts are shortened if need be, and at last only a notice with the reference is left.
   * @throws ContractError when the data are not exactly the template's fields.
   */
  render(content: CardContent): RenderedCard {
    for (const length of textLengths) {
      const card = this.#expand(content, length);
      if (fits(card, content.template)) return rendered(card, content);
    }
    return this.renderShortest(content);
  }

  /** Says only that there is something, and its reference: for a message that Teams called too large. */
  renderShortest(content: CardContent): RenderedCard {
    const { alertId, groupId, reference: named } = content.data;
    const reference = ownText(String(alertId ?? groupId ?? named ?? ''));
    const card = this.#expand(
      {
        template: 'notice',
        data: {
          title: ownText('This card was too large for Teams'),
          text: ownText(
            'Ask for the details in a chat with the bot: write "show" and the reference.',
          ),
          reference,
        },
        summary: content.summary,
      },
      longestSummary,
    );
    return rendered(card, content);
  }

  #expand(content: CardContent, longest: number): Readonly<Record<string, unknown>> {
    const file = this.#files.get(content.template);
    const template = this.#templates.get(content.template);
    if (file === undefined || template === undefined) throw notDrawn(content.template);
    const data = cardData(content, file, longest);
    templating.GlobalSettings.getUndefinedFieldValueSubstitutionString = (path) => {
      throw notDrawn(`${content.template}.${path}`);
    };
    const card: unknown = template.expand({ $root: data });
    if (!isObject(card) || JSON.stringify(card).includes('${')) throw notDrawn(content.template);
    return card;
  }
}

function rendered(card: Readonly<Record<string, unknown>>, { summary }: CardContent): RenderedCard {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: card,
    summary: inert(summary, longestSummary),
  };
}

function fits(card: object, template: CardTemplate): boolean {
  const json = JSON.stringify(card);
  return template === 'digest'
    ? json.length <= largestDigest
    : Buffer.byteLength(json, 'utf8') <= largestCard;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notDrawn(path: string): ContractError {
  return new ContractError('A card can not be drawn.', { service: 'cards', path });
}
