import { NodePath } from '@babel/traverse';
import type * as t from '@babel/types';
import { HandlerRoles, unwrap } from './handler-roles.ts';
import { isAlwaysReached } from './always-reached.ts';
import { literalsIn, literalsInType, type Literal } from './literals.ts';
import { parseHandler } from './parse-handler.ts';
import { TopicraftImports } from './topicraft-imports.ts';

export type DefinitionKind = 'consumer' | 'batch-consumer' | 'producer';

/** A place in the code that says the name of a topic or of a node. */
export interface NameUse extends Literal {
  /** `definition` and `node-type` name nodes, the others topics. */
  use: 'definition' | 'node-type' | 'emit' | 'comparison' | 'topic-type';
  /** An emit that every call of the handler comes to. */
  always: boolean;
}

export interface HandlerAnalysis {
  /** No statement at all. */
  isEmpty: boolean;
  hasDefaultExport: boolean;
  /** The call of defineConsumer, defineBatchConsumer or defineProducer that is exported by default. */
  definition?: { kind: DefinitionKind; line: number; column: number };
  uses: NameUse[];
  /** What the file imports, as it is written there. */
  imports: string[];
}

export type AnalyzedHandler =
  { ok: true; analysis: HandlerAnalysis } | { ok: false; message: string; line?: number; column?: number };

/** What a handler file defines and which names it says, found by scope in its syntax; comments and other texts are none. */
export function analyzeHandler(file: string, text: string): AnalyzedHandler {
  const parsed = parseHandler(file, text);
  if (!parsed.ok) return parsed;
  return { ok: true, analysis: analyzeProgram(pathOf(parsed.program)) };
}

/** The program with its scopes. */
function pathOf(file: t.File): NodePath<t.Program> {
  const path: NodePath = NodePath.get({ parentPath: null, parent: file, container: file, key: 'program' }).setContext();
  path.assertProgram();
  return path;
}

function analyzeProgram(program: NodePath<t.Program>): HandlerAnalysis {
  const imports = new TopicraftImports(program);
  const roles = new HandlerRoles();
  const uses: NameUse[] = [];
  const add = (use: NameUse['use'], literals: readonly Literal[], always = false): void => {
    for (const literal of literals) {
      if (!uses.some(({ start }) => start === literal.start)) uses.push({ ...literal, use, always });
    }
  };

  const exported = defaultExport(program);
  const definition = exported && definitionIn(exported, imports);
  program.traverse({
    CallExpression: (path) => {
      const kind = definitionKind(path, imports);
      if (!kind) return;
      const [name] =
        path.node.typeParameters?.type === 'TSTypeParameterInstantiation' ? path.node.typeParameters.params : [];
      if (name) add('definition', literalsInType(name));
      assignHandlerRoles(path, kind, roles);
    },
  });
  program.traverse({ Function: (path) => roles.assignParameters(path) });
  roles.follow(program);

  const handler = definition && handlerFunction(definition.call);
  program.traverse({
    CallExpression: (path) => {
      const [topic] = path.get('arguments');
      const callee = path.get('callee');
      if (topic && path.node.arguments.length >= 2 && roles.of(callee) === 'emit') {
        const literals = literalsIn(topic);
        add('emit', literals, literals.length === 1 && handler !== undefined && isAlwaysReached(path, handler));
      } else if (isIncludesOfTopic(path, roles)) {
        add('comparison', literalsIn((callee as NodePath<t.MemberExpression>).get('object')));
      }
    },
    BinaryExpression: (path) => {
      if (!['===', '!==', '==', '!='].includes(path.node.operator)) return;
      const [left, right] = [path.get('left') as NodePath, path.get('right')];
      if (roles.of(left) === 'topic') add('comparison', literalsIn(right));
      else if (roles.of(right) === 'topic') add('comparison', literalsIn(left));
    },
    SwitchStatement: (path) => {
      if (roles.of(path.get('discriminant')) !== 'topic') return;
      for (const branch of path.get('cases')) {
        const test = branch.get('test');
        if (test.node) add('comparison', literalsIn(test as NodePath));
      }
    },
    TSTypeReference: (path) => addTypeNames(imports.namesInType(path.node)),
    TSIndexedAccessType: (path) => addTypeNames(imports.namesInType(path.node)),
    TSImportType: (path) => addTypeNames(imports.namesInType(path.node)),
  });
  function addTypeNames(found: ReturnType<TopicraftImports['namesInType']>): void {
    if (found) add(found.names === 'topic' ? 'topic-type' : 'node-type', found.literals);
  }

  const { body, directives } = program.node;
  return {
    isEmpty: body.length === 0 && directives.length === 0,
    hasDefaultExport: exported !== undefined || reexportsDefault(program),
    ...(definition
      ? {
          definition: {
            kind: definition.kind,
            line: definition.call.node.loc?.start.line ?? 1,
            column: (definition.call.node.loc?.start.column ?? 0) + 1,
          },
        }
      : {}),
    uses: uses.toSorted((left, right) => left.start - right.start),
    imports: importedFiles(program),
  };
}

