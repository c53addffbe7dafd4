import { groupBy } from '../../lib/index.ts';
import type { Graph } from '../schema.ts';
import { isHandlerNode } from '../wiring.ts';
import { error, quoted, warning, type GraphFinding } from './finding.ts';
import { problemOfTopicConfig } from './topic-config.ts';

/** What single nodes and services refer to: handler files, services, reply topics, ports, topic configuration. */
export function checkElements(graph: Graph): GraphFinding[] {
  return [...checkHandlerFiles(graph), ...checkServices(graph), ...checkTopics(graph), ...checkHttp(graph)];
}

function checkHandlerFiles(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  const handlerNodes = graph.nodes.filter(isHandlerNode);
  for (const [file, nodes] of groupBy(handlerNodes, (node) => node.handler)) {
    for (const node of nodes.slice(1)) {
      findings.push(
        error(
          'handler-shared',
          { element: node.id, field: 'handler', file },
          `The file ${file} serves ${quoted(nodes.map(({ name }) => name))}.`,
          'Give each node a file of its own; what they share belongs in handlers/lib/.',
        ),
      );
    }
  }
  for (const alike of groupBy(handlerNodes, (node) => node.handler.toLowerCase()).values()) {
    const files = [...new Set(alike.map((node) => node.handler))];
    const last = alike.at(-1);
    if (files.length === 1 || !last) continue;
    findings.push(
      error(
        'handler-paths-differ-by-case',
        { element: last.id, field: 'handler', file: last.handler },
        `The handler files ${quoted(files)} differ in capital letters only.`,
        'Rename one: on macOS and Windows they are the same file.',
      ),
    );
  }
  return findings;
}

function checkServices(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  const known = new Set(graph.services.map((service) => service.id));
  const used = new Set<string>();
  for (const node of graph.nodes) {
    if (!isHandlerNode(node) || node.service === undefined) continue;
    used.add(node.service);
    if (known.has(node.service)) continue;
    findings.push(
      error(
        'service-missing',
        { element: node.id, field: 'service' },
        `The ${node.kind} "${node.name}" stands in a service that is not in the graph: ${JSON.stringify(node.service)}.`,
        'Put it in a service of the graph, or in none.',
      ),
    );
  }
  for (const service of graph.services) {
    if (used.has(service.id)) continue;
    findings.push(
      warning(
        'service-empty',
        { element: service.id },
        `Nothing stands in the service "${service.name}".`,
        'Put a producer or a consumer in it, or remove it.',
      ),
    );
  }
  return findings;
}

function checkTopics(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  for (const topic of graph.nodes) {
    if (topic.kind !== 'topic') continue;
    if (topic.schema !== undefined && topic.format !== 'json') {
      findings.push(
        error(
          'schema-on-other-format',
          { element: topic.id, field: 'schema' },
          `The topic "${topic.name}" has a JSON Schema, and its values are ${topic.format}.`,
          'Make its format "json", or remove the schema.',
        ),
      );
    }
    for (const [key, value] of Object.entries(topic.config ?? {})) {
      const problem = problemOfTopicConfig(key, value);
      if (!problem) continue;
      const place = { element: topic.id, field: `config.${key}` };
      findings.push(
        problem === 'unknown'
          ? warning(
              'topic-config-unknown',
              place,
              `The topic "${topic.name}" sets ${JSON.stringify(key)}, which Kafka 4.4 does not know.`,
              'Mend its spelling, or remove it: a cluster that does not know it will refuse to make the topic.',
            )
          : error(
              'topic-config-invalid',
              place,
              `The topic "${topic.name}" sets ${key} to ${JSON.stringify(value)}.`,
              `Make it ${problem.expected}.`,
            ),
      );
    }
  }
  return findings;
}

function checkHttp(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  const topics = new Set(graph.nodes.filter((node) => node.kind === 'topic').map((topic) => topic.id));
  const listening: { id: string; name: string; port: number; path: string; service: string }[] = [];
  for (const producer of graph.nodes) {
    if (producer.kind !== 'producer' || producer.trigger.type !== 'http') continue;
    const { id, name, service, trigger } = producer;
    if (trigger.port !== 0) {
      listening.push({ id, name, port: trigger.port, path: trigger.path, service: service ?? id });
    }
    if (trigger.replyTopic === undefined || topics.has(trigger.replyTopic)) continue;
    findings.push(
      error(
        'reply-topic-missing',
        { element: id, field: 'trigger.replyTopic' },
        `The producer "${name}" waits for replies on a topic that is not in the graph.`,
        'Choose a topic of the graph for its replies, or none.',
      ),
    );
  }
  for (const [port, producers] of groupBy(listening, (producer) => String(producer.port))) {
    const [first, ...others] = producers;
    for (const producer of others) {
      if (producer.service !== first?.service) {
        findings.push(
          error(
            'http-port-shared',
            { element: producer.id, field: 'trigger.port' },
            `The producers "${first?.name}" and "${producer.name}" listen on port ${port} in different services, which are different processes.`,
            'Give one of them another port, or put both in one service.',
          ),
        );
      } else if (producers.find((candidate) => candidate.path === producer.path) !== producer) {
        findings.push(
          error(
            'http-path-taken',
            { element: producer.id, field: 'trigger.path' },
            `Two producers listen on port ${port} at ${producer.path}.`,
            'Give one of them another path.',
          ),
        );
      }
    }
  }
  return findings;
}
