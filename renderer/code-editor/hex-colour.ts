/** A colour in all its digits: minified style sheets write `#fff`, which Monaco doesn't take. */
export function fullHexColour(colour: string): string {
  const short = /^#([0-9a-f]{3,4})$/i.exec(colour.trim())?.[1];
  if (short === undefined) return colour.trim();
  return `#${short.replaceAll(/./g, '$&$&')}`;
}
