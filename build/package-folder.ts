/**
 * The folder of the npm package that a file belongs to, from `node_modules/` on and with forward slashes: `node_modules/a/node_modules/@b/c`.
 * Undefined for a file of our own.
 */
export function packageFolderOf(file: string): string | undefined {
  const [, found] = /(?:^|\/)(node_modules\/.*)/.exec(file.replaceAll('\\', '/')) ?? [];
  const nested = found?.lastIndexOf('node_modules/') ?? -1;
  if (found === undefined || nested < 0) return undefined;
  const rest = found.slice(nested + 'node_modules/'.length).split('/');
  const name = rest.slice(0, rest[0]?.startsWith('@') ? 2 : 1).join('/');
  return `${found.slice(0, nested)}node_modules/${name}`;
}
