import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from '@playwright/test';

const buildFolder = import.meta.dirname;

/** Sides in pixels, by the freedesktop icon theme's usual folders. */
const linuxSizes = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512];

const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];

/** Apple's icon types whose content is a PNG: type → side in pixels. The `ic1x` of 1x and 2x share sides. */
const macTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['icp6', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
] as const;

/** macOS wants a margin of 100 in 1024 around the tile; elsewhere icons fill their square. */
const viewBoxes = { mac: '0 0 1024 1024', elsewhere: '84 84 856 856' };

/** Draws a square PNG, transparent around the tile. */
type Draw = (shape: keyof typeof viewBoxes, side: number) => Promise<Buffer>;

/** A drawing by Chromium, which draws SVG as the app itself does. */
async function withDrawing(work: (draw: Draw) => Promise<void>): Promise<void> {
  const drawing = await readFile(path.join(buildFolder, 'icon.svg'), 'utf8');
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage();
    await work(async (shape, side) => {
      await page.setViewportSize({ width: side, height: side });
      const svg = drawing.replace(viewBoxes.mac, viewBoxes[shape]).replace('<svg ', '<svg style="display: block" ');
      await page.setContent(`<body style="margin: 0">${svg}</body>`);
      return await page.screenshot({ omitBackground: true });
    });
  } finally {
    await browser.close();
  }
}

/** Microsoft's ICO with PNGs in it (as of Windows Vista): a header of 6 bytes, 16 bytes an image, then the images. */
function icoOf(images: readonly { side: number; png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2); // type: icon
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { side, png }] of images.entries()) {
    const at = 6 + 16 * index;
    // 256 is written as 0.
    header.writeUInt8(side % 256, at);
    header.writeUInt8(side % 256, at + 1);
    header.writeUInt16LE(1, at + 4); // planes
    header.writeUInt16LE(32, at + 6); // bits a pixel
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

/** Apple's ICNS: a header, then each image behind its type and its length, all lengths with their own headers. */
function icnsOf(images: readonly { type: string; png: Buffer }[]): Buffer {
  return icnsChunk('icns', Buffer.concat(images.map(({ type, png }) => icnsChunk(type, png))));
}

function icnsChunk(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}

await withDrawing(async (draw) => {
  await mkdir(path.join(buildFolder, 'icons'), { recursive: true });
  for (const side of linuxSizes) {
    await writeFile(path.join(buildFolder, 'icons', `${side}x${side}.png`), await draw('elsewhere', side));
  }
  const windows: { side: number; png: Buffer }[] = [];
  for (const side of windowsSizes) windows.push({ side, png: await draw('elsewhere', side) });
  await writeFile(path.join(buildFolder, 'icon.ico'), icoOf(windows));
  const mac: { type: string; png: Buffer }[] = [];
  for (const [type, side] of macTypes) mac.push({ type, png: await draw('mac', side) });
  await writeFile(path.join(buildFolder, 'icon.icns'), icnsOf(mac));
});
