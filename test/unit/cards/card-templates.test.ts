import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CardRenderer } from '../../../src/adapters/teams/card-renderer.js';
import { cardTemplates, cardsFolder } from '../../../src/adapters/teams/card-templates.js';
import { cardVerbs, parsePress, parseSubmit } from '../../../src/adapters/teams/press-data.js';
import type { CardContent, CardTemplate, FlatValue } from '../../../src/alerts/card-content.js';
import { ownText } from '../../../src/lib/untrusted.js';
import { elements } from './card-walk.js';

interface ParseContext {
  readonly eventCount: number;
  getEventAt(index: number): { readonly message: string };
}

// The package's ESM entry has imports without extensions, which Node can't follow; its UMD bundle loads.
const cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as {
  AdaptiveCard: new () => { parse(json: unknown, context: ParseContext): void };
  SerializationContext: new () => ParseContext;
};

function json(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, cardsFolder), 'utf8'));
}

/** The sample with every flag on, or every flag off and every text empty. */
function sampleOf(template: CardTemplate, show: boolean): CardContent {
  const sample = json(`${template}.sample.json`) as Pick<CardContent, 'data' | 'rows'>;
  const data = Object.entries(sample.data).map(([name, value]): [string, FlatValue] => {
    if (typeof value === 'boolean') return [name, show];
    if (typeof value !== 'string' || ['severityStyle', 'alertId'].includes(name))
      return [name, value];
    return [name, show && value === '' ? ownText('Some text') : ownText(show ? value : '')];
  });
  return {
    template,
    data: Object.fromEntries(data),
    ...(sample.rows && { rows: sample.rows }),
    summary: ownText('A toast'),
  };
}

describe('card templates', () => {
  const renderer = new CardRenderer();

  for (const template of cardTemplates) {
    describe(template, () => {
      const source: unknown = json(`${template}.json`);

      it('has Markdown elements and titles for our own constants only', () => {
        for (const [path, node] of elements(source)) {
          if (node['type'] !== 'TextRun') assert.doesNotMatch(String(node['text']), /\$\{/, path);
          const title = node['title'];
          // A choice of a compact list is an option: plain text in every client.
          const isChoice = /\.choices\[\d+\]$/.test(path);
          if (title !== undefined && !isChoice) assert.doesNotMatch(title as string, /\$\{/, path);
          if (node['choices'] !== undefined) assert.equal(node['style'], 'compact', path);
          for (const key of ['iconUrl', 'backgroundImage', 'selectAction', 'speak', 'tooltip']) {
            assert.equal(node[key], undefined, path);
          }
          assert.ok(
            !['Image', 'ImageSet', 'Media', 'FactSet'].includes(String(node['type'])),
            path,
          );
        }
      });

      it('has a language, a fallback text, Teams width and a heading', () => {
        const card = source as Record<string, unknown>;
        assert.equal(card['lang'], 'en');
        assert.equal(card['version'], '1.5');
        assert.deepEqual(card['msteams'], { width: 'Full' });
        assert.match(card['fallbackText'] as string, /^Inbox Warden: [^$]+$/);
        assert.ok([...elements(source)].some(([, node]) => node['style'] === 'heading'));
      });

      it('uses no id twice: native clients refuse the whole card', () => {
        const ids = [...elements(source)].flatMap(([, { id }]) =>
          typeof id === 'string' ? [id] : [],
        );
        assert.deepEqual(ids, [...new Set(ids)]);
      });

      it('wraps all text and labels all inputs', () => {
        for (const [path, node] of elements(source)) {
          if (node['type'] === 'TextBlock') assert.equal(node['wrap'], true, path);
          if (String(node['type']).startsWith('Input.')) {
            assert.ok(node['label'] !== undefined && node['errorMessage'] !== undefined, path);
            assert.match(node['id'] as string, /^in_(reason|expires|scope|cause|target)$/);
          }
        }
      });

      for (const show of [true, false]) {
        it(`is parsed without complaint with everything ${show ? 'shown' : 'hidden'}`, () => {
          const context = new cards.SerializationContext();
          const { content } = renderer.render(sampleOf(template, show));
          // Its check of `lang` keeps its place in a global pattern and so fails on every other card.
          new cards.AdaptiveCard().parse({ ...content, lang: undefined }, context);
          const events = Array.from(
            { length: context.eventCount },
            (_, i) => context.getEventAt(i).message,
          );
          // The library knows no extension of Teams; the fallback has the same figures.
          const unknown = events.filter((text) => !text.startsWith('Unknown element type "Chart.'));
          assert.deepEqual(unknown, []);
        });
      }

      it('has buttons whose presses our own parser takes, new and old clients alike', () => {
        const { content } = renderer.render(sampleOf(template, true));
        for (const [path, node] of elements(content)) {
          if (node['type'] !== 'Action.Execute') continue;
          const verb = cardVerbs.find((known) => known === node['verb']);
          assert.ok(verb !== undefined, path);
          const pressed = parsePress(verb, node['data']);
          assert.ok(pressed !== undefined, path);
          const { type, data, title } = node['fallback'] as Record<string, unknown>;
          assert.equal(type, 'Action.Submit');
          assert.equal(title, node['title']);
          assert.deepEqual(parseSubmit(data), pressed);
        }
      });
    });
  }

  it('offer every verb somewhere', () => {
    const offered = cardTemplates.flatMap((template) =>
      [...elements(json(`${template}.json`))].flatMap(([, { verb }]) =>
        typeof verb === 'string' ? [verb] : [],
      ),
    );
    assert.deepEqual([...new Set(offered)].sort(), [...cardVerbs].sort());
  });

  it('change nothing without a second step, but for trying again', () => {
    const card = json('forward-alert.json') as {
      readonly actions: readonly Record<string, unknown>[];
    };
    const direct = card.actions
      .filter(({ type }) => type === 'Action.Execute')
      .map(({ title }) => title);
    assert.deepEqual(direct, ['Try again']);
  });
});
