/**
 * A path as it can be read: a character that shows nothing, or turns the direction of what follows, stands as its number, so that
 * no folder looks like another.
 */
export function plainPath(path: string): string {
  return path.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
