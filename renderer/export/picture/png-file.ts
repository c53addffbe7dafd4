import { embeddedFaces } from './page-faces.ts';
import { svgFileText } from './svg-file.ts';

/** Of the pixels on the canvas: as sharp as on a screen of twice the density. */
const wantedScale = 2;
/** What a canvas can be at most, in Chromium: more stays empty. */
const mostPixelsAcross = 16_384;
const mostPixels = 200_000_000;

/** How many pixels of a PNG a pixel of the drawing gets. */
export function pngScale(width: number, height: number): number {
  const byArea = Math.sqrt(mostPixels / Math.max(1, width * height));
  return Math.min(wantedScale, mostPixelsAcross / Math.max(1, width, height), byArea);
}

/**
 * Draws an SVG element into a PNG, in the page's own faces. By a `data:` address, which the page's policy allows for images: such
 * an image runs no script and loads nothing.
 */
export async function pngFile(element: SVGSVGElement): Promise<Blob> {
  const { width, height } = element.viewBox.baseVal;
  const text = svgFileText(element, await embeddedFaces(element.textContent));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = pngScale(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for a PNG.'))),
      'image/png',
    );
  });
}
