import { tellOutcome } from '../actions/edit-actions.ts';
import type { GraphCommand, Node, NodeKind, ProjectDocument } from '../../shared/graph/index.ts';
import { newId } from '../state/new-id.ts';
import type { AppState } from '../state/app-state.ts';
import { placeForNew } from './camera.ts';
import { canvasOf, type AddedKind } from './canvas-store.ts';
import { focusElement } from './focus-element.ts';
import { commandsToConnect } from './model/connect.ts';
import { contains, type Box, type Point } from './model/geometry.ts';
import { planInsertion } from './model/insertion.ts';
import { claimName, takenServiceNames } from './model/names.ts';
import { boxForNew, claimsIn, commandsToAdd, newNode } from './model/new-node.ts';
import { emptyServiceSize } from './model/node-size.ts';
import { placeMissing } from './model/place-nodes.ts';
import { isHandlerKind } from './model/renamed-text.ts';

export function documentOf(app: AppState): ProjectDocument | undefined {
  return app.project.getState().project?.document;
}

/** Carries commands out as one undo step, and says so where they are refused. */
export function edit(app: AppState, commands: readonly GraphCommand[], label: string, mergeKey?: string): boolean {
  if (commands.length === 0) return false;
  const [first] = commands;
  const command: GraphCommand = first && commands.length === 1 ? first : { type: 'batch', commands };
  const outcome = app.project.execute(command, { label, ...(mergeKey === undefined ? {} : { mergeKey }) });
  tellOutcome(app, outcome);
  return outcome.ok;
}

/** Writes down the places of nodes that have none in the document, so that what is placed beside them stays beside them. */
export function keepPlaces({ graph, layout }: ProjectDocument): GraphCommand[] {
  const missing = placeMissing(graph, layout);
  return missing.size === 0 ? [] : [{ type: 'move-nodes', positions: Object.fromEntries(missing) }];
}

/** Boxes of all nodes as they are drawn. */
export function drawnBoxes(app: AppState): ReadonlyMap<string, Box> {
  return canvasOf(app).now.placement?.boxes ?? new Map();
}

/** The open service in whose frame a place is. */
export function serviceAt(app: AppState, point: Point): string | undefined {
  for (const [id, frame] of canvasOf(app).now.placement?.frames ?? []) {
    if (!frame.folded && contains(frame.box, point)) return id;
  }
  return undefined;
}

/** Where something is added without saying where. */
export function placeOfNext(app: AppState): Point {
  return placeForNew(canvasOf(app), app.view.getState().selectedNodes.at(-1));
}

/** Adds a node or a service at a place; a node that lands on `wire` is put into it. */
export function addElement(app: AppState, kind: AddedKind, at: Point = placeOfNext(app), wire?: string): void {
  if (kind === 'service') addService(app, at);
  else addNode(app, kind, at, wire);
}

function addNode(app: AppState, kind: NodeKind, at: Point, wire: string | undefined): void {
  const document = documentOf(app);
  if (!document) return;
  const claims = claimsIn(document);
  const service = isHandlerKind(kind) ? serviceAt(app, at) : undefined;
  const node = newNode(kind, claims, { service });
  const box = boxForNew(node, at, drawnBoxes(app));
  const insertion =
    wire === undefined ? undefined : planInsertion(document, wire, node, { box, boxes: drawnBoxes(app) }, claims);
  const commands = [...keepPlaces(document), ...commandsToAdd(node, box), ...(insertion ?? [])];
  if (edit(app, commands, `add ${node.name}`)) selectAndFocus(app, node);
}

/** A service around the selected producers and consumers, or an empty one at a place. */
export function addService(app: AppState, at: Point = placeOfNext(app)): void {
  const document = documentOf(app);
  if (!document) return;
  const { graph } = document;
  const selected = new Set(app.view.getState().selectedNodes);
  const nodes = graph.nodes.filter((node) => selected.has(node.id) && isHandlerKind(node.kind)).map((node) => node.id);
  const id = newId();
  const service = { id, name: claimName(takenServiceNames(graph), 'Service') };
  if (nodes.length === 0) {
    const canvas = canvasOf(app);
    const corner = { x: at.x - emptyServiceSize.width / 2, y: at.y - emptyServiceSize.height / 2 };
    canvas.setState({ emptyServices: new Map(canvas.getState().emptyServices).set(id, corner) });
  }
  const commands: GraphCommand[] = [{ type: 'add-service', service }];
  if (nodes.length > 0) commands.push({ type: 'assign-service', nodes, service: id });
  if (!edit(app, commands, `add ${service.name}`)) return;
  app.view.select([], [], id);
  focusElement(canvasOf(app), id);
}

export function selectAndFocus(app: AppState, { id }: Pick<Node, 'id'>): void {
  app.view.select([id]);
  focusElement(canvasOf(app), id);
}

/** Wires two nodes, or says why they can't be. */
export function connect(app: AppState, source: string, target: string): boolean {
  const document = documentOf(app);
  if (!document) return false;
  return edit(app, commandsToConnect(document, source, target), 'connect');
}

/** Moves what is selected, as one undo step with the moves just before it. */
export function moveSelected(app: AppState, dx: number, dy: number): void {
  const document = documentOf(app);
  if (!document) return;
  const boxes = drawnBoxes(app);
  const ids = movableIds(app);
  const positions = Object.fromEntries(
    ids.flatMap((id) => {
      const box = boxes.get(id);
      return box ? [[id, { ...document.layout.nodes[id], x: box.x + dx, y: box.y + dy }]] : [];
    }),
  );
  if (ids.length === 0) return;
  edit(app, [...keepPlaces(document), { type: 'move-nodes', positions }], 'move', `move ${ids.join()}`);
}

/** Selected nodes, and those of the selected service. */
export function movableIds(app: AppState): readonly string[] {
  const { selectedNodes, selectedService } = app.view.getState();
  if (selectedService === undefined) return selectedNodes;
  const members = canvasOf(app).now.placement?.frames.get(selectedService)?.members ?? [];
  return [...new Set([...selectedNodes, ...members.map((member) => member.id)])];
}
