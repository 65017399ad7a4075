#!/usr/bin/env node
import { processEnvironment } from '../app/config.js';
import { exitCodes } from './exit-code.js';
import { failureOf } from './failure-text.js';
import { runProgram } from './program.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal(process.stdout, process.stderr);

// Node ends with 1 by itself, which here would say "all was read".
process.on('uncaughtException', (error) => {
  terminal.say(failureOf(error).text);
  process.exit(exitCodes.incomplete);
});

process.exitCode = await runProgram(process.argv.slice(2), {
  env: processEnvironment(),
  terminal,
});
