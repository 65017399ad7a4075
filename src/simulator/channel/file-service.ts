import type { SimulatedRequest, SimulatedResponse, SimulatedService } from '../service.js';
import { violate, type ChannelCore } from './channel-core.js';
import { answerUpload } from './upload-service.js';

/**
 * `/onedrive`: everybody's OneDrive: files that people sent (`/{key}`), places for files that the bot sends (`/upload/{key}`),
 * and those files (`/files/{id}/{name}`). A request that brings a token along is a violation: it would leak to a file host.
 */
export function fileService(core: ChannelCore): SimulatedService {
  return {
    prefix: '/onedrive',
    handle: (request) => Promise.resolve(answer(core, request)),
  };
}

function answer(core: ChannelCore, request: SimulatedRequest): SimulatedResponse {
  const { method, path, headers, entry } = request;
  if (headers.authorization !== undefined) {
    violate(core, 'file-with-token', 'a token was sent to a file host', entry);
  }
  const upload = /^\/upload\/([\w-]+)$/u.exec(path);
  if (upload !== null) return answerUpload(core, upload[1] ?? '', request);
  if (method !== 'GET') return NO_FILE;
  const uniqueId = /^\/files\/([\w-]+)\/[^/]+$/u.exec(path)?.[1];
  if (uniqueId !== undefined) return download(core, uniqueId);
  const sent = core.files.at(path.slice(1));
  return sent === undefined ? NO_FILE : octets(Buffer.from(sent.content, 'utf8'));
}

/** For the person at the page: the file as it lies in the OneDrive. */
function download(core: ChannelCore, uniqueId: string): SimulatedResponse {
  const file = core.uploads.file(uniqueId);
  if (file === undefined) return NO_FILE;
  const name = encodeURIComponent(file.name);
  return octets(file.bytes, { 'Content-Disposition': `attachment; filename*=UTF-8''${name}` });
}

const NO_FILE: SimulatedResponse = { status: 404, body: { error: 'no such file' } };

function octets(body: Buffer, headers: Readonly<Record<string, string>> = {}): SimulatedResponse {
  return { status: 200, headers: { 'Content-Type': 'application/octet-stream', ...headers }, body };
}
