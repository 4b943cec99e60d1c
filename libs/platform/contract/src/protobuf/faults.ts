import type { Slot } from '../shape/shape.js';
import type { WireFault } from '../wire/faults.js';
import { formOf } from './form/form-of.js';

/**
 * Returns every part of a message, answer or error that has no faithful protobuf form, with reason and remedy; empty if
 * all of it has one.
 *
 * @example
 * protobufFaults({ shape: locked.input }) // [{ path: ['note'], reason: 'can be missing and can be null, …', remedy: … }]
 */
export const protobufFaults = (slot: Slot): readonly WireFault[] => formOf(slot).faults;
