import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  CardRenderer,
  largestCard,
  largestDigest,
} from '../../../src/adapters/teams/card-renderer.js';
import { cardTemplates, cardsFolder } from '../../../src/adapters/teams/card-templates.js';
import type { CardContent, CardTemplate, FlatValue } from '../../../src/alerts/card-content.js';
import { ContractError } from '../../../src/lib/errors.js';
import { ownText, Untrusted } from '../../../src/lib/untrusted.js';
import { elements, texts } from './card-walk.js';

type Data = Record<string, FlatValue>;

function sampleOf(template: CardTemplate): { data: Data; rows?: readonly Data[] } {
  return JSON.parse(readFileSync(new URL(`${template}.sample.json`, cardsFolder), 'utf8')) as {
    data: Data;
    rows?: readonly Data[];
  };
}

function contentOf(
  template: CardTemplate,
  change: (name: string, value: FlatValue) => FlatValue,
): CardContent {
  const { data, rows } = sampleOf(template);
  const changed = (of: Data): Data =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(name, value)]));
  return {
    template,
    data: changed(data),
    ...(rows && { rows: rows.map(changed) }),
    summary: ownText('A toast'),
  };
}

/** Fields with a format of their own: ids stand in button data, the style and the link are checked. */
const formatted = new Set([
  'alertId',
  'nonce',
  'groupId',
  'severityStyle',
  'consentUrl',
  'firstPerson',
  'runId',
  'target',
  'measure',
]);

const marker = 'Zq7Marker';
const hostile = [
  `**${marker}** _i_ # h\n- x`,
  `[Approve here ${marker}](https://evil.example/)`,
  `![${marker}](https://evil.example/p.png)`,
  `\${1+1} \${$root.nonce} ${marker}`,
  `$\${x} \${ ${marker}`,
  `{{DATE(2026-01-01T00:00:00Z,SHORT)}} {{{TIME(x)}}} ${marker}`,
  `<at>${marker}</at> <script>alert(1)</script>`,
  `${marker}\0\u0007\u001b[31m`,
  `${marker}\ud800`,
  `"}],"type":"Image","url":"https://evil.example/${marker}`,
  `${marker}${'x'.repeat(10_000)}`,
  `${marker}${'字'.repeat(10_000)}`,
];

