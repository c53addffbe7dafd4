import { FileBraces, FolderCode, Image, Network, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { ExportTargetId } from '../state/view-store.ts';
import { AsyncapiExport, MermaidExport } from './description-export.tsx';
import { PictureExport } from './picture/picture-export.tsx';
import { ProjectExport } from './project-export.tsx';

interface ExportTarget {
  readonly id: ExportTargetId;
  readonly title: string;
  /** What comes out, in a few words. */
  readonly about: string;
  readonly icon: LucideIcon;
  /** Fills the dialog beside the list, its own buttons below. Made when the target is chosen, and begins anew each time. */
  readonly Panel: ComponentType;
}

/** Everything that a project can be exported as. One more is one more entry, and its id in the view's store. */
export const exportTargets: readonly ExportTarget[] = [
  {
    id: 'typescript-kafkajs',
    title: 'TypeScript project',
    about: 'Services on kafkajs, Docker, Kubernetes',
    icon: FolderCode,
    Panel: ProjectExport,
  },
  {
    id: 'asyncapi',
    title: 'AsyncAPI 3',
    about: 'Channels, operations, schemas',
    icon: FileBraces,
    Panel: AsyncapiExport,
  },
  { id: 'mermaid', title: 'Mermaid', about: 'A flowchart as text', icon: Network, Panel: MermaidExport },
  { id: 'picture', title: 'Picture', about: 'SVG or PNG of the canvas', icon: Image, Panel: PictureExport },
];
