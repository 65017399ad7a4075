import assert from 'node:assert/strict';
import {
  ContractError,
  ServiceError,
  StoreConflictError,
  TransportError,
} from '../../../src/lib/errors.js';
import { causeTexts } from '../../../src/tenants/cause.js';
import { causeOf } from '../../../src/tenants/diagnose.js';

function refusal(service: string, status: number, serviceCode?: string): ServiceError {
  const answer = { service, status, serviceCode, requestId: 'r-1' };
  return new ServiceError('no', answer, { retryable: false });
}

const table: readonly (readonly [string, number, string | undefined, string])[] = [
  ['entra', 400, 'AADSTS65001', 'consent-withdrawn'],
  ['entra', 401, 'AADSTS7000229', 'consent-withdrawn'],
  ['entra', 400, 'AADSTS700016', 'consent-missing'],
  ['entra', 400, 'AADSTS500011', 'consent-missing'],
  ['entra', 401, 'AADSTS7000222', 'credential-expired'],
  ['entra', 401, 'AADSTS7000215', 'credential-wrong'],
  ['entra', 0, 'credential-unusable', 'credential-wrong'],
  ['entra', 400, 'AADSTS90002', 'tenant-gone'],
  ['entra', 400, 'AADSTS5000224', 'tenant-gone'],
  ['entra', 400, 'AADSTS53003', 'conditional-access'],
  ['entra', 200, 'wrong-tenant', 'wrong-tenant'],
  ['entra', 400, 'AADSTS999999', 'service-failed'],
  ['exchange', 403, 'UnauthorizedAccessException', 'role-missing'],
  ['exchange', 403, undefined, 'role-missing'],
  ['graph', 403, 'Authorization_RequestDenied', 'permission-missing'],
  ['exchange', 401, undefined, 'permission-missing'],
  ['graph', 401, 'InvalidAuthenticationToken', 'permission-missing'],
  ['exchange', 429, undefined, 'throttled'],
  ['exchange', 400, 'ConcurrentRequestsExceeded', 'throttled'],
  ['exchange', 404, 'ManagementObjectNotFoundException', 'mailbox-not-found'],
  ['exchange', 400, 'ServerBusyException', 'service-failed'],
  ['graph', 408, undefined, 'service-failed'],
  ['graph', 500, undefined, 'service-failed'],
  ['exchange', 503, undefined, 'service-failed'],
  ['exchange', 302, undefined, 'unexpected-answer'],
];

describe('causeOf', () => {
  for (const [service, status, code, cause] of table) {
    it(`says ${cause} for ${status} ${code ?? ''} from ${service}`, () => {
      const found = causeOf(refusal(service, status, code));
      assert.deepEqual(found, {
        code: cause,
        serviceCode: code ?? status.toString(),
        requestId: 'r-1',
      });
    });
  }

  it('says unreachable for silence and unexpected-answer for what can not be read', () => {
    const silence = new TransportError('x', {
      service: 'graph',
      reason: 'reset',
      mayHaveArrived: true,
    });
    const garbled = new ContractError('x', { service: 'graph', path: '$' });
    assert.deepEqual(causeOf(silence), { code: 'unreachable', serviceCode: 'graph.reset' });
    assert.deepEqual(causeOf(garbled), {
      code: 'unexpected-answer',
      serviceCode: 'graph.contract',
    });
  });

  it('says nothing for bugs and for errors of our own side', () => {
    for (const error of [
      new TypeError('bug'),
      new StoreConflictError('x'),
      undefined,
      'text',
      {},
    ]) {
      assert.equal(causeOf(error), undefined);
    }
  });

  it('gives causes that all have a sentence', () => {
    for (const [service, status, code] of table) {
      const cause = causeOf(refusal(service, status, code));
      assert.ok(cause !== undefined && causeTexts[cause.code].sentence.length > 0);
    }
  });
});
