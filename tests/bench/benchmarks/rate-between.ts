/** How many a second, from two times in milliseconds. Throws where there is no rate to speak of. */
export function rateBetween(startMs: number, endMs: number, count: number): number {
  if (!(endMs > startMs) || count <= 0) throw new Error(`${count} in ${endMs - startMs} ms is no rate: measure more.`);
  return (count * 1000) / (endMs - startMs);
}
