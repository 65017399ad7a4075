/** Settings are read in one place only, so that all problems are reported together at the start. */
export const noProcessEnv = {
  meta: {
    type: 'problem',
    docs: { description: 'forbid process.env outside the one file that reads settings' },
    schema: [],
    messages: { env: 'Read settings in src/app/config.ts and pass the value in.' },
  },
  create(context) {
    return {
      "MemberExpression[object.name='process'][property.name='env']"(node) {
        context.report({ node, messageId: 'env' });
      },
      "MemberExpression[object.name='process'][property.value='env']"(node) {
        context.report({ node, messageId: 'env' });
      },
      "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']"(node) {
        context.report({ node, messageId: 'env' });
      },
      "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']"(
        node,
      ) {
        context.report({ node, messageId: 'env' });
      },
    };
  },
};
