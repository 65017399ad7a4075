import { Secret } from '../lib/secret.js';
import { isGuid } from '../tenants/tenant.js';
import type { Credential, Identity } from './identity.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** Reads one setting after the other and gathers every problem, so that all are reported together. */
export class Settings {
  readonly problems: string[] = [];
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  text(name: string): string | undefined {
    const value = this.#env[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  problem(name: string, expected: string): void {
    this.problems.push(`${name}: expected ${expected}`);
  }

  /** For a setting that then has no value. */
  #missing(name: string, expected: string): string | undefined {
    this.problem(name, expected);
    return undefined;
  }

  guid(name: string, required: boolean): string | undefined {
    const value = this.text(name);
    if (value === undefined)
      return required ? this.#missing(name, 'a GUID; it is not set') : undefined;
    return isGuid(value) ? value.toLowerCase() : this.#missing(name, 'a GUID');
  }

  guids(name: string): ReadonlySet<string> {
    const values = (this.text(name) ?? '').split(/[\s,;]+/).filter((value) => value !== '');
    if (values.some((value) => !isGuid(value)))
      this.problem(name, 'Entra object ids (GUIDs) with commas between');
    return new Set(values.filter(isGuid).map((value) => value.toLowerCase()));
  }

  /** Small letters, each once. */
  addresses(name: string): ReadonlySet<string> {
    const words = (this.text(name) ?? '').toLowerCase().split(/[\s,;]+/);
    const values = words.filter((word) => word !== '');
    if (values.some((address) => !/^[^@\s]+@[^@\s]+$/.test(address)))
      this.problem(name, 'SMTP addresses with commas between');
    return new Set(values);
  }

  choice<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.text(name) ?? fallback;
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) this.problem(name, `one of ${values.join(', ')}`);
    return found ?? fallback;
  }

  count(name: string, fallback: number, [least, most]: readonly [number, number]): number {
    const value = this.text(name) ?? String(fallback);
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= least && number <= most) return number;
    this.problem(name, `a whole number from ${least} to ${most}`);
    return fallback;
  }

  /** 'http://' is taken on loopback only. */
  url(name: string, fallback: string): string {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (URL.canParse(value)) {
      const url = new URL(value);
      if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(value))) {
        return value.replace(/\/+$/, '');
      }
    }
    this.problem(name, 'an https:// URL (http:// only on 127.0.0.1, localhost or [::1])');
    return fallback;
  }

  duration(name: string, fallback: string): number {
    const match = /^(\d{1,6})\s*(ms|s|m|h)$/.exec(this.text(name) ?? fallback);
    const ms = Number(match?.[1]) * (unitMs[match?.[2] ?? ''] ?? NaN);
    if (Number.isFinite(ms) && ms > 0) return ms;
    this.problem(name, "a time such as '15m', '30s' or '1h'");
    return 1000;
  }

  /** Undefined when it says 'off'. */
  durationOrOff(name: string, fallback: string): number | undefined {
    return this.text(name) === 'off' ? undefined : this.duration(name, fallback);
  }

  identity(prefix: string, required: boolean): Identity | undefined {
    const clientId = this.guid(`${prefix}_ID`, required);
    const secret = this.text(`${prefix}_SECRET`);
    const path = this.text(`${prefix}_CERTIFICATE`);
    if (clientId === undefined) return undefined;
    if (secret !== undefined && path !== undefined) {
      this.problem(`${prefix}_SECRET`, `either a secret or ${prefix}_CERTIFICATE, not both`);
    }
    const managedIdentityClientId = this.guid('WARDEN_MANAGED_IDENTITY', false);
    return { clientId, credential: credentialOf(secret, path, managedIdentityClientId) };
  }
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function credentialOf(
  secret: string | undefined,
  path: string | undefined,
  managedIdentityClientId: string | undefined,
): Credential {
  if (secret !== undefined) return { kind: 'secret', secret: Secret.of(secret) };
  if (path !== undefined) return { kind: 'certificate', path };
  return managedIdentityClientId === undefined
    ? { kind: 'federated' }
    : { kind: 'federated', managedIdentityClientId };
}

export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
