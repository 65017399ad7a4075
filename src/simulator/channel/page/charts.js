/* global AdaptiveCards, document */

import { colour, label, shape, short, ticksTo } from './chart-shapes.js';

const WIDTH = 520;
const HEIGHT = 220;
const PLOT = { left: 44, right: 510, top: 14, bottom: 184 };

const numbers = (rows, key) => rows.map((row) => Number(row[key])).filter(Number.isFinite);

/** The circle of a part of a whole, and its legend with the number itself. */
function donut({ data }, hole) {
  const total = numbers(data, 'value').reduce((sum, value) => sum + value, 0);
  const at = (share) => {
    const angle = share * 2 * Math.PI - Math.PI / 2;
    return [110 + 84 * Math.cos(angle), 110 + 84 * Math.sin(angle)];
  };
  let done = 0;
  const parts = data.map(({ value, color }, index) => {
    const [from, to] = [done / total, (done + Number(value)) / total];
    done += Number(value);
    const fill = colour(color, index);
    if (to - from >= 1) return shape('circle', { cx: 110, cy: 110, r: 84, fill });
    const [x, y] = at(from);
    const [endX, endY] = at(to);
    const big = to - from > 0.5 ? 1 : 0;
    return shape('path', { d: `M110 110L${x} ${y}A84 84 0 ${big} 1 ${endX} ${endY}Z`, fill });
  });
  const centre = hole
    ? [
        shape('circle', { cx: 110, cy: 110, r: 50, class: 'chart-hole' }),
        label(String(total), { x: 110, y: 116, 'text-anchor': 'middle', 'font-size': 18 }),
      ]
    : [];
  const names = data.map(({ legend, value }) => `${short(legend, 34)}: ${value}`);
  return [...(total > 0 ? parts : []), ...centre, ...keys(data, names, { x: 224, y: 40 })];
}

function keys(rows, names, { x, y }) {
  return rows.flatMap(({ color }, index) => [
    shape('rect', {
      ...{ x, y: y + index * 20, width: 11, height: 11, rx: 2 },
      fill: colour(color, index),
    }),
    label(names[index], { x: x + 18, y: y + 10 + index * 20 }),
  ]);
}

function keysInRow(rows, names) {
  const step = Math.min(150, (WIDTH - 20) / Math.max(1, rows.length));
  return rows.flatMap(({ color }, index) => [
    shape('rect', { x: 44 + index * step, y: 208, width: 10, height: 10, rx: 2, fill: colour(color, index) }), // prettier-ignore
    label(short(names[index], Math.floor(step / 7) - 2), { x: 58 + index * step, y: 217 }),
  ]);
}

function axes(most) {
  const ticks = ticksTo(most);
  const top = ticks.at(-1);
  const y = (value) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * value) / top;
  const lines = ticks.flatMap((tick) => [
    shape('line', { x1: PLOT.left, x2: PLOT.right, y1: y(tick), y2: y(tick), class: 'chart-line' }),
    label(String(tick), { x: PLOT.left - 6, y: y(tick) + 4, 'text-anchor': 'end', 'font-size': 11 }), // prettier-ignore
  ]);
  return { y, lines };
}

const columnOf = (index, count) => {
  const width = (PLOT.right - PLOT.left) / Math.max(1, count);
  return { x: PLOT.left + index * width, width };
};

function categories(names) {
  const room = Math.max(3, Math.floor((PLOT.right - PLOT.left) / names.length / 6.5));
  return names.map((name, index) => {
    const { x, width } = columnOf(index, names.length);
    return label(short(name, room), { x: x + width / 2, y: 199, 'text-anchor': 'middle', 'font-size': 11 }); // prettier-ignore
  });
}

function verticalBar({ data, showBarValues }) {
  const { y, lines } = axes(Math.max(0, ...numbers(data, 'y')));
  const bars = data.flatMap(({ y: value, color }, index) => {
    const { x, width } = columnOf(index, data.length);
    const bar = shape('rect', {
      ...{ x: x + width * 0.2, width: width * 0.6, y: y(value), height: PLOT.bottom - y(value) },
      fill: colour(color ?? 'categoricalBlue', index),
    });
    const said = label(String(value), { x: x + width / 2, y: y(value) - 4, 'text-anchor': 'middle', 'font-size': 11 }); // prettier-ignore
    return showBarValues === false ? [bar] : [bar, said];
  });
  return [...lines, ...bars, ...categories(data.map(({ x }) => x))];
}

const xsOf = (data) => [...new Set(data.flatMap(({ values }) => values.map(({ x }) => String(x))))];
const valueAt = ({ values }, x) => values.find((one) => String(one.x) === x)?.y;

