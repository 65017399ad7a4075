import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findTargets } from '../../../src/app/commands/scan-target.js';
import { rememberDomains } from '../../../src/app/own-domains.js';
import { anyText } from '../../support/arbitraries.js';
import { contoso } from '../../support/sample-findings.js';
import { CommandDesk, fabrikam, woodgrove } from './commands-desk.js';

describe('What a person wants scanned', () => {
  let desk: CommandDesk;
  beforeEach(async () => {
    desk = new CommandDesk();
    await rememberDomains(desk.documents, fabrikam.id, [
      'Fabrikam.example',
      'mail.fabrikam.example',
    ]);
  });

  async function target(text: string): Promise<string> {
    const found = await findTargets(desk.services, text);
    if (found.kind === 'unclear') return `? ${found.hint}`;
    const names = found.tenants.map(({ name }) => name).join(' + ');
    return found.mailbox === undefined ? names : `${names}: ${found.mailbox}`;
  }

  for (const [text, expected] of [
    ['', 'Contoso + Fabrikam + Woodgrove Bank'],
    ['contoso', 'Contoso'],
    ['  WOODGROVE bank ', 'Woodgrove Bank'],
    ['wood', 'Woodgrove Bank'],
    [contoso.id.toUpperCase(), 'Contoso'],
    ['mail.Fabrikam.EXAMPLE', 'Fabrikam'],
    ['ada@fabrikam.example', 'Fabrikam: ada@fabrikam.example'],
    ["o'hara+x@FABRIKAM.example", "Fabrikam: o'hara+x@FABRIKAM.example"],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected}`, async () => {
      assert.equal(await target(text), expected);
    });
  }

  for (const [text, hint] of [
    ['nobody', /No watched tenant/],
    ['44444444-4444-4444-8444-444444444444', /No watched tenant/],
    ['unknown.example', /No watched tenant/],
    ['ada@unknown.example', /No tenant that has been read owns/],
    ['@', /Say the command/],
    ['*@fabrikam.example', /Say the command/],
    ['ada@fabrikam.example; Remove-Mailbox', /Say the command/],
    ['"ada"@fabrikam.example', /Say the command/],
    ['ada bob@fabrikam.example', /Say the command/],
  ] as const) {
    it(`${JSON.stringify(text)} is asked back`, async () => {
      assert.match(await target(text), hint);
    });
  }

  it('is never guessed between several tenants', async () => {
    desk.tenants = [contoso, { ...fabrikam, name: 'Contoso Holding' }, woodgrove];
    assert.equal(await target('contoso'), 'Contoso');
    assert.match(await target('cont'), /More than one tenant/);
    desk.tenants = [contoso, { ...fabrikam, name: 'CONTOSO' }];
    const fresh = new CommandDesk();
    fresh.tenants = desk.tenants;
    const found = await findTargets(fresh.services, 'contoso');
    assert.equal(found.kind, 'unclear');
  });

  it('is the only tenant when a mailbox is named whose domain is not known', async () => {
    const one = new CommandDesk();
    one.tenants = [contoso];
    const found = await findTargets(one.services, 'ada@new.example');
    assert.deepEqual(found, { kind: 'targets', tenants: [contoso], mailbox: 'ada@new.example' });
  });

  it('is nothing while no tenant is watched', async () => {
    desk.tenants = [];
    assert.match(await target(''), /No tenant is watched/);
  });

  it('is never a tenant that is not watched, though its domain is remembered', async () => {
    desk.tenants = [contoso, woodgrove];
    const fresh = new CommandDesk();
    fresh.tenants = desk.tenants;
    await rememberDomains(fresh.documents, fabrikam.id, ['fabrikam.example']);
    for (const text of ['fabrikam.example', 'ada@fabrikam.example']) {
      assert.equal((await findTargets(fresh.services, text)).kind, 'unclear', text);
    }
  });

  it('forgets a domain that the tenant has given up', async () => {
    await rememberDomains(desk.documents, fabrikam.id, ['new.example']);
    assert.equal(await target('new.example'), 'Fabrikam');
    assert.match(await target('fabrikam.example'), /No watched tenant/);
  });

  it('never throws, and names only watched tenants, whatever is said', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const found = await findTargets(desk.services, text);
        if (found.kind === 'targets') {
          const ids = [contoso.id, fabrikam.id, woodgrove.id];
          assert.ok(found.tenants.every(({ id }) => ids.includes(id)));
          assert.ok(!/["\s*;()\\]/.test(found.mailbox ?? ''));
        }
      }),
    );
  });
});
