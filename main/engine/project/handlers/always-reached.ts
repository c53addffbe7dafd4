import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';

/** Around a call that runs whenever what is around them runs. */
const unconditional = new Set<t.Node['type']>([
  'ArrayExpression',
  'AwaitExpression',
  'BlockStatement',
  'CallExpression',
  'ExpressionStatement',
  'ParenthesizedExpression',
  'ReturnStatement',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'UnaryExpression',
  'VariableDeclaration',
  'VariableDeclarator',
]);

/**
 * Whether each call of `handler` that does not throw comes to `path`: it stands in no branch, loop, callback or `try`,
 * and nothing before it returns or throws.
 */
export function isAlwaysReached(path: NodePath, handler: NodePath<t.Function>): boolean {
  for (let current = path.parentPath; current && current.node !== handler.node; current = current.parentPath) {
    if (!unconditional.has(current.node.type)) return false;
  }
  if (path.getFunctionParent()?.node !== handler.node) return false;
  const start = path.node.start ?? 0;
  let leavesBefore = false;
  handler.traverse({
    Function: (inner) => inner.skip(),
    'ReturnStatement|ThrowStatement': (leaving: NodePath) => {
      if ((leaving.node.end ?? 0) < start) leavesBefore = true;
    },
  });
  return !leavesBefore;
}
