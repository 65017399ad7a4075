import assert from 'node:assert/strict';
import { DEMO } from '../../src/simulator/scenario/demo.js';
import { FAULTS, type FaultInput, type FaultName } from '../../src/simulator/faults.js';
import { contosoWith } from '../support/crowded-scenario.js';
import { scan, shownTexts } from '../support/scans.js';
import { sideBySide } from '../support/side-by-side.js';
import { cardText, chooseChannel, scenarioWith, startWorld, type World } from '../support/world.js';

const clean = /No external forwards/;
/** The headline; a row about one tenant may say it of that tenant. */
const allClean = /No external forwards\./;
const unreadable = /could not be read/;
const cause =
  /throttling|No answer came|answered with an error|a form that this version|another tenant|broke off|no Exchange or Entra role|refused|lacks an application permission/;

describe('coverage', function () {
  this.timeout(60_000);
  let world: World;
  afterEach(async () => {
    assert.deepEqual(world.simulator.violations(), []);
    await world.stop();
  });

  it('is unknown without consent, says so once to an operator, and mends by itself', async () => {
    world = await startWorld();
    assert.match(await scan(world), allClean);
    await world.tell('story/tenant-withdraws-consent', { tenantId: DEMO.contoso });
    await world.tell('story/attacker-sets-forward', {
      tenantId: DEMO.contoso,
      mailbox: 'ida@contoso.example',
    });
    for (let i = 0; i < 3; i++) {
      const said = await scan(world);
      assert.doesNotMatch(said, allClean);
      assert.match(said, /the rest is unknown/);
      assert.match(said, /1 of 2 tenants read completely/);
      assert.match(said, /Consent for the reader app was withdrawn/);
    }
    const card = await world.until('the operator card', () => world.cards(unreadable)[0]);
    assert.equal(world.cards(unreadable).length, 1);
    assert.match(shownTexts(card.card).join('\n'), /Consent for the reader app was withdrawn/);
    await world.tell('story/tenant-restores-consent', { tenantId: DEMO.contoso });
    const retry = { as: DEMO.approver, messageId: card.id, verb: 'tenant.retry' };
    assert.match((await world.channel.press(retry)).toast ?? '', /being read again/);
    await world.until('the card says that it can be read again', () =>
      cardText(world, card.id).includes('can be read again'),
    );
    await world.until('the forward that was set meanwhile', () =>
      world
        .cards(/^External forward found/)
        .some(({ card: it }) => JSON.stringify(it).includes('ida@contoso[.]example')),
    );
    assert.match(await scan(world), /^(?=[^]*1 external forward)(?=[^]*2 of 2 tenants)/);
  });

  it('lets nobody but an approver try again', async () => {
    world = await startWorld({ scenario: scenarioWith(DEMO.tailspin) });
    assert.doesNotMatch(await scan(world), allClean);
    const card = await world.until('the operator card', () => world.cards(unreadable)[0]);
    const press = { as: DEMO.analyst, messageId: card.id, verb: 'tenant.retry' };
    assert.match((await world.channel.press(press)).toast ?? '', /not an approver/);
  });

  it('of two scans at once still makes one grouped card', async () => {
    const settings = { WARDEN_SCAN_EVERY: '1s' };
    world = await startWorld({ scenario: scenarioWith(DEMO.fabrikam), settings, bare: true });
    await Promise.all([
      ...[1, 2, 3].map(() =>
        world.channel.say({ as: DEMO.approver, place: 'personal', text: 'scan forwards Fabrikam' }),
      ),
      chooseChannel(world),
    ]);
    await world.until('the grouped card', () => world.cards(/in one tenant/)[0]);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.deepEqual(
      world.cards(/in one tenant/).map(({ summary }) => summary),
      ['12 external forwards found in one tenant'],
    );
  });

  it('groups the many forwards of a first scan on one card, with pages and details', async () => {
    world = await startWorld({ scenario: scenarioWith(DEMO.fabrikam) });
    assert.match(await scan(world), /12 external forwards/);
    const group = await world.until('the grouped card', () => world.cards(/in one tenant/)[0]);
    assert.equal(world.cards(/^External forward found/).length, 0);
    const press = { as: DEMO.analyst, messageId: group.id };
    const turned = await world.channel.press({ ...press, verb: 'group.page', title: 'Next page' });
    assert.equal(turned.shown, 'card', turned.toast);
    const second = world.channel.message(group.id).privateCards[DEMO.analyst];
    const ids = [...JSON.stringify(second).matchAll(/"alertId":"([^"]+)"/g)].map(
      (match) => match[1],
    );
    assert.equal(new Set(ids).size, 2);
    // The others still see the first page.
    assert.match(cardText(world, group.id), /anna@fabrikam/);
    const back = await world.channel.press({
      ...press,
      verb: 'group.page',
      title: 'Previous page',
    });
    assert.equal(back.shown, 'card', back.toast);
    const [id] = [...cardText(world, group.id).matchAll(/"alertId":"([^"]+)"/g)].map((m) => m[1]);
    // Ten buttons have the same title: what the first of them sends.
    const data = { v: 1, alertId: id };
    const action = { title: 'Details', verb: 'alert.show', data };
    const shown = await world.channel.press({
      ...{ ...press, verb: 'group.page', title: 'Next page' },
      override: { action },
    });
    assert.match(shown.toast ?? '', /posted below/);
    const alert = await world.until('the details', () => world.cards(/^External forward found/)[0]);
    assert.ok(cardText(world, alert.id).includes(String(id)));
  });
});

