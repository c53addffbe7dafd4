import { savedFileKinds, type SavedFileKind } from '../../shared/contract/index.ts';
import type { AppState } from '../state/app-state.ts';

/** Saves a file where the person wants it: asked by the system's dialog, or as a download of the browser's. */
export async function saveFile(
  app: AppState,
  { name, kind, content }: { name: string; kind: SavedFileKind; content: Blob },
): Promise<void> {
  const fileName = `${fileNameOf(name)}.${kind}`;
  if (!app.bridge) return download(fileName, content);
  const bytes = new Uint8Array(await content.arrayBuffer());
  const startIn = app.project.getState().project?.folder;
  const saved = await app.bridge.saveFile({
    title: `Save as ${savedFileKinds[kind]}`,
    name: fileName,
    kind,
    bytes,
    ...(startIn === undefined ? {} : { startIn }),
  });
  if (saved.status === 'failed') app.view.tell('error', `It could not be saved: ${saved.reason}`);
  if (saved.status === 'saved') app.view.tell('success', `Saved as ${saved.file}.`);
}

/** What any file system takes, of a name that a person gave something. */
export function fileNameOf(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replaceAll(/[^\p{Letter}\p{Mark}\p{Number}._ -]+/gu, '-')
    .replaceAll(/^[-. ]+|[-. ]+$/g, '')
    .slice(0, 100);
  return cleaned === '' ? 'diagram' : cleaned;
}

function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken what it needs once the click is over; a moment later for those that haven't.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
