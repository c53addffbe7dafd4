import path from 'node:path';
import type { ContractOutputs, UnsaidMessage } from '../../../shared/contract/index.ts';
import type { Unsaid } from '../../../shared/graph/index.ts';
import { describeProject, type DescriptionForm, importAsyncapi } from '../exchange/index.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { openFolder } from './projects.ts';

const service = implementation.exchange;

/** Projects in other people's forms, out and in: see ../exchange. */
export function createExchangeService(parts: EngineParts) {
  const described = (projectId: string, form: DescriptionForm): ContractOutputs['exchange']['mermaid'] => {
    const { text, unsaid } = describeProject(projectOf(parts, projectId).project, form);
    return { text, unsaid: unsaid.map(asMessage) };
  };
  return service.router({
    asyncapi: service.asyncapi.handler(({ input }) => described(input.projectId, `asyncapi-${input.form}`)),
    mermaid: service.mermaid.handler(({ input }) => described(input.projectId, 'mermaid')),
    importAsyncapi: service.importAsyncapi.handler(async ({ input }) => {
      const { projectsFolder } = parts.options;
      const folder = path.resolve(projectsFolder, input.folder);
      const { source } = input;
      const imported = await importAsyncapi(
        'file' in source ? { file: path.resolve(projectsFolder, source.file) } : source,
        folder,
      );
      if (!imported.ok) return { ok: false, diagnostics: [...imported.diagnostics] };
      const opened = await openFolder(parts, folder);
      return opened.ok ? { ...opened, unsaid: imported.unsaid.map(asMessage) } : opened;
    }),
  });
}

function asMessage({ where: { fields, ...where }, ...unsaid }: Unsaid): UnsaidMessage {
  return { ...unsaid, where: { ...where, ...(fields && { fields: [...fields] }) } };
}
