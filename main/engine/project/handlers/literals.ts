import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { unwrap } from './handler-roles.ts';

/** A string in the code, with its quotes. */
export interface Literal {
  value: string;
  /** Offsets in UTF-16 units, quotes included. */
  start: number;
  end: number;
  /** 1-based. */
  line: number;
  column: number;
}

/** The strings that an expression can be, as far as they stand in this file; empty where it is computed. */
export function literalsIn(path: NodePath): Literal[] {
  const expression = unwrap(path);
  const { node } = expression;
  if (expression.isStringLiteral()) return [literalOf(expression.node, expression.node.value)];
  if (expression.isTemplateLiteral()) {
    const [quasi] = expression.node.quasis;
    const text = quasi?.value.cooked;
    return expression.node.expressions.length === 0 && typeof text === 'string' ? [literalOf(node, text)] : [];
  }
  if (expression.isConditionalExpression()) {
    return [...literalsIn(expression.get('consequent')), ...literalsIn(expression.get('alternate'))];
  }
  if (expression.isLogicalExpression()) {
    return [...literalsIn(expression.get('left')), ...literalsIn(expression.get('right'))];
  }
  if (expression.isArrayExpression()) {
    return expression.get('elements').flatMap((element) => (element.node ? literalsIn(element as NodePath) : []));
  }
  if (!expression.isIdentifier()) return [];
  const binding = expression.scope.getBinding(expression.node.name);
  if (!binding?.constant || !binding.path.isVariableDeclarator()) return [];
  const init = binding.path.get('init');
  // A name for a name: one step is what people write, and more would have to look out for circles.
  return init.node && !init.isIdentifier() ? literalsIn(init as NodePath) : [];
}

/** The strings of a type: a literal, or a union of them. */
export function literalsInType(type: t.Node): Literal[] {
  if (type.type === 'TSUnionType') return type.types.flatMap(literalsInType);
  if (type.type === 'TSParenthesizedType') return literalsInType(type.typeAnnotation);
  if (type.type !== 'TSLiteralType' || type.literal.type !== 'StringLiteral') return [];
  return [literalOf(type.literal, type.literal.value)];
}

function literalOf(node: t.Node, value: string): Literal {
  return {
    value,
    start: node.start ?? 0,
    end: node.end ?? 0,
    line: node.loc?.start.line ?? 1,
    column: (node.loc?.start.column ?? 0) + 1,
  };
}
