import assert from 'node:assert/strict';
import { analyse } from '../../../src/zap/analysis/analyse.js';
import type { Observation, Weight } from '../../../src/zap/analysis/report.js';
import { verdictOf } from '../../../src/zap/analysis/verdict.js';
import { analysed, nobody } from './mail-fixture.js';

const headers = analyse({ headers: [], attachments: [] }, nobody).headers;

function verdict(...weights: readonly Weight[]): ReturnType<typeof verdictOf> {
  const names = weights.map((weight, at): Observation => ({
    code: `code-${at}`,
    weight,
    sentence: `${weight} ${at}`,
    shown: [],
  }));
  return verdictOf(
    { headers: { ...headers, observations: [] }, names, links: [], attachments: [] },
    true,
  );
}

describe('the verdict', () => {
  const levels: readonly (readonly [level: string, weights: readonly Weight[]])[] = [
    ['unremarkable', []],
    ['unremarkable', ['info', 'good']],
    ['unremarkable', ['low', 'low', 'low', 'low', 'low']],
    ['unremarkable', ['medium', 'good']],
    ['suspicious', ['medium']],
    ['suspicious', ['medium', 'medium', 'good', 'good', 'good']],
    ['suspicious', ['medium', 'medium', 'low', 'low', 'low']],
    ['dangerous', ['medium', 'medium', 'medium']],
    ['dangerous', ['high']],
    ['dangerous', ['high', 'good', 'good']],
  ];
  for (const [level, weights] of levels)
    it(`is ${level} for ${weights.length === 0 ? 'nothing' : weights.join(', ')}`, () => {
      assert.equal(verdict(...weights).level, level);
    });

  it('says nothing of a message without headers and content', () => {
    const { verdict: given } = analyse({ headers: [], attachments: [] }, nobody);
    assert.equal(given.level, 'not-judged');
    assert.deepEqual(given.reasons, []);
  });

  it('says that nothing stands out of an honest letter', () => {
    const { verdict: given } = analysed({ text: 'See you tomorrow.' });
    assert.equal(given.level, 'unremarkable');
    assert.equal(given.line, 'Nothing in its headers, names and links stands out.');
  });

  it('does not say that nothing stands out beside reasons', () => {
    const given = verdict('low');
    assert.equal(given.level, 'unremarkable');
    assert.equal(given.line, 'Small things only, none of which speaks clearly against it.');
  });

  it('gives at most five reasons, heaviest first, none twice', () => {
    const { reasons } = verdict('low', 'medium', 'high', 'medium', 'low', 'low', 'info', 'good');
    assert.deepEqual(reasons, ['high 2', 'medium 1', 'medium 3', 'low 0', 'low 4']);
  });

  it('counts one code once', () => {
    const html = ['a', 'b', 'c', 'd'].map((name) => `<a href="https://203.0.113.7/${name}">x</a>`);
    assert.equal(analysed({ html: html.join('') }).verdict.level, 'suspicious');
  });

  it('names where the weight lies', () => {
    const { verdict: given } = analysed({
      from: '"РауРаl" <x@fabrikam.com>',
      html: '<a href="javascript:x">x</a>',
      attachments: [{ name: 'a.zip' }],
    });
    assert.equal(given.line, 'Strong signs of an attack in its sender, subject and links.');
  });
});
