import { isDefinedError, safe } from '@orpc/client';
import type { EventReference, Life } from '../../shared/contract/index.ts';
import { canvasOf } from '../canvas/canvas-store.ts';
import type { AppState } from '../state/app-state.ts';
import type { View } from '../state/view-store.ts';
import { lifeStoreOf, type ShownLife } from './life-store.ts';
import { canvasWay } from './model/canvas-way.ts';
import { firstSelected, stepsTowards, type LifeDirection } from './model/life-figures.ts';
import { stepsOf, type LifeStep } from './model/life-steps.ts';

/** How the window was before a life was shown: leaving it, one is where one came from. */
interface Before {
  readonly panels: Pick<View, 'graphView' | 'rightOpen' | 'rightTab' | 'bottomOpen' | 'bottomTab'>;
  readonly viewport: ReturnType<typeof viewportOf>;
  readonly focused: Element | null;
}

const befores = new WeakMap<AppState, Before>();

function viewportOf(app: AppState) {
  return canvasOf(app).now.flow?.getViewport();
}

/** Shows the life of an event: on the canvas, beside it, and what became of its payload below. */
export async function openLife(app: AppState, of: EventReference): Promise<void> {
  const store = lifeStoreOf(app);
  store.setState({ opening: of });
  const read = await readLife(app, of, 'whole');
  // Somebody asked for another one meanwhile, or left.
  if (store.getState().opening !== of) return;
  store.setState({ opening: undefined });
  if (!read) return;
  const steps = stepsOf(read.life);
  const selected = firstSelected(steps, read.life.focus)?.key;
  if (!store.getState().shown) noteBefore(app);
  put(app, { of, ...read, steps, direction: 'whole', selected });
  // Who goes through what was found goes on there.
  const staysBelow = app.view.getState().bottomOpen && app.view.getState().bottomTab === 'traces';
  app.view.setState({
    // The way of an event is on the drawing, not in the table.
    graphView: 'canvas',
    rightOpen: true,
    rightTab: 'life',
    ...(!staysBelow && { bottomOpen: true, bottomTab: 'payload' }),
  });
}

/** The newest event that this node gave up, or at least failed at. */
export async function openFailure(app: AppState, node: string): Promise<void> {
  const projectId = app.project.getState().project?.projectId;
  if (projectId === undefined) return;
  for (const question of [
    { node, deadLettered: true },
    { node, error: '' },
  ]) {
    const { error, data } = await safe(app.client.tracing.search({ projectId, question, limit: 1 }));
    if (error) {
      app.view.tell('error', error.message);
      return;
    }
    const [found] = data.events;
    if (found)
      return await openLife(app, { type: 'event', eventId: found.eventId, topic: found.topic.id ?? found.topic.name });
  }
  app.view.tell('info', 'No failed event of it is among those that were followed.');
}

/** Reads it anew, since it went on meanwhile. */
export async function refreshLife(app: AppState): Promise<void> {
  const { shown } = lifeStoreOf(app).getState();
  if (!shown) return;
  const read = await readLife(app, shown.of, shown.life.cut ? shown.direction : 'whole', true);
  const now = lifeStoreOf(app).getState().shown;
  if (!now || now.of !== shown.of) return;
  if (read) put(app, { ...now, ...read, steps: stepsOf(read.life) });
  // Another object has it tried again in a second.
  else lifeStoreOf(app).setState({ shown: { ...now } });
}

/** Backwards, forwards, or all of it. */
export async function turnLife(app: AppState, direction: LifeDirection): Promise<void> {
  const { shown } = lifeStoreOf(app).getState();
  if (!shown) return;
  put(app, { ...shown, direction });
  // Of a cut tree the other direction may have what this one left out.
  if (shown.life.cut) await refreshLife(app);
}

export function selectStep(app: AppState, key: string | undefined): void {
  const { shown } = lifeStoreOf(app).getState();
  if (shown) lifeStoreOf(app).setState({ shown: { ...shown, selected: key } });
}

/** Goes to a step so many lines further on. */
export function goOn(app: AppState, by: number): void {
  const { shown } = lifeStoreOf(app).getState();
  if (!shown) return;
  const steps = stepsInSight(shown);
  const at = steps.findIndex(({ key }) => key === shown.selected);
  const next = steps[Math.max(0, Math.min(steps.length - 1, at + by))];
  if (next) selectStep(app, next.key);
}

/** The window is as it was before. */
export function leaveLife(app: AppState): void {
  const store = lifeStoreOf(app);
  const left = store.getState().shown;
  store.setState({ shown: undefined, compared: undefined, opening: undefined });
  const canvas = canvasOf(app);
  canvas.setState({ followed: undefined });
  const before = befores.get(app);
  befores.delete(app);
  if (!before) return;
  // Back among the events, one is at the event that one came from.
  const came = left?.of.type === 'record' && before.panels.bottomTab === 'events' ? left.of : undefined;
  // Who went on to code or logs meanwhile stays there.
  const { rightTab, bottomTab } = app.view.getState();
  const { panels, viewport, focused } = before;
  app.view.setState({
    graphView: panels.graphView,
    ...(rightTab === 'life' && { rightTab: panels.rightTab, rightOpen: panels.rightOpen }),
    ...(bottomTab === 'payload' && { bottomTab: panels.bottomTab, bottomOpen: panels.bottomOpen }),
    ...(bottomTab === 'payload' && came && { eventPlace: came }),
  });
  const projectId = app.project.getState().project?.projectId;
  if (viewport && projectId !== undefined) {
    canvas.now.flow?.setViewport(viewport).catch(() => undefined);
    // Where the panels go elsewhere, the canvas is put up anew and begins with this.
    canvas.note({ camera: { projectId, viewport } });
  }
  requestAnimationFrame(() => {
    const place = focused instanceof HTMLElement && focused.isConnected ? focused : canvas.now.element;
    place?.focus({ preventScroll: true });
  });
}

/** What the tree shows: each direction its own. */
export function stepsInSight({ steps, life, direction }: ShownLife): LifeStep[] {
  return stepsTowards(steps, life.focus, direction);
}

function noteBefore(app: AppState): void {
  const { graphView, rightOpen, rightTab, bottomOpen, bottomTab } = app.view.getState();
  const panels = { graphView, rightOpen, rightTab, bottomOpen, bottomTab };
  befores.set(app, { panels, viewport: viewportOf(app), focused: document.activeElement });
}

function put(app: AppState, shown: ShownLife): void {
  const graph = app.project.getState().project?.document.graph;
  lifeStoreOf(app).setState({ shown });
  canvasOf(app).setState({ followed: graph && canvasWay(stepsInSight(shown), graph) });
}

async function readLife(
  app: AppState,
  of: EventReference,
  direction: LifeDirection,
  isQuiet = false,
): Promise<{ life: Life; session: ShownLife['session'] } | undefined> {
  const { client, view } = app;
  const projectId = app.project.getState().project?.projectId;
  if (projectId === undefined) return undefined;
  const [{ error, data: life }, { data: overview }] = await Promise.all([
    safe(client.tracing.life({ projectId, of, direction })),
    safe(client.tracing.overview({ projectId })),
  ]);
  if (!error) return { life, session: overview?.sessions.find(({ session }) => session === life.session) };
  const isOff = isDefinedError(error) && error.code === 'NOT_TRACED' && overview?.settings.isOn === false;
  const message = isOff ? `Tracing is off, so nothing is followed. ${error.message}` : error.message;
  if (!isQuiet) view.tell(isDefinedError(error) ? 'warning' : 'error', message);
  return undefined;
}
