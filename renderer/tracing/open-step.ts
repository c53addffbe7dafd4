import type { AppState } from '../state/app-state.ts';
import type { LifeStep } from './model/life-steps.ts';

/** Where the project's own code failed, or where the handler of a step is; undefined for a topic. */
export function placeOfStep(app: AppState, step: LifeStep): { file: string; line: number; column: number } | undefined {
  const { error, nodeId, kind } = step;
  if (kind === 'topic') return undefined;
  if (error?.place) return error.place;
  const node = app.project.getState().project?.document.graph.nodes.find(({ id }) => id === nodeId);
  return node && 'handler' in node ? { file: node.handler, line: 1, column: 1 } : undefined;
}

/** Goes to what a step is about: the line that failed, the handler, or the place in the topic. */
export function openStep(app: AppState, step: LifeStep): void {
  const place = placeOfStep(app, step);
  if (place) app.view.openFile(place.file, { line: place.line, column: place.column });
  else showInTopic(app, step);
}

/** The events panel, at the record of a step. */
export function showInTopic(app: AppState, { event }: LifeStep): void {
  const [record] = event.records;
  const topic = event.topic.id;
  if (!record || topic === undefined) return;
  const { partition, offset } = record;
  app.view.setState({
    bottomOpen: true,
    bottomTab: 'events',
    eventTopic: topic,
    eventPlace: { topic: event.topic.name, partition, offset },
  });
}
