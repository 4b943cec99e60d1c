/** Checks the boundaries of bounded contexts; `cli.ts` is its command line. */
export { Checker, checkWorkspace, type Checked, type CheckOptions } from './check.js';
export { drawPage as graphPage } from './graph/draw.js';
export { contextGraph, type ContextGraph, type Flow } from './graph/context-graph.js';
export { importGraph, type ImportFlow, type ImportGraph } from './graph/import-graph.js';
export type { Dealings, Part, PlaceInFile, Scene } from './rules/scene.js';
export { isClean, type Coverage, type Report, type Unanalysable, type Violation } from './report/report.js';
export { placedFiles, type SourceInWorkspace } from './workspace/placed-files.js';
export type { Unit, UnitKind } from './workspace/unit.js';
export { NotAWorkspaceError } from './workspace/workspace.js';