/** The expression of `export default …` or `export { … as default }`. */
function defaultExport(program: NodePath<t.Program>): NodePath | undefined {
  for (const statement of program.get('body')) {
    if (statement.isExportDefaultDeclaration()) return statement.get('declaration') as NodePath;
    if (!statement.isExportNamedDeclaration() || statement.node.source) continue;
    for (const specifier of statement.get('specifiers')) {
      if (specifier.isExportSpecifier() && exportedName(specifier.node) === 'default') return specifier.get('local');
    }
  }
  return undefined;
}

function reexportsDefault(program: NodePath<t.Program>): boolean {
  return program.node.body.some(
    (statement) =>
      statement.type === 'ExportNamedDeclaration' &&
      statement.specifiers.some(
        (specifier) => specifier.type === 'ExportSpecifier' && exportedName(specifier) === 'default',
      ),
  );
}

function exportedName({ exported }: t.ExportSpecifier): string {
  return exported.type === 'Identifier' ? exported.name : exported.value;
}

function definitionIn(exported: NodePath, imports: TopicraftImports) {
  const call = valueOf(exported);
  if (!call.isCallExpression()) return undefined;
  const kind = definitionKind(call, imports);
  return kind ? { kind, call } : undefined;
}

const definitionKinds: Record<string, DefinitionKind> = {
  defineConsumer: 'consumer',
  defineBatchConsumer: 'batch-consumer',
  defineProducer: 'producer',
};

function definitionKind(call: NodePath<t.CallExpression>, imports: TopicraftImports): DefinitionKind | undefined {
  const name = imports.importedName(call.get('callee') as NodePath);
  return name !== undefined && Object.hasOwn(definitionKinds, name) ? definitionKinds[name] : undefined;
}

function assignHandlerRoles(call: NodePath<t.CallExpression>, kind: DefinitionKind, roles: HandlerRoles): void {
  const [first, second] = handlerFunction(call)?.get('params') ?? [];
  if (first && kind === 'consumer') roles.assign(first, 'event');
  if (first && kind === 'batch-consumer') roles.assign(first, 'events');
  if (second) roles.assign(second, 'context');
}

function handlerFunction(call: NodePath<t.CallExpression>): NodePath<t.Function> | undefined {
  const [argument] = call.get('arguments');
  const value = argument && valueOf(argument);
  return value?.isFunction() ? value : undefined;
}

/** What a name of this file stands for, where it is declared once and never set again. */
function valueOf(path: NodePath): NodePath {
  const expression = unwrap(path);
  if (!expression.isIdentifier()) return expression;
  const binding = expression.scope.getBinding(expression.node.name);
  if (!binding?.constant) return expression;
  const declared = binding.path;
  if (!declared.isVariableDeclarator()) return declared;
  const init = declared.get('init');
  return init.node ? unwrap(init as NodePath) : expression;
}

/** `['orders', 'payments'].includes(event.topic)` */
function isIncludesOfTopic(call: NodePath<t.CallExpression>, roles: HandlerRoles): boolean {
  const callee = call.get('callee');
  const [argument] = call.get('arguments');
  if (!callee.isMemberExpression() || !argument) return false;
  const { property } = callee.node;
  return property.type === 'Identifier' && property.name === 'includes' && roles.of(argument) === 'topic';
}

function importedFiles(program: NodePath<t.Program>): string[] {
  const files: string[] = [];
  program.traverse({
    ImportDeclaration: (path) => void files.push(path.node.source.value),
    ExportAllDeclaration: (path) => void files.push(path.node.source.value),
    ExportNamedDeclaration: (path) => void (path.node.source && files.push(path.node.source.value)),
    CallExpression: (path) => {
      const [argument] = path.node.arguments;
      const isImport = path.node.callee.type === 'Import';
      if (isImport && argument?.type === 'StringLiteral') files.push(argument.value);
    },
  });
  return files;
}
