/* global document */

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element. Text is always set as text. */
export function shape(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function label(text, attributes) {
  const element = shape('text', { fill: 'currentColor', 'font-size': 12, ...attributes });
  element.textContent = text;
  return element;
}

/** Teams' names of colours, near enough, and the order in which data without a colour get theirs. */
const COLOURS = {
  good: '#3f8f3f',
  warning: '#c98a00',
  attention: '#c4314b',
  neutral: '#8a8a8a',
  accent: '#5b5fc7',
  categoricalRed: '#d13438',
  categoricalPurple: '#8764b8',
  categoricalLavender: '#7f85f5',
  categoricalBlue: '#2b88d8',
  categoricalLightBlue: '#69afe5',
  categoricalTeal: '#00a2ae',
  categoricalGreen: '#498205',
  categoricalLime: '#8cbd18',
  categoricalMarigold: '#eaa300',
};
const ORDER = [
  ...['categoricalBlue', 'categoricalMarigold', 'categoricalTeal', 'categoricalPurple'],
  ...['categoricalRed', 'categoricalLime', 'neutral', 'categoricalLightBlue'],
];

export function colour(name, index) {
  return COLOURS[name] ?? COLOURS[ORDER[index % ORDER.length]];
}

/** What is drawn, cut so that no text runs into its neighbour. */
export function short(text, longest) {
  const units = [...String(text)];
  return units.length <= longest ? units.join('') : `${units.slice(0, longest - 1).join('')}…`;
}

/** A number of steps of 1, 2 or 5 that reach `most`. */
export function ticksTo(most) {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => by >= rough) ?? power * 10;
  const whole = Math.max(1, step);
  return Array.from({ length: Math.ceil(most / whole) + 1 }, (_, index) => index * whole);
}
