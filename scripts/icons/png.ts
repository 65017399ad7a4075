import { crc32, deflateSync } from 'node:zlib';

/** Pixels in rows from the top left, four bytes each: red, green, blue, alpha (not premultiplied). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bitDepth = 8;
const colourTypeRgba = 6;

/** Writes a PNG with 8 bits per channel, no filter and no interlacing (W3C PNG, third edition). */
export function encodePng(picture: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(picture.width, 0);
  header.writeUInt32BE(picture.height, 4);
  header.writeUInt8(bitDepth, 8);
  header.writeUInt8(colourTypeRgba, 9);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanlines(picture), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row is preceded by its filter type; 0 means that the bytes stand as they are. */
function scanlines({ width, height, rgba }: Picture): Buffer {
  const stride = width * 4;
  const lines = Buffer.alloc(height * (stride + 1));
  for (let row = 0; row < height; row += 1) {
    lines.set(rgba.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  return lines;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
