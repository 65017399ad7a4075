const functions = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration']);

function isNode(value) {
  return value !== null && typeof value === 'object' && typeof value.type === 'string';
}

/** Visits `root` and what is below it, but does not enter functions: they may never be called. */
function some(root, test) {
  if (test(root)) return true;
  return Object.entries(root).some(([key, value]) => {
    if (key === 'parent') return false;
    const below = (Array.isArray(value) ? value : [value]).filter(isNode);
    return below.some((node) => !functions.has(node.type) && some(node, test));
  });
}

/** An empty answer is what "nothing found" looks like; it must not also mean "could not look". */
function isEmptyAnswer(argument) {
  if (argument === null) return true;
  if (argument.type === 'TSAsExpression') return isEmptyAnswer(argument.expression);
  if (argument.type === 'ArrayExpression') return argument.elements.length === 0;
  if (argument.type === 'ObjectExpression') return argument.properties.length === 0;
  return argument.type === 'Literal' && argument.value === '';
}

function namesOf(pattern) {
  if (pattern === null || pattern === undefined) return new Set();
  return pattern.type === 'Identifier' ? new Set([pattern.name]) : new Set(['*']);
}

function handles(body, caught) {
  return some(body, (node) => {
    if (node.type === 'ThrowStatement') return true;
    if (node.type === 'ReturnStatement') return !isEmptyAnswer(node.argument);
    return node.type === 'Identifier' && (caught.has(node.name) || caught.has('*'));
  });
}

function answersEmpty(body) {
  return some(
    body,
    (node) =>
      node.type === 'ReturnStatement' && node.argument !== null && isEmptyAnswer(node.argument),
  );
}

/**
 * A failure is thrown on, turned into a value that says so, or recorded. What is reported: a handler
 * that does none of the three, and one that answers with an empty list, object or text.
 */
export const noSilentCatch = {
  meta: {
    type: 'problem',
    docs: { description: 'forbid handlers that lose the failure' },
    schema: [],
    messages: {
      silent: 'This handler loses the failure: throw, return a typed cause, or record the error.',
      empty: 'An empty answer hides the failure: return a value that names its cause.',
    },
  },
  create(context) {
    const check = (node, body, parameter) => {
      if (!handles(body, namesOf(parameter))) context.report({ node, messageId: 'silent' });
      else if (answersEmpty(body)) context.report({ node, messageId: 'empty' });
    };
    const checkCallback = (callback) => {
      if (callback === undefined || !functions.has(callback.type)) return;
      if (callback.body.type === 'BlockStatement') {
        check(callback, callback.body, callback.params[0]);
      } else if (isEmptyAnswer(callback.body) || callback.body.name === 'undefined') {
        context.report({ node: callback, messageId: 'silent' });
      }
    };
    return {
      CatchClause(node) {
        check(node, node.body, node.param);
      },
      "CallExpression[callee.property.name='catch']"(node) {
        checkCallback(node.arguments[0]);
      },
    };
  },
};
