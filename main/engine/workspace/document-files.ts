import { emptyLayout, parseGraph, parseLayout } from '../../../shared/graph/index.ts';
import {
  graphFile,
  graphText,
  isSameGraph,
  isSameLayout,
  layoutFile,
  layoutText,
  textFileKind,
  type WorkingDocument,
} from '../project/index.ts';

/** Paths of all files that a document stands for. */
export function filesOf(document: WorkingDocument): string[] {
  return [
    graphFile,
    layoutFile,
    ...document.handlers.keys(),
    ...document.schemas.keys(),
    ...document.tests.keys(),
    ...(document.packageJson === undefined ? [] : ['package.json']),
  ];
}

/** A file as the document has it; undefined where it has none. */
export function textOf(document: WorkingDocument, file: string): string | undefined {
  if (file === graphFile) return graphText(document.graph);
  if (file === layoutFile) return layoutText(document.layout);
  const kind = textFileKind(file);
  if (kind === undefined) return undefined;
  return kind === 'package.json' ? document.packageJson : document[kind].get(file);
}

/** The document with another text of a file; undefined where it can't be one. */
export function withText(
  document: WorkingDocument,
  file: string,
  text: string | undefined,
): WorkingDocument | undefined {
  if (file === graphFile) {
    const graph = text === undefined ? undefined : parseGraph(text);
    return graph?.ok ? { ...document, graph: graph.document } : undefined;
  }
  if (file === layoutFile) {
    if (text === undefined) return { ...document, layout: emptyLayout };
    const layout = parseLayout(text);
    return layout.ok ? { ...document, layout: layout.document } : undefined;
  }
  const kind = textFileKind(file);
  if (kind === undefined) return undefined;
  if (kind === 'package.json') return { ...document, packageJson: text };
  const files = new Map(document[kind]);
  if (text === undefined) files.delete(file);
  else files.set(file, text);
  return { ...document, [kind]: files };
}

/** The document with a file as another document has it. */
export function withFileOf(document: WorkingDocument, source: WorkingDocument, file: string): WorkingDocument {
  if (file === graphFile) return { ...document, graph: source.graph };
  if (file === layoutFile) return { ...document, layout: source.layout };
  return withText(document, file, textOf(source, file)) ?? document;
}

/** Whether the documents have different files there. */
export function differs(left: WorkingDocument, right: WorkingDocument, file: string): boolean {
  if (file === graphFile) return !isSameGraph(left.graph, right.graph);
  if (file === layoutFile) return !isSameLayout(left.layout, right.layout);
  return textOf(left, file) !== textOf(right, file);
}

/** Files in which the documents differ, sorted. Kinds of files that they share cost nothing. */
export function differingFiles(left: WorkingDocument, right: WorkingDocument): string[] {
  const files = [graphFile, layoutFile, 'package.json'].filter((file) => differs(left, right, file));
  for (const kind of ['handlers', 'schemas', 'tests'] as const) {
    if (left[kind] === right[kind]) continue;
    const both = new Set([...left[kind].keys(), ...right[kind].keys()]);
    for (const file of both) if (left[kind].get(file) !== right[kind].get(file)) files.push(file);
  }
  return files.toSorted();
}
