import { generatedTenants } from '../scenario/generate.js';
import type { Scenario } from '../scenario/schema.js';
import { writtenTenant } from '../scenario/written-tenant.js';
import { playAll } from './planted/play.js';
import type { Planted } from './planted/play.js';

/**
 * All stories of a scenario as a simulator that starts at this moment plays them, in the order of its tenants: the truth
 * against which what was found can be counted.
 */
export function plantedIn(scenario: Scenario, startedAt: Date): readonly Planted[] {
  const sources = [...scenario.tenants.map(writtenTenant), ...generatedTenants(scenario)];
  return sources.flatMap((source) =>
    playAll(source, source.mail.stories, startedAt.getTime()).map(({ truth }) => truth),
  );
}
