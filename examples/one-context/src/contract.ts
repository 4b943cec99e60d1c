import { command, contract, contractError, query } from '@multilith/contract';
import { z } from 'zod';

/** Another reader has the book. */
export class BookLent extends contractError('library.BookLent', {
  data: z.object({ title: z.string() }),
  message: ({ title }) => `"${title}" is lent out.`,
}) {}

/** Lends a book to a reader. */
export class LendBook extends command('library.LendBook', {
  input: z.object({ title: z.string().min(1), reader: z.string().min(1) }),
  output: z.object({ dueOn: z.iso.date() }),
  errors: [BookLent],
  access: 'public',
}) {}

/** Returns the titles that a reader has, in alphabetical order. */
export class FindLoans extends query('library.FindLoans', {
  input: z.object({ reader: z.string() }),
  output: z.array(z.string()),
  access: 'public',
}) {}

export const library = contract('library', [LendBook, FindLoans]);
