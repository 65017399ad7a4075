import { localRules } from '../../../scripts/lint-rules/local-rules.js';
import { ruleTester } from './typescript-rule-tester.js';

const code = 'export const port = 1;';
const kebab = [{ messageId: 'kebab' }];
const vague = [{ messageId: 'vague' }];

ruleTester.run('file-name', localRules.rules['file-name'], {
  valid: [
    { name: 'words with dashes are free', code, filename: 'src/alerts/card-content.ts' },
    { name: 'a test of such a file is free', code, filename: 'test/card-content.test.ts' },
    { name: 'a number in a name is free', code, filename: 'src/lib/http/oauth2.ts' },
  ],
  invalid: [
    { name: 'camel case is reported', code, filename: 'src/cardContent.ts', errors: kebab },
    { name: 'a capital is reported', code, filename: 'src/Card.ts', errors: kebab },
    { name: 'an underscore is reported', code, filename: 'src/card_content.ts', errors: kebab },
    { name: 'a barrel is reported', code, filename: 'src/alerts/index.ts', errors: vague },
    { name: 'utils is reported', code, filename: 'src/lib/utils.ts', errors: vague },
    { name: 'a helper of something is reported', code, filename: 'src/x-helper.ts', errors: vague },
    { name: 'a test of utils is reported', code, filename: 'test/utils.test.ts', errors: vague },
  ],
});
