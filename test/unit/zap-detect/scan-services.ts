import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { defaultZapPolicy } from '../../../src/zap/policy.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { scanZap, type ZapScan, type ZapScanOptions } from '../../../src/zap/scan.js';
import { FakeSources } from './fake-sources.js';
import { now, tenant } from './fixture.js';

/** A tenant with all sources, its stores, and a clock that stands still until it is moved. */
export class ScanWorld {
  readonly fake = new FakeSources();
  readonly documents = new MemoryDocumentStore();
  readonly records = new DocumentZapRecordStore(this.documents);
  policy = defaultZapPolicy;
  time = now;

  services() {
    return {
      ...this.fake.services(),
      documents: this.documents,
      records: this.records,
      policy: this.policy,
      clock: { now: () => this.time },
    };
  }

  scan(options: ZapScanOptions = {}): Promise<ZapScan> {
    return scanZap(tenant, this.services(), options);
  }

  later(hours: number): void {
    this.time = new Date(this.time.getTime() + hours * 3_600_000);
  }
}
