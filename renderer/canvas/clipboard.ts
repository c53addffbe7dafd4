import type { AppState } from '../state/app-state.ts';
import { canvasOf } from './canvas-store.ts';
import { documentOf, drawnBoxes, edit, keepPlaces } from './edits.ts';
import { focusElement } from './focus-element.ts';
import { copyFragment, parseFragment, pasteFragment, type Fragment } from './model/fragment.ts';

function selectedFragment(app: AppState): Fragment | undefined {
  const document = documentOf(app);
  const { selectedNodes, selectedService } = app.view.getState();
  const services = selectedService === undefined ? [] : [selectedService];
  return document && copyFragment(document, drawnBoxes(app), selectedNodes, services);
}

/** Puts the selected nodes on the clipboard. Where the system's can't be written, within this window. */
export async function copySelected(app: AppState): Promise<void> {
  const fragment = selectedFragment(app);
  if (!fragment) return;
  const text = JSON.stringify(fragment);
  canvasOf(app).note({ copied: text });
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No permission, or no focus: what was copied here can still be pasted here.
  }
}

/** Puts what was copied where the pointer is, else beside where it came from. */
export async function paste(app: AppState): Promise<void> {
  const canvas = canvasOf(app);
  const { flow, pointer } = canvas.now;
  const at = flow && pointer ? flow.screenToFlowPosition(pointer) : undefined;
  const fragment = parseFragment(await clipboardText(app));
  const document = documentOf(app);
  if (!fragment || !document) {
    app.view.tell('info', 'The clipboard holds no nodes.');
    return;
  }
  const pasted = pasteFragment(document, fragment, { at, keepOuterWires: false });
  take(app, [...keepPlaces(document), ...pasted.commands], pasted.nodes, 'paste');
}

/** The selected nodes once more, wired as they are. */
export function duplicateSelected(app: AppState): void {
  const document = documentOf(app);
  const fragment = selectedFragment(app);
  if (!document || !fragment) return;
  const pasted = pasteFragment(document, fragment, { keepOuterWires: true });
  take(app, [...keepPlaces(document), ...pasted.commands], pasted.nodes, 'duplicate');
}

function take(app: AppState, commands: Parameters<typeof edit>[1], nodes: readonly string[], label: string): void {
  if (!edit(app, commands, label)) return;
  app.view.select(nodes);
  const [first] = nodes;
  if (first !== undefined) focusElement(canvasOf(app), first);
}

async function clipboardText(app: AppState): Promise<string> {
  const { copied } = canvasOf(app).now;
  try {
    const text = await navigator.clipboard.readText();
    // What was copied elsewhere meanwhile is newer, if it is nodes at all.
    return parseFragment(text) ? text : (copied ?? text);
  } catch {
    return copied ?? '';
  }
}
