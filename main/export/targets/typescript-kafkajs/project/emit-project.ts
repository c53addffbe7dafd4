import { generateHandlerTypes } from '../../../../../shared/graph/index.ts';
import type { ExportedFile } from '../../../types.ts';
import type { Emitter } from '../emitter.ts';

/** The project's own files, byte by byte: handlers and what they import, schemas, rows to replay; and the handlers' types. */
export const emitProject: Emitter = ({ source, system }) => {
  const files: ExportedFile[] = [...source.handlers];
  const wanted = new Set([
    ...source.schemas.keys(),
    ...system.services.flatMap(({ producers }) =>
      producers.flatMap(({ trigger }) => (trigger.type === 'replay' ? [trigger.file] : [])),
    ),
  ]);
  for (const path of wanted) {
    const text = source.texts.get(path);
    if (text !== undefined) files.push([path, text]);
  }
  files.push(['topicraft.d.ts', generateHandlerTypes(source.graph, source.schemas)]);
  return files;
};
