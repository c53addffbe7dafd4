import { problemOfKafkaName, problemOfProjectPath } from '../../../shared/graph/index.ts';
import { Claims } from '../claims.ts';

const longestFileName = 100;

/** Names, ids and files of the new graph, each given once. */
export class Names {
  readonly #nodes = new Claims();
  readonly #ids = new Claims((id) => id.toLowerCase());
  // On macOS and Windows, names that differ in capital letters are the same file.
  readonly #files = new Claims((file) => file.toLowerCase());

  /** A name that Kafka takes, as near to what is wanted as can be. */
  node(wanted: string): string {
    return this.#nodes.take(kafkaName(wanted));
  }

  id(kind: string, name: string): string {
    const plain = name.replaceAll(/[^A-Za-z0-9_-]/g, '-');
    return this.#ids.take(`${kind}-${plain}`, 64);
  }

  /** `handlers/NAME.ts`: a file on every system, inside the project. */
  file(folder: 'handlers' | 'schemas', name: string, ending: '.ts' | '.json'): string {
    const plain = kafkaName(name).replace(/^[.]+/, '').slice(0, longestFileName) || 'unnamed';
    const isSafe = problemOfProjectPath(`${folder}/${plain}${ending}`) === undefined;
    return `${folder}/${this.#files.take(`${folder}/${isSafe ? plain : `_${plain}`}`).slice(folder.length + 1)}${ending}`;
  }
}

const reserved = new Set(['__consumer_offsets', '__transaction_state', '__share_group_state', '__cluster_metadata']);

/** Slashes and the like become hyphens; what is left of nothing is `unnamed`. */
export function kafkaName(text: string): string {
  if (problemOfKafkaName(text) === undefined && !reserved.has(text)) return text;
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 249);
  if (plain === '') return 'unnamed';
  return reserved.has(plain) ? `app${plain}` : plain;
}