interface Trial extends Omit<FaultInput, 'fault'> {
  /** Passes by, or stays: then only `unknown` is right. */
  readonly stays?: true;
}

/** How each fault is put in the way of a scan of Contoso, where one forward is to be found. */
const trials: Readonly<Partial<Record<FaultName, readonly Trial[]>>> = {
  'throttle-with-retry-after': [{ times: 1, retryAfterSeconds: 1 }],
  'throttle-without-header': [{ times: 1 }],
  'throttle-plain-text': [{ times: 1 }, { times: 1, status: 200 }],
  'transient-400': [{ times: 2 }],
  'errors-inside-200': [{ times: 1 }, { stays: true }],
  'forbidden-garbage-body': [{ stays: true }],
  'rbac-missing': [{ stays: true }, { stays: true, cmdlet: 'Get-AcceptedDomain' }],
  'unauthorized-once': [{}],
  'server-error-500': [{ times: 1 }],
  'server-error-503': [{ times: 1 }],
  'server-error-504': [{ times: 1 }],
  slow: [{ times: 1, milliseconds: 1500 }],
  'reset-before': [{ times: 1 }],
  'reset-after-commit': [{ times: 1 }],
  'cut-json': [{ times: 1 }],
  'html-with-200': [{ stays: true }],
  'empty-page-with-link': [{}],
  'next-link-loop': [{ stays: true }],
  'foreign-next-link': [{ stays: true }],
  'duplicate-pages': [{}],
  'missing-batch-item': [{ times: 1 }],
  'wrong-types': [{ stays: true }],
};
/** In a world of their own: they outlast a scan, or must be there before the first one. */
const alone: Readonly<Partial<Record<FaultName, Trial & { service?: string }>>> = {
  'huge-retry-after': { times: 1, stays: true, retryAfterSeconds: 86_400 },
  hang: { times: 1 },
  'wrong-tenant-token': { stays: true, service: 'login' },
};

interface Try {
  readonly fault: FaultName;
  readonly way: Omit<Trial, 'stays'>;
  readonly stays: true | undefined;
}

const tries = Object.entries(trials).flatMap(([fault, ways]) =>
  ways.map(({ stays, ...way }): Try => ({ fault: fault as FaultName, way, stays })),
);
const lonely = Object.entries(alone).map(([fault, { stays, ...way }]): Try => ({
  fault: fault as FaultName,
  way,
  stays,
}));

