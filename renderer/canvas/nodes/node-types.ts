import { WireEdge } from '../edges/wire-edge.tsx';
import { ConsumerNode } from './consumer-node.tsx';
import { NoteNode } from './note-node.tsx';
import { ProducerNode } from './producer-node.tsx';
import { ServiceNode } from './service-node.tsx';
import { TopicNode } from './topic-node.tsx';

/** React Flow's components by the `type` of its nodes and edges. */
export const nodeTypes = {
  producer: ProducerNode,
  topic: TopicNode,
  consumer: ConsumerNode,
  note: NoteNode,
  service: ServiceNode,
};

export const edgeTypes = { wire: WireEdge };
