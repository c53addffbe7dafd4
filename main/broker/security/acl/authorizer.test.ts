import { describe, expect, it } from 'vitest';
import type { AuthorizerOptions } from '../security-options.ts';
import { type Acl, type AclOperation, aclOperations, patternTypes, permissionTypes, resourceTypes } from './acl.ts';
import { Acls } from './acls.ts';
import { Authorizer } from './authorizer.ts';

const alice = { principal: { type: 'User', name: 'alice' }, host: '10.0.0.1' };
const bob = { principal: { type: 'User', name: 'bob' }, host: '10.0.0.2' };

interface Rule {
  on?: string;
  prefixed?: boolean;
  of?: string;
  from?: string;
  to: keyof typeof aclOperations;
  deny?: boolean;
}

function aclOf({ on = 'orders', prefixed = false, of = 'User:alice', from = '*', to, deny = false }: Rule): Acl {
  return {
    resourceType: resourceTypes.topic,
    resourceName: on,
    patternType: prefixed ? patternTypes.prefixed : patternTypes.literal,
    principal: of,
    host: from,
    operation: aclOperations[to],
    permissionType: deny ? permissionTypes.deny : permissionTypes.allow,
  };
}

function authorizer(rules: readonly Rule[], options: AuthorizerOptions = {}): Authorizer {
  const acls = new Acls(() => undefined);
  for (const rule of rules) acls.add(aclOf(rule));
  return new Authorizer(acls, options);
}

describe('the authorizer', () => {
  it('refuses what no ACL speaks of, but to super users', () => {
    const made = authorizer([], { superUsers: ['User:bob'] });
    expect(made.allows(alice, 'read', 'topic', 'orders')).toBe(false);
    expect(made.allows(bob, 'read', 'topic', 'orders')).toBe(true);
    expect(authorizer([{ to: 'all', of: 'User:bob', deny: true }], { superUsers: ['User:bob'] })).toSatisfy(
      (strict: Authorizer) => strict.allows(bob, 'write', 'topic', 'orders'),
    );
  });

  it('allows what no ACL concerns where the options say so, and what one concerns only by an ACL', () => {
    const made = authorizer([{ to: 'read' }], { allowEveryoneIfNoAclFound: true });
    expect(made.allows(bob, 'read', 'topic', 'payments')).toBe(true);
    expect(made.allows(bob, 'read', 'topic', 'orders')).toBe(false);
    expect(made.allows(alice, 'read', 'topic', 'orders')).toBe(true);
    expect(made.allows(alice, 'write', 'topic', 'orders')).toBe(false);
    expect(made.allows(alice, 'read', 'group', 'orders')).toBe(true);
  });

  it.each<[string, Rule, string, boolean]>([
    ['a literal name', { to: 'read' }, 'orders', true],
    ['a literal name, and no longer one', { to: 'read' }, 'orders-eu', false],
    ['a prefix', { to: 'read', on: 'ord', prefixed: true }, 'orders-eu', true],
    ['a prefix that is the whole name', { to: 'read', on: 'orders', prefixed: true }, 'orders', true],
    ['another prefix', { to: 'read', on: 'ords', prefixed: true }, 'orders', false],
    ['every name', { to: 'read', on: '*' }, 'orders', true],
    ['an asterisk as a prefix, which is no wildcard', { to: 'read', on: '*', prefixed: true }, 'orders', false],
    ['everybody', { to: 'read', of: 'User:*' }, 'orders', true],
    ['somebody else', { to: 'read', of: 'User:bob' }, 'orders', false],
    ['the host', { to: 'read', from: '10.0.0.1' }, 'orders', true],
    ['another host', { to: 'read', from: '10.0.0.2' }, 'orders', false],
  ])('goes by %s', (_name, rule, topic, isAllowed) => {
    expect(authorizer([rule]).allows(alice, 'read', 'topic', topic)).toBe(isAllowed);
  });

  it('puts one ACL that denies above all that allow', () => {
    const allows: Rule[] = [{ to: 'all' }, { to: 'read', on: '*' }, { to: 'all', on: 'o', prefixed: true }];
    for (const deny of [
      { to: 'read' },
      { to: 'all', on: '*' },
      { to: 'read', on: 'or', prefixed: true },
      { to: 'read', of: 'User:*', from: '10.0.0.1' },
    ] satisfies Rule[]) {
      expect(authorizer([...allows, { ...deny, deny: true }]).allows(alice, 'read', 'topic', 'orders')).toBe(false);
    }
  });

  it.each<[AclOperation, AclOperation[]]>([
    ['describe', ['all', 'describe', 'read', 'write', 'delete', 'alter']],
    ['describeConfigs', ['all', 'describeConfigs', 'alterConfigs']],
    ['read', ['all', 'read']],
    ['write', ['all', 'write']],
  ])('takes %s as allowed by %j, and by nothing else', (wanted, implying) => {
    const operations = (Object.keys(aclOperations) as AclOperation[]).filter((to) =>
      authorizer([{ to }]).allows(alice, wanted, 'topic', 'orders'),
    );
    expect(operations.sort()).toEqual([...implying].sort());
  });

  it('does not take it as denied by what would imply it', () => {
    const made = authorizer([{ to: 'describe' }, { to: 'read', deny: true }]);
    expect(made.allows(alice, 'describe', 'topic', 'orders')).toBe(true);
    expect(made.allows(alice, 'read', 'topic', 'orders')).toBe(false);
  });
});

describe('the authorizer, asked for any resource of a type', () => {
  it.each<[string, Rule[], boolean]>([
    ['nothing is said', [], false],
    ['a name is allowed', [{ to: 'write' }], true],
    ['a prefix is allowed', [{ to: 'all', on: 'o', prefixed: true }], true],
    ['only another operation is allowed', [{ to: 'read' }], false],
    ['the name is denied', [{ to: 'write' }, { to: 'write', deny: true }], false],
    ['its prefix is denied', [{ to: 'write' }, { to: 'all', on: 'or', prefixed: true, deny: true }], false],
    [
      'a longer prefix is denied',
      [
        { to: 'write', on: 'o', prefixed: true },
        { to: 'write', on: 'or', prefixed: true, deny: true },
      ],
      true,
    ],
    ['every name is denied', [{ to: 'write' }, { to: 'write', on: '*', deny: true }], false],
    [
      'every name is allowed but one',
      [
        { to: 'write', on: '*' },
        { to: 'write', deny: true },
      ],
      true,
    ],
  ])('where %s', (_name, rules, isAllowed) => {
    expect(authorizer(rules).allowsSome(alice, 'write', 'topic')).toBe(isAllowed);
  });

  it('allows super users all, and everybody where no ACL is found', () => {
    expect(authorizer([], { superUsers: ['User:alice'] }).allowsSome(alice, 'write', 'topic')).toBe(true);
    expect(authorizer([], { allowEveryoneIfNoAclFound: true }).allowsSome(bob, 'write', 'topic')).toBe(true);
  });
});
