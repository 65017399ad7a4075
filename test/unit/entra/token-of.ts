/** An unsigned JWT with these claims; nobody who only looks at claims can tell. */
export function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
}

export const tenantA = '11111111-aaaa-4aaa-8aaa-111111111111';
export const tenantB = '22222222-bbbb-4bbb-8bbb-222222222222';
export const readerId = '99999999-cccc-4ccc-8ccc-999999999999';
