export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A shape is its signed distance: negative inside, positive outside, in pixels. Unions, cuts and
 * outlines are then arithmetic, and the edge can be drawn smooth.
 */
export type Shape = (at: Point) => number;

export const union =
  (...shapes: readonly Shape[]): Shape =>
  (at) =>
    Math.min(...shapes.map((shape) => shape(at)));

export const intersect =
  (a: Shape, b: Shape): Shape =>
  (at) =>
    Math.max(a(at), b(at));

export const without =
  (shape: Shape, cut: Shape): Shape =>
  (at) =>
    Math.max(shape(at), -cut(at));

/** The shape, larger by `by` pixels all around; smaller when negative. */
export const grown =
  (shape: Shape, by: number): Shape =>
  (at) =>
    shape(at) - by;

/** A line of `width` pixels along the inside of the edge. */
export const outlined = (shape: Shape, width: number): Shape =>
  without(shape, grown(shape, -width));

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function roundedBox(box: Box, radius: number): Shape {
  const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const half = { x: (box.right - box.left) / 2 - radius, y: (box.bottom - box.top) / 2 - radius };
  return (at) => {
    const x = Math.abs(at.x - centre.x) - half.x;
    const y = Math.abs(at.y - centre.y) - half.y;
    return Math.hypot(Math.max(x, 0), Math.max(y, 0)) + Math.min(Math.max(x, y), 0) - radius;
  };
}

/** A line through the points, `width` pixels wide, with round ends and corners. */
export function stroke(points: readonly Point[], width: number): Shape {
  const segments = pairs(points);
  return (at) => Math.min(...segments.map(([a, b]) => distanceToSegment(at, a, b))) - width / 2;
}

/** A closed area; the last point joins the first. */
export function polygon(points: readonly Point[]): Shape {
  const edges = pairs([...points, ...points.slice(0, 1)]);
  return (at) => {
    const distance = Math.min(...edges.map(([a, b]) => distanceToSegment(at, a, b)));
    const crossings = edges.filter(([a, b]) => crossesRay(at, a, b)).length;
    return crossings % 2 === 1 ? -distance : distance;
  };
}

/** Points along a quadratic Bézier curve, from start to end. */
export function curve(start: Point, control: Point, end: Point, steps = 16): Point[] {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = step / steps;
    const along = (a: number, b: number, c: number): number =>
      (1 - t) ** 2 * a + 2 * (1 - t) * t * b + t ** 2 * c;
    return { x: along(start.x, control.x, end.x), y: along(start.y, control.y, end.y) };
  });
}

function pairs(points: readonly Point[]): (readonly [Point, Point])[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from === undefined ? [] : [[from, to] as const];
  });
}

function distanceToSegment(at: Point, a: Point, b: Point): number {
  const run = { x: b.x - a.x, y: b.y - a.y };
  const length2 = run.x ** 2 + run.y ** 2;
  const t = length2 === 0 ? 0 : ((at.x - a.x) * run.x + (at.y - a.y) * run.y) / length2;
  const near = Math.min(1, Math.max(0, t));
  return Math.hypot(at.x - a.x - near * run.x, at.y - a.y - near * run.y);
}

function crossesRay(at: Point, a: Point, b: Point): boolean {
  if (a.y > at.y === b.y > at.y) return false;
  return at.x < a.x + ((at.y - a.y) / (b.y - a.y)) * (b.x - a.x);
}