describe('a scan of a tenant that forwards, under each fault', function () {
  this.timeout(180_000);
  const shared = sideBySide(
    [0, 1, 2].map((lane) => tries.filter((_, index) => index % 3 === lane)),
    { open: forwardingWorld, close: closeWithoutViolations },
    underFault,
  );
  const own = sideBySide(
    lonely.map((one) => [one]),
    { open: () => Promise.resolve(undefined), close: () => Promise.resolve() },
    (_, one: Try) => faultyFromTheStart(one),
  );
  before(() => {
    shared.start();
    own.start();
  });
  after(() => Promise.all([shared.stop(), own.stop()]));

  it('has a trial for each fault of a read', () => {
    // Those that strike orders to remediate mail have their trials beside that button.
    const ofOrders = ['remediation-ignored', 'remediation-partial'];
    const tried = new Set([...Object.keys(trials), ...Object.keys(alone), 'stale-reads']);
    assert.deepEqual(
      Object.keys(FAULTS).filter((fault) => !tried.has(fault)),
      ofOrders,
    );
  });

  for (const one of tries) {
    it(`is right or unknown: ${one.fault} ${JSON.stringify(one.way)}`, () => shared.result(one));
  }
  for (const one of lonely) {
    it(`is right or unknown from the start: ${one.fault}`, () => own.result(one));
  }
});

async function forwardingWorld(): Promise<World> {
  const world = await startWorld();
  await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso });
  assert.match(await scan(world), /1 external forward found/);
  return world;
}

async function closeWithoutViolations(world: World): Promise<void> {
  await world.stop();
  assert.deepEqual(world.simulator.violations(), []);
}

async function underFault(world: World, { fault, way, stays }: Try): Promise<void> {
  const where = { service: 'exchange', tenantId: DEMO.contoso };
  const active = world.simulator.faults.add({ ...where, ...way, fault });
  const since = world.simulator.ledger.last;
  try {
    assertHonest(await scan(world, 'Contoso', 90_000), stays);
    const struck = world.simulator.ledger.of('fault', since).some((hit) => hit.fault === fault);
    // Faults of pages need an answer that has pages; the others must have been met.
    assert.ok(struck || /page|link/.test(fault), 'the fault was met');
  } finally {
    world.simulator.faults.clear(active.id);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
}

async function faultyFromTheStart({ fault, way, stays }: Try): Promise<void> {
  const world = await startWorld({
    front: async (url) => {
      const body = JSON.stringify({ service: 'exchange', tenantId: DEMO.contoso, fault, ...way });
      const headers = { 'content-type': 'application/json' };
      const told = await fetch(`${url}/control/faults`, { method: 'POST', headers, body });
      assert.ok(told.ok, await told.text());
      return url;
    },
  });
  try {
    await world.tell('story/attacker-sets-forward', { tenantId: DEMO.contoso });
    assertHonest(await scan(world, 'Contoso', 90_000), stays);
    assert.deepEqual(world.simulator.violations(), []);
  } finally {
    await world.stop();
  }
}

function assertHonest(said: string, stays: true | undefined): void {
  assert.doesNotMatch(said, clean);
  const whole =
    said.includes('1 external forward found') && said.includes('1 of 1 tenant read completely');
  const unknown =
    said.includes('the rest is unknown') && said.includes('0 of 1 tenant') && cause.test(said);
  assert.ok(stays ? unknown : whole || unknown, said);
}

describe('a tenant of thousands of mailboxes', function () {
  this.timeout(60_000);

  it('is read whole, over pages', async () => {
    const many = Array.from({ length: 2500 }, (_, index) =>
      index % 2 === 0
        ? { ForwardingSmtpAddress: 'smtp:ida@contoso.example' }
        : index === 2499
          ? { ForwardingSmtpAddress: 'smtp:last@relay.example' }
          : {},
    );
    const world = await startWorld({ scenario: contosoWith(many) });
    try {
      assert.match(await scan(world), /^(?=[^]*1 external forward found)(?=[^]*2 of 2 tenants)/);
      assert.equal(world.cards(/^External forward found/).length, 1);
      assert.deepEqual(world.simulator.violations(), []);
    } finally {
      await world.stop();
    }
  });
});
