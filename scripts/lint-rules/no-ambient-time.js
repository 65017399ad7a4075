const timers = ['setTimeout', 'setInterval'];
const timerModules = /^(node:)?timers(\/promises)?$/;
const nowCalls = new Set(['Date.now', 'performance.now', 'DateTime.now', 'DateTime.utc']);

/**
 * Time is an input. Code that asks the machine for it, or waits on it, can't be tested with a chosen
 * time, so only the library folder does; everyone else is handed a Clock.
 */
export const noAmbientTime = {
  meta: {
    type: 'problem',
    docs: { description: 'forbid clocks and timers that are not passed in' },
    schema: [],
    messages: {
      clock: '{{what}} reads the clock: take a Clock (src/lib/clock.ts) as an argument.',
      timer: '{{what}} is a timer: take a Clock (src/lib/clock.ts) as an argument.',
    },
  },
  create(context) {
    const clock = (node, what) => {
      context.report({ node, messageId: 'clock', data: { what } });
    };
    const timer = (node, what) => {
      context.report({ node, messageId: 'timer', data: { what } });
    };
    return {
      NewExpression(node) {
        if (node.callee.name === 'Date' && node.arguments.length === 0) clock(node, 'new Date()');
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type === 'Identifier' && timers.includes(callee.name)) timer(node, callee.name);
        if (callee.type === 'Identifier' && callee.name === 'Date') clock(node, 'Date()');
        if (callee.type !== 'MemberExpression') return;
        const { object, property } = callee;
        const what = `${object.name}.${property.name}`;
        if (object.name === 'globalThis' && timers.includes(property.name)) timer(node, what);
        // DateTime.utc(2026, 1, 1) names a time; DateTime.utc() asks for the present one.
        if (nowCalls.has(what) && node.arguments.length === 0) clock(node, what);
      },
      ImportDeclaration(node) {
        if (timerModules.test(node.source.value)) timer(node, node.source.value);
      },
    };
  },
};