describe('card renderer', () => {
  const renderer = new CardRenderer();

  /** The card with `text` in every text field, as a caller would do that forgot the sanitiser. */
  const withText = (template: CardTemplate, text: string): CardContent =>
    contentOf(template, (name, value) =>
      typeof value === 'string' && !formatted.has(name) ? ownText(text) : value,
    );

  function assertInert(card: unknown, template: CardTemplate): void {
    const drawn = JSON.stringify(card);
    assert.ok(!drawn.includes('${') && !drawn.includes('{{'), drawn);
    if (template === 'digest') assert.ok(drawn.length <= largestDigest);
    else assert.ok(Buffer.byteLength(drawn) <= largestCard);
    for (const { type, key, text } of texts(card)) {
      if (text.includes(marker)) assert.deepEqual([type, key], ['TextRun', 'text']);
      assert.doesNotMatch(text, /[^\P{Cc}\t\n\r]/u);
      assert.ok(text.isWellFormed());
      if (key === 'url') assert.match(text, /^https:\/\/login\.microsoftonline\.com\//);
    }
  }

  for (const template of cardTemplates) {
    it(`keeps hostile text of ${template} inert, in TextRuns only and within its size`, () => {
      for (const text of hostile) {
        const { content } = renderer.render(withText(template, text));
        assertInert(content, template);
        assert.ok(JSON.stringify(content).includes(marker), text);
      }
    });

    it(`draws ${template} for any sanitised text`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
          const safe = Untrusted.of(raw).forCard();
          assertInert(renderer.render(withText(template, safe)).content, template);
        }),
        { numRuns: 60 },
      );
    });

    it(`refuses ${template} with a missing, an additional or a null field`, () => {
      const { data, rows } = sampleOf(template);
      const content = { template, ...(rows && { rows }), summary: ownText('x') };
      const [first = ''] = Object.keys(data);
      const missing = Object.fromEntries(Object.entries(data).slice(1));
      const broken: readonly Record<string, unknown>[] = [
        missing,
        { ...data, unknownField: 'x' },
        { ...data, [first]: null },
        { ...data, [first]: { type: 'Image', url: 'https://evil.example/' } },
        { ...data, [first]: ['x'] },
      ];
      for (const bad of broken) {
        assert.throws(() => renderer.render({ ...content, data: bad as Data }), ContractError);
      }
    });
  }

  it('puts ids and nonce into the button data unchanged, even when texts are cut', () => {
    const { data } = sampleOf('forward-alert');
    const { content } = renderer.render(withText('forward-alert', '字'.repeat(10_000)));
    const executed = [...elements(content)].filter(([, node]) => node['type'] === 'Action.Execute');
    assert.ok(executed.length > 0);
    for (const [, node] of executed) {
      const { measure, in_target: target, ...own } = node['data'] as Record<string, unknown>;
      assert.deepEqual(own, { v: 1, alertId: data['alertId'], nonce: data['nonce'] });
      assert.equal(target, measure === undefined ? undefined : data['target']);
    }
  });

  it('refuses a target of a measure that is an address or anything else that can be read', () => {
    for (const target of ['x@evil.example', '${1+1}', 'a'.repeat(26), 'Zq7Marker', ' ']) {
      const content = contentOf('forward-alert', (name, value) =>
        name === 'target' ? ownText(target) : value,
      );
      assert.throws(() => renderer.render(content), ContractError, target);
    }
  });

  it('leaves only a notice with the reference when rows can not be made to fit', () => {
    const { data, rows } = sampleOf('forward-group');
    const many = Array.from({ length: 200 }, () => rows?.[0] ?? {});
    const { content, summary } = renderer.render({
      template: 'forward-group',
      data,
      rows: many,
      summary: ownText('Toast'),
    });
    assert.match(JSON.stringify(content), /too large for Teams/);
    assert.ok(JSON.stringify(content).includes(String(data['groupId'])));
    assert.equal(summary, 'Toast');
  });

  it('hides rows and buttons that have nothing to say', () => {
    const hidden = contentOf('forward-alert', (name, value) => {
      if (typeof value === 'boolean') return false;
      return formatted.has(name) || name === 'title' ? value : ownText('');
    });
    const { content } = renderer.render(hidden);
    assert.deepEqual(content['actions'], []);
    assert.doesNotMatch(JSON.stringify(content), /First seen|Copy in mailbox|Reason/);
  });

  const links: readonly (readonly [string, boolean])[] = [
    ['https://login.microsoftonline.com/x/v2.0/adminconsent?client_id=1', true],
    ['https://login.microsoftonline.com.evil.example/', false],
    ['https://login.microsoftonline.com@evil.example/', false],
    ['https://evil.example/', false],
    ['javascript:alert(1)', false],
    ['https://login.microsoftonline.com/x y', false],
    ['', false],
  ];
  for (const [link, allowed] of links) {
    it(`${allowed ? 'takes' : 'refuses'} ${link === '' ? 'no link' : link} for consent`, () => {
      const content = contentOf('unreadable-tenant', (name, value) =>
        name === 'consentUrl' ? ownText(link) : value,
      );
      if (allowed) assert.ok(JSON.stringify(renderer.render(content)).includes(link));
      else assert.throws(() => renderer.render(content), ContractError);
    });
  }

  it('takes no link when no consent is asked for', () => {
    const content = contentOf('unreadable-tenant', (name, value) => {
      if (name === 'consentUrl') return ownText('');
      return name === 'showConsent' ? false : value;
    });
    assert.doesNotMatch(JSON.stringify(renderer.render(content)), /OpenUrl/);
  });

  it('refuses a container style that is not one of severity', () => {
    const content = contentOf('forward-alert', (name, value) =>
      name === 'severityStyle' ? ownText('emphasis') : value,
    );
    assert.throws(() => renderer.render(content), ContractError);
  });

  it('evaluates nothing when a drawn card is drawn again', () => {
    const once = renderer.render(withText('notice', '${1+1} ${$root.nonce}')).content;
    assert.ok(!JSON.stringify(once).includes('${'));
  });
});
