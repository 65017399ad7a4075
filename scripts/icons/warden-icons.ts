import { colour, paint } from './paint.js';
import type { Layer } from './paint.js';
import type { Picture } from './png.js';
import {
  curve,
  grown,
  intersect,
  outlined,
  polygon,
  roundedBox,
  stroke,
  union,
  without,
} from './shapes.js';
import type { Box, Point, Shape } from './shapes.js';

const white = colour('#ffffff');
const deepBlue = colour('#14406b');
const paleBlue = colour('#c9def2');
const amber = colour('#f5a524');

/** The picture in full colour: mail that wants to leave, and the shield that stops it. */
export function colourIcon(): Picture {
  const envelope = roundedBox({ left: 30, top: 50, right: 146, bottom: 132 }, 9);
  const fold = polygon([
    { x: 30, y: 47 },
    { x: 88, y: 100 },
    { x: 146, y: 47 },
  ]);
  const crease: Shape = stroke(
    [
      { x: 32, y: 54 },
      { x: 88, y: 102 },
      { x: 144, y: 54 },
    ],
    6,
  );
  const shield = shieldIn({ left: 98, top: 80, right: 168, bottom: 164 });
  const layers: Layer[] = [
    { shape: roundedBox({ left: -1, top: -1, right: 193, bottom: 193 }, 0), colour: deepBlue },
    { shape: envelope, colour: white },
    { shape: intersect(envelope, fold), colour: paleBlue },
    { shape: intersect(envelope, crease), colour: deepBlue },
    { shape: grown(shield, 7), colour: deepBlue },
    { shape: shield, colour: amber },
    { shape: stoppedArrow({ x: 133, y: 118 }, 40, 7), colour: deepBlue },
  ];
  return paint(192, layers);
}

/** The same in one line, white on transparent, for the places where Teams tints it. */
export function outlineIcon(): Picture {
  const envelope = outlined(roundedBox({ left: 2, top: 5, right: 28, bottom: 24 }, 2.5), 2);
  const crease = stroke(
    [
      { x: 3.5, y: 7 },
      { x: 15, y: 15.5 },
      { x: 26.5, y: 7 },
    ],
    2,
  );
  const shield = shieldIn({ left: 16, top: 13, right: 31, bottom: 31 });
  const mail = without(union(envelope, crease), grown(shield, 1.5));
  const shape = union(mail, outlined(shield, 2), stoppedArrow({ x: 23.5, y: 21 }, 6.5, 1.6));
  return paint(32, [{ shape, colour: white }]);
}

/** A shield that fills the box: a pointed brow, straight flanks, and a round taper to the tip. */
function shieldIn({ left, top, right, bottom }: Box): Shape {
  const width = right - left;
  const height = bottom - top;
  const at = (x: number, y: number): Point => ({ x: left + x * width, y: top + y * height });
  return polygon([
    ...curve(at(0.5, 0), at(0.72, 0.13), at(1, 0.14)),
    ...curve(at(1, 0.5), at(0.98, 0.82), at(0.5, 1)),
    ...curve(at(0.5, 1), at(0.02, 0.82), at(0, 0.5)),
    ...curve(at(0, 0.14), at(0.28, 0.13), at(0.5, 0)),
  ]);
}

/** An arrow to the right that ends at a bar. */
function stoppedArrow(centre: Point, length: number, width: number): Shape {
  const half = length / 2;
  const tip = { x: centre.x + half - width * 1.4, y: centre.y };
  const wing = length * 0.26;
  const bar = centre.x + half;
  return union(
    stroke([{ x: centre.x - half, y: centre.y }, tip], width),
    stroke(
      [{ x: tip.x - wing, y: tip.y - wing }, tip, { x: tip.x - wing, y: tip.y + wing }],
      width,
    ),
    stroke(
      [
        { x: bar, y: centre.y - wing * 1.35 },
        { x: bar, y: centre.y + wing * 1.35 },
      ],
      width,
    ),
  );
}
