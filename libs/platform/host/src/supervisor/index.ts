/** Runs every host of a topology on one machine, for development. */
export { hostProgram, requireHost } from './host-programs.js';
export { requireHostSettings } from './host-settings.js';
export { superviseHosts, type SupervisorOptions } from './supervise-hosts.js';
