/** Options of the plugin, in nx.json. */
export interface PluginOptions {
  /** Path of a program that builds the project in the folder passed as its argument. Default: `tsc -b`, one project at a time. */
  readonly build?: string;
  /** A program that checks the types of the specs of a project, as a file. Default: there is no target `typecheck`. */
  readonly typecheck?: string;
  /** Folders with code. Default: `libs` and `apps`. */
  readonly code?: readonly string[];
  /** Folders with specs that check the workspace as a whole, of the target `workspace:checks`. Default: none. */
  readonly checks?: readonly string[];
  /** Folders with specs that need everything built, of the target `workspace:e2e` and of no project. Default: none. */
  readonly e2e?: readonly string[];
}
