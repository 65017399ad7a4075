import type { Server as HttpServer } from 'node:http';
import restify from 'restify';
import type { BotEndpoint } from '../adapters/teams/bot-endpoint.js';

export interface HttpFront {
  readonly port: number;
  /** Stops accepting and resolves when the last request is answered. */
  close(): Promise<void>;
}

export interface HttpFrontOptions {
  readonly port: number;
  /** Loopback when the channel is a local one; every address otherwise. */
  readonly host: string;
  readonly endpoint: BotEndpoint;
  /** Whether the service can do its work: storage answers. */
  readonly isReady: () => Promise<boolean>;
}

/**
 * POST /api/messages for the channel, GET /healthz (the process lives), GET /readyz (storage answers). No body parser of
 * restify is registered: the endpoint reads bodies itself, within its own limits.
 */
export async function startServer({
  port,
  host,
  endpoint,
  isReady,
}: HttpFrontOptions): Promise<HttpFront> {
  const server = restify.createServer({ name: 'inbox-warden', handleUncaughtExceptions: false });
  const http = server.server as HttpServer;
  http.headersTimeout = 10_000;
  http.requestTimeout = 30_000;
  http.maxConnections = 512;
  server.post('/api/messages', async (request, response) => endpoint(request, response));
  server.get('/healthz', async (_request, response) => {
    response.send(200, { status: 'up' });
    return Promise.resolve();
  });
  server.get('/readyz', async (_request, response) => {
    const ready = await isReady();
    response.send(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    server.listen(port, host, () => {
      resolve();
    });
  });
  const address = http.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        http.closeIdleConnections();
      }),
  };
}
