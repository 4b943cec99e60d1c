import type { RawFinding } from '../finding.js';
import { generatorCommand } from './versions.js';

/** Returns the compatible way to make a change; empty if nothing has to be done. */
export function remedyFor({ verdict, rule, part, message, form }: RawFinding): string {
  if (verdict === 'compatible') return '';
  const isEvent = part === 'event' || part === 'history';
  const version =
    part === 'error'
      ? 'Declare another error, and throw this one as before.'
      : `Write a version, which keeps the old one readable: ${generatorCommand(message)}`;
  if (form === 'protobuf') return version;
  if (verdict === 'careful') return CAREFUL[rule] ?? '';
  switch (rule) {
    case 'message-removed':
      return isEvent || part === 'message'
        ? 'Keep it until its consumers are gone; then accept this finding with a reason.'
        : version;
    case 'message-kind':
      return 'Add a message with another name, and remove this one once its consumers are gone.';
    case 'field-renamed':
      return `${version} (it writes the conversion). Or keep both fields for a while.`;
    case 'field-required':
      return part === 'input' || part === 'history'
        ? `Make it optional or give it a default. ${or(version)}`
        : `Keep it. ${or(version)}`;
    case 'value-unknown':
    case 'option-unknown':
      return part === 'input' || part === 'history'
        ? `Keep the value and stop using it. ${or(version)}`
        : `${rule === 'value-unknown' ? 'Readers take unknown values only of openEnum(…), declared from the start. ' : ''}${version}`;
    case 'refinement':
      return `If it refuses nothing that was taken before, accept this finding with the reason. ${or(version)}`;
    default:
      return version;
  }
}

const or = (sentence: string): string => `Or ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

const CAREFUL: Readonly<Record<string, string>> = {
  'field-removed': 'Make sure that its users are gone.',
  default: 'Check that callers who leave it out expect this.',
};
