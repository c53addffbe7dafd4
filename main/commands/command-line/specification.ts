export interface OptionSpecification {
  /** What stands for the value in the help; absent: the option takes none. */
  readonly value?: string;
  readonly help: string;
}

/** What a command takes, and what its help says. */
export interface CommandSpecification {
  readonly name: string;
  /** One line, in the list of commands. */
  readonly summary: string;
  /** Names of the arguments; one in brackets may be left out. */
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, OptionSpecification>>;
  /** Paragraphs under the options. */
  readonly details?: string;
}

const helpOption: OptionSpecification = { help: 'Show this help.' };

/** Every command, in the order of the help. */
export const commandSpecifications = [
  {
    name: 'run',
    summary: 'Run a project on the embedded broker or on a Kafka of yours',
    arguments: ['PROJECT'],
    options: {
      bootstrap: { value: 'HOST:PORT', help: 'Run on this cluster in place of the embedded broker.' },
      config: {
        value: 'FILE',
        help: 'Kafka client properties of the cluster (TLS, SASL); ${env:NAME} takes a secret.',
      },
      prefix: { value: 'NAME', help: 'Put NAME. in front of topics and groups, to stand apart on a shared cluster.' },
      'create-topics': { help: 'Create the topics that the cluster lacks. Nothing that exists is altered or deleted.' },
      seed: { value: 'N', help: "Seed of event ids and of random, in place of the project's own." },
      events: { value: 'N', help: 'Let the producers tick N times together, then end when all of it is handled.' },
      for: { value: 'TIME', help: 'Run so long, then stop: 500ms, 10s, 2m, 1h.' },
      data: { value: 'DIR', help: "Keep the embedded broker's data here; without it each run starts empty." },
      json: { help: 'Write JSON lines, as is done anyway where the output is no terminal.' },
      help: helpOption,
    },
    details: `Ctrl-C stops in good order: producers first, then consumers finish what they have begun, then the broker. A second
Ctrl-C ends at once. Exits with 0 when it ended as asked, 1 when it failed, 130 when --events or --for was interrupted.`,
  },
  {
    name: 'validate',
    summary: 'Say what is wrong with a project, and how to mend it',
    arguments: ['PROJECT'],
    options: { json: { help: 'Write one JSON document.' }, help: helpOption },
    details: 'Exits with 1 where there is an error; warnings alone are fine.',
  },
  {
    name: 'test',
    summary: "Run a project's tests/: captured events, and what its handlers must give for them",
    arguments: ['PROJECT'],
    options: { json: { help: 'Write one JSON document.' }, help: helpOption },
    details: `To name a project here is to trust it, for this command: its handlers run, with your rights, and touch no topic. Exits with 1
where a test fails or can't be run.`,
  },
  {
    name: 'new',
    summary: 'Start a project from a template',
    arguments: ['FOLDER'],
    options: { template: { value: 'NAME', help: 'One of those below; empty by default.' }, help: helpOption },
  },
  {
    name: 'broker',
    summary: 'Run the embedded Kafka broker alone, for any Kafka client',
    arguments: [],
    options: {
      port: { value: 'N', help: 'Listen here on 127.0.0.1; any free port by default.' },
      brokers: { value: 'N', help: 'Run so many brokers, on ports one after the other; 1 by default.' },
      'replication-factor': { value: 'N', help: 'Replicas of a topic that asks for no number; 1 by default.' },
      data: { value: 'DIR', help: 'Keep topics, records and offsets here; in memory by default.' },
      config: { value: 'FILE', help: 'Logins, TLS and ACLs, as JSON; without it whoever reaches the port may do all.' },
      faults: {
        value: 'FILE',
        help: 'Let go wrong what this JSON file says: delays, errors, lost connections, outages.',
      },
      fsync: { value: 'WHEN', help: 'Force data to the disk by batch, interval (the default) or never.' },
      help: helpOption,
    },
    details: `Prints one line, {"ready":true,"bootstrap":"127.0.0.1:PORT"}, as soon as it answers, and runs until Ctrl-C. After a broker that
was killed the line has "recovered", which says what was read again and cut.

With --brokers N clients see a cluster of N brokers, which lead and coordinate in turns; the line has them all in "bootstrap". They run in
this process and share one copy of the data.

What is acknowledged outlives the process in any case. After a power cut, --fsync batch has kept all of it; interval all but
the last second; never what the operating system had written by then.

The file of --faults has faults, each of which may say what it is about, how likely, how often and when it happens; the same
seed gives the same. docs/broker-faults.md has all of them:
  {"seed": 1, "faults": [
    {"id": "lost answers", "match": {"apis": ["Produce"], "topics": ["orders"]},
     "effect": {"type": "disconnect", "when": "after"}, "probability": 0.1},
    {"id": "restart", "effect": {"type": "broker-down"}, "afterMs": 5000, "forMs": 10000}]}

The file of --config has any of three parts; \${env:NAME} takes a password from the environment, and files are named as seen
from it:
  {"sasl": {"mechanisms": ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], "sessionLifetimeMs": 0,
            "users": [{"name": "alice", "password": "\${env:ALICE}"}]},
   "tls": {"certificate": "broker.pem", "privateKey": "broker.key", "privateKeyPassphrase": "\${env:KEY}",
           "clientAuthentication": "none, requested or required", "clientAuthorities": "ca.pem"},
   "authorizer": {"superUsers": ["User:alice"], "allowEveryoneIfNoAclFound": false}}`,
  },
  {
    name: 'serve',
    summary: 'Open Topicraft in the browser',
    arguments: ['[PROJECT]'],
    options: {
      port: { value: 'N', help: 'Listen here on 127.0.0.1; any free port by default.' },
      'no-open': { help: "Don't start a browser, as is done anyway where the output is no terminal." },
      'state-folder': { value: 'DIR', help: 'Keep settings, recent projects and unsaved edits here.' },
      json: { help: 'Write one line, {"ready":true,"url":"…"}, and start no browser.' },
      help: helpOption,
    },
    details: `Prints the address of this launch: whoever has it can use Topicraft as you, so keep it to yourself. From another
machine: ssh -L 8080:127.0.0.1:PORT, and the same address with port 8080. Runs until Ctrl-C, which stops what runs in good
order; a second Ctrl-C ends at once.`,
  },
  {
    name: 'export',
    summary: 'Write a project as TypeScript services, an AsyncAPI document, or a Mermaid diagram',
    arguments: ['PROJECT'],
    options: {
      target: { value: 'NAME', help: 'One of those below; typescript-kafkajs by default.' },
      out: { value: 'PATH', help: 'Write here; a folder that was exported to before keeps what you changed in it.' },
      format: {
        value: 'FORMAT',
        help: 'Of an AsyncAPI document: yaml or json; as the name of the file says, else yaml.',
      },
      force: { help: 'Replace files that you have changed, and write again those that you have deleted.' },
      merge: { help: 'Put your changes and the new ones together where both are in a file.' },
      'dry-run': { help: 'Write nothing; say what would be.' },
      json: { help: 'Write one JSON document.' },
      help: helpOption,
    },
    details: `Targets:
  typescript-kafkajs  ordinary services on kafkajs, in the folder --out
  asyncapi            an AsyncAPI 3 document, in the file --out, or on standard output
  mermaid             a Mermaid flowchart, likewise
What a document or a diagram can't say of the project is listed: with --json as "unsaid".

Files that you have changed since the last export are listed and left as they are, unless --force or --merge says otherwise.
Exits with 0 also where files were left, and with 1 where a merge left marks in a file, which only you can resolve.`,
  },
  {
    name: 'import',
    summary: 'Start a project from an AsyncAPI 3 document',
    arguments: ['FILE'],
    options: {
      out: { value: 'DIR', help: "Make the project here; a folder that is empty or isn't there." },
      json: { help: 'Write one JSON document.' },
      help: helpOption,
    },
    details: `What the application sends, it publishes; what it receives, it subscribes to. References to other files and addresses are
not followed; what a project can't say is listed, with --json as "unsaid". Documents of AsyncAPI 2 are converted first:
npx @asyncapi/cli convert FILE --target-version 3.0.0 --output NEW_FILE`,
  },
  {
    name: 'types',
    summary: "Write a project's topicraft.d.ts, which gives its handlers their types",
    arguments: ['PROJECT'],
    options: { check: { help: 'Write nothing; exit with 1 where the file is out of date.' }, help: helpOption },
  },
] as const satisfies readonly CommandSpecification[];

export type CommandName = (typeof commandSpecifications)[number]['name'];

export function findCommand(name: string): (typeof commandSpecifications)[number] | undefined {
  return commandSpecifications.find((command) => command.name === name);
}
