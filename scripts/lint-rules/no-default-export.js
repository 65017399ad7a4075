/** A thing has one name, everywhere: it can be searched for. */
export const noDefaultExport = {
  meta: {
    type: 'suggestion',
    docs: { description: 'forbid default exports' },
    schema: [],
    messages: { named: 'Export by name.' },
  },
  create(context) {
    return {
      ExportDefaultDeclaration(node) {
        context.report({ node, messageId: 'named' });
      },
      "ExportSpecifier[exported.name='default']"(node) {
        context.report({ node, messageId: 'named' });
      },
    };
  },
};
