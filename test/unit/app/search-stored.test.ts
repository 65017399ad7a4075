import assert from 'node:assert/strict';
import { MemoryAlertStore } from '../../../src/adapters/memory/memory-alert-store.js';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { searchStored } from '../../../src/app/search-stored.js';
import { ContractError } from '../../../src/lib/errors.js';
import { DocumentZapRecordStore } from '../../../src/zap/record-store.js';
import { parseWho } from '../../../src/zap/who-query.js';
import { forward, contoso } from '../../support/sample-findings.js';
import { recordOf } from '../zap-show/fixture.js';
import { fabrikam } from './commands-desk.js';
import { ZapBench } from './zap-bench.js';

const query = parseWho('evil.example');
assert.ok(query);

describe('The search through what is stored', () => {
  it('keeps the name of each tenant with its hits', async () => {
    const records = new DocumentZapRecordStore(new MemoryDocumentStore());
    await records.write(recordOf({ tenantId: contoso.id }), undefined);
    await records.write(recordOf({ tenantId: fabrikam.id }), undefined);
    const hits = await searchStored([contoso, fabrikam], new MemoryAlertStore(), records, query);
    assert.deepEqual(hits.map(({ found }) => found.tenantName).sort(), ['Contoso', 'Fabrikam']);
  });

  it('rejects rather than passing over a row that it can not read', async () => {
    const documents = new MemoryDocumentStore();
    await documents.write(`zap-record|${contoso.id}`, 'k', { broken: true }, undefined);
    const records = new DocumentZapRecordStore(documents);
    await assert.rejects(
      searchStored([contoso], new MemoryAlertStore(), records, query),
      ContractError,
    );
    const bench = new ZapBench();
    await bench.desk.settle([forward('ida', 'evil.example')]);
    await assert.rejects(
      searchStored([contoso], bench.desk.store, bench.records, query),
      ContractError,
    );
  });
});
