import type { CauseLine } from '../cause-line.js';

/** One thing that was looked at, in our own words. */
export interface Check {
  readonly area: 'settings' | 'storage' | 'channel' | 'approvers' | 'tenants' | 'tenant';
  /** The tenant that it is about; the name is as others wrote it. */
  readonly tenant?: { readonly id: string; readonly name: string };
  readonly what: string;
  /** 'absent': not configured, which is a choice. */
  readonly status: 'ok' | 'warning' | 'problem' | 'absent';
  readonly result: string;
  /** How to mend it. */
  readonly todo?: string;
  readonly serviceCode?: string;
  readonly requestId?: string;
}

type Subject = Pick<Check, 'area' | 'tenant' | 'what'>;

export function fine(subject: Subject, result: string): Check {
  return { ...subject, status: 'ok', result };
}

export function wrong(subject: Subject, result: string, todo: string): Check {
  return { ...subject, status: 'problem', result, todo };
}

export function doubtful(subject: Subject, result: string, todo: string): Check {
  return { ...subject, status: 'warning', result, todo };
}

export function absent(subject: Subject, result: string): Check {
  return { ...subject, status: 'absent', result };
}

export function unread(subject: Subject, cause: CauseLine): Check {
  const { sentence, todo, serviceCode, requestId } = cause;
  return {
    ...wrong(subject, sentence, todo),
    ...(serviceCode === undefined ? {} : { serviceCode }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
