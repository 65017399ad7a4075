import assert from 'node:assert/strict';
import type {
  AnalysedLink,
  MessageAnalysis,
  Observation,
} from '../../../src/zap/analysis/report.js';
import { explained } from '../../../src/zap/explanation.js';
import { now } from './fixture.js';

const observation = (change: Partial<Observation> = {}): Observation => ({
  code: 'name-holds-address',
  weight: 'high',
  sentence: 'The name holds an address.',
  shown: [],
  ...change,
});

const link = (host: string, observations: readonly Observation[] = []): AnalysedLink => ({
  target: `https://${host}/secret?token=1`,
  host,
  domain: host,
  text: 'secret text',
  wrappedBy: [],
  where: 'html',
  observations,
});

function analysis(change: Partial<MessageAnalysis> = {}): MessageAnalysis {
  return {
    headers: {
      values: { spf: 'pass', networkMessageId: 'id', scl: 1, ptr: 'p'.repeat(9_000) },
      fields: [],
      otherHops: [],
      path: [],
      zapped: true,
      spoofsOwnDomain: false,
      observations: [],
    },
    people: { fromName: '', fromAddress: '', replyTo: [], subject: '' },
    names: [],
    links: [],
    linksLeftOut: 2,
    attachments: [],
    verdict: { level: 'dangerous', line: 'Dangerous.', reasons: [] },
    ...change,
  };
}

describe('what is kept of an analysis', () => {
  it('are the header values within their limits, without the ids', () => {
    const { headers } = explained(analysis(), 'mime', now).explanation;
    assert.deepEqual(headers, { spf: 'pass', scl: 1, ptr: 'p'.repeat(200) });
  });
  it('is nothing that looks like a URL', () => {
    const shown = [
      'https://x.example/a',
      'x.example/?u=alice',
      'data:text/html,x',
      'javascript:alert(1)',
      'billing@evil.example',
    ];
    const names = [observation({ shown })];
    const { observations } = explained(analysis({ names }), 'mime', now).explanation;
    assert.deepEqual(observations[0]?.shown, ['billing@evil.example']);
  });
  it('is each host once, those with observations first, and no more than 50', () => {
    const links = [
      ...Array.from({ length: 60 }, (_, i) => link(`h${i}.example`)),
      link('bad.example', [observation({ code: 'link-text-differs' })]),
      link('bad.example'),
      link(''),
    ];
    const { explanation } = explained(analysis({ links }), 'mime', now);
    assert.equal(explanation.links.length, 50);
    assert.deepEqual(explanation.links[0], {
      host: 'bad.example',
      domain: 'bad.example',
      codes: ['link-text-differs'],
    });
    assert.equal(explanation.linksLeftOut, 2 + 11);
    assert.ok(!JSON.stringify(explanation).includes('secret'));
  });
  it('are the heaviest observations, each kind once, and no more than 40', () => {
    const names = Array.from({ length: 90 }, (_, i) =>
      observation({ code: `code-${i % 60}`, weight: i % 60 === 59 ? 'high' : 'low' }),
    );
    const { observations } = explained(analysis({ names }), 'mime', now).explanation;
    assert.equal(observations.length, 40);
    assert.equal(observations[0]?.code, 'code-59');
    assert.equal(new Set(observations.map(({ code }) => code)).size, 40);
  });
  it('says of an attachment its name, hash and what was noticed', () => {
    const attachments = [
      { name: 'a.pdf.exe', sha256: 'ab', observations: [observation({ code: 'two-extensions' })] },
    ];
    assert.deepEqual(explained(analysis({ attachments }), 'mime', now).attachments, [
      { name: 'a.pdf.exe', sha256: 'ab', codes: ['two-extensions'] },
    ]);
  });
});
