import { z } from 'zod';
import {
  edgeSchema,
  graphSchema,
  idSchema,
  layoutSchema,
  nodeSchema,
  projectPathSchema,
  serviceSchema,
  type GraphCommand,
} from '../graph/index.ts';

const textEditSchema = z.object({ offset: z.int().min(0), before: z.string(), after: z.string() });
const handlerEditSchema = z.object({ file: projectPathSchema, edits: z.array(textEditSchema) });
const positionSchema = layoutSchema.shape.nodes.valueType;
const headSchema = graphSchema.pick({ name: true, description: true, settings: true });

function spliceOf<Element extends z.ZodType>(element: Element) {
  return z.object({ index: z.int().min(0), removed: z.array(element), inserted: z.array(element) });
}

function entryOf<Value extends z.ZodType>(value: Value) {
  return z.object({ id: idSchema, before: value.optional(), after: value.optional() });
}

const fileChangeSchema = z.union([
  z.object({
    type: z.literal('write'),
    file: projectPathSchema,
    before: z.string().optional(),
    after: z.string().optional(),
  }),
  z.object({ type: z.literal('edit'), file: projectPathSchema, edits: z.array(textEditSchema) }),
]);

const deltaSchema = z.object({
  head: z.object({ before: headSchema, after: headSchema }).optional(),
  services: z.array(spliceOf(serviceSchema)).optional(),
  nodes: z.array(spliceOf(nodeSchema)).optional(),
  edges: z.array(spliceOf(edgeSchema)).optional(),
  positions: z.array(entryOf(positionSchema)).optional(),
  collapsed: z.array(entryOf(layoutSchema.shape.services.valueType)).optional(),
  files: z.array(fileChangeSchema).optional(),
});

/** shared/graph's `GraphCommand`, as the engine parses it from a window. */
export const graphCommandSchema: z.ZodType<GraphCommand, GraphCommand> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('add-node'), node: nodeSchema, position: positionSchema.optional() }),
    z.object({ type: z.literal('update-node'), node: nodeSchema }),
    z.object({
      type: z.literal('rename-node'),
      node: idSchema,
      name: z.string().max(1000),
      handlerEdits: z.array(handlerEditSchema).optional(),
    }),
    z.object({ type: z.literal('add-edge'), edge: edgeSchema }),
    z.object({ type: z.literal('update-edge'), edge: edgeSchema }),
    z.object({ type: z.literal('add-service'), service: serviceSchema }),
    z.object({ type: z.literal('update-service'), service: serviceSchema }),
    z.object({ type: z.literal('assign-service'), nodes: z.array(idSchema), service: idSchema.nullable() }),
    z.object({ type: z.literal('remove'), ids: z.array(idSchema) }),
    headSchema.extend({ type: z.literal('update-graph') }),
    z.object({ type: z.literal('move-nodes'), positions: z.record(idSchema, positionSchema.nullable()) }),
    z.object({ type: z.literal('collapse-service'), service: idSchema, collapsed: z.boolean() }),
    z.object({ type: z.literal('set-handler'), node: idSchema, handler: projectPathSchema }),
    z.object({ type: z.literal('write-handler-file'), file: projectPathSchema, text: z.string() }),
    z.object({ type: z.literal('edit-handler-file'), file: projectPathSchema, edits: z.array(textEditSchema) }),
    z.object({ type: z.literal('move-handler-file'), file: projectPathSchema, to: projectPathSchema }),
    z.object({ type: z.literal('remove-handler-file'), file: projectPathSchema }),
    z.object({ type: z.literal('batch'), commands: z.array(graphCommandSchema) }),
    z.object({ type: z.literal('restore'), delta: deltaSchema }),
  ]),
);
