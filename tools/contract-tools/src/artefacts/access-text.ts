import type { Access } from '@multilith/contract';

/** Who may send a message, for readers. */
export function accessText(access: Access): string {
  if (typeof access === 'object')
    return `${access.roles.length === 1 ? 'role' : 'one of the roles'} ${access.roles.map((role) => `\`${role}\``).join(', ')}`;
  switch (access) {
    case 'public':
      return 'anyone';
    case 'authenticated':
      return 'any signed-in principal';
    case 'internal':
      return 'other contexts only';
  }
}
