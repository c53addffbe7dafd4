/** An SVG element of the page as a file of its own, well-formed whatever the labels hold. */
export function svgFileText(element: SVGSVGElement, style?: string): string {
  const copy = element.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new Error('A copy of an SVG element is one.');
  // Names for style sheets, of which a file has none.
  for (const classed of copy.querySelectorAll('[class]')) classed.removeAttribute('class');
  if (style !== undefined) {
    const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'style');
    sheet.textContent = style;
    copy.prepend(sheet);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}
