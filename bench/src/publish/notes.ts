import { command, contract, event } from '@multilith/contract';
import { z } from 'zod';

const Note = z.object({ id: z.uuid(), author: z.string(), text: z.string() });

/** Writes a note and publishes an event. */
export class WritePublished extends command('notes.WritePublished', { input: Note, access: 'public' }) {}
/** Writes a note and an outbox row, by hand, in the same transaction. */
export class WriteOutbox extends command('notes.WriteOutbox', { input: Note, access: 'public' }) {}
/** Writes a note without publishing an event. */
export class WriteOnly extends command('notes.WriteOnly', { input: Note, access: 'public' }) {}

export class NoteWritten extends event('notes.NoteWritten', { payload: Note, key: ({ author }) => author }) {}

export const notes = contract('notes', [WritePublished, WriteOutbox, WriteOnly, NoteWritten]);
