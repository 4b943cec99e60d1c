import { z } from 'zod';

/** Id of a return: a UUID, made by the orders context. */
export const ReturnId = z.uuid().toLowerCase();
/** Id of a return. */
export type ReturnId = z.output<typeof ReturnId>;
