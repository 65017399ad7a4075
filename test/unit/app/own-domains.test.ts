import assert from 'node:assert/strict';
import { MemoryDocumentStore } from '../../../src/adapters/memory/memory-document-store.js';
import { domainsOf, ownerOf, rememberDomains } from '../../../src/app/own-domains.js';
import { contoso } from '../../support/sample-findings.js';
import { serviceError } from '../zap-detect/fake-sources.js';
import { fabrikam } from './commands-desk.js';

describe('The domains that a tenant owns', () => {
  let documents: MemoryDocumentStore;
  let asked: string[];
  beforeEach(() => {
    documents = new MemoryDocumentStore();
    asked = [];
  });

  const read = (id: string): Promise<readonly string[]> => {
    asked.push(id);
    return Promise.resolve(['Contoso.example', 'eu.contoso.example']);
  };

  it('are those of its last complete reading, without another', async () => {
    await rememberDomains(documents, contoso.id, ['contoso.example']);
    assert.deepEqual(await domainsOf(documents, contoso.id, read), ['contoso.example']);
    assert.deepEqual(asked, []);
  });

  it('are read where nothing is remembered, and remembered then', async () => {
    const domains = ['contoso.example', 'eu.contoso.example'];
    assert.deepEqual(await domainsOf(documents, contoso.id, read), domains);
    assert.deepEqual(await domainsOf(documents, contoso.id, read), domains);
    assert.deepEqual(asked, [contoso.id]);
    assert.equal(await ownerOf(documents, 'contoso.example'), contoso.id);
  });

  it('are never those of another tenant', async () => {
    await rememberDomains(documents, fabrikam.id, ['fabrikam.example']);
    assert.ok(!(await domainsOf(documents, contoso.id, read)).includes('fabrikam.example'));
  });

  it('are not known where they can not be read: that is never an empty list', async () => {
    const refused = serviceError(403);
    await assert.rejects(
      domainsOf(documents, contoso.id, () => Promise.reject(refused)),
      refused,
    );
    assert.equal((await domainsOf(documents, contoso.id, read)).length, 2);
  });
});
