import type { Picture } from './png.js';
import type { Shape } from './shapes.js';

export interface Layer {
  readonly shape: Shape;
  readonly colour: Colour;
}

export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Reads `#rrggbb`. */
export function colour(hex: string): Colour {
  const channel = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16);
  return { red: channel(1), green: channel(3), blue: channel(5) };
}

/** Paints the layers over each other, the first at the bottom, on a transparent square. */
export function paint(size: number, layers: readonly Layer[]): Picture {
  const rgba = new Uint8Array(size * size * 4);
  for (let index = 0; index < size * size; index += 1) {
    const at = { x: (index % size) + 0.5, y: Math.floor(index / size) + 0.5 };
    rgba.set(blend(layers.map((layer) => [layer.colour, coverage(layer.shape(at))])), index * 4);
  }
  return { width: size, height: size, rgba };
}

/** How much of a pixel a shape covers, from the distance of the pixel's centre to its edge. */
function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

function blend(layers: readonly (readonly [Colour, number])[]): number[] {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (const [over, share] of layers) {
    const total = share + alpha * (1 - share);
    if (total === 0) continue;
    const mix = (top: number, below: number): number =>
      (top * share + below * alpha * (1 - share)) / total;
    [red, green, blue] = [mix(over.red, red), mix(over.green, green), mix(over.blue, blue)];
    alpha = total;
  }
  return [red, green, blue, alpha * 255].map(Math.round);
}
