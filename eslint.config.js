import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { localRules } from './scripts/lint-rules/local-rules.js';

const limit = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'appPackage/build/', '.ci/', '**/*.d.ts', '**/*.cjs']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    name: 'all code',
    plugins: { warden: localRules },
    rules: {
      complexity: ['error', 12],
      eqeqeq: 'error',
      'max-depth': ['error', 3],
      'max-lines': limit(250),
      'max-lines-per-function': limit(60),
      'max-params': ['error', 5],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'warden/file-name': 'error',
      'warden/no-default-export': 'error',
      'warden/no-silent-catch': 'error',
    },
  },
  {
    name: 'typed code',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    name: 'plain scripts',
    files: ['**/*.js'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' },
    },
  },
  {
    name: 'the service: settings and time come in from outside',
    files: ['src/**/*.ts'],
    rules: { 'warden/no-ambient-time': 'error', 'warden/no-process-env': 'error' },
  },
  {
    name: 'the homes of settings',
    files: ['src/app/config.ts'],
    rules: { 'warden/no-process-env': 'off' },
  },
  {
    name: 'the homes of time',
    files: ['src/lib/**/*.ts', 'src/simulator/**/*.ts'],
    rules: { 'warden/no-ambient-time': 'off' },
  },
  {
    name: 'people read the terminal',
    files: ['src/cli/**/*.ts', 'src/simulator/main.ts', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'tests',
    files: ['test/**/*.ts'],
    rules: {
      complexity: 'off',
      'max-depth': 'off',
      'max-lines': limit(400),
      'max-lines-per-function': 'off',
      'warden/no-silent-catch': 'off',
    },
  },
  {
    name: 'tools that ask for a default export',
    files: ['eslint.config.js'],
    rules: { 'warden/no-default-export': 'off' },
  },
);
