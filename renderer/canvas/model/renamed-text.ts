import type { Node } from '../../../shared/graph/index.ts';

type HandlerKind = 'producer' | 'consumer';

/** A handler's text under another name, and with topics of other names, where it says them in the usual ways. */
export function renamedText(text: string, renamed: ReadonlyMap<string, string>): string {
  return text
    .replaceAll(
      /\b(define(?:Batch)?(?:Producer|Consumer)<)(['"])([^'"]+)\2/g,
      (whole, before: string, quote: string, name: string) => {
        const other = renamed.get(name);
        return other === undefined ? whole : `${before}${quote}${other}${quote}`;
      },
    )
    .replaceAll(/\b(emit\(\s*|case )(['"])([^'"]+)\2/g, (whole, before: string, quote: string, name: string) => {
      const other = renamed.get(name);
      return other === undefined ? whole : `${before}${quote}${other}${quote}`;
    });
}

export function isHandlerKind(kind: Node['kind']): kind is HandlerKind {
  return kind === 'producer' || kind === 'consumer';
}
