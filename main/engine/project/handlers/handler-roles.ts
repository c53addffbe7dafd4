import type { Binding, NodePath } from '@babel/traverse';
import type * as t from '@babel/types';

/** What a name or an expression of a handler stands for. */
export type Role =
  /** The function that sends: `emit`, of the context or handed on. */
  | 'emit'
  | 'context'
  | 'event'
  | 'events'
  /** The name of the topic that an event came from. */
  | 'topic';

/** Callbacks of these methods of `events` get an event as the parameter of this index. */
const eventParameter = new Map([
  ...['every', 'filter', 'find', 'findIndex', 'findLast', 'flatMap', 'forEach', 'map', 'some'].map(
    (method) => [method, 0] as const,
  ),
  ['reduce', 1],
  ['reduceRight', 1],
]);

/** Helpers of a handler get these by the names that they have everywhere. */
const roleByParameterName: Record<string, Role> = {
  emit: 'emit',
  context: 'context',
  event: 'event',
  events: 'events',
};

/** Knows what the names in one file stand for, by scope: a local variable that happens to be called `emit` is none. */
export class HandlerRoles {
  readonly #roles = new Map<Binding, Role>();

  /** Gives a parameter or a declared pattern its role; patterns hand it on to what they take out. */
  assign(pattern: NodePath, role: Role): void {
    if (pattern.isIdentifier()) {
      const binding = pattern.scope.getBinding(pattern.node.name);
      if (binding && !this.#roles.has(binding)) this.#roles.set(binding, role);
    } else if (pattern.isAssignmentPattern()) {
      this.assign(pattern.get('left'), role);
    } else if (pattern.isObjectPattern()) {
      this.#assignProperties(pattern, role);
    } else if (pattern.isArrayPattern() && role === 'events') {
      for (const element of pattern.get('elements')) {
        if (element.isRestElement()) this.assign(element.get('argument'), 'events');
        else if (element.node) this.assign(element as NodePath, 'event');
      }
    }
  }

  #assignProperties(pattern: NodePath<t.ObjectPattern>, role: Role): void {
    for (const property of pattern.get('properties')) {
      if (property.isRestElement()) {
        if (role === 'context' || role === 'event') this.assign(property.get('argument'), role);
      } else if (property.isObjectProperty()) {
        const member = memberRole(role, keyOf(property.node.key, property.node.computed));
        if (member) this.assign(property.get('value') as NodePath, member);
      }
    }
  }

  /** Parameters of a function that isn't the handler itself, by their usual names. */
  assignParameters(path: NodePath<t.Function>): void {
    for (const parameter of path.get('params')) {
      const pattern = parameter.isAssignmentPattern() ? parameter.get('left') : parameter;
      if (pattern.isIdentifier()) {
        const role = Object.hasOwn(roleByParameterName, pattern.node.name)
          ? roleByParameterName[pattern.node.name]
          : undefined;
        if (role) this.assign(pattern, role);
      } else if (pattern.isObjectPattern()) {
        // `{ emit, log }`: a context taken apart, as handlers do.
        this.#assignProperties(pattern, 'context');
      }
    }
  }

  /** Declarations, loops and callbacks that hand a role on to a new name. */
  follow(program: NodePath<t.Program>): void {
    for (let known = -1; known !== this.#roles.size;) {
      known = this.#roles.size;
      program.traverse({
        VariableDeclarator: (path) => {
          const init = path.get('init');
          const role = init.node ? this.of(init as NodePath) : undefined;
          if (role) this.assign(path.get('id'), role);
        },
        ForOfStatement: (path) => {
          const left = path.get('left');
          if (this.of(path.get('right')) !== 'events' || !left.isVariableDeclaration()) return;
          for (const declarator of left.get('declarations')) this.assign(declarator.get('id'), 'event');
        },
        CallExpression: (path) => {
          const callee = path.get('callee');
          if (!callee.isMemberExpression() || this.of(callee.get('object')) !== 'events') return;
          const index = eventParameter.get(keyOf(callee.node.property, callee.node.computed) ?? '');
          const [callback] = path.get('arguments');
          if (index === undefined || !callback?.isFunction()) return;
          const parameter = callback.get('params')[index];
          if (parameter) this.assign(parameter, 'event');
        },
      });
    }
  }

  of(path: NodePath): Role | undefined {
    const expression = unwrap(path);
    if (expression.isIdentifier()) {
      const binding = expression.scope.getBinding(expression.node.name);
      return binding && this.#roles.get(binding);
    }
    if (expression.isMemberExpression() || expression.isOptionalMemberExpression()) {
      const owner = this.of(expression.get('object') as NodePath);
      const property = expression.get('property');
      if (owner === 'events' && expression.node.computed && !Array.isArray(property)) {
        return property.isStringLiteral() ? undefined : 'event';
      }
      return owner && memberRole(owner, keyOf(expression.node.property, expression.node.computed));
    }
    if (expression.isCallExpression()) {
      const callee = expression.get('callee');
      const isAt = callee.isMemberExpression() && keyOf(callee.node.property, callee.node.computed) === 'at';
      if (isAt && this.of(callee.get('object')) === 'events') return 'event';
    }
    return undefined;
  }
}

function memberRole(owner: Role, member: string | undefined): Role | undefined {
  if (owner === 'context' && member === 'emit') return 'emit';
  if (owner === 'event' && member === 'topic') return 'topic';
  return undefined;
}

function keyOf(key: t.Node, computed: boolean): string | undefined {
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'Identifier' && !computed ? key.name : undefined;
}

/** The expression without what only the type checker or a reader needs. */
export function unwrap(path: NodePath): NodePath {
  let current = path;
  for (;;) {
    const isWrapped =
      current.isTSAsExpression() ||
      current.isTSSatisfiesExpression() ||
      current.isTSNonNullExpression() ||
      current.isTSTypeAssertion() ||
      current.isParenthesizedExpression();
    if (!isWrapped) return current;
    current = current.get('expression') as NodePath;
  }
}
