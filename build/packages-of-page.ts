import { writeFile } from 'node:fs/promises';
import type { Plugin } from 'vite';
import { packageFolderOf } from './package-folder.ts';

/** Plugins that note which npm packages the page is made of, workers included, and write them down. */
export function notePackages(): { plugin: () => Plugin; write: (file: string) => Promise<void> } {
  const folders = new Set<string>();
  return {
    plugin: () => ({
      name: 'topicraft-note-packages',
      generateBundle(_options, bundle) {
        // Fonts come by style sheets, and are no modules.
        const assets = Object.values(bundle).flatMap((file) => (file.type === 'asset' ? file.originalFileNames : []));
        for (const file of [...this.getModuleIds(), ...assets]) {
          const folder = packageFolderOf(file);
          if (folder !== undefined) folders.add(folder);
        }
      },
    }),
    write: (file) => writeFile(file, JSON.stringify([...folders].sort())),
  };
}
