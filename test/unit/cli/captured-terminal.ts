import { Writable } from 'node:stream';
import { Terminal } from '../../../src/cli/terminal.js';

export interface Captured {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly err: () => string;
}

/** A terminal whose two streams are kept as text; nobody watches it. */
export function capturedTerminal(): Captured {
  const out = textStream();
  const err = textStream();
  return { terminal: new Terminal(out.stream, err.stream), out: out.text, err: err.text };
}

function textStream(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
