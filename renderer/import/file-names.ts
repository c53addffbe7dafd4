/** The engine takes no longer document; a larger file isn't even read. */
export const maxAsyncapiBytes = 5 * 1024 * 1024;

/** So large a run the engine takes, as it is on disk. */
export const maxRunFileBytes = 32 * 1024 * 1024;

/** What a project of this document or run may be called, as a folder too: `Shop (v2).asyncapi.yaml` gives `shop-v2`. */
export function projectNameOf(fileName: string): string {
  const name = fileName
    .replace(/\.(ya?ml|json|topicraft-run)$/i, '')
    .replace(/\.?asyncapi$/i, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'imported' : name.slice(0, 100);
}
