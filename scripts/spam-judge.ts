import type { PlantedStoryName } from '../src/simulator/scenario/story-schema.js';
import type { Planted } from '../src/simulator/story/planted/play.js';
import { parseSpamFacts } from '../src/spam/facts.js';
import type { LikelyCause } from '../src/spam/figures.js';
import type { SpamScan } from '../src/spam/scan.js';
import type { Tenant } from '../src/tenants/tenant.js';

/** What was planted in one tenant against what a reading of its mail called. */
export interface Judged {
  readonly source: string;
  readonly complete: boolean;
  readonly quiet: boolean;
  readonly stories: readonly StoryJudged[];
  readonly called: readonly Called[];
}

interface StoryJudged {
  readonly story: PlantedStoryName;
  readonly found: boolean;
  /** Of stories about own senders: what it is, and what it was called. */
  readonly cause?: { readonly planted: LikelyCause; readonly called: LikelyCause | undefined };
  readonly words: string;
}

/** Something that the report points at, for one kind of story. `right`: it was planted, or generated as just that. */
interface Called {
  readonly story: PlantedStoryName | 'any own sender';
  readonly right: boolean;
  readonly words: string;
}

const ownSenderStories = {
  'account-bursts-at-night': 'compromised-account',
  'newsletter-sent': 'bulk-mail',
  'infected-client': 'infected-client',
} as const satisfies Partial<Record<PlantedStoryName, LikelyCause>>;
type OwnSenderStory = keyof typeof ownSenderStories;

/** Message trace tells neither verdicts nor how a sender was proven: of these it has no mark at all. */
const notTold: Readonly<Record<string, readonly PlantedStoryName[]>> = {
  'message-trace': [
    'newsletter-sent',
    'director-spoofed',
    'assistant-spear-phished',
    'one-attacker-many-targets',
  ],
};

function canTell(source: string, story: PlantedStoryName): boolean {
  return notTold[source]?.includes(story) !== true;
}

/** Without verdicts a cause can be as good as another: 'unclear' is then the honest answer. */
function isRight(source: string, { planted, called }: NonNullable<StoryJudged['cause']>): boolean {
  return called === planted || (source === 'message-trace' && called === 'unclear');
}

function isOwnSenderStory(story: PlantedStoryName): story is OwnSenderStory {
  return Object.hasOwn(ownSenderStories, story);
}

export interface ToJudge {
  readonly source: string;
  readonly tenant: Tenant;
  readonly scan: SpamScan;
  readonly truths: readonly Planted[];
  /** Addresses of the tenant that strangers wrote as, all that there are. */
  readonly forged: ReadonlySet<string>;
}

export function judgeTenant({ source, tenant, scan, truths, forged }: ToJudge): Judged {
  const stories = truths.filter(({ story }) => story !== 'quiet-week');
  return {
    source,
    complete: scan.coverage.complete,
    quiet: stories.length === 0,
    stories: stories.map((truth) => judgeStory(truth, scan, tenant)),
    called: calledIn(scan, truths, forged).map((one) => ({
      ...one,
      words: `${source}, ${tenant.name}: ${one.words}`,
    })),
  };
}

function judgeStory(truth: Planted, scan: SpamScan, { name }: Tenant): StoryJudged {
  const { story, mailbox = '', senderDomains } = truth;
  const words = `${story} in ${name}: ${mailbox === '' ? senderDomains.join(', ') : mailbox}`;
  if (isOwnSenderStory(story)) {
    const called = causeOf(scan, mailbox);
    const cause = { planted: ownSenderStories[story], called };
    return { story, found: called !== undefined, cause, words };
  }
  return { story, found: isPointedAt(truth, scan), words };
}

/** What the card says of the sender; without a card what the report says. */
function causeOf({ findings, report }: SpamScan, mailbox: string): LikelyCause | undefined {
  const facts = findings.map((finding) => parseSpamFacts(finding.facts));
  const card = facts.find(({ address }) => address === mailbox);
  const listed = report.internal.listed.find(({ address }) => address === mailbox);
  return card?.likelyCause ?? listed?.likelyCause;
}

function isPointedAt({ story, mailbox, senderDomains }: Planted, { report }: SpamScan): boolean {
  switch (story) {
    case 'director-spoofed':
      return report.senders.listed.some((one) => one.claimsOwnDomain && one.address === mailbox);
    case 'assistant-spear-phished':
      return report.patterns.manyOnOne.some((one) => one.spear && one.address === mailbox);
    case 'one-attacker-many-targets':
      return report.patterns.oneOnMany.some(({ domain }) => senderDomains.includes(domain));
    default:
      return false;
  }
}

