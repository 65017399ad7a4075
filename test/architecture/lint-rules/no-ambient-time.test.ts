import { localRules } from '../../../scripts/lint-rules/local-rules.js';
import { ruleTester } from './typescript-rule-tester.js';

const clock = [{ messageId: 'clock' }];
const timer = [{ messageId: 'timer' }];

ruleTester.run('no-ambient-time', localRules.rules['no-ambient-time'], {
  valid: [
    { name: 'a date from a stored text is free', code: "const at = new Date('2026-01-01');" },
    { name: 'a clock that was handed in is free', code: 'const now = clock.now();' },
    { name: 'a named time in a zone is free', code: 'DateTime.utc(2026, 1, 1);' },
    { name: 'a method that is called setTimeout is free', code: 'socket.setTimeout(1000);' },
  ],
  invalid: [
    { name: 'Date.now() is reported', code: 'const now = Date.now();', errors: clock },
    { name: 'new Date() is reported', code: 'const now = new Date();', errors: clock },
    { name: 'Date() is reported', code: 'const now = Date();', errors: clock },
    { name: 'performance.now() is reported', code: 'performance.now();', errors: clock },
    { name: 'the present time of luxon is reported', code: 'DateTime.utc();', errors: clock },
    { name: 'setTimeout is reported', code: 'setTimeout(run, 10);', errors: timer },
    { name: 'setInterval is reported', code: 'setInterval(run, 10);', errors: timer },
    { name: 'globalThis is no way around', code: 'globalThis.setTimeout(run);', errors: timer },
    {
      name: 'the timers module is reported',
      code: "import { setTimeout as wait } from 'node:timers/promises';",
      errors: timer,
    },
  ],
});
