import {
  type Consumer,
  createWiring,
  type Graph,
  type HandlerNode,
  isHandlerNode,
  type Producer,
  type Wiring,
} from '../../../shared/graph/index.ts';
import type { Unsaid } from '../unsaid.ts';

/** What of a graph AsyncAPI has no words for: how events are handled and when they begin, and what is merely drawn. */
export function unsaidOfGraph(graph: Graph): Unsaid[] {
  const wiring = createWiring(graph);
  const wired = new Set(graph.edges.flatMap(({ source, target }) => [source, target]));
  return [
    {
      code: 'project-part',
      where: {},
      what: 'Ids, positions, the code of handlers and the tests',
      why: 'AsyncAPI describes what is sent and received, and not how.',
    },
    ...settings(graph),
    ...graph.nodes.flatMap((node): Unsaid[] => {
      if (node.kind === 'note') {
        return [
          {
            code: 'note',
            where: { element: node.id },
            what: `The note ${JSON.stringify(node.name)}`,
            why: 'AsyncAPI has no notes.',
          },
        ];
      }
      if (!isHandlerNode(node)) return [];
      if (!wired.has(node.id)) {
        return [
          {
            code: 'node-unwired',
            where: { element: node.id },
            what: `The ${node.kind} "${node.name}"`,
            why: 'It neither sends nor receives anything.',
          },
        ];
      }
      return [node.kind === 'producer' ? triggerOf(node) : handlingOf(node, wiring), ...undrawn(node, wiring)];
    }),
  ];
}

function settings({ settings: { seed, drainTimeoutMs } }: Graph): Unsaid[] {
  const fields = [
    ...(seed === undefined ? [] : ['settings.seed']),
    ...(drainTimeoutMs === undefined ? [] : ['settings.drainTimeoutMs']),
  ];
  if (fields.length === 0) return [];
  return [{ code: 'project-part', where: { fields }, what: 'The settings of a run', why: 'They are Topicraft’s own.' }];
}

function triggerOf({ id, name, handler }: Producer): Unsaid {
  return {
    code: 'handling',
    where: { element: id, fields: ['trigger', 'handler'], file: handler },
    what: `When the producer "${name}" sends, and its handler`,
    why: 'AsyncAPI says what is sent, and not when or why.',
  };
}

function handlingOf(consumer: Consumer, wiring: Wiring): Unsaid {
  const { id, name, handler, batch, guarantee } = consumer;
  const fields = ['handler', 'instances', 'fromBeginning', 'concurrency', 'timeoutMs', 'retry', 'whenExhausted'];
  if (guarantee) fields.push('guarantee');
  if (batch) fields.push('batch');
  if (wiring.subscribedTopics(id).length === 0) fields.push('group');
  return {
    code: 'handling',
    where: { element: id, fields, file: handler },
    what: `How the consumer "${name}" handles events: instances, order, retries, time limits, and its handler`,
    why: 'AsyncAPI says what is received, and not what becomes of it.',
  };
}

/** A dead-letter topic by name alone is no part of the drawing, and so none of the document. */
function undrawn(node: HandlerNode, wiring: Wiring): Unsaid[] {
  if (node.kind !== 'consumer') return [];
  const letter = wiring.deadLetterTopic(node);
  if (!letter || letter.topic) return [];
  return [
    {
      code: 'not-drawn',
      where: { element: node.id },
      what: `The topic "${letter.name}", where what "${node.name}" can't handle goes`,
      why: 'It isn’t drawn. Draw it, and an edge to it, to have it in the document.',
    },
  ];
}
