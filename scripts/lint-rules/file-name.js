import { basename } from 'node:path';

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const banned = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'manager',
  'misc',
  'types',
  'constants',
  'index',
]);

/** A file is named after what it holds; a name that fits anything soon holds everything. */
export const fileName = {
  meta: {
    type: 'suggestion',
    docs: { description: 'kebab-case file names that say what the file holds' },
    schema: [],
    messages: {
      kebab: "'{{name}}' is not kebab-case.",
      vague: "'{{name}}' says nothing about what the file holds.",
    },
  },
  create(context) {
    return {
      Program(node) {
        const name = basename(context.filename);
        const [stem = ''] = name.split('.');
        if (!kebabCase.test(stem)) context.report({ node, messageId: 'kebab', data: { name } });
        const lastWord = stem.split('-').at(-1) ?? '';
        if (banned.has(lastWord)) context.report({ node, messageId: 'vague', data: { name } });
      },
    };
  },
};
