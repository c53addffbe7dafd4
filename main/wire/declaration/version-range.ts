/** Versions of a message, as Kafka's definitions write them: `3+` (3 and all later), `0-12`, `4`. */
export type VersionText = `${number}+` | `${number}-${number}` | `${number}`;

/** Both ends included; `max` is Infinity for an open range. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

export function parseVersionRange(text: VersionText): VersionRange {
  if (text.endsWith('+')) return { min: Number(text.slice(0, -1)), max: Infinity };
  const [min = '', max = min] = text.split('-');
  return { min: Number(min), max: Number(max) };
}

export function includesVersion(range: VersionRange | undefined, version: number): boolean {
  return range !== undefined && version >= range.min && version <= range.max;
}
