import type { JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { rolesIn } from './roles-claim.js';

describe('the roles of a token', () => {
  it.each<[string, JWTPayload, readonly string[]]>([
    ['roles', { roles: ['sales', 'sales', 'catalog'] }, ['sales', 'catalog']],
    ['realm_access.roles', { realm_access: { roles: ['sales'] } }, ['sales']],
    ['resource_access.library.roles', { resource_access: { library: { roles: ['sales'] } } }, ['sales']],
    [
      'resource_access.library.example.roles',
      { resource_access: { 'library.example': { roles: ['sales'] } } },
      ['sales'],
    ],
    ['https://library.example/roles', { 'https://library.example/roles': ['sales'] }, ['sales']],
    ['cognito:groups', { 'cognito:groups': ['sales'] }, ['sales']],
    ['scope', { scope: 'openid sales' }, ['openid', 'sales']],
    ['scp', { scp: ['sales'] }, ['sales']],
  ])('are found at %s', (path, claims, roles) => {
    expect(rolesIn(claims, path)).toEqual(roles);
  });

  it.each<[string, JWTPayload]>([
    ['roles', {}],
    ['roles', { roles: 'sales' }],
    ['roles', { roles: 'not sales' }],
    ['roles', { roles: { 0: 'sales', length: 1 } }],
    ['roles', { roles: [['sales'], 5, null, '', 'a\nb', 'x'.repeat(101)] }],
    ['realm_access.roles', { realm_access: null }],
    ['realm_access.roles', { realm_access: [{ roles: ['sales'] }] }],
    ['realm_access.roles', { realm_access: 'roles' }],
    ['constructor.name', {}],
    ['__proto__.roles', {}],
    ['', { roles: ['sales'] }],
  ])('are empty at "%s" in %j', (path, claims) => {
    expect(rolesIn(claims, path)).toEqual([]);
  });

  it('are at most a hundred, with 3,000 bytes in total', () => {
    const long = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`.padEnd(100, 'x'));
    expect(rolesIn({ roles: long(30) }, 'roles')).toHaveLength(30);
    expect(rolesIn({ roles: long(31) }, 'roles')).toBeUndefined();
    const roles = (count: number): string[] => Array.from({ length: count }, (_, index) => `role-${index}`);
    expect(rolesIn({ roles: roles(100) }, 'roles')).toHaveLength(100);
    expect(rolesIn({ roles: roles(101) }, 'roles')).toBeUndefined();
  });
});
