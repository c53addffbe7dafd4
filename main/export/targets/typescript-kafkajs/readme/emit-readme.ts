import { httpPorts, listens, positionTopics, type System, type SystemService } from '../../../system/system.ts';
import { mermaidOf } from '../../../mermaid/mermaid.ts';
import type { Emitter } from '../emitter.ts';

/** README.md: this very system, how it is run, and what it promises. */
export const emitReadme: Emitter = ({ system }) => [['README.md', readme(system)]];

function readme(system: System): string {
  return [
    `# ${system.name}`,
    ...(system.description === undefined ? [] : [system.description]),
    `\`\`\`mermaid\n${mermaidOf(system)}\n\`\`\``,
    'Boxes are services, and are deployed one by one. Cylinders are topics. Written by Topicraft from a drawing; it is yours now.',
    '## Start',
    start(system),
    '## Services',
    serviceTable(system),
    ...(system.services.some(listens) ? [requests(system)] : []),
    '## Topics',
    topicTable(system),
    '## What is where',
    places,
    '## Settings',
    settings,
    '## What it promises',
    promises(system),
    '## Scaling',
    scaling(system),
    '## Watching it',
    watching,
    '## Tests',
    tests,
    '## Kubernetes',
    kubernetes(system),
    '## Exporting again',
    exportingAgain,
  ]
    .join('\n\n')
    .concat('\n');
}

function start(system: System): string {
  const [first] = system.services;
  return `With Docker, a Kafka included:

    docker compose up --build

Without, on a Kafka of yours (Node 20.19 or newer):

    npm install
    npm run build
    cp .env.example .env          # and set KAFKA_BROKERS
    node --env-file=.env dist/create-topics.js
${system.services.map(({ slug }, index) => `    HEALTH_PORT=${8081 + index} node --env-file=.env --enable-source-maps dist/services/${slug}.js`).join('\n')}

Each is a program of its own and runs until Ctrl-C or SIGTERM${first ? '; start those that you need' : ''}. Commit the package-lock.json that \`npm install\` makes: \`npm ci\` and the
images then install the same each time.`;
}

function serviceTable(system: System): string {
  const rows = system.services.map((service) => [
    service.name,
    `\`services/${service.slug}\``,
    nodesOf(service),
    String(service.replicas),
    service.description ?? '',
  ]);
  return table(['service', 'folder', 'producers and consumers', 'processes', 'what it does'], rows);
}

function nodesOf({ producers, consumers }: SystemService): string {
  return [
    ...producers.map(({ name, trigger }) => `${name} (${triggerText(trigger)})`),
    ...consumers.map(({ name, subscribes }) => `${name} (reads ${subscribes.join(', ')})`),
  ].join('; ');
}

function triggerText(trigger: SystemService['producers'][number]['trigger']): string {
  switch (trigger.type) {
    case 'interval':
      return `every ${trigger.everyMs} ms`;
    case 'rate':
      return `${trigger.perSecond} a second`;
    case 'cron':
      return `at ${trigger.expression}`;
    case 'replay':
      return `rows of ${trigger.file}`;
    case 'http':
      return `POST ${trigger.path}`;
  }
}

function requests(system: System): string {
  const listening = system.services.filter(listens);
  const lines = listening.flatMap((service, place) =>
    service.producers.flatMap(({ name, trigger, replyTopic }) => {
      if (trigger.type !== 'http') return [];
      const [port = 0] = trigger.port === 0 ? httpPorts(service) : [trigger.port];
      const answer = replyTopic === undefined ? 'the ids of its events' : `what comes on ${replyTopic}`;
      return [
        `- \`POST http://localhost:${port + place}${trigger.path}\` makes ${name} tick, with the JSON of its body as payload. The answer is ${answer}.`,
      ];
    }),
  );
  return `${lines.join('\n')}

These are the addresses with \`docker compose\`; elsewhere HTTP_PORT decides where the drawing leaves it open.`;
}

function topicTable(system: System): string {
  const rows = system.topics.map((topic) => [
    topic.name,
    String(topic.partitions),
    topic.format,
    topic.schema === undefined ? '' : `\`${topic.schema}\``,
    Object.entries(topic.config)
      .map(([name, value]) => `${name}=${value}`)
      .join(', '),
  ]);
  const positions = positionTopics(system).map((name) => [name, '1', 'json', '', 'cleanup.policy=compact']);
  const note =
    positions.length === 0
      ? ''
      : '\n\nTopics that end in `.ticks` hold how far a producer has come, so that it goes on there after a restart.';
  return `${table(['topic', 'partitions', 'format', 'schema', 'configuration'], [...rows, ...positions])}

They are made by \`dist/create-topics.js\`, which leaves alone what exists. Services make none, and wait for theirs.${note}`;
}

const places = `| folder               | what it is                                                                              |
| -------------------- | --------------------------------------------------------------------------------------- |
| \`handlers/\`          | the code that was written for this system, as it was in Topicraft                       |
| \`schemas/\`           | JSON Schemas of the topics; what doesn't fit is not sent, and not handed to a handler   |
| \`services/\`          | a folder a service: its part of the drawing, its program, its Dockerfile                |
| \`system/topics.ts\`   | the topics                                                                              |
| \`packages/topicraft\` | what runs the services: the source that runs them in Topicraft                          |
| \`topicraft.d.ts\`     | the handlers' types: what each may emit, and what its events hold                       |
| \`tests/\`             | a test a handler on made-up events, and the captured events of the project              |
| \`kubernetes/\`        | manifests for kustomize                                                                 |
| \`.topicraft/\`        | what was exported, so that exporting again keeps what you change                        |`;

