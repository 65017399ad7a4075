import { ConfigError } from '../../lib/errors.js';
import {
  readReaderConfig,
  readServiceConfig,
  readStorageConfig,
  type ReaderConfig,
  type StorageConfig,
} from '../config.js';
import type { Identity } from '../identity.js';
import { Settings, type Env } from '../settings-reader.js';
import { absent, doubtful, fine, wrong, type Check } from './check.js';

/** What the settings allow to be looked at. */
export interface Configured {
  readonly checks: readonly Check[];
  /** Undefined: no tenant can be looked at. */
  readonly reader: ReaderConfig | undefined;
  readonly actor: Identity | undefined;
  readonly storage: StorageConfig | undefined;
}

const seeExample = 'See env/.env.example, where every setting is explained.';
const settingsArea = { area: 'settings' } as const;
const serviceSettings = [
  'WARDEN_BOT_ID',
  'WARDEN_STORAGE',
  'WARDEN_APPROVERS',
  'WARDEN_APPROVER_GROUP',
];

/** Reads the settings as far as they go. Whoever only scans from the command line needs none of the service's. */
export function checkSettings(env: Env): Configured {
  const settings = new Settings(env);
  const reader = attempt(() => readReaderConfig(env));
  const service = attempt(() => readServiceConfig(env));
  const storage = attempt(() => readStorageConfig(env));
  const actor = settings.identity('WARDEN_ACTOR', false);
  const actorProblems = [...settings.problems];
  const wantsService = serviceSettings.some((name) => settings.text(name) !== undefined);
  return {
    checks: [
      ...problemsOf(reader, 'the tenants and the reader app'),
      ...(wantsService
        ? problemsOf(service, 'the service', [...reader.problems, ...actorProblems])
        : [scanOnly]),
      ...actorChecks(actor, actorProblems),
      ...(wantsService ? [approversCheck(settings)] : []),
    ],
    reader: reader.value,
    actor: actorProblems.length > 0 ? undefined : actor,
    storage: storage.value,
  };
}

interface Attempt<T> {
  readonly value: T | undefined;
  readonly problems: readonly string[];
}

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { value: undefined, problems: error.problems };
    throw error;
  }
}

function problemsOf<T>(
  { problems }: Attempt<T>,
  of: string,
  saidAlready: readonly string[] = [],
): Check[] {
  const subject = { ...settingsArea, what: `Settings of ${of}` };
  const rest = problems.filter((problem) => !saidAlready.includes(problem));
  if (problems.length === 0) return [fine(subject, 'complete')];
  return rest.map((problem) => wrong(subject, problem, seeExample));
}

const scanOnly = absent(
  { ...settingsArea, what: 'Settings of the service' },
  'not set: the command line can scan; there is no bot, no storage and no alert',
);

function actorChecks(actor: Identity | undefined, problems: readonly string[]): Check[] {
  const subject = { ...settingsArea, what: 'Actor app' };
  if (problems.length > 0) {
    return problems.map((problem) => wrong(subject, problem, seeExample));
  }
  return [
    actor === undefined
      ? absent(subject, 'not set: what is found is reported, and nothing can be changed')
      : fine(subject, 'set: approvers can remove forwards and messages'),
  ];
}

function approversCheck(settings: Settings): Check {
  const subject = { area: 'approvers', what: 'Who may act' } as const;
  const listed = settings.guids('WARDEN_APPROVERS').size;
  if (settings.text('WARDEN_APPROVER_GROUP') !== undefined) return fine(subject, 'an Entra group');
  if (listed > 0) return fine(subject, listed === 1 ? '1 person' : `${listed} people`);
  const todo = 'Set WARDEN_APPROVERS or WARDEN_APPROVER_GROUP.';
  return doubtful(subject, 'nobody: every button will be refused', todo);
}
