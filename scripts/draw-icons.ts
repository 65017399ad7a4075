/** Draws the two icons of the Teams package: `npm run icons`. */
import { writeFile } from 'node:fs/promises';
import { encodePng } from './icons/png.js';
import { colourIcon, outlineIcon } from './icons/warden-icons.js';

const folder = new URL('../appPackage/', import.meta.url);

await writeFile(new URL('color.png', folder), encodePng(colourIcon()));
await writeFile(new URL('outline.png', folder), encodePng(outlineIcon()));
