import assert from 'node:assert/strict';
import { localTime } from '../../../src/lib/local-time.js';

describe('localTime', () => {
  const claims: readonly (readonly [claim: string, iso: string, zone: string, text: string])[] = [
    ['names winter time', '2026-11-21T17:20:00Z', 'Europe/Berlin', '21 Nov 2026, 18:20 CET'],
    ['names summer time', '2026-07-01T10:05:00Z', 'Europe/Berlin', '1 Jul 2026, 12:05 CEST'],
    ['names American zones', '2026-11-21T17:20:00Z', 'America/New_York', '21 Nov 2026, 12:20 EST'],
    ['names UTC', '2026-11-21T17:20:00.123Z', 'UTC', '21 Nov 2026, 17:20 UTC'],
    ['falls back to UTC', '2026-11-21T17:20:00Z', 'Mars/Olympus', '21 Nov 2026, 17:20 UTC'],
    ['is empty for what is no time', 'soon', 'UTC', ''],
  ];
  for (const [claim, iso, zone, text] of claims) {
    it(claim, () => {
      assert.equal(localTime(iso, zone), text);
    });
  }
});
