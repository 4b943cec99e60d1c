/** The folder of this package: in node_modules, or in the workspace that it is developed in. */
export const ownFolder: string;
/** Whether this package is used from its sources, and so has to be built first. */
export const isFromSources: boolean;
