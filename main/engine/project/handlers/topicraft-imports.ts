import type { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { unwrap } from './handler-roles.ts';
import { literalsInType, type Literal } from './literals.ts';

/** Types of the module `topicraft` that take names, and of what; `undefined` is a parameter that is none. */
const namesInTypes: Record<string, readonly ('topic' | 'node' | undefined)[]> = {
  TopicValue: ['topic'],
  TopicValues: ['topic'],
  TopicEvent: ['topic'],
  HandlerEvent: [undefined, 'topic'],
  NodeContext: ['topic'],
  Consumers: ['node'],
  Producers: ['node'],
  ConsumerEvent: ['node'],
  ConsumerContext: ['node'],
  BatchContext: ['node'],
  ProducerContext: ['node'],
};

/** What a file imports from `topicraft`, under whatever local names. */
export class TopicraftImports {
  /** Imported name by local name; `*` is the whole module. */
  readonly #imported = new Map<string, string>();
  readonly #program: NodePath<t.Program>;

  constructor(program: NodePath<t.Program>) {
    this.#program = program;
    for (const statement of program.node.body) {
      if (statement.type !== 'ImportDeclaration' || statement.source.value !== 'topicraft') continue;
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ImportNamespaceSpecifier') this.#imported.set(specifier.local.name, '*');
        else if (specifier.type === 'ImportSpecifier') {
          const { imported } = specifier;
          this.#imported.set(specifier.local.name, imported.type === 'Identifier' ? imported.name : imported.value);
        }
      }
    }
  }

  /** The name in `topicraft` of what this expression refers to. */
  importedName(path: NodePath): string | undefined {
    const expression = unwrap(path);
    if (expression.isIdentifier()) {
      return this.#isModuleScope(expression) ? this.#known(expression.node.name) : undefined;
    }
    if (!expression.isMemberExpression() || expression.node.computed) return undefined;
    const object = expression.get('object');
    const { property } = expression.node;
    if (!object.isIdentifier() || property.type !== 'Identifier' || this.#known(object.node.name) !== '*')
      return undefined;
    return this.#isModuleScope(object) ? property.name : undefined;
  }

  /** The names that a reference to a type of `topicraft` gives to it: `TopicValue<'orders'>`, `TopicValues['orders']`. */
  namesInType(
    type: t.TSTypeReference | t.TSIndexedAccessType | t.TSImportType,
  ): { names: 'topic' | 'node'; literals: Literal[] } | undefined {
    const name = this.#typeName(type.type === 'TSIndexedAccessType' ? type.objectType : type);
    const parameters = name !== undefined && Object.hasOwn(namesInTypes, name) ? namesInTypes[name] : undefined;
    if (!parameters) return undefined;
    const given = type.type === 'TSIndexedAccessType' ? [type.indexType] : (type.typeParameters?.params ?? []);
    for (const [index, names] of parameters.entries()) {
      const argument = given[index];
      if (names && argument) return { names, literals: literalsInType(argument) };
    }
    return undefined;
  }

  #typeName(type: t.Node): string | undefined {
    if (type.type === 'TSImportType') {
      const { argument, qualifier } = type;
      const source = argument.type === 'StringLiteral' ? argument.value : undefined;
      return source === 'topicraft' && qualifier?.type === 'Identifier' ? qualifier.name : undefined;
    }
    if (type.type !== 'TSTypeReference') return undefined;
    const { typeName } = type;
    if (typeName.type === 'Identifier') return this.#known(typeName.name);
    if (typeName.type !== 'TSQualifiedName' || typeName.left.type !== 'Identifier') return undefined;
    return this.#known(typeName.left.name) === '*' ? typeName.right.name : undefined;
  }

  #known(local: string): string | undefined {
    return this.#imported.get(local);
  }

  #isModuleScope(identifier: NodePath<t.Identifier>): boolean {
    return identifier.scope.getBinding(identifier.node.name)?.scope === this.#program.scope;
  }
}
