import { writeUseCase, type MessageOptions } from '../use-case.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { queryKind } from './query-kind.js';

/** `nx g query orders/GetHeldOrders` */
export default async function queryGenerator(files: WorkspaceFiles, options: MessageOptions): Promise<Afterwards> {
  return writeUseCase(files, options, queryKind);
}
