/**
 * What a module says about its context in its module file. Other readers have entries of their own: `/host` (starting a
 * host), `/transport` (writing a transport), `/operations` (tools for operators), `/observe` (logs, traces, metrics).
 */
export { ContextModule, type ContextOptions } from './context.module.js';
export { fallback, use, type UseOptions } from './context/use.js';
export { settings } from './context/settings.js';
export { subscription, type SubscriptionOptions } from './context/subscription.js';
export { RemoteCallError } from './call/remote-call-error.js';
export type { Persistence } from '@multilith/data';
