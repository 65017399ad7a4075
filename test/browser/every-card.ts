import assert from 'node:assert/strict';
import type { World } from '../support/world.js';

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Every card that the bot has put into the channel until now: posted, updated, and shown to single people. */
function everyCard(world: World): readonly Node[] {
  const sent = world.simulator.ledger
    .of('message')
    .filter(({ action }) => action === 'posted' || action === 'updated')
    .flatMap(({ activity }) => {
      const attachments = isNode(activity) ? activity['attachments'] : undefined;
      return Array.isArray(attachments) ? (attachments as readonly Node[]) : [];
    })
    .filter(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive')
    .map(({ content }) => content)
    .filter(isNode);
  const shown = world.cards().flatMap(({ privateCards }) => Object.values(privateCards));
  return [...sent, ...shown];
}

/** What must hold for each card in each state; the simulator has looked at versions, verbs and addresses already. */
export function assertCards(world: World): void {
  const cards = everyCard(world);
  assert.ok(cards.length > 0);
  for (const card of cards) {
    const json = JSON.stringify(card);
    assert.equal(card['version'], '1.5');
    // The weekly digest may be larger: it is the only card of its kind.
    if (json.includes('"digest.details"')) assert.ok(json.length <= 40_000, `${json.length}`);
    else assert.ok(Buffer.byteLength(json) <= 24 * 1024, `${Buffer.byteLength(json)} bytes`);
    assert.ok(!json.includes('${') && !json.includes('{{') && !json.includes('undefined'), json);
    inspect(card);
  }
}

function inspect(node: unknown): void {
  if (Array.isArray(node)) {
    node.forEach(inspect);
    return;
  }
  if (!isNode(node)) return;
  if (node['type'] === 'TextRun') assert.notEqual(node['text'], '', 'an empty line');
  if (node['type'] === 'Action.Execute') {
    const { verb, data, fallback } = node as { verb: string; data: Node; fallback: Node };
    assert.equal(fallback['type'], 'Action.Submit');
    assert.deepEqual(fallback['data'], { ...data, verb });
  }
  for (const [key, value] of Object.entries(node)) if (key !== 'data') inspect(value);
}
