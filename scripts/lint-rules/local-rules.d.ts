import type { Rule } from 'eslint';

type LocalRule =
  'file-name' | 'no-ambient-time' | 'no-default-export' | 'no-process-env' | 'no-silent-catch';

export declare const localRules: { readonly rules: Readonly<Record<LocalRule, Rule.RuleModule>> };
