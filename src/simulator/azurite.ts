import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';

/** Azurite's published development account; it opens nothing but an emulator. */
const account = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  readonly connectionString: string;
  readonly tablePort: number;
  readonly queuePort: number;
  stop(): Promise<void>;
}

export function connectionStringFor(tablePort: number, queuePort: number): string {
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    `AccountKey=${accountKey}`,
    `TableEndpoint=http://127.0.0.1:${tablePort}/${account}`,
    `QueueEndpoint=http://127.0.0.1:${queuePort}/${account}`,
  ].join(';');
}

/**
 * Starts Azurite in a process of its own, in memory, on free ports. The combined server is used because it alone prints
 * the ports that it got. Rejects when it is not up within ten seconds.
 */
export async function startAzurite(): Promise<Azurite> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const flags = [
    '--inMemoryPersistence',
    '--disableTelemetry',
    '--silent',
    '--skipApiVersionCheck',
  ];
  const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
  const child = spawn(process.execPath, [main, ...flags, ...ports], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl+C in a terminal reaches the whole process group: storage has to outlive what uses it.
    detached: true,
    // A child that inherits a loader or coverage would start slowly and write into our reports.
    env: {},
  });
  // Nobody may be left behind when a run is broken off.
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  try {
    const { tablePort, queuePort } = await portsOf(child);
    return {
      connectionString: connectionStringFor(tablePort, queuePort),
      tablePort,
      queuePort,
      stop: async () => {
        process.removeListener('exit', killWithUs);
        await stopped(child);
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function portsOf(child: ChildProcess): Promise<{ tablePort: number; queuePort: number }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      reject(new Error(`Azurite is not up after ten seconds. It said: ${output}`));
    }, 10_000);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Azurite ended with ${String(code)}. It said: ${output}`));
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const tablePort = portIn(output, 'Table');
      const queuePort = portIn(output, 'Queue');
      if (tablePort === undefined || queuePort === undefined) return;
      clearTimeout(timer);
      resolve({ tablePort, queuePort });
    });
  });
}

function portIn(output: string, service: string): number | undefined {
  const match = new RegExp(`${service} service is successfully listening at \\S+:(\\d+)\\s`).exec(
    output,
  );
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** All is in memory, so there is nothing to wait for. */
function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGKILL');
  });
}