function calledIn(
  { findings, report }: SpamScan,
  truths: readonly Planted[],
  forged: ReadonlySet<string>,
): readonly Called[] {
  const of = (story: PlantedStoryName): readonly Planted[] =>
    truths.filter((truth) => truth.story === story);
  const senders = truths.filter(({ story }) => isOwnSenderStory(story));
  return [
    ...findings.map((finding): Called => {
      const { address, likelyCause } = parseSpamFacts(finding.facts);
      const truth = senders.find(({ mailbox }) => mailbox === address);
      const words = `card for ${address} (${likelyCause})`;
      return { story: truth?.story ?? 'any own sender', right: truth !== undefined, words };
    }),
    ...report.senders.listed
      .filter(({ claimsOwnDomain }) => claimsOwnDomain)
      .map(({ address }): Called => {
        const right = forged.has(address);
        return { story: 'director-spoofed', right, words: `forged sender ${address}` };
      }),
    ...report.patterns.manyOnOne
      .filter(({ spear }) => spear)
      .map(({ address }): Called => {
        const right = of('assistant-spear-phished').some(({ mailbox }) => mailbox === address);
        return { story: 'assistant-spear-phished', right, words: `spear phishing of ${address}` };
      }),
    ...report.patterns.oneOnMany.map(({ domain }): Called => {
      const right = of('one-attacker-many-targets').some(({ senderDomains }) =>
        senderDomains.includes(domain),
      );
      return { story: 'one-attacker-many-targets', right, words: `one on many: ${domain}` };
    }),
  ];
}

export interface Summary {
  readonly byStory: readonly (readonly string[])[];
  readonly byCause: readonly (readonly string[])[];
  readonly incomplete: number;
  readonly quiet: { readonly tenants: number; readonly alarmed: number };
  readonly misses: readonly string[];
  readonly falseAlarms: readonly string[];
}

export function sumJudgements(all: readonly Judged[]): Summary {
  const quiet = all.filter((one) => one.quiet);
  return {
    byStory: storyRows(all),
    byCause: causeRows(all.flatMap(({ stories }) => stories)),
    incomplete: all.filter(({ complete }) => !complete).length,
    quiet: {
      tenants: quiet.length,
      alarmed: quiet.filter(({ called }) => called.some(({ right }) => !right)).length,
    },
    misses: all.flatMap(({ source, stories }) =>
      stories.flatMap(({ story, found, cause, words }) => {
        if (!canTell(source, story)) return [];
        if (!found) return [`${source}: ${words}: not found`];
        const wrong = cause !== undefined && !isRight(source, cause);
        return wrong ? [`${source}: ${words}: called ${cause.called ?? 'nothing'}`] : [];
      }),
    ),
    falseAlarms: all.flatMap(({ called }) =>
      called.flatMap(({ right, words }) => (right ? [] : [words])),
    ),
  };
}

function storyRows(all: readonly Judged[]): readonly (readonly string[])[] {
  const sources = [...new Set(all.map(({ source }) => source))];
  const names = [
    ...new Set(all.flatMap(({ stories }) => stories.map(({ story }) => story))),
  ].sort();
  return sources.flatMap((source) => {
    const of = all.filter((one) => one.source === source);
    const called = of.flatMap((one) => one.called);
    const rows = names.map((name) => {
      const stories = of.flatMap((one) => one.stories.filter(({ story }) => story === name));
      const found = stories.filter((one) => one.found).length;
      const calls = called.filter(({ story }) => story === name);
      const right = calls.filter((one) => one.right).length;
      return [
        ...[source, name, String(stories.length), String(found), percent(found, stories.length)],
        ...[String(calls.length), percent(right, calls.length)],
        canTell(source, name) ? '' : 'not told by this source',
      ];
    });
    const cards = called.filter(({ story }) => story === 'any own sender').length;
    return [
      ...rows,
      [source, 'cards for senders with no story', '', '', '', String(cards), '', ''],
    ];
  });
}

function causeRows(stories: readonly StoryJudged[]): readonly (readonly string[])[] {
  const causes = stories.flatMap(({ cause }) => (cause ? [cause] : []));
  const names = [...new Set(causes.flatMap(({ planted, called }) => [planted, called ?? planted]))];
  return names.sort().map((name) => {
    const planted = causes.filter((one) => one.planted === name).length;
    const called = causes.filter((one) => one.called === name).length;
    const right = causes.filter((one) => one.planted === name && one.called === name).length;
    return [
      ...[name, String(planted), String(called), String(right)],
      ...[percent(right, planted), percent(right, called)],
    ];
  });
}

function percent(part: number, of: number): string {
  return of === 0 ? '' : `${((part / of) * 100).toFixed(1)} %`;
}
