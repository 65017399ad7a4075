import { shortHash } from '../lib/digest.js';
import type { Brand } from '../lib/brand.js';
import type { Json } from '../lib/json.js';
import type { TenantId } from '../tenants/tenant.js';
import type { StoredActor } from './actor.js';
import type { AlertKind, Finding } from './finding.js';
import type { AlertState } from './lifecycle.js';
import type { Measure } from './measure.js';
import type { Severity } from './severity.js';

/** Ten Crockford base32 characters in two groups, 'K3F7Q-9D2MA': the same finding always gets the same id. */
export type AlertId = Brand<string, 'AlertId'>;

export function alertIdOf(finding: Pick<Finding, 'tenantId' | 'kind' | 'identity'>): AlertId {
  const hash = shortHash(`${finding.tenantId}|${finding.kind}|${finding.identity}`, 10);
  return `${hash.slice(0, 5)}-${hash.slice(5)}` as AlertId;
}

/** Takes what a person typed, in any case, with O for 0 and I or L for 1. Undefined when it can't be an id. */
export function parseAlertId(text: string): AlertId | undefined {
  const plain = text.trim().toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  const match = /^([0-9A-HJKMNP-TV-Z]{5})-?([0-9A-HJKMNP-TV-Z]{5})$/.exec(plain);
  return match ? (`${match[1] ?? ''}-${match[2] ?? ''}` as AlertId) : undefined;
}

/** Where a card stands in Teams, in our own shape. */
export interface MessageRef {
  readonly conversationId: string;
  readonly activityId: string;
}

/** The last thing that a person or the service decided about an alert; the audit holds all of them. */
export interface Outcome {
  /** What happened, by lifecycle event name. */
  readonly event: string;
  readonly at: string;
  readonly by?: StoredActor | undefined;
  readonly reason?: string | undefined;
  /** What it turned out to be, as somebody said who closed it: a value of the kind's own list. */
  readonly cause?: string | undefined;
  /** Expiry of an approval, UTC ISO 8601; absent means never. */
  readonly expiresAt?: string | undefined;
  /** How it was verified or why it failed, in our own words. */
  readonly note?: string | undefined;
}

/** What is needed to put things back, and until when that is offered. */
export interface Undo {
  readonly until: string;
  readonly facts: Readonly<Record<string, Json>>;
}

export interface Alert {
  readonly id: AlertId;
  readonly tenantId: TenantId;
  readonly tenantName: string;
  readonly kind: AlertKind;
  readonly identity: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly facts: Readonly<Record<string, Json>>;
  readonly subjectObjectId?: string | undefined;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly changedAt: string;
  /** Rises with every change that a card must show. */
  readonly revision: number;
  /** SHA-256 of the nonces handed out for this revision, newest last. */
  readonly nonceHashes: readonly string[];
  /** Every live copy of the card. The first is the thread's root. */
  readonly messages: readonly MessageRef[];
  /** The grouped card that announced it, if one did. */
  readonly groupId?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly undo?: Undo | undefined;
  readonly campaign?: string | undefined;
  readonly scopes?: Readonly<Record<string, string>> | undefined;
  /** The alert in whose thread this one stands, when it is of the same campaign. */
  readonly threadOf?: AlertId | undefined;
  readonly measures?: readonly Measure[] | undefined;
  /** How often it came back after it had ended. */
  readonly returns: number;
  readonly lastNotifiedAt?: string | undefined;
  readonly missingSince?: string | undefined;
}
