import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { channelTrust, isFileUrl } from '../../../src/adapters/teams/channel-trust.js';
import { fileDownload, largestFileBytes } from '../../../src/adapters/teams/file-download.js';
import { filesIn } from '../../../src/adapters/teams/incoming-files.js';
import { readMessage } from '../../../src/adapters/teams/incoming-message.js';
import { systemClock } from '../../../src/lib/clock.js';
import { Untrusted } from '../../../src/lib/untrusted.js';
import * as fixture from './channel-fixture.js';

const info = 'application/vnd.microsoft.teams.file.download.info';
const openIdUrl = 'http://127.0.0.1:1/botframework/v1/.well-known/openidconfiguration';
const here = channelTrust('commercial', { openIdUrl });

describe('a file that somebody sends', () => {
  it('is seen with its name and address, beside other attachments', () => {
    const files = filesIn([
      { contentType: 'text/html', content: '<p></p>' },
      { contentType: info, name: 'a.eml', content: { downloadUrl: 'https://x.sharepoint.com/1' } },
      { contentType: info, name: 'no address', content: {} },
      { contentType: 'image/png', contentUrl: 'https://evil.example/x.png' },
    ]);
    assert.deepEqual(
      files.map(({ name, downloadUrl }) => [name.forStorage(), downloadUrl]),
      [['a.eml', 'https://x.sharepoint.com/1']],
    );
  });

  it('never makes the reader throw, whatever stands in its place', () => {
    fc.assert(fc.property(fc.array(fc.anything()), (attachments) => void filesIn(attachments)));
  });

  it('is named in the message that carries it', () => {
    const read = readMessage(
      fixture.activity('https://smba.trafficmanager.net/emea/', {
        type: 'message',
        text: '',
        attachments: [
          { contentType: info, name: 'a.eml', content: { downloadUrl: 'https://h/1' } },
        ],
      }),
    );
    assert.equal(read.kind === 'command' ? read.command.files.length : -1, 1);
  });
});

describe('the address of a file', () => {
  const commercial = channelTrust('commercial');
  const cases: readonly (readonly [string, boolean])[] = [
    ['https://contoso-my.sharepoint.com/personal/x/_layouts/15/download.aspx?tempauth=1', true],
    ['http://contoso-my.sharepoint.com/x', false],
    ['https://contoso-my.sharepoint.com:8443/x', false],
    ['https://sharepoint.com.evil.example/x', false],
    ['https://evilsharepoint.com/x', false],
    ['https://sharepoint.com/x', false],
    ['https://a@contoso.sharepoint.com/x', false],
    ['https://contoso.sharepoint.com@evil.example/x', false],
    ['http://169.254.169.254/metadata', false],
    ['http://127.0.0.1:10000/x', false],
    ['file:///etc/passwd', false],
    ['', false],
  ];
  for (const [url, allowed] of cases) {
    it(`${allowed ? 'may' : 'may not'} be ${url === '' ? 'empty' : url}`, () => {
      assert.equal(isFileUrl(url, commercial), allowed);
    });
  }

  it('may be nowhere in clouds in which bots get no files', () => {
    const url = 'https://contoso.sharepoint.com/x';
    assert.equal(isFileUrl(url, channelTrust('gcchigh')), false);
    assert.equal(isFileUrl(url, channelTrust('china')), false);
  });

  it('is on this machine with a channel on this machine, and nowhere else', () => {
    assert.equal(isFileUrl('http://127.0.0.1:3980/onedrive/1', here), true);
    assert.equal(isFileUrl('https://contoso.sharepoint.com/x', here), false);
  });
});

describe('fetching a file', () => {
  let server: Server;
  let base = '';
  const seen: Record<string, unknown>[] = [];

  before((done) => {
    server = createServer((request, response) => {
      seen.push({ ...request.headers });
      const answers: Readonly<Record<string, () => void>> = {
        '/file': () => response.end('From: a@b.example\n'),
        '/large': () => response.end(Buffer.alloc(largestFileBytes + 1)),
        '/away': () => {
          response.writeHead(302, { location: `${base}/file` });
          response.end();
        },
      };
      const answer = answers[request.url ?? ''];
      if (answer) {
        answer();
        return;
      }
      response.statusCode = 404;
      response.end();
    });
    server.listen(0, '127.0.0.1', () => {
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after((done) => {
    server.close(done);
    server.closeAllConnections();
  });

  const fetchFrom = (path: string) =>
    fileDownload(here, systemClock)({ name: Untrusted.of('x'), downloadUrl: `${base}${path}` });

  it('gives its bytes, and takes no token along', async () => {
    const got = await fetchFrom('/file');
    assert.equal(
      got.kind === 'bytes' ? Buffer.from(got.bytes).toString() : got.kind,
      'From: a@b.example\n',
    );
    assert.equal(seen.at(-1)?.['authorization'], undefined);
  });

  it('stops at the limit of size', async () => {
    assert.deepEqual(await fetchFrom('/large'), { kind: 'refused', code: 'file.too-large' });
  });

  it('follows no redirect', async () => {
    assert.deepEqual(await fetchFrom('/away'), { kind: 'failed', code: 'file.302' });
  });

  it('says that it is gone', async () => {
    assert.deepEqual(await fetchFrom('/other'), { kind: 'refused', code: 'file.gone' });
  });

  it('asks no other host', async () => {
    const asked = seen.length;
    const download = fileDownload(channelTrust('commercial'), systemClock);
    const answer = await download({ name: Untrusted.of('x'), downloadUrl: `${base}/file` });
    assert.deepEqual(answer, { kind: 'refused', code: 'file.host' });
    assert.equal(seen.length, asked);
  });
});

describe('what somebody pastes', () => {
  it('keeps its lines and loses the escapes of Teams', () => {
    const text = 'analyze\r\nFrom: A &lt;a@b.example&gt;\r\n  folded &amp;lt;&nbsp;x';
    const read = readMessage(
      fixture.activity('https://smba.trafficmanager.net/emea/', { type: 'message', text }),
    );
    assert.equal(
      read.kind === 'command' ? read.command.raw : '',
      'analyze\nFrom: A <a@b.example>\n  folded &lt; x',
    );
  });
});