const settings = `Everything comes from the environment, and is checked at the start: [.env.example](.env.example) has it all. Only KAFKA_BROKERS must be
set. A service whose environment is wrong says what and ends with 78. A handler sees as \`env\` the variables that begin with
\`HANDLER_\`, without that.`;

/** Of the consumers that deliver exactly once; nothing where there is none. */
function exactlyOnce({ services }: System): string {
  const names = services.flatMap(({ consumers }) =>
    consumers.filter(({ delivery }) => delivery.guarantee === 'exactly-once').map(({ name }) => name),
  );
  if (names.length === 0) return '';
  return `
- Exactly once: ${names.join(', ')}. What ${names.length === 1 ? 'it emits' : 'each emits'} for an event, or its dead letter, and the offset of the event are committed in one
  Kafka transaction, or not at all. Whoever reads committed records, as these services and most clients do by default, sees it once. What a handler
  does besides, such as a request to another system, may happen again, and what it emits after its call has ended is refused. The user needs
  the right to write with transactional ids that begin with the name of the group and a slash.`;
}

function promises(system: System): string {
  return `- At least once: an event is done when its handler has resolved and all that it emitted is acknowledged by the brokers
  (acks=all, idempotent producers). Only then its offset is committed, never past one that is unfinished. After a crash what
  wasn't committed comes again, at the latest when its group has noticed the death (10 s).
- What comes again has the same id (header \`topicraft-id\`), and so has what it causes: ids and \`random\` derive from seed, node
  and cause. Whoever wants exactly once drops what has an id that it has seen.${exactlyOnce(system)}
- Order within a partition. A retry blocks its own partition only.
- Retries with growing waits, then what the consumer's settings say: its dead-letter topic with the error in headers, a partition
  that stands still, or the next event.
- An attempt that takes longer than its timeout is given up: what it emits afterwards is refused, but its code may run on.
- SIGTERM: producers stop, consumers finish what they have begun (${system.drainTimeoutMs} ms at most), commit and leave; then the process ends.

Otherwise than in Topicraft, where each handler has a thread of its own:

- Handlers run on the thread of their service. One that never yields (an endless loop) can't be killed: everything in its process
  stands still, heartbeats too, so its group goes on without it, and liveness fails. Whoever runs the service then restarts it.
- A handler that ends its process (process.exit, an exception outside of its promise) ends the service. Its event comes again, and
  attempts aren't counted across deaths: an event that always kills its process is seen as a service that keeps restarting.`;
}

function scaling(system: System): string {
  const scalable = system.services.find(({ canScale, consumers }) => canScale && consumers.length > 0);
  const fixed = system.services.filter(({ canScale }) => !canScale).map(({ name }) => name);
  return [
    'Scaling is the platform’s: more processes of a service share the partitions of its topics, and more than there are partitions have nothing to do.',
    ...(scalable ? [`    docker compose up --scale ${scalable.slug}=3`] : []),
    ...(fixed.length === 0
      ? []
      : [`Of ${fixed.join(', ')} run one process only: a producer that ticks by itself would tick once a process.`]),
  ].join('\n\n');
}

const watching = `- \`/health/live\` and \`/health/ready\` on HEALTH_PORT (8081): alive as long as it answers; ready while it has its place in its groups.
- \`/metrics\` there too, for Prometheus: \`topicraft_handled_total\`, \`topicraft_attempts_failed_total\`, \`topicraft_dead_lettered_total\`,
  \`topicraft_handler_duration_seconds\` and more, with the process's own.
- Logs are lines of JSON on standard output (pino). A handler's lines know their node and the event that they were written for.
- Traces: set OTEL_EXPORTER_OTLP_ENDPOINT, and OpenTelemetry's other variables as you need them. Records carry \`traceparent\`, so a trace
  leads from the tick that began it to its last effect.`;

const tests = `    npm run check       # types
    npm test            # node:test

Files are made once for each handler and each captured event; change them as you like.`;

function kubernetes(system: System): string {
  const names = [...system.services.map(({ slug }) => slug), 'topics'];
  return `    ${names.map((name) => `docker build --tag ${system.slug}-${name} --file ${name === 'topics' ? 'scripts' : `services/${name}`}/Dockerfile .`).join('\n    ')}
    kubectl apply --kustomize kubernetes
    kubectl apply --kustomize kubernetes/scaling      # by lag, where KEDA is installed

Name your own images with kustomize's \`images\`, and your cluster in \`kubernetes/configuration.yaml\`.`;
}

const exportingAgain = `    topicraft export PROJECT --out THIS_FOLDER

writes what has changed in the drawing and leaves what you have changed here: such files are listed, and left, replaced
(\`--force\`) or merged (\`--merge\`). Files that you have deleted stay deleted. Keep \`.topicraft/\` in git: it is what tells your changes
from Topicraft's.`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(rowText).join('\n');
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.map(cellText).join(' | ')} |`;
}

function cellText(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ');
}
