// Specs and helpers of specs that run built code import this: it builds what has changed, so that no spec needs a build
// before it. A worker does this once; while nothing has changed it takes some milliseconds.
import { buildOnce, isFresh } from './build.mjs';

// Under Nx, a target builds what it needs before it begins, and others may be building.
if (!process.env.NX_TASK_TARGET_PROJECT && !isFresh()) await buildOnce({ unlessFresh: true });
