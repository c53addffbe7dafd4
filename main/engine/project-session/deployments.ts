import type { ProducerStatus } from '../../../shared/contract/index.ts';
import { type Graph, type HandlerNode, isHandlerNode } from '../../../shared/graph/index.ts';

/** Texts of handler files by their path in the project, as they were at one moment. */
export type HandlerFiles = ReadonlyMap<string, string>;

/** What a node's code is made of: its handler's path, and the texts that this and the files beside it had. */
export interface NodeCode {
  readonly handler: string;
  readonly texts: HandlerFiles;
}

interface Deployed extends NodeCode {
  /** What of the texts it really is made of. */
  readonly files: readonly string[];
}

/**
 * Which texts the nodes run with, node by node: a node runs on with the text that was deployed, whatever is edited. Pure.
 */
export class Deployments {
  private readonly deployed = new Map<string, Deployed>();
  /** What was tried last and doesn't compile or load. */
  private readonly failed = new Map<string, HandlerFiles>();

  /** What each node is to run with: what is deployed, or the latest where nothing is, or where `deploy` says so. */
  codeOf(graph: Graph, latest: HandlerFiles, deploy: (nodeId: string) => boolean): Map<string, NodeCode> {
    return new Map(
      graph.nodes.filter(isHandlerNode).map((node) => {
        const deployed = this.deployed.get(node.id);
        const code = deployed && !deploy(node.id) ? moved(deployed, node.handler) : undefined;
        return [node.id, code ?? { handler: node.handler, texts: latest }];
      }),
    );
  }

  /**
   * Takes note of what now runs.
   *
   * @param files by node id, what the code of each node that runs is made of
   * @param failed nodes whose new code doesn't run
   */
  took(
    code: ReadonlyMap<string, NodeCode>,
    files: ReadonlyMap<string, readonly string[]>,
    failed: ReadonlySet<string>,
  ): void {
    for (const [id, { handler, texts }] of code) {
      const made = files.get(id);
      if (failed.has(id)) this.failed.set(id, texts);
      else if (made) {
        this.failed.delete(id);
        this.deployed.set(id, { handler, texts, files: made });
      }
    }
    for (const id of this.deployed.keys()) if (!code.has(id)) this.deployed.delete(id);
    for (const id of this.failed.keys()) if (!code.has(id)) this.failed.delete(id);
  }

  stateOf({ id, handler }: HandlerNode, latest: HandlerFiles): ProducerStatus['deployment'] {
    const deployed = this.deployed.get(id);
    if (deployed && isCurrent(deployed, handler, latest)) return 'current';
    const failed = this.failed.get(id);
    if (failed && sameTexts(failed, latest)) return 'does-not-compile';
    return deployed ? 'edited' : 'new';
  }

  /** Whether what runs is made of another text of this file than the latest. */
  isOutdated(file: string, graph: Graph, latest: HandlerFiles): boolean {
    return graph.nodes.filter(isHandlerNode).some(({ id, handler }) => {
      const deployed = this.deployed.get(id);
      if (!deployed) return false;
      const own = file === handler ? deployed.handler : file;
      return deployed.files.includes(own) && deployed.texts.get(own) !== latest.get(file);
    });
  }

  /** The texts that a node runs with; undefined where it never ran. */
  deployedCode(nodeId: string): NodeCode | undefined {
    return this.deployed.get(nodeId);
  }
}

/** A handler file that was only given another name goes on with the text that it had. Undefined where there is none. */
function moved({ handler, texts }: Deployed, path: string): NodeCode | undefined {
  if (handler === path) return { handler, texts };
  const text = texts.get(handler);
  return text === undefined ? undefined : { handler: path, texts: new Map([...texts, [path, text]]) };
}

function isCurrent({ handler, texts, files }: Deployed, path: string, latest: HandlerFiles): boolean {
  return files.every((file) => texts.get(file) === latest.get(file === handler ? path : file));
}

function sameTexts(one: HandlerFiles, other: HandlerFiles): boolean {
  return one === other || (one.size === other.size && [...one].every(([file, text]) => other.get(file) === text));
}
