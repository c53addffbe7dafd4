import type { Database, Statement } from './database.ts';

/** A node or topic as a session calls it. */
export interface NamedNode {
  /** Its id in the graph. */
  readonly id: string;
  readonly name: string;
}
export interface NamedTopic extends NamedNode {
  readonly kafkaName: string;
}

export interface KnownTopic {
  readonly number: number;
  readonly log: string;
  readonly kafkaName: string;
  /** Absent for one that no graph has. */
  readonly id: string | undefined;
  readonly name: string;
}

/** Numbers for nodes and topics: rows hold those, and names change. Topics are told apart by the log that they belong to. */
export class Names {
  readonly #insertNode: Statement;
  readonly #insertTopic: Statement;
  readonly #renameTopic: Statement;
  readonly #nodes = new Map<string, { number: number; name: string }>();
  readonly #nodesByNumber = new Map<number, NamedNode>();
  readonly #topics = new Map<string, KnownTopic>();
  readonly #topicsByNumber = new Map<number, KnownTopic>();

  constructor(database: Database) {
    this.#insertNode = database.prepare(
      'INSERT INTO nodes (element, name) VALUES (?, ?) ON CONFLICT (element) DO UPDATE SET name = excluded.name',
    );
    this.#insertTopic = database.prepare('INSERT INTO topics (log, kafka_name, element, name) VALUES (?, ?, ?, ?)');
    this.#renameTopic = database.prepare('UPDATE topics SET element = ?, name = ? WHERE id = ?');
    for (const row of database.prepare('SELECT id, element, name FROM nodes').all()) {
      this.#keepNode(Number(row['id']), { id: String(row['element']), name: String(row['name']) });
    }
    for (const row of database.prepare('SELECT id, log, kafka_name, element, name FROM topics').all()) {
      this.#keepTopic({
        number: Number(row['id']),
        log: String(row['log']),
        kafkaName: String(row['kafka_name']),
        id: row['element'] === null ? undefined : String(row['element']),
        name: String(row['name']),
      });
    }
  }

  /** Takes over how a session calls its nodes and topics, from now on. */
  learn(log: string, nodes: readonly NamedNode[], topics: readonly NamedTopic[]): void {
    for (const node of nodes) if (this.#nodes.get(node.id)?.name !== node.name) this.#addNode(node);
    for (const topic of topics) {
      const known = this.#topics.get(keyOf(log, topic.kafkaName));
      if (!known) this.#addTopic(log, topic.kafkaName, topic);
      else if (known.id !== topic.id || known.name !== topic.name) {
        this.#renameTopic.run(topic.id, topic.name, known.number);
        this.#keepTopic({ ...known, id: topic.id, name: topic.name });
      }
    }
  }

  node(id: string): number {
    return this.#nodes.get(id)?.number ?? this.#addNode({ id, name: id });
  }

  topic(log: string, kafkaName: string): number {
    return this.#topics.get(keyOf(log, kafkaName))?.number ?? this.#addTopic(log, kafkaName, undefined);
  }

  knownNode(id: string): number | undefined {
    return this.#nodes.get(id)?.number;
  }

  nodeOf(number: number): NamedNode {
    return this.#nodesByNumber.get(number) ?? { id: '', name: '' };
  }

  topicOf(number: number): KnownTopic | undefined {
    return this.#topicsByNumber.get(number);
  }

  /** All topics that somebody may mean by a name: an id in the graph, a name there, or the cluster's own; of the newest log first. */
  topicsNamed(name: string): KnownTopic[] {
    const all = [...this.#topics.values()].sort((one, other) => other.number - one.number);
    for (const says of ['id', 'name', 'kafkaName'] as const) {
      const found = all.filter((topic) => topic[says] === name);
      if (found.length > 0) return found;
    }
    return [];
  }

  #addNode(node: NamedNode): number {
    const known = this.#nodes.get(node.id)?.number;
    const { lastId } = this.#insertNode.run(node.id, node.name);
    return this.#keepNode(known ?? lastId, node);
  }

  #keepNode(number: number, node: NamedNode): number {
    this.#nodes.set(node.id, { number, name: node.name });
    this.#nodesByNumber.set(number, node);
    return number;
  }

  #addTopic(log: string, kafkaName: string, named: NamedNode | undefined): number {
    const name = named?.name ?? kafkaName;
    const { lastId } = this.#insertTopic.run(log, kafkaName, named?.id ?? null, name);
    return this.#keepTopic({ number: lastId, log, kafkaName, id: named?.id, name });
  }

  #keepTopic(topic: KnownTopic): number {
    this.#topics.set(keyOf(topic.log, topic.kafkaName), topic);
    this.#topicsByNumber.set(topic.number, topic);
    return topic.number;
  }
}

function keyOf(log: string, kafkaName: string): string {
  return `${log}\n${kafkaName}`;
}
