import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';

/** Runs a rule's cases on TypeScript source; each case becomes one test, titled by its `name`. */
export const ruleTester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
