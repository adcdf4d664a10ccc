// Makes a picture of a screen small: few colours, as a screen has, each other one becoming the nearest.
import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BITS = 8;
const PALETTE = 3;
const COLOURS = 48;

interface Indexed {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour. */
  readonly palette: readonly number[];
  /** One colour a byte, in base64. */
  readonly pixels: string;
}

/** Runs in the browser, which can read a picture: `most` colours of it stay, those that are there most often. */
const INDEX = `async ([png, most]) => {
  const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const colours = new Uint32Array(width * height);
  const counts = new Map();
  // Most pixels are like the one before.
  for (let i = 0, run = 0; i < colours.length; i++) {
    const colour = (data[4 * i] << 16) | (data[4 * i + 1] << 8) | data[4 * i + 2];
    colours[i] = colour;
    run++;
    if (i + 1 < colours.length && data[4 * i] === data[4 * i + 4] && data[4 * i + 1] === data[4 * i + 5] && data[4 * i + 2] === data[4 * i + 6]) continue;
    counts.set(colour, (counts.get(colour) ?? 0) + run);
    run = 0;
  }
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([colour]) => colour);
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const distance = (a, b) => a.reduce((sum, part, i) => sum + (part - b[i]) ** 2, 0);
  const keptParts = kept.map(parts);
  const places = new Map(kept.map((colour, place) => [colour, place]));
  for (const colour of counts.keys()) {
    if (places.has(colour)) continue;
    const own = parts(colour);
    let nearest = 0;
    for (let i = 1; i < kept.length; i++) {
      if (distance(own, keptParts[i]) < distance(own, keptParts[nearest])) nearest = i;
    }
    places.set(colour, nearest);
  }
  const pixels = new Uint8Array(colours.length);
  for (let i = 0; i < colours.length; i++) {
    pixels[i] = i > 0 && colours[i] === colours[i - 1] ? pixels[i - 1] : places.get(colours[i]);
  }
  return { width, height, palette: keptParts.flat(), pixels: pixels.toBase64() };
}`;

type Shrink = (png: Buffer) => Promise<Buffer>;

/** @param browser does the work, in a page of its own that no policy limits */
export async function createShrink(browser: Browser): Promise<Shrink> {
  const desk = await browser.newPage();
  return async (png) => {
    const asked = JSON.stringify([png.toString('base64'), COLOURS]);
    return write(await desk.evaluate<Indexed>(`(${INDEX})(${asked})`));
  };
}

/** https://www.w3.org/TR/png-3/ */
function write({ width, height, palette, pixels }: Indexed): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS, PALETTE, 0, 0, 0], 8);
  const bytes = Buffer.from(pixels, 'base64');
  // Each row begins with how it is filtered: not at all, which is best for a palette.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) bytes.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
