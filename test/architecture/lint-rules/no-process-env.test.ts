import { localRules } from '../../../scripts/lint-rules/local-rules.js';
import { ruleTester } from './typescript-rule-tester.js';

const errors = [{ messageId: 'env' }];

ruleTester.run('no-process-env', localRules.rules['no-process-env'], {
  valid: [
    { name: 'other properties of process are free', code: 'process.exitCode = 1;' },
    { name: 'env of something else is free', code: 'const port = config.env.PORT;' },
    { name: 'other imports from process are free', code: "import { argv } from 'node:process';" },
  ],
  invalid: [
    { name: 'a read is reported', code: 'const port = process.env.PORT;', errors },
    { name: 'a computed read is reported', code: "const e = process['env'];", errors },
    { name: 'taking env apart is reported', code: 'const { env } = process;', errors },
    { name: 'an import of env is reported', code: "import { env } from 'node:process';", errors },
  ],
});
