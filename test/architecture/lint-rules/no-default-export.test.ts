import { localRules } from '../../../scripts/lint-rules/local-rules.js';
import { ruleTester } from './typescript-rule-tester.js';

const errors = [{ messageId: 'named' }];

ruleTester.run('no-default-export', localRules.rules['no-default-export'], {
  valid: [
    { name: 'an export by name is free', code: 'export const port = 1;' },
    { name: 'an import of a default is free', code: "import restify from 'restify';" },
  ],
  invalid: [
    { name: 'a default value is reported', code: 'export default 1;', errors },
    { name: 'an alias is reported', code: 'const a = 1; export { a as default };', errors },
  ],
});
