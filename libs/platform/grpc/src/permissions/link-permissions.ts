/** Who may do what at this host. */
export interface LinkPermissions {
  mayCall(host: string, context: string): boolean;
  mayFollow(host: string, context: string): boolean;
}
export const ALL_ALLOWED: LinkPermissions = { mayCall: () => true, mayFollow: () => true };
export const linkPermissions = (_options: object): LinkPermissions => ALL_ALLOWED;
