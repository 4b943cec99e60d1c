import type { PluginOptions } from './plugin-options.js';

/** The part of Nx's `CreateNodesV2` that this plugin is. */
export const createNodesV2: readonly [
  pattern: string,
  infer: (
    files: readonly string[],
    options: PluginOptions | undefined,
    context: { readonly workspaceRoot: string },
  ) => [file: string, { readonly projects: Readonly<Record<string, Project>> }][],
];

interface Project {
  readonly name?: string;
  readonly targets: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
