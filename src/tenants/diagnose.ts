import { ContractError, ServiceError, TransportError } from '../lib/errors.js';
import type { ServiceAnswer } from '../lib/errors.js';
import type { Cause, CauseCode } from './cause.js';

/**
 * Codes that say more than the status does. AADSTS numbers: Microsoft Learn, "Microsoft Entra authentication and
 * authorization error codes"; the others are exception types of Exchange and our own checks.
 */
const byServiceCode: ReadonlyMap<string, CauseCode> = new Map([
  ['AADSTS65001', 'consent-withdrawn'],
  ['AADSTS7000229', 'consent-withdrawn'],
  ['AADSTS7000112', 'consent-withdrawn'],
  ['AADSTS700016', 'consent-missing'],
  ['AADSTS500011', 'consent-missing'],
  ['AADSTS7000222', 'credential-expired'],
  ['AADSTS7000215', 'credential-wrong'],
  ['AADSTS700027', 'credential-wrong'],
  ['AADSTS700213', 'credential-wrong'],
  ['credential-unusable', 'credential-wrong'],
  ['AADSTS90002', 'tenant-gone'],
  ['AADSTS5000224', 'tenant-gone'],
  ['AADSTS53003', 'conditional-access'],
  ['wrong-tenant', 'wrong-tenant'],
  ['ConcurrentRequestsExceeded', 'throttled'],
  ['ManagementObjectNotFoundException', 'mailbox-not-found'],
]);

const byStatus: ReadonlyMap<number, CauseCode> = new Map([
  [401, 'permission-missing'],
  [403, 'permission-missing'],
  [408, 'service-failed'],
  [429, 'throttled'],
]);

const exchange = 'exchange';

/**
 * Why a read failed, for coverage and the tenant's health. Undefined when the error is not the outside's: then it is a
 * bug, and the caller rethrows it.
 */
export function causeOf(error: unknown): Cause | undefined {
  if (error instanceof ServiceError) return causeOfAnswer(error.answer);
  if (error instanceof TransportError) return { code: 'unreachable', serviceCode: error.code };
  if (error instanceof ContractError) return { code: 'unexpected-answer', serviceCode: error.code };
  return undefined;
}

function causeOfAnswer(answer: ServiceAnswer): Cause {
  return {
    code: byServiceCode.get(answer.serviceCode ?? '') ?? codeOfStatus(answer),
    serviceCode: answer.serviceCode ?? answer.status.toString(),
    requestId: answer.requestId,
  };
}

function codeOfStatus({ service, status }: ServiceAnswer): CauseCode {
  // Exchange checks its own roles; a token without Exchange.ManageAsApp gets 401 there.
  if (service === exchange && status === 403) return 'role-missing';
  const redirected = status >= 300 && status < 400;
  return byStatus.get(status) ?? (redirected ? 'unexpected-answer' : 'service-failed');
}
