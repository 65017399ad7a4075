import type { KillPoint } from './kill-run.js';

/** The steps of a removal, from the claim of the press to the card that everybody sees, in their order. */
const removalSteps: readonly { readonly step: string; readonly occurrence: number }[] = [
  'queues: send deliver for later',
  'tables: write alert(removing), audit(alert.remove), audit-head, outbox(remove pending), outbox(update-alert pending)',
  'queues: send deliver',
  'tables: write outbox(remove claimed)',
  'exchange: Get-Mailbox',
  'exchange: Get-AcceptedDomain+Get-Mailbox',
  'tables: write audit(remove.acting), audit-head',
  'tables: write outbox(remove acting)',
  'exchange: Set-Mailbox',
  'tables: write outbox(remove answered)',
  { step: 'exchange: Get-Mailbox', occurrence: 2 },
  'tables: write alert(removed), audit(alert.removed), audit-head, outbox(update-alert pending)',
  { step: 'queues: send deliver', occurrence: 2 },
  'tables: write outbox(remove done)',
  'tables: delete outbox(remove)',
  { step: 'tables: write outbox(update-alert claimed)', occurrence: 2 },
  'teams: PUT card(Forward removed)',
  { step: 'tables: write outbox(update-alert done)', occurrence: 2 },
].map((step) => (typeof step === 'string' ? { step, occurrence: 1 } : step));

export const removalPoints = onBothSides(removalSteps);

/** The steps of blocking an account's sign-in, from the claim of the press to the card that everybody sees. */
const containSteps: typeof removalSteps = [
  'queues: send deliver for later',
  'tables: write alert(open), audit(measure.ordered), audit-head, outbox(measure pending), outbox(update-alert pending)',
  'queues: send deliver',
  'tables: write outbox(measure claimed)',
  'graph: GET user',
  'tables: write audit(measure.acting), audit-head',
  'tables: write outbox(measure acting)',
  'graph: PATCH user',
  'tables: write outbox(measure answered)',
  { step: 'graph: GET user', occurrence: 2 },
  'tables: write alert(open), audit(measure.done), audit-head, outbox(update-alert pending)',
  { step: 'queues: send deliver', occurrence: 2 },
  'tables: write outbox(measure done)',
  'tables: delete outbox(measure)',
].map((step) => (typeof step === 'string' ? { step, occurrence: 1 } : step));

/** For a forward's card; a kill at one of them must leave one change of the account, verified and shown. */
export const containPoints = onBothSides(containSteps);

/** The steps of Remove everywhere in a tenant that takes one order for all mailboxes. */
const mailRemovalSteps: typeof removalSteps = removalSteps
  .filter(({ step }) => !step.startsWith('exchange: Get') && !step.startsWith('teams: '))
  .map(({ step, occurrence }) => ({
    step: step.replace('exchange: Set-Mailbox', 'graph: POST remediate'),
    occurrence,
  }));

export const mailRemovalPoints = onBothSides(mailRemovalSteps);

function onBothSides(steps: typeof removalSteps): readonly KillPoint[] {
  return steps.flatMap((step) => [
    { ...step, moment: 'before' },
    { ...step, moment: 'after' },
  ]);
}

/** The steps of a scan that finds a forward, with the number of cards that a kill there may leave. */
export const scanPoints: readonly (KillPoint & { readonly cards: 1 | 2 })[] = (
  [
    [
      'tables: write alert(open), audit(alert.raised), audit-head, outbox(post-alert pending)',
      1,
      1,
    ],
    ['tables: write outbox(post-alert claimed)', 1, 1],
    ['tables: write outbox(post-alert acting)', 1, 1],
    // Teams has no key that makes a post idempotent: a post that nobody can tell of any more is repeated.
    ['teams: POST card(External forward found)', 1, 2],
    ['tables: write alert(open), audit(card.posted), audit-head', 2, 1],
    ['tables: write outbox(post-alert done)', 1, 1],
  ] as const
).flatMap(([step, before, after]): (KillPoint & { cards: 1 | 2 })[] => [
  { step, occurrence: 1, moment: 'before', cards: before },
  { step, occurrence: 1, moment: 'after', cards: after },
]);
