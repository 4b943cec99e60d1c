/** Runs the hosts of a topology on one machine, for development. */
export { DEFAULT_INSPECT_PORT, inspectPortOf } from './inspect-ports.js';
export { hostProgram, requireHost } from './host-programs.js';
export { requireHostSettings } from './host-settings.js';
export { superviseHost, type HostSupervisorOptions } from './supervise-host.js';
export { superviseHosts, type SupervisorOptions } from './supervise-hosts.js';