function groupedBar({ data, stacked }) {
  const xs = xsOf(data);
  const tops = xs.map((x) => {
    const values = data.map((series) => Number(valueAt(series, x) ?? 0));
    return stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
  });
  const { y, lines } = axes(Math.max(0, ...tops));
  const bars = xs.flatMap((name, column) => {
    const { x, width } = columnOf(column, xs.length);
    // Few bars are no wider than many: a broad one looks like much.
    const bar = Math.min(56, stacked ? width * 0.6 : (width * 0.8) / data.length);
    const start = x + (width - (stacked ? bar : bar * data.length)) / 2;
    let below = 0;
    return data.flatMap((series, index) => {
      const value = Number(valueAt(series, name) ?? 0);
      const from = stacked ? below : 0;
      if (stacked) below += value;
      return shape('rect', {
        x: stacked ? start : start + index * bar,
        ...{ width: bar, y: y(from + value), height: y(from) - y(from + value) },
        fill: colour(series.color, index),
      });
    });
  });
  const names = data.map(({ legend }) => legend);
  return [...lines, ...bars, ...categories(xs), ...keysInRow(data, names)];
}

/** Where a series has no value, its line is broken: what is not known is not zero. */
function lineChart({ data }) {
  const xs = xsOf(data);
  const { y, lines } = axes(Math.max(0, ...data.flatMap(({ values }) => numbers(values, 'y'))));
  const centre = (index) => {
    const { x, width } = columnOf(index, xs.length);
    return x + width / 2;
  };
  const drawn = data.flatMap((series, number) => {
    const stroke = colour(series.color, number);
    const points = xs.flatMap((name, index) => {
      const value = valueAt(series, name);
      return value === undefined ? [] : [{ index, x: centre(index), y: y(Number(value)) }];
    });
    const path = points
      .map((one, at) => `${points[at - 1]?.index === one.index - 1 ? 'L' : 'M'}${one.x} ${one.y}`)
      .join('');
    const dots = points.map((one) => shape('circle', { cx: one.x, cy: one.y, r: 3, fill: stroke }));
    return [shape('path', { d: path, fill: 'none', stroke, 'stroke-width': 2 }), ...dots];
  });
  const names = data.map(({ legend }) => legend);
  return [...lines, ...drawn, ...categories(xs), ...keysInRow(data, names)];
}

function horizontalBar({ data }) {
  return stackedRows(
    data.map(({ x, y, color }) => ({
      title: x,
      data: [{ legend: '', value: y, color: color ?? 'categoricalBlue' }],
    })),
  );
}

function stackedRows(rows) {
  const sums = rows.map(({ data }) => numbers(data, 'value').reduce((sum, one) => sum + one, 0));
  const most = Math.max(1, ...sums);
  const height = Math.min(26, 180 / Math.max(1, rows.length));
  return rows.flatMap(({ title, data }, row) => {
    let x = 170;
    const y = 10 + row * height;
    const bars = data.map(({ value, color }, index) => {
      const width = (290 * Number(value)) / most;
      const bar = shape('rect', { x, y, width, height: height * 0.7, fill: colour(color, index) });
      x += width;
      return bar;
    });
    return [
      label(short(title, 24), { x: 162, y: y + height * 0.55, 'text-anchor': 'end' }),
      ...bars,
      label(String(sums[row]), { x: x + 6, y: y + height * 0.55 }),
    ];
  });
}

function stackedBar({ data }) {
  const first = data[0]?.data ?? [];
  const names = first.map(({ legend }) => legend);
  return [...stackedRows(data), ...keysInRow(first, names)];
}

/** Teams' charts by the name of their type, as far as this page draws them. */
const CHARTS = {
  'Chart.Donut': (chart) => donut(chart, true),
  'Chart.Pie': (chart) => donut(chart, false),
  'Chart.VerticalBar': verticalBar,
  'Chart.VerticalBar.Grouped': groupedBar,
  'Chart.HorizontalBar': horizontalBar,
  'Chart.HorizontalBar.Stacked': stackedBar,
  'Chart.Line': lineChart,
};

function chartElement(type, draw) {
  return class extends AdaptiveCards.CardElement {
    static JsonTypeName = type;

    getJsonTypeName() {
      return type;
    }

    internalParse(source, context) {
      super.internalParse(source, context);
      this.chart = { ...source, data: Array.isArray(source.data) ? source.data : [] };
    }

    internalRender() {
      const box = document.createElement('div');
      box.className = 'chart';
      const { title = '' } = this.chart;
      box.append(
        shape(
          'svg',
          { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title },
          ...draw(this.chart),
        ),
      );
      return box;
    }
  };
}

/** Lets the renderer draw charts as new clients do, or show their fallback as old ones do. */
export function drawCharts(wanted) {
  const { elements } = AdaptiveCards.GlobalRegistry;
  for (const [type, draw] of Object.entries(CHARTS)) {
    if (wanted) elements.register(type, chartElement(type, draw));
    else elements.unregister(type);
  }
}
