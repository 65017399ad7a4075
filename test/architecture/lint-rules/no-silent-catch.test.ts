import { localRules } from '../../../scripts/lint-rules/local-rules.js';
import { ruleTester } from './typescript-rule-tester.js';

const silent = [{ messageId: 'silent' }];
const empty = [{ messageId: 'empty' }];

const inTry = (handler: string): string => `async function f() { try { g(); } catch ${handler} }`;

ruleTester.run('no-silent-catch', localRules.rules['no-silent-catch'], {
  valid: [
    { name: 'throwing on is free', code: inTry('(error) { throw wrap(error); }') },
    { name: 'a throw without the error is free', code: inTry('{ throw new ConfigError(); }') },
    { name: 'a typed cause is free', code: inTry("{ return { kind: 'unreadable' }; }") },
    { name: 'a named undefined is free', code: inTry('{ return undefined; }') },
    { name: 'recording the error is free', code: inTry('(error) { failures.push(error); }') },
    { name: 'a promise that records is free', code: 'p.catch((error) => report(error));' },
    { name: 'a handler by name is free', code: 'p.catch(report);' },
  ],
  invalid: [
    { name: 'nothing at all is reported', code: inTry('{ }'), errors: silent },
    { name: 'going on is reported', code: inTry('(error) { retries += 1; }'), errors: silent },
    { name: 'an unread error is reported', code: inTry("{ log('failed'); }"), errors: silent },
    { name: 'a bare return is reported', code: inTry('{ return; }'), errors: silent },
    { name: 'an empty list is reported', code: inTry('{ return []; }'), errors: silent },
    {
      name: 'an empty list is reported even when the error is looked at',
      code: inTry('(error) { log(error); return []; }'),
      errors: empty,
    },
    {
      name: 'an empty object beside a throw is reported',
      code: inTry('(error) { if (isSyntax(error)) return {}; throw error; }'),
      errors: empty,
    },
    {
      name: 'a throw inside a function that may never run does not count',
      code: inTry('{ later(() => { throw new Error(); }); }'),
      errors: silent,
    },
    { name: 'a promise that drops it is reported', code: 'p.catch(() => {});', errors: silent },
    {
      name: 'a promise with an empty list is reported',
      code: 'p.catch(() => []);',
      errors: silent,
    },
    {
      name: 'a promise that answers undefined is reported',
      code: 'p.catch(() => undefined);',
      errors: silent,
    },
  ],
});
