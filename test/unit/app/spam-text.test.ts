import assert from 'node:assert/strict';
import { readMailFlow } from '../../../src/app/spam-job.js';
import { spamSummaryText } from '../../../src/app/spam-text.js';
import type { SpamLook } from '../../../src/spam/look.js';
import type { Tenant } from '../../../src/tenants/tenant.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { fabrikam } from './commands-desk.js';
import { SpamBench } from './spam-bench.js';

describe('the figures of the mail flow on a terminal', () => {
  let bench: SpamBench;
  beforeEach(async () => {
    bench = new SpamBench();
    await bench.desk.ready;
  });

  const look = (tenant: Tenant = contoso): Promise<SpamLook> =>
    bench.desk.done(readMailFlow(bench.jobServices.spam, tenant, { days: 7, zone: 'UTC' }));

  it('add up what was unwanted over all tenants, by verdict and outcome, and say how it is counted', async () => {
    bench.of(contoso).rows.push(bench.row(), bench.row({ verdict: 'clean', outcome: 'delivered' }));
    bench.of(fabrikam).rows.push(bench.row({ verdict: 'spam', outcome: 'junked', count: 2 }));
    const text = spamSummaryText([await look(), await look(fabrikam)], { days: 7 });
    assert.match(text, /^Unwanted mail in the last 7 days: 3 deliveries\.\n/);
    assert.match(text, /\nBy verdict: phish 1, spam 2\. By outcome: junked 2, quarantined 1\.\n/);
    assert.match(text, /\nContoso: Counted by .*\nFabrikam: Counted by .*\n$/);
  });

  it('of one direction leave out the others', async () => {
    bench.of(contoso).rows.push(bench.row());
    const text = spamSummaryText([await look()], { days: 1, direction: 'outbound' });
    assert.match(text, /^No outbound mail that the filter minded was seen in the day so far\.\n/);
  });

  it('of nothing say whether everything was read, and of something that there may be more', async () => {
    assert.match(
      spamSummaryText([await look()], { days: 7 }),
      /^No mail .* in the last 7 days\.\n/,
    );
    bench.of(contoso).fails = serviceError(503);
    const broken = await look();
    assert.match(spamSummaryText([broken], { days: 7 }), /days, but not everything was read\.\n/);
    bench.of(fabrikam).rows.push(bench.row());
    const both = spamSummaryText([await look(fabrikam), broken], { days: 7 });
    assert.match(both, /1 delivery; not everything was read, so there may be more\.\n/);
    assert.match(spamSummaryText([], { days: 7 }), /not everything was read/);
  });

  it('show a hostile name of a tenant as text', async () => {
    const name = 'A\u202Eevil\u200B\n\u001B[31m';
    const text = spamSummaryText([await look({ ...contoso, name })], { days: 7 });
    // eslint-disable-next-line no-control-regex -- what must not be there
    assert.doesNotMatch(text, /[\u202E\u200B\u001B]/u);
    assert.equal(text.split('\n').length, 3);
  });
});
