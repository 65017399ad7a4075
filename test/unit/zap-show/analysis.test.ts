import assert from 'node:assert/strict';
import { CardRenderer, largestCard } from '../../../src/adapters/teams/card-renderer.js';
import { cardProblems } from '../../../src/simulator/channel/card-checks.js';
import { analysisCard } from '../../../src/zap/analysis-card.js';
import { analysisJson, analysisText } from '../../../src/zap/analysis-text.js';
import { targetOf, withoutPath } from '../../../src/zap/link-target.js';
import { recordCard } from '../../../src/zap/record-card.js';
import { texts } from '../cards/card-walk.js';
import { analysisOf } from './analysis-fixture.js';
import { explanation, hostileTexts, recordOf } from './fixture.js';

const renderer = new CardRenderer();
const secret = /s3cr3t|email=|reset\?/;

describe('the card of an analysis', () => {
  it('says the verdict, its reasons and what the values are worth', () => {
    const { data, rows = [] } = analysisCard(analysisOf());
    assert.equal(data['title'], 'Analysis: dangerous');
    assert.equal(data['delivered'], 'The header values are as judged at delivery.');
    assert.equal(data['zapped'], 'Its headers say that ZAP moved it.');
    assert.deepEqual(
      rows.filter(({ section }) => section === 'reason').map(({ text }) => text),
      ['The text of the link names another domain than the one it leads to.'],
    );
    assert.equal(data['more'], 'Not shown here: 7 links, 16 header values. 3 links not looked at.');
  });

  it('shows the worst links, and what nobody understands after what is explained', () => {
    const { rows = [] } = analysisCard(analysisOf());
    const links = rows.filter(({ section }) => section === 'link');
    assert.equal(links.length, 6);
    assert.match(String(links[0]?.['note']), /^The text of the link/);
    const fields = rows.filter(({ section }) => section === 'field');
    assert.match(String(fields.at(-1)?.['head']), /SCL/);
  });

  it('names a link without its path, which may name the recipient', () => {
    const drawn = JSON.stringify(renderer.render(analysisCard(analysisOf())).content);
    assert.match(drawn, /hxxps:\/\/login\[\.\]evil\[\.\]example\/…/);
    assert.doesNotMatch(drawn, secret);
  });

  it('keeps hostile text inert, in TextRuns only and small', () => {
    for (const text of hostileTexts) {
      const { content } = renderer.render(analysisCard(analysisOf(text)));
      assert.deepEqual(cardProblems(content), []);
      const drawn = JSON.stringify(content);
      assert.ok(Buffer.byteLength(drawn) <= largestCard);
      assert.doesNotMatch(drawn, /too large|\$\{|\{\{|[\u202E\u2066\u200B]|javascript:a/);
      for (const { type, key, text: said } of texts(content)) {
        if (said.includes('Paid') || said.includes('evil')) {
          assert.deepEqual([type, key], ['TextRun', 'text']);
        }
      }
    }
  });

  it('does not call a message good that is only unremarkable', () => {
    const verdict = { level: 'unremarkable', line: 'Nothing stands out.', reasons: [] } as const;
    const { data } = analysisCard(analysisOf('x', { verdict }));
    assert.equal(data['severityStyle'], 'default');
  });
});

describe('the text of an analysis', () => {
  it('shows everything that the card cuts, for people and for programs', () => {
    const lines = analysisText(analysisOf()).join('\n');
    assert.match(lines, /^Dangerous: A link leads elsewhere/);
    assert.equal(lines.match(/hxxps:\/\/login\[\.\]evil\[\.\]example\/…/g)?.length, 10);
    assert.match(lines, /plain → plain {2}after 3 min/);
    assert.match(lines, /not understood/);
    const json = JSON.stringify(analysisJson(analysisOf()));
    assert.match(json, /"schema":"inbox-warden\/message-analysis"/);
  });

  it('leaks no path, no token and no control character', () => {
    for (const text of ['https://evil.example/a?s3cr3t', ...hostileTexts]) {
      const lines = analysisText(analysisOf(text)).join('\n');
      const json = JSON.stringify(analysisJson(analysisOf(text)));
      for (const output of [lines, json]) {
        assert.doesNotMatch(output, secret);
        assert.doesNotMatch(output, /https:\/\/|[\u202E\u2066\u200B]|[^\P{Cc}\n]/u);
      }
    }
  });

  it('does not hang on a text that never ends', () => {
    for (const text of ['a'.repeat(1_000_000), 'a:'.repeat(500_000), 'a://'.repeat(250_000)]) {
      assert.ok(analysisText(analysisOf(text)).join('').length < 100_000);
      assert.ok(withoutPath(text).length <= 400);
    }
  });
});

describe('the name of a link', () => {
  it('is its scheme and host, or its scheme alone', () => {
    assert.equal(targetOf({ target: 'HTTPS://x@Evil.example/p', host: 'evil.example' }), 'https://evil.example/…'); // prettier-ignore
    assert.equal(targetOf({ target: 'javascript:alert(1)', host: '' }), 'javascript:…');
    assert.equal(targetOf({ target: 'data:text/html;base64,AAAA', host: '' }), 'data:…');
    assert.equal(targetOf({ target: '', host: '' }), '(no address)');
  });
});

describe('the details of a stored message', () => {
  it('are what was kept of its analysis', () => {
    const { data, rows = [] } = recordCard(recordOf({ attachments: [{ name: 'a.pdf.exe', codes: ['double-extension'] }] })); // prettier-ignore
    assert.equal(data['title'], 'Analysis: dangerous');
    assert.equal(data['delivered'], 'The header values are as judged at delivery.');
    assert.deepEqual([...new Set(rows.map(({ section }) => section))], [
      'reason',
      'name',
      'link',
      'attachment',
      'field',
    ] as never);
  });

  it('say that there is no analysis yet', () => {
    const { data } = recordCard(recordOf({ explanation: undefined }));
    assert.equal(data['verdict'], 'Not analysed yet.');
    assert.equal(data['delivered'], '');
  });

  it('stay inert and small', () => {
    for (const text of hostileTexts) {
      const observations = explanation.observations.map((one) => ({ ...one, shown: [text, text] }));
      const links = Array.from({ length: 50 }, () => ({ host: text, domain: '', codes: [text] }));
      const record = recordOf({
        subject: text,
        explanation: { ...explanation, observations, links, headers: { spf: text, ptr: text } },
      });
      const drawn = JSON.stringify(renderer.render(recordCard(record)).content);
      assert.doesNotMatch(drawn, /too large|https:\/\/|\$\{|[\u202E\u2066\u200B]/);
    }
  });
});
