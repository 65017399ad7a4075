import type { MessageAnalysis, Observation } from '../../../src/zap/analysis/report.js';

const differs: Observation = {
  code: 'link-text-differs',
  weight: 'high',
  sentence: 'The text of the link names another domain than the one it leads to.',
  shown: ['contoso.example', 'evil.example'],
};

/** An analysis in which every text of the message is `text`. */
export function analysisOf(text = 'plain', change: Partial<MessageAnalysis> = {}): MessageAnalysis {
  const observation = { ...differs, shown: [text] };
  return {
    headers: {
      values: { spf: text, scl: 1 },
      fields: Array.from({ length: 30 }, (_, n) => ({
        header: 'X-Forefront-Antispam-Report',
        key: n === 0 ? 'XYZ' : 'SCL',
        value: text,
        sentence: n === 0 ? '' : 'Judged as not spam.',
        understood: n > 0,
      })),
      otherHops: [
        { header: 'ARC-Authentication-Results', key: '', value: text, sentence: '', understood: true },
      ],
      path: [
        { from: text, by: text, at: '2026-11-21T08:14:00.000Z' },
        { from: text, by: text, delaySeconds: 190 },
        { by: text, delaySeconds: -5 },
      ],
      zapped: true,
      spoofsOwnDomain: false,
      observations: [],
    },
    people: { fromName: text, fromAddress: text, replyTo: [text], returnPath: text, subject: text },
    names: [observation],
    links: Array.from({ length: 10 }, (_, n) => ({
      target: 'https://login.evil.example/reset?email=ana.costa@contoso.example&t=s3cr3t',
      host: 'login.evil.example',
      domain: 'evil.example',
      text,
      wrappedBy: ['Safe Links'],
      where: n === 0 ? 'form' : 'html',
      observations: n === 9 ? [observation] : [],
    })),
    linksLeftOut: 3,
    attachments: [{ name: text, sha256: 'ab'.repeat(32), observations: [observation] }],
    verdict: {
      level: 'dangerous',
      line: 'A link leads elsewhere than it says.',
      reasons: [differs.sentence],
    },
    ...change,
  }; // prettier-ignore
}
