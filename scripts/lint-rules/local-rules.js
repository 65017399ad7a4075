import { fileName } from './file-name.js';
import { noAmbientTime } from './no-ambient-time.js';
import { noDefaultExport } from './no-default-export.js';
import { noProcessEnv } from './no-process-env.js';
import { noSilentCatch } from './no-silent-catch.js';

/** The rules of this project that no published plugin holds. */
export const localRules = {
  rules: {
    'file-name': fileName,
    'no-ambient-time': noAmbientTime,
    'no-default-export': noDefaultExport,
    'no-process-env': noProcessEnv,
    'no-silent-catch': noSilentCatch,
  },
};
