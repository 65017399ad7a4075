import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alertStates, hasEnded } from '../../../src/alerts/lifecycle.js';
import type { CardContent } from '../../../src/alerts/card-content.js';
import { causeTexts, type CauseCode } from '../../../src/tenants/cause.js';
import type { TenantHealth } from '../../../src/tenants/health.js';
import { unreadableFinding, unreadableKind } from '../../../src/tenants/unreadable.js';
import { alertOf, anyAlert } from '../../support/arbitraries.js';
import { contoso } from '../../support/sample-findings.js';

const kind = unreadableKind(
  (tenantId) => `https://login.microsoftonline.com/${tenantId}/adminconsent`,
);
const view = { nonce: 'n', timeZone: 'Europe/Berlin', now: new Date(), canRemediate: false };

function health(
  code: CauseCode,
  change: Partial<Pick<TenantHealth, 'since' | 'failuresInRow'>> = {},
): Parameters<typeof unreadableFinding>[0] {
  return {
    tenantId: contoso.id,
    name: 'Contoso',
    state: 'suspended',
    cause: { code, serviceCode: 'AADSTS65001' },
    since: '2026-01-05T08:00:00.000Z',
    inventoried: false,
    failuresInRow: 1,
    ...change,
  };
}

function cardOf(code: CauseCode, state: (typeof alertStates)[number], nonce = 'n'): CardContent {
  const { facts } = unreadableFinding(health(code));
  const alert = alertOf(contoso.id, 'coverage', { kind: 'unreadable', state, facts });
  return kind.card(alert, { ...view, nonce: nonce === '' ? undefined : nonce });
}

describe('An unreadable tenant', () => {
  it('is one alert for whatever cause, which changes with the cause alone', () => {
    const finding = unreadableFinding(health('consent-missing'));
    const later = unreadableFinding(
      health('consent-missing', { since: '2026-02-01T00:00:00.000Z', failuresInRow: 9 }),
    );
    const other = unreadableFinding(health('credential-expired'));
    assert.equal(finding.identity, other.identity);
    assert.equal(finding.fingerprint, later.fingerprint);
    assert.notEqual(finding.fingerprint, other.fingerprint);
  });

  for (const code of Object.keys(causeTexts) as CauseCode[]) {
    it(`says why and what to do: ${code}`, () => {
      const { data, template } = cardOf(code, 'open');
      assert.equal(template, 'unreadable-tenant');
      assert.deepEqual(
        [data['cause'], data['todo']],
        [causeTexts[code].sentence, causeTexts[code].todo],
      );
      assert.match(String(data['stateLine']), /nothing can be said about forwards/);
      assert.equal(data['showRetry'], true);
    });
  }

  it('offers the consent link only where consent is what is missing', () => {
    const offered = (Object.keys(causeTexts) as CauseCode[]).filter(
      (code) => cardOf(code, 'open').data['showConsent'] === true,
    );
    assert.deepEqual(offered, ['consent-missing', 'consent-withdrawn', 'permission-missing']);
    assert.equal(cardOf('consent-missing', 'resolved').data['showConsent'], false);
  });

  it('is called readable only when its alert has ended', () => {
    for (const state of alertStates) {
      const { data, summary } = cardOf('throttled', state);
      const readable = `${String(data['title'])} ${summary}`.includes('can be read again');
      assert.equal(readable, hasEnded(state), state);
      assert.equal(
        String(data['stateLine']).includes('nothing can be said'),
        !hasEnded(state),
        state,
      );
    }
  });

  it('has no button on a card for reading', () => {
    assert.equal(cardOf('throttled', 'open', '').data['showRetry'], false);
  });

  it('says "never" of a tenant that was never read', () => {
    assert.match(String(cardOf('throttled', 'open').data['lastRead']), /never/i);
  });

  it('can not be approved', () => {
    assert.equal(kind.approvable, false);
    assert.equal(kind.remediation, undefined);
  });

  it('draws any stored alert, whatever its facts hold', () => {
    fc.assert(
      fc.property(anyAlert(contoso.id), (alert) => {
        const { data } = kind.card({ ...alert, kind: 'unreadable' }, view);
        for (const value of Object.values(data)) {
          assert.ok(['string', 'number', 'boolean'].includes(typeof value));
        }
        assert.ok(String(data['consentUrl']).startsWith('https://login.microsoftonline.com/'));
        kind.row({ ...alert, kind: 'unreadable' });
      }),
    );
  });
});
